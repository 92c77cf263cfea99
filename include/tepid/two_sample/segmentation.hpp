// tepid/two_sample/segmentation.hpp - where the level, or level and spread, of a recorded series changed, dependent or not.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/numerics/elementary.hpp>
#include <tepid/two_sample/change_points.hpp>
#include <tepid/two_sample/empirical_rate.hpp>
#include <tepid/two_sample/optimal_partition.hpp>
#include <tepid/two_sample/series_noise.hpp>

namespace tepid::inline v0 {

/// Options of segment_series.
struct segmentation_options {
  change_kind kind = change_kind::mean;
  double p = 0.001;             ///< Chance of any point at all in a series without a change. [1e-12, 0.5]
  std::size_t min_segment = 5;  ///< Values in a segment at least. [2, 1000000]
};

/// What can be said of a series as a whole. The numbers are frozen.
enum class segmentation_verdict : std::uint8_t {
  changed = 0,    ///< There are points.
  none = 1,       ///< There are none, and a change of some size would have been seen.
  too_short = 2,  ///< Fewer than two segments, or than 10 values: nothing was looked for.
  wanders = 3,    ///< No step stands out, but the series trends or wanders so that a change of level cannot be told.
};
inline constexpr std::string_view segmentation_verdict_names[] = {"changed", "none", "too_short", "wanders"};

/// A point at which a series changed. Positions count all values of the series, missing ones too, from 0.
struct series_change {
  std::size_t index = 0;              ///< The first value of the new segment.
  std::size_t earliest = 0, latest = 0;  ///< The new segment begins within these, with 95 %.
  double mean_before = 0.0, mean_after = 0.0;  ///< Of the segments on either side.
  double sd_before = 0.0, sd_after = 0.0;      ///< Standard deviations, divisor n - 1.
  double effect = 0.0;     ///< mean_after - mean_before.
  /// Likelihood ratio: by how much the deviance rises without this point, of normal noise, or, where the values are far from
  /// normal, of their own law if that is less.
  double statistic = 0.0;
  double p_value = 1.0;    ///< Of the statistic as the largest over all places of one change.
  /// 1 up, -1 down: of the mean, and where that stays within one standard error (mean+variance), of the spread.
  int direction = 0;
};

/// The points of a series, and what they rest on.
struct segmentation {
  std::vector<series_change> points;  ///< In order.
  segmentation_verdict verdict = segmentation_verdict::none;
  std::size_t values = 0;   ///< That were looked at.
  std::size_t missing = 0;  ///< NaN, left out.
  std::size_t held = 0;     ///< Outliers, held at 3 robust standard deviations from their neighbours while searching.
  std::size_t ar_order = 0;  ///< Of the autoregression of what is left.
  double noise_sd = 0.0;     ///< Standard deviation of what is left of the values, beside their segments' means.
  double long_run = 1.0;     ///< sum of an infinite autoregression's weights: 1 for independent values, 10 at AR .9.
  double limit = 0.0;        ///< What a statistic must reach.
};

namespace detail {

/// Outliers are held this many robust standard deviations from the running median.
inline constexpr double hold_at = 3.0;
inline constexpr std::size_t least_values = 10;
/// Up to here every place is searched; beyond at most `coarse_places` of them, and the surroundings of what is found.
inline constexpr std::size_t all_places = 8192, coarse_places = 4096;

/// Bound of P(the largest likelihood ratio over all places of one change > c), d values changing with it.
/// `span` is log((1 - e)^2 / e^2), e being the share of the shortest segment.
/// Source: D. M. DeLong, Commun. Statist. A 10 (1981) 2197-2213; R. Miller, D. Siegmund, Biometrics 38 (1982) 1011-1016.
[[nodiscard]] inline double largest_ratio_tail(double c, double span, change_kind kind) noexcept {
  const double d = kind == change_kind::mean ? 1.0 : 2.0;
  if (!(c > d + 1.0)) return 1.0;
  constexpr double two_pi = 6.283185307179586;
  const double density = kind == change_kind::mean ? std::sqrt(c / two_pi) : 0.5 * c;
  return std::min(1.0, density * portable_exp(-0.5 * c) * ((1.0 - d / c) * span + 4.0 / c));
}

[[nodiscard]] inline double ratio_limit(double p, double span, change_kind kind) noexcept {
  double low = 2.0, high = 1400.0;
  for (int i = 0; i < 80; ++i) {
    const double middle = 0.5 * (low + high);
    (largest_ratio_tail(middle, span, kind) > p ? low : high) = middle;
  }
  return high;
}

/// What a likelihood ratio in n values is times that of known variance: n / df, and Wallace's factor for Student's t.
[[nodiscard]] inline double small_sample_factor(std::size_t n, std::size_t used) noexcept {
  const double count = static_cast<double>(n), df = n > used + 1 ? static_cast<double>(n - used) : 1.0;
  const double wallace = (8.0 * df + 3.0) / (8.0 * df + 1.0);
  return wallace * wallace * count / df;
}

/// One series while it is cut.
class series_cutter {
 public:
  series_cutter(std::vector<double> xs, const segmentation_options& o) : xs_{std::move(xs)}, o_{o} {
    const double n = static_cast<double>(xs_.size()), share = static_cast<double>(o.min_segment) / n;
    span_ = 2.0 * portable_log((1.0 - share) / share);
    if (!(span_ > 0)) span_ = 0.0;
    limit_ = ratio_limit(o.p, span_, o.kind);
    given_ = xs_;
    double most = 0.0;
    for (const double x : xs_) most = std::max(most, std::abs(x));
    double mean = 0.0;
    for (double& x : given_) mean += (most > 0 ? x /= most : x) / n;
    for (double& x : given_) x -= mean;
    held_ = hold_outliers(xs_, o.min_segment, hold_at);
    measure_.kind = o.kind;
    standardize_all();
    if (!constant_) look_at_law();
  }

