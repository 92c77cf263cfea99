// tepid/detectors/betting_eprocess.hpp - bets against the mean of bounded values: the run length is guaranteed.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <tuple>

#include <tepid/core/detector.hpp>
#include <tepid/core/healthy_law.hpp>
#include <tepid/core/lanes.hpp>
#include <tepid/core/side.hpp>

namespace tepid::inline v0 {

/// Parameters of betting_eprocess.
struct betting_eprocess_params {
  double limit = 100'000.0;
  double mean = 0.5;
  double tolerance = 0.01;
  std::uint64_t bets = 8;
  tepid::side side = tepid::side::both;

  friend bool operator==(const betting_eprocess_params&, const betting_eprocess_params&) = default;
};

/// E-detector for the mean of values in [0, 1]: Shiryaev-Roberts sums of betting martingales. Nothing is assumed
/// of the values' law but its bounds and mean, not even independence.
///
/// Statistic: for a rise, m = mean + tolerance and bets b = 0.9 / m, half of it, a quarter, ...: R = (1 + R)
///            (1 + b (x - m)), from 0: the wealth of who staked 1 before each value that the mean is above m. For a
///            fall likewise with mean - tolerance and 1 - x. The statistic is the mean of all R; alarm when it exceeds
///            `limit`.
/// Input:     values in [0, 1]: rates, scores, errors; what is outside is taken as the nearer end.
/// Limit:     guaranteed: the mean run length to a false alarm is at least `limit` for every stream with
///            |E[x | values so far] - mean| <= tolerance. What it is
///            depends on the law: the less values vary, the longer.
///            With tolerance 0, values that equal the mean forever raise an alarm after about `limit` of them, as the
///            guarantee allows; with any other they never do.
/// Change:    direction is that of the larger evidence; no onset, no effect.
/// Cost:      O(bets) a value: about 11 ns for 8 bets; 620 bytes, no allocation. Batch and one-by-one give the same bits.
/// Errors:    the constructor throws error{bad_parameter}; nothing else throws.
/// Source:    J. Shin, A. Ramdas, A. Rinaldo, E-detectors, New England Journal of Statistics in Data Science 2
///            (2024) 229-260; I. Waudby-Smith, A. Ramdas, Estimating means of bounded random variables by
///            betting, JRSS B 86 (2024) 1-27.
class betting_eprocess : public scalar_detector<betting_eprocess, betting_eprocess_params> {
 public:
  static constexpr std::size_t max_bets = 16;

  static constexpr descriptor about{.id = 93,
                                    .name = "betting_eprocess",
                                    .class_name = "BettingEProcess",
                                    .title = "Bets against the mean of values in [0, 1], with a guaranteed run length",
                                    .source = "Shin, Ramdas and Rinaldo 2024; Waudby-Smith and Ramdas 2024, JRSS B 86",
                                    .limit = "limit",
                                    .input = input_kind::unit,
                                    .guaranteed = true};
  static constexpr std::tuple schema{
      field{"limit", &betting_eprocess_params::limit, {1, 1e15}, "observations",
            "guaranteed mean run length to a false alarm"},
      field{"mean", &betting_eprocess_params::mean, {0, 1}, "x", "in-control mean"},
      field{"tolerance", &betting_eprocess_params::tolerance, {0, 0.5}, "x", "change of the mean that is no change"},
      field{"bets", &betting_eprocess_params::bets, {1, max_bets}, "", "sizes of bets, each half the one before"},
      field{"side", &betting_eprocess_params::side, choice_of(3), "", "direction of change to find", side_names}};

  /// Of all laws for which the limit holds, a beta law about `mean` with a fifth of the largest standard deviation.
  [[nodiscard]] static healthy_law healthy(const betting_eprocess_params& p) noexcept {
    constexpr std::string_view which = "every law of values in [0, 1] whose mean is within tolerance of mean";
    return (p.mean > 0 && p.mean < 1 ? healthy_law::beta(24.0 * p.mean, 24.0 * (1.0 - p.mean))
                                     : healthy_law::bernoulli(p.mean))
        .holding_for(which);
  }

  explicit betting_eprocess(const betting_eprocess_params& p = {}) : scalar_detector{p} {
    const double up = p.mean + p.tolerance, down = p.mean - p.tolerance;
    null_ = {up, -down};
    double share = 0.9;  // of the largest bet that keeps wealth above 0
    for (std::size_t j = 0; j < max_bets; ++j, share *= 0.5)
      if (j < p.bets) bet_[2 * j] = share / std::max(up, 1e-6), bet_[2 * j + 1] = share / std::max(1.0 - down, 1e-6);
    const double components = static_cast<double>(p.bets) * (p.side == side::both ? 2.0 : 1.0);
    weight_ = {p.side == side::down ? 0.0 : 1.0 / components, p.side == side::up ? 0.0 : 1.0 / components};
    reset();
  }

  [[nodiscard]] double statistic() const noexcept { return mixture_; }

  [[nodiscard]] change_estimate change() const noexcept {
    const lane_pair all = evidence();
    if (!(mixture_ > 0)) return {};
    return {.direction = all[0] * weight_[0] >= all[1] * weight_[1] ? 1 : -1};
  }

  state step(double x) noexcept {
    const double one = std::clamp(x, 0.0, 1.0);
    const lane_pair gain = both_signs(one) - load_pair(null_), most{value_max, value_max};
    for (std::size_t j = 0; j < params_.bets; ++j)
      store_pair(value_, smaller(most, (1.0 + load_pair(value_, j)) * (1.0 + load_pair(bet_, j) * gain)), j);
    mixture_ = mixture();
    return mixture_ > params_.limit ? state::drift : state::stable;
  }

  void clear() noexcept {
    value_.fill(0.0);
    mixture_ = 0.0;
  }

  [[nodiscard]] bool sound() const noexcept {
    return std::all_of(value_.begin(), value_.end(), [](double v) { return v >= 0.0 && v <= value_max; });
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    for (std::size_t i = 0; i < 2; ++i)
      for (std::size_t j = 0; j < self.params_.bets; ++j) io(self.value_[2 * j + i]);
    if constexpr (Io::is_loading) self.mixture_ = self.mixture();
  }

  friend bool operator==(const betting_eprocess&, const betting_eprocess&) = default;

 private:
  static constexpr double value_max = 1e300;  // cutting off there only makes the statistic smaller

  [[nodiscard]] lane_pair evidence() const noexcept {
    lane_pair sum{};
    for (std::size_t j = 0; j < params_.bets; ++j) sum = sum + load_pair(value_, j);
    return sum;
  }
  [[nodiscard]] double mixture() const noexcept {
    const lane_pair sum = evidence();
    return sum[0] * weight_[0] + sum[1] * weight_[1];
  }

  std::array<double, 2 * max_bets> value_{}, bet_{};  // of bet j: up at 2j, down at 2j + 1
  std::array<double, 2> null_{}, weight_{};           // the means that are bet against, the second with its sign turned
  double mixture_ = 0.0;
};

static_assert(Detector<betting_eprocess>);

}  // namespace tepid::inline v0
