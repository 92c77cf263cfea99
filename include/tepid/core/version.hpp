// tepid/core/version.hpp - the one place that states the version.
#pragma once

#if defined(__FAST_MATH__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__)
#error "tepid: -ffast-math and -ffinite-math-only break the library's numbers; compile without them"
#endif

#define TEPID_VERSION_MAJOR 0
#define TEPID_VERSION_MINOR 1
#define TEPID_VERSION_PATCH 0
#define TEPID_VERSION_STRING "0.1.0"