  [[nodiscard]] std::size_t held() const noexcept { return held_; }
  [[nodiscard]] double limit() const noexcept { return limit_; }
  [[nodiscard]] bool constant() const noexcept { return constant_; }
  [[nodiscard]] const noise_fit& fit() const noexcept { return fit_; }
  [[nodiscard]] const std::vector<std::size_t>& starts() const noexcept { return starts_; }

  void run() {
    choose();
    for (std::size_t i = 0; i < starts_.size(); ++i) static_cast<void>(locate(i, true));
    refit();
    std::vector<double> held;  // of the values as given, which no point changes
    for (;;) {
      drop_weakest();
      if (starts_.empty()) break;
      const std::size_t count = starts_.size();
      const bool far = far_from_normal();
      if (far) drop_unlikely();
      if (starts_.size() < count) continue;
      if (held.empty()) held = held_at_ends(given_);
      if (as_unlikely_together(held) && as_unlikely_together(innovations_given()) &&
          (!far || as_unlikely_together(innovations())))
        break;
      drop(weakest([&](std::size_t i) { return statistic(i, far); }).first);
    }
    follow_lines();
  }

  /// The likelihood ratio of point i: of normal noise, or, if the values are far_from_normal(), the smaller of that and that
  /// of their own law.
  [[nodiscard]] double statistic(std::size_t i, bool far) const { return far ? std::min(ratio(i), tilted_ratio(i)) : ratio(i); }

  /// Whether ratios of normal noise say too little. Runs of equal values make variances small, so always with these. O(n).
  [[nodiscard]] bool far_from_normal() const {
    if (!measure_.capped || tied_ || o_.kind == change_kind::mean_variance) return true;
    double mean = 0.0, square = 0.0, cube = 0.0;
    const double n = static_cast<double>(xs_.size());
    std::vector<double> es(xs_.size());
    for (std::size_t t = 0; t < es.size(); ++t) mean += (es[t] = scored(innovation(left_, fit_.coefficients, t))) / n;
    for (const double e : es) {
      square += (e - mean) * (e - mean) / n;
      cube += (e - mean) * (e - mean) * (e - mean) / n;
    }
    return std::abs(cube) > 0.5 * square * std::sqrt(square);
  }

  /// Whether the series, without points, has a slope that its dependence does not explain, or has too long a memory to know
  /// its level.
  [[nodiscard]] bool wanders() const {
    if (line_) return true;
    const double n = static_cast<double>(xs_.size());
    // Beyond a tenth of the series, its memory leaves too few independent stretches to know its level.
    if (fit_.long_run() > 0.1 * n) return true;
    double sum = 1.0, later = 1.0;
    for (std::size_t k = 0; k < fit_.coefficients.size(); ++k) {
      sum -= fit_.coefficients[k];
      later += static_cast<double>(k) * fit_.coefficients[k];
    }
    if (later > 0 && n * sum < unit_root * later) return true;
    return line_deviance(0, xs_.size()) + limit_ < fit_.deviance;
  }

