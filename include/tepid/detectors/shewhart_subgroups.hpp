// tepid/detectors/shewhart_subgroups.hpp - the X-bar chart with an R or S chart.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <tuple>

#include <tepid/core/detector.hpp>

namespace tepid::inline v0 {

/// Which chart of the spread within subgroups runs beside that of their means. The numbers are frozen.
enum class subgroup_spread : std::uint8_t {
  none = 0,   ///< The chart of the means alone.
  range = 1,  ///< R: largest less smallest value.
  sd = 2,     ///< S: standard deviation, divisor n - 1.
};
inline constexpr std::string_view subgroup_spread_names[] = {"none", "range", "sd"};

/// The law of the spread of n independent standard normal values, n = 2 .. 25.
struct subgroup_constants {
  double center = 0.0;  ///< Mean of R, d2, or of S, c4.
  double sd = 0.0;      ///< Standard deviation of R, d3, or of S, sqrt(1 - c4^2).

  friend bool operator==(const subgroup_constants&, const subgroup_constants&) = default;

  /// d2 and d3, by integration with 25 digits.
  [[nodiscard]] static constexpr subgroup_constants of_range(std::uint64_t n) noexcept {
    constexpr double d2[] = {1.1283791670955126, 1.692568750643269,  2.058750746007928,  2.325928947281039,
                             2.534412721222943,  2.7043567512138087, 2.8472006120905555, 2.970026324418474,
                             3.077505461670346,  3.1728727038160005, 3.258455279743826,  3.335980354098255,
                             3.406763108199953,  3.4718268898820748, 3.531982786109576,  3.5878839617653817,
                             3.6400637579374444, 3.6889630232076493, 3.734950119596641,  3.778335829842621,
                             3.8193846433628327, 3.858323423285007,  3.8953481484513564, 3.930629219507113};
    constexpr double d3[] = {0.8525024664274218, 0.8883680040452043, 0.8798082028249833, 0.8640819410995041,
                             0.8480396861174953, 0.8332053356222937, 0.819831489791944,  0.8078342745533225,
                             0.7970506735194113, 0.7873146205503282, 0.7784783412033843, 0.7704162020637548,
                             0.7630230956247903, 0.756211429727944,  0.7499080894099159, 0.7440517839607315,
                             0.7385908533781779, 0.7334814955188684, 0.7286863457073053, 0.7241733407174991,
                             0.7199148084342234, 0.7158867354918145, 0.7120681751479372, 0.708440765888655};
    return {d2[n - 2], d3[n - 2]};
  }
  /// c4 = sqrt(2 / (n - 1)) Gamma(n / 2) / Gamma((n - 1) / 2).
  [[nodiscard]] static subgroup_constants of_sd(std::uint64_t n) noexcept {
    double ratio = 0.5641895835477563;  // of the Gamma functions for n = 2: 1 / sqrt(pi)
    for (std::uint64_t m = 2; m < n; ++m) ratio = 0.5 * static_cast<double>(m - 1) / ratio;
    const double c4 = ratio * std::sqrt(2.0 / static_cast<double>(n - 1));
    return {c4, std::sqrt(1.0 - c4 * c4)};
  }
};

/// Parameters of shewhart_subgroups.
struct shewhart_subgroups_params {
  std::uint64_t n = 5;
  subgroup_spread spread = subgroup_spread::range;
  double L = 3.0;
  double mean = 0.0;
  double sd = 1.0;
  std::uint64_t warm_up = 0;

