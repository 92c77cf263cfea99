// tepid/monitors/replace_file.hpp - a regular file that is replaced whole, and what a path names before it is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include <tepid/core/version.hpp>

namespace tepid::inline v0 {

/// What a path names; a link stands for itself.
enum class path_kind : std::uint8_t {
  nothing,
  regular,
  link,    ///< A symbolic link, to anything.
  folder,
  other,   ///< A device, a FIFO, a socket.
};

/// Throws error{io, "path"} for a path that can name nothing: empty or with a NUL in it, too long, below a file, in a
/// loop of links, in a folder that is not there or may not be searched.
[[nodiscard]] path_kind kind_of(const std::string& path);

/// kind_of, and throws error{io, "path"} that says what is there unless it is a regular file or nothing.
path_kind require_regular(const std::string& path);

/// Access bits of a file that is made; the process's umask takes its part away.
enum class file_access : std::uint16_t { everybody = 0666, owner = 0600 };

/// Writes `bytes` as the file `path`: into a new file beside it with a random name, synced to the disk,
/// renamed over it, and the folder synced. Whenever the process or the machine dies, the file is the old one or the new
/// one, whole. A process that is killed meanwhile may leave the other one there: path + ".new-" and 16 letters.
///
/// A regular file is replaced and keeps its access bits, and its owner and group where the process may give them; where
/// there is nothing a file with the bits of `access` is made. A symbolic link is refused, not followed: what it leads to
/// must be named itself. So are folders, devices and FIFOs.
/// One writer at a time. Throws error{io, "path"} that says what failed on which file; the old file is then untouched
/// and nothing is left beside it.
void replace_file(const std::string& path, std::span<const std::byte> bytes,
                  file_access access = file_access::everybody);

}  // namespace tepid::inline v0
