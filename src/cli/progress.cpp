// src/cli/progress.cpp - drawing the bar.
#include "cli/progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <utility>

#include "cli/output.hpp"
#include "cli/text.hpp"

namespace tepid::cli {

progress::progress(std::string label, std::uint64_t total)
    : label_{shortened(printable(label), 30)}, total_{total}, wanted_{total != 0 && stderr_is_terminal()} {}

progress::progress(const byte_source& bytes)
    : progress{std::filesystem::path{bytes.name()}.filename().string(), bytes.recorded() ? bytes.size() : 0} {}

progress::~progress() {
  if (shown_) fmt::print(stderr, "\r\x1b[K");
}

void progress::show(std::uint64_t done) {
  const auto now = clock::now();
  const double spent = std::chrono::duration<double>(now - started_).count();
  if (!wanted_ || spent < 1.0 || std::chrono::duration<double>(now - last_).count() < 0.1) return;
  last_ = now;
  shown_ = true;
  const double share = std::min(1.0, static_cast<double>(done) / static_cast<double>(total_));
  constexpr std::size_t width = 30;
  const auto filled = static_cast<std::size_t>(share * width);
  fmt::print(stderr, "\r{} [{}{}] {:3.0f} %, {:.0f} s left \x1b[K", label_, std::string(filled, '#'),
             std::string(width - filled, '.'), 100.0 * share, share > 0 ? spent * (1.0 - share) / share : 0.0);
  std::fflush(stderr);
}

}  // namespace tepid::cli