  friend bool operator==(const shewhart_subgroups_params&, const shewhart_subgroups_params&) = default;
};

/// Shewhart charts of subgroups: each n consecutive values give a mean (X-bar chart) and a spread (R or S chart).
///
/// Statistic: the larger of |mean of the subgroup - mean| sqrt(n) / sd and |R / sd - d2| / d3, or |S / sd - c4| /
///            sqrt(1 - c4^2), for the last complete subgroup; alarm when it exceeds L.
/// Input:     any real numbers; raw with mean and sd, already standardized, or both learned from the first warm_up
///            subgroups: the mean of their means, and their mean R / d2 or S / c4 (S also for spread none).
/// Limit:     L = 3 gives an ARL0 of 370.4 subgroups for the means alone, with R and n = 5 of 136 (both exact) on
///            independent normal data: the law of R is skewed.
/// Change:    onset is the first value of the subgroup; effect is its shift of the mean or, when the spread is the
///            stranger, its estimated sd less the given one; both in units of x.
/// Cost:      O(1), about 5 ns a value; no allocation. Batch and one-by-one give the same bits.
/// Errors:    the constructor throws error{bad_parameter}; nothing else throws.
/// Source:    W. A. Shewhart 1931, Economic Control of Quality; D. C. Montgomery, Introduction to Statistical Quality
///            Control, chapter 6.
class shewhart_subgroups : public scalar_detector<shewhart_subgroups, shewhart_subgroups_params> {
 public:
  static constexpr descriptor about{.id = 11,
                                    .name = "shewhart_subgroups",
                                    .class_name = "ShewhartSubgroups",
                                    .title = "Shewhart charts of subgroups: X-bar with R or S",
                                    .source = "Shewhart 1931, Economic Control of Quality of Manufactured Product",
                                    .limit = "L"};
  static constexpr std::tuple schema{
      field{"n", &shewhart_subgroups_params::n, {2, 25}, "", "values in a subgroup"},
      field{"spread", &shewhart_subgroups_params::spread, choice_of(3), "",
            "chart of the spread beside that of the means", subgroup_spread_names},
      field{
          "L", &shewhart_subgroups_params::L, {0, 1e6, true}, "sd", "limit in standard deviations of what is charted"},
      field{"mean", &shewhart_subgroups_params::mean, {-real_max, real_max}, "x", "in-control mean"},
      field{"sd", &shewhart_subgroups_params::sd, {real_min, real_max}, "x", "in-control standard deviation"},
      field{"warm_up",
            &shewhart_subgroups_params::warm_up,
            {0, 1e9},
            "subgroups",
            "subgroups from which mean and sd are learned after construction and reset; 0: the given ones are used"}};

  explicit shewhart_subgroups(const shewhart_subgroups_params& p = {})
      : scalar_detector{p},
        constants_{p.spread == subgroup_spread::range ? subgroup_constants::of_range(p.n)
                                                      : subgroup_constants::of_sd(p.n)},
        root_n_{std::sqrt(static_cast<double>(p.n))} {
    reset();
  }

  /// In standard deviations of what is charted; compared with L.
  [[nodiscard]] double statistic() const noexcept { return std::max(std::fabs(mean_score_), std::fabs(spread_score_)); }
  /// Of the last complete subgroup: its mean and its spread, in standard deviations of each.
  [[nodiscard]] double mean_score() const noexcept { return mean_score_; }
  [[nodiscard]] double spread_score() const noexcept { return spread_score_; }

  [[nodiscard]] change_estimate change() const noexcept {
    if (count_ < params_.n || !(statistic() > params_.L)) return {};
    const bool by_mean = std::fabs(mean_score_) >= std::fabs(spread_score_);
    const double z = by_mean ? mean_score_ / root_n_ : spread_score_ * constants_.sd / constants_.center;
    return {.onset = count_ - count_ % params_.n - params_.n,
            .effect = std::clamp(z, -standard_max, standard_max) / inverse_sd_,
            .direction = z > 0 ? 1 : -1};
  }

  state step(double x) noexcept {
    take(std::clamp(x, -standard_max, standard_max));
    if (count_ % params_.n == 0) complete();
    if (count_ < (params_.warm_up + 1) * params_.n) return params_.warm_up == 0 ? state::stable : state::warming;
    return statistic() > params_.L ? state::drift : state::stable;
  }

