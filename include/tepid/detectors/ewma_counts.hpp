// tepid/detectors/ewma_counts.hpp - the EWMA chart of Poisson or binomial counts.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <tuple>

#include <tepid/core/detector.hpp>
#include <tepid/core/healthy_law.hpp>
#include <tepid/core/side.hpp>

namespace tepid::inline v0 {

/// The law of the counts. The numbers are frozen.
enum class counts_law : std::uint8_t {
  poisson = 0,   ///< Of mean `mean`.
  binomial = 1,  ///< Of `n` trials with probability `p`.
};
inline constexpr std::string_view counts_law_names[] = {"poisson", "binomial"};

/// Parameters of ewma_counts; mean, lambda and A as those of the Poisson chart that design solves.
struct ewma_counts_params {
  counts_law law = counts_law::poisson;
  double mean = 4.0;
  std::uint64_t n = 150;
  double p = 0.1;
  double lambda = 0.1;
  double A = 2.8;
  tepid::side side = tepid::side::both;
  double z0 = -1.0;
  std::uint64_t resolution = 0;

  friend bool operator==(const ewma_counts_params&, const ewma_counts_params&) = default;
};

/// EWMA chart of Poisson or binomial counts for a small change of their mean.
///
/// Statistic: Z = (1 - lambda) Z + lambda x, from the mean m or z0, with resolution r rounded to a multiple of 1 / r,
/// ties
///            up; the statistic is (Z - m) / s, its absolute value for side both, with the long-run standard deviation
///            s = sqrt(v lambda / (2 - lambda)), v the variance of a count; alarm when it exceeds A.
/// Input:     counts; any finite value is taken, below 0 as 0, above 1e15 (binomial: above n) as that.
/// Limit:     the defaults give ARL0 = 471.3 on independent Poisson counts of mean 4 (solved by design). A limit h in
///            counts is A = (h - m) / s; of a rounded Z take h between two multiples.
/// Change:    onset is the value after Z last crossed m; effect is (Z - m) / (1 - (1 - lambda)^length), in counts.
/// Cost:      O(1), about 4 ns a value; no allocation. Batch and one-by-one give the same bits.
/// Errors:    the constructor throws error{bad_parameter}; nothing else throws.
/// Source:    C. M. Borror, C. W. Champ and S. E. Rigdon, J. of Quality Technology 30 (1998) 352-361; F. F. Gan, J. of
///            Statistical Computation and Simulation 37 (1990) 45-60 (binomial, rounded).
class ewma_counts : public scalar_detector<ewma_counts, ewma_counts_params> {
 public:
  static constexpr descriptor about{
      .id = 18,
      .name = "ewma_counts",
      .class_name = "CountsEWMA",
      .title = "EWMA chart of Poisson or binomial counts",
      .source = "Borror, Champ and Rigdon 1998, J. Quality Technology 30; Gan 1990, JSCS 37",
      .limit = "A",
      .input = input_kind::count};
  static constexpr std::tuple schema{
      field{"law", &ewma_counts_params::law, choice_of(2), "", "of the counts", counts_law_names},
      field{"mean", &ewma_counts_params::mean, {0, 1e6}, "counts", "in-control mean (poisson)"},
      field{"n", &ewma_counts_params::n, {1, 1e6}, "trials", "trials behind a count (binomial)"},
      field{"p", &ewma_counts_params::p, {0, 1, true, true}, "", "in-control probability of a success (binomial)"},
      field{"lambda", &ewma_counts_params::lambda, {0, 1, true}, "", "weight of the newest count"},
      field{
          "A", &ewma_counts_params::A, {0, 1e6, true}, "sd of Z", "limit in long-run standard deviations of the EWMA"},
      field{"side", &ewma_counts_params::side, choice_of(3), "", "direction of change to find", side_names},
      field{"z0", &ewma_counts_params::z0, {-1, 1e6}, "counts", "where the EWMA starts; below 0: at the mean"},
      field{"resolution",
            &ewma_counts_params::resolution,
            {0, 1e6},
            "1/count",
            "the EWMA is rounded to multiples of 1/resolution after every count; 0: not"}};

  [[nodiscard]] static healthy_law healthy(const ewma_counts_params& p) noexcept {
    return p.law == counts_law::poisson ? healthy_law::poisson(p.mean)
                                        : healthy_law::binomial(static_cast<double>(p.n), p.p);
  }

  explicit ewma_counts(const ewma_counts_params& p = {}) : scalar_detector{p} {
    const bool binomial = p.law == counts_law::binomial;
    const double n = static_cast<double>(p.n);
    middle_ = binomial ? n * p.p : p.mean;
    most_ = binomial ? n : 1e15;
    const double variance = binomial ? n * p.p * (1.0 - p.p) : p.mean;
    per_sd_ = 1.0 / std::max(std::sqrt(variance * p.lambda / (2.0 - p.lambda)), 1e-50);
    reset();
    if (!(judged(value_) <= p.A))
      throw error{errc::bad_parameter, "z0",
                  "ewma_counts: parameter 'z0' is " + to_text(p.z0) + "; the start must be within the limits"};
  }

  /// In standard deviations of the EWMA; compared with A.
  [[nodiscard]] double statistic() const noexcept { return judged(value_); }
  /// The EWMA, in counts.
  [[nodiscard]] double value() const noexcept { return value_; }

  [[nodiscard]] change_estimate change() const noexcept {
    if (value_ == middle_ || !(statistic() > 0.0)) return {};
    const auto length = std::max<std::uint64_t>(1, count_ - since_);
    const double share = std::max(1.0 - integer_power(1.0 - params_.lambda, length), std::max(params_.lambda, 1e-50));
    return {.onset = since_, .effect = (value_ - middle_) / share, .direction = value_ > middle_ ? 1 : -1};
  }

  state step(double x) noexcept {
    const bool above = value_ > middle_;
    value_ = value_ * (1.0 - params_.lambda) + params_.lambda * std::clamp(x, 0.0, most_);
    if (params_.resolution != 0) {
      const double r = static_cast<double>(params_.resolution);
      value_ = std::floor(value_ * r + 0.5) / r;
    }
    if ((value_ > middle_) != above) since_ = count_ - 1;
    return statistic() > params_.A ? state::drift : state::stable;
  }

  void clear() noexcept {
    value_ = params_.z0 < 0.0 ? middle_ : params_.z0;
    since_ = 0;
  }

  [[nodiscard]] bool sound() const noexcept { return value_ >= 0.0 && value_ <= 1e20 && since_ <= count_; }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.value_, self.since_);
  }

  friend bool operator==(const ewma_counts&, const ewma_counts&) = default;

 private:
  [[nodiscard]] double judged(double value) const noexcept {
    const double z = (value - middle_) * per_sd_;
    return params_.side == side::both ? std::fabs(z) : params_.side == side::up ? z : -z;
  }

  double value_ = 0.0;
  std::uint64_t since_ = 0;  // values taken when the EWMA last changed sides of the mean
  double middle_ = 0.0, most_ = 1e15, per_sd_ = 1.0;
};

static_assert(Detector<ewma_counts>);

}  // namespace tepid::inline v0
