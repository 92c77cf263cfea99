// tepid/detectors/ddm.hpp - DDM: the error rate against its lowest value.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <tuple>

#include <tepid/core/detector.hpp>
#include <tepid/detectors/error_stream.hpp>

namespace tepid::inline v0 {

/// Parameters of ddm. The levels are in standard deviations of the lowest error rate.
struct ddm_params {
  std::uint64_t warm_start = 30;
  double warning_level = 2.0;
  double drift_level = 3.0;
  std::uint64_t min_errors = 1;

  friend bool operator==(const ddm_params&, const ddm_params&) = default;
};

/// DDM: notices that the error rate of a classifier rises above the lowest it has been.
///
/// Statistic: p = errors / n, s = sqrt(p (1 - p) / n); (p + s - p_low) / s_low, where p_low and s_low are those of the
///            lowest p + s after `warm_start` values. Alarm when it exceeds drift_level, warning above warning_level.
/// Input:     1 an error, 0 none; another value counts as 1 if it exceeds 0.5.
/// Limit:     drift_level. At an error rate of 0.1 the defaults alarm 0.40 of all streams within 1,000 values and
///            then hardly ever: mean run length 114,000 (se 3,700; runs cut at 100,000). With min_errors = 10 it is
///            0.15 and 286,000.
/// Change:    onset is the value after the lowest rate; effect is the error rate since then less p_low; always a rise.
/// Cost:      O(1), about 1.2 ns a value in batches, 6.5 one by one (0/1 data, Zen 3); no allocation. Batch and one-
///            by-one give the same bits.
/// Errors:    the constructor throws error{bad_parameter}; nothing else throws.
/// Source:    J. Gama, P. Medas, G. Castillo, P. Rodrigues, SBIA 2004, LNCS 3171, 286-295.
class ddm : public scalar_detector<ddm, ddm_params> {
 public:
  static constexpr descriptor about{.id = 40,
                                    .name = "ddm",
                                    .class_name = "DDM",
                                    .title = "DDM: rise of an error rate above its lowest value",
                                    .source = "Gama, Medas, Castillo and Rodrigues 2004, SBIA, LNCS 3171",
                                    .limit = "drift_level",
                                    .input = input_kind::binary};
  static constexpr std::tuple schema{
      field{"warm_start", &ddm_params::warm_start, {0, count_max}, "observations",
            "values before the first verdict; they set no lowest rate"},
      field{"warning_level", &ddm_params::warning_level, {0, 1e6, true}, "sd", "warning when the statistic exceeds it"},
      field{"drift_level", &ddm_params::drift_level, {0, 1e6, true}, "sd", "alarm when the statistic exceeds it"},
      field{"min_errors", &ddm_params::min_errors, {0, count_max}, "observations",
            "errors before a lowest rate is set; with 0 one error after a faultless start is an alarm"}};

  explicit ddm(const ddm_params& p = {}) : scalar_detector{p} { reset(); }

  /// How far the error rate is above its lowest, in standard deviations of the lowest; at most 1e9.
  [[nodiscard]] double statistic() const noexcept {
    return low_.known() ? low_.distance(error_rate::of(errors_, count_)) : 0.0;
  }

  [[nodiscard]] change_estimate change() const noexcept {
    if (!low_.known() || low_.n() >= count_) return {};
    const double since = static_cast<double>(errors_ - low_.errors()) / static_cast<double>(count_ - low_.n());
    const double effect = since - low_.rate().p;
    if (!(effect > 0)) return {};
    return {.onset = low_.n(), .effect = effect, .direction = 1};
  }

  state step(double x) noexcept {
    errors_ += is_error(x) && errors_ < count_;  // the count may have stopped at its largest value
    if (count_ <= params_.warm_start) return state::warming;
    if (errors_ < params_.min_errors) return state::stable;
    const error_rate rate = error_rate::of(errors_, count_);
    low_.take(rate, errors_, count_);
    const double distance = low_.distance(rate);
    if (distance > params_.drift_level) return state::drift;
    return distance > params_.warning_level ? state::warning : state::stable;
  }

  /// A block in which the rate surely stays between the lowest one and the lower level changes the counts only.
  bool take_quiet(std::span<const double, quiet_block> xs) noexcept {
    if (!low_.known()) return false;
    std::uint64_t more = 0;
    if (!count_errors(xs, more)) return false;
    const double least = static_cast<double>(count_ + 1), most = static_cast<double>(count_ + quiet_block);
    const double lowest = static_cast<double>(errors_) / most;
    const double highest = std::min(static_cast<double>(errors_ + more) / least, 1.0);
    if (low_.may_matter(lowest, highest, least, most, std::min(params_.warning_level, params_.drift_level)))
      return false;
    errors_ += more;
    return true;
  }

  void clear() noexcept {
    errors_ = 0;
    low_ = {};
  }

  [[nodiscard]] state initial() const noexcept { return params_.warm_start > 0 ? state::warming : state::stable; }

  /// A lowest rate is known from the first value on that may set one.
  [[nodiscard]] bool sound() const noexcept {
    if (errors_ > count_ || !low_.sound(errors_, count_)) return false;
    if (!low_.known()) return count_ <= params_.warm_start || errors_ < params_.min_errors;
    return low_.n() > params_.warm_start && low_.errors() >= params_.min_errors;
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.errors_, self.low_);
  }

  friend bool operator==(const ddm&, const ddm&) = default;

 private:
  std::uint64_t errors_ = 0;
  lowest_error_rate low_;
};

static_assert(Detector<ddm>);

}  // namespace tepid::inline v0