  /// By how much the deviance rises without point i, the autoregression staying; in units of known variance.
  [[nodiscard]] double ratio(std::size_t i) const {
    const std::size_t n = xs_.size(), begin = segment_begin(starts_, i), end = segment_end(starts_, i + 1, n);
    const double m = static_cast<double>(end - begin);
    double mean = 0.0, square = 0.0;
    for (std::size_t t = begin; t < end; ++t) mean += xs_[t];
    mean /= m;
    for (std::size_t t = begin; t < end; ++t) square += (xs_[t] - mean) * (xs_[t] - mean);
    const double spread = o_.kind == change_kind::mean ? 1.0 : std::sqrt(square / m + measure_.floor);
    const std::size_t order = fit_.coefficients.size(), from = begin - std::min(begin, order),
                      to = std::min(n, end + order);
    std::vector<double> merged(left_.begin() + static_cast<std::ptrdiff_t>(from),
                               left_.begin() + static_cast<std::ptrdiff_t>(to));
    for (std::size_t t = begin; t < end; ++t) merged[t - from] = (xs_[t] - mean) / spread;
    double rise = 0.0;
    for (std::size_t t = begin; t < to; ++t)
      rise += capped(innovation(merged, fit_.coefficients, t - from)) - capped(innovation(left_, fit_.coefficients, t));
    if (o_.kind == change_kind::mean_variance) {
      const double first = static_cast<double>(starts_[i] - begin), second = static_cast<double>(end - starts_[i]);
      rise += 2.0 * (m * portable_log(spread) - first * portable_log(fit_.spreads[i]) -
                     second * portable_log(fit_.spreads[i + 1]));
    }
    return rise / small_sample_factor(n, starts_.size() + 1 + fit_.coefficients.size());
  }

  struct place {
    std::size_t best, earliest, latest;
  };
  /// Where point i may be, its levels and the autoregression being known: all places whose deviance is within 7.35 of the
  /// least. Moves the point to the best of them if `move`, no nearer to its neighbours than a segment may be short.
  /// Source: B. E. Hansen, Econometrica 68 (2000) 575-603, table 1 (Brownian motion with drift, 95 %).
  [[nodiscard]] place locate(std::size_t i, bool move) {
    constexpr double within = 7.35, hopeless = 60.0;
    const std::size_t n = xs_.size(), at = starts_[i], low = segment_begin(starts_, i) + 1,
                      high = segment_end(starts_, i + 1, n) - 1;
    std::vector<std::pair<std::size_t, double>> seen{{at, 0.0}};
    for (const bool up : {true, false}) {
      std::vector<double> changed;  // what was left of the values passed, to be put back
      double rise = 0.0, least = 0.0;
      std::size_t here = at;
      while (up ? here < high : here > low) {
        const std::size_t t = up ? here : here - 1, side = up ? i : i + 1;
        const std::size_t last = std::min(n, t + fit_.coefficients.size() + 1);
        for (std::size_t s = t; s < last; ++s) rise -= capped(innovation(left_, fit_.coefficients, s));
        changed.push_back(left_[t]);
        left_[t] = (xs_[t] - fit_.levels[side]) / fit_.spreads[side];
        for (std::size_t s = t; s < last; ++s) rise += capped(innovation(left_, fit_.coefficients, s));
        rise += 2.0 * portable_log(fit_.spreads[side] / fit_.spreads[up ? i + 1 : i]);
        here = up ? here + 1 : here - 1;
        seen.emplace_back(here, rise);
        least = std::min(least, rise);
        if (rise > least + hopeless) break;
      }
      for (std::size_t k = 0; k < changed.size(); ++k) left_[up ? at + k : at - 1 - k] = changed[k];
    }
    const auto fair = [&](std::size_t x) { return x + 1 >= low + o_.min_segment && x + o_.min_segment <= high + 1; };
    place out{at, at, at};
    double least = 0.0;
    for (const auto& s : seen)
      if (move && fair(s.first) && s.second < least) {
        least = s.second;
        out.best = s.first;
      }
    for (const auto& s : seen)
      if (s.second <= least + within) {
        out.earliest = std::min(out.earliest, s.first);
        out.latest = std::max(out.latest, s.first);
      }
    if (move && out.best != at) {
      starts_[i] = out.best;
      refit();
    }
    return out;
  }

  [[nodiscard]] double p_value(double ratio) const noexcept { return largest_ratio_tail(ratio, span_, o_.kind); }

 private:
  /// n (1 - a_1 - a_2 - ...) / (1 + a_2 + 2 a_3 + ...) of a random walk is below this in 97.5 of 100, with the mean taken
  /// away, as n grows (D. A. Dickey, W. A. Fuller, J. Am. Statist. Assoc. 74 (1979) 427-431).
  static constexpr double unit_root = 16.9;

  /// Where more than this share of the values, or of the innovations, are the same, the others are events.
  static constexpr double most_same = 0.6;

  /// Which values are further from the median than a tenth of the standard deviation.
  struct unlike {
    double middle = 0.0;
    std::vector<double> distances;  ///< Of those.
    bool few = false;               ///< Most are the same.
  };
  [[nodiscard]] static unlike events_of(std::span<const double> xs) {
    std::vector<double> sorted(xs.begin(), xs.end());
    unlike out;
    out.middle = median_of(sorted);
    const double n = static_cast<double>(xs.size());
    double mean = 0.0, square = 0.0;
    for (const double x : xs) mean += x / n;
    for (const double x : xs) square += (x - mean) * ((x - mean) / n);
    for (const double x : xs)
      if (!(std::abs(x - out.middle) <= 0.1 * std::sqrt(square))) out.distances.push_back(std::abs(x - out.middle));
    out.few = static_cast<double>(out.distances.size()) < (1.0 - most_same) * n;
    return out;
  }

