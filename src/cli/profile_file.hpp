// src/cli/profile_file.hpp - .tepid files: reading, and writing whole or not at all.
#pragma once

#include <cstddef>
#include <string>

#include <tepid/monitors/profile.hpp>

#include "cli/output_file.hpp"

namespace tepid::cli {

/// Does the file begin like one that tepid saved? False for standard input and what cannot be read.
[[nodiscard]] bool is_saved(const std::string& path);

/// Throws problem naming the file.
[[nodiscard]] profile load_profile(const std::string& path);

/// Throws problem unless save_profile() may write there: the place must be writable, and what is there already
/// must be a .tepid file, a device or a FIFO. To be asked before long work. `option` names the path in messages.
output_kind check_target(const std::string& path, const char* option);
/// A file: writes beside the target, then renames: the target is the old file or the new one, never a part. Anything
/// else is written to as it is. The bytes written. Throws problem.
std::size_t save_profile(const profile& saved, const std::string& path, const char* option);

}  // namespace tepid::cli
