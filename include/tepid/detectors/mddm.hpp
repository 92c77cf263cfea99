// tepid/detectors/mddm.hpp - MDDM: the weighted error rate in a sliding window against the lowest there has been.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <tuple>

#include <tepid/core/detector.hpp>
#include <tepid/core/side.hpp>
#include <tepid/detectors/error_stream.hpp>
#include <tepid/numerics/elementary.hpp>

namespace tepid::inline v0 {

/// How mddm's weights grow from the oldest outcome (i = 0) to the newest. The numbers are frozen.
enum class mddm_weights : std::uint8_t {
  arithmetic = 0,  ///< 1 + growth * i: MDDM_A.
  geometric = 1,   ///< (1 + growth)^i: MDDM_G.
  euler = 2,       ///< exp(growth * i): MDDM_E.
};
inline constexpr std::string_view mddm_weights_names[] = {"arithmetic", "geometric", "euler"};

/// Parameters of mddm.
struct mddm_params {
  std::uint64_t window = 100;
  double delta = 1e-6;
  mddm_weights weights = mddm_weights::arithmetic;
  double growth = 0.01;
  tepid::side side = tepid::side::up;

  friend bool operator==(const mddm_params&, const mddm_params&) = default;
};

/// MDDM: FHDDM with weights, so that recent outcomes count for more.
///
/// Statistic: u, the weighted mean of the last `window` outcomes, with weights v that sum to 1, from the first full
///            window on; 2 (u - lowest u)^2 / sum v^2 for a rise, 2 (highest u - u)^2 / sum v^2 for a fall. Alarm when
///            it exceeds ln(1 / delta) (McDiarmid's bound).
/// Input:     1 an error, 0 none; another value counts as 1 if it exceeds 0.5.
/// Limit:     delta, the significance of one test. The defaults give a mean run length of 23,500 (se 530) at an error
///            rate of 0.2 and 6,800 (se 340) at 0.3; at 0.1 it is about 5 million.
/// Change:    effect is u less its lowest (highest) value; the onset is not known.
/// Cost:      O(1), 4.4 ns a value for arithmetic weights, 6 to 9 for the others (Zen 3), and one bit for each place
///            of the window. The sum is of whole numbers for arithmetic weights, and computed anew whenever the
///            window wraps around for the others.
/// Errors:    the constructor throws error{bad_parameter}; nothing else throws.
/// Source:    A. Pesaranghader, H. L. Viktor, E. Paquet, IJCNN 2018, arXiv 1710.02030.
class mddm : public scalar_detector<mddm, mddm_params> {
 public:
  static constexpr descriptor about{.id = 49,
                                    .name = "mddm",
                                    .class_name = "MDDM",
                                    .title = "MDDM: weighted errors in a sliding window, by McDiarmid's bound",
                                    .source = "Pesaranghader, Viktor and Paquet 2018, IJCNN",
                                    .limit = "delta",
                                    .input = input_kind::binary};
  static constexpr std::tuple schema{
      field{"window", &mddm_params::window, {1, 16384}, "observations", "outcomes in the window"},
      field{"delta", &mddm_params::delta, {0, 1, true, true}, "",
            "significance of one test: alarm when the statistic exceeds ln(1 / delta)"},
      field{"weights", &mddm_params::weights, choice_of(3), "",
            "how weights grow from the oldest to the newest outcome", mddm_weights_names},
      field{"growth", &mddm_params::growth, {0, 10}, "", "growth of the weights from one outcome to the next"},
      field{"side", &mddm_params::side, choice_of(3), "", "direction of change to find", side_names}};

  explicit mddm(const mddm_params& p = {})
      : scalar_detector{p}, window_{p.window}, level_value_{-portable_log(p.delta)} {
    if (p.weights == mddm_weights::geometric) fade_ = 1.0 / (1.0 + p.growth);
    if (p.weights == mddm_weights::euler) fade_ = portable_exp(-p.growth);
    const std::uint64_t n = p.window;
    double total = 0.0, squares = 0.0, fading = 1.0;
    for (std::uint64_t age = 0; age < n; ++age, fading *= fade_) {
      const double weight = arithmetic() ? 1.0 + p.growth * static_cast<double>(n - 1 - age) : fading;
      total += weight;
      squares += weight * weight;
    }
    gone_ = fading;
    inverse_total_ = 1.0 / total;
    scale_ = 2.0 / (squares * inverse_total_ * inverse_total_);
    reset();
  }

