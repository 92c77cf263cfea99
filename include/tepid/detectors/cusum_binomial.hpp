// tepid/detectors/cusum_binomial.hpp - the cumulative sum chart of binomial counts.
#pragma once

#include <algorithm>
#include <cstdint>
#include <tuple>

#include <tepid/core/detector.hpp>
#include <tepid/core/healthy_law.hpp>
#include <tepid/core/side.hpp>
#include <tepid/detectors/count_sum.hpp>

namespace tepid::inline v0 {

/// Parameters of cusum_binomial; all but p and side in counts. The same as those of the chart that design solves.
struct cusum_binomial_params {
  std::uint64_t n = 150;
  double p = 0.1;
  double k = 18.5;
  double h = 20.0;
  tepid::side side = tepid::side::up;
  double head_start = 0.0;

  friend bool operator==(const cusum_binomial_params&, const cusum_binomial_params&) = default;
};

/// CUSUM chart of binomial counts for a change of the probability of a success, on one side.
///
/// Statistic: side up S = max(0, S + x - k), down S = max(0, S + k - x), from head_start; alarm when S exceeds h.
/// (Lucas
///            alarms at h already: his h is the next lattice point above this one.)
/// Input:     successes among n trials; any finite value is taken, below 0 as 0, above n as n, fractions as they are.
///            `p` does not enter the sum: limits and run lengths are solved for it. With n = 1 the values are
///            0 and 1: the Bernoulli CUSUM.
/// Limit:     the defaults give ARL0 = 55,351 on independent binomial counts of n = 150, p = 0.1 (exact).
///            Reference values: n log((1 - p0) / (1 - p1)) / log(p1 (1 - p0) / (p0 (1 - p1))), rounded to a small
///            fraction.
/// Change:    onset is the value after S last was zero; effect is S / length, the mean count beyond k since then.
/// Cost:      O(1), about 4 ns a value; no allocation. Batch and one-by-one give the same bits.
/// Errors:    the constructor throws error{bad_parameter}; nothing else throws.
/// Source:    F. F. Gan, J. of Quality Technology 25 (1993); D. Brook and D. A. Evans, Biometrika 59 (1972) 539-549.
class cusum_binomial : public scalar_detector<cusum_binomial, cusum_binomial_params> {
 public:
  static constexpr descriptor about{
      .id = 16,
      .name = "cusum_binomial",
      .class_name = "BinomialCUSUM",
      .title = "CUSUM chart of binomial counts, one-sided",
      .source = "Gan 1993, J. of Quality Technology 25; Brook and Evans 1972, Biometrika 59",
      .limit = "h",
      .input = input_kind::count};
  static constexpr std::tuple schema{
      field{"n", &cusum_binomial_params::n, {1, 1e6}, "trials", "trials behind a count"},
      field{"p",
            &cusum_binomial_params::p,
            {0, 1, true, true},
            "",
            "in-control probability of a success; limits are designed for it"},
      field{"k",
            &cusum_binomial_params::k,
            {0, 1e6, true},
            "counts",
            "reference value, between the counts in and out of control"},
      field{"h", &cusum_binomial_params::h, {0, 1e6}, "counts", "decision interval: alarm when the sum exceeds it"},
      field{"side", &cusum_binomial_params::side, choice_of(3), "", "direction of change to find: up or down",
            side_names},
      field{"head_start", &cusum_binomial_params::head_start, {0, 1e6}, "counts", "where the sum starts; at most h"}};

  [[nodiscard]] static healthy_law healthy(const cusum_binomial_params& p) noexcept {
    return healthy_law::binomial(static_cast<double>(p.n), p.p);
  }

  explicit cusum_binomial(const cusum_binomial_params& p = {})
      : scalar_detector{p}, sum_{about.name, p.k, p.h, p.head_start, p.side} {}

  /// The sum, in counts; compared with level().
  [[nodiscard]] double statistic() const noexcept { return sum_.value(); }
  /// h and what rounding may add to a sum that is h.
  [[nodiscard]] double level() const noexcept { return count_level(params_.h); }
  [[nodiscard]] static double limit_for(double level) noexcept { return count_limit(level); }

  [[nodiscard]] change_estimate change() const noexcept { return sum_.change(count_); }

  state step(double x) noexcept {
    sum_.take(std::clamp(x, 0.0, static_cast<double>(params_.n)), count_);
    return statistic() > level() ? state::drift : state::stable;
  }

  void clear() noexcept { sum_.clear(); }

  [[nodiscard]] bool sound() const noexcept { return sum_.sound(count_); }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.sum_);
  }

  friend bool operator==(const cusum_binomial&, const cusum_binomial&) = default;

 private:
  count_sum sum_;
};

static_assert(Detector<cusum_binomial>);

}  // namespace tepid::inline v0