  /// Outliers held, but all at the same two values: what is exchangeable stays so. Where most values are the same, events are
  /// held at three times their median distance, unless they are one in a hundred at most and the others differ without them.
  [[nodiscard]] static std::vector<double> held_at_ends(std::vector<double> xs) {
    std::vector<double> sorted = xs;
    const double middle = median_of(sorted);
    for (double& x : sorted) x = std::abs(x - middle);
    double limit = hold_at * 1.482602218505602 * median_of(sorted);
    if (unlike events = events_of(xs); events.few && !events.distances.empty()) {
      const double least = *std::min_element(events.distances.begin(), events.distances.end());
      std::vector<double> others;
      for (const double x : xs)
        if (std::abs(x - middle) < least) others.push_back(x);
      const bool glitches = events.distances.size() <= std::max<std::size_t>(2, xs.size() / 100) && !events_of(others).few;
      if (!glitches) {
        limit = hold_at * median_of(events.distances);
        for (double& x : xs)
          if (std::abs(x - middle) < least) x = middle;  // what dies away after an event, and the error of its fit
      }
    }
    if (limit > 0)
      for (double& x : xs) x = std::clamp(x, middle - limit, middle + limit);
    return xs;
  }

  /// Innovations of the values as given, by an autoregression of what is left of these beside the segments' means. Where most
  /// innovations are the same, beside those of long segments alone: a segment around one of few events takes most of the
  /// dependence that there is to be seen.
  [[nodiscard]] std::vector<double> innovations_given() const {
    const std::size_t n = given_.size();
    std::vector<std::size_t> starts;
    const std::vector<double> es = given_innovations(starts);
    const std::size_t least = events_of(es).few ? 8 * o_.min_segment : 0;
    for (std::size_t i = 0; i < starts_.size(); ++i)
      if (const std::size_t before = starts.empty() ? 0 : starts.back(); starts_[i] - before >= least) starts.push_back(starts_[i]);
    while (!starts.empty() && n - starts.back() < least) starts.pop_back();
    return held_at_ends(given_innovations(starts));
  }

  [[nodiscard]] std::vector<double> given_innovations(std::span<const std::size_t> starts) const {
    const std::size_t n = given_.size();
    std::vector<double> left = given_, es(n);
    double square = 0.0;
    for (std::size_t i = 0; i <= starts.size(); ++i) {
      const std::size_t begin = segment_begin(starts, i), end = segment_end(starts, i, n);
      double mean = 0.0;
      for (std::size_t t = begin; t < end; ++t) mean += given_[t] / static_cast<double>(end - begin);
      for (std::size_t t = begin; t < end; ++t) {
        left[t] -= mean;
        square += left[t] * left[t] / static_cast<double>(n);
      }
    }
    if (square > 0)
      for (double& x : left) x /= std::sqrt(square);
    ar_fit ar = fit_autoregression(left, most_order(n), ar_method::burg);
    // Order by Schwarz's criterion: a sum of many small coefficients hides levels.
    std::size_t order = 0;
    double best = 0.0;
    for (std::size_t m = 1; m < ar.share.size(); ++m) {
      const double count = static_cast<double>(n),
                   total = count * portable_log(ar.share[m]) + portable_log(count) * static_cast<double>(m);
      if (total < best) {
        best = total;
        order = m;
      }
    }
    ar.cut(order);
    const auto coefficients = ar_coefficients(ar.reflection);
    for (std::size_t t = 0; t < n; ++t) es[t] = innovation(given_, coefficients, t);
    return es;
  }

  /// Removes the point with the least likelihood ratio while that is below the limit.
  void drop_weakest() {
    while (!starts_.empty()) {
      const auto [i, least] = weakest([&](std::size_t k) { return ratio(k); });
      if (least >= limit_) break;
      drop(i);
    }
  }

  /// The point of which f is least, and that.
  template <class F>
  [[nodiscard]] std::pair<std::size_t, double> weakest(F&& f) const {
    std::pair<std::size_t, double> out{0, std::numeric_limits<double>::infinity()};
    for (std::size_t i = 0; i < starts_.size(); ++i)
      if (const double r = f(i); r < out.second) out = {i, r};
    return out;
  }

  void drop(std::size_t i) {
    starts_.erase(starts_.begin() + static_cast<std::ptrdiff_t>(i));
    refit();
  }

