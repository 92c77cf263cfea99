// tepid/core/version.hpp - the one place that states the version.
#pragma once

#if defined(__FAST_MATH__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__)
#error "tepid: -ffast-math and -ffinite-math-only break the library's numbers; compile without them"
#endif

// gcc and clang join a * b + c into one rounding where the machine can, and the numbers then differ in the last bits from
// those of other machines, saved states included. No header can forbid that for gcc; the CMake targets and tepid-cxx.pc do.
#if (defined(__FMA__) || defined(__ARM_FEATURE_FMA)) && !defined(TEPID_FP_CONTRACT_OFF)
#pragma message("tepid: compile with -ffp-contract=off -DTEPID_FP_CONTRACT_OFF, or results differ from other machines'")
#endif

#define TEPID_VERSION_MAJOR 0
#define TEPID_VERSION_MINOR 1
#define TEPID_VERSION_PATCH 0
#define TEPID_VERSION_STRING "0.1.0"
