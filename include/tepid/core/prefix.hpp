// tepid/core/prefix.hpp - saving the first elements of an array whose size is fixed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <tepid/core/version.hpp>

namespace tepid::inline v0 {

/// Saves the first n elements of `values` as a vector. When loading, n is the length that is expected: any other
/// fails, and nothing beyond it is touched.
template <class Io, class Values>
void prefix_io(Io& io, Values& values, std::size_t n) {
  std::uint64_t length = n;
  io(length);
  if constexpr (Io::is_loading)
    if (length != n) return io.fail();
  for (std::size_t i = 0; i < n; ++i) io(values[i]);
}

/// The same where the length is part of what is saved: it becomes n, and fails unless within `least` .. `most`.
template <class Io, class Values, class Size>
void prefix_io(Io& io, Values& values, Size& n, std::size_t least, std::size_t most) {
  std::uint64_t length = n;
  io(length);
  if constexpr (Io::is_loading) {
    if (length < least || length > most) io.fail(), length = least;
    n = static_cast<Size>(length);
  }
  for (std::size_t i = 0; i < length; ++i) io(values[i]);
}

}  // namespace tepid::inline v0