  /// Removes the points that the law of the values makes too likely, the most likely of those side by side.
  void drop_unlikely() {
    std::vector<double> r(starts_.size());
    for (std::size_t i = 0; i < r.size(); ++i) r[i] = tilted_ratio(i);
    std::vector<std::size_t> kept;
    for (std::size_t i = 0; i < r.size(); ++i)
      if (!(r[i] < limit_) || (i > 0 && r[i - 1] < r[i]) || (i + 1 < r.size() && r[i + 1] <= r[i]))
        kept.push_back(starts_[i]);
    if (kept.size() == starts_.size()) return;
    starts_ = kept;
    refit();
  }

  /// An innovation as it counts in the mean of a stretch: held like its square in the deviance.
  [[nodiscard]] double scored(double e) const noexcept {
    if (!measure_.capped || o_.kind == change_kind::mean_variance) return e;
    const double most = innovation_cap * std::sqrt(fit_.innovation_variance);
    return std::clamp(e, -most, most);
  }

  /// Likelihood ratio of two stretches of innovations, their law being that of all of them.
  [[nodiscard]] double tilted_gain(const empirical_rate& law, std::span<const double> es) const {
    if (es.empty()) return 0.0;
    const double m = static_cast<double>(es.size());
    double mean = 0.0, square = 0.0;
    for (const double e : es) {
      mean += e / m;
      square += e * e / m;
    }
    return 2.0 * m * law(mean, square);
  }

  /// The likelihood ratio of point i where the innovations have the law that they have without it, whatever that is. The law
  /// is that of the two segments, and of others near them if these are short.
  [[nodiscard]] double tilted_ratio(std::size_t i) const {
    constexpr std::size_t enough = 4096;
    const std::size_t n = xs_.size(), begin = segment_begin(starts_, i), at = starts_[i],
                      end = segment_end(starts_, i + 1, n), order = fit_.coefficients.size();
    std::size_t low = begin, high = end;
    if (high - low < enough) {
      low -= std::min(low, enough / 2);
      high = std::min(n, high + enough / 2);
    }
    const std::size_t from = low - std::min(low, order);
    const double m = static_cast<double>(end - begin);
    double mean = 0.0, square = 0.0;
    for (std::size_t t = begin; t < end; ++t) mean += xs_[t] / m;
    for (std::size_t t = begin; t < end; ++t) square += (xs_[t] - mean) * (xs_[t] - mean) / m;
    const double spread = o_.kind == change_kind::mean ? 1.0 : std::sqrt(square + measure_.floor);
    std::vector<double> merged(left_.begin() + static_cast<std::ptrdiff_t>(from),
                               left_.begin() + static_cast<std::ptrdiff_t>(high));
    for (std::size_t t = begin; t < end; ++t) merged[t - from] = (xs_[t] - mean) / spread;
    std::vector<double> es;
    for (std::size_t t = low; t < high; ++t) es.push_back(scored(innovation(merged, fit_.coefficients, t - from)));
    const std::span<const double> all{es};
    std::vector<double> sorted = es;
    const empirical_rate law{sorted, o_.kind == change_kind::mean_variance};
    return tilted_gain(law, all.subspan(begin - low, at - begin)) + tilted_gain(law, all.subspan(at - low, end - at));
  }

  [[nodiscard]] std::vector<double> innovations() const {
    std::vector<double> es(xs_.size());
    for (std::size_t t = 0; t < es.size(); ++t) es[t] = scored(innovation(xs_, fit_.coefficients, t));
    return es;
  }

  /// Whether the segments together are as unlikely as so many points have to be, under the law of the whole series: for that
  /// of a series without a change this holds whatever its law is. Asked of the innovations, and of the values as given: an
  /// autoregression fitted beside segments of a few values can turn one value into a level, and outliers that are held near
  /// their neighbours are no longer in any order.
  [[nodiscard]] bool as_unlikely_together(const std::vector<double>& values) const {
    std::vector<double> sorted = values;
    const empirical_rate law{sorted, o_.kind == change_kind::mean_variance};
    const std::span<const double> all{values};
    double gain = 0.0;
    for (std::size_t i = 0; i <= starts_.size(); ++i) {
      const std::size_t begin = segment_begin(starts_, i);
      gain += tilted_gain(law, all.subspan(begin, segment_end(starts_, i, values.size()) - begin));
    }
    return gain >= limit_ * static_cast<double>(starts_.size());
  }

  /// The deviance with a straight line in place of the levels of [begin, end), which are whole segments.
  [[nodiscard]] double line_deviance(std::size_t begin, std::size_t end) const {
    std::vector<double> left = left_;
    double logs = straighten(xs_, begin, end, measure_, left);
    for (std::size_t i = 0; i <= starts_.size() && o_.kind == change_kind::mean_variance; ++i) {
      const std::size_t from = segment_begin(starts_, i), to = segment_end(starts_, i, xs_.size());
      if (to <= begin || from >= end) logs += 2.0 * static_cast<double>(to - from) * portable_log(fit_.spreads[i]);
    }
    noise_fit fit;
    fit_left(left, logs, measure_, fit);
    return fit.deviance;
  }

