// src/cli/table.hpp - tables for people.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tepid::cli {

/// A table in plain text: a header, a rule, rows; columns as wide as they need to be.
class table {
 public:
  struct column {
    std::string title;
    bool right = false;     ///< Numbers stand at the right.
    std::size_t most = 32;  ///< Longer text is shortened.
    bool spare = false;     ///< Goes as a whole where the line is too long for the terminal; never shortened for that.
  };

  explicit table(std::vector<column> columns) : columns_{std::move(columns)} {}

  /// A cell that stands out: its column, and the number of a colour of the terminal (ECMA-48, SGR); "" for none.
  struct colour {
    std::size_t column = 0;
    std::string_view code;
  };

  /// As many cells as there are columns. They are made safe to print here.
  void add(std::vector<std::string> cells) { add(std::move(cells), colour{}); }
  void add(std::vector<std::string> cells, colour stands_out) {
    rows_.push_back(std::move(cells));
    colours_.push_back(stands_out);
  }
  [[nodiscard]] bool empty() const noexcept { return rows_.empty(); }
  /// In at most `width` characters a line, if what is spare may go and columns of text be shortened; 0 is any.
  [[nodiscard]] std::string text(std::size_t width = 0) const;

 private:
  std::vector<column> columns_;
  std::vector<std::vector<std::string>> rows_;
  std::vector<colour> colours_;
};

}  // namespace tepid::cli
