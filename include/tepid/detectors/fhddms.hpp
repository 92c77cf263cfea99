// tepid/detectors/fhddms.hpp - FHDDMS: FHDDM with a long and a short window.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <tuple>

#include <tepid/core/detector.hpp>
#include <tepid/core/side.hpp>
#include <tepid/detectors/error_stream.hpp>
#include <tepid/detectors/window_range.hpp>
#include <tepid/numerics/elementary.hpp>

namespace tepid::inline v0 {

/// Parameters of fhddms.
struct fhddms_params {
  std::uint64_t window = 100;
  std::uint64_t short_window = 25;
  double delta = 1e-6;
  tepid::side side = tepid::side::up;

  friend bool operator==(const fhddms_params&, const fhddms_params&) = default;
};

/// FHDDMS: FHDDM on a long window, which finds small changes, and on its newest part, which finds large ones sooner.
///
/// Statistic: FHDDM's for both windows, the larger of the two; from the first full long window on. Alarm when it
///            exceeds ln(1 / delta).
/// Input:     1 an error, 0 none; another value counts as 1 if it exceeds 0.5.
/// Limit:     delta, the significance of one test. The defaults give a mean run length of 21,500 (se 480) at an error
///            rate of 0.2 and 3,400 (se 170) at 0.3; at 0.1 it is about 9 million.
/// Change:    effect is the error rate of the window with more evidence less that of its best; the onset is not known.
/// Cost:      O(1), 6.7 ns a value (Zen 3), and one bit for each place of the window; no allocation.
/// Errors:    the constructor throws error{bad_parameter}; nothing else throws.
/// Source:    A. Pesaranghader, H. L. Viktor, E. Paquet, Machine Learning 107 (2018) 1711-1743.
class fhddms : public scalar_detector<fhddms, fhddms_params> {
 public:
  static constexpr descriptor about{.id = 48,
                                    .name = "fhddms",
                                    .class_name = "FHDDMS",
                                    .title = "FHDDMS: errors in a long and a short window, by Hoeffding's bound",
                                    .source = "Pesaranghader, Viktor and Paquet 2018, Machine Learning 107",
                                    .limit = "delta",
                                    .input = input_kind::binary};
  static constexpr std::tuple schema{
      field{"window", &fhddms_params::window, {2, 16384}, "observations", "outcomes in the long window"},
      field{"short_window", &fhddms_params::short_window, {1, 16383}, "observations",
            "outcomes in the short window; below window"},
      field{"delta", &fhddms_params::delta, {0, 1, true, true}, "",
            "significance of one test: alarm when the statistic exceeds ln(1 / delta)"},
      field{"side", &fhddms_params::side, choice_of(3), "", "direction of change to find", side_names}};

  explicit fhddms(const fhddms_params& p = {})
      : scalar_detector{p}, window_{p.window}, level_value_{-portable_log(p.delta)} {
    if (p.short_window >= p.window)
      throw error{errc::bad_parameter, "short_window",
                  "fhddms: parameter 'short_window' is " + std::to_string(p.short_window) +
                      "; it must be below window, " + std::to_string(p.window)};
    reset();
  }

  /// ln(1 / delta).
  [[nodiscard]] double level() const noexcept { return level_value_; }
  /// The delta that has this level.
  [[nodiscard]] static double limit_for(double level) noexcept { return portable_exp(-level); }

  /// The evidence for a change on the side asked for, in nats; of two windows and two sides the largest.
  [[nodiscard]] double statistic() const noexcept { return std::max(long_evidence(), short_evidence()); }

  [[nodiscard]] change_estimate change() const noexcept {
    return long_evidence() >= short_evidence() ? long_range_.change(window_.errors(), params_.window, params_.side)
                                               : short_range_.change(short_errors_, params_.short_window, params_.side);
  }

  state step(double x) noexcept {
    const bool error = is_error(x), leaves = window_[window_.place(params_.short_window)];
    short_errors_ += std::uint64_t{error} - std::uint64_t{leaves};
    window_.push(error);
    if (count_ < params_.window) return state::warming;
    long_range_.take(window_.errors());
    short_range_.take(short_errors_);
    return statistic() > level_value_ ? state::drift : state::stable;
  }

  void clear() noexcept {
    window_.clear();
    short_errors_ = 0;
    long_range_ = short_range_ = {};
  }

  [[nodiscard]] state initial() const noexcept { return state::warming; }

  [[nodiscard]] bool sound() const noexcept {
    const bool full = count_ >= params_.window;
    return window_.sound(count_) && long_range_.sound(window_.errors(), params_.window, full) &&
           short_range_.sound(short_errors_, params_.short_window, full);
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.long_range_, self.short_range_, self.window_);
    if constexpr (Io::is_loading) self.restore();
  }

  friend bool operator==(const fhddms&, const fhddms&) = default;

 private:
  [[nodiscard]] double long_evidence() const noexcept {
    return long_range_.evidence(window_.errors(), params_.window, params_.side);
  }
  [[nodiscard]] double short_evidence() const noexcept {
    return short_range_.evidence(short_errors_, params_.short_window, params_.side);
  }

  void restore() noexcept {
    short_errors_ = 0;
    if (window_.next() >= params_.window) return;  // sound() will refuse it
    for (std::uint64_t ago = 1; ago <= params_.short_window; ++ago) short_errors_ += window_[window_.place(ago)];
  }

  outcome_window window_;
  std::uint64_t short_errors_ = 0;
  window_range long_range_, short_range_;
  double level_value_;
};

static_assert(Detector<fhddms>);

}  // namespace tepid::inline v0
