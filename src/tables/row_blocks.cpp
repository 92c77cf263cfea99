// src/tables/row_blocks.cpp - finding where the last whole row ends.
#include "tables/row_blocks.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "tables/plain_number.hpp"

namespace tepid::inline v0::tables {

row_blocks::row_blocks(byte_source& bytes, unread_text start, row_shape shape, std::size_t usual)
    : bytes_{bytes},
      waiting_{std::move(start.text)},
      usual_{usual},
      shape_{shape},
      skip_feed_{start.skip_feed && waiting_.empty()} {}

/// Behind the last line end outside quotes, 0 if there is none.
std::size_t row_blocks::rows_end() const noexcept {
  const std::string_view text = waiting_;
  const bool any_quotes = shape_.delimiter != '\0' && text.find('"') != std::string_view::npos;
  const auto odd = [&](std::size_t from, std::size_t to) {
    const std::string_view part = text.substr(from, to - from);
    return any_quotes && std::count(part.begin(), part.end(), '"') % 2 != 0;
  };
  const bool end_inside = odd(0, text.size());
  // From the end towards the start, so that quotes are counted once more at most.
  const auto last = [&](char what, auto&& ends_line) -> std::size_t {
    bool inside = end_inside;
    std::size_t to = text.size();
    for (std::size_t at; (at = text.substr(0, to).rfind(what)) != std::string_view::npos; to = at) {
      if (odd(at, to)) inside = !inside;
      if (!inside && ends_line(at)) return at + 1;
    }
    return 0;
  };
  if (const std::size_t end = last('\n', [](std::size_t) { return true; })) return end;
  // Lines may end with CR alone; one at the end may be half of a CR LF.
  return last('\r', [&](std::size_t at) { return at + 1 < text.size() && text[at + 1] != '\n'; });
}

/// Has the row that has no end so far more cells than it may have?
bool row_blocks::too_many_cells() noexcept {
  if (shape_.delimiter == '\0') return false;
  for (; looked_ < waiting_.size() && delimiters_ <= shape_.most_cells; ++looked_) {
    const char c = waiting_[looked_];
    inside_ = inside_ != (c == '"');
    delimiters_ += c == shape_.delimiter && !inside_ ? 1 : 0;
  }
  return delimiters_ > shape_.most_cells;
}

bool row_blocks::next(std::string& block) {
  std::size_t enough = usual_;
  looked_ = delimiters_ = 0;
  inside_ = false;
  for (;;) {
    while (!at_end_ && waiting_.size() < enough) {
      std::string_view piece = bytes_.next();
      at_end_ = piece.empty();
      if (skip_feed_ && !at_end_) {
        if (piece[0] == '\n') piece.remove_prefix(1);
        skip_feed_ = false;
      }
      waiting_ += piece;
    }
    std::size_t end = at_end_ ? waiting_.size() : rows_end();
    if (end == 0 && (waiting_.size() > longest_row || too_many_cells())) end = waiting_.size();
    if (end != 0 || at_end_) {
      block.swap(waiting_);
      waiting_.assign(block, end);
      block.resize(end);
      block.append(padding, '\0');
      return end != 0;
    }
    enough = 2 * waiting_.size();
  }
}

}  // namespace tepid::inline v0::tables