  /// Removes points that follow a straight line: of the whole series, or of a run of points in one direction. A line has as
  /// many parameters as the height of one step, and the better of the two stays: to count the place of the step as well
  /// takes a step of .6 standard deviations in 500 values away in 1 of 100. Each further step counts two (Schwarz).
  void follow_lines() {
    if (starts_.empty()) return;
    const std::size_t n = xs_.size();
    const double further = 2.0 * portable_log(static_cast<double>(n));
    const auto straight = [&](std::size_t first, std::size_t last) {
      return line_deviance(segment_begin(starts_, first), segment_end(starts_, last + 1, n)) <
             fit_.deviance + further * static_cast<double>(last - first);
    };
    if (straight(0, starts_.size() - 1)) {
      line_ = true;
      starts_.clear();
      refit();
      return;
    }
    std::vector<std::size_t> kept;
    for (std::size_t i = 0; i < starts_.size();) {
      const bool up = fit_.levels[i + 1] > fit_.levels[i];
      std::size_t to = i;
      while (to + 1 < starts_.size() && (fit_.levels[to + 2] > fit_.levels[to + 1]) == up) ++to;
      if (to > i && straight(i, to))
        line_ = true;
      else
        kept.insert(kept.end(), starts_.begin() + static_cast<std::ptrdiff_t>(i),
                    starts_.begin() + static_cast<std::ptrdiff_t>(to + 1));
      i = to + 1;
    }
    if (kept.size() == starts_.size()) return;
    starts_ = kept;
    refit();
  }

  /// What the law of the values asks of how noise is measured.
  void look_at_law() {
    const std::size_t n = xs_.size();
    std::vector<double> sorted = xs_;
    std::sort(sorted.begin(), sorted.end());
    std::size_t most = 0;
    double gap = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < n;) {
      std::size_t to = i + 1;
      while (to < n && sorted[to] - sorted[i] < 1e-9) ++to;
      most = std::max(most, to - i);
      if (to < n) gap = std::min(gap, sorted[to] - sorted[i]);
      i = to;
    }
    // Rounding to multiples of `gap` has this variance (Sheppard): a run of equal values has that spread.
    if (o_.kind == change_kind::mean_variance) measure_.floor = std::max(measure_.floor, gap < 10.0 ? gap * gap / 12.0 : 0.0);
    const double count = static_cast<double>(n);
    tied_ = static_cast<double>(most) > 0.1 * count;
    // The same of innovations, where dependence blurs what is the same: most are nearer to their median than a tenth of
    // their standard deviation.
    const noise_fit plain = fit_noise(xs_, {}, {o_.kind, measure_.floor, false});
    std::vector<double> es(n);
    for (std::size_t t = 0; t < n; ++t) es[t] = innovation(xs_, plain.coefficients, t);
    sorted = es;
    const double middle = median_of(sorted), near = 0.1 * std::sqrt(plain.innovation_variance) * plain.spreads[0];
    const auto same = std::count_if(es.begin(), es.end(), [&](double e) { return std::abs(e - middle) < near; });
    measure_.capped = std::max(static_cast<double>(most), static_cast<double>(same)) <= most_same * count;
    if (!measure_.capped && o_.kind == change_kind::mean_variance) measure_.floor = std::max(measure_.floor, 0.25);
  }

  void standardize_all() {
    const double n = static_cast<double>(xs_.size());
    double most = 0.0, mean = 0.0, square = 0.0;
    for (const double x : xs_) most = std::max(most, std::abs(x));
    constant_ = std::all_of(xs_.begin(), xs_.end(), [&](double x) { return x == xs_.front(); });
    if (constant_) return;
    for (double& x : xs_) {
      x /= most;
      mean += x / n;
    }
    for (double& x : xs_) {
      x -= mean;
      square += x * x / n;
    }
    constant_ = !(square > 1e-26);  // no more than the rounding of what was given
    for (double& x : xs_) x /= std::sqrt(square);
  }

  [[nodiscard]] double capped(double e) const noexcept {
    const double square = e * e / fit_.innovation_variance;
    return measure_.capped ? std::min(square, innovation_cap * innovation_cap) : square;
  }

  void refit() {
    fit_ = fit_noise(xs_, starts_, measure_);
    left_ = leftovers(xs_, starts_, fit_);
  }