  void clear() noexcept {
    mean_score_ = spread_score_ = mean_ = spread_ = 0.0;
    if (params_.warm_up == 0) mean_ = params_.mean;
    inverse_sd_ = 1.0 / params_.sd;
    begin_subgroup();
  }

  [[nodiscard]] state initial() const noexcept { return params_.warm_up == 0 ? state::stable : state::warming; }

  [[nodiscard]] bool sound() const noexcept {
    const auto within = [](double v, double most) { return v >= -most && v <= most; };
    if (!within(group_mean_, standard_max) || !within(low_, standard_max) || !within(high_, standard_max) ||
        low_ > high_ || !(group_squares_ >= 0.0 && group_squares_ <= 100.0 * standard_max * standard_max))
      return false;
    if (!within(mean_score_, 1e5 * standard_max) || !within(spread_score_, 1e5 * standard_max)) return false;
    if (count_ % params_.n == 0 && (group_mean_ != 0.0 || group_squares_ != 0.0 || low_ != 0.0 || high_ != 0.0))
      return false;
    const double given = 1.0 / params_.sd;
    if (params_.warm_up == 0) return mean_ == params_.mean && spread_ == 0.0 && inverse_sd_ == given;
    const bool learned = count_ / params_.n >= params_.warm_up;
    return within(mean_, standard_max) && spread_ >= 0.0 && spread_ <= 1e5 * standard_max &&
           inverse_sd_ == (learned ? learned_inverse_sd() : given);
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.mean_, self.inverse_sd_, self.spread_, self.mean_score_, self.spread_score_, self.group_mean_,
       self.group_squares_, self.low_, self.high_);
  }

  friend bool operator==(const shewhart_subgroups&, const shewhart_subgroups&) = default;

 private:
  void begin_subgroup() noexcept { group_mean_ = group_squares_ = low_ = high_ = 0.0; }

  void take(double x) noexcept {
    const std::uint64_t place = (count_ - 1) % params_.n;
    const double before = x - group_mean_;
    group_mean_ += before / static_cast<double>(place + 1);
    group_squares_ += before * (x - group_mean_);
    low_ = place == 0 ? x : std::min(low_, x);
    high_ = place == 0 ? x : std::max(high_, x);
  }

  void complete() noexcept {
    const double spread = params_.spread == subgroup_spread::range
                              ? high_ - low_
                              : std::sqrt(group_squares_ / static_cast<double>(params_.n - 1));
    const std::uint64_t groups = count_ / params_.n;
    if (groups <= params_.warm_up) {
      mean_ += (group_mean_ - mean_) / static_cast<double>(groups);
      spread_ += (spread - spread_) / static_cast<double>(groups);
      if (groups == params_.warm_up) inverse_sd_ = learned_inverse_sd();
    } else {
      mean_score_ = standardize(group_mean_, mean_, inverse_sd_) * root_n_;
      const double relative = std::min(spread * inverse_sd_, standard_max);
      spread_score_ = params_.spread == subgroup_spread::none ? 0.0 : (relative - constants_.center) / constants_.sd;
    }
    begin_subgroup();
  }

  /// Subgroups without spread keep the given sd.
  [[nodiscard]] double learned_inverse_sd() const noexcept {
    const double sd = spread_ / constants_.center;
    return 1.0 / (sd >= real_min ? sd : params_.sd);
  }

  subgroup_constants constants_;
  double root_n_ = 1.0;
  double mean_ = 0.0, inverse_sd_ = 1.0;
  double spread_ = 0.0;  // mean spread of the subgroups that are learned from
  double mean_score_ = 0.0, spread_score_ = 0.0;
  // Of the subgroup that is being filled.
  double group_mean_ = 0.0, group_squares_ = 0.0, low_ = 0.0, high_ = 0.0;
};

static_assert(Detector<shewhart_subgroups>);

}  // namespace tepid::inline v0
