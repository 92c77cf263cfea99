// tests/support/catch.hpp - Catch2 2.13 and 3 behind one include, with the names of 2.13.
//
// Test programs include this and never Catch2 itself; tests/support/check_catch.py sees to it.
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>

#include <concepts>
#include <string>
#include <utility>

using Catch::Approx;  // global in 2.13

namespace Catch {
namespace Matchers {

/// 2.13: the text contains `part`. What 3 calls by this name looks for an element of a range: with a text for a part,
/// this one is the more constrained and is taken.
template <std::convertible_to<std::string> Text>
StringContainsMatcher Contains(Text&& part) {
  return ContainsSubstring(std::string{std::forward<Text>(part)});
}

}  // namespace Matchers
using Matchers::Contains;
}  // namespace Catch
#else
#include <catch2/catch.hpp>
namespace Catch {
using Detail::Approx;
}
#endif
