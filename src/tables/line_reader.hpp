// src/tables/line_reader.hpp - bytes cut at line ends, lines counted.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tables/byte_source.hpp"

namespace tepid::inline v0::tables {

/// Where the first line of a text ends.
struct line_cut {
  std::size_t end = 0;  ///< Behind its line end; the text's size if it has none.
  bool ended = false;
  bool return_alone = false;  ///< It ended with CR and what may follow it is not known or no LF.
};
[[nodiscard]] line_cut cut_line(std::string_view text) noexcept;

/// Throws table_error if there is a NUL byte in this piece of a line.
void refuse_nul(std::string_view piece, const std::string& name, std::uint64_t line);

/// What a reader has not used, from the start of a line on.
struct unread_text {
  std::string text;
  std::uint64_t line = 1;
  bool skip_feed = false;  ///< An LF to come belongs to the line before.
};

/// Cuts the bytes of a source into pieces of lines. A line ends with LF, CR LF or CR. Refuses what cannot be
/// UTF-8 text, naming what it seems to be.
class line_reader {
 public:
  explicit line_reader(byte_source& bytes) : bytes_{bytes} {}

  /// The next piece with its line end, or, where the source pauses, without; empty at the end. Valid until
  /// the next call. A UTF-8 byte order mark at the start is left out.
  std::string_view next();

  /// The rest of the line with the last piece, whole and without its line end; the pieces are put together.
  /// False at the end.
  bool next_line(std::string& line);

  /// Did the piece given last end its line? Not said again of the LF of a CR LF that the source cut in two.
  [[nodiscard]] bool line_ended() const noexcept { return line_ended_ && !second_half_; }
  /// The line of the piece given last, from 1.
  [[nodiscard]] std::uint64_t line() const noexcept { return line_; }
  [[nodiscard]] const std::string& name() const noexcept { return bytes_.name(); }

  /// From here on, where a line begins, what is given counts as unread ...
  void hold();
  /// ... until now.
  void let_go() noexcept { held_.reset(); }
  /// Or goes back to where hold() was called.
  void go_back();
  /// What is left, for someone else to read on; to be called where a line has ended.
  [[nodiscard]] unread_text unread() const;

  /// The first bytes, without taking them.
  std::string_view peek();

 private:
  void refill();

  byte_source& bytes_;
  std::string again_;  // what go_back() has brought back
  std::string_view rest_;
  std::uint64_t line_ = 1;
  bool started_ = false;
  bool line_ended_ = false;    // the last piece ended its line
  bool second_half_ = false;   // it is the LF of a CR LF that the source cut in two
  bool after_return_ = false;  // it did so with CR: a LF to come belongs to it
  std::optional<unread_text> held_;
};

/// Rows longer than this are refused: a quote that never closes must not fill the memory.
inline constexpr std::size_t longest_row = std::size_t{1} << 28;

}  // namespace tepid::inline v0::tables
