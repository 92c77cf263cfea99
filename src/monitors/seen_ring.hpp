// src/monitors/seen_ring.hpp - the newest values that a detector took, and when older ones came, about.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <tepid/core/detector.hpp>
#include <tepid/monitors/saved_time.hpp>

namespace tepid::inline v0 {

/// A detector counts what it takes from its start on; this tells when the value of an index came, exactly for the newest,
/// by interpolation for older ones. Memory: 24 KiB.
class seen_ring {
 public:
  static constexpr std::size_t most = 1024;

  struct entry {
    double value = 0.0;
    double time = 0.0;
    std::uint64_t row = 0;
  };

  seen_ring() : entries_(most) {}

  /// The detector has started anew: the next value is its first.
  void restart() noexcept { since_start_ = 0; }
  void add(const entry& e) noexcept {
    if (since_start_ == 0) {
      first_time_ = e.time;
      first_row_ = e.row;
    }
    entries_[taken_++ % most] = e;
    ++since_start_;
  }

  /// Values since the start, and how many of them are still there.
  [[nodiscard]] std::uint64_t since_start() const noexcept { return since_start_; }
  [[nodiscard]] std::uint64_t kept() const noexcept { return std::min<std::uint64_t>(since_start_, most); }
  /// The newest but n; n < kept().
  [[nodiscard]] const entry& back(std::uint64_t n) const noexcept { return entries_[(taken_ - 1 - n) % most]; }
  /// The value with this index since the start: all of it, or where it was about. There is one.
  [[nodiscard]] entry at(std::uint64_t index) const noexcept {
    const std::uint64_t n = since_start_ - 1 - std::min(index, since_start_ - 1);
    if (n < kept()) return back(n);
    const entry& oldest = back(kept() - 1);
    const double share = static_cast<double>(index) / static_cast<double>(since_start_ - kept());
    return {0.0, std::lerp(first_time_, oldest.time, share),
            first_row_ + static_cast<std::uint64_t>(
                             share * static_cast<double>(oldest.row - std::min(oldest.row, first_row_)))};
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.taken_, self.since_start_, self.first_time_, self.first_row_);
    for (auto& e : self.entries_) io(e.value, e.time, e.row);
    if constexpr (Io::is_loading)
      if (self.taken_ > counter_max || self.since_start_ > self.taken_ || self.first_row_ > counter_max ||
          !is_saved_time(self.first_time_) ||
          !std::all_of(self.entries_.begin(), self.entries_.end(), [](const entry& e) {
            return is_finite(e.value) && is_saved_time(e.time) && e.row <= counter_max;
          }))
        io.fail();
  }

 private:
  std::vector<entry> entries_;  // entry i at i mod size
  std::uint64_t taken_ = 0, since_start_ = 0;
  double first_time_ = 0.0;
  std::uint64_t first_row_ = 0;
};

}  // namespace tepid::inline v0
