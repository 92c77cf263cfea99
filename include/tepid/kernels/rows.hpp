// tepid/kernels/rows.hpp - squared distances between rows, and random Fourier features of rows.
#pragma once

#include <cstddef>

#include <tepid/core/version.hpp>
#include <tepid/kernels/target.hpp>

namespace tepid::inline v0::kernels {

/// Rows of one sample, row-major without gaps.
struct row_block {
  const double* values = nullptr;
  std::size_t rows = 0;
  std::size_t width = 0;  ///< Values in a row.

  [[nodiscard]] const double* row(std::size_t i) const noexcept { return values + i * width; }
};

/// squared[i * b.rows + j] = sum over k of (a[i][k] - b[j][k])^2, added in the order of k on every target. Both blocks have
/// the same width. No cancellation, unlike |a|^2 + |b|^2 - 2ab. What is not finite makes its distances NaN or infinite.
/// Cost: a.rows * b.rows * width subtractions, multiplications and additions; no allocation.
using pairwise_kernel_t = void (*)(const row_block& a, const row_block& b, double* squared);
[[nodiscard]] pairwise_kernel_t pairwise_kernel(target on) noexcept;

/// Frequencies and phases of random Fourier features.
struct fourier_map {
  const double* frequency = nullptr;  ///< `width` x `features`: the weights of one coordinate stand together.
  const double* phase = nullptr;      ///< One a feature.
  std::size_t width = 0;
  std::size_t features = 0;
};

/// out[i * features + f] = cos(sum over k of x[i][k] frequency[k * features + f] + phase[f]), where the sum begins with
/// the phase and goes in the order of k, and the cosine is portable_cos: within 2.5 ulp of its argument's cosine, 0 for
/// arguments beyond 1e8. A row with NaN gives NaN.
/// Source: A. Rahimi and B. Recht, Advances in Neural Information Processing Systems 20 (2007) 1177-1184.
using fourier_kernel_t = void (*)(const row_block& x, const fourier_map& map, double* out);
[[nodiscard]] fourier_kernel_t fourier_kernel(target on) noexcept;

/// Both on the active target or another; they throw what active_target() does.
inline void pairwise_squared_distances(const row_block& a, const row_block& b, double* squared,
                                       target on = active_target()) {
  pairwise_kernel(on)(a, b, squared);
}
inline void fourier_features(const row_block& x, const fourier_map& map, double* out, target on = active_target()) {
  fourier_kernel(on)(x, map, out);
}

}  // namespace tepid::inline v0::kernels
