// tepid/two_sample/sketched.hpp - Kolmogorov-Smirnov, Wasserstein-1 and PSI of two sketches, their error carried along.
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
#include <tepid/numerics/kolmogorov_limit.hpp>
#include <tepid/two_sample/area.hpp>
#include <tepid/two_sample/divergence_of_counts.hpp>
#include <tepid/two_sample/interval.hpp>
#include <tepid/two_sample/kolmogorov_smirnov.hpp>
#include <tepid/two_sample/noncentral.hpp>
#include <tepid/two_sample/psi.hpp>
#include <tepid/two_sample/result.hpp>

namespace tepid::inline v0 {

/// A sample's distribution function as a step function, which any sketch of quantiles can give. A view: what it shows
/// must live as long.
struct weighted_points {
  std::span<const double> values;          ///< Finite, strictly increasing; the first and last are the extremes.
  std::span<const std::uint64_t> through;  ///< Values of the sample at or below each: increasing; the last is all.
  double rank_error = 0.0;                 ///< The step function is off by at most this share of the sample, anywhere.

  [[nodiscard]] std::uint64_t size() const noexcept { return through.empty() ? 0 : through.back(); }
  /// Share of the sample at or below x.
  [[nodiscard]] double operator()(double x) const noexcept {
    const auto after = std::upper_bound(values.begin(), values.end(), x) - values.begin();
    return after == 0 ? 0.0
                      : static_cast<double>(through[static_cast<std::size_t>(after) - 1]) / static_cast<double>(size());
  }
  /// The smallest value that this share of the sample does not exceed.
  [[nodiscard]] double quantile(double share) const noexcept {
    const double rank = share * static_cast<double>(size());
    const auto at = std::lower_bound(through.begin(), through.end(), rank,
                                     [](std::uint64_t t, double r) { return static_cast<double>(t) < r; });
    return values[std::min(static_cast<std::size_t>(at - through.begin()), values.size() - 1)];
  }
};

/// A comparison of sketches. The statistic of the samples themselves is somewhere in the range; the p-value is that of
/// the least of them, so it is never too small for what the sketches do not know.
struct sketched_result {
  test_result result;
  double statistic_low = 0.0, statistic_high = 0.0;
};

/// How sketches are compared: as the parameters of the tests of samples.
struct sketched_options {
  double confidence = 0.95;  ///< Of the effect's interval.
  double margin = 0.0;       ///< The least effect that matters; 0 for no test against it.
  std::uint64_t bins = 10;   ///< Of PSI, at least 2.
  double floor = 1e-4;       ///< Of PSI: least share of a bin.
};

namespace detail {

/// Throws error{bad_data} naming the side that is no step function.
inline void require_points(std::string_view test, std::string_view side, const weighted_points& p) {
  const auto refuse = [&](const char* why) {
    throw error{errc::bad_data, side, std::string{test} + ": the " + std::string{side} + " sketch " + why};
  };
  if (p.values.size() != p.through.size()) refuse("has not as many weights as values");
  if (p.values.empty() || p.through.front() == 0) refuse("is empty");
  if (p.size() > sample_pair::most) refuse("holds more than 1000000000 values");
  if (!(p.rank_error >= 0 && p.rank_error <= 1)) refuse("has a rank error outside [0, 1]");
  for (std::size_t i = 0; i < p.values.size(); ++i)
    if (!is_finite(p.values[i]) || (i > 0 && !(p.values[i] > p.values[i - 1] && p.through[i] > p.through[i - 1])))
      refuse("has values or weights that do not increase");
}

[[nodiscard]] inline sketched_result begin_sketched(std::string_view test, const weighted_points& a,
                                                    const weighted_points& b) {
  require_points(test, "reference", a);
  require_points(test, "current", b);
  sketched_result r;
  r.result.name = test;
  r.result.reference = a.size();
  r.result.current = b.size();
  return r;
}

/// Calls visit(x, next, F - G) for each value of either, in order; next is x at the last.
template <class Visit>
void walk_points(const weighted_points& a, const weighted_points& b, Visit&& visit) {
  const double n = static_cast<double>(a.size()), m = static_cast<double>(b.size());
  constexpr double end = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0, j = 0; i < a.values.size() || j < b.values.size();) {
    const auto ahead = [&] {
      return std::min(i < a.values.size() ? a.values[i] : end, j < b.values.size() ? b.values[j] : end);
    };
    const double x = ahead();
    i += i < a.values.size() && a.values[i] == x;
    j += j < b.values.size() && b.values[j] == x;
    const double f = i == 0 ? 0.0 : static_cast<double>(a.through[i - 1]) / n;
    const double g = j == 0 ? 0.0 : static_cast<double>(b.through[j - 1]) / m;
    const double next = ahead();
    visit(x, next < end ? next : x, f - g);
  }
}

/// From the extremes of F - G to a result.
inline void finish_kolmogorov_smirnov(sketched_result& r, double highest, double lowest, double error,
                                      const sketched_options& options) {
  const double n = static_cast<double>(r.result.reference), m = static_cast<double>(r.result.current);
  r.result.name = kolmogorov_smirnov::about.name;
  r.result.statistic = std::max(highest, -lowest);
  r.result.effect = highest >= -lowest ? r.result.statistic : -r.result.statistic;
  r.statistic_low = std::max(0.0, r.result.statistic - error);
  r.statistic_high = std::min(1.0, r.result.statistic + error);
  set_interval(r.result, options, [&](double missed) {
    return around_distance(r.result.effect, difference_band(n, m, missed) + error, 1.0);
  });
  r.result.method = "asymptotic, rank error carried";
  r.result.p_value = kolmogorov_upper_tail(r.statistic_low * std::sqrt(n / (n + m) * m));
}

/// Half of how far a sketch's area may be off. Halves throughout: the distance of two doubles of opposite sign may be too
/// large for one.
[[nodiscard]] inline double half_area_unknown(const weighted_points& p) noexcept {
  return p.rank_error == 0 ? 0.0 : p.rank_error * (0.5 * p.values.back() - 0.5 * p.values.front());
}
/// From half the area, and half of what is not known of it, to a result.
inline void finish_wasserstein(sketched_result& r, double half, const weighted_points& reference, double error) {
  const double low = std::max(0.0, half - error), high = half + error;
  r.result.name = "wasserstein";
  r.result.statistic = 2.0 * half;
  r.statistic_low = 2.0 * low;
  r.statistic_high = 2.0 * high;
  const double spread = (0.5 * reference.quantile(0.75) - 0.5 * reference.quantile(0.25)) / 1.3489795003921634;
  r.result.effect = over(half, spread);
  if (spread > 0) {
    r.result.effect_low = low / spread;
    r.result.effect_high = high / spread;
  }
  without_p(r.result);
}

/// PSI on quantiles of the reference; share(x) is the current sample's share through x, off by at most current_error.
template <class Share>
void finish_psi(sketched_result& r, const weighted_points& reference, double current_error,
                const sketched_options& options, Share&& share) {
  if (options.bins < 2) throw error{errc::bad_argument, "bins", "psi: there must be at least 2 bins"};
  r.result.name = psi::about.name;
  const psi_divergence divergence{options.floor};
  std::vector<double> cuts;
  for (std::uint64_t i = 1; i < options.bins; ++i) {
    const double cut = reference.quantile(static_cast<double>(i) / static_cast<double>(options.bins));
    if ((cuts.empty() || cut > cuts.back()) && cut < reference.values.back()) cuts.push_back(cut);
  }
  cuts.push_back(std::numeric_limits<double>::infinity());
  const double p_error = 2.0 * reference.rank_error, q_error = 2.0 * current_error;
  double p_before = 0.0, q_before = 0.0;
  const double n = static_cast<double>(r.result.reference), m = static_cast<double>(r.result.current);
  std::vector<std::uint64_t> before, after;
  for (const double cut : cuts) {
    const double p_now = reference(cut), q_now = share(cut), p = p_now - p_before, q = q_now - q_before;
    p_before = p_now;
    q_before = q_now;
    if (p == 0 && q == 0) continue;
    before.push_back(static_cast<std::uint64_t>(std::llround(p * n)));
    after.push_back(static_cast<std::uint64_t>(std::llround(q * m)));
    r.result.statistic += divergence.term(p, q);
    const double p_low = std::max(0.0, p - p_error), p_high = std::min(1.0, p + p_error);
    const double q_low = std::max(0.0, q - q_error), q_high = std::min(1.0, q + q_error);
    if (q_low > p_high) r.statistic_low += divergence.term(p_high, q_low);
    if (p_low > q_high) r.statistic_low += divergence.term(p_low, q_high);
    r.statistic_high += std::max(divergence.term(p_low, q_high), divergence.term(p_high, q_low));
  }
  r.result.effect = r.result.statistic;
  const divergence_of_counts<psi_divergence> counts{divergence, before, after};
  set_interval(r.result, options,
               [&](double error) { return counts.interval(error, r.statistic_low, r.statistic_high); });
  if (before.size() < 2) return without_p(r.result);
  const double freedom = static_cast<double>(before.size() - 1);
  r.result.method = "chi-squared, rank error carried";
  r.result.p_value = chi_squared_upper_tail(freedom, r.statistic_low / (1.0 / n + 1.0 / m));
}

}  // namespace detail

