// tepid/detectors/optwin.hpp - OPTWIN: a window cut where a change of a given size is found soonest.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <vector>

#include <tepid/core/detector.hpp>
#include <tepid/core/healthy_law.hpp>
#include <tepid/core/side.hpp>
#include <tepid/detectors/optimal_cut.hpp>
#include <tepid/detectors/removable_moments.hpp>
#include <tepid/numerics/elementary.hpp>
#include <tepid/numerics/student_f.hpp>

namespace tepid::inline v0 {

/// Parameters of optwin.
struct optwin_params {
  double alpha_drift = 1e-5;
  double alpha_warning = 0.001;
  double rigor = 0.5;
  double cut_alpha = 0.00025;
  std::uint64_t max_window = 1000;
  std::uint64_t min_window = 30;
  double noise = 1e-6;
  tepid::side side = tepid::side::both;

  friend bool operator==(const optwin_params&, const optwin_params&) = default;
};

/// OPTWIN: compares mean and spread of the recent part of a window with those of the part before.
///
/// Statistic: the last N <= max_window values, of them the last n recent: n is the fewest for which a shift of `rigor`
///            standard deviations would be significant at cut_alpha, had the recent values the largest spread that is not
///            (optimal_cut); half of N where no n does it. With both standard deviations raised by `noise`: -ln of the
///            p-value of Welch's t test (one side) or of the F test for a larger recent variance, the larger of the two, 0 or
///            more; 0 below min_window values. A difference that `side` does not ask for counts as 0. Alarm when it exceeds
///            ln(1 / alpha_drift), warning likewise. After an alarm the next value first makes the window forget all
///            but the recent part.
/// Input:     any real numbers. `noise` is in units of x.
/// Limit:     alpha_drift, the significance of one test; the cut has a parameter of its own and does not depend on it.
///            On standard normal values the defaults alarm once in 200,000 observations (standard error 37,000), on 0/1
///            values, a fifth of them 1, once in 26,000 (2,500); with 1e-4 once in 23,000 (3,500) on normal ones.
/// Change:    onset is the first recent value, direction and effect the difference of the means.
/// Cost:      O(1) amortized: 0.4 us a value, and 5 us more while the window grows for the first time beyond where a cut is
///            found (Zen 3), once for a detector and its copies; 8 bytes a value of the window, and 2 that copies share; no
///            allocation.
/// Errors:    the constructor throws error{bad_parameter}; nothing else throws.
/// Source:    M. D. L. Tosi and M. Theobald, IEEE ICDE Workshops 2024, 49-56 (arXiv 2305.11942).
class optwin : public scalar_detector<optwin, optwin_params> {
 public:
  static constexpr descriptor about{.id = 75,
                                    .name = "optwin",
                                    .class_name = "OPTWIN",
                                    .title = "OPTWIN: mean and spread before and after an optimal cut of the window",
                                    .source = "Tosi and Theobald 2024, IEEE ICDE Workshops",
                                    .limit = "alpha_drift"};
  static constexpr std::tuple schema{
      field{"alpha_drift", &optwin_params::alpha_drift, {1e-300, 0.25}, "",
            "significance of one test: alarm when a p-value is below it"},
      field{"alpha_warning", &optwin_params::alpha_warning, {1e-300, 0.25}, "", "warning when a p-value is below it"},
      field{"rigor", &optwin_params::rigor, {0.01, 100}, "sd", "shift of the mean that the cut is chosen for"},
      field{"cut_alpha", &optwin_params::cut_alpha, {1e-12, 0.25}, "", "significance that the cut is chosen for"},
      field{"max_window", &optwin_params::max_window, {10, 16384}, "observations", "kept at most"},
      field{"min_window", &optwin_params::min_window, {10, 16384}, "observations", "before the first test; at most max_window"},
      field{"noise", &optwin_params::noise, {0, 1e9}, "x", "added to both standard deviations"},
      field{"side", &optwin_params::side, choice_of(3), "", "direction of change to find", side_names}};

  [[nodiscard]] static healthy_law healthy(const optwin_params&) noexcept {
    return healthy_law{}.holding_for("every normal law whose sd is far above noise");
  }

