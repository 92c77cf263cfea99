// src/reports/config_json.cpp - a monitor's configuration as one JSON document.
#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <set>
#include <span>
#include <vector>

#include <nlohmann/json.hpp>

#include <tepid/core/error.hpp>
#include <tepid/reports/config_json.hpp>

namespace tepid::inline v0 {

namespace {

using json = nlohmann::ordered_json;

[[noreturn]] void refuse(const std::string& key, const std::string& what) {
  throw error{errc::bad_argument, key, "monitor: " + (key.empty() ? "the configuration" : key) + " " + what};
}

std::string in_quotes(std::string_view s) { return "'" + std::string{s} + "'"; }

std::string type_of(const json& value) {
  return value.is_null()      ? "null"
         : value.is_boolean() ? "true or false"
         : value.is_number()  ? "a number"
         : value.is_string()  ? "text"
         : value.is_array()   ? "a list"
                              : "an object";
}

/// One object of the document: takes keys, and in the end says which were not known.
class object_reader {
 public:
  object_reader(const json& value, std::string path) : value_{value}, path_{std::move(path)} {
    if (!value.is_object()) refuse(path_, "must be an object, not " + type_of(value));
  }

  [[nodiscard]] std::string key(std::string_view name) const {
    return path_.empty() ? std::string{name} : path_ + "." + std::string{name};
  }
  /// The value of a key, null if it is not there.
  const json* find(std::string_view name) {
    known_.emplace_back(name);
    const auto at = value_.find(name);
    return at == value_.end() ? nullptr : &*at;
  }
  void take(std::string_view name, std::string& into) {
    if (const json* v = find(name)) {
      if (!v->is_string()) refuse(key(name), "must be text, not " + type_of(*v));
      into = v->get<std::string>();
    }
  }
  void take(std::string_view name, double& into) {
    if (const json* v = find(name)) {
      if (!v->is_number()) refuse(key(name), "must be a number, not " + type_of(*v));
      into = v->get<double>();
    }
  }
  void take(std::string_view name, std::optional<double>& into) {
    if (double x = 0; find(name) != nullptr && !value_[std::string{name}].is_null()) {
      known_.pop_back();
      take(name, x);
      into = x;
    }
  }
  template <class Unsigned>
  void take_count(std::string_view name, Unsigned& into, std::uint64_t most) {
    if (const json* v = find(name)) {
      if (!v->is_number_unsigned() || v->get<std::uint64_t>() > most)
        refuse(key(name), "must be a whole number from 0 to " + std::to_string(most));
      into = static_cast<Unsigned>(v->get<std::uint64_t>());
    }
  }
  template <class Enum>
  void take_choice(std::string_view name, Enum& into, std::span<const std::string_view> names) {
    std::string text;
    if (value_.contains(name))
      take(name, text);
    else
      return static_cast<void>(known_.emplace_back(name));
    const auto at = std::find(names.begin(), names.end(), text);
    if (at == names.end()) refuse(key(name), "is " + in_quotes(text) + "; it must be one of " + list(names));
    into = static_cast<Enum>(at - names.begin());
  }
  /// Throws for a key that nobody asked for.
  void finish() const {
    for (const auto& [name, unused] : value_.items())
      if (std::find(known_.begin(), known_.end(), name) == known_.end()) {
        const std::vector<std::string_view> names(known_.begin(), known_.end());
        refuse(key(name), "is not a key that is known here; there are " + list(names));
      }
  }

 private:
  static std::string list(std::span<const std::string_view> names) {
    std::string out;
    for (const auto n : names) out += (out.empty() ? "" : ", ") + std::string{n};
    return out;
  }

