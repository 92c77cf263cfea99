// src/tables/table_error.hpp - what is wrong with a table, and where.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <tepid/core/error.hpp>

#include "tables/advice.hpp"
#include "text/names.hpp"

namespace tepid::inline v0::tables {

/// Thrown for a table that cannot be used: errc::io where it cannot be read, bad_data for what is in it, bad_argument
/// for what the caller asks of it. what() is the whole message, "FILE:LINE: column 'X': ..."; field() is the column if
/// the message names one, else the file.
class table_error : public error {
 public:
  /// `line` counts from 1; 0: of no line.
  table_error(errc code, std::string file, std::uint64_t line, std::string_view what, advice help = {})
      : error{code, file, located(file, line, std::nullopt, what)},
        file_{std::move(file)},
        line_{line},
        help_{std::move(help)} {}
  table_error(errc code, std::string file, std::uint64_t line, std::string column, std::string_view what, advice help = {})
      : error{code, column, located(file, line, column, what)},
        file_{std::move(file)},
        line_{line},
        column_{std::move(column)},
        help_{std::move(help)} {}

  [[nodiscard]] const std::string& file() const noexcept { return file_; }
  [[nodiscard]] std::uint64_t line() const noexcept { return line_; }
  /// What the message leaves to the caller to say.
  [[nodiscard]] const advice& help() const noexcept { return help_; }
  [[nodiscard]] const std::optional<std::string>& column() const noexcept { return column_; }

 private:
  std::string file_;
  std::uint64_t line_;
  std::optional<std::string> column_;
  advice help_;
};

/// Thrown for a value that one of the input_options, or the choice of columns, cannot have: field() is its name, "max_columns", and
/// what() the cause without it.
class wrong_option : public error {
 public:
  wrong_option(std::string option, const std::string& why) : error{errc::bad_argument, std::move(option), why} {}
};

}  // namespace tepid::inline v0::tables
