// tepid/detectors/cusum.hpp - the tabular cumulative sum chart.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <tuple>

#include <tepid/core/detector.hpp>
#include <tepid/core/lanes.hpp>
#include <tepid/core/side.hpp>

namespace tepid::inline v0 {

/// Where cusum takes the in-control mean and standard deviation from. The numbers are frozen.
enum class cusum_baseline : std::uint8_t {
  known = 0,    ///< The parameters `mean` and `sd`.
  learned = 1,  ///< The first `warm_up` values after construction and reset; then fixed.
  running = 2,  ///< The mean of all values so far, each including itself; `sd` is given. MOA's CUSUM.
};
inline constexpr std::string_view cusum_baseline_names[] = {"known", "learned", "running"};

/// Parameters of cusum. k and h are in units of the in-control standard deviation.
struct cusum_params {
  double k = 0.5;
  double h = 8.053;
  double mean = 0.0;
  double sd = 1.0;
  tepid::side side = tepid::side::both;
  double head_start = 0.0;
  cusum_baseline baseline = cusum_baseline::known;
  std::uint64_t warm_up = 30;

  friend bool operator==(const cusum_params&, const cusum_params&) = default;
};

/// Tabular CUSUM chart for a step in the mean; fastest for a shift of 2k standard deviations.
///
/// Statistic: z = (x - mean) / sd; up = max(0, up + z - k), down = max(0, down - z - k);
///            alarm when max(up, down) > h. Both start at head_start (fast initial response).
/// Input:     any real numbers; two forms: raw with mean and sd, or already standardized (mean 0, sd 1).
/// Limit:     the default k = 0.5, h = 8.053 gives ARL0 = 10,000 two-sided on independent normal data
///            with known mean and sd (exact, Page's integral equation); h = 5 gives 465.
///            A baseline learned from 30 values does not keep such a promise: half of all streams alarm
///            within about 160 observations at h = 5.
/// Change:    onset is the observation after the sum last was zero; effect is k + sum / length, in units
///            of x (Montgomery, Introduction to Statistical Quality Control).
/// Cost:      O(1), under 3 ns a value in batches; no allocation. Batch and one-by-one give the same bits.
/// Errors:    the constructor throws error{bad_parameter}; nothing else throws.
/// Source:    E. S. Page, Biometrika 41 (1954) 100-115; J. M. Lucas and R. B. Crosier, Technometrics 24
///            (1982) 199-205 (head start).
class cusum : public scalar_detector<cusum, cusum_params> {
 public:
  static constexpr descriptor about{.id = 1,
                                    .name = "cusum",
                                    .class_name = "CUSUM",
                                    .title = "Tabular CUSUM chart for a step in the mean",
                                    .source = "Page 1954, Biometrika 41; Lucas and Crosier 1982, Technometrics 24",
                                    .limit = "h"};
  static constexpr std::tuple schema{
      field{"k", &cusum_params::k, {0, 1e6}, "sd", "reference value: half the shift to find fastest"},
      field{"h", &cusum_params::h, {0, 1e9, true}, "sd", "decision interval: alarm when a sum exceeds it"},
      field{"mean", &cusum_params::mean, {-real_max, real_max}, "x", "in-control mean (baseline known)"},
      field{"sd", &cusum_params::sd, {real_min, real_max}, "x",
            "in-control standard deviation (baseline known; scale for running)"},
      field{"side", &cusum_params::side, choice_of(3), "", "direction of change to find", side_names},
      field{"head_start", &cusum_params::head_start, {0, 1e9}, "sd", "where the sums start; below h"},
      field{"baseline", &cusum_params::baseline, choice_of(3), "",
            "where mean and sd come from: given, learned from the first values, or a running mean",
            cusum_baseline_names},
      field{"warm_up", &cusum_params::warm_up, {2, 1e9}, "observations",
            "values that a learned baseline takes; first verdict of a running one"}};

  explicit cusum(const cusum_params& p = {}) : scalar_detector{p} {
    if (p.head_start >= p.h)
      throw error{errc::bad_parameter, "head_start",
                  "cusum: parameter 'head_start' is " + to_text(p.head_start) + "; it must be below h, " + to_text(p.h)};
    // A sum that an infinite reference value pulls down stays at zero: one formula serves all sides.
    constexpr double never = std::numeric_limits<double>::infinity();
    k_ = {p.side == side::down ? never : p.k, p.side == side::up ? never : p.k};
    reset();
  }

  /// The larger of the two sums, in standard deviations; compared with h.
  [[nodiscard]] double statistic() const noexcept { return std::max(sum_[0], sum_[1]); }
  /// The upper and the lower sum.
  [[nodiscard]] double up() const noexcept { return sum_[0]; }
  [[nodiscard]] double down() const noexcept { return sum_[1]; }

