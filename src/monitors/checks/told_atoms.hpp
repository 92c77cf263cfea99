// src/monitors/checks/told_atoms.hpp - the values whose rise was told and that are not gone yet.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

#include <tepid/core/numeric.hpp>
#include <tepid/monitors/saved_time.hpp>
#include <tepid/numerics/elementary.hpp>

namespace tepid::inline v0 {

/// A latch for each value that new_atom has told. Each is held until the value's share has fallen back: a CUSUM of the
/// likelihood that its share is the reference's, not a quarter of the told one, has reached the check's limit and stayed
/// above half of it for as long as the alarm policy asks. Memory: fixed; noexcept, no allocation.
class told_atoms {
 public:
  static constexpr std::size_t most = 16;

  [[nodiscard]] bool empty() const noexcept { return n_ == 0; }
  [[nodiscard]] bool full() const noexcept { return n_ == most; }
  /// Some value that was told is not gone.
  [[nodiscard]] bool standing() const noexcept {
    return std::any_of(atoms_.begin(), atoms_.begin() + n_, [](const atom& a) { return is_nan(a.gone_since); });
  }
  void clear() noexcept { n_ = 0; }
  /// All of them began to rise before `time`.
  [[nodiscard]] bool all_before(double time) const noexcept {
    return std::all_of(atoms_.begin(), atoms_.begin() + n_, [&](const atom& a) { return a.onset < time; });
  }

  /// A value was told whose share was `before` and became `share` at `onset`; it is released after `quiet_for` seconds
  /// without it. Not for a value that is there, and not when full.
  void add(double value, double before, double share, double onset, double quiet_for) noexcept {
    atoms_[n_] = {.value = value, .before = before, .share = share, .onset = onset, .quiet_for = quiet_for};
    set_gains(atoms_[n_++]);
  }

  /// A value came; `limit`: evidence that tells that one is gone. True if x is a value that was told.
  bool take(double x, double time, double limit) noexcept {
    bool told = false;
    for (std::size_t i = 0; i < n_; ++i) {
      atom& a = atoms_[i];
      const bool hit = a.value == x;
      told |= hit;
      a.evidence = std::clamp(a.evidence + (hit ? a.hit : a.miss), 0.0, limit);
      if (a.evidence >= limit && is_nan(a.gone_since)) a.gone_since = time;
      if (a.evidence < 0.5 * limit) a.gone_since = still_there;
    }
    std::size_t kept = 0;
    for (std::size_t i = 0; i < n_; ++i)
      if (!(time - atoms_[i].gone_since >= atoms_[i].quiet_for)) atoms_[kept++] = atoms_[i];
    n_ = kept;
    return told;
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    std::uint64_t n = self.n_;
    io(n);
    if constexpr (Io::is_loading) {
      if (n > most) return io.fail();
      self.n_ = static_cast<std::size_t>(n);
    }
    for (std::size_t i = 0; i < self.n_; ++i) {
      auto& a = self.atoms_[i];
      io(a.value, a.before, a.share, a.onset, a.evidence, a.gone_since, a.quiet_for);
      if constexpr (Io::is_loading) {
        if (!a.sound() || self.has_before(i)) return io.fail();
        set_gains(a);
      }
    }
  }

 private:
  static constexpr double still_there = std::numeric_limits<double>::quiet_NaN();

  struct atom {
    double value = 0.0;
    double before = 0.0, share = 0.0;  // shares in the reference, and as told; above 0, below 1, the first the smaller
    double onset = 0.0;                // when it began to rise
    double evidence = 0.0;             // that it is gone, nats
    double gone_since = still_there;
    double quiet_for = 0.0;            // seconds
    double hit = 0.0, miss = 0.0;      // what its coming, and another's, adds to the evidence

    [[nodiscard]] bool sound() const noexcept {
      return is_finite(value) && before > 0 && before < share && share < 1 && is_saved_time(onset) && evidence >= 0 &&
             is_finite(evidence) && is_saved_time_or_none(gone_since) && quiet_for >= 0 && is_finite(quiet_for);
    }
  };

  static void set_gains(atom& a) noexcept {
    const double present = std::min(a.share, std::max(0.25 * a.share, 2.0 * a.before));
    a.hit = portable_log(a.before / present);
    a.miss = portable_log((1.0 - a.before) / (1.0 - present));
  }
  [[nodiscard]] bool has_before(std::size_t i) const noexcept {
    return std::any_of(atoms_.begin(), atoms_.begin() + i, [&](const atom& a) { return a.value == atoms_[i].value; });
  }

  std::array<atom, most> atoms_{};
  std::size_t n_ = 0;
};

}  // namespace tepid::inline v0
