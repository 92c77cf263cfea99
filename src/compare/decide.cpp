// src/compare/decide.cpp - p-values corrected for their number, and what they say.
#include "compare/decide.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <tepid/core/numeric.hpp>
#include <tepid/two_sample/kolmogorov_smirnov.hpp>
#include <tepid/two_sample/multiplicity.hpp>

namespace tepid::inline v0::detail {

namespace {

/// e-BH is of e-values: a p-value's is 1 / (2 sqrt p), which has mean 1 if p is uniform (Shafer, Shen, Vereshchagin and
/// Vovk 2011, Statistical Science 26).
std::vector<double> e_values_of(std::vector<double> p) {
  for (double& x : p) x = is_nan(x) ? x : 0.5 / std::sqrt(x);
  return p;
}

std::vector<double> corrected(const std::vector<double>& p, std::string_view correction) {
  if (correction == "holm") return holm(p);
  if (correction == "bh") return benjamini_hochberg(p);
  if (correction == "by") return benjamini_yekutieli(p);
  if (correction == "ebh") return e_bh(e_values_of(p));
  return correction == "none" ? p : bonferroni(p);
}

/// By how much a correction raises the smallest of so many p-values at least: what a sample must be able to reach.
double least_factor(std::uint64_t decisions, std::string_view correction) {
  return correction == "bonferroni" || correction == "holm" ? static_cast<double>(decisions) : 1.0;
}

/// The p-values of a column that are corrected together: of the values, and of each kind of what is none.
constexpr std::size_t decisions_a_column = 1 + non_finite_kinds;

/// What of a kind drifted, in a note.
std::string_view kind_text(non_finite kind, bool kinds_known) {
  constexpr std::string_view known[] = {"missing cells", "NaN", "-infinity", "+infinity"};
  constexpr std::string_view unknown[] = {"missing cells or NaN", "", "", "infinities"};
  return (kinds_known ? known : unknown)[static_cast<std::size_t>(kind)];
}

/// The smallest p-value that the first test can have of samples of these sizes: that of a distance of 1 against the
/// margin; of others, or against none, that of an exact two-sided test by order.
double least_p(const column_comparison& c, double margin) {
  const double n = static_cast<double>(c.reference), m = static_cast<double>(c.current);
  if (c.reference == 0 || c.current == 0) return 1.0;
  if (margin > 0 && margin < 1 && c.tests.front().name == kolmogorov_smirnov::about.name)
    return std::min(1.0, 2.0 * std::exp(-2.0 * (1.0 - margin) * (1.0 - margin) * n / (n + m) * m));
  return std::min(1.0, 2.0 * std::exp(std::lgamma(n + 1) + std::lgamma(m + 1) - std::lgamma(n + m + 1)));
}

/// Corrected p-values of a column, and that of any change of the values.
void decide_column(raw_comparison& raw, std::span<const double, decisions_a_column> adjusted,
                   double any_change_adjusted, double factor, const comparison_options& options) {
  column_comparison& out = raw.column;
  const auto or_one = [](double p) { return is_nan(p) ? 1.0 : p; };
  out.p_adjusted = or_one(adjusted[0]);
  std::string kinds;
  for (std::size_t i = 0; i < non_finite_kinds; ++i) {
    share_comparison& s = out.not_finite[i];
    s.p_adjusted = or_one(adjusted[1 + i]);
    if (s.p_adjusted <= options.alpha)
      kinds.append(kinds.empty() ? "" : " and ").append(kind_text(static_cast<non_finite>(i), out.kinds_known));
  }
  const bool decided = !is_nan(raw.p);
  const bool values_drift = decided && out.p_adjusted <= options.alpha;
  if (values_drift || !kinds.empty()) {
    out.result = verdict::drift;
    out.note = kinds;
    if (values_drift && !out.note.empty()) out.note += " too";
  } else if (decided && least_p(out, options.margin) * factor > options.alpha) {
    out.result = verdict::inconclusive;
    out.note = "too few values for any p-value to reach alpha";
  } else if (decided && any_change_adjusted <= options.alpha) {
    out.note = "a change for certain, but not beyond the margin";
  }
}

}  // namespace

comparison decide(std::vector<raw_comparison> all, const comparison_options& options) {
  std::vector<double> p, any_change;
  for (const raw_comparison& raw : all) {
    for (auto* of : {&p, &any_change}) of->insert(of->end(), raw.not_finite_p.begin(), raw.not_finite_p.end());
    p.insert(p.end() - non_finite_kinds, raw.p);
    any_change.insert(any_change.end() - non_finite_kinds, raw.any_change_p);
  }
  comparison out;
  out.decisions = static_cast<std::uint64_t>(std::count_if(p.begin(), p.end(), [](double x) { return !is_nan(x); }));
  const std::vector<double> adjusted = corrected(p, options.correction);
  const std::vector<double> any_change_adjusted = corrected(any_change, options.correction);
  const double factor = least_factor(out.decisions, options.correction);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::size_t first = decisions_a_column * i;
    decide_column(all[i], std::span{adjusted}.subspan(first).first<decisions_a_column>(), any_change_adjusted[first],
                  factor, options);
    out.columns.push_back(std::move(all[i].column));
  }
  return out;
}

}  // namespace tepid::inline v0::detail
