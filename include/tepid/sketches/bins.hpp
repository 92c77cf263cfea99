// tepid/sketches/bins.hpp - exact counts in fixed bins, with bins for everything that is not in them.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <tepid/core/error.hpp>
#include <tepid/core/non_finite.hpp>
#include <tepid/kernels/bin_counts.hpp>
#include <tepid/sketches/descriptor.hpp>

namespace tepid::inline v0 {

/// The quantile of sorted finite values at probability p in [0, 1], linear between order statistics:
/// type 7 of R. J. Hyndman and Y. Fan, The American Statistician 50 (1996) 361-365. `sorted` is not empty.
[[nodiscard]] inline double quantile_of_sorted(std::span<const double> sorted, double p) noexcept {
  const double at = p * static_cast<double>(sorted.size() - 1);
  const auto i = std::min(static_cast<std::size_t>(at), sorted.size() - 1);
  const double low = sorted[i], high = sorted[std::min(i + 1, sorted.size() - 1)];
  const double part = at - static_cast<double>(i), step = high - low;
  // The step between two doubles of opposite sign may be too large for one; then neither product is.
  return is_finite(step) ? low + part * step : (1.0 - part) * low + part * high;
}

/// Counts of values in right-closed bins over a fixed range:
///   [low, cut 0], (cut 0, cut 1], ..., (last cut, high]
/// and apart from them: below low, above high, and what is no finite number, kind by kind.
///
/// Error:   none: every value is counted exactly once.
/// Merging: adds counts: exact, in any order.
/// Memory:  bytes(): 16 a bin. Cost: O(log bins) a value, no allocation after construction.
class bins {
 public:
  static constexpr sketch_descriptor about{
      .name = "bins",
      .title = "Exact counts in fixed bins, with bins for missing, NaN, either infinity, below and above",
      .source = "",
      .error = "none",
      .id = 9,
      .state_version = 2};

  /// One bin that only holds the value 0.
  bins() : bins{0.0, 0.0, {}} {}

  /// low <= cuts (strictly increasing) <= high, all finite; throws error{bad_argument} otherwise.
  bins(double low, double high, std::vector<double> cuts)
      : low_{low}, high_{high}, cuts_{std::move(cuts)}, counts_(cuts_.size() + 1) {
    if (!edges_sound())
      throw tepid::error{errc::bad_argument, "cuts",
                         "bins: cuts must be finite, strictly increasing and within the range"};
  }

  /// `n` bins of equal probability under a reference, n >= 1: cuts at its type-7 quantiles; equal cuts are
  /// merged, so there may be fewer. `sorted` holds finite values in order; throws error{bad_data} when empty.
  [[nodiscard]] static bins on_quantiles(std::span<const double> sorted, std::size_t n) {
    if (sorted.empty()) throw tepid::error{errc::bad_data, "reference", "bins: the reference has no finite value"};
    std::vector<double> cuts;
    for (std::size_t i = 1; i < n; ++i) {
      const double cut = quantile_of_sorted(sorted, static_cast<double>(i) / static_cast<double>(n));
      if (cuts.empty() || cut > cuts.back()) cuts.push_back(cut);
    }
    return {sorted.front(), sorted.back(), std::move(cuts)};
  }

  void add(double x) noexcept { ++slot(x); }
  void add(std::span<const double> xs) noexcept {
    for (const double x : xs) add(x);
  }

  /// Counts that a kernels::bin_counter made on these very edges: the quick way for a million values, where the library
  /// is linked. Throws error{bad_argument} for another number of bins.
  void add(const kernels::bin_tally& counted) {
    if (counted.counts.size() != counts_.size())
      throw tepid::error{errc::bad_argument, "bins", "bins: only counts on the same edges can be added"};
    for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += counted.counts[i];
    not_finite_ += counted.not_finite;
    below_ += counted.below;
    above_ += counted.above;
  }

  /// Throws error{bad_argument} unless both have the same edges.
  void merge(const bins& other) {
    if (low_ != other.low_ || high_ != other.high_ || cuts_ != other.cuts_)
      throw tepid::error{errc::bad_argument, "bins", "bins: only bins with the same edges can be merged"};
    for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
    not_finite_ += other.not_finite_;
    below_ += other.below_;
    above_ += other.above_;
  }

  /// The same edges with all counts zero.
  [[nodiscard]] bins emptied() const { return {low_, high_, cuts_}; }

  [[nodiscard]] double low() const noexcept { return low_; }
  [[nodiscard]] double high() const noexcept { return high_; }
  [[nodiscard]] std::span<const double> cuts() const noexcept { return cuts_; }
  /// One count a bin, from low to high.
  [[nodiscard]] std::span<const std::uint64_t> counts() const noexcept { return counts_; }
  [[nodiscard]] const non_finite_counts& not_finite() const noexcept { return not_finite_; }
  [[nodiscard]] std::uint64_t below() const noexcept { return below_; }
  [[nodiscard]] std::uint64_t above() const noexcept { return above_; }
  /// Values within the range.
  [[nodiscard]] std::uint64_t inside() const noexcept {
    return std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
  }
  /// All values, wherever they fell.
  [[nodiscard]] std::uint64_t total() const noexcept { return inside() + below_ + above_ + not_finite_.total(); }
  /// How far a count may be off: not at all.
  [[nodiscard]] double error() const noexcept { return 0.0; }
  /// Memory in use.
  [[nodiscard]] std::size_t bytes() const noexcept {
    return sizeof *this + cuts_.capacity() * sizeof(double) + counts_.capacity() * sizeof(std::uint64_t);
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.low_, self.high_, self.cuts_, self.counts_, self.not_finite_, self.below_, self.above_);
  }

  /// Are the edges in order and do the counts fit them? (after loading)
  [[nodiscard]] bool sound() const noexcept {
    constexpr std::uint64_t most = std::uint64_t{1} << 53;  // sums of a few such counts cannot overflow
    const auto small = [](std::uint64_t n) { return n <= most; };
    return counts_.size() == cuts_.size() + 1 && counts_.size() <= 512 && edges_sound() &&
           std::all_of(counts_.begin(), counts_.end(), small) && not_finite_.at_most(most) && small(below_) &&
           small(above_);
  }

  friend bool operator==(const bins&, const bins&) = default;

 private:
  std::uint64_t& slot(double x) noexcept {
    if (!is_finite(x)) return not_finite_[non_finite_kind(x)];
    if (x < low_) return below_;
    if (x > high_) return above_;
    return counts_[static_cast<std::size_t>(std::lower_bound(cuts_.begin(), cuts_.end(), x) - cuts_.begin())];
  }
  [[nodiscard]] bool edges_sound() const noexcept {
    if (!is_finite(low_) || !is_finite(high_) || low_ > high_) return false;
    for (std::size_t i = 0; i < cuts_.size(); ++i)
      if (!(cuts_[i] >= low_ && cuts_[i] <= high_) || (i > 0 && !(cuts_[i] > cuts_[i - 1]))) return false;
    return true;
  }

  double low_, high_;
  std::vector<double> cuts_;
  std::vector<std::uint64_t> counts_;
  non_finite_counts not_finite_;
  std::uint64_t below_ = 0, above_ = 0;
};

}  // namespace tepid::inline v0
