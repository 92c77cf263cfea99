// tepid/monitors/share_watch.hpp - notices that a share has risen beyond what is tolerated.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

#include <tepid/core/detector.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/monitors/fall_detector.hpp>
#include <tepid/monitors/saved_time.hpp>

namespace tepid::inline v0 {

/// Watches the share of values that are bad (missing, never seen), in blocks of 64: an e-detector (fall_detector) for a
/// share above `tolerated`. While each value's probability of being bad, given those before, is at most that, the mean
/// number of values to an alarm is at least `arl`, however the bad ones cluster within that.
/// Cost: 8 ns a value, noexcept, no allocation.
class share_watch {
 public:
  static constexpr std::uint64_t block = 64;

  /// tolerated in (0, 1); arl at least 64.
  explicit share_watch(double tolerated = 0.5, double arl = 1e6) noexcept
      : detector_{1.0 - tolerated, std::max(1.0, arl / block)} {}

  /// Takes a value at `time`; true when it raises an alarm. The caller restarts it then.
  bool update(bool bad, double time) noexcept {
    if (n_ == 0) first_ = time;
    ++n_;
    bad_ += bad;
    if (n_ < block) return false;
    const std::uint64_t bads = bad_;
    n_ = bad_ = 0;
    return take_block(bads, first_);
  }
  /// Takes a whole block with this many bad values, whose first value came at `first`, between values of update().
  bool take_block(std::uint64_t bads, double first) noexcept {
    const bool alarm = detector_.update(static_cast<double>(block), static_cast<double>(block - bads));
    // Evidence begins where the statistic, a logarithm, leaves 0 for the last time.
    if (detector_.statistic() <= 0.0) {
      since_ = std::numeric_limits<double>::quiet_NaN();
      values_ = bads_ = 0;
    } else {
      if (is_nan(since_)) since_ = first;
      values_ += block;
      bads_ += bads;
    }
    return alarm;
  }
  /// Everything seen is forgotten, as a new one.
  void restart() noexcept {
    detector_.restart();
    n_ = bad_ = values_ = bads_ = 0;
    since_ = std::numeric_limits<double>::quiet_NaN();
  }

  [[nodiscard]] double statistic() const noexcept { return std::max(0.0, detector_.statistic()); }
  [[nodiscard]] double limit() const noexcept { return detector_.limit(); }
  [[nodiscard]] double tolerated() const noexcept { return 1.0 - detector_.level(); }
  /// When the evidence began, and values and bad ones since then.
  [[nodiscard]] double since() const noexcept { return since_; }
  [[nodiscard]] std::uint64_t values() const noexcept { return values_; }
  [[nodiscard]] std::uint64_t bads() const noexcept { return bads_; }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.detector_, self.n_, self.bad_, self.values_, self.bads_, self.first_, self.since_);
    if constexpr (Io::is_loading)
      if (self.n_ >= block || self.bad_ > self.n_ || self.bads_ > self.values_ || self.values_ > counter_max ||
          !is_saved_time(self.first_) || !is_saved_time_or_none(self.since_) ||
          is_nan(self.since_) != (self.values_ == 0))
        io.fail();
  }
  friend bool operator==(const share_watch&, const share_watch&) = default;

 private:
  fall_detector detector_;
  std::uint64_t n_ = 0, bad_ = 0, values_ = 0, bads_ = 0;
  double first_ = 0.0, since_ = std::numeric_limits<double>::quiet_NaN();
};

}  // namespace tepid::inline v0
