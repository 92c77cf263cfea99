// tests/support/shared_data.hpp - recorded data and truth tables that are kept beside the project, not in it.
//
// They are looked for in $TEPID_SHARED, or in ../shared from the project's root. A test that needs one
// which is not there says so and is reported as skipped.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "support/paths.hpp"

namespace tepid_test {

inline std::filesystem::path shared_path(const std::string& name) {
  const char* set = std::getenv("TEPID_SHARED");
  const std::filesystem::path root = set ? std::filesystem::path{set} : tepid_test::source_folder() / ".." / "shared";
  return root / name;
}

/// True if the file is there; otherwise prints the line that makes ctest report a skipped test.
inline bool have_shared(const std::string& name) {
  if (std::filesystem::exists(shared_path(name))) return true;
  std::printf("SKIPPED: %s is not there\n", shared_path(name).c_str());
  return false;
}

}  // namespace tepid_test
