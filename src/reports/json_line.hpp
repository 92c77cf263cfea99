// src/reports/json_line.hpp - one line of JSON, written key by key.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include <tepid/core/version.hpp>

namespace tepid::inline v0 {

/// Holds nothing but the text. A tree of nlohmann::json takes a hundred times as much, and ends the program where memory
/// runs out while it is taken down. The bytes are those of its dump: numbers that are not finite are null, text that is
/// not UTF-8 is repaired.
class json_line {
 public:
  void open(char bracket) {
    separate();
    text_ += bracket;
    first_ = true;
  }
  void close(char bracket) {
    text_ += bracket;
    first_ = false;
  }
  /// What follows is its value. `name` is written as it is: letters and underscores.
  void key(std::string_view name) {
    separate();
    text_.append("\"").append(name).append("\":");
    first_ = true;
  }
  void add(std::nullptr_t) { word("null"); }
  void add(bool x) { word(x ? "true" : "false"); }
  void add(std::uint64_t x) { word(std::to_string(x)); }
  void add(double x) { word(nlohmann::json(x).dump()); }
  void add(std::string_view x) {
    word(nlohmann::json(std::string{x}).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  }
  void add(const std::string& x) { add(std::string_view{x}); }
  void add(const char* x) { add(std::string_view{x}); }
  /// A list of what add() takes.
  template <class List>
  void add_all(const List& values) {
    open('[');
    for (const auto& x : values) add(x);
    close(']');
  }
  template <class T>
  void put(std::string_view name, const T& value) {
    key(name);
    add(value);
  }
  template <class List>
  void put_all(std::string_view name, const List& values) {
    key(name);
    add_all(values);
  }
  /// No negative zero.
  void put_number(std::string_view name, double x) { put(name, x + 0.0); }
  /// Null for no text.
  void put_text_or_null(std::string_view name, std::string_view x) { x.empty() ? put(name, nullptr) : put(name, x); }

  [[nodiscard]] std::string take() && { return std::move(text_); }

 private:
  void separate() {
    if (!first_) text_ += ',';
  }
  void word(std::string_view x) {
    separate();
    text_ += x;
    first_ = false;
  }

  std::string text_;
  bool first_ = true;  // nothing before it in its brackets, or its key
};

}  // namespace tepid::inline v0
