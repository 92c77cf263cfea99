// tepid/two_sample/fields.hpp - parameters that many tests share.
#pragma once

#include <tepid/core/schema.hpp>

namespace tepid::inline v0::detail {

template <class P>
inline constexpr field confidence_field{"confidence", &P::confidence, {0.5, 0.9999}, "", "of the effect's interval"};
template <class P>
inline constexpr field margin_field{"margin",
                                    &P::margin,
                                    {0, real_max},
                                    "effect",
                                    "the least effect that matters: margin_p tests for more; 0 for no test"};
template <class P>
inline constexpr field seed_field{"seed", &P::seed, {0, count_max}, "", "of the random divisions"};
template <class P>
inline constexpr field resamples_field{
    "resamples", &P::resamples, {0, 1e6}, "", "bootstrap samples for the interval; 0 for none"};

}  // namespace tepid::inline v0::detail
