// tepid/detectors/shewhart.hpp - the Shewhart chart of single values, with runs rules and a moving range.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <tuple>

#include <tepid/core/detector.hpp>
#include <tepid/detectors/learned_scale.hpp>

namespace tepid::inline v0 {

/// Parameters of shewhart. Nelson's tests 1, 5 and 6 are the rules 1, 2 and 3.
struct shewhart_params {
  double L = 3.0;
  bool rule1 = true;
  bool rule2 = false;
  bool rule3 = false;
  bool rule4 = false;
  bool nelson2 = false;
  bool nelson3 = false;
  bool nelson4 = false;
  bool nelson7 = false;
  bool nelson8 = false;
  bool moving_range = false;
  double mean = 0.0;
  double sd = 1.0;
  std::uint64_t warm_up = 0;

  friend bool operator==(const shewhart_params&, const shewhart_params&) = default;
};

/// Shewhart chart of single values: alarms at once for a large deviation; with runs rules also for patterns.
///
/// Statistic: z = (x - mean) / sd; the largest of these for the rules that are on, alarm when it exceeds L:
///            rule1 |z|; rule2 3/2 of the second largest of the last 3 on one side (2 of 3 beyond 2/3 L); rule3 3 times
///            the fourth largest of the last 5 on one side (4 of 5 beyond 1/3 L); nelson8 3 times the least |z| of the
///            last 8; moving_range (|z - previous z| - d2) / d3 with d2 = 1.1284, d3 = 0.8525 of a range of two.
///            Rules without a limit make it 1e9 when complete: rule4 8 and nelson2 9 in a row on one side, nelson3 6
///            rising or falling, nelson4 14 alternating, nelson7 15 within 1 sd. A z of 0 is on neither side.
/// Input:     any real numbers; raw with mean and sd, already standardized, or learned from the first warm_up values.
/// Limit:     L = 3 gives ARL0 = 370.4 on independent normal data, with the rules 1 to 4 91.75 (both exact).
/// Change:    of the rule with the largest statistic while it exceeds L: onset is the first value it looks at, effect
///            the deviation, in units of x, that it compared with its limit; no direction where the rule has none.
/// Cost:      O(1), about 1 ns a value in batches with rule1 alone, 27 ns with the rules 1 to 4; no allocation.
///            Batch and one-by-one give the same bits.
/// Errors:    the constructor throws error{bad_parameter}; nothing else throws.
/// Source:    W. A. Shewhart 1931, Economic Control of Quality; Western Electric 1956, Statistical Quality Control
///            Handbook; L. S. Nelson, J. of Quality Technology 16 (1984) 237-239.
class shewhart : public scalar_detector<shewhart, shewhart_params> {
 public:
  static constexpr descriptor about{
      .id = 10,
      .name = "shewhart",
      .class_name = "Shewhart",
      .title = "Shewhart chart of single values, with Western Electric and Nelson rules",
      .source = "Shewhart 1931; Western Electric 1956; Nelson 1984, J. Quality Technology 16",
      .limit = "L"};
  static constexpr std::tuple schema{
      field{"L",
            &shewhart_params::L,
            {0, 1e6, true},
            "sd",
            "limit of rule1; those of the other rules keep their share of it"},
      field{"rule1", &shewhart_params::rule1, boolean_bounds, "", "one value beyond L"},
      field{"rule2", &shewhart_params::rule2, boolean_bounds, "", "two of three beyond 2/3 L on the same side"},
      field{"rule3", &shewhart_params::rule3, boolean_bounds, "", "four of five beyond 1/3 L on the same side"},
      field{"rule4", &shewhart_params::rule4, boolean_bounds, "", "eight in a row on the same side of the mean"},
      field{"nelson2", &shewhart_params::nelson2, boolean_bounds, "", "nine in a row on the same side of the mean"},
      field{"nelson3", &shewhart_params::nelson3, boolean_bounds, "",
            "six in a row, each above, or each below, the one before"},
      field{"nelson4", &shewhart_params::nelson4, boolean_bounds, "", "fourteen in a row going up and down by turns"},
      field{"nelson7", &shewhart_params::nelson7, boolean_bounds, "", "fifteen in a row within 1 sd"},
      field{"nelson8", &shewhart_params::nelson8, boolean_bounds, "", "eight in a row beyond 1/3 L, on either side"},
      field{"moving_range", &shewhart_params::moving_range, boolean_bounds, "",
            "also a chart of the range of two neighbours"},
      field{"mean", &shewhart_params::mean, {-real_max, real_max}, "x", "in-control mean"},
      field{"sd", &shewhart_params::sd, {real_min, real_max}, "x", "in-control standard deviation"},
      field{"warm_up", &shewhart_params::warm_up, {0, 1e9}, "observations", warm_up_doc}};

  explicit shewhart(const shewhart_params& p = {}) : scalar_detector{p}, scale_{about.name, p.mean, p.sd, p.warm_up} {
    remembers_ = p.rule2 || p.rule3 || p.rule4 || p.nelson2 || p.nelson3 || p.nelson4 || p.nelson7 || p.nelson8 ||
                 p.moving_range;
    if (!p.rule1 && !remembers_)
      throw error{errc::bad_parameter, "rule1",
                  "shewhart: parameter 'rule1' is off as all other rules are; a chart needs at least one"};
    reset();
  }

  /// In standard deviations; compared with L.
  [[nodiscard]] double statistic() const noexcept { return statistic_; }

