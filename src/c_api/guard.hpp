// src/c_api/guard.hpp - what all C functions share: no exception passes, every failure names its culprit.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <tepid/core/error.hpp>
#include <tepid/tepid.h>

namespace tepid_c {

using tepid::errc;

/// C++ throws design::stopped, which has no number of its own.
inline constexpr errc stopped{TEPID_STOPPED};

// The C numbers are the C++ numbers.
template <class C, class Cpp>
constexpr bool same(C c, Cpp cpp) {
  return static_cast<int>(c) == static_cast<int>(cpp);
}

// The layout that callers were compiled against. Here and in the other files members may be added at the end, never moved.
inline constexpr std::size_t first_error_size = 512;
static_assert(sizeof(tepid_error) == first_error_size && offsetof(tepid_error, code) == 4 &&
              offsetof(tepid_error, field) == 8 && offsetof(tepid_error, message) == 72);

/// A text of the library that ends with a zero byte.
constexpr const char* c_text(std::string_view literal) noexcept { return literal.data() ? literal.data() : ""; }

template <std::size_t N>
void copy_text(char (&to)[N], std::string_view text) noexcept {
  std::size_t n = std::min(text.size(), N - 1);
  if (n < text.size())  // not in the middle of a UTF-8 sequence
    while (n > 0 && (static_cast<unsigned char>(text[n]) & 0xc0u) == 0x80u) --n;
  std::memcpy(to, text.data(), n);
  to[n] = '\0';
}

inline tepid_status report(tepid_error* to, errc code, std::string_view field, std::string_view message) noexcept {
  if (to != nullptr) {
    to->code = static_cast<std::int32_t>(code);
    copy_text(to->field, field);
    copy_text(to->message, message);
  }
  return static_cast<tepid_status>(code);
}

/// Runs f and turns whatever it throws into a status: no exception passes a C function.
template <class F>
tepid_status guard(tepid_error* to, F&& f) noexcept {
  if (to != nullptr && to->struct_size < first_error_size) return TEPID_BAD_ARGUMENT;  // too small to be written to
  try {
    std::forward<F>(f)();
    return report(to, errc::ok, "", "");
  } catch (const tepid::error& e) {
    return report(to, e.code(), e.field(), e.what());
  } catch (const std::bad_alloc&) {
    return report(to, errc::out_of_memory, "", "out of memory");
  } catch (const std::exception& e) {
    return report(to, errc::internal, "", e.what());
  } catch (...) {
    return report(to, errc::internal, "", "an exception of unknown type");
  }
}

[[noreturn]] inline void refuse(const char* argument, const std::string& why) {
  throw tepid::error{errc::bad_argument, argument, "argument '" + std::string{argument} + "' " + why};
}

template <class T>
T& needed(T* pointer, const char* argument) {
  if (pointer == nullptr) refuse(argument, "is NULL");
  return *pointer;
}

template <class T>
const T& at(std::span<const T> items, std::size_t index, const char* argument) {
  if (index >= items.size())
    refuse(argument, "is " + std::to_string(index) + "; there are " + std::to_string(items.size()));
  return items[index];
}

/// Is a struct that may grow as long as the first version of it?
inline void require_size(std::uint32_t size, std::size_t first_size, const char* argument) {
  if (size < first_size) refuse(argument, "has struct_size " + std::to_string(size) + "; set it to its sizeof");
}

/// Copies what both sides know of a struct that may grow, and leaves the caller's struct_size.
template <class T>
void fill(T* to, const char* argument, std::size_t first_size, T value) {
  const std::uint32_t size = needed(to, argument).struct_size;
  require_size(size, std::min(first_size, sizeof(T)), argument);
  value.struct_size = size;
  std::memcpy(static_cast<void*>(to), &value, std::min<std::size_t>(size, sizeof(T)));
}

/// Of what is asked for its size and then written: NULL needs a place for the size.
inline void require_buffer(const void* buffer, const char* argument, std::size_t capacity, const std::size_t* size) {
  if (buffer != nullptr) return;
  needed(size, "size");
  if (capacity != 0) refuse(argument, "is NULL, but capacity is not 0");
}

inline void require_capacity(std::size_t capacity, std::size_t total, const char* what) {
  if (total > capacity)
    refuse("capacity",
           "is " + std::to_string(capacity) + " bytes; the " + std::string{what} + " has " + std::to_string(total));
}

}  // namespace tepid_c
