// tests/support/memory_side.hpp - columns of a test as a side of a comparison.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tepid/compare/table_side.hpp>
#include <tepid/core/non_finite.hpp>
#include <tepid/core/random.hpp>

namespace tepid_test {

/// A column of numbers or of texts.
struct memory_column {
  std::string name;
  tepid::column_type type = tepid::column_type::numeric;
  std::vector<double> numbers{};
  std::vector<std::optional<std::string>> texts{};  ///< Of a categorical column.
  std::vector<std::string> written{};               ///< How the numbers were written; told by read_texts() alone.
};

inline memory_column numbers(std::string name, std::vector<double> values,
                             tepid::column_type type = tepid::column_type::numeric) {
  return {.name = std::move(name), .type = type, .numbers = std::move(values)};
}
inline memory_column texts(std::string name, std::vector<std::optional<std::string>> values) {
  return {.name = std::move(name), .type = tepid::column_type::categorical, .texts = std::move(values)};
}
/// So many rows of each category, in no order.
inline memory_column categories(std::string name, const std::map<std::string, int>& rows) {
  memory_column c{.name = std::move(name), .type = tepid::column_type::categorical};
  for (const auto& [value, count] : rows) c.texts.insert(c.texts.end(), static_cast<std::size_t>(count), value);
  tepid::random_source random{11};
  for (std::size_t i = c.texts.size(); i > 1; --i) std::swap(c.texts[i - 1], c.texts[random.below(i)]);
  return c;
}

class memory_side final : public tepid::table_side {
 public:
  memory_side(std::string name, std::vector<memory_column> columns)
      : table_side{std::move(name), columns.empty() ? 0 : size(columns.front()), names(columns)},
        columns_{std::move(columns)} {}

  [[nodiscard]] tepid::column_type type_of(const std::string& column) const override { return at(column).type; }
  [[nodiscard]] bool empty(const std::string& column) const override { return sample(column).values() == 0; }
  [[nodiscard]] tepid::text_example first_text(const std::string& column) const override {
    const auto& t = at(column).texts;
    for (std::size_t i = 0; i < t.size(); ++i)
      if (t[i]) return {.line = i + 2, .text = *t[i]};
    return {};
  }
  void read_texts(const std::vector<std::string>& columns) override {
    asked_for_ = columns;
    for (const std::string& name : columns)
      for (const std::string& t : at(name).written) columns_[place_of(name)].texts.emplace_back(t);
  }
  [[nodiscard]] tepid::column_sample take(const std::string& column, tepid::column_type as) const override {
    tepid::column_sample s = sample(column, as == tepid::column_type::categorical);
    s.type = as;
    return s;
  }
  /// What read_texts() was called with.
  [[nodiscard]] const std::vector<std::string>& asked_for() const noexcept { return asked_for_; }

 private:
  static std::size_t size(const memory_column& c) {
    return c.type == tepid::column_type::categorical ? c.texts.size() : c.numbers.size();
  }
  static std::vector<std::string> names(const std::vector<memory_column>& columns) {
    std::vector<std::string> all;
    for (const memory_column& c : columns) all.push_back(c.name);
    return all;
  }
  [[nodiscard]] const memory_column& at(const std::string& column) const { return columns_[place_of(column)]; }
  [[nodiscard]] tepid::column_sample sample(const std::string& column) const {
    return sample(column, at(column).type == tepid::column_type::categorical);
  }
  [[nodiscard]] tepid::column_sample sample(const std::string& column, bool text) const {
    const memory_column& c = at(column);
    tepid::column_sample s;
    s.name = c.name;
    s.type = c.type;
    s.rows = size(c);
    if (text) {
      std::vector<std::string_view> all;
      std::vector<std::uint32_t> places;
      for (const auto& t : c.texts) {
        places.push_back(t ? static_cast<std::uint32_t>(all.size()) : tepid::column_sample::no_category);
        if (t) all.push_back(*t);
      }
      s.take_categories(all, std::move(places));
    } else {
      s.numbers = c.numbers;
      s.not_finite = tepid::count_non_finite(s.numbers);
    }
    return s;
  }

  std::vector<memory_column> columns_;
  std::vector<std::string> asked_for_;
};

}  // namespace tepid_test
