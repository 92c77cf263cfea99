// src/tables/cell_marks.hpp - where the cells of a block of CSV end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <tepid/kernels/target.hpp>

#include "tables/mark_progress.hpp"

namespace tepid::inline v0::tables {

/// Places in a text, 32 bits each.
class cell_marks {
 public:
  /// Looks through rows of which the first begins outside quotes; `padding` bytes must be readable behind them. False if
  /// there is something that needs another reader: a NUL, or outside quotes a CR that no LF follows.
  bool find(std::string_view text, char delimiter, kernels::target on);

  /// Delimiters and line feeds outside quotes, in order; in front of them the place -1, behind which the first cell
  /// begins.
  [[nodiscard]] std::span<const std::uint32_t> cells() const noexcept { return {cells_.data(), found_.cells}; }
  /// Which of cells() are line feeds.
  [[nodiscard]] std::span<const std::uint32_t> rows() const noexcept { return {rows_.data(), found_.rows}; }
  [[nodiscard]] std::span<const std::uint32_t> quotes() const noexcept { return {quotes_.data(), found_.quotes}; }

 private:
  std::vector<std::uint32_t> cells_, rows_, quotes_;
  mark_progress found_;
};

}  // namespace tepid::inline v0::tables
