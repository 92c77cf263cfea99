// tepid/detectors/stepd.hpp - STEPD: the recent error rate against all before, a test of equal proportions.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <tuple>

#include <tepid/core/detector.hpp>
#include <tepid/core/side.hpp>
#include <tepid/detectors/error_stream.hpp>
#include <tepid/numerics/normal.hpp>

namespace tepid::inline v0 {

/// Parameters of stepd.
struct stepd_params {
  std::uint64_t window = 30;
  double alpha_drift = 0.003;
  double alpha_warning = 0.05;
  tepid::side side = tepid::side::up;

  friend bool operator==(const stepd_params&, const stepd_params&) = default;
};

/// STEPD: notices that the error rate of the last few outcomes differs from that of all before them.
///
/// Statistic: with r of the last w = `window` outcomes errors and o of the m before, p = (o + r) / (m + w) and
///            c = 1 / m + 1 / w: (|r / w - o / m| - c / 2) / sqrt(p (1 - p) c), at least 0, from 2 w values on; a
///            difference that `side` does not ask for counts as 0. Alarm when it exceeds the normal quantile of
///            1 - alpha_drift, warning likewise.
/// Input:     1 an error, 0 none; another value counts as 1 if it exceeds 0.5.
/// Limit:     alpha_drift, the significance of one test on one side. At an error rate of 0.1 the defaults give a mean
///            run length of 1,916 (se 43).
/// Change:    effect is the recent error rate less the older one; onset is the first of the recent outcomes.
/// Cost:      O(1), 7 to 12 ns a value (Zen 3), and one bit for each place of the window; no allocation.
/// Errors:    the constructor throws error{bad_parameter}; nothing else throws.
/// Source:    K. Nishida and K. Yamauchi, Discovery Science 2007, LNCS 4755, 264-269.
class stepd : public scalar_detector<stepd, stepd_params> {
 public:
  static constexpr descriptor about{.id = 44,
                                    .name = "stepd",
                                    .class_name = "STEPD",
                                    .title = "STEPD: recent error rate against the older one",
                                    .source = "Nishida and Yamauchi 2007, Discovery Science, LNCS 4755",
                                    .limit = "alpha_drift",
                                    .input = input_kind::binary};
  static constexpr std::tuple schema{
      field{"window", &stepd_params::window, {1, 16384}, "observations", "recent outcomes"},
      field{"alpha_drift", &stepd_params::alpha_drift, {1e-300, 0.5}, "",
            "significance of one test on one side: alarm when the p-value is below it"},
      field{"alpha_warning", &stepd_params::alpha_warning, {1e-300, 0.5}, "", "warning when the p-value is below it"},
      field{"side", &stepd_params::side, choice_of(3), "", "direction of change to find", side_names}};

  explicit stepd(const stepd_params& p = {})
      : scalar_detector{p},
        window_{p.window},
        level_value_{-normal_quantile(p.alpha_drift)},
        warning_value_{-normal_quantile(p.alpha_warning)} {
    reset();
  }

  /// The normal quantile of 1 - alpha_drift.
  [[nodiscard]] double level() const noexcept { return level_value_; }
  /// The alpha_drift that has this level, within 1e-13 of it; found by bisection.
  [[nodiscard]] static double limit_for(double level) noexcept {
    double low = 1e-300, high = 0.5;
    for (int i = 0; i < 64; ++i) {
      const double middle = std::sqrt(low) * std::sqrt(high);
      (-normal_quantile(middle) > level ? low : high) = middle;
    }
    return std::sqrt(low) * std::sqrt(high);
  }

  /// The distance of the two error rates in standard deviations.
  [[nodiscard]] double statistic() const noexcept {
    if (count_ < 2 * params_.window) return 0.0;
    const rates now = compare();
    const double difference = now.recent - now.older;
    const bool asked = params_.side == tepid::side::both || (difference > 0) == (params_.side == tepid::side::up);
    const double variance = now.all * (1.0 - now.all) * now.both;
    if (!asked || !(variance > 0)) return 0.0;
    const double z = (std::fabs(difference) - now.both / 2) / std::sqrt(variance);
    return z > no_evidence ? z : 0.0;
  }

  [[nodiscard]] change_estimate change() const noexcept {
    if (!(statistic() > 0)) return {};
    const rates now = compare();
    const double effect = now.recent - now.older;
    return {.onset = count_ - params_.window, .effect = effect, .direction = effect > 0 ? 1 : -1};
  }

  state step(double x) noexcept {
    older_ += window_.push(is_error(x)) && older_ + params_.window < count_;  // the count may have stopped
    if (count_ < 2 * params_.window) return state::warming;
    const double z = statistic();
    if (z > level_value_) return state::drift;
    return z > warning_value_ ? state::warning : state::stable;
  }

  void clear() noexcept {
    window_.clear();
    older_ = 0;
  }

  [[nodiscard]] state initial() const noexcept { return state::warming; }

  [[nodiscard]] bool sound() const noexcept {
    return window_.sound(count_) && older_ <= count_ - std::min(count_, params_.window);
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.older_, self.window_);
  }

  friend bool operator==(const stepd&, const stepd&) = default;

 private:
  struct rates {
    double recent, older, all;
    double both;  // 1 / m + 1 / w
  };
  [[nodiscard]] rates compare() const noexcept {
    const double w = static_cast<double>(params_.window), n = static_cast<double>(count_), m = n - w;
    const double r = static_cast<double>(window_.errors()),
                 o = static_cast<double>(std::min(older_, count_ - params_.window));
    return {r / w, o / m, std::min(1.0, (r + o) / n), 1.0 / m + 1.0 / w};
  }

  outcome_window window_;
  std::uint64_t older_ = 0;  // errors before the window
  double level_value_, warning_value_;
};

static_assert(Detector<stepd>);

}  // namespace tepid::inline v0
