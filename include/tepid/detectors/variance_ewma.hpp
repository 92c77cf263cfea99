// tepid/detectors/variance_ewma.hpp - the EWMA chart of sample variances.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <tuple>

#include <tepid/core/detector.hpp>
#include <tepid/core/healthy_law.hpp>
#include <tepid/detectors/learned_scale.hpp>
#include <tepid/detectors/sample_variance.hpp>

namespace tepid::inline v0 {

/// Parameters of variance_ewma. head_start is in units of the in-control variance.
struct variance_ewma_params {
  double lambda = 0.1;
  double L = 2.5;
  std::uint64_t df = 1;
  double head_start = 1.0;
  bool own_mean = false;
  double mean = 0.0;
  double sd = 1.0;
  std::uint64_t warm_up = 0;

  friend bool operator==(const variance_ewma_params&, const variance_ewma_params&) = default;
};

/// EWMA chart of sample variances for a growth of the spread.
///
/// Statistic: z = (x - mean) / sd; s2 the variance of each df values about 0 (own_mean: of each df + 1 about their own
///            mean); Z = (1 - lambda) Z + lambda s2, from head_start; the statistic is Z - 1 over its long-run standard
///            deviation sqrt(2 lambda / (df (2 - lambda))); alarm when it exceeds L.
/// Input:     any real numbers; raw with mean and sd, already standardized, or learned from the first warm_up values.
///            With df = 1 or without own_mean a change of the mean raises s2 too.
/// Limit:     lambda = 0.1, L = 2.5, df = 1 gives ARL0 = 179.8 samples on independent normal data (exact).
/// Change:    onset is the value after the sample at which Z last was at most 1; effect is the estimated sd less the
///            given one, in units of x.
/// Cost:      O(1), about 7 ns a value; no allocation. Batch and one-by-one give the same bits.
/// Errors:    the constructor throws error{bad_parameter}; nothing else throws.
/// Source:    J. F. MacGregor and T. J. Harris, J. of Quality Technology 25 (1993); S. Knoth, Statistics and Computing
///            15 (2005).
class variance_ewma : public scalar_detector<variance_ewma, variance_ewma_params> {
 public:
  static constexpr descriptor about{.id = 20,
                                    .name = "variance_ewma",
                                    .class_name = "VarianceEWMA",
                                    .title = "EWMA chart of sample variances, upwards",
                                    .source = "MacGregor and Harris 1993, J. Quality Technology 25; Knoth 2005",
                                    .limit = "L"};
  static constexpr std::tuple schema{
      field{"lambda", &variance_ewma_params::lambda, {0, 1, true}, "", "weight of the newest sample"},
      field{"L",
            &variance_ewma_params::L,
            {0, 1e6, true},
            "sd of Z",
            "limit above 1 in long-run standard deviations of the EWMA"},
      field{"df", &variance_ewma_params::df, {1, 1e5}, "", df_doc},
      field{"head_start",
            &variance_ewma_params::head_start,
            {0, 1e6},
            "in-control variance",
            "where the EWMA starts; below the limit"},
      field{"own_mean", &variance_ewma_params::own_mean, boolean_bounds, "", own_mean_doc},
      field{"mean", &variance_ewma_params::mean, {-real_max, real_max}, "x", "in-control mean"},
      field{"sd", &variance_ewma_params::sd, {real_min, real_max}, "x", "in-control standard deviation"},
      field{"warm_up", &variance_ewma_params::warm_up, {0, 1e9}, "observations", warm_up_doc}};

  /// An observation is a sample; a change is one of the spread.
  [[nodiscard]] static healthy_law healthy(const variance_ewma_params& p) noexcept {
    healthy_law law = healthy_law::normal(p.mean, p.sd);
    law.spread_changes = true;
    law.values = p.df + p.own_mean;
    return law;
  }

  explicit variance_ewma(const variance_ewma_params& p = {})
      : scalar_detector{p}, scale_{about.name, p.mean, p.sd, p.warm_up}, sample_{p.df, p.own_mean} {
    const double sd = std::sqrt(2.0 * p.lambda / (static_cast<double>(p.df) * (2.0 - p.lambda)));
    per_sd_ = 1.0 / std::max(sd, 1e-10);  // a lambda below 1e-20 never moves Z
    if (!(judged(p.head_start) < p.L))
      throw error{errc::bad_parameter, "head_start",
                  "variance_ewma: parameter 'head_start' is " + to_text(p.head_start) +
                      "; it must be below the limit, " + to_text(1.0 + p.L / per_sd_)};
    reset();
  }

  /// In standard deviations of the EWMA; compared with L.
  [[nodiscard]] double statistic() const noexcept { return judged(value_); }
  /// The EWMA, in in-control variances.
  [[nodiscard]] double value() const noexcept { return value_; }

  [[nodiscard]] change_estimate change() const noexcept {
    if (!(value_ > 1.0) || count_ <= since_) return {};
    const std::uint64_t samples = std::max<std::uint64_t>(1, (count_ - since_) / sample_.size());
    const double share = std::max(1.0 - integer_power(1.0 - params_.lambda, samples), std::max(params_.lambda, 1e-20));
    const double variance = 1.0 + (value_ - 1.0) / share;
    return {.onset = since_, .effect = scale_.in_x(std::sqrt(variance) - 1.0), .direction = 1};
  }

  state step(double x) noexcept {
    if (!scale_.ready(x, count_)) {
      since_ = count_;
      return state::warming;
    }
    if (sample_.take(scale_(x))) {
      value_ = value_ * (1.0 - params_.lambda) + params_.lambda * sample_.value();
      since_ = value_ > 1.0 ? since_ : count_;
    }
    return statistic() > params_.L ? state::drift : state::stable;
  }

  void clear() noexcept {
    scale_.clear();
    sample_.clear();
    value_ = params_.head_start;
    since_ = 0;
  }

  [[nodiscard]] state initial() const noexcept { return params_.warm_up == 0 ? state::stable : state::warming; }

  [[nodiscard]] bool sound() const noexcept {
    return scale_.sound(count_) && sample_.sound() && value_ >= 0.0 && value_ <= 1e285 && since_ <= count_;
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.scale_, self.sample_, self.value_, self.since_);
  }

  friend bool operator==(const variance_ewma&, const variance_ewma&) = default;

 private:
  [[nodiscard]] double judged(double value) const noexcept { return (value - 1.0) * per_sd_; }

  learned_scale scale_;
  sample_variance sample_;
  double value_ = 1.0;
  std::uint64_t since_ = 0;  // values taken when the EWMA last was at most 1
  double per_sd_ = 1.0;
};

static_assert(Detector<variance_ewma>);

}  // namespace tepid::inline v0