  [[nodiscard]] change_estimate change() const noexcept {
    if (!(statistic_ > params_.L)) return {};
    return {.onset = count_ - std::min(span_, count_),
            .effect = scale_.in_x(deviation_),
            .direction = (deviation_ > 0) - (deviation_ < 0)};
  }

  state step(double x) noexcept {
    if (!scale_.ready(x, count_)) return state::warming;
    const double z = scale_(x);
    statistic_ = 0.0;
    span_ = 0;
    deviation_ = 0.0;
    if (params_.rule1) found(std::fabs(z), 1, z);
    if (remembers_) judge_history(z);
    return statistic_ > params_.L ? state::drift : state::stable;
  }

  bool take_quiet(std::span<const double, quiet_block> xs) noexcept {
    if (remembers_ || count_ < params_.warm_up) return false;
    bool finite = true;
    double largest = 0.0;
    for (const double x : xs) {
      finite &= is_finite(x);
      largest = std::max(largest, std::fabs(scale_(x)));
    }
    if (!finite || largest > params_.L) return false;
    deviation_ = scale_(xs.back());
    statistic_ = std::fabs(deviation_);
    span_ = statistic_ > 0.0 ? 1 : 0;
    deviation_ = statistic_ > 0.0 ? deviation_ : 0.0;
    return true;
  }

  void clear() noexcept {
    scale_.clear();
    statistic_ = deviation_ = 0.0;
    span_ = above_ = below_ = rises_ = falls_ = turns_ = inside_ = 0;
    recent_.fill(0.0);
  }

  [[nodiscard]] state initial() const noexcept { return params_.warm_up == 0 ? state::stable : state::warming; }

  [[nodiscard]] bool sound() const noexcept {
    const auto within = [](double v, double most) { return v >= -most && v <= most; };
    for (const double z : recent_)
      if (!within(z, standard_max)) return false;
    for (const std::uint64_t run : {above_, below_, rises_, falls_, turns_, inside_})
      if (run > count_) return false;
    return scale_.sound(count_) && span_ <= 15 && statistic_ >= 0 && statistic_ <= 4.0 * standard_max &&
           within(deviation_, 2.0 * standard_max);
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.scale_, self.statistic_, self.deviation_, self.span_, self.recent_, self.above_, self.below_, self.rises_,
       self.falls_, self.turns_, self.inside_);
  }

  friend bool operator==(const shewhart&, const shewhart&) = default;

 private:
  static constexpr double complete = 1e9;  // above every L

  void found(double statistic, std::uint64_t span, double deviation) noexcept {
    if (!(statistic > statistic_)) return;
    statistic_ = statistic;
    span_ = span;
    deviation_ = deviation;
  }

  static void run(std::uint64_t& length, bool goes_on) noexcept {
    length = goes_on ? length + (length < counter_max) : 0;
  }

  /// Second lowest and second highest of the last n.
  [[nodiscard]] std::array<double, 2> inner(std::size_t n) const noexcept {
    double low = 2.0 * standard_max, second_low = low, high = -low, second_high = high;
    for (std::size_t i = 0; i < n; ++i) {
      const double z = recent_[i];
      second_low = std::min(second_low, std::max(low, z));
      low = std::min(low, z);
      second_high = std::max(second_high, std::min(high, z));
      high = std::max(high, z);
    }
    return {second_low, second_high};
  }

  void judge_history(double z) noexcept {
    const double before = recent_[0];
    std::copy_backward(recent_.begin(), recent_.end() - 1, recent_.end());
    recent_[0] = z;
    const bool first = count_ == params_.warm_up + 1, rise = !first && z > before, fall = !first && z < before;
    if ((rise && rises_ > 0) || (fall && falls_ > 0)) turns_ = 0;
    run(turns_, rise || fall);
    run(rises_, rise);
    run(falls_, fall);
    run(above_, z > 0.0);
    run(below_, z < 0.0);
    run(inside_, std::fabs(z) < 1.0);

    if (params_.rule2) {
      const double middle = inner(3)[0];
      found(1.5 * std::fabs(middle), 3, middle);
    }
    if (params_.rule3) {
      const auto [low, high] = inner(5);
      found(3.0 * low, 5, low);
      found(-3.0 * high, 5, high);
    }
    if (params_.rule4 && std::max(above_, below_) >= 8) found(complete, 8, z);
    if (params_.nelson2 && std::max(above_, below_) >= 9) found(complete, 9, z);
    if (params_.nelson3 && std::max(rises_, falls_) >= 5) found(complete, 6, z - recent_[5]);
    if (params_.nelson4 && turns_ >= 13) found(complete, 14, 0.0);
    if (params_.nelson7 && inside_ >= 15) found(complete, 15, 0.0);
    if (params_.nelson8) {
      double least = standard_max;
      for (const double v : recent_) least = std::min(least, std::fabs(v));
      found(3.0 * least, 8, 0.0);
    }
    constexpr double d2 = 1.1283791670955126, d3 = 0.8525024664274217;  // of a range of two
    if (params_.moving_range && !first) found((std::fabs(z - before) - d2) / d3, 2, z - before);
  }

  learned_scale scale_;
  double statistic_ = 0.0, deviation_ = 0.0;
  std::uint64_t span_ = 0;          // values that the rule with that statistic looks at
  std::array<double, 8> recent_{};  // the newest first
  std::uint64_t above_ = 0, below_ = 0, rises_ = 0, falls_ = 0;
  std::uint64_t turns_ = 0;  // steps up and down by turns, so far
  std::uint64_t inside_ = 0;
  bool remembers_ = false;  // a rule looks at more than the newest value
};

static_assert(Detector<shewhart>);

}  // namespace tepid::inline v0
