// tepid/detectors/rddm.hpp - RDDM: DDM that forgets, so that long stable concepts do not dull it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <tuple>

#include <tepid/core/detector.hpp>
#include <tepid/detectors/error_stream.hpp>

namespace tepid::inline v0 {

/// Parameters of rddm. The levels are in standard deviations of the lowest error rate.
struct rddm_params {
  std::uint64_t warm_start = 129;
  double warning_level = 1.773;
  double drift_level = 2.258;
  std::uint64_t max_concept = 40000;
  std::uint64_t window = 7000;
  std::uint64_t warning_limit = 1400;
  std::uint64_t min_errors = 1;

  friend bool operator==(const rddm_params&, const rddm_params&) = default;
};

/// RDDM: DDM whose error rate is computed anew from recent outcomes after an alarm and in a long stable concept.
///
/// Statistic: DDM's, (p + s - p_low) / s_low, of the outcomes of the current concept. Alarm when it exceeds
///            drift_level; and, with the statistic set to 1e9, when warnings have gone on for more than
///            `warning_limit` values (0: never). After an alarm that is rearmed the concept is made of the outcomes
///            since its warning began; after `max_concept` values p, but not the lowest rate, is that of the last
///            `window` outcomes.
/// Input:     1 an error, 0 none; another value counts as 1 if it exceeds 0.5.
/// Limit:     drift_level. At an error rate of 0.1 the defaults alarm 0.55 of all streams within 1,000 values; mean
///            run length 8,600 (se 194), 13,000 (se 296) without a warning_limit. With one, no drift_level gives a
///            much longer run length.
/// Change:    onset is where the warning began, if there was one; effect is the error rate since then less p_low.
/// Cost:      O(1), about 5 ns a value in batches, 11 one by one (Zen 3), and one bit for each place of the window;
///            the value after an alarm costs up to `window` steps. Batch and one-by-one give the same bits.
/// Errors:    the constructor throws error{bad_parameter}; nothing else throws.
/// Source:    R. S. M. Barros et al., Expert Systems with Applications 90 (2017) 344-355.
class rddm : public scalar_detector<rddm, rddm_params> {
 public:
  static constexpr descriptor about{
      .id = 42,
      .name = "rddm",
      .class_name = "RDDM",
      .title = "RDDM: DDM that forgets old outcomes",
      .source = "Barros, Cabral, Goncalves and Santos 2017, Expert Systems with Applications 90",
      .limit = "drift_level",
      .input = input_kind::binary};
  static constexpr std::tuple schema{
      field{"warm_start", &rddm_params::warm_start, {0, count_max}, "observations",
            "values of a concept before its first verdict; they set no lowest rate"},
      field{"warning_level", &rddm_params::warning_level, {0, 1e6, true}, "sd",
            "warning when the statistic exceeds it"},
      field{"drift_level", &rddm_params::drift_level, {0, 1e6, true}, "sd", "alarm when the statistic exceeds it"},
      field{"max_concept", &rddm_params::max_concept, {2, count_max}, "observations",
            "length of a stable concept that is then cut down to the window; above window"},
      field{"window", &rddm_params::window, {1, 16384}, "observations", "outcomes kept"},
      field{"warning_limit", &rddm_params::warning_limit, {0, count_max}, "observations",
            "warnings in a row that make an alarm when exceeded; 0 for never"},
      field{"min_errors", &rddm_params::min_errors, {0, count_max}, "observations",
            "errors before a lowest rate is set; with 0 one error after a faultless start is an alarm"}};

  explicit rddm(const rddm_params& p = {}) : scalar_detector{p}, window_{p.window} {
    if (p.max_concept <= p.window)
      throw error{errc::bad_parameter, "max_concept",
                  "rddm: parameter 'max_concept' is " + std::to_string(p.max_concept) + "; it must be above window, " +
                      std::to_string(p.window)};
    reset();
  }

  /// How far the error rate is above its lowest, in standard deviations of the lowest; at most 1e9.
  [[nodiscard]] double statistic() const noexcept {
    if (warned_too_long()) return lowest_error_rate::far;
    return low_.known() && n_ > params_.warm_start ? low_.distance(error_rate::of(errors_, n_)) : 0.0;
  }

  [[nodiscard]] change_estimate change() const noexcept {
    if (warnings_ == 0) return {};
    const double since = static_cast<double>(errors_ - warning_errors_) / static_cast<double>(n_ - warning_n_);
    const double effect = since - low_.rate().p;
    if (!(effect > 0)) return {};
    return {.onset = count_ - (n_ - warning_n_), .effect = effect, .direction = 1};
  }

