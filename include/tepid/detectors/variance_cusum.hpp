// tepid/detectors/variance_cusum.hpp - the cumulative sum chart of sample variances.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <tuple>

#include <tepid/core/detector.hpp>
#include <tepid/core/healthy_law.hpp>
#include <tepid/core/side.hpp>
#include <tepid/detectors/learned_scale.hpp>
#include <tepid/detectors/sample_variance.hpp>

namespace tepid::inline v0 {

/// Parameters of variance_cusum. k, h and head_start are in units of the in-control variance.
struct variance_cusum_params {
  double k = 1.46;
  double h = 10.0;
  std::uint64_t df = 1;
  double head_start = 0.0;
  tepid::side side = tepid::side::up;
  bool own_mean = false;
  double mean = 0.0;
  double sd = 1.0;
  std::uint64_t warm_up = 0;

  friend bool operator==(const variance_cusum_params&, const variance_cusum_params&) = default;
};

/// CUSUM chart of sample variances for a change of the spread, on one side.
///
/// Statistic: z = (x - mean) / sd; s2 the variance of each df values about 0 (own_mean: of each df + 1 about their own
///            mean); side up S = max(0, S + s2 - k), down S = max(0, S + k - s2), from head_start; alarm when S exceeds
///            h. With df = 1 every value is a sample: s2 = z^2.
/// Input:     any real numbers; raw with mean and sd, already standardized, or learned from the first warm_up values.
///            With df = 1 or without own_mean a change of the mean raises s2 too.
/// Limit:     k = 1.46 (for sd to grow by half), h = 10, df = 1 gives ARL0 = 260.7 samples on independent normal data
///            (exact). For sd to change to s the best k is 2 log(s) / (1 - 1 / s^2).
/// Change:    onset is the value after the sample at which S last was zero; effect is the estimated sd less the given
///            one, in units of x.
/// Cost:      O(1), about 7 ns a value; no allocation. Batch and one-by-one give the same bits.
/// Errors:    the constructor throws error{bad_parameter}; nothing else throws.
/// Source:    E. S. Page, Technometrics 5 (1963) 307-315; S. Knoth 2006, in Frontiers in Statistical Quality Control 8.
class variance_cusum : public scalar_detector<variance_cusum, variance_cusum_params> {
 public:
  static constexpr descriptor about{.id = 19,
                                    .name = "variance_cusum",
                                    .class_name = "VarianceCUSUM",
                                    .title = "CUSUM chart of sample variances, one-sided",
                                    .source = "Page 1963, Technometrics 5; Knoth 2006, Frontiers in SQC 8",
                                    .limit = "h"};
  static constexpr std::tuple schema{
      field{"k",
            &variance_cusum_params::k,
            {0, 1e3, true},
            "in-control variance",
            "reference value: above 1 upwards, below downwards"},
      field{"h",
            &variance_cusum_params::h,
            {0, 1e9, true},
            "in-control variance",
            "decision limit: alarm when the sum exceeds it"},
      field{"df", &variance_cusum_params::df, {1, 1e5}, "", df_doc},
      field{"head_start",
            &variance_cusum_params::head_start,
            {0, 1e9},
            "in-control variance",
            "where the sum starts; below h"},
      field{"side", &variance_cusum_params::side, choice_of(3), "", "direction of change to find: up or down",
            side_names},
      field{"own_mean", &variance_cusum_params::own_mean, boolean_bounds, "", own_mean_doc},
      field{"mean", &variance_cusum_params::mean, {-real_max, real_max}, "x", "in-control mean"},
      field{"sd", &variance_cusum_params::sd, {real_min, real_max}, "x", "in-control standard deviation"},
      field{"warm_up", &variance_cusum_params::warm_up, {0, 1e9}, "observations", warm_up_doc}};

  /// An observation is a sample; a change is one of the spread.
  [[nodiscard]] static healthy_law healthy(const variance_cusum_params& p) noexcept {
    healthy_law law = healthy_law::normal(p.mean, p.sd);
    law.spread_changes = true;
    law.values = p.df + p.own_mean;
    return law;
  }

  explicit variance_cusum(const variance_cusum_params& p = {})
      : scalar_detector{p}, scale_{about.name, p.mean, p.sd, p.warm_up}, sample_{p.df, p.own_mean} {
    if (p.side == side::both)
      throw error{
          errc::bad_parameter, "side",
          "variance_cusum: parameter 'side' is both, but each side needs a k of its own; run two detectors, one "
          "up and one down, each at twice the budget"};
    if (p.head_start >= p.h)
      throw error{errc::bad_parameter, "head_start",
                  "variance_cusum: parameter 'head_start' is " + to_text(p.head_start) + "; it must be below h, " +
                      to_text(p.h)};
    reset();
  }

  /// The sum, in in-control variances; compared with h.
  [[nodiscard]] double statistic() const noexcept { return sum_; }

  [[nodiscard]] change_estimate change() const noexcept {
    if (!(sum_ > 0.0) || count_ <= since_) return {};
    const bool up = params_.side == side::up;
    const double samples = std::max(1.0, static_cast<double>((count_ - since_) / sample_.size()));
    const double variance = std::max(0.0, up ? params_.k + sum_ / samples : params_.k - sum_ / samples);
    return {.onset = since_, .effect = scale_.in_x(std::sqrt(variance) - 1.0), .direction = up ? 1 : -1};
  }

  state step(double x) noexcept {
    if (!scale_.ready(x, count_)) {
      since_ = count_;
      return state::warming;
    }
    if (sample_.take(scale_(x))) {
      const double excess = sample_.value() - params_.k;
      const double next = sum_ + (params_.side == side::up ? excess : -excess);
      sum_ = next > 0.0 ? next : 0.0;
      since_ = sum_ > 0.0 ? since_ : count_;
    }
    return sum_ > params_.h ? state::drift : state::stable;
  }

  void clear() noexcept {
    scale_.clear();
    sample_.clear();
    sum_ = params_.head_start;
    since_ = 0;
  }

  [[nodiscard]] state initial() const noexcept { return params_.warm_up == 0 ? state::stable : state::warming; }

  [[nodiscard]] bool sound() const noexcept {
    const double most = params_.head_start + (8.0 * standard_max * standard_max + 1e3) * static_cast<double>(count_);
    return scale_.sound(count_) && sample_.sound() && sum_ >= 0.0 && sum_ <= most && since_ <= count_;
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.scale_, self.sample_, self.sum_, self.since_);
  }

  friend bool operator==(const variance_cusum&, const variance_cusum&) = default;

 private:
  learned_scale scale_;
  sample_variance sample_;
  double sum_ = 0.0;
  std::uint64_t since_ = 0;  // values taken when the sum last was zero
};

static_assert(Detector<variance_cusum>);

}  // namespace tepid::inline v0
