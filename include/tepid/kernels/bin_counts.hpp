// tepid/kernels/bin_counts.hpp - counts many values in fixed bins.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include <tepid/core/error.hpp>
#include <tepid/core/non_finite.hpp>
#include <tepid/kernels/target.hpp>

namespace tepid::inline v0::kernels {

/// What a bin_counter has counted, in the terms of sketches/bins.hpp.
struct bin_tally {
  std::vector<std::uint64_t> counts;  ///< [low, cut 0], (cut 0, cut 1], ..., (last cut, high].
  non_finite_counts not_finite;
  std::uint64_t below = 0;            ///< Finite, below low.
  std::uint64_t above = 0;            ///< Finite, above high.

  friend bool operator==(const bin_tally&, const bin_tally&) = default;
};

/// Where a value goes: a table of equal cells over the stretch from the first cut to the last, with at most one cut in
/// each. A value's cell is found by arithmetic, one comparison with the cell's cut does the rest, and the value is
/// counted as (cell, side of the cut): how cells make bins is left for the end.
struct bin_cells {
  double low = 0.0, high = 0.0;     ///< The range of the bins.
  double origin = 0.0, scale = 0.0; ///< cell = nearest whole number to (x - origin) * scale, within the table.
  std::uint32_t cells = 0;          ///< 0: the cuts are too uneven for a table.
  const double* cut = nullptr;      ///< One a cell: its cut, or infinity.

  /// Adding it rounds to a whole number, which is then in the lowest bits.
  static constexpr double to_whole = 0x1p52;

  [[nodiscard]] double place(double x) const noexcept {
    const double at = (x - origin) * scale, last = static_cast<double>(cells) - 1.0;
    return (at > 0.0 ? (at < last ? at : last) : 0.0) + to_whole;  // every step is monotone in x
  }
  [[nodiscard]] std::uint32_t cell(double x) const noexcept {
    return static_cast<std::uint32_t>(std::bit_cast<std::uint64_t>(place(x)));
  }
  /// Slots behind those of the cells.
  [[nodiscard]] std::uint32_t below() const noexcept { return 2 * cells; }
  [[nodiscard]] std::uint32_t above() const noexcept { return 2 * cells + 1; }
  [[nodiscard]] std::uint32_t not_finite(non_finite kind) const noexcept {
    return 2 * cells + 2 + static_cast<std::uint32_t>(kind);
  }
  [[nodiscard]] std::uint32_t slots() const noexcept { return 2 * cells + 2 + std::uint32_t{non_finite_kinds}; }
};

/// Adds 1 to the slot of each value; `slots` has two copies of cells.slots() counters, which neighbours take in turn.
using bin_cells_kernel_t = void (*)(const bin_cells& cells, std::span<const double> xs, std::uint32_t* slots);
[[nodiscard]] bin_cells_kernel_t bin_cells_kernel(target on) noexcept;

/// Counts values in right-closed bins over [low, high] with `cuts` between: the counts of sketches/bins.hpp, exactly,
/// on every target, some times faster. Every value is counted once.
///
/// Cost: some 1 ns a value, whatever their order, where one of at most most_cells cells has no more than one cut: most
/// quantiles of a sample do. Otherwise a binary search without branches. Memory: up to 80 KiB. Only construction and
/// take() allocate. One object is one thread's.
class bin_counter {
 public:
  static constexpr std::uint32_t most_cells = 4096;

  /// low <= cuts (strictly increasing) <= high, all finite: throws error{bad_argument, "cuts"} otherwise.
  bin_counter(double low, double high, std::span<const double> cuts, target on = active_target())
      : low_{low}, high_{high}, cuts_{cuts.begin(), cuts.end()}, kernel_{bin_cells_kernel(on)} {
    bool sound = is_finite(low) && is_finite(high) && low <= high;
    for (std::size_t i = 0; i < cuts.size(); ++i)
      sound = sound && cuts[i] >= low && cuts[i] <= high && (i == 0 || cuts[i] > cuts[i - 1]);
    if (!sound)
      throw error{errc::bad_argument, "cuts",
                  "bin_counter: cuts must be finite, strictly increasing and within the range"};
    tally_.counts.assign(cuts_.size() + 1, 0);
    for (std::uint32_t cells = 64; cells <= most_cells && !make_table(cells); cells *= 2) {}
    slots_.assign(cut_of_cell_.empty() ? 0 : 2 * cells().slots(), 0);
  }

