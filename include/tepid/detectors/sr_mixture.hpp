// tepid/detectors/sr_mixture.hpp - Shiryaev-Roberts over a grid of shifts: the run length is guaranteed.
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
#include <tepid/numerics/elementary.hpp>

namespace tepid::inline v0 {

/// Parameters of sr_mixture. The shifts are smallest * sqrt(2)^j for j = 0 .. sizes - 1, up and down.
struct sr_mixture_params {
  double limit = 100'000.0;
  std::uint64_t sizes = 16;
  double smallest = 0.0125;
  tepid::side side = tepid::side::both;
  double mean = 0.0;
  double sd = 1.0;

  friend bool operator==(const sr_mixture_params&, const sr_mixture_params&) = default;
};

/// Mixture of Shiryaev-Roberts statistics over shifts of the mean: an e-detector. Its limit needs no simulation.
///
/// Statistic: z = (x - mean) / sd; for every shift m (both signs): R = (1 + R) exp(m z - m^2 / 2), from 0; the
///            statistic is the mean of all R; alarm when it exceeds `limit`.
/// Input:     any real numbers; two forms: raw with mean and sd, or already standardized (mean 0, sd 1).
/// Limit:     guaranteed: the mean run length to a false alarm is at least `limit`, for every stream with
///            E[exp(m z) | values so far] <= exp(m^2 / 2) for the shifts m of the grid: independent standard
///            normal values, and dependent ones too whose conditional law is sub-Gaussian with variance 1 (any
///            bounded with mean 0 and range 2). Then statistic less count is a supermartingale.
///            What it is on independent standard normal values: 126,000 at the default limit of 100,000 (simulated,
///            standard error 3%). For a limit of A, smallest = 4 / sqrt(A) is about the smallest shift worth having.
/// Change:    direction is that of the larger evidence, effect the shift that has most, in units of x; no onset.
/// Cost:      O(sizes) a value: about 110 ns for 16 sizes; 880 bytes, no allocation. Batch and one-by-one give the same
///            bits.
/// Errors:    the constructor throws error{bad_parameter}; nothing else throws.
/// Source:    A. N. Shiryaev, Theory of Probability and its Applications 8 (1963) 22-46; S. W. Roberts,
///            Technometrics 8 (1966) 411-430; J. Shin, A. Ramdas, A. Rinaldo, E-detectors, New England Journal of
///            Statistics in Data Science 2 (2024) 229-260.
class sr_mixture : public scalar_detector<sr_mixture, sr_mixture_params> {
 public:
  static constexpr std::size_t max_sizes = 32;
  static constexpr double largest_shift = 30.0;

  static constexpr descriptor about{.id = 92,
                                    .name = "sr_mixture",
                                    .class_name = "SRMixture",
                                    .title = "Shiryaev-Roberts over a grid of shifts, with a guaranteed run length",
                                    .source = "Shiryaev 1963; Roberts 1966; Shin, Ramdas and Rinaldo 2024",
                                    .limit = "limit",
                                    .guaranteed = true};
  static constexpr std::tuple schema{
      field{"limit", &sr_mixture_params::limit, {1, 1e15}, "observations", "guaranteed mean run length to a false alarm"},
      field{"sizes", &sr_mixture_params::sizes, {1, max_sizes}, "", "number of shifts in each direction"},
      field{"smallest", &sr_mixture_params::smallest, {1e-6, 10}, "sd", "smallest shift; each is sqrt(2) times the one before"},
      field{"side", &sr_mixture_params::side, choice_of(3), "", "direction of change to find", side_names},
      field{"mean", &sr_mixture_params::mean, {-real_max, real_max}, "x", "in-control mean"},
      field{"sd", &sr_mixture_params::sd, {real_min, real_max}, "x", "in-control standard deviation"}};

  [[nodiscard]] static healthy_law healthy(const sr_mixture_params& p) noexcept {
    return healthy_law::normal(p.mean, p.sd).holding_for("every sub-Gaussian law with that mean whose scale is at most sd");
  }

