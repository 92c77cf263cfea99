// tepid/monitors/infinity_watch.hpp - notices that -infinity or +infinity comes more often than before, or no longer.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>

#include <tepid/core/numeric.hpp>
#include <tepid/monitors/saved_time.hpp>
#include <tepid/monitors/share_watch.hpp>

namespace tepid::inline v0 {

/// A share in a reference, and what it was in the blocks of 64 values where it was smallest and largest.
struct share_range {
  double share = 0.0, least = 0.0, most = 0.0;

  /// Where nothing is known of blocks: room for half as much and for twice as much, half way to all at most.
  [[nodiscard]] static share_range around(double share) noexcept {
    share_range r;
    r.share = share;
    r.least = 0.5 * share;
    r.most = std::min(2.0 * share, 0.5 + 0.5 * share);
    return r;
  }
  [[nodiscard]] bool sound() const noexcept {
    return least >= 0.0 && least <= share && share <= most && most <= 1.0;
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.share, self.least, self.most);
  }
  friend bool operator==(const share_range&, const share_range&) = default;
};

/// Shares of both infinities among all values that came, missing ones included.
struct infinity_shares {
  share_range negative{}, positive{};
  bool known = true;  ///< False of a profile before version 6 that had infinities, or vectors that were not whole.

  [[nodiscard]] double both() const noexcept { return negative.share + positive.share; }
  [[nodiscard]] bool sound() const noexcept { return negative.sound() && positive.sound() && both() <= 1.0 + 1e-9; }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.negative, self.positive, self.known);
  }
  friend bool operator==(const infinity_shares&, const infinity_shares&) = default;
};

/// Watches the shares of -infinity and of +infinity among all values, in blocks of 64 (share_watch), for
///   a rise  of either beyond its worst block and `margin`, or beyond a tenth of the margin where the reference had none;
///   a fall  of either below its least block less the margin, if it is larger than that.
/// It is one part of a budget: the two to four watches share `arl`, each with an equal part. While each value's
/// probability is within its bounds, given those before, the mean number of values to an alarm is at least `arl`. A rise
/// is watched from the first block on in which there is an infinity, which only makes alarms rarer.
/// Cost: 1.4 ns a value while there are none, 6 ns a value and watch else; noexcept, no allocation.
class infinity_watch {
 public:
  /// Of which sign, and whether its share rose: which of the four watches.
  struct finding {
    bool positive = false, rise = false;

    [[nodiscard]] std::size_t index() const noexcept { return 2 * std::size_t{rise} + std::size_t{positive}; }
  };
  /// What update() found: all watches whose limit was exceeded, rises first.
  class findings {
   public:
    void add(const finding& f) noexcept { all_[count_++] = f; }
    [[nodiscard]] bool empty() const noexcept { return count_ == 0; }
    [[nodiscard]] const finding* begin() const noexcept { return all_.data(); }
    [[nodiscard]] const finding* end() const noexcept { return all_.data() + count_; }

   private:
    std::array<finding, 4> all_{};
    std::size_t count_ = 0;
  };

  /// margin in (0, 1).
  explicit infinity_watch(const infinity_shares& reference = {}, double margin = 0.01, double arl = 1e6) noexcept {
    const std::array<share_range, 2> ranges{reference.negative, reference.positive};
    double watches = 2.0;
    for (const share_range& r : ranges) watches += r.least > margin;
    for (std::size_t sign = 0; sign < 2; ++sign) {
      const share_range& r = ranges[sign];
      const double room = r.most > 0.0 ? margin : 0.1 * margin;
      rises_[sign] = share_watch{std::min(0.999, r.most + room), arl * watches};
      has_fall_[sign] = r.least > margin;
      if (has_fall_[sign]) falls_[sign] = share_watch{std::min(0.999, 1.0 - (r.least - margin)), arl * watches};
    }
  }

  /// Takes any value at `time`; the caller restarts what it finds.
  findings update(double x, double time) noexcept {
    if (n_ == 0) first_ = time;
    ++n_;
    if (!is_finite(x) && !is_nan(x)) [[unlikely]]
      ++came_[std::bit_cast<std::uint64_t>(x) >> 63 == 0];
    if (n_ < share_watch::block) [[likely]]
      return {};
    return end_block();
  }
  void restart(const finding& f) noexcept {
    (f.rise ? rises_ : falls_)[f.positive].restart();
    if (f.rise) awake_[f.positive] = false;
  }

  [[nodiscard]] const share_watch& watch(const finding& f) const noexcept {
    return (f.rise ? rises_ : falls_)[f.positive];
  }
  /// The largest of statistic over limit.
  [[nodiscard]] double ratio() const noexcept {
    double largest = 0.0;
    for (std::size_t sign = 0; sign < 2; ++sign) {
      largest = std::max(largest, rises_[sign].statistic() / rises_[sign].limit());
      if (has_fall_[sign]) largest = std::max(largest, falls_[sign].statistic() / falls_[sign].limit());
    }
    return largest;
  }

  /// The reference's bounds are the owner's.
  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.n_, self.came_[0], self.came_[1], self.first_);
    for (std::size_t sign = 0; sign < 2; ++sign) {
      std::uint8_t awake = self.awake_[sign];
      io(awake, self.rises_[sign], self.falls_[sign]);
      if constexpr (Io::is_loading) {
        if (awake > 1) return io.fail();
        self.awake_[sign] = awake == 1;
      }
    }
    if constexpr (Io::is_loading)
      if (self.n_ >= share_watch::block || self.came_[0] > self.n_ || self.came_[1] > self.n_ - self.came_[0] ||
          !is_saved_time(self.first_))
        io.fail();
  }
  friend bool operator==(const infinity_watch&, const infinity_watch&) = default;

 private:
  findings end_block() noexcept {
    findings found;
    const auto take = [&](share_watch& watch, std::uint64_t bads, bool positive, bool rise) {
      if (watch.take_block(bads, first_)) found.add({positive, rise});
    };
    for (std::size_t sign = 0; sign < 2; ++sign) {
      awake_[sign] |= came_[sign] != 0;
      if (awake_[sign]) take(rises_[sign], came_[sign], sign == 1, true);
    }
    for (std::size_t sign = 0; sign < 2; ++sign)
      if (has_fall_[sign]) take(falls_[sign], share_watch::block - came_[sign], sign == 1, false);
    n_ = 0;
    came_ = {};
    return found;
  }

  std::array<share_watch, 2> rises_, falls_;           // of -infinity, of +infinity
  std::array<bool, 2> has_fall_{}, awake_{};
  std::uint64_t n_ = 0;                    // of this block
  std::array<std::uint64_t, 2> came_{};
  double first_ = 0.0;
};

}  // namespace tepid::inline v0
