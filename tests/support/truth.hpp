// tests/support/truth.hpp - the truth tables of tests/truth.
#pragma once

#include <filesystem>
#include <string>

namespace tepid_test {

inline std::filesystem::path truth_path(const std::string& name) {
  return std::filesystem::path{TEPID_SOURCE_DIR} / "tests" / "truth" / name;
}

}  // namespace tepid_test
