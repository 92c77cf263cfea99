// src/reports/config_json.cpp - a monitor's configuration as one JSON document.
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include <tepid/core/error.hpp>
#include <tepid/reports/config_json.hpp>

#include "reports/json_object.hpp"

namespace tepid::inline v0 {

namespace {

using json = nlohmann::ordered_json;

constexpr std::uint64_t most_exact = std::uint64_t{1} << 53;  // beyond it a JSON number need not be whole

/// {"check": "level", "weight": 2} or {"detector": "cusum", "of": "windows", "weight": 1, and its parameters by name}.
check_config read_check(object_reader& in) {
  check_config c;
  in.take("check", c.check);
  in.take("detector", c.detector);
  in.take("weight", c.weight);
  if (c.detector.empty()) return c;
  in.take_choice("of", c.of, check_input_names);
  in.others([&](const std::string& name, const json& value) {
    check_parameter& p = c.parameters.emplace_back();
    p.name = name;
    if (value.is_number()) p.number = value.get<double>();
    else if (value.is_boolean()) p.number = value.get<bool>();
    else if (value.is_string() && !value.get_ref<const std::string&>().empty()) p.word = value.get<std::string>();
    else refuse_key(in.key(name), "must be a number, true, false or a word: a parameter of " + c.detector);
  });
  return c;
}

json to_document(const check_config& c) {
  json out;
  if (c.detector.empty()) {
    out["check"] = c.check;
  } else {
    out["detector"] = c.detector;
    out["of"] = to_string(c.of);
  }
  out["weight"] = c.weight;
  for (const check_parameter& p : c.parameters) {
    if (p.word.empty()) out[p.name] = p.number;
    else out[p.name] = p.word;
  }
  return out;
}

signal_config read_signal(object_reader& in) {
  signal_config s;
  in.take("name", s.name);
  in.take_choice("role", s.role, signal_role_names);
  in.take_choice("type", s.type, signal_type_names);
  in.take("margin", s.margin);
  in.take("share_margin", s.share_margin);
  in.take("formerly", s.formerly);
  in.take("threshold", s.threshold);
  in.take_count("dimensions", s.dimensions, 0, 65'536);
  in.each("checks", [&](object_reader& one) { s.checks.push_back(read_check(one)); });
  return s;
}

/// Calls f(); what it refuses by a member's name is refused by the key with its path.
template <class F>
void under(const std::string& path, F&& f) {
  try {
    f();
  } catch (const error& why) {
    // "audit: reference must be ...": what is behind the first colon begins with the member.
    const std::string_view what{why.what()};
    const std::size_t colon = what.find(": ");
    throw error{why.code(), path + "." + why.field(),
                "monitor: " + path + "." + std::string{what.substr(colon == what.npos ? 0 : colon + 2)}};
  }
}

quality_watch_config read_quality(object_reader& in) {
  quality_watch_config q;
  in.take_choice("kind", q.settings.kind, quality_kind_names);
  in.take_count("classes", q.settings.classes, 2, 1024);
  in.take("most_error", q.settings.most_error);
  in.take("least_probability", q.settings.least_probability);
  std::vector<std::string_view> metrics;
  for (const quality_metric m : metrics_of(q.settings.kind)) metrics.push_back(to_string(m));
  in.each("floors", [&](object_reader& one) {
    quality_floor& f = q.floors.emplace_back();
    one.take_word("metric", f.metric, metrics);
    one.take("level", f.level);
    one.must_have({"metric", "level"});
  });
  in.each("references", [&](object_reader& one) {
    quality_reference& r = q.references.emplace_back();
    one.take_word("metric", r.metric, metrics);
    one.take("level", r.level);
    one.take("margin", r.margin);
    one.must_have({"metric", "level"});
  });
  in.take_count("capacity", q.capacity, 1, std::uint64_t{1} << 30);
  in.take("horizon_seconds", q.horizon_seconds);
  in.take("cohort_seconds", q.cohort_seconds);
  in.take("mature_share", q.mature_share);
  in.take("matures_after_seconds", q.matures_after_seconds);
  in.take_count("segments", q.most_segments, 0, 4096);
  in.take("alpha", q.alpha);
  in.within("audit", [&](object_reader& one) {
    audit_params& a = q.audit.emplace();
    one.take("reference", a.reference);
    one.take("tolerance", a.tolerance);
    one.take("alpha", a.alpha);
    under("quality.audit", [&] { a.validate(); });
  });
  under("quality", [&] { q.validate(); });
  return q;
}

json to_document(const quality_watch_config& q) {
  json out{{"kind", to_string(q.settings.kind)},
           {"classes", q.settings.classes},
           {"most_error", q.settings.most_error},
           {"least_probability", q.settings.least_probability},
           {"floors", json::array()},
           {"references", json::array()},
           {"capacity", q.capacity},
           {"horizon_seconds", q.horizon_seconds},
           {"cohort_seconds", q.cohort_seconds},
           {"mature_share", q.mature_share},
           {"matures_after_seconds", q.matures_after_seconds},
           {"segments", q.most_segments},
           {"alpha", q.alpha}};
  for (const quality_floor& f : q.floors) out["floors"].push_back({{"metric", f.metric}, {"level", f.level}});
  for (const quality_reference& r : q.references)
    out["references"].push_back({{"metric", r.metric}, {"level", r.level}, {"margin", r.margin}});
  if (q.audit)
    out["audit"] = {{"reference", q.audit->reference}, {"tolerance", q.audit->tolerance}, {"alpha", q.audit->alpha}};
  return out;
}

}  // namespace

monitor_config config_from_json(std::string_view text) {
  const json document = parse_document(text);
  object_reader in{document, ""};
  monitor_config c;
  in.take("name", c.name);
  in.take("budget", c.budget);
  in.take("rate", c.rate);
  in.take("reference", c.reference);
  in.each("signals", [&](object_reader& one) { c.signals.push_back(read_signal(one)); });
  in.within("quality", [&](object_reader& one) { c.quality = read_quality(one); });
  in.within("alarms", [&](object_reader& one) {
    one.take("rearm_seconds", c.alarms.rearm_seconds);
    one.take("critical_margins", c.alarms.critical_margins);
  });
  in.take("window_seconds", c.window_seconds);
  in.take_count("window_rows", c.window_rows, 0, std::uint64_t{1} << 32);
  in.take("season_seconds", c.season_seconds);
  in.take("trailing_seconds", c.trailing_seconds);
  in.take_count("threads", c.threads, 0, most_exact);
  in.take_count("ring_values", c.ring_values, 0, most_exact);
  in.within("state", [&](object_reader& one) {
    one.take("file", c.state_file);
    one.take("interval_seconds", c.state_interval_seconds);
  });
  in.finish();
  c.validate();
  return c;
}

std::string config_to_json(const monitor_config& c) {
  json out{{"name", c.name}, {"budget", c.budget}, {"rate", c.rate}, {"reference", c.reference}};
  out["signals"] = json::array();
  for (const signal_config& s : c.signals) {
    json one{{"name", s.name},
             {"role", to_string(s.role)},
             {"type", to_string(s.type)},
             {"margin", s.margin},
             {"share_margin", s.share_margin}};
    if (!s.formerly.empty()) one["formerly"] = s.formerly;
    if (s.threshold) one["threshold"] = *s.threshold;
    one["dimensions"] = s.dimensions;
    for (const check_config& check : s.checks) one["checks"].push_back(to_document(check));
    out["signals"].push_back(std::move(one));
  }
  if (c.quality) out["quality"] = to_document(*c.quality);
  out["alarms"] = {{"rearm_seconds", c.alarms.rearm_seconds}, {"critical_margins", c.alarms.critical_margins}};
  out["window_seconds"] = c.window_seconds;
  out["window_rows"] = c.window_rows;
  out["season_seconds"] = c.season_seconds;
  out["trailing_seconds"] = c.trailing_seconds;
  out["threads"] = c.threads;
  out["ring_values"] = c.ring_values;
  out["state"] = {{"file", c.state_file}, {"interval_seconds", c.state_interval_seconds}};
  return out.dump(2);
}

}  // namespace tepid::inline v0