/// Kolmogorov-Smirnov distance of two sketches.
///
/// Statistic: the largest distance of the step functions; that of the samples is within the sum of the rank errors.
/// Effect:    the same with a sign, as kolmogorov_smirnov; its interval is wider by the rank errors.
/// p-value:   "asymptotic, rank error carried": the limit law at the least distance that the sketches allow. A sketch
///            whose error is as large as the distance tells nothing: p = 1.
/// Cost:      O(points). Errors: error{bad_data} naming the side that is no step function.
[[nodiscard]] inline sketched_result sketched_kolmogorov_smirnov(const weighted_points& reference,
                                                                 const weighted_points& current,
                                                                 const sketched_options& options = {}) {
  sketched_result r = detail::begin_sketched(kolmogorov_smirnov::about.name, reference, current);
  double highest = 0.0, lowest = 0.0;
  detail::walk_points(reference, current, [&](double, double, double lead) {
    highest = std::max(highest, lead);
    lowest = std::min(lowest, lead);
  });
  detail::finish_kolmogorov_smirnov(r, highest, lowest, reference.rank_error + current.rank_error, options);
  return r;
}

/// Wasserstein-1 distance of two sketches.
///
/// Statistic: the area between the step functions; that of the samples differs by at most each rank error times the
///            width of its sample.
/// Effect:    the same over the reference's spread (quartiles over 1.349; infinite or 0 when they are equal), with the
///            range of the statistic as its interval, which knows nothing of chance: no margin_p.
/// p-value:   "no p-value".
/// Cost:      O(points). Errors: error{bad_data} naming the side that is no step function.
[[nodiscard]] inline sketched_result sketched_wasserstein(const weighted_points& reference,
                                                          const weighted_points& current) {
  sketched_result r = detail::begin_sketched("wasserstein", reference, current);
  double half = 0.0;
  detail::walk_points(reference, current,
                      [&](double x, double next, double lead) { half += std::abs(lead) * (0.5 * next - 0.5 * x); });
  detail::finish_wasserstein(r, half, reference, detail::half_area_unknown(reference) + detail::half_area_unknown(current));
  return r;
}

/// PSI of two sketches, on quantiles of the reference's.
///
/// Statistic: as psi with outside = merged; shares of a bin are off by at most twice the rank error, and the range
///            holds every index that shares so far apart can have.
/// Effect:    the same number; its interval as that of psi, from the ends of the range.
/// p-value:   "chi-squared, rank error carried": the law at the least index that the sketches allow; see psi.
/// Cost:      O(bins log points). Errors: error{bad_data} naming the side that is no step function,
///            error{bad_argument} for fewer than 2 bins.
[[nodiscard]] inline sketched_result sketched_psi(const weighted_points& reference, const weighted_points& current,
                                                  const sketched_options& options = {}) {
  sketched_result r = detail::begin_sketched(psi::about.name, reference, current);
  detail::finish_psi(r, reference, current.rank_error, options, current);
  return r;
}

}  // namespace tepid::inline v0
