// tepid/kernels/sort.hpp - finite values in increasing order.
#pragma once

#include <algorithm>
#include <cstddef>
#include <exception>
#include <span>
#include <thread>
#include <vector>

#include <tepid/kernels/target.hpp>

namespace tepid::inline v0::kernels {

using sort_kernel_t = void (*)(std::span<double> xs);
/// Needs finite values; leaves any signs on zeros: vector minima and maxima do not tell +0 from -0.
[[nodiscard]] sort_kernel_t sort_kernel(target on) noexcept;

using copy_finite_kernel_t = std::size_t (*)(std::span<const double> from, double* to);
[[nodiscard]] copy_finite_kernel_t copy_finite_kernel(target on) noexcept;

/// Copies the finite values of `from`, in their order, to `to`, which has room for from.size() values. Returns how many.
/// Throws what active_target() does.
inline std::size_t copy_finite(std::span<const double> from, double* to, target on = active_target()) {
  return copy_finite_kernel(on)(from, to);
}

/// Sorts finite values; every zero becomes +0, so that the result has one form.
///
/// With `threads` = 2 and enough values, another thread sorts the upper half, and both are merged: half as many values
/// again of memory. What is not finite must be taken out before (copy_finite): the order of anything else is undefined.
/// O(n log n), also at worst. Throws what active_target() does, std::bad_alloc and std::system_error with two threads.
/// Source: M. Blacher, J. Giesen, P. Sanders, J. Wassenberg, arXiv:2205.05982 (2022): Highway's vqsort.
inline void sort(std::span<double> xs, unsigned threads = 1, target on = active_target()) {
  constexpr std::size_t worth_a_thread = std::size_t{1} << 15;
  const sort_kernel_t run = sort_kernel(on);
  if (threads < 2 || xs.size() < worth_a_thread) {
    run(xs);
  } else {
    const std::size_t half = xs.size() / 2;
    {
      const std::jthread other{[&] { run(xs.subspan(half)); }};
      run(xs.first(half));
    }
    const std::vector<double> lower(xs.begin(), xs.begin() + static_cast<std::ptrdiff_t>(half));
    // Writing never overtakes reading the upper half: it is behind by what is left of the lower.
    std::size_t i = 0, j = half, at = 0;
    while (i < half && j < xs.size()) {
      const double a = lower[i], b = xs[j];
      const bool first = a <= b;
      xs[at++] = first ? a : b;
      i += first;
      j += !first;
    }
    std::copy(lower.begin() + static_cast<std::ptrdiff_t>(i), lower.end(), xs.begin() + static_cast<std::ptrdiff_t>(at));
  }
  const auto [first, last] = std::equal_range(xs.begin(), xs.end(), 0.0);
  std::fill(first, last, 0.0);
}

/// The finite values of a sample in order. Throws as sort() does, and std::bad_alloc.
[[nodiscard]] inline std::vector<double> sorted_finite(std::span<const double> xs, unsigned threads = 1,
                                                       target on = active_target()) {
  std::vector<double> sorted(xs.size());
  sorted.resize(copy_finite(xs, sorted.data(), on));
  sort(sorted, threads, on);
  return sorted;
}

/// Two samples at once: with two threads each sorts one, so nothing has to be merged.
struct two_sorted {
  std::vector<double> a, b;
};
[[nodiscard]] inline two_sorted sort_both(std::span<const double> a, std::span<const double> b, unsigned threads = 1,
                                          target on = active_target()) {
  two_sorted both;
  if (threads < 2) {
    both.a = sorted_finite(a, 1, on);
    both.b = sorted_finite(b, 1, on);
    return both;
  }
  std::exception_ptr failed;  // only for want of memory
  {
    const std::jthread other{[&]() noexcept {
      try {
        both.b = sorted_finite(b, 1, on);
      } catch (...) {
        failed = std::current_exception();
      }
    }};
    both.a = sorted_finite(a, 1, on);
  }
  if (failed) std::rethrow_exception(failed);
  return both;
}

}  // namespace tepid::inline v0::kernels
