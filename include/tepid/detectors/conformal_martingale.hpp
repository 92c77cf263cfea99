// tepid/detectors/conformal_martingale.hpp - bets against ranks: the run length is guaranteed for any law.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <tuple>

#include <tepid/core/detector.hpp>
#include <tepid/core/healthy_law.hpp>
#include <tepid/core/random.hpp>
#include <tepid/core/side.hpp>
#include <tepid/sketches/rank_counts.hpp>

namespace tepid::inline v0 {

/// How conformal_martingale bets on a p-value. The numbers are frozen.
enum class conformal_bet : std::uint8_t {
  power = 0,   ///< e p^(e - 1) for e = 1/2, 3/4, 7/8, 15/16, on small p and on small 1 - p (Vovk et al. 2003).
  jumper = 1,  ///< 1 + e (p - 1/2), e jumping between 1 and -1: the simple jumper (Vovk et al. 2021) without its e = 0,
               ///< whose sum here would grow with time alone.
};
inline constexpr std::string_view conformal_bet_names[] = {"power", "jumper"};

/// Parameters of conformal_martingale.
struct conformal_martingale_params {
  double limit = 100'000.0;
  conformal_bet bet = conformal_bet::power;
  tepid::side side = tepid::side::both;
  std::uint64_t grid = 256;
  double jump = 0.01;
  std::uint64_t seed = 1;

  friend bool operator==(const conformal_martingale_params&, const conformal_martingale_params&) = default;
};

/// Conformal test martingale as an e-detector: a change of the law of values of which nothing is known.
///
/// Statistic: the first `grid` values become a grid; of every later one p is its randomized rank among all that came
///            after the grid: (those in lower cells + u those in its own cell, itself too) / n, u uniform in (0, 1).
///            As long as the values are independent with one law, all p are independent and uniform in (0, 1),
///            whatever the law. For every bet f, with mean 1 over uniform p: R = (1 + R) f(p), from 0: it starts anew
///            by itself (jumper: the stake of 1 and the share that jumps are spread over its bets). The statistic is
///            the mean of all R, of the jumper's their sum; 0 as long as all values after the grid are in one cell, as
///            then only chance has spoken (a later alarm is no harm to the guarantee). Alarm when it exceeds `limit`.
/// Input:     any numbers. No mean, sd or shape is given or assumed; only that without a change the values are
///            exchangeable: autocorrelation raises false alarms. Equal values are ranked at random.
/// Limit:     guaranteed: the mean run length to a false alarm is at least `limit`, for every law. What it is hardly
///            depends on the law: after the grid's values 1.3 times the limit with power, 1.1 times with jumper
///            (simulated at a limit of 1000 for normal, 0/1 and heavy-tailed values, standard error 3%).
/// Grid:      values in one cell are not told from each other: changes of less than 1 / grid of the law may be missed.
///            It costs no validity, as the ranks are among all values since. (A window of the last values would: their
///            ranks depend on each other.)
/// Change:    direction is that of the larger evidence; no onset, no effect. Changed values join those that later ones
///            are ranked among: evidence that has raised no alarm by the time that half of all are new dies down.
/// Cost:      O(log grid) a value: about 67 ns with power, 50 ns with jumper; 40 to 56 bytes for each value of the
///            grid; no allocation after construction. Batch and one-by-one give the same bits.
/// Errors:    the constructor throws error{bad_parameter}; nothing else throws.
/// Source:    V. Vovk, I. Nouretdinov and A. Gammerman, Testing exchangeability on-line, ICML 2003; V. Vovk,
///            A. Gammerman and G. Shafer, Algorithmic Learning in a Random World, 2005; V. Vovk et al., Retrain or not
///            retrain: conformal test martingales for change-point detection, COPA 2021, PMLR 152.
class conformal_martingale : public scalar_detector<conformal_martingale, conformal_martingale_params> {
 public:
  static constexpr descriptor about{.id = 94,
                                    .name = "conformal_martingale",
                                    .class_name = "ConformalMartingale",
                                    .title = "Bets against conformal p-values: a run length guaranteed for any law",
                                    .source = "Vovk, Nouretdinov and Gammerman 2003, ICML; Vovk et al. 2021, PMLR 152",
                                    .limit = "limit",
                                    .guaranteed = true};
  static constexpr std::tuple schema{
      field{"limit", &conformal_martingale_params::limit, {1, 1e15}, "observations",
            "guaranteed mean run length to a false alarm"},
      field{"bet", &conformal_martingale_params::bet, choice_of(2), "",
            "power: for changes at the ends of the law; jumper: for small changes of all of it", conformal_bet_names},
      field{"side", &conformal_martingale_params::side, choice_of(3), "", "direction of change to find", side_names},
      field{"grid", &conformal_martingale_params::grid, {1, 4096}, "observations",
            "first values, between which all later ones are told apart"},
      field{"jump", &conformal_martingale_params::jump, {0, 1}, "", "jumper: the share spread anew at each value"},
      field{"seed", &conformal_martingale_params::seed, {0, count_max}, "", "for the order of equal values"}};

