// tests/support/truth.hpp - the truth tables of tests/truth.
#pragma once

#include <filesystem>
#include <string>

#include "support/paths.hpp"

namespace tepid_test {

inline std::filesystem::path truth_path(const std::string& name) {
  return source_folder() / "tests" / "truth" / name;
}

}  // namespace tepid_test
