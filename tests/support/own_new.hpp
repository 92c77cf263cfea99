// tests/support/own_new.hpp - replaces operator new and delete of the one program that includes it.
//
// Counts every allocation and the bytes that are held, and can make one, or all from one on, fail.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>

namespace tepid_test {

inline std::atomic<std::size_t> allocations{0};  ///< Calls of any operator new.
inline std::atomic<long> live{0};                ///< Blocks not yet deleted.
inline std::atomic<std::size_t> live_bytes{0};   ///< In them, as asked for.
inline long until_failure = -1;                  ///< This many more succeed; below zero nothing fails.
inline bool sticky_failure = false;              ///< After the first failure all others fail too.

/// What stands before each block: its size, at a distance that keeps the block aligned.
inline constexpr std::size_t header = 64;

inline void* take(std::size_t size, std::size_t alignment, bool may_throw) {
  ++allocations;
  const bool fails = until_failure == 0;
  if (fails && !sticky_failure) until_failure = -1;
  if (until_failure > 0) --until_failure;
  void* p = nullptr;
  if (!fails && alignment <= header && size < SIZE_MAX - 2 * header)
    p = std::aligned_alloc(header, (size + 2 * header - 1) / header * header);
  if (!p && may_throw) throw std::bad_alloc{};
  if (!p) return p;
  ++live;
  live_bytes += size;
  std::memcpy(p, &size, sizeof size);
  return static_cast<std::byte*>(p) + header;
}

inline void give_back(void* p) noexcept {
  if (!p) return;
  void* const block = static_cast<std::byte*>(p) - header;
  std::size_t size = 0;
  std::memcpy(&size, block, sizeof size);
  --live;
  live_bytes -= size;
  std::free(block);
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
