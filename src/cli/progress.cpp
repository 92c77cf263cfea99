// src/cli/progress.cpp - drawing the bar.
#include "cli/progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "cli/output.hpp"
#include "cli/text.hpp"

namespace tepid::cli {

progress::progress(const byte_source& bytes)
    : bytes_{bytes}, wanted_{bytes.recorded() && bytes.size() != 0 && stderr_is_terminal()} {}

progress::~progress() {
  if (shown_) fmt::print(stderr, "\r\x1b[K");
}

void progress::show() {
  const auto now = clock::now();
  const double spent = std::chrono::duration<double>(now - started_).count();
  if (spent < 1.0 || std::chrono::duration<double>(now - last_).count() < 0.1) return;
  last_ = now;
  shown_ = true;
  const double done = std::min(1.0, static_cast<double>(bytes_.taken()) / static_cast<double>(bytes_.size()));
  constexpr std::size_t width = 30;
  const auto filled = static_cast<std::size_t>(done * width);
  fmt::print(stderr, "\r{} [{}{}] {:3.0f} %  {:.0f} s left \x1b[K",
             shortened(printable(std::filesystem::path{bytes_.name()}.filename().string()), 30),
             std::string(filled, '#'), std::string(width - filled, '.'), 100.0 * done,
             done > 0 ? spent * (1.0 - done) / done : 0.0);
  std::fflush(stderr);
}

}  // namespace tepid::cli
