// tepid/core/type_list.hpp - a list of types to iterate over.
#pragma once

#include <cstddef>

#include <tepid/core/version.hpp>

namespace tepid::inline v0 {

template <class... T>
struct type_list {
  static constexpr std::size_t size = sizeof...(T);
};

/// Calls f.template operator()<T>() for every type of the list, in order.
template <class... T, class F>
constexpr void for_each_type(type_list<T...>, F&& f) {
  (f.template operator()<T>(), ...);
}

}  // namespace tepid::inline v0
