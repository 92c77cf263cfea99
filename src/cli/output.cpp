// src/cli/output.cpp - writing to standard output.
#include "cli/output.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include <tepid/core/numeric.hpp>

#include "cli/problem.hpp"

namespace tepid::cli {

namespace {

constexpr std::size_t held_most = std::size_t{4} << 20;

[[noreturn]] void cannot_write(const char* what) {
  throw problem{fmt::format("{} cannot be written: {}", what, std::strerror(errno))};
}

}  // namespace

std::string to_line(const json& document) { return document.dump(-1, ' ', false, json::error_handler_t::replace); }

json number_or_null(double x) { return is_finite(x) ? json(x + 0.0) : json(nullptr); }

bool stdout_is_terminal() noexcept { return ::isatty(STDOUT_FILENO) == 1; }
bool stderr_is_terminal() noexcept { return ::isatty(STDERR_FILENO) == 1; }

std::size_t stdout_width() noexcept {
  winsize size{};
  return stdout_is_terminal() && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

bool stdout_has_colours() noexcept {
  const char *refused = std::getenv("NO_COLOR"), *terminal = std::getenv("TERM");  // https://no-color.org
  return stdout_is_terminal() && (refused == nullptr || *refused == '\0') && terminal != nullptr && *terminal != '\0' &&
         std::strcmp(terminal, "dumb") != 0;
}

void print(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
    cannot_write("standard output");
}

line_output::~line_output() {
  if (overflow_ != nullptr) std::fclose(overflow_);
}

void line_output::add(std::string_view line) {
  held_.append(line).append("\n");
  if (live_) {
    print(std::exchange(held_, {}));
  } else if (held_.size() > held_most) {
    if (overflow_ == nullptr) overflow_ = std::tmpfile();
    if (overflow_ == nullptr || std::fwrite(held_.data(), 1, held_.size(), overflow_) != held_.size())
      cannot_write("a temporary file for the answer");
    held_.clear();
  }
}

void line_output::release() {
  if (overflow_ != nullptr) {
    if (std::fflush(overflow_) != 0) cannot_write("a temporary file for the answer");
    std::rewind(overflow_);
    std::array<char, 1 << 16> piece{};
    for (std::size_t got; (got = std::fread(piece.data(), 1, piece.size(), overflow_)) != 0;)
      print({piece.data(), got});
  }
  print(std::exchange(held_, {}));
}

}  // namespace tepid::cli
