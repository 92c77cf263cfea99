// tepid/detectors/fhddm.hpp - FHDDM: the errors in a sliding window against the fewest there have been.
#pragma once

#include <algorithm>
#include <cstdint>
#include <tuple>

#include <tepid/core/detector.hpp>
#include <tepid/core/side.hpp>
#include <tepid/detectors/error_stream.hpp>
#include <tepid/detectors/window_range.hpp>
#include <tepid/numerics/elementary.hpp>

namespace tepid::inline v0 {

/// Parameters of fhddm.
struct fhddm_params {
  std::uint64_t window = 100;
  double delta = 1e-6;
  tepid::side side = tepid::side::up;

  friend bool operator==(const fhddm_params&, const fhddm_params&) = default;
};

/// FHDDM: notices that more errors are in a sliding window than in the best window so far.
///
/// Statistic: e errors among the last w = `window` outcomes, from the first full window on; 2 (e - fewest e)^2 / w
///            for a rise, 2 (most e - e)^2 / w for a fall. Alarm when it exceeds ln(1 / delta) (Hoeffding's bound).
/// Input:     1 an error, 0 none; another value counts as 1 if it exceeds 0.5.
/// Limit:     delta, the significance of one test. The defaults give a mean run length of 30,200 (se 680) at an error
///            rate of 0.2 and 8,200 (se 410) at 0.3; at 0.1 it is about 10 million.
/// Change:    effect is the error rate of the window less that of the best one; the onset is not known.
/// Cost:      O(1), 3.6 ns a value (Zen 3), and one bit for each place of the window; no allocation.
/// Errors:    the constructor throws error{bad_parameter}; nothing else throws.
/// Source:    A. Pesaranghader and H. L. Viktor, ECML PKDD 2016, LNCS 9852, 96-111.
class fhddm : public scalar_detector<fhddm, fhddm_params> {
 public:
  static constexpr descriptor about{.id = 47,
                                    .name = "fhddm",
                                    .class_name = "FHDDM",
                                    .title = "FHDDM: errors in a sliding window, by Hoeffding's bound",
                                    .source = "Pesaranghader and Viktor 2016, ECML PKDD, LNCS 9852",
                                    .limit = "delta",
                                    .input = input_kind::binary};
  static constexpr std::tuple schema{
      field{"window", &fhddm_params::window, {1, 16384}, "observations", "outcomes in the window"},
      field{"delta", &fhddm_params::delta, {0, 1, true, true}, "",
            "significance of one test: alarm when the statistic exceeds ln(1 / delta)"},
      field{"side", &fhddm_params::side, choice_of(3), "", "direction of change to find", side_names}};

  explicit fhddm(const fhddm_params& p = {})
      : scalar_detector{p}, window_{p.window}, level_value_{-portable_log(p.delta)} {
    reset();
  }

  /// ln(1 / delta).
  [[nodiscard]] double level() const noexcept { return level_value_; }
  /// The delta that has this level.
  [[nodiscard]] static double limit_for(double level) noexcept { return portable_exp(-level); }

  /// The evidence for a change on the side asked for, in nats; of two sides the larger.
  [[nodiscard]] double statistic() const noexcept {
    return range_.evidence(window_.errors(), params_.window, params_.side);
  }

  [[nodiscard]] change_estimate change() const noexcept {
    return range_.change(window_.errors(), params_.window, params_.side);
  }

  state step(double x) noexcept {
    window_.push(is_error(x));
    if (count_ < params_.window) return state::warming;
    range_.take(window_.errors());
    return statistic() > level_value_ ? state::drift : state::stable;
  }

  void clear() noexcept {
    window_.clear();
    range_ = {};
  }

  [[nodiscard]] state initial() const noexcept { return state::warming; }

  [[nodiscard]] bool sound() const noexcept {
    return window_.sound(count_) && range_.sound(window_.errors(), params_.window, count_ >= params_.window);
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.range_, self.window_);
  }

  friend bool operator==(const fhddm&, const fhddm&) = default;

 private:
  outcome_window window_;
  window_range range_;
  double level_value_;
};

static_assert(Detector<fhddm>);

}  // namespace tepid::inline v0