  /// The cheapest of the best partitions for a path of penalties, from none to a tenth as many changes as values.
  void choose() {
    const std::size_t n = xs_.size();
    const segment_sums sums{xs_};
    const std::size_t step = n > all_places ? (n + coarse_places - 1) / coarse_places : 1;
    refit();
    double best = fit_.deviance;
    std::vector<std::size_t> last;
    std::size_t worse = 0;
    // Penalties are the limit times a variance; that of all values is 1. With the spread of a segment its own they are
    // the limit times a factor for dependence.
    const bool mean = o_.kind == change_kind::mean;
    // A change can take away no more than all squares, n.
    for (double v = mean ? static_cast<double>(n) / limit_ : 0.125 * static_cast<double>(n); v > (mean ? 1e-8 : 0.7);
         v /= 1.7) {
      const partition cut = cut_best(
          sums,
          {.kind = o_.kind, .penalty = limit_ * v, .min_segment = o_.min_segment, .step = step, .variance_floor = measure_.floor});
      const std::size_t k = cut.starts.size();
      if (k == 0 || cut.starts == last) continue;
      if (k > n / 10) break;
      last = cut.starts;
      noise_fit fit = fit_noise(xs_, cut.starts, measure_);
      double total = fit.deviance;
      for (std::size_t j = 1; j <= k; ++j) total += limit_ * small_sample_factor(n, j + 1 + fit.coefficients.size());
      if (total < best) {
        best = total;
        starts_ = cut.starts;
        fit_ = std::move(fit);
        worse = 0;
      } else if (k > 10 && ++worse > 8) {
        break;
      }
    }
    refit();
  }

  std::vector<double> xs_, given_, left_;
  segmentation_options o_;
  std::vector<std::size_t> starts_;
  noise_fit fit_;
  double span_ = 0.0, limit_ = 0.0;
  noise_measure measure_;
  std::size_t held_ = 0;
  bool constant_ = false, tied_ = false, line_ = false;
};

/// Mean and standard deviation (divisor n - 1) of a stretch.
[[nodiscard]] inline std::pair<double, double> mean_and_sd(std::span<const double> xs) {
  const double n = static_cast<double>(xs.size());
  double mean = 0.0, square = 0.0;
  for (const double x : xs) mean += x / n;
  for (const double x : xs) square += (x - mean) * ((x - mean) / std::max(1.0, n - 1.0));
  return {mean, std::sqrt(square)};
}

}  // namespace detail