  explicit optwin(const optwin_params& p = {})
      : scalar_detector{p},
        level_value_{-portable_log(p.alpha_drift)},
        warning_value_{-portable_log(p.alpha_warning)},
        cut_{p.rigor, p.cut_alpha, p.max_window} {
    if (p.min_window > p.max_window)
      throw error{errc::bad_parameter, "min_window",
                  "optwin: parameter 'min_window' is " + std::to_string(p.min_window) + "; it must be at most max_window, " +
                      std::to_string(p.max_window)};
    ring_.resize(p.max_window);
    reset();
  }

  /// ln(1 / alpha_drift).
  [[nodiscard]] double level() const noexcept { return level_value_; }
  /// The alpha_drift that has this level.
  [[nodiscard]] static double limit_for(double level) noexcept { return portable_exp(-level); }

  /// In nats.
  [[nodiscard]] double statistic() const noexcept { return statistic_; }
  /// Values in the window, and how many of them are recent.
  [[nodiscard]] std::uint64_t width() const noexcept { return length_; }
  [[nodiscard]] std::uint64_t recent() const noexcept { return recent_.n; }

  [[nodiscard]] change_estimate change() const noexcept {
    if (!(statistic_ > 0)) return {};
    const double effect = recent_.mean - older_.mean;
    return {.onset = count_ - std::min(count_, recent_.n), .effect = effect, .direction = effect > 0 ? 1 : (effect < 0 ? -1 : 0)};
  }

  state step(double x) noexcept {
    if (shrink_) forget();
    const double bounded = std::clamp(x, -standard_max, standard_max);
    if (count_ == 1) origin_ = bounded;
    if (length_ == params_.max_window) {
      if (!older_.remove(at(0))) older_stale_ = true;
      first_ = first_ + 1 == params_.max_window ? 0 : first_ + 1;
      --length_;
      cut_.shorten(length_);
    }
    ring_[place(length_++)] = bounded - origin_;
    recent_.add(bounded - origin_);
    arrange();
    if (count_ % params_.max_window == 0) older_stale_ = recent_stale_ = true;  // rounding adds up no longer than that
    refresh();
    statistic_ = evidence();
    shrink_ = statistic_ > level_value_;
    if (shrink_) return state::drift;
    if (statistic_ > warning_value_) return state::warning;
    return length_ < params_.min_window ? state::warming : state::stable;
  }

  /// The alarm was none: the window stays.
  void withdraw() noexcept { shrink_ = false; }

  void clear() noexcept {
    first_ = length_ = 0;
    origin_ = statistic_ = 0.0;
    older_ = recent_ = {};
    shrink_ = false;
    cut_.clear();
  }

  [[nodiscard]] state initial() const noexcept { return state::warming; }

  [[nodiscard]] bool sound() const noexcept {
    for (std::size_t i = 0; i < length_; ++i)
      if (!(at(i) >= -2.0 * standard_max && at(i) <= 2.0 * standard_max)) return false;
    return length_ <= count_ && origin_ >= -standard_max && origin_ <= standard_max && older_.sound(2.0 * standard_max) &&
           recent_.sound(2.0 * standard_max) && (!shrink_ || statistic_ > 0) && (count_ == 0) == (length_ == 0);
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.length_);
    if constexpr (Io::is_loading) {
      self.first_ = 0;
      if (self.length_ > self.params_.max_window) {
        self.length_ = 0;
        return io.fail();
      }
    }
    for (std::size_t i = 0; i < self.length_; ++i) io(self.ring_[self.place(i)]);
    io(self.origin_, self.older_.mean, self.older_.squares, self.recent_.mean, self.recent_.squares, self.shrink_);
    if constexpr (Io::is_loading) self.restore();
  }

  friend bool operator==(const optwin& a, const optwin& b) noexcept {
    if (!(static_cast<const scalar_detector&>(a) == static_cast<const scalar_detector&>(b)) || a.length_ != b.length_ ||
        a.origin_ != b.origin_ || !(a.older_ == b.older_) || !(a.recent_ == b.recent_) || a.shrink_ != b.shrink_)
      return false;
    for (std::size_t i = 0; i < a.length_; ++i)
      if (a.at(i) != b.at(i)) return false;
    return true;
  }

