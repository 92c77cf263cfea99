// tepid/two_sample/fields.hpp - parameters that many tests share.
#pragma once

#include <tepid/core/schema.hpp>

namespace tepid::inline v0::detail {

template <class P>
inline constexpr field confidence_field{"confidence", &P::confidence, {0.5, 0.9999}, "", "of the effect's interval"};
template <class P>
inline constexpr field seed_field{"seed", &P::seed, {0, count_max}, "", "of the random divisions"};

}  // namespace tepid::inline v0::detail