  [[nodiscard]] change_estimate change() const noexcept {
    const bool rising = up() >= down();
    const double sum = statistic();
    if (!(sum > 0) || warming()) return {};
    const std::uint64_t onset = since_[rising ? 0 : 1];
    const double length = std::max(1.0, static_cast<double>(count_ - onset));
    const double shift = (params_.k + sum / length) / inverse_sd_;
    return {.onset = onset, .effect = rising ? shift : -shift, .direction = rising ? 1 : -1};
  }

  state step(double x) noexcept {
    if (params_.baseline != cusum_baseline::known && !learn(x)) return state::warming;
    accumulate(standardize(x, mean_, inverse_sd_));
    if (params_.baseline == cusum_baseline::running && count_ < params_.warm_up) return state::warming;
    return statistic() > params_.h ? state::drift : state::stable;
  }

  bool take_quiet(std::span<const double, quiet_block> xs) noexcept {
    if (params_.baseline != cusum_baseline::known) return false;
    lane_pair sum = load_pair(sum_), largest{};
    const lane_pair k = load_pair(k_);
    const lane_pair zero = sum - sum;  // unlike a literal it leaves larger() one instruction
    lane_history zeros;
    bool finite = true;
    for (const double x : xs) {
      finite &= is_finite(x);
      sum = larger(zero, sum + (both_signs(standardize(x, mean_, inverse_sd_)) - k));
      zeros.push(sum <= zero);
      largest = larger(largest, sum);
    }
    if (!finite || std::max(largest[0], largest[1]) > params_.h) return false;
    store_pair(sum_, sum);
    for (std::size_t i = 0; i < 2; ++i)
      if (std::uint64_t ago; zeros.last(i, ago)) since_[i] = count_ + quiet_block - ago;
    return true;
  }

  void clear() noexcept {
    sum_ = {params_.side == side::down ? 0.0 : params_.head_start, params_.side == side::up ? 0.0 : params_.head_start};
    since_ = {0, 0};
    squares_ = 0.0;
    mean_ = params_.baseline == cusum_baseline::known ? params_.mean : 0.0;
    inverse_sd_ = 1.0 / params_.sd;
  }

  [[nodiscard]] state initial() const noexcept {
    return params_.baseline == cusum_baseline::known ? state::stable : state::warming;
  }

  [[nodiscard]] bool sound() const noexcept {
    const double most = params_.head_start + 2.0 * standard_max * static_cast<double>(count_);
    for (std::size_t i = 0; i < 2; ++i)
      if (!(sum_[i] >= 0 && sum_[i] <= most) || since_[i] > count_) return false;
    if (!(squares_ >= 0) || !is_finite(squares_)) return false;
    const double given = 1.0 / params_.sd;
    if (params_.baseline == cusum_baseline::known) return mean_ == params_.mean && inverse_sd_ == given && squares_ == 0;
    const bool learned = params_.baseline == cusum_baseline::learned && count_ >= params_.warm_up ;
    return mean_ >= -standard_max && mean_ <= standard_max && inverse_sd_ == (learned ? learned_inverse_sd() : given);
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.sum_, self.since_, self.mean_, self.inverse_sd_, self.squares_);
  }

  friend bool operator==(const cusum&, const cusum&) = default;

 private:
  [[nodiscard]] bool warming() const noexcept {
    return params_.baseline != cusum_baseline::known && count_ < params_.warm_up;
  }

  void accumulate(double z) noexcept {
    const std::array<double, 2> signed_z{z, -z};
    for (std::size_t i = 0; i < 2; ++i) {
      const double next = sum_[i] + (signed_z[i] - k_[i]);
      sum_[i] = next > 0.0 ? next : 0.0;
      since_[i] = sum_[i] > 0.0 ? since_[i] : count_;
    }
  }

  /// Takes x into the baseline; true when the sums may take x too.
  bool learn(double x) noexcept {
    const bool running = params_.baseline == cusum_baseline::running;
    if (!running && count_ > params_.warm_up) return true;
    const double bounded = std::clamp(x, -standard_max, standard_max);
    const double before = bounded - mean_;
    mean_ += before / static_cast<double>(count_);
    if (running) return true;
    squares_ += before * (bounded - mean_);
    if (count_ == params_.warm_up) inverse_sd_ = learned_inverse_sd();
    return false;
  }

  /// Values that are constant, or whose spread is below real_min, keep the given sd.
  [[nodiscard]] double learned_inverse_sd() const noexcept {
    const double sd = std::sqrt(squares_ / static_cast<double>(params_.warm_up - 1));
    return 1.0 / (sd >= real_min ? sd : params_.sd);
  }

  // [0] looks up, [1] looks down.
  std::array<double, 2> sum_{};
  std::array<std::uint64_t, 2> since_{};  // observations seen when the sum last was zero
  std::array<double, 2> k_{};
  double mean_ = 0.0, inverse_sd_ = 1.0;
  double squares_ = 0.0;  // sum of squared deviations while a baseline is learned
};

static_assert(Detector<cusum>);

}  // namespace tepid::inline v0
