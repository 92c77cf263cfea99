// tepid/detectors/cusum_self_starting.hpp - Hawkins' self-starting cumulative sum chart.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <tuple>

#include <tepid/core/detector.hpp>
#include <tepid/core/healthy_law.hpp>
#include <tepid/core/side.hpp>
#include <tepid/numerics/student_normal.hpp>

namespace tepid::inline v0 {

/// Parameters of cusum_self_starting. k and h are in units of the standard deviation.
struct cusum_self_starting_params {
  double k = 0.5;
  double h = 8.053;
  tepid::side side = tepid::side::both;
  double head_start = 0.0;
  std::uint64_t warm_up = 2;

  friend bool operator==(const cusum_self_starting_params&, const cusum_self_starting_params&) = default;
};

/// Self-starting CUSUM chart: a tabular CUSUM that needs to know neither mean nor sd, nor a phase to learn them.
///
/// Statistic: value n is compared with mean m and sd s of those before it: T = (x - m) / s sqrt((n - 1) / n) has
///            Student's law with n - 2 degrees of freedom; U is its normal score. On independent normal data U is
///            exactly independent standard normal. up = max(0, up + U - k), down = max(0, down - U - k); alarm when the
///            larger exceeds h. As long as all values before are equal, U is 0.
/// Input:     any real numbers, of any mean and sd.
/// Limit:     that of the tabular CUSUM, and warm_up values more: k = 0.5, h = 8.053 gives ARL0 = 10,000 on independent
///            normal data, whatever their mean and sd (exact). Other laws need a simulated limit.
/// Change:    onset is the value after the sum last was zero; effect is (k + sum / length) s, in units of x. Changed
///            values enter m and s: a change not found soon is taken for the norm, and the effect is too small.
/// Cost:      O(1), about 50 ns a value; no allocation. Batch and one-by-one give the same bits.
/// Errors:    the constructor throws error{bad_parameter}; nothing else throws.
/// Source:    D. M. Hawkins, The Statistician 36 (1987) 299-315.
class cusum_self_starting : public scalar_detector<cusum_self_starting, cusum_self_starting_params> {
 public:
  static constexpr descriptor about{.id = 15,
                                    .name = "cusum_self_starting",
                                    .class_name = "SelfStartingCUSUM",
                                    .title = "Self-starting CUSUM chart: mean and sd need not be known",
                                    .source = "Hawkins 1987, The Statistician 36",
                                    .limit = "h"};
  static constexpr std::tuple schema{
      field{"k", &cusum_self_starting_params::k, {0, 1e6}, "sd", "reference value: half the shift to find fastest"},
      field{
          "h", &cusum_self_starting_params::h, {0, 1e9, true}, "sd", "decision interval: alarm when a sum exceeds it"},
      field{"side", &cusum_self_starting_params::side, choice_of(3), "", "direction of change to find", side_names},
      field{"head_start", &cusum_self_starting_params::head_start, {0, 1e9}, "sd", "where the sums start; below h"},
      field{"warm_up",
            &cusum_self_starting_params::warm_up,
            {2, 1e9},
            "observations",
            "values that only enter mean and sd, before the first verdict"}};

  [[nodiscard]] static healthy_law healthy(const cusum_self_starting_params&) noexcept {
    return healthy_law{}.holding_for("every normal law");
  }

  explicit cusum_self_starting(const cusum_self_starting_params& p = {}) : scalar_detector{p} {
    if (p.head_start >= p.h)
      throw error{errc::bad_parameter, "head_start",
                  "cusum_self_starting: parameter 'head_start' is " + to_text(p.head_start) + "; it must be below h, " +
                      to_text(p.h)};
    constexpr double never = std::numeric_limits<double>::infinity();
    k_ = {p.side == side::down ? never : p.k, p.side == side::up ? never : p.k};
    reset();
  }

  /// The larger of the two sums; compared with h.
  [[nodiscard]] double statistic() const noexcept { return std::max(sum_[0], sum_[1]); }

  [[nodiscard]] change_estimate change() const noexcept {
    if (count_ <= params_.warm_up || !(statistic() > 0.0)) return {};
    const bool rising = sum_[0] >= sum_[1];
    const std::uint64_t onset = since_[rising ? 0 : 1];
    const double length = std::max(1.0, static_cast<double>(count_ - onset));
    const double sd = std::sqrt(squares_ / static_cast<double>(count_ - 1));
    const double shift = (params_.k + statistic() / length) * sd;
    return {.onset = onset, .effect = rising ? shift : -shift, .direction = rising ? 1 : -1};
  }

  state step(double x) noexcept {
    const double bounded = std::clamp(x, -standard_max, standard_max);
    if (count_ == 1) origin_ = bounded;
    const double n = static_cast<double>(count_), deviation = (bounded - origin_) - mean_;
    double score = 0.0;
    if (count_ > params_.warm_up && squares_ > 0.0) {
      const double sd = std::sqrt(squares_ / (n - 2.0));
      score = normal_score_of_t(std::clamp(deviation / sd, -1e150, 1e150) * std::sqrt((n - 1.0) / n), count_ - 2);
    }
    mean_ += deviation / n;
    squares_ += deviation * ((bounded - origin_) - mean_);
    if (count_ <= params_.warm_up) {
      since_ = {count_, count_};
      return state::warming;
    }
    const std::array<double, 2> signed_score{score, -score};
    for (std::size_t i = 0; i < 2; ++i) {
      const double next = sum_[i] + (signed_score[i] - k_[i]);
      sum_[i] = next > 0.0 ? next : 0.0;
      since_[i] = sum_[i] > 0.0 ? since_[i] : count_;
    }
    return statistic() > params_.h ? state::drift : state::stable;
  }

  void clear() noexcept {
    origin_ = mean_ = squares_ = 0.0;
    sum_ = {params_.side == side::down ? 0.0 : params_.head_start, params_.side == side::up ? 0.0 : params_.head_start};
    since_ = {0, 0};
  }

  [[nodiscard]] state initial() const noexcept { return state::warming; }

  [[nodiscard]] bool sound() const noexcept {
    const auto within = [](double v, double most) { return v >= -most && v <= most; };
    const double n = static_cast<double>(count_), most = params_.head_start + 8.0 * n;
    for (std::size_t i = 0; i < 2; ++i)
      if (!(sum_[i] >= 0.0 && sum_[i] <= most) || since_[i] > count_) return false;
    return within(origin_, standard_max) && within(mean_, 4.0 * standard_max) && squares_ >= 0.0 &&
           squares_ <= 64.0 * standard_max * standard_max * n;
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.origin_, self.mean_, self.squares_, self.sum_, self.since_);
  }

  friend bool operator==(const cusum_self_starting&, const cusum_self_starting&) = default;

 private:
  // Of all values, relative to the first: an offset costs no digits.
  double origin_ = 0.0, mean_ = 0.0, squares_ = 0.0;
  // [0] looks up, [1] looks down.
  std::array<double, 2> sum_{}, k_{};
  std::array<std::uint64_t, 2> since_{};  // values taken when the sum last was zero
};

static_assert(Detector<cusum_self_starting>);

}  // namespace tepid::inline v0
