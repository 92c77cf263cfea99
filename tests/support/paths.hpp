// tests/support/paths.hpp - where the source tree is.
#pragma once

#include <filesystem>

namespace tepid_test {

/// The folder of the source tree. One object knows it, so that what is compiled elsewhere is the same in every clone.
std::filesystem::path source_folder();

}  // namespace tepid_test
