// tests/support/paths.cpp - the one object with a folder of this machine in it.
#include "support/paths.hpp"

std::filesystem::path tepid_test::source_folder() { return TEPID_SOURCE_DIR; }