  explicit sr_mixture(const sr_mixture_params& p = {}) : scalar_detector{p}, inverse_sd_{1.0 / p.sd} {
    if (shift(size() - 1) > largest_shift)
      throw error{errc::bad_parameter, "sizes",
                  "sr_mixture: parameter 'sizes' is " + std::to_string(p.sizes) + "; with smallest " +
                      to_text(p.smallest) + " the largest shift would be above " + to_text(largest_shift)};
    for (std::size_t j = 0; j < size(); ++j) factor_[j] = portable_exp(-0.5 * shift(j) * shift(j));
    const double components = static_cast<double>(p.sizes) * (p.side == side::both ? 2.0 : 1.0);
    weight_ = {p.side == side::down ? 0.0 : 1.0 / components, p.side == side::up ? 0.0 : 1.0 / components};
    reset();
  }

  [[nodiscard]] double statistic() const noexcept { return mixture_; }

  /// The number of shifts, and each of them.
  [[nodiscard]] std::size_t size() const noexcept { return static_cast<std::size_t>(params_.sizes); }
  [[nodiscard]] double shift(std::size_t j) const noexcept {
    return params_.smallest * integer_power(2.0, j / 2) * (j % 2 == 0 ? 1.0 : root_two);
  }

  [[nodiscard]] change_estimate change() const noexcept {
    std::array<double, 2> evidence{};
    std::array<std::size_t, 2> most{};
    for (std::size_t i = 0; i < 2; ++i)
      for (std::size_t j = 0; j < size(); ++j) {
        evidence[i] += value_[2 * j + i] * weight_[i];
        if (value_[2 * j + i] > value_[2 * most[i] + i]) most[i] = j;
      }
    if (!(std::max(evidence[0], evidence[1]) > 0)) return {};
    const std::size_t i = evidence[0] >= evidence[1] ? 0 : 1;
    const double effect = shift(most[i]) * params_.sd;
    return {.effect = i == 0 ? effect : -effect, .direction = i == 0 ? 1 : -1};
  }

  state step(double x) noexcept {
    const double z = standardize(x, params_.mean, inverse_sd_);
    // exp of every second shift is the square of the one before: two exponentials serve the whole grid.
    // Values cut off at value_max only make the statistic smaller: the guarantee stays.
    const lane_pair one{1.0, 1.0}, most{value_max, value_max};
    lane_pair even = likelihoods(params_.smallest * z), odd = likelihoods(params_.smallest * root_two * z), sum{};
    for (std::size_t j = 0; j < size(); j += 2) {
      const lane_pair a = smaller(most, (one + load_pair(value_, j)) * (even * factor_[j]));
      const lane_pair b = smaller(most, (one + load_pair(value_, j + 1)) * (odd * factor_[j + 1]));
      store_pair(value_, a, j);
      store_pair(value_, b, j + 1);
      sum = sum + (a + b);
      even = smaller(most, even * even);
      odd = smaller(most, odd * odd);
    }
    mixture_ = sum[0] * weight_[0] + sum[1] * weight_[1];
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
      for (std::size_t j = 0; j < self.size(); ++j) io(self.value_[2 * j + i]);
    if constexpr (Io::is_loading) self.mixture_ = self.mixture();
  }

  friend bool operator==(const sr_mixture&, const sr_mixture&) = default;

 private:
  static constexpr double root_two = 1.4142135623730951, value_max = 1e300;

  /// {exp(e), exp(-e)}.
  [[nodiscard]] static lane_pair likelihoods(double e) noexcept {
    const double up = portable_exp(std::clamp(e, -690.0, 690.0));
    return lane_pair{up, 1.0 / up};
  }

  /// The sum in the order of step(), for the same bits.
  [[nodiscard]] double mixture() const noexcept {
    lane_pair sum{};
    for (std::size_t j = 0; j < size(); j += 2) sum = sum + (load_pair(value_, j) + load_pair(value_, j + 1));
    return sum[0] * weight_[0] + sum[1] * weight_[1];
  }

  std::array<double, 2 * max_sizes> value_{};  // R of shift j: up at 2j, down at 2j + 1
  std::array<double, max_sizes + 1> factor_{};  // exp(-m^2 / 2); 0 beyond the last shift keeps its R at 0
  std::array<double, 2> weight_{};
  double mixture_ = 0.0, inverse_sd_ = 1.0;
};

static_assert(Detector<sr_mixture>);

}  // namespace tepid::inline v0
