// tepid/detectors/gma.hpp - the geometric moving average test.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <string_view>
#include <tuple>

#include <tepid/core/detector.hpp>
#include <tepid/core/side.hpp>

namespace tepid::inline v0 {

/// What gma takes its deviations from. The numbers are frozen.
enum class gma_baseline : std::uint8_t {
  known = 0,    ///< The parameter `mean`: the textbook's test.
  running = 1,  ///< The mean of all values so far, each including itself: MOA, CapyMOA, frouros.
};
inline constexpr std::string_view gma_baseline_names[] = {"known", "running"};

/// Parameters of gma. threshold is in units of x / sd.
struct gma_params {
  double alpha = 0.99;
  double threshold = 0.2286;
  std::uint64_t min_samples = 1;
  tepid::side side = tepid::side::both;
  gma_baseline baseline = gma_baseline::known;
  double mean = 0.0;
  double sd = 1.0;

  friend bool operator==(const gma_params&, const gma_params&) = default;
};

/// Geometric moving average of deviations from the mean, with a fixed threshold on the scale of the data.
///
/// Statistic: z = (x - mean) / sd, or x / sd less the running mean of all x / sd; G = alpha G + (1 - alpha) z; alarm
///            when |G| (side up: G, down: -G) exceeds threshold. With a known mean this is the EWMA chart of
///            lambda = 1 - alpha and L = threshold / sqrt(lambda / (2 - lambda)), its limits fixed from the start.
/// Input:     any real numbers; raw (mean 0, sd 1: threshold in units of x), or scaled by mean and sd.
/// Limit:     the defaults give ARL0 = 10,000 on independent standard normal data (exact). MOA's threshold of 1 with
///            alpha 0.99 is 14 standard deviations of G there; it is made for 0 and 1.
/// Change:    onset is the value after G last crossed zero; effect is G / (1 - alpha^length), in units of x.
/// Cost:      O(1), about 2 ns a value in batches (running mean: 6 ns); no allocation. Batch and one-by-one give the
///            same bits.
/// Errors:    the constructor throws error{bad_parameter}; nothing else throws.
/// Source:    S. W. Roberts, Technometrics 1 (1959) 239-250; M. Basseville and I. V. Nikiforov 1993, Detection of
/// Abrupt
///            Changes, section 2.1.2. MOA's code has the running mean.
class gma : public scalar_detector<gma, gma_params> {
 public:
  static constexpr descriptor about{.id = 21,
                                    .name = "gma",
                                    .class_name = "GMA",
                                    .title = "Geometric moving average test for a change of the mean",
                                    .source = "Roberts 1959, Technometrics 1; Basseville and Nikiforov 1993",
                                    .limit = "threshold"};
  static constexpr std::tuple schema{
      field{"alpha",
            &gma_params::alpha,
            {0, 1, false, true},
            "",
            "weight of the past; 1 - alpha is that of the newest value"},
      field{"threshold", &gma_params::threshold, {0, 1e12, true}, "sd", "alarm when the average exceeds it"},
      field{"min_samples", &gma_params::min_samples, {1, count_max}, "observations", "first verdict"},
      field{"side", &gma_params::side, choice_of(3), "", "direction of change to find", side_names},
      field{"baseline", &gma_params::baseline, choice_of(2), "", "where the mean comes from: given, or a running mean",
            gma_baseline_names},
      field{"mean", &gma_params::mean, {-real_max, real_max}, "x", "in-control mean (subtracted first for running)"},
      field{"sd", &gma_params::sd, {real_min, real_max}, "x", "x is divided by it: the unit of threshold"}};

  explicit gma(const gma_params& p = {}) : scalar_detector{p}, inverse_sd_{1.0 / p.sd} { reset(); }

  /// |G|, or G on the side that is looked at; compared with threshold.
  [[nodiscard]] double statistic() const noexcept { return judged(average_); }
  /// The average of the deviations.
  [[nodiscard]] double average() const noexcept { return average_; }

  [[nodiscard]] change_estimate change() const noexcept {
    if (count_ < params_.min_samples || !(statistic() > 0.0)) return {};
    const auto length = std::max<std::uint64_t>(1, count_ - since_);
    const double share = std::max(1.0 - integer_power(params_.alpha, length), 1.0 - params_.alpha);
    const double shift = std::clamp(average_ / share, -standard_max, standard_max) * params_.sd;
    return {.onset = since_, .effect = shift, .direction = average_ > 0 ? 1 : -1};
  }

  state step(double x) noexcept {
    double z = standardize(x, params_.mean, inverse_sd_);
    if (params_.baseline == gma_baseline::running) {
      mean_ += (z - mean_) / static_cast<double>(count_);
      z -= mean_;
    }
    const bool positive = average_ > 0.0;
    average_ = average_ * params_.alpha + (1.0 - params_.alpha) * z;
    if ((average_ > 0.0) != positive) since_ = count_ - 1;
    if (count_ < params_.min_samples) return state::warming;
    return statistic() > params_.threshold ? state::drift : state::stable;
  }

  bool take_quiet(std::span<const double, quiet_block> xs) noexcept {
    if (params_.baseline == gma_baseline::running || count_ < params_.min_samples) return false;
    const double weight = 1.0 - params_.alpha;
    double average = average_, high = 0.0, low = 0.0;
    std::uint64_t since = since_, at = count_;
    bool finite = true, positive = average > 0.0;
    for (const double x : xs) {
      finite &= is_finite(x);
      average = average * params_.alpha + weight * standardize(x, params_.mean, inverse_sd_);
      high = std::max(high, average);
      low = std::min(low, average);
      since = (average > 0.0) != positive ? at : since;
      positive = average > 0.0;
      ++at;
    }
    if (!finite || judged(high) > params_.threshold || judged(low) > params_.threshold) return false;
    average_ = average;
    since_ = since;
    return true;
  }

  void clear() noexcept {
    average_ = mean_ = 0.0;
    since_ = 0;
  }

  [[nodiscard]] state initial() const noexcept { return params_.min_samples > 1 ? state::warming : state::stable; }

  [[nodiscard]] bool sound() const noexcept {
    const auto within = [](double v, double most) { return v >= -most && v <= most; };
    return within(average_, 1e5 * standard_max) && within(mean_, 2.0 * standard_max) && since_ <= count_ &&
           (params_.baseline == gma_baseline::running || mean_ == 0.0);
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.average_, self.mean_, self.since_);
  }

  friend bool operator==(const gma&, const gma&) = default;

 private:
  [[nodiscard]] double judged(double average) const noexcept {
    return params_.side == side::both ? std::fabs(average) : params_.side == side::up ? average : -average;
  }

  double average_ = 0.0;
  double mean_ = 0.0;        // of the values so far (baseline running), each including itself
  std::uint64_t since_ = 0;  // values taken when the average last changed sides of zero
  double inverse_sd_ = 1.0;
};

static_assert(Detector<gma>);

}  // namespace tepid::inline v0
