// src/tables/table_data.hpp - a whole table in memory, column by column.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tepid/monitors/profile.hpp>

#include "tables/parsed_block.hpp"
#include "tables/plain_number.hpp"
#include "tables/typed_column.hpp"

namespace tepid::inline v0::tables {

/// One column: the sink of its typed_column.
class data_column {
 public:
  explicit data_column(std::string name, std::optional<column_type> given = {}, bool day_first = false)
      : typed_{std::move(name), given, day_first} {}

  [[nodiscard]] const std::string& name() const noexcept { return typed_.name(); }
  [[nodiscard]] const typed_column& typed() const noexcept { return typed_; }
  [[nodiscard]] typed_column& typed() noexcept { return typed_; }
  [[nodiscard]] column_type type() const noexcept { return typed_.type(); }
  [[nodiscard]] std::uint64_t rows() const noexcept { return typed_.values() + typed_.missing(); }
  /// Cells without a value: missing or NaN.
  [[nodiscard]] std::uint64_t missing() const noexcept { return typed_.missing(); }
  /// No value at all.
  [[nodiscard]] bool empty() const noexcept { return typed_.values() == 0; }
  /// All rows as numbers, times in seconds since 1970, missing_value or NaN where there is none; nothing for a
  /// categorical column.
  [[nodiscard]] std::span<const double> numbers() const noexcept { return numbers_; }
  /// Calls f(optional text) for each row of a categorical column; the texts remain.
  template <class F>
  void for_each_text(F&& f) const {
    std::string_view rest{chars_};
    for (const std::uint32_t length : lengths_) {
      if (length == no_text) {
        f(std::optional<std::string_view>{});
      } else {
        f(std::optional{rest.substr(0, length)});
        rest.remove_prefix(length);
      }
    }
  }

  void take_numbers(std::span<const double> xs) { numbers_.insert(numbers_.end(), xs.begin(), xs.end()); }
  void take_missing(std::uint64_t rows) { numbers_.insert(numbers_.end(), static_cast<std::size_t>(rows), missing_value); }
  void take_missing_texts(std::uint64_t rows) {
    lengths_.insert(lengths_.end(), static_cast<std::size_t>(rows), no_text);
  }
  void take_text(std::optional<std::string_view> t) {
    lengths_.push_back(t ? static_cast<std::uint32_t>(t->size()) : no_text);
    if (t) chars_ += *t;
  }
  void become_text(std::uint64_t missing) {
    numbers_ = {};
    lengths_.assign(static_cast<std::size_t>(missing), no_text);
  }
  void lose_texts() { forget(); }
  bool swap_days();
  /// Bytes of the texts that it keeps.
  [[nodiscard]] std::uint64_t text_bytes() const noexcept { return chars_.size(); }
  /// Are the texts of its rows there? Those of a categorical column always are.
  [[nodiscard]] bool has_texts() const noexcept { return lengths_.size() == rows(); }

  /// All values, not what is known of them.
  void forget() {
    numbers_ = {};
    chars_ = {};
    lengths_ = {};
  }

 private:
  static constexpr std::uint32_t no_text = ~std::uint32_t{0};

  typed_column typed_;
  std::vector<double> numbers_;
  std::string chars_;  // the texts, one after the other
  std::vector<std::uint32_t> lengths_;
};

/// The bytes of a table's rows, for what was not known to be needed when they were parsed.
struct kept_rows {
  struct block {
    std::string text;  ///< With the padding that parsers want.
    std::uint64_t first_line = 0;
  };
  std::vector<block> blocks;
  std::unique_ptr<block_parser> parser;  ///< Knows all columns.

  /// Gives the columns the texts of all their cells, numbers as they were written. All columns at once, for each time
  /// reads all rows again.
  void read_texts(std::span<data_column* const> columns) const;
};

/// A table with some or all of its columns.
struct table_data {
  std::string name;
  std::uint64_t rows = 0;
  std::vector<data_column> columns;
  kept_rows source;

  [[nodiscard]] const data_column* find(std::string_view column) const noexcept;
};

}  // namespace tepid::inline v0::tables
