// src/compare/shapes.hpp - the outlines of both sides of a column, to be drawn.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <tepid/compare/comparison.hpp>
#include <tepid/two_sample/samples.hpp>
#include <tepid/two_sample/sketched.hpp>

namespace tepid::inline v0::detail {

/// Of numbers: ten bins of equal width between the lower of the sides' 1st percentiles and the upper of their 99th;
/// what lies beyond is in the outer bins. O(log N) beyond sorting.
[[nodiscard]] two_shapes shapes_of(const sample_pair& sorted);
[[nodiscard]] two_shapes shapes_of(const weighted_points& reference, const weighted_points& current);
/// Of categories: the ten most frequent of both sides together, most frequent in the reference first; the others
/// together are the last. O(k log k).
[[nodiscard]] two_shapes shapes_of(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> current,
                                   std::span<const std::string> names);

}  // namespace tepid::inline v0::detail