  state step(double x) noexcept {
    if (rebuild_ != 0)
      rebuild();
    else if (warnings_ == 0 && n_ >= params_.max_concept)
      cut_down();
    const bool error = is_error(x);
    window_.push(error);
    errors_ += error && errors_ < counter_max;
    n_ += n_ < counter_max;
    if (n_ <= params_.warm_start) return state::warming;
    if (!low_.known() && errors_ < params_.min_errors) return state::stable;
    const error_rate rate = error_rate::of(errors_, n_);
    low_.take(rate, errors_, n_);
    const double distance = low_.distance(rate);
    const bool warned = warnings_ != 0;
    if (distance > params_.warning_level) {
      if (!warned) {
        warning_n_ = n_ - 1;
        warning_errors_ = errors_ - error;
      }
      warnings_ += warnings_ < counter_max;
    }
    if (distance > params_.drift_level) {
      rebuild_ = warned ? std::min(n_ - warning_n_, params_.window) : 1;
      return state::drift;
    }
    if (warned_too_long()) {
      rebuild_ = 1;
      return state::drift;
    }
    if (distance > params_.warning_level) return state::warning;
    warnings_ = warning_n_ = warning_errors_ = 0;
    return state::stable;
  }

  /// A block in which the rate surely stays between the lowest one and the lower level changes the counts only.
  bool take_quiet(std::span<const double, quiet_block> xs) noexcept {
    if (!low_.known() || rebuild_ != 0 || warnings_ != 0 || n_ < params_.warm_start) return false;
    if (n_ + quiet_block > params_.max_concept) return false;
    std::uint64_t more = 0;
    if (!count_errors(xs, more)) return false;
    const double least = static_cast<double>(n_ + 1), most = static_cast<double>(n_ + quiet_block);
    const double lowest = static_cast<double>(errors_) / most;
    const double highest = std::min(static_cast<double>(errors_ + more) / least, 1.0);
    if (low_.may_matter(lowest, highest, least, most, std::min(params_.warning_level, params_.drift_level)))
      return false;
    for (const double x : xs) window_.push(is_error(x));
    errors_ += more;
    n_ += quiet_block;
    return true;
  }

  /// Cancels what an alarm would do at the next value.
  void withdraw() noexcept { rebuild_ = 0; }

  void clear() noexcept {
    window_.clear();
    errors_ = n_ = warnings_ = warning_n_ = warning_errors_ = rebuild_ = 0;
    low_ = {};
  }

  [[nodiscard]] state initial() const noexcept { return params_.warm_start > 0 ? state::warming : state::stable; }

  [[nodiscard]] bool sound() const noexcept {
    if (n_ > count_ || errors_ > n_ || !window_.sound(count_) || rebuild_ > std::min(n_, params_.window)) return false;
    if (!low_.sound(low_.errors(), count_)) return false;
    if (warnings_ == 0) return warning_n_ == 0 && warning_errors_ == 0;
    return low_.known() && warnings_ <= n_ && warning_n_ < n_ && warning_errors_ <= warning_n_ &&
           warning_errors_ <= errors_ && (errors_ - warning_errors_ <= n_ - warning_n_ || n_ == counter_max);
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.errors_, self.n_, self.low_, self.warnings_, self.warning_n_, self.warning_errors_, self.rebuild_,
       self.window_);
  }

  friend bool operator==(const rddm&, const rddm&) = default;

 private:
  [[nodiscard]] bool warned_too_long() const noexcept {
    return params_.warning_limit != 0 && warnings_ > params_.warning_limit;
  }

  /// A stable concept that has become too long: its error rate is that of the window from here on.
  void cut_down() noexcept {
    n_ = params_.window;
    errors_ = window_.errors();
  }

  /// After an alarm: the concept consists of the last rebuild_ outcomes, and its lowest rate is found anew.
  void rebuild() noexcept {
    low_ = {};
    n_ = errors_ = 0;
    for (std::uint64_t ago = rebuild_; ago > 0; --ago) {
      errors_ += window_[window_.place(ago)];
      if (++n_ > params_.warm_start && errors_ >= params_.min_errors)
        low_.take(error_rate::of(errors_, n_), errors_, n_);
    }
    warnings_ = warning_n_ = warning_errors_ = rebuild_ = 0;
  }

  outcome_window window_;
  std::uint64_t errors_ = 0, n_ = 0;  // of the current concept
  lowest_error_rate low_;
  std::uint64_t warnings_ = 0;                        // in a row
  std::uint64_t warning_n_ = 0, warning_errors_ = 0;  // of the concept before the first of them
  std::uint64_t rebuild_ = 0;                         // outcomes that the next value's concept starts with, or 0
};

static_assert(Detector<rddm>);

}  // namespace tepid::inline v0
