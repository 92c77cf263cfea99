// src/reports/comparison_json.cpp - what a comparison found out, as one JSON document.
#include <tepid/reports/comparison_json.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include <tepid/core/non_finite.hpp>
#include <tepid/core/numeric.hpp>

namespace tepid::inline v0 {

namespace {

using json = nlohmann::ordered_json;

std::string to_line(const json& document) { return document.dump(-1, ' ', false, json::error_handler_t::replace); }

/// Null if it is not finite, no negative zero.
json number_or_null(double x) { return is_finite(x) ? json(x + 0.0) : json(nullptr); }

json moved_json(const column_comparison& c) {
  if (is_nan(c.moved.estimate)) return nullptr;
  return {{"share", number_or_null(c.moved.estimate)}, {"low", number_or_null(c.moved.low)},
          {"high", number_or_null(c.moved.high)},      {"p", number_or_null(c.moved.p)},
          {"p_adjusted", number_or_null(c.p_adjusted)}, {"n_needed", number_or_null(c.moved.n_needed)},
          {"method", c.moved.method}};
}

json small_json(const small_change& s) {
  if (s.what.empty()) return nullptr;
  return {{"what", s.what},
          {"reference", number_or_null(s.rate.reference)},
          {"current", number_or_null(s.rate.current)},
          {"ratio", number_or_null(s.rate.ratio)},
          {"ratio_low", number_or_null(s.rate.ratio_low)},
          {"ratio_high", number_or_null(s.rate.ratio_high)},
          {"p_adjusted", number_or_null(s.p_adjusted)}};
}

json clusters_json(const column_comparison& c) {
  if (c.reference_clusters + c.current_clusters == 0) return nullptr;
  return {{"reference", c.reference_clusters},
          {"current", c.current_clusters},
          {"reference_deff", number_or_null(c.reference_deff)},
          {"current_deff", number_or_null(c.current_deff)}};
}

json shapes_json(const two_shapes& s) {
  if (s.reference.empty()) return nullptr;
  json out;
  if (s.names.empty())
    out["edges"] = s.edges;
  else
    for (const std::string& name : s.names) out["categories"].push_back(name.empty() ? json(nullptr) : json(name));
  out["reference"] = s.reference;
  out["current"] = s.current;
  return out;
}

json to_json(const column_comparison& c, double margin) {
  json out{{"name", c.name},
           {"type", c.width != 0 ? "rows" : to_string(c.type)},
           {"reference", c.reference},
           {"current", c.current}};
  if (c.result == verdict::left_out) out["type"] = nullptr;  // nothing was read of it
  for (std::size_t i = 0; i < non_finite_kinds; ++i) {
    const std::string kind{non_finite_names[i]};
    const share_comparison& s = c.not_finite[i];
    out["reference_" + kind] = s.reference;
    out["current_" + kind] = s.current;
    out[kind + "_difference"] = number_or_null(s.difference);
    out[kind + "_p_adjusted"] = number_or_null(s.p_adjusted);
  }
  out["moved"] = moved_json(c);
  out["small"] = small_json(c.small);
  out["shapes"] = shapes_json(c.shapes);
  out["neighbours"] = number_or_null(c.neighbours);
  out["clusters"] = clusters_json(c);
  out["kinds_known"] = c.kinds_known;
  out["outside"] = number_or_null(c.outside());
  if (c.type != column_type::categorical) {
    out["below"] = number_or_null(c.below);
    out["above"] = number_or_null(c.above);
  }
  out["verdict"] = to_string(c.result);
  out["drift"] = c.result == verdict::drift;
  out["note"] = c.note.empty() ? json(nullptr) : json(c.note);
  if (c.type == column_type::categorical) {
    out["unseen"] = json::array();
    constexpr std::size_t most = 100;
    for (std::size_t i = 0; i < std::min(most, c.unseen.size()); ++i)
      out["unseen"].push_back({{"value", c.unseen[i].first}, {"count", c.unseen[i].second}});
    out["unseen_categories"] = c.unseen.size();
    out["new"] = number_or_null(c.unseen_share);
    out["vanished"] = number_or_null(c.vanished_share);
    out["changed"] = number_or_null(c.changed_share);
    out["psi"] = number_or_null(c.psi);
    out["psi_by_chance"] = number_or_null(c.psi_by_chance);
  }
  out["tests"] = json::array();
  for (const test_result& r : c.tests) {
    out["tests"].push_back({{"name", r.name},
                            {"statistic", number_or_null(r.statistic)},
                            {"p_value", number_or_null(r.p_value)},
                            {"effect", number_or_null(r.effect)},
                            {"effect_low", number_or_null(r.effect_low)},
                            {"effect_high", number_or_null(r.effect_high)},
                            {"margin_p", number_or_null(r.margin_p)},
                            {"beyond_margin", beyond_margin(r, margin)},
                            {"method", r.method}});
    const std::string_view choice = c.choices[static_cast<std::size_t>(&r - c.tests.data())];
    out["tests"].back()["choice"] = choice.empty() ? json("asked for") : json(choice);
    // Where the caller named the tests the first one decided.
    if (&r == &c.tests.front() && choice.empty()) out["tests"].back()["p_adjusted"] = number_or_null(c.p_adjusted);
  }
  return out;
}

}  // namespace

std::string to_json(const comparison& result, std::string_view reference, std::string_view current,
                    const comparison_options& rule) {
  const json head{{"schema", comparison_schema},
                  {"reference", reference},
                  {"current", current},
                  {"alpha", rule.alpha},
                  {"margin", rule.margin},
                  {"correction", rule.correction},
                  {"cluster", rule.cluster.empty() ? json(nullptr) : json(rule.cluster)},
                  {"block", rule.block == 0 ? json(nullptr) : json(rule.block)},
                  {"decisions", result.decisions},
                  {"verdict", to_string(result.overall())},
                  {"drift", result.any(verdict::drift)},
                  {"remarks", result.remarks},
                  {"doubts", result.doubts}};
  // Column by column: a document of very many columns takes a hundred times as much memory as its text.
  std::string text = to_line(head);
  text.pop_back();
  text += ",\"columns\":[";
  for (const column_comparison& c : result.columns)
    text.append(&c == result.columns.data() ? "" : ",").append(to_line(to_json(c, rule.margin)));
  return text + "]}";
}

}  // namespace tepid::inline v0
