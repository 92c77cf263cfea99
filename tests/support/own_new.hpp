// tests/support/own_new.hpp - replaces operator new and delete of the one program that includes it.
//
// Counts every allocation, and can make one, or all from one on, fail.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace tepid_test {

inline std::atomic<std::size_t> allocations{0};  ///< Calls of any operator new.
inline std::atomic<long> live{0};                ///< Blocks not yet deleted.
inline long until_failure = -1;                  ///< This many more succeed; below zero nothing fails.
inline bool sticky_failure = false;              ///< After the first failure all others fail too.

inline void* take(std::size_t size, std::size_t alignment, bool may_throw) {
  ++allocations;
  const bool fails = until_failure == 0;
  if (fails && !sticky_failure) until_failure = -1;
  if (until_failure > 0) --until_failure;
  void* p = nullptr;
  if (!fails)
    p = alignment == 0 ? std::malloc(size ? size : 1)
                       : std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
  if (p) ++live;
  if (!p && may_throw) throw std::bad_alloc{};
  return p;
}

inline void give_back(void* p) noexcept {
  if (p) --live;
  std::free(p);
}

}  // namespace tepid_test

// GCC cannot see that the replaced operators belong together.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
#endif

// The array forms call these. The forms that do not throw are replaced too: a sanitizer's own would not match.
void* operator new(std::size_t size) { return tepid_test::take(size, 0, true); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return tepid_test::take(size, 0, false); }
void* operator new(std::size_t size, std::align_val_t boundary) {
  return tepid_test::take(size, static_cast<std::size_t>(boundary), true);
}
void operator delete(void* p) noexcept { tepid_test::give_back(p); }
void operator delete(void* p, std::size_t) noexcept { tepid_test::give_back(p); }
void operator delete(void* p, std::align_val_t) noexcept { tepid_test::give_back(p); }
void operator delete(void* p, std::size_t, std::align_val_t) noexcept { tepid_test::give_back(p); }
