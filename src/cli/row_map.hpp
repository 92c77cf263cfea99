// src/cli/row_map.hpp - from a detector's count of accepted values back to rows of the table.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include <tepid/core/status.hpp>

namespace tepid::cli {

/// Remembers which rows gave no accepted value. Memory: 16 bytes for each run of such rows.
class row_map {
 public:
  /// The accepted values count from 0 again with this row.
  void restart(std::uint64_t row) {
    first_ = row;
    accepted_ = 0;
    gaps_.clear();
  }
  void accept(std::uint64_t values) noexcept { accepted_ += values; }
  void skip() {
    if (!gaps_.empty() && gaps_.back().before == accepted_)
      ++gaps_.back().skipped;
    else
      gaps_.push_back({accepted_, (gaps_.empty() ? 0 : gaps_.back().skipped) + 1});
  }

  /// The row of the accepted value with this index; nothing for no_index.
  [[nodiscard]] std::optional<std::uint64_t> row_of(std::uint64_t index) const {
    if (index == no_index) return std::nullopt;
    const auto after =
        std::upper_bound(gaps_.begin(), gaps_.end(), index, [](std::uint64_t i, const gap& g) { return i < g.before; });
    return first_ + index + (after == gaps_.begin() ? 0 : std::prev(after)->skipped);
  }

 private:
  /// Before the accepted value `before`, this many rows were skipped in all.
  struct gap {
    std::uint64_t before, skipped;
  };
  std::uint64_t first_ = 0, accepted_ = 0;
  std::vector<gap> gaps_;
};

}  // namespace tepid::cli
