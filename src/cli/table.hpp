// src/cli/table.hpp - tables for people.
#pragma once

#include <string>
#include <vector>

namespace tepid::cli {

/// A table in plain text: a header, a rule, rows; columns as wide as they need to be.
class table {
 public:
  struct column {
    std::string title;
    bool right = false;     ///< Numbers stand at the right.
    std::size_t most = 32;  ///< Longer text is shortened.
  };

  explicit table(std::vector<column> columns) : columns_{std::move(columns)} {}

  /// As many cells as there are columns. They are made safe to print here.
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  [[nodiscard]] bool empty() const noexcept { return rows_.empty(); }
  [[nodiscard]] std::string text() const;

 private:
  std::vector<column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace tepid::cli
