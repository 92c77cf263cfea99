// tepid/kernels/merge_scan.hpp - two sorted samples in one walk: the largest and the mean distance of their
// distribution functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <tepid/core/version.hpp>

namespace tepid::inline v0::kernels {

/// What one walk over both samples finds. n, m are their sizes; after i values of a and j of b, lead = i m - j n.
struct merge_result {
  std::int64_t distance = 0;  ///< Largest |lead| at the end of a tie group: Kolmogorov-Smirnov's D = distance / (n m).
  bool a_first = false;       ///< Is lead above 0 there, so that a's values are the smaller? So where both signs reach it.
  bool ties = false;          ///< Does a value occur twice in the pooled sample?
  double wasserstein = 0.0;   ///< The area between the distribution functions; 0 if a sample is empty.

  friend bool operator==(const merge_result&, const merge_result&) = default;
};

/// Walks two sorted samples of finite values, at most 10^9 each.
///
/// The walk is cut into eight stretches of the same length; four at a time are walked side by side, for each step
/// waits for the one before it. With `threads` = 2 another thread walks the last four. The area is summed stretch by
/// stretch in a fixed tree: the same bits for any number of threads.
/// It is infinite if the values' range or n m times it leaves that of a double. O(n + m), no branch to mispredict, and
/// no memory. Throws std::system_error when there is no second thread to be had.
/// Source: S. Odeh, O. Green, Z. Mwassi, O. Shmueli, Y. Birk, IPDPS Workshops 2012, 1611-1618 (where to cut).
[[nodiscard]] merge_result merge_scan(std::span<const double> a, std::span<const double> b, unsigned threads = 1);

}  // namespace tepid::inline v0::kernels
