// src/reports/json_object.cpp - reading a JSON document key by key.
#include "reports/json_object.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <tepid/core/error.hpp>

namespace tepid::inline v0 {

namespace {

using json = nlohmann::ordered_json;

std::string type_of(const json& value) {
  return value.is_null()      ? "null"
         : value.is_boolean() ? "true or false"
         : value.is_number()  ? "a number"
         : value.is_string()  ? "text"
         : value.is_array()   ? "a list"
                              : "an object";
}

std::string list_of(std::span<const std::string_view> names) {
  std::string out;
  for (const auto n : names) out.append(out.empty() ? "" : ", ").append(n);
  return out;
}

}  // namespace

void refuse_key(const std::string& key, const std::string& what) {
  throw error{errc::bad_argument, key, "monitor: " + (key.empty() ? "the configuration" : key) + " " + what};
}

json parse_document(std::string_view text) {
  std::vector<std::set<std::string>> keys;
  const json::parser_callback_t watch = [&](int, json::parse_event_t event, json& value) {
    if (event == json::parse_event_t::object_start) keys.emplace_back();
    if (event == json::parse_event_t::object_end) keys.pop_back();
    if (event == json::parse_event_t::key && !keys.back().insert(value.get<std::string>()).second)
      refuse_key(value.get<std::string>(), "is there twice in one object");
    return true;
  };
  try {
    return json::parse(text, watch);
  } catch (const json::parse_error& why) {
    const auto before = text.substr(0, std::min(text.size(), why.byte == 0 ? 0 : why.byte - 1));
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const auto start = before.rfind('\n');
    const std::size_t column = before.size() - (start == std::string_view::npos ? 0 : start + 1) + 1;
    refuse_key("",
               "is no JSON: something is wrong at line " + std::to_string(line) + ", column " + std::to_string(column));
  } catch (const json::out_of_range&) {
    refuse_key("", "has a number that is too large");
  }
}

object_reader::object_reader(const json& value, std::string path) : value_{value}, path_{std::move(path)} {
  if (!value.is_object()) refuse_key(path_, "must be an object, not " + type_of(value));
}

std::string object_reader::key(std::string_view name) const {
  return path_.empty() ? std::string{name} : path_ + "." + std::string{name};
}

const json* object_reader::find(std::string_view name) {
  if (std::find(known_.begin(), known_.end(), name) == known_.end()) known_.emplace_back(name);
  const auto at = value_.find(name);
  return at == value_.end() ? nullptr : &*at;
}

void object_reader::take(std::string_view name, std::string& into) {
  if (const json* v = find(name)) {
    if (!v->is_string()) refuse_key(key(name), "must be text, not " + type_of(*v));
    into = v->get<std::string>();
  }
}

void object_reader::take(std::string_view name, double& into) {
  if (const json* v = find(name)) {
    if (!v->is_number()) refuse_key(key(name), "must be a number, not " + type_of(*v));
    into = v->get<double>();
  }
}

void object_reader::take(std::string_view name, std::optional<double>& into) {
  const json* v = find(name);
  if (v == nullptr || v->is_null()) return;
  take(name, into.emplace());
}

void object_reader::take_word(std::string_view name, std::string& into, std::span<const std::string_view> words) {
  if (find(name) == nullptr) return;
  take(name, into);
  if (std::find(words.begin(), words.end(), into) == words.end())
    refuse_key(key(name), "is '" + into + "'; it must be one of " + list_of(words));
}

std::optional<std::uint64_t> object_reader::count(std::string_view name, std::uint64_t least, std::uint64_t most) {
  const json* v = find(name);
  if (v == nullptr) return std::nullopt;
  if (!v->is_number_unsigned() || v->get<std::uint64_t>() < least || v->get<std::uint64_t>() > most)
    refuse_key(key(name), "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most));
  return v->get<std::uint64_t>();
}

void object_reader::must_be_list(std::string_view name, const json& value) const {
  if (!value.is_array()) refuse_key(key(name), "must be a list, not " + type_of(value));
}

void object_reader::must_have(std::initializer_list<std::string_view> names) const {
  for (const std::string_view name : names)
    if (!value_.contains(name)) refuse_key(key(name), "is missing");
}

void object_reader::finish() const {
  for (const auto& [name, unused] : value_.items())
    if (std::find(known_.begin(), known_.end(), name) == known_.end()) {
      const std::vector<std::string_view> names(known_.begin(), known_.end());
      refuse_key(key(name), "is not a key that is known here; there are " + list_of(names));
    }
}

}  // namespace tepid::inline v0
