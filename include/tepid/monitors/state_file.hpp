// tepid/monitors/state_file.hpp - saved bytes in a file that is always whole.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include <tepid/core/version.hpp>

namespace tepid::inline v0 {

/// Writes `bytes` as the file `path`: into a new file beside it, synced to the disk, renamed over it, and the folder
/// synced. Whenever the process or the machine dies, the file is the old one or the new one, whole; what a dead
/// process left beside it (path + ".new") is overwritten by the next write. One writer at a time.
/// Throws error{io, "path"} that says what failed on which file; the old file is then untouched.
void write_state_file(const std::string& path, std::span<const std::byte> bytes);

/// The bytes of the file. Throws error{io, "path"} when it cannot be read or is larger than `most`.
[[nodiscard]] std::vector<std::byte> read_state_file(const std::string& path, std::size_t most = std::size_t{4} << 30);

}  // namespace tepid::inline v0
