// tepid/detectors/optimal_cut.hpp - how many of a window's values to compare with the rest: OPTWIN's optimal cut.
#pragma once

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include <tepid/numerics/student_f.hpp>

namespace tepid::inline v0 {

/// Cuts found so far, by N; 0: not yet known. Copies in other threads may write what they find.
using cut_table = std::vector<std::atomic<std::uint16_t>>;

/// The fewest recent values n of N for which a shift of `rigor` standard deviations is significant: with f the upper
/// alpha-quantile of F with n - 1 and N - n - 1 degrees of freedom and t that of Student's t with Welch's degrees of
/// freedom for variances f and 1, t sqrt(f / n + 1 / (N - n)) <= rigor. N / 2 if there is none up to there.
///
/// Found by bisection, about 60 us; while N grows by one at a time, from the one before: about 5 us. It depends on N alone,
/// and is computed once for all copies: they share a table, 2 bytes for each N.
class optimal_cut {
 public:
  /// alpha in (0, 0.25], widest in [0, 16384]: the largest N.
  optimal_cut(double rigor, double alpha, std::uint64_t widest)
      : rigor_{rigor},
        alpha_{alpha},
        shared_{std::make_shared<cut_table>(static_cast<std::size_t>(widest) + 1)} {}

  /// For a window of N values, 2 `least` or more, up to `widest`.
  [[nodiscard]] std::uint64_t recent(std::uint64_t N) noexcept {
    if (N == known_for_) return recent_;
    const bool one_more = N == known_for_ + 1 && found_;
    known_for_ = N;
    std::atomic<std::uint16_t>& shared = (*shared_)[static_cast<std::size_t>(N)];
    if (const std::uint16_t known = shared.load(std::memory_order_relaxed); known != 0) {
      found_ = (known & 1u) != 0;
      return recent_ = known >> 1;
    }
    if (!one_more) search(N);
    else
      while (recent_ > least && enough(recent_ - 1, N)) --recent_;
    // Whoever computes it finds the same.
    shared.store(static_cast<std::uint16_t>(recent_ << 1 | (found_ ? 1u : 0u)), std::memory_order_relaxed);
    return recent_;
  }

  /// The window will have a value less, and then one more: what is known of it stays.
  void shorten(std::uint64_t N) noexcept {
    if (N + 1 != known_for_) clear();
  }
  void clear() noexcept {
    known_for_ = recent_ = 0;
    found_ = false;
  }

  /// The smallest number of values of a part.
  static constexpr std::uint64_t least = 5;

 private:
  std::uint64_t search(std::uint64_t N) noexcept {
    std::uint64_t low = least, high = N / 2;  // enough(high) where found
    found_ = enough(high, N);
    if (!found_) return recent_ = high;
    while (low < high) {
      const std::uint64_t middle = low + (high - low) / 2;
      if (enough(middle, N)) high = middle;
      else low = middle + 1;
    }
    return recent_ = high;
  }

  [[nodiscard]] bool enough(std::uint64_t recent, std::uint64_t N) const noexcept {
    const double n = static_cast<double>(recent), m = static_cast<double>(N - recent);
    const double f = f_upper_quantile(alpha_, n - 1.0, m - 1.0), now = f / n, before = 1.0 / m;
    const double df = (now + before) * (now + before) / (now * now / (n - 1.0) + before * before / (m - 1.0));
    return t_upper_quantile(alpha_, df) * std::sqrt(now + before) <= rigor_;
  }

  double rigor_, alpha_;
  std::shared_ptr<cut_table> shared_;
  std::uint64_t known_for_ = 0, recent_ = 0;
  bool found_ = false;
};

}  // namespace tepid::inline v0
