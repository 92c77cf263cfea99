// src/cli/output_file.hpp - what an option for an output file names, and writing to what is no file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace tepid::cli {

/// What the path of an output names. Only a file is ever replaced: a device or a FIFO stays what it is.
enum class output_kind : std::uint8_t {
  file,             ///< A regular file or nothing: to be replaced whole.
  stream,           ///< A character device, a FIFO, a file that the process was given open: written to as it is.
  standard_output,  ///< "-", /dev/stdout: the same, and what the command prints goes there too.
};

/// Throws problem for what cannot be written: a folder, a disk, a symbolic link (what it leads to must be named itself,
/// unless that is a device or a FIFO). `option` is named in the message.
[[nodiscard]] output_kind output_kind_of(const std::string& path, const char* option);

/// A file that a command reads or writes, and what the command calls it.
struct named_file {
  std::string called, path;
};

/// Throws problem where an output is the same file as an input or as another output: it would replace what was read, or
/// what the other one wrote. Empty paths, standard input and output, and what is no regular file are passed over.
void require_distinct(std::span<const named_file> inputs, std::span<const named_file> outputs);

/// Writes to a stream or standard output, all of it. With `wait` a FIFO that nobody reads is waited for, otherwise that
/// is a problem like any other. Throws problem.
void write_stream(const std::string& path, std::span<const std::byte> bytes, bool wait);

}  // namespace tepid::cli
