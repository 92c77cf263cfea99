// tepid/kernels/block.hpp - what every kernel over the features of a bank takes: a few rows and the columns of a state.
#pragma once

#include <cstddef>

#include <tepid/core/version.hpp>

namespace tepid::inline v0::kernels {

/// The most rows in one call: few enough that rows and state of some hundred features stay in the first-level cache.
inline constexpr std::size_t block_rows = 16;

/// Columns are padded to a multiple of this many places, and begin at a multiple of this many doubles from a
/// 64-byte boundary, so that any target may load whole aligned vectors.
inline constexpr std::size_t column_multiple = 16;

/// Rows to take, and the state before and after.
///
/// A state is a row of columns, `stride` doubles each, one place a feature. Column 0 is the number of values that
/// the feature has taken (whole, below 2^53); the others are the kernel's own. Places from `features` on are
/// padding: mean 0, inverse_sd 1, limit infinite, and a finite state, which a kernel may change.
///
/// A kernel advances every feature by `row_count` rows: a value that is not finite leaves its feature as it was,
/// any other is standardized, counted and taken. It returns true if, for any feature and after any of its taken
/// values, the statistic was above that feature's limit. `before` is only read; `after` is complete only when
/// the kernel returned false or there was one row.
struct block {
  const double* rows = nullptr;  ///< Row-major, `row_count` x `features`, any alignment.
  std::size_t row_count = 0;     ///< 1 .. block_rows.
  std::size_t features = 0;
  std::size_t stride = 0;  ///< A multiple of column_multiple, at least `features`.
  const double* mean = nullptr;
  const double* inverse_sd = nullptr;
  const double* limit = nullptr;
  const double* before = nullptr;
  double* after = nullptr;  ///< Does not overlap `before`.
};

/// A kernel and the constants that all features share.
template <class Constants>
using kernel = bool (*)(const block& rows, const Constants& constants);

}  // namespace tepid::inline v0::kernels
