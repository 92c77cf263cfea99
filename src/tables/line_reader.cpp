// src/tables/line_reader.cpp - cutting at line ends.
#include "tables/line_reader.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "tables/table_error.hpp"

namespace tepid::inline v0::tables {

namespace {

/// What the first bytes say about a file that is not a table of text, or null.
const char* not_text(std::string_view start) noexcept {
  if (start.starts_with(std::string_view{"\xff\xfe\0\0", 4}) || start.starts_with(std::string_view{"\0\0\xfe\xff", 4}))
    return "this is UTF-32; convert it to UTF-8";
  if (start.starts_with("\xff\xfe") || start.starts_with("\xfe\xff")) return "this is UTF-16; convert it to UTF-8";
  if (start.starts_with("TPID")) return "this is a file saved by tepid, not a CSV or NDJSON table";
  if (start.starts_with("PAR1")) return "this is a Parquet file, not a CSV or NDJSON table";
  if (start.starts_with("PK\x03\x04")) return "this is a zip archive (or a spreadsheet), not a CSV or NDJSON table";
  if (start.starts_with("\x28\xb5\x2f\xfd")) return "this is compressed with zstd within another compression; undo one of them";
  if (start.starts_with("BZh")) return "this is compressed with bzip2; tepid reads plain, gzip and zstd";
  if (start.starts_with("\xfd"
                        "7zXZ"))
    return "this is compressed with xz; tepid reads plain, gzip and zstd";
  return nullptr;
}

}  // namespace

line_cut cut_line(std::string_view text) noexcept {
  // A CR is looked for before the LF alone: find_first_of would ask of every character.
  const std::size_t feed = text.find('\n');
  const std::size_t at = std::min(text.substr(0, feed).find('\r'), feed);
  if (at == std::string_view::npos) return {text.size(), false, false};
  const bool both = text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n';
  return {at + (both ? 2 : 1), true, text[at] == '\r' && !both};
}

void refuse_nul(std::string_view piece, const std::string& name, std::uint64_t line) {
  if (std::memchr(piece.data(), 0, piece.size()) != nullptr)
    throw table_error{errc::bad_data, name, line, "a NUL byte: this is not a text file"};
}

void line_reader::refill() {
  rest_ = bytes_.next();
  if (!started_) {
    started_ = true;
    if (const char* what = not_text(rest_)) throw table_error{errc::bad_data, name(), 0, what};
    if (rest_.starts_with("\xef\xbb\xbf")) rest_.remove_prefix(3);
    if (rest_.empty()) rest_ = bytes_.next();
  }
}

std::string_view line_reader::peek() {
  if (rest_.empty()) refill();
  return rest_;
}

std::string_view line_reader::next() {
  if (rest_.empty()) refill();
  if (rest_.empty()) return {};
  if (line_ended_) {
    ++line_;
    line_ended_ = false;
  }
  std::size_t end = 0;
  second_half_ = after_return_ && rest_[0] == '\n';
  if (second_half_) {
    --line_;
    end = 1;
    line_ended_ = true;
    after_return_ = false;
  } else {
    const line_cut cut = cut_line(rest_);
    end = cut.end;
    line_ended_ = cut.ended;
    after_return_ = cut.return_alone;
  }
  const std::string_view piece = rest_.substr(0, end);
  rest_.remove_prefix(end);
  refuse_nul(piece, name(), line_);
  if (held_ && !second_half_) held_->text += piece;
  return piece;
}

void line_reader::hold() {
  // Not unread(), which copies what is there: this may be called for each of many lines.
  held_ = unread_text{{}, line_ + (line_ended_ ? 1 : 0), after_return_};
}

void line_reader::go_back() {
  unread_text from = unread();
  held_.reset();
  again_ = std::move(from.text);
  rest_ = again_;
  line_ = from.line;
  line_ended_ = second_half_ = after_return_ = false;
}

unread_text line_reader::unread() const {
  if (held_) return {held_->text + std::string{rest_}, held_->line, after_return_};
  return {std::string{rest_}, line_ + (line_ended_ ? 1 : 0), after_return_};
}

bool line_reader::next_line(std::string& line) {
  line.clear();
  for (;;) {
    std::string_view piece = next();
    if (piece.empty()) return !line.empty();
    if (second_half_) continue;
    const bool ended = line_ended_;
    while (!piece.empty() && (piece.back() == '\n' || piece.back() == '\r')) piece.remove_suffix(1);
    line += piece;
    if (line.size() > longest_row) throw table_error{errc::bad_data, name(), line_, "the line is longer than 256 MiB"};
    if (ended) return true;
  }
}

}  // namespace tepid::inline v0::tables