/// The points at which the mean, or mean and variance, of a recorded series changed.
///
/// Candidates: the exact optimal partitions (PELT) for penalties from that which allows no change down to that which
///        allows many; outliers are held at 3 robust standard deviations from a running median (Hampel filter) before.
/// Choice: each candidate is a regression, levels plus autoregressive noise (Burg, order by AIC up to 10 log10 n, n / 8 and
///        30) whose innovations run on across the borders. The least deviance plus penalties wins. So dependence is
///        estimated from what is left beside the changes, and series that trend or wander are dependent rather than cut
///        into stairs. Squares of innovations count up to 2.5 standard deviations: no single jump buys a level.
/// Penalty: the largest likelihood ratio over all places of one change that chance passes with probability p.
/// Points: each is moved to its best place under the dependence, and goes if its own ratio is below the limit.
/// Law: where values are far from normal (ties, skewness; always with mean and variance), ratios are also taken of their
///        empirical law tilted to the mean of each segment (detail::empirical_rate), of each point and of all together, and
///        must pass the same limits: so rare counts, 0/1 and zeros with spikes have no more false points than others.
/// Lines: points go that a straight line explains better, of the whole series or of a run in one direction: the line's
///        deviance must be below that of one point, and may be 2 log n above it for each further one (Schwarz).
///
/// p bounds the chance that a series without a change has any point: measured in docs/change-points.md. It holds for
/// independent and short-range dependent noise of any law; not for trends and long memory, of which the verdict `wanders`
/// tells: a slope beyond the limit, or a memory that a random walk's cannot be told from.
/// NaN is left out, with positions kept. Values may not be infinite: throws error{bad_data, "series"};
/// error{bad_argument} that names the option.
/// Cost: O(n) memory; 1,000 values some 20 ms, 100,000 about a second: of more than 8,192 values only 4,096 places are
/// looked at first, then the surroundings of those found.
/// Source: R. Killick et al., J. Am. Statist. Assoc. 107 (2012) 1590-1598; S. Chakar et al., Bernoulli 23 (2017) 1408-1447
///         and G. Romano et al., J. Am. Statist. Assoc. 117 (2022) 2147-2162 (levels with autoregressive noise).
[[nodiscard]] inline segmentation segment_series(std::span<const double> series, const segmentation_options& o = {}) {
  const auto must = [](bool holds, const char* what, const std::string& why) {
    if (!holds) throw error{errc::bad_argument, what, std::string{"change points: "} + what + " " + why};
  };
  must(o.p >= 1e-12 && o.p <= 0.5, "p", "must be in [1e-12, 0.5], not " + to_text(o.p));
  must(o.min_segment >= 2 && o.min_segment <= 1000000, "min_segment",
       "must be in [2, 1000000], not " + std::to_string(o.min_segment));
  must(o.kind == change_kind::mean || o.kind == change_kind::mean_variance, "kind", "is none that there is");
  std::vector<double> xs;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < series.size(); ++i) {
    if (is_nan(series[i])) continue;
    if (!is_finite(series[i]))
      throw error{errc::bad_data, "series", "change points: value " + std::to_string(i) + " is " + to_text(series[i])};
    xs.push_back(series[i]);
    places.push_back(i);
  }
  segmentation out;
  out.values = xs.size();
  out.missing = series.size() - xs.size();
  if (xs.size() < std::max(2 * o.min_segment, detail::least_values)) {
    out.verdict = segmentation_verdict::too_short;
    return out;
  }
  detail::series_cutter cutter{xs, o};
  out.held = cutter.held();
  out.limit = cutter.limit();
  if (cutter.constant()) return out;
  cutter.run();
  const std::vector<std::size_t> starts = cutter.starts();
  double squares = 0.0;
  for (std::size_t i = 0; i <= starts.size(); ++i) {
    const std::size_t begin = detail::segment_begin(starts, i), end = detail::segment_end(starts, i, xs.size());
    const double sd = detail::mean_and_sd(std::span{xs}.subspan(begin, end - begin)).second;
    squares += sd * sd * (static_cast<double>(end - begin) / static_cast<double>(xs.size()));
  }
  out.noise_sd = std::sqrt(squares);
  out.ar_order = cutter.fit().coefficients.size();
  out.long_run = cutter.fit().long_run();
  const bool far = !starts.empty() && cutter.far_from_normal();
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const std::size_t begin = detail::segment_begin(starts, i), at = starts[i],
                      end = detail::segment_end(starts, i + 1, xs.size());
    const auto place = cutter.locate(i, false);
    series_change c{.index = places[at], .earliest = places[place.earliest], .latest = places[place.latest]};
    const auto before = detail::mean_and_sd(std::span{xs}.subspan(begin, at - begin)),
               after = detail::mean_and_sd(std::span{xs}.subspan(at, end - at));
    c.mean_before = before.first;
    c.sd_before = before.second;
    c.mean_after = after.first;
    c.sd_after = after.second;
    c.effect = c.mean_after - c.mean_before;
    c.statistic = cutter.statistic(i, far);
    c.p_value = cutter.p_value(c.statistic);
    const double error = out.long_run * std::sqrt(c.sd_before * c.sd_before / static_cast<double>(at - begin) +
                                                  c.sd_after * c.sd_after / static_cast<double>(end - at));
    const double told = o.kind == change_kind::mean || std::abs(c.effect) > error ? c.effect : c.sd_after - c.sd_before;
    c.direction = told > 0 ? 1 : told < 0 ? -1 : 0;
    out.points.push_back(c);
  }
  if (!out.points.empty())
    out.verdict = segmentation_verdict::changed;
  else if (cutter.wanders())
    out.verdict = segmentation_verdict::wanders;
  return out;
}

/// What find_change_points found, in the same shape: without places, dependence or limit. Its series is too short below 4.
[[nodiscard]] inline segmentation to_segmentation(std::span<const double> series, std::span<const change_point> found) {
  segmentation out;
  out.values = series.size();
  out.verdict = !found.empty()       ? segmentation_verdict::changed
                : series.size() < 4 ? segmentation_verdict::too_short
                                    : segmentation_verdict::none;
  std::size_t begin = 0;
  double squares = 0.0;
  for (std::size_t i = 0; i <= found.size(); ++i) {
    const std::size_t at = i < found.size() ? found[i].index : series.size(),
                      end = i + 1 < found.size() ? found[i + 1].index : series.size();
    const double sd = detail::mean_and_sd(series.subspan(begin, at - begin)).second;
    squares += sd * sd * static_cast<double>(at - begin);
    if (i < found.size()) {
      const change_point& p = found[i];
      series_change c{.index = p.index, .earliest = p.index, .latest = p.index};
      c.mean_before = p.mean_before;
      c.mean_after = p.mean_after;
      c.sd_before = sd;
      c.sd_after = detail::mean_and_sd(series.subspan(at, end - at)).second;
      c.effect = p.mean_after - p.mean_before;
      c.statistic = p.statistic;
      c.p_value = p.p_value;
      c.direction = c.effect > 0 ? 1 : c.effect < 0 ? -1 : 0;
      out.points.push_back(c);
    }
    begin = at;
  }
  out.noise_sd = series.empty() ? 0.0 : std::sqrt(squares / static_cast<double>(series.size()));
  return out;
}

}  // namespace tepid::inline v0