  /// ln(1 / delta).
  [[nodiscard]] double level() const noexcept { return level_value_; }
  /// The delta that has this level.
  [[nodiscard]] static double limit_for(double level) noexcept { return portable_exp(-level); }

  /// The evidence for a change on the side asked for, in nats; of two sides the larger.
  [[nodiscard]] double statistic() const noexcept {
    const double d = std::max(rise(), fall());
    const double nats = scale_ * d * d;
    return nats > no_evidence ? nats : 0.0;
  }

  [[nodiscard]] change_estimate change() const noexcept {
    const double up = rise(), down = fall();
    if (!(std::max(up, down) > 0)) return {};
    return {.effect = up >= down ? up : -down, .direction = up >= down ? 1 : -1};
  }

  state step(double x) noexcept {
    const std::uint64_t errors = window_.errors();
    const bool error = is_error(x), oldest = window_.push(error);
    if (arithmetic()) {
      // All others move one place towards the oldest, place 0.
      places_ = places_ - (errors - oldest) + (error ? params_.window - 1 : 0);
    } else {
      faded_ = window_.next() == 0 ? faded_anew() : std::max(0.0, faded_ * fade_ + error - (oldest ? gone_ : 0.0));
    }
    if (count_ < params_.window) return state::warming;
    const double now = mean();
    lowest_ = count_ == params_.window ? now : std::min(lowest_, now);
    highest_ = count_ == params_.window ? now : std::max(highest_, now);
    return statistic() > level_value_ ? state::drift : state::stable;
  }

  void clear() noexcept {
    window_.clear();
    places_ = 0;
    faded_ = lowest_ = highest_ = 0.0;
  }

  [[nodiscard]] state initial() const noexcept { return state::warming; }

  [[nodiscard]] bool sound() const noexcept {
    if (!window_.sound(count_)) return false;
    if (count_ < params_.window && !(lowest_ == 0 && highest_ == 0)) return false;
    const double faded = arithmetic() ? 0.0 : faded_anew();
    if (!(faded_ >= 0 && faded_ >= faded - 1e-6 && faded_ <= faded + 1e-6) || (arithmetic() && faded_ != 0))
      return false;
    constexpr double one = 1.0 + 1e-6;
    return count_ < params_.window || (lowest_ >= 0 && lowest_ <= mean() && mean() <= highest_ && highest_ <= one);
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.faded_, self.lowest_, self.highest_, self.window_);
    if constexpr (Io::is_loading) self.restore();
  }

  friend bool operator==(const mddm&, const mddm&) = default;

 private:
  [[nodiscard]] bool arithmetic() const noexcept { return params_.weights == mddm_weights::arithmetic; }

  [[nodiscard]] double mean() const noexcept {
    if (!arithmetic()) return faded_ * inverse_total_;
    return (static_cast<double>(window_.errors()) + params_.growth * static_cast<double>(places_)) * inverse_total_;
  }
  [[nodiscard]] double rise() const noexcept {
    return count_ < params_.window || params_.side == tepid::side::down ? 0.0 : mean() - lowest_;
  }
  [[nodiscard]] double fall() const noexcept {
    return count_ < params_.window || params_.side == tepid::side::up ? 0.0 : highest_ - mean();
  }

  /// The sum of fade^age over the errors in the window.
  [[nodiscard]] double faded_anew() const noexcept {
    double sum = 0.0;
    for (std::uint64_t ago = params_.window; ago > 0; --ago) sum = sum * fade_ + window_[window_.place(ago)];
    return sum;
  }

  void restore() noexcept {
    places_ = 0;
    if (!arithmetic() || window_.next() >= params_.window) return;  // the latter sound() will refuse
    for (std::uint64_t ago = 1; ago <= params_.window; ++ago)
      if (window_[window_.place(ago)]) places_ += params_.window - ago;
  }

  outcome_window window_;
  std::uint64_t places_ = 0;  // sum of the errors' places, the oldest's being 0
  double faded_ = 0.0;        // weighted sum for the other two kinds of weights
  double lowest_ = 0.0, highest_ = 0.0;
  double fade_ = 1.0, gone_ = 1.0;  // weight of an outcome relative to the next; of one that leaves the window
  double inverse_total_ = 1.0, scale_ = 1.0, level_value_;
};

static_assert(Detector<mddm>);

}  // namespace tepid::inline v0
