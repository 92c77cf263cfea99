// src/cli/progress.cpp - drawing the bar.
#include "cli/progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <utility>

#include "cli/output.hpp"
#include "cli/text.hpp"

namespace tepid::cli {

namespace {

void draw_bar(const std::string& label, double share, double spent) {
  constexpr std::size_t width = 30;
  const auto filled = static_cast<std::size_t>(share * width);
  const std::string bar = std::string(filled, '#') + std::string(width - filled, '.');
  if (share > 0.0)
    fmt::print(stderr, "\r{} [{}] {:3.0f} %, {:.0f} s left \x1b[K", label, bar, 100.0 * share,
               spent * (1.0 - share) / share);
  else
    fmt::print(stderr, "\r{} [{}] {:.0f} s so far \x1b[K", label, bar, spent);
  std::fflush(stderr);
}

}  // namespace

progress::progress(std::string label, std::uint64_t total)
    : label_{shortened(printable(label), 30)}, total_{total}, wanted_{total != 0 && stderr_is_terminal()} {}

progress::progress(const tables::byte_source& bytes)
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
  draw_bar(label_, std::min(1.0, static_cast<double>(done) / static_cast<double>(total_)), spent);
}

live_progress::live_progress(std::string label) : label_{shortened(printable(label), 30)} {
  if (stderr_is_terminal()) drawer_ = std::thread{[this] { draw(); }};
}

live_progress::~live_progress() {
  if (!drawer_.joinable()) return;
  {
    const std::lock_guard lock{mutex_};
    over_ = true;
  }
  ended_.notify_one();
  drawer_.join();
}

void live_progress::share(double done) {
  const std::lock_guard lock{mutex_};
  share_ = std::max(share_, done);
}

void live_progress::draw() {
  using namespace std::chrono_literals;
  const auto started = std::chrono::steady_clock::now();
  std::unique_lock lock{mutex_};
  if (ended_.wait_for(lock, 1s, [this] { return over_; })) return;
  do {
    draw_bar(label_, std::min(1.0, share_),
             std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count());
  } while (!ended_.wait_for(lock, 200ms, [this] { return over_; }));
  fmt::print(stderr, "\r\x1b[K");
}

}  // namespace tepid::cli