  void add(std::span<const double> xs) noexcept {
    if (cut_of_cell_.empty()) {
      for (const double x : xs) ++search(x);
      return;
    }
    while (!xs.empty()) {
      if (pending_ >= most_pending) collect();
      const auto block = xs.first(std::min<std::size_t>(xs.size(), most_pending));
      kernel_(cells(), block, slots_.data());
      pending_ += block.size();
      xs = xs.subspan(block.size());
    }
  }

  /// What was counted since construction or the last call; counting begins again at 0.
  [[nodiscard]] bin_tally take() {
    collect();
    bin_tally empty;
    empty.counts.assign(tally_.counts.size(), 0);
    return std::exchange(tally_, std::move(empty));
  }

  /// True if no table serves these cuts, so that each value is searched for.
  [[nodiscard]] bool searches() const noexcept { return cut_of_cell_.empty(); }

 private:
  static constexpr std::size_t most_pending = std::size_t{1} << 30;  // counters have 32 bits

  [[nodiscard]] bin_cells cells() const noexcept {
    return {low_, high_, origin_, scale_, static_cast<std::uint32_t>(cut_of_cell_.size()), cut_of_cell_.data()};
  }

  /// False, and no table, if two cuts share one of so many cells.
  bool make_table(std::uint32_t count) {
    constexpr double none = std::numeric_limits<double>::infinity();
    cut_of_cell_.assign(count, none);
    origin_ = cuts_.empty() ? low_ : cuts_.front();
    const double width = cuts_.empty() ? 0.0 : cuts_.back() - cuts_.front();
    scale_ = width > 0.0 ? (static_cast<double>(count) - 1.0) / width : 1.0;
    bool apart = is_finite(width) && is_finite(scale_) && scale_ > 0.0;
    for (std::size_t i = 0; i < cuts_.size() && apart; ++i) {
      double& place = cut_of_cell_[cells().cell(cuts_[i])];
      apart = place == none;
      place = cuts_[i];
    }
    if (!apart) cut_of_cell_.clear();
    return apart;
  }

  void collect() noexcept {
    if (pending_ == 0) return;
    const bin_cells c = cells();
    const auto slot = [&](std::uint32_t i) { return std::uint64_t{slots_[i]} + slots_[c.slots() + i]; };
    std::size_t bin = 0;
    for (std::uint32_t i = 0; i < c.cells; ++i) {
      tally_.counts[bin] += slot(2 * i);
      if (is_finite(cut_of_cell_[i])) ++bin;
      tally_.counts[bin] += slot(2 * i + 1);
    }
    tally_.below += slot(c.below());
    tally_.above += slot(c.above());
    for (std::size_t i = 0; i < non_finite_kinds; ++i) {
      const auto kind = static_cast<non_finite>(i);
      tally_.not_finite[kind] += slot(c.not_finite(kind));
    }
    std::fill(slots_.begin(), slots_.end(), 0u);
    pending_ = 0;
  }

  [[nodiscard]] std::uint64_t& search(double x) noexcept {
    if (!is_finite(x)) return tally_.not_finite[non_finite_kind(x)];
    if (x < low_) return tally_.below;
    if (x > high_) return tally_.above;
    const double* base = cuts_.data();
    for (std::size_t n = cuts_.size(); n > 0;) {
      const std::size_t half = (n + 1) / 2;
      base += base[half - 1] < x ? half : 0;
      n -= half;
    }
    return tally_.counts[static_cast<std::size_t>(base - cuts_.data())];
  }

  double low_, high_, origin_ = 0.0, scale_ = 0.0;
  std::vector<double> cuts_, cut_of_cell_;
  std::vector<std::uint32_t> slots_;
  std::size_t pending_ = 0;
  bin_tally tally_;
  bin_cells_kernel_t kernel_;
};

}  // namespace tepid::inline v0::kernels