 private:
  [[nodiscard]] std::size_t place(std::uint64_t i) const noexcept {
    const std::uint64_t p = first_ + i;
    return static_cast<std::size_t>(p < params_.max_window ? p : p - params_.max_window);
  }
  /// The i-th value of the window, less origin, the oldest first.
  [[nodiscard]] double at(std::uint64_t i) const noexcept { return ring_[place(i)]; }

  /// How many of the window's values are recent.
  [[nodiscard]] std::uint64_t wanted() noexcept { return length_ < params_.min_window ? length_ : cut_.recent(length_); }

  /// Moves values from one part to the other until the cut is where it should be.
  void arrange() noexcept {
    const std::uint64_t want = wanted();
    while (recent_.n > want) {
      const double x = at(length_ - recent_.n);
      if (!recent_.remove(x)) recent_stale_ = true;
      older_.add(x);
    }
    while (recent_.n < want) {
      const double x = at(length_ - recent_.n - 1);
      if (!older_.remove(x)) older_stale_ = true;
      recent_.add(x);
    }
  }

  /// Computes anew the moments of a part that has lost digits.
  void refresh() noexcept {
    const auto anew = [&](removable_moments& part, std::uint64_t from, std::uint64_t n, bool& stale) {
      if (!stale) return;
      stale = false;
      part = {};
      for (std::uint64_t i = 0; i < n; ++i) part.add(at(from + i));
    };
    anew(older_, 0, older_.n, older_stale_);
    anew(recent_, length_ - recent_.n, recent_.n, recent_stale_);
  }

  void forget() noexcept {
    shrink_ = false;
    first_ = place(older_.n);
    length_ -= older_.n;
    older_ = {};
    cut_.shorten(length_);
  }

  /// What follows from the values and their number.
  void restore() noexcept {
    const std::uint64_t want = wanted();
    recent_.n = want;
    older_.n = length_ - want;
    statistic_ = older_.sound(2.0 * standard_max) && recent_.sound(2.0 * standard_max) ? evidence() : 0.0;
  }

  [[nodiscard]] double evidence() const noexcept {
    if (length_ < params_.min_window) return 0.0;
    constexpr double most = 1e100;  // of t and F
    const double n = static_cast<double>(recent_.n), m = static_cast<double>(older_.n);
    const auto variance = [&](const removable_moments& part, double size) {
      const double sd = std::sqrt(part.squares / (size - 1.0)) + params_.noise;
      return sd * sd;
    };
    const double now = variance(recent_, n), before = variance(older_, m), difference = recent_.mean - older_.mean;
    const double rounding = 0x1p-40 * std::max(std::fabs(recent_.mean), std::fabs(older_.mean));
    const double apart = std::max(0.0, std::fabs(difference) - rounding);
    const bool asked = params_.side == tepid::side::both || (difference > 0) == (params_.side == tepid::side::up);
    if (!asked) return 0.0;
    const double error = now / n + before / m, t = apart > 0 ? std::min(most, apart / std::sqrt(error)) : 0.0;
    const double share = error > 0 ? now / n / error : 0.5;
    const double df = 1.0 / (share * share / (n - 1.0) + (1.0 - share) * (1.0 - share) / (m - 1.0));
    const double f = now > before ? std::min(most, now / before) : 0.0;
    const double of_mean = t > 1.0 ? -t_log_tail(t, df) : 0.0, of_spread = f > 1.0 ? -f_log_tail(f, n - 1.0, m - 1.0) : 0.0;
    return std::max({0.0, of_mean, of_spread});
  }

  double level_value_, warning_value_;
  optimal_cut cut_;
  std::vector<double> ring_;  // the window, less origin; the oldest at first_
  std::uint64_t first_ = 0, length_ = 0;
  double origin_ = 0.0;  // the first value
  removable_moments older_, recent_;
  double statistic_ = 0.0;
  bool shrink_ = false;
  bool older_stale_ = false, recent_stale_ = false;
};

static_assert(Detector<optwin>);

}  // namespace tepid::inline v0
