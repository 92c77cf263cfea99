// tepid/compare/memory_side.hpp - columns in memory as a side of a comparison.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <tepid/compare/table_side.hpp>
#include <tepid/core/keyed_hash.hpp>
#include <tepid/core/non_finite.hpp>
#include <tepid/monitors/profile.hpp>

namespace tepid::inline v0 {

/// A column in memory: numbers, texts, or why it is neither. A copy shares the values.
class memory_column {
 public:
  /// In place of a text's place: the row has no value.
  static constexpr std::uint32_t no_text = ~std::uint32_t{0};

  /// Numbers, in place, for as long as `owner` lives: missing_value where none was given, times in seconds since 1970.
  /// As in a file, numbers that only grow are times, in any unit, if the name or the range says so (docs/tables.md).
  /// Throws error{bad_argument, name} for a categorical type.
  [[nodiscard]] static memory_column of_numbers(std::string name, column_type type, std::span<const double> values,
                                                std::shared_ptr<const void> owner);
  [[nodiscard]] static memory_column of_numbers(std::string name, column_type type, std::vector<double> values);
  /// Categories: of each row the place of its text among `texts`, or no_text. Texts may be there twice.
  /// Throws error{bad_argument, name} for a place beyond the texts.
  [[nodiscard]] static memory_column of_texts(std::string name, std::vector<std::string> texts,
                                              std::vector<std::uint32_t> places);
  /// A column that cannot be judged: a comparison says why, and goes on with the others.
  [[nodiscard]] static memory_column unusable(std::string name, std::uint64_t rows, std::string why);

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  /// The same column by another name.
  [[nodiscard]] memory_column renamed(std::string name) const {
    memory_column c{*this};
    c.name_ = std::move(name);
    return c;
  }
  [[nodiscard]] column_type type() const noexcept { return type_; }
  [[nodiscard]] std::uint64_t rows() const noexcept { return rows_; }
  /// Rows with a value; infinities are values.
  [[nodiscard]] std::uint64_t values() const noexcept { return values_; }
  /// Why the column cannot be judged; empty if it can.
  [[nodiscard]] const std::string& problem() const noexcept { return problem_; }
  /// Of a column of numbers.
  [[nodiscard]] std::span<const double> numbers() const noexcept { return numbers_; }
  /// Of a column of texts.
  [[nodiscard]] const std::vector<std::string>& texts() const noexcept { return shared_->texts; }
  [[nodiscard]] const std::vector<std::uint32_t>& places() const noexcept { return shared_->places; }

 private:
  struct text_rows {
    std::vector<std::string> texts;
    std::vector<std::uint32_t> places;
  };

  explicit memory_column(std::string name) : name_{std::move(name)} {}

  std::string name_, problem_;
  column_type type_ = column_type::numeric;
  std::uint64_t rows_ = 0, values_ = 0;
  std::span<const double> numbers_;
  std::shared_ptr<const void> owner_;
  std::shared_ptr<const text_rows> shared_;
};

/// Texts row by row, each different one kept once.
class text_column_builder {
 public:
  void add(std::string_view text) { places_.push_back(place_of(text)); }
  void add_place(std::uint32_t place) { places_.push_back(place); }
  void add_missing(std::size_t rows = 1) { places_.insert(places_.end(), rows, memory_column::no_text); }
  /// Where a text is; it is put there if it is new. Throws error{bad_data} for more than 2^32 - 2 of them.
  [[nodiscard]] std::uint32_t place_of(std::string_view text);
  [[nodiscard]] std::size_t rows() const noexcept { return places_.size(); }
  /// The column; the builder is empty again.
  [[nodiscard]] memory_column finish(std::string name);

 private:
  std::unordered_map<std::string, std::uint32_t, keyed_hash, std::equal_to<>> known_;
  std::vector<std::string> texts_;
  std::vector<std::uint32_t> places_;
};

/// Columns in memory.
class memory_side final : public table_side {
 public:
  /// `name` is what messages call the table. rows() is the largest number of rows of a column.
  /// Throws error{bad_argument} when two columns share a name.
  memory_side(std::string name, std::vector<memory_column> columns);

  [[nodiscard]] column_type type_of(const std::string& column) const override { return at(column).type(); }
  [[nodiscard]] bool empty(const std::string& column) const override { return at(column).values() == 0; }
  [[nodiscard]] std::string problem_of(const std::string& column) const override { return at(column).problem(); }
  [[nodiscard]] text_example first_text(const std::string& column) const override;
  /// Numbers as categories are their shortest texts, booleans "false" and "true".
  [[nodiscard]] column_sample take(const std::string& column, column_type as) const override;

 private:
  [[nodiscard]] const memory_column& at(const std::string& column) const { return columns_[place_of(column)]; }

  std::vector<memory_column> columns_;
};

}  // namespace tepid::inline v0
