// tepid/detectors/cusum_crosier.hpp - Crosier's two-sided cumulative sum chart.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <tuple>

#include <tepid/core/detector.hpp>
#include <tepid/detectors/learned_scale.hpp>

namespace tepid::inline v0 {

/// Parameters of cusum_crosier. k, h and head_start are in units of the in-control standard deviation.
struct cusum_crosier_params {
  double k = 0.5;
  double h = 3.73;
  double head_start = 0.0;
  double mean = 0.0;
  double sd = 1.0;
  std::uint64_t warm_up = 0;

  friend bool operator==(const cusum_crosier_params&, const cusum_crosier_params&) = default;
};

/// Crosier's CUSUM chart: one sum for a step of the mean in either direction.
///
/// Statistic: z = (x - mean) / sd; S + z moves towards zero by k, and stops there; alarm when |S| > h. Unlike two
///            one-sided sums, S forgets a rise when a fall comes.
/// Input:     any real numbers; raw with mean and sd, already standardized, or learned from the first warm_up values.
/// Limit:     k = 0.5, h = 3.73 gives ARL0 = 168 on independent normal data with known mean and sd (exact), as the
///            two-sided tabular CUSUM with h = 4; h = 4.713 gives 465 and h = 7.756 gives 10,000.
/// Change:    onset is the value after S last was zero; effect is k + |S| / length with the sign of S, in units of x.
/// Cost:      O(1), about 3 ns a value in batches; no allocation. Batch and one-by-one give the same bits.
/// Errors:    the constructor throws error{bad_parameter}; nothing else throws.
/// Source:    R. B. Crosier, Technometrics 28 (1986) 187-194.
class cusum_crosier : public scalar_detector<cusum_crosier, cusum_crosier_params> {
 public:
  static constexpr descriptor about{.id = 14,
                                    .name = "cusum_crosier",
                                    .class_name = "CrosierCUSUM",
                                    .title = "Crosier's two-sided CUSUM chart for a step in the mean",
                                    .source = "Crosier 1986, Technometrics 28",
                                    .limit = "h"};
  static constexpr std::tuple schema{
      field{"k", &cusum_crosier_params::k, {0, 1e6}, "sd", "reference value: half the shift to find fastest"},
      field{"h", &cusum_crosier_params::h, {0, 1e9, true}, "sd", "decision interval: alarm when the sum leaves it"},
      field{
          "head_start", &cusum_crosier_params::head_start, {-1e9, 1e9}, "sd", "where the sum starts; between -h and h"},
      field{"mean", &cusum_crosier_params::mean, {-real_max, real_max}, "x", "in-control mean"},
      field{"sd", &cusum_crosier_params::sd, {real_min, real_max}, "x", "in-control standard deviation"},
      field{"warm_up", &cusum_crosier_params::warm_up, {0, 1e9}, "observations", warm_up_doc}};

  explicit cusum_crosier(const cusum_crosier_params& p = {})
      : scalar_detector{p}, scale_{about.name, p.mean, p.sd, p.warm_up} {
    if (!(std::fabs(p.head_start) < p.h))
      throw error{errc::bad_parameter, "head_start",
                  "cusum_crosier: parameter 'head_start' is " + to_text(p.head_start) +
                      "; it must be between -h and h, " + to_text(p.h)};
    reset();
  }

  /// |S|, in standard deviations; compared with h.
  [[nodiscard]] double statistic() const noexcept { return std::fabs(sum_); }
  [[nodiscard]] double sum() const noexcept { return sum_; }

  [[nodiscard]] change_estimate change() const noexcept {
    if (sum_ == 0.0 || count_ <= params_.warm_up) return {};
    const double length = std::max(1.0, static_cast<double>(count_ - since_));
    const double shift = scale_.in_x(params_.k + statistic() / length);
    return {.onset = since_, .effect = sum_ > 0 ? shift : -shift, .direction = sum_ > 0 ? 1 : -1};
  }

  state step(double x) noexcept {
    if (!scale_.ready(x, count_)) {
      since_ = count_;
      return state::warming;
    }
    sum_ = next(sum_, scale_(x));
    since_ = sum_ == 0.0 ? count_ : since_;
    return statistic() > params_.h ? state::drift : state::stable;
  }

  bool take_quiet(std::span<const double, quiet_block> xs) noexcept {
    if (count_ < params_.warm_up) return false;
    double sum = sum_, largest = 0.0;
    std::uint64_t since = since_, at = count_;
    bool finite = true;
    for (const double x : xs) {
      finite &= is_finite(x);
      sum = next(sum, scale_(x));
      largest = std::max(largest, std::fabs(sum));
      ++at;
      since = sum == 0.0 ? at : since;
    }
    if (!finite || largest > params_.h) return false;
    sum_ = sum;
    since_ = since;
    return true;
  }

  void clear() noexcept {
    scale_.clear();
    sum_ = params_.head_start;
    since_ = 0;
  }

  [[nodiscard]] state initial() const noexcept { return params_.warm_up == 0 ? state::stable : state::warming; }

  [[nodiscard]] bool sound() const noexcept {
    const double most = std::fabs(params_.head_start) + 2.0 * standard_max * static_cast<double>(count_);
    return scale_.sound(count_) && sum_ >= -most && sum_ <= most && since_ <= count_;
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.scale_, self.sum_, self.since_);
  }

  friend bool operator==(const cusum_crosier&, const cusum_crosier&) = default;

 private:
  /// (S + z)(1 - k / |S + z|), or 0 within k: in one dimension that is a step of k towards zero.
  [[nodiscard]] double next(double sum, double z) const noexcept {
    const double moved = sum + z;
    return moved - std::min(std::max(moved, -params_.k), params_.k);
  }

  learned_scale scale_;
  double sum_ = 0.0;
  std::uint64_t since_ = 0;  // values taken when the sum last was zero
};

static_assert(Detector<cusum_crosier>);

}  // namespace tepid::inline v0
