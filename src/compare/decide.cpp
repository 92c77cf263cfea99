// src/compare/decide.cpp - p-values corrected for their number, and what they say.
#include "compare/decide.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <tepid/core/numeric.hpp>
#include <tepid/two_sample/multiplicity.hpp>

#include "text/counted.hpp"

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

/// What of a kind drifted, in a note.
std::string_view kind_text(non_finite kind, bool kinds_known) {
  constexpr std::string_view known[] = {"missing cells", "NaN", "-infinity", "+infinity"};
  constexpr std::string_view unknown[] = {"missing cells or NaN", "", "", "infinities"};
  return (kinds_known ? known : unknown)[static_cast<std::size_t>(kind)];
}

/// The smallest p-value that a test by order can have of samples of these sizes.
double least_p(const column_comparison& c) {
  const double n = static_cast<double>(c.reference), m = static_cast<double>(c.current);
  if (c.reference == 0 || c.current == 0) return 1.0;
  return std::min(1.0, 2.0 * std::exp(std::lgamma(n + 1) + std::lgamma(m + 1) - std::lgamma(n + m + 1)));
}

void add_to(std::string& text, std::string_view more) { text.append(text.empty() ? "" : "; ").append(more); }

std::string rows_text(double n) {
  if (!(n <= 1e9)) return "more than 1,000,000,000 values a side";
  return std::string{grouped(static_cast<std::uint64_t>(n))}.append(" values a side");
}

/// Whether the interval of the effect, where there is one, lies within the margin.
bool within_margin(const test_result& r, double margin) noexcept {
  if (is_nan(r.effect_low) || is_nan(r.effect_high)) return true;
  return r.effect_low >= -margin && r.effect_high <= margin;
}

/// "above 99: 1 % -> 2.3 %".
std::string small_text(const small_change& s) {
  std::array<char, 80> text{};
  std::snprintf(text.data(), text.size(), ": %.3g %% -> %.3g %%", 100.0 * s.rate.reference, 100.0 * s.rate.current);
  return s.what + text.data();
}

/// A test that the caller named decides: where it has an interval, that must lie within the margin for "no drift".
void decide_by_test(const raw_comparison& raw, double any_change_adjusted, double factor,
                    const comparison_options& options, column_comparison& out) {
  if (out.p_adjusted <= options.alpha) {
    out.result = verdict::drift;
  } else if (least_p(out) * factor > options.alpha) {
    out.result = verdict::inconclusive;
    add_to(out.note, "too few values for any p-value to reach alpha");
  } else if (const test_result& first = out.tests.front(); raw.margin > 0 && !within_margin(first, raw.margin)) {
    out.result = verdict::inconclusive;
    add_to(out.note, any_change_adjusted <= options.alpha ? "a change for certain, but not beyond the margin for certain"
                                                          : "too few values to tell whether the effect is beyond the margin");
  }
}

/// The interval of the mass that moved decides.
void decide_by_mass(const raw_comparison& raw, const comparison_options& options, column_comparison& out) {
  if (out.p_adjusted <= options.alpha) {
    out.result = verdict::drift;
  } else if (!(out.moved.high <= raw.margin)) {
    out.result = verdict::inconclusive;
    std::string text = "too few values to tell; it would take ";
    add_to(out.note, text.append(rows_text(out.moved.n_needed)));
  }
}

