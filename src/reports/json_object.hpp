// src/reports/json_object.hpp - reading a JSON document key by key; every mistake is told with the path of its key.
#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include <tepid/core/version.hpp>

namespace tepid::inline v0 {

/// Throws error{bad_argument, key}: "monitor: KEY what".
[[noreturn]] void refuse_key(const std::string& key, const std::string& what);

/// Parses, and refuses an object with the same key twice: JSON leaves open which one counts. Throws as refuse_key, for
/// text that is no JSON with line and column.
[[nodiscard]] nlohmann::ordered_json parse_document(std::string_view text);

/// One object of the document: takes keys, and in the end says which were not known. What is not there leaves the value
/// as it was; what is of another type is refused.
class object_reader {
 public:
  using json = nlohmann::ordered_json;

  object_reader(const json& value, std::string path);

  [[nodiscard]] std::string key(std::string_view name) const;
  /// The value of a key, null if it is not there.
  const json* find(std::string_view name);
  void take(std::string_view name, std::string& into);
  void take(std::string_view name, double& into);
  void take(std::string_view name, std::optional<double>& into);
  /// One of some words.
  void take_word(std::string_view name, std::string& into, std::span<const std::string_view> words);
  template <class Unsigned>
  void take_count(std::string_view name, Unsigned& into, std::uint64_t least, std::uint64_t most) {
    if (const auto n = count(name, least, most)) into = static_cast<Unsigned>(*n);
  }
  template <class Enum>
  void take_choice(std::string_view name, Enum& into, std::span<const std::string_view> names) {
    std::string text{names[static_cast<std::size_t>(into)]};
    take_word(name, text, names);
    for (std::size_t i = 0; i < names.size(); ++i)
      if (names[i] == text) into = static_cast<Enum>(i);
  }
  /// Calls f(object_reader&) for each object of a list.
  template <class F>
  void each(std::string_view name, F&& f) {
    const json* all = find(name);
    if (all == nullptr) return;
    must_be_list(name, *all);
    for (std::size_t i = 0; i < all->size(); ++i) {
      object_reader one{(*all)[i], key(name) + "[" + std::to_string(i) + "]"};
      f(one);
      one.finish();
    }
  }
  /// Calls f(object_reader&) for an object, if it is there; null is as good as not there.
  template <class F>
  void within(std::string_view name, F&& f) {
    const json* value = find(name);
    if (value == nullptr || value->is_null()) return;
    object_reader one{*value, key(name)};
    f(one);
    one.finish();
  }
  /// Calls f(name, value) for each key that nobody asked for yet; they are known then.
  template <class F>
  void others(F&& f) {
    std::vector<std::string> names;
    for (const auto& item : value_.items())
      if (std::find(known_.begin(), known_.end(), item.key()) == known_.end()) names.push_back(item.key());
    for (const std::string& name : names) f(name, *find(name));
  }
  /// Throws for a key that nothing stands in for and that is not there.
  void must_have(std::initializer_list<std::string_view> names) const;
  /// Throws for a key that nobody asked for.
  void finish() const;

 private:
  std::optional<std::uint64_t> count(std::string_view name, std::uint64_t least, std::uint64_t most);
  void must_be_list(std::string_view name, const json& value) const;

  const json& value_;
  std::string path_;
  std::vector<std::string> known_;
};

}  // namespace tepid::inline v0
