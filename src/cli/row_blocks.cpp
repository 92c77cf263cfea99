// src/cli/row_blocks.cpp - finding where the last whole row ends.
#include "cli/row_blocks.hpp"

#include <algorithm>
#include <utility>

namespace tepid::cli {

row_blocks::row_blocks(byte_source& bytes, unread_text start, bool quotes)
    : bytes_{bytes}, waiting_{std::move(start.text)}, quotes_{quotes}, skip_feed_{start.skip_feed} {}

/// Behind the last line end outside quotes, 0 if there is none.
std::size_t row_blocks::rows_end() const noexcept {
  const std::string_view text = waiting_;
  bool inside = quotes_ && std::count(text.begin(), text.end(), '"') % 2 != 0;
  std::size_t to = text.size();
  // Whether `at` is within quotes; asked from the end towards the start.
  const auto quoted = [&](std::size_t at) {
    if (quotes_ && std::count(text.begin() + static_cast<std::ptrdiff_t>(at), text.begin() + static_cast<std::ptrdiff_t>(to), '"') % 2 != 0) inside = !inside;
    to = at;
    return inside;
  };
  for (std::size_t at = text.size(); at != 0 && (at = text.rfind('\n', at - 1)) != std::string_view::npos;)
    if (!quoted(at)) return at + 1;
  // Lines may end with CR alone; one at the end may be half of a CR LF.
  inside = quotes_ && std::count(text.begin(), text.end(), '"') % 2 != 0;
  to = text.size();
  for (std::size_t at = text.size(); at > 1 && (at = text.rfind('\r', at - 2)) != std::string_view::npos; ++at) {
    if (text[at + 1] != '\n' && !quoted(at)) return at + 1;
    if (at == 0) break;
  }
  return 0;
}

bool row_blocks::next(std::string& block) {
  std::size_t enough = usual_size;
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
    if (end == 0 && waiting_.size() > longest_row) end = waiting_.size();
    if (end != 0 || at_end_) {
      block.assign(waiting_, 0, end);
      waiting_.erase(0, end);
      return !block.empty();
    }
    enough = 2 * waiting_.size();
  }
}

}  // namespace tepid::cli