/// Gives a column its verdict by its corrected p-values.
void decide_column(raw_comparison& raw, std::span<const double, decisions_a_column> adjusted,
                   double any_change_adjusted, double factor, const comparison_options& options) {
  column_comparison& out = raw.column;
  const auto or_one = [](double p) { return is_nan(p) ? 1.0 : p; };
  out.p_adjusted = or_one(adjusted[0]);
  out.small.p_adjusted = or_one(adjusted[1]);
  std::string kinds;
  for (std::size_t i = 0; i < non_finite_kinds; ++i) {
    share_comparison& s = out.not_finite[i];
    // As the least of them is corrected, so are the others.
    s.p_adjusted = is_nan(raw.not_finite_p[i]) ? 1.0
                   : raw.p[2] > 0              ? std::min(1.0, raw.not_finite_p[i] * (adjusted[2] / raw.p[2]))
                                               : std::min(1.0, raw.not_finite_p[i]);
    if (s.p_adjusted <= options.alpha)
      kinds.append(kinds.empty() ? "" : " and ").append(kind_text(static_cast<non_finite>(i), out.kinds_known));
  }
  const bool judged = out.result != verdict::not_judged;
  if (judged) raw.by_test ? decide_by_test(raw, any_change_adjusted, factor, options, out) : decide_by_mass(raw, options, out);
  const bool small = judged && !out.small.what.empty() && out.small.p_adjusted <= options.alpha;
  if (small || !kinds.empty()) {
    const bool values_too = out.result == verdict::drift;
    if (out.result != verdict::not_judged) out.note.clear();
    if (small && !values_too) add_to(out.note, small_text(out.small));
    if (!kinds.empty()) add_to(out.note, kinds.append(values_too ? " too" : ""));
    out.result = verdict::drift;
  }
  if (out.neighbours > 0 && out.result != verdict::not_judged) {
    std::array<char, 160> text{};
    // Of a mean of rows with this correlation and an autoregression of order 1.
    const double times = (1.0 + out.neighbours) / (1.0 - std::min(out.neighbours, 0.999));
    std::snprintf(text.data(), text.size(),
                  "neighbouring rows resemble each other (%s %.2f): p-values are as of %.*f times as many rows",
                  out.type == column_type::categorical ? "equal beyond chance" : "rank correlation", out.neighbours,
                  times < 10 ? 1 : 0, times);
    add_to(out.note, text.data());
  }
}

}  // namespace

void take_first_test(raw_comparison& raw) {
  const test_result& first = raw.column.tests.front();
  if (is_nan(first.effect)) {
    raw.column.result = verdict::not_judged;
    raw.column.note = std::string{first.name}.append(" cannot tell an effect of such values");
    return;
  }
  raw.any_change_p = is_nan(first.p_value) ? 1.0 : first.p_value;
  // Without an interval the test knows no margin: then any change must be certain and the effect itself beyond.
  raw.p[0] = raw.margin > 0 && !is_nan(first.margin_p) ? first.margin_p
             : std::abs(first.effect) >= raw.margin    ? raw.any_change_p
                                                       : 1.0;
}

comparison decide(std::vector<raw_comparison> all, const comparison_options& options) {
  // What has nothing to decide counts as a decision all the same, so that the level of an interval is known beforehand.
  std::vector<double> p, any_change;
  const auto or_one = [](double x) { return is_nan(x) ? 1.0 : std::min(x, 1.0); };
  for (const raw_comparison& raw : all)
    for (std::size_t i = 0; i < decisions_a_column; ++i) {
      if (i == 1 && raw.no_shares) continue;
      p.push_back(or_one(raw.p[i]));
      any_change.push_back(i == 0 ? or_one(raw.any_change_p) : 1.0);
    }
  comparison out;
  out.decisions = p.size();
  const std::vector<double> adjusted = corrected(p, options.correction);
  const std::vector<double> any_change_adjusted = corrected(any_change, options.correction);
  const bool all_at_once = options.correction == "bonferroni" || options.correction == "holm";
  std::size_t at = 0;
  for (raw_comparison& raw : all) {
    const double any_change_p = any_change_adjusted[at];
    std::array<double, decisions_a_column> own{};
    for (std::size_t i = 0; i < own.size(); ++i) own[i] = i == 1 && raw.no_shares ? 1.0 : adjusted[at++];
    decide_column(raw, own, any_change_p, all_at_once ? static_cast<double>(out.decisions) : 1.0, options);
    out.columns.push_back(std::move(raw.column));
  }
  return out;
}

}  // namespace tepid::inline v0::detail
