// src/cli/profile_file.hpp - .tepid files: reading, and writing whole or not at all.
#pragma once

#include <string>

#include <tepid/monitors/profile.hpp>

namespace tepid::cli {

/// Does the file begin like one that tepid saved? False for standard input and what cannot be read.
[[nodiscard]] bool is_saved(const std::string& path);

/// Throws problem naming the file.
[[nodiscard]] profile load_profile(const std::string& path);

/// Throws problem unless save_profile() may write there: the place must be writable, and what is there already
/// must be a .tepid file. To be asked before long work.
void check_target(const std::string& path);

/// Writes beside the target, then renames: the target is the old file or the new one, never a part. Throws problem.
void save_profile(const profile& saved, const std::string& path);

}  // namespace tepid::cli
