// src/reports/comparison_json.cpp - what a comparison found out, as one JSON document.
#include <tepid/reports/comparison_json.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include <tepid/core/non_finite.hpp>
#include <tepid/core/numeric.hpp>

#include "reports/json_line.hpp"

namespace tepid::inline v0 {

namespace {

void put_moved(json_line& out, const column_comparison& c) {
  if (is_nan(c.moved.estimate)) return out.put("moved", nullptr);
  out.key("moved");
  out.open('{');
  out.put_number("share", c.moved.estimate);
  out.put_number("low", c.moved.low);
  out.put_number("high", c.moved.high);
  out.put_number("p", c.moved.p);
  out.put_number("p_adjusted", c.p_adjusted);
  out.put_number("n_needed", c.moved.n_needed);
  out.put("method", c.moved.method);
  out.close('}');
}

void put_small(json_line& out, const small_change& s) {
  if (s.what.empty()) return out.put("small", nullptr);
  out.key("small");
  out.open('{');
  out.put("what", s.what);
  out.put_number("reference", s.rate.reference);
  out.put_number("current", s.rate.current);
  out.put_number("ratio", s.rate.ratio);
  out.put_number("ratio_low", s.rate.ratio_low);
  out.put_number("ratio_high", s.rate.ratio_high);
  out.put_number("p_adjusted", s.p_adjusted);
  out.close('}');
}

void put_clusters(json_line& out, const column_comparison& c) {
  if (c.reference_clusters + c.current_clusters == 0) return out.put("clusters", nullptr);
  out.key("clusters");
  out.open('{');
  out.put("reference", c.reference_clusters);
  out.put("current", c.current_clusters);
  out.put_number("reference_deff", c.reference_deff);
  out.put_number("current_deff", c.current_deff);
  out.close('}');
}

void put_shapes(json_line& out, const two_shapes& s) {
  if (s.reference.empty()) return out.put("shapes", nullptr);
  out.key("shapes");
  out.open('{');
  if (s.names.empty()) {
    out.put_all("edges", s.edges);
  } else {
    out.key("categories");
    out.open('[');
    for (const std::string& name : s.names) name.empty() ? out.add(nullptr) : out.add(name);
    out.close(']');
  }
  out.put_all("reference", s.reference);
  out.put_all("current", s.current);
  out.close('}');
}

void put_categories(json_line& out, const column_comparison& c) {
  out.key("unseen");
  out.open('[');
  constexpr std::size_t most = 100;
  for (std::size_t i = 0; i < std::min(most, c.unseen.size()); ++i) {
    out.open('{');
    out.put("value", c.unseen[i].first);
    out.put("count", c.unseen[i].second);
    out.close('}');
  }
  out.close(']');
  out.put("unseen_categories", std::uint64_t{c.unseen.size()});
  out.put_number("new", c.unseen_share);
  out.put_number("vanished", c.vanished_share);
  out.put_number("changed", c.changed_share);
  out.put_number("psi", c.psi);
  out.put_number("psi_by_chance", c.psi_by_chance);
}

void put_tests(json_line& out, const column_comparison& c, double margin) {
  out.key("tests");
  out.open('[');
  for (const test_result& r : c.tests) {
    out.open('{');
    out.put("name", r.name);
    out.put_number("statistic", r.statistic);
    out.put_number("p_value", r.p_value);
    out.put_number("effect", r.effect);
    out.put_number("effect_low", r.effect_low);
    out.put_number("effect_high", r.effect_high);
    out.put_number("margin_p", r.margin_p);
    out.put("beyond_margin", beyond_margin(r, margin));
    out.put("method", r.method);
    const std::string_view choice = c.choices[static_cast<std::size_t>(&r - c.tests.data())];
    out.put("choice", choice.empty() ? "asked for" : choice);
    // Where the caller named the tests the first one decided.
    if (&r == &c.tests.front() && choice.empty()) out.put_number("p_adjusted", c.p_adjusted);
    out.close('}');
  }
  out.close(']');
}

void add(json_line& out, const column_comparison& c, double margin) {
  out.open('{');
  out.put("name", c.name);
  if (c.result == verdict::left_out)
    out.put("type", nullptr);  // nothing was read of it
  else
    out.put("type", c.width != 0 ? "rows" : to_string(c.type));
  out.put("reference", c.reference);
  out.put("current", c.current);
  for (std::size_t i = 0; i < non_finite_kinds; ++i) {
    const std::string kind{non_finite_names[i]};
    const share_comparison& s = c.not_finite[i];
    out.put("reference_" + kind, s.reference);
    out.put("current_" + kind, s.current);
    out.put_number(kind + "_difference", s.difference);
    out.put_number(kind + "_p_adjusted", s.p_adjusted);
  }
  put_moved(out, c);
  put_small(out, c.small);
  put_shapes(out, c.shapes);
  out.put_number("neighbours", c.neighbours);
  put_clusters(out, c);
  out.put("kinds_known", c.kinds_known);
  out.put_number("outside", c.outside());
  if (c.type != column_type::categorical) {
    out.put_number("below", c.below);
    out.put_number("above", c.above);
  }
  out.put("verdict", to_string(c.result));
  out.put("drift", c.result == verdict::drift);
  out.put_text_or_null("note", c.note);
  if (c.type == column_type::categorical) put_categories(out, c);
  put_tests(out, c, margin);
  out.close('}');
}

}  // namespace

std::string to_json(const comparison& result, std::string_view reference, std::string_view current,
                    const comparison_options& rule) {
  json_line out;
  out.open('{');
  out.put("schema", std::uint64_t{comparison_schema});
  out.put("reference", reference);
  out.put("current", current);
  out.put("alpha", rule.alpha);
  out.put("margin", rule.margin);
  out.put("correction", rule.correction);
  out.put_text_or_null("cluster", rule.cluster);
  if (rule.block == 0)
    out.put("block", nullptr);
  else
    out.put("block", rule.block);
  out.put("decisions", result.decisions);
  out.put("verdict", to_string(result.overall()));
  out.put("drift", result.any(verdict::drift));
  out.put_all("remarks", result.remarks);
  out.put_all("doubts", result.doubts);
  out.key("columns");
  out.open('[');
  for (const column_comparison& c : result.columns) add(out, c, rule.margin);
  out.close(']');
  out.close('}');
  return std::move(out).take();
}

}  // namespace tepid::inline v0
