// tepid/core/type_list.hpp - a list of types to iterate over.
#pragma once

#include <cstddef>

#include <tepid/core/version.hpp>

namespace tepid::inline v0 {

template <class... T>
struct type_list {
  static constexpr std::size_t size = sizeof...(T);
};

namespace detail {

template <class... Lists>
struct join;
template <class... T>
struct join<type_list<T...>> {
  using type = type_list<T...>;
};
template <class... A, class... B, class... Rest>
struct join<type_list<A...>, type_list<B...>, Rest...> : join<type_list<A..., B...>, Rest...> {};

}  // namespace detail

/// The lists one after another, as one.
template <class... Lists>
using joined = typename detail::join<Lists...>::type;

/// Calls f.template operator()<T>() for every type of the list, in order.
template <class... T, class F>
constexpr void for_each_type(type_list<T...>, F&& f) {
  static_cast<void>(f);  // an empty list calls nothing
  (f.template operator()<T>(), ...);
}

}  // namespace tepid::inline v0