  const json& value_;
  std::string path_;
  std::vector<std::string> known_;
};

/// Parses, and refuses an object with the same key twice: JSON leaves open which one counts.
json parse(std::string_view text) {
  std::vector<std::set<std::string>> keys;
  const json::parser_callback_t watch = [&](int, json::parse_event_t event, json& value) {
    if (event == json::parse_event_t::object_start) keys.emplace_back();
    if (event == json::parse_event_t::object_end) keys.pop_back();
    if (event == json::parse_event_t::key && !keys.back().insert(value.get<std::string>()).second)
      refuse(value.get<std::string>(), "is there twice in one object");
    return true;
  };
  try {
    return json::parse(text, watch);
  } catch (const json::parse_error& why) {
    const auto before = text.substr(0, std::min(text.size(), why.byte == 0 ? 0 : why.byte - 1));
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const auto start = before.rfind('\n');
    const std::size_t column = before.size() - (start == std::string_view::npos ? 0 : start + 1) + 1;
    refuse("", "is no JSON: something is wrong at line " + std::to_string(line) + ", column " + std::to_string(column));
  } catch (const json::out_of_range&) {
    refuse("", "has a number that is too large");
  }
}

const json& list_of(object_reader& from, std::string_view name, const json& none) {
  const json* found = from.find(name);
  if (found == nullptr) return none;
  if (!found->is_array()) refuse(from.key(name), "must be a list, not " + type_of(*found));
  return *found;
}

signal_config read_signal(const json& value, const std::string& path) {
  object_reader in{value, path};
  signal_config s;
  in.take("name", s.name);
  in.take_choice("role", s.role, signal_role_names);
  in.take_choice("type", s.type, signal_type_names);
  in.take("margin", s.margin);
  in.take("threshold", s.threshold);
  in.take_count("dimensions", s.dimensions, 65'536);
  in.finish();
  return s;
}

}  // namespace

monitor_config config_from_json(std::string_view text) {
  const json document = parse(text), none = json::array();
  object_reader in{document, ""};
  monitor_config c;
  in.take("name", c.name);
  in.take("budget", c.budget);
  in.take("rate", c.rate);
  in.take("reference", c.reference);
  const json& signals = list_of(in, "signals", none);
  for (std::size_t i = 0; i < signals.size(); ++i)
    c.signals.push_back(read_signal(signals[i], "signals[" + std::to_string(i) + "]"));
  const json& floors = list_of(in, "quality", none);
  for (std::size_t i = 0; i < floors.size(); ++i) {
    object_reader floor{floors[i], "quality[" + std::to_string(i) + "]"};
    quality_floor f;
    floor.take("metric", f.metric);
    floor.take("level", f.level);
    floor.finish();
    c.floors.push_back(std::move(f));
  }
  if (const json* value = in.find("alarms")) {
    object_reader alarms{*value, "alarms"};
    alarms.take("rearm_seconds", c.alarms.rearm_seconds);
    alarms.take("critical_margins", c.alarms.critical_margins);
    alarms.finish();
  }
  in.take("window_seconds", c.window_seconds);
  in.take("trailing_seconds", c.trailing_seconds);
  in.take_count("threads", c.threads, std::uint64_t{1} << 53);
  in.take_count("ring_values", c.ring_values, std::uint64_t{1} << 53);
  if (const json* value = in.find("state")) {
    object_reader state{*value, "state"};
    state.take("file", c.state_file);
    state.take("interval_seconds", c.state_interval_seconds);
    state.finish();
  }
  in.finish();
  c.validate();
  return c;
}

std::string config_to_json(const monitor_config& c) {
  json out{{"name", c.name}, {"budget", c.budget}, {"rate", c.rate}, {"reference", c.reference}};
  out["signals"] = json::array();
  for (const signal_config& s : c.signals) {
    json one{{"name", s.name}, {"role", to_string(s.role)}, {"type", to_string(s.type)}, {"margin", s.margin}};
    if (s.threshold) one["threshold"] = *s.threshold;
    one["dimensions"] = s.dimensions;
    out["signals"].push_back(std::move(one));
  }
  out["quality"] = json::array();
  for (const quality_floor& f : c.floors) out["quality"].push_back({{"metric", f.metric}, {"level", f.level}});
  out["alarms"] = {{"rearm_seconds", c.alarms.rearm_seconds}, {"critical_margins", c.alarms.critical_margins}};
  out["window_seconds"] = c.window_seconds;
  out["trailing_seconds"] = c.trailing_seconds;
  out["threads"] = c.threads;
  out["ring_values"] = c.ring_values;
  out["state"] = {{"file", c.state_file}, {"interval_seconds", c.state_interval_seconds}};
  return out.dump(2);
}

}  // namespace tepid::inline v0