  [[nodiscard]] static healthy_law healthy(const conformal_martingale_params&) noexcept {
    return healthy_law{}.holding_for("every law of independent values");
  }

  explicit conformal_martingale(const conformal_martingale_params& p = {})
      : scalar_detector{p}, ranks_{static_cast<std::size_t>(p.grid)} {
    reset();
  }

  [[nodiscard]] double statistic() const noexcept { return mixture_; }

  [[nodiscard]] change_estimate change() const noexcept {
    const double up = evidence(0), down = evidence(1);
    return {.direction = (up > down) - (down > up)};
  }

  state step(double x) noexcept {
    if (!ranks_.ready()) {
      ranks_.learn(x);
      return state::warming;
    }
    const auto at = ranks_.count(x, counter_max - params_.grid);
    const double u = random_.uniform(), alike = static_cast<double>(at.same + 1);
    const double n = static_cast<double>(at.below + at.same + at.above + 1);
    // Both from small numbers: neither is 0, and each is exact where it is small.
    const double below = (static_cast<double>(at.below) + u * alike) / n;
    const double above = (static_cast<double>(at.above) + (1.0 - u) * alike) / n;
    if (params_.bet == conformal_bet::power)
      bet_powers({above, below});
    else
      bet_jumping(below - 0.5);
    mixture_ = mixture();
    return mixture_ > params_.limit ? state::drift : state::stable;
  }

  void clear() noexcept {
    ranks_.clear();
    value_.fill(0.0);
    random_ = random_source{params_.seed};
    mixture_ = 0.0;
  }

  [[nodiscard]] state initial() const noexcept { return state::warming; }

  [[nodiscard]] bool sound() const noexcept {
    return random_.valid() && ranks_.sound(count_) &&
           std::all_of(value_.begin(), value_.end(), [](double v) { return v >= 0.0 && v <= value_max; }) &&
           (count_ > params_.grid || mixture_ == 0.0);
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.ranks_, self.value_, self.random_);
    if constexpr (Io::is_loading) self.mixture_ = self.mixture();
  }

  friend bool operator==(const conformal_martingale&, const conformal_martingale&) = default;

 private:
  static constexpr std::size_t powers = 4, values = 2 * powers;
  static constexpr double value_max = 1e300;  // cutting off there only makes the statistic smaller

  /// Bets on the smallness of each p: the upper side first. p^(e - 1) = p^(-1/2), p^(-1/4), ...: square roots suffice.
  void bet_powers(const std::array<double, 2>& p) noexcept {
    for (std::size_t side = 0; side < 2; ++side) {
      double root = 1.0 / p[side], exponent = 0.5;
      for (std::size_t j = 0; j < powers; ++j, exponent = 0.5 + 0.5 * exponent) {
        root = std::sqrt(root);
        double& r = value_[side * powers + j];
        r = std::min((1.0 + r) * (exponent * root), value_max);
      }
    }
  }

  /// The new stake and the share `jump` of what there is are spread over the bets e = 1, in value_[0], and e = -1.
  void bet_jumping(double centred) noexcept {
    const bool both = params_.side == side::both;
    const double spread = (1.0 + params_.jump * (value_[0] + value_[1])) * (both ? 0.5 : 1.0);
    const auto bet = [&](double& r, double factor) {
      r = std::min(((1.0 - params_.jump) * r + spread) * factor, value_max);
    };
    if (params_.side != side::down) bet(value_[0], 1.0 + centred);
    if (params_.side != side::up) bet(value_[1], 1.0 - centred);
  }

  /// The share of the statistic that speaks for a rise (0) or a fall (1).
  [[nodiscard]] double evidence(std::size_t fall) const noexcept {
    if (params_.side == (fall ? side::up : side::down)) return 0.0;
    if (params_.bet == conformal_bet::jumper) return value_[fall];
    double sum = 0.0;
    for (std::size_t j = 0; j < powers; ++j) sum += value_[fall * powers + j];
    return sum * (params_.side == side::both ? 0.5 / powers : 1.0 / powers);
  }
  [[nodiscard]] double mixture() const noexcept {
    return ranks_.several() ? evidence(0) + evidence(1) : 0.0;
  }

  rank_counts ranks_;
  std::array<double, values> value_{};  // the Shiryaev-Roberts sum of each bet
  random_source random_;
  double mixture_ = 0.0;
};

static_assert(Detector<conformal_martingale>);

}  // namespace tepid::inline v0
