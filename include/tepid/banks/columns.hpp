// tepid/banks/columns.hpp - storage for columns of doubles that vectors can load.
#pragma once

#include <cstddef>
#include <new>
#include <vector>

#include <tepid/core/version.hpp>

namespace tepid::inline v0::detail {

/// Allocates at 64-byte boundaries: one cache line, the widest vector.
template <class T>
struct line_allocator {
  using value_type = T;
  static constexpr std::align_val_t boundary{64};

  line_allocator() = default;
  template <class U>
  constexpr line_allocator(const line_allocator<U>&) noexcept {}

  [[nodiscard]] T* allocate(std::size_t n) {
    if (n > static_cast<std::size_t>(-1) / (2 * sizeof(T))) throw std::bad_array_new_length{};
    return static_cast<T*>(::operator new(n * sizeof(T), boundary));
  }
  void deallocate(T* p, std::size_t) noexcept { ::operator delete(p, boundary); }

  friend bool operator==(const line_allocator&, const line_allocator&) noexcept { return true; }
};

using columns = std::vector<double, line_allocator<double>>;

}  // namespace tepid::inline v0::detail
