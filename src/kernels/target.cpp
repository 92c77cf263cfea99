// kernels/target.cpp - which instruction sets are there, and which is used.
#include <tepid/kernels/target.hpp>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <string>

#include <tepid/core/error.hpp>

#if TEPID_SIMD
#include "kernels/highway.hpp"
#endif

namespace tepid::inline v0::kernels {

namespace {

struct target_list {
  std::array<target, 16> all{};
  std::size_t count = 0;

  target_list() noexcept {
#if TEPID_SIMD
    // Highway's better targets have lower bits.
    for (std::int64_t rest = HWY_TARGETS & hwy::SupportedTargets() & ~targets_without_vectors;
         rest != 0 && count + 1 < all.size(); rest &= rest - 1) {
      const std::int64_t bit = rest & -rest;
      all[count++] = {bit, hwy::TargetName(bit)};
    }
#endif
    all[count++] = scalar_target;
  }
};

target named(std::string_view name, std::string_view field, std::string_view what) {
  std::string names;
  for (const target& t : available_targets()) {
    if (t.name == name) return t;
    names.append(names.empty() ? "" : ", ").append(t.name);
  }
  throw error{errc::unknown_name, field,
              std::string{what} + " '" + std::string{name} +
                  "' is not one that this build and processor have; they have " + names};
}

}  // namespace

std::span<const target> available_targets() noexcept {
  static const target_list list;
  return std::span{list.all}.first(list.count);
}

target find_target(std::string_view name) { return named(name, name, "kernel target"); }

target active_target() {
  const char* name = std::getenv(target_variable);
  return name == nullptr || *name == '\0' ? available_targets().front()
                                          : named(name, target_variable, "TEPID_TARGET: kernel target");
}

}  // namespace tepid::inline v0::kernels
