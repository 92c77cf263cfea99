// tepid/kernels/target.hpp - the instruction sets that kernels are built for, and which one is used.
//
// A target is chosen when an object that runs kernels is made, and stays with it: there is no process-wide
// switch. Every target gives the bits of the scalar reference.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include <tepid/core/version.hpp>

namespace tepid::inline v0::kernels {

/// One instruction set. Equal where `id` is equal.
struct target {
  std::int64_t id = 0;               ///< 0 for the scalar reference; otherwise of no meaning outside this build.
  std::string_view name = "SCALAR";  ///< "SCALAR", "SSSE3", "SSE4", "AVX2", "AVX3" (that is AVX-512), "NEON", ...

  friend bool operator==(const target& a, const target& b) noexcept { return a.id == b.id; }
};

/// The scalar reference: everywhere there, and all there is in a build without Highway.
inline constexpr target scalar_target{};

/// The environment variable that forces a target by name.
inline constexpr const char* target_variable = "TEPID_TARGET";

/// What this build has and this processor can run: the best first, the scalar reference last.
[[nodiscard]] std::span<const target> available_targets() noexcept;

/// The available target of that name. Throws error{unknown_name} with the names that there are.
[[nodiscard]] target find_target(std::string_view name);

/// The target that new objects use: the one that TEPID_TARGET names, or the best. Reads the environment at
/// every call. Throws error{unknown_name, "TEPID_TARGET"} if the variable names a target that is not available.
[[nodiscard]] target active_target();

}  // namespace tepid::inline v0::kernels
