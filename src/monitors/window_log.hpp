// src/monitors/window_log.hpp - where the newest windows of a signal lie.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <tepid/core/numeric.hpp>
#include <tepid/core/status.hpp>
#include <tepid/monitors/saved_time.hpp>

namespace tepid::inline v0 {

/// Where a window lies: seconds since 1970, and its first row.
struct window_place {
  double start = 0.0, end = 0.0;
  std::uint64_t row = 0;
};

/// The newest windows, at most `most` of them. Each has a slot that stays the same, so that a check can keep a number of
/// each window beside it.
class window_log {
 public:
  static constexpr std::size_t most = 1024;

  /// Without room none is kept.
  explicit window_log(bool kept = false) : windows_(kept ? most : 0) {}

  void add(const window_place& w) noexcept {
    if (windows_.empty()) return;
    windows_[count_ % most] = w;
    ++count_;
  }
  /// How many are kept.
  [[nodiscard]] std::uint64_t size() const noexcept { return std::min<std::uint64_t>(count_, windows_.size()); }
  /// The slot of the newest but `back`; back < size().
  [[nodiscard]] std::size_t slot(std::uint64_t back = 0) const noexcept {
    return static_cast<std::size_t>((count_ - 1 - back) % most);
  }
  [[nodiscard]] const window_place& at(std::size_t slot) const noexcept { return windows_[slot]; }
  [[nodiscard]] const window_place& newest() const noexcept { return windows_[slot()]; }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.count_);
    for (auto& w : self.windows_) io(w.start, w.end, w.row);
    if constexpr (Io::is_loading)
      if (self.count_ > counter_max ||
          !std::all_of(self.windows_.begin(), self.windows_.end(), [](const window_place& w) {
            return is_saved_time(w.start) && is_saved_time(w.end) && w.row <= counter_max;
          }))
        io.fail();
  }

 private:
  std::vector<window_place> windows_;
  std::uint64_t count_ = 0;
};

}  // namespace tepid::inline v0
