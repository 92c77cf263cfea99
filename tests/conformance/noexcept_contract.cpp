// Streaming cannot throw: checked when this file is compiled.
#include "support/catch.hpp"
#include "support/conformance.hpp"

#include <tepid/registered.hpp>

#include <type_traits>

namespace {

template <class D>
consteval bool streaming_cannot_throw() {
  using values = std::span<const double>;
  return noexcept(std::declval<D&>().update(0.0))&& noexcept(std::declval<D&>().update(values{}))&& noexcept(
      std::declval<D&>()
          .reset())&& noexcept(std::declval<D&>()
                                   .rearm())&& noexcept(std::declval<const D&>()
                                                            .status())&& noexcept(std::declval<const D&>()
                                                                                      .statistic())&& noexcept(std::declval<const D&>()
                                                                                                                   .count())&& noexcept(std::declval<const D&>()
                                                                                                                                            .rejected())&& noexcept(std::
                                                                                                                                                                        declval<
                                                                                                                                                                            const D&>()
                                                                                                                                                                            .change());
}
template <class... D>
consteval bool all(tepid::type_list<D...>) {
  return ((tepid::Detector<D> && streaming_cannot_throw<D>() && std::is_nothrow_destructible_v<D> &&
           std::is_nothrow_move_constructible_v<D> && std::is_copy_constructible_v<D> && std::is_copy_assignable_v<D> &&
           std::is_default_constructible_v<D> && !std::is_polymorphic_v<D>)&&...);
}
static_assert(all(tepid::detectors{}));
static_assert(streaming_cannot_throw<tepid::erased_detector>());

}  // namespace

TEST_CASE("descriptors are complete and their ids and names are their own") {
  for (const auto* row : tepid::registered_detectors()) {
    INFO(row->about.name);
    CHECK(row->about.id != 0);
    CHECK(row->about.state_version >= 1);
    CHECK_FALSE(row->about.class_name.empty());
    CHECK_FALSE(row->about.title.empty());
    CHECK_FALSE(row->about.source.empty());
    CHECK(row->about.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos);
    CHECK(tepid::find_detector(row->about.name) == row);
    for (const auto* other : tepid::registered_detectors())
      CHECK((other == row || (other->about.id != row->about.id && other->about.name != row->about.name)));
  }
}
