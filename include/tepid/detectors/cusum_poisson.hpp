// tepid/detectors/cusum_poisson.hpp - the cumulative sum chart of Poisson counts.
#pragma once

#include <algorithm>
#include <cstdint>
#include <tuple>

#include <tepid/core/detector.hpp>
#include <tepid/core/healthy_law.hpp>
#include <tepid/core/side.hpp>
#include <tepid/detectors/count_sum.hpp>

namespace tepid::inline v0 {

/// Parameters of cusum_poisson; all but side in counts. The same as those of the chart that design solves.
struct cusum_poisson_params {
  double mean = 4.0;
  double k = 5.0;
  double h = 10.0;
  tepid::side side = tepid::side::up;
  double head_start = 0.0;

  friend bool operator==(const cusum_poisson_params&, const cusum_poisson_params&) = default;
};

/// CUSUM chart of Poisson counts for a change of their mean, on one side.
///
/// Statistic: side up S = max(0, S + x - k), down S = max(0, S + k - x), from head_start; alarm when S exceeds h.
/// (Lucas
///            alarms at h already: his h is the next lattice point above this one.)
/// Input:     counts; any finite value is taken, below 0 as 0, above 1e15 as 1e15, fractions as they are.
///            `mean` does not enter the sum: limits and run lengths are solved for it.
/// Limit:     the defaults give ARL0 = 655.5 on independent Poisson counts of mean 4 (exact: a chain on a lattice).
///            Reference values: (m1 - m0) / log(m1 / m0) for means m0 in and m1 out of control, rounded to a small
///            fraction.
/// Change:    onset is the value after S last was zero; effect is S / length, the mean count beyond k since then.
/// Cost:      O(1), about 4 ns a value; no allocation. Batch and one-by-one give the same bits.
/// Errors:    the constructor throws error{bad_parameter}; nothing else throws.
/// Source:    J. M. Lucas, Technometrics 27 (1985) 129-144; D. Brook and D. A. Evans, Biometrika 59 (1972) 539-549.
class cusum_poisson : public scalar_detector<cusum_poisson, cusum_poisson_params> {
 public:
  static constexpr descriptor about{.id = 17,
                                    .name = "cusum_poisson",
                                    .class_name = "PoissonCUSUM",
                                    .title = "CUSUM chart of Poisson counts, one-sided",
                                    .source = "Lucas 1985, Technometrics 27; Brook and Evans 1972, Biometrika 59",
                                    .limit = "h",
                                    .input = input_kind::count};
  static constexpr std::tuple schema{
      field{
          "mean", &cusum_poisson_params::mean, {0, 1e6}, "counts", "in-control mean count; limits are designed for it"},
      field{"k",
            &cusum_poisson_params::k,
            {0, 1e6, true},
            "counts",
            "reference value, between the counts in and out of control"},
      field{"h", &cusum_poisson_params::h, {0, 1e6}, "counts", "decision interval: alarm when the sum exceeds it"},
      field{"side", &cusum_poisson_params::side, choice_of(3), "", "direction of change to find: up or down",
            side_names},
      field{"head_start", &cusum_poisson_params::head_start, {0, 1e6}, "counts", "where the sum starts; at most h"}};

  [[nodiscard]] static healthy_law healthy(const cusum_poisson_params& p) noexcept { return healthy_law::poisson(p.mean); }

  explicit cusum_poisson(const cusum_poisson_params& p = {})
      : scalar_detector{p}, sum_{about.name, p.k, p.h, p.head_start, p.side} {}

  /// The sum, in counts; compared with level().
  [[nodiscard]] double statistic() const noexcept { return sum_.value(); }
  /// h and what rounding may add to a sum that is h.
  [[nodiscard]] double level() const noexcept { return count_level(params_.h); }
  [[nodiscard]] static double limit_for(double level) noexcept { return count_limit(level); }

  [[nodiscard]] change_estimate change() const noexcept { return sum_.change(count_); }

  state step(double x) noexcept {
    sum_.take(std::clamp(x, 0.0, count_sum::largest_count), count_);
    return statistic() > level() ? state::drift : state::stable;
  }

  void clear() noexcept { sum_.clear(); }

  [[nodiscard]] bool sound() const noexcept { return sum_.sound(count_); }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.sum_);
  }

  friend bool operator==(const cusum_poisson&, const cusum_poisson&) = default;

 private:
  count_sum sum_;
};

static_assert(Detector<cusum_poisson>);

}  // namespace tepid::inline v0
