// src/monitors/file_descriptor.hpp - the system's files: opened, closed, and what went wrong with them.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include <tepid/core/error.hpp>

namespace tepid::inline v0 {

/// Throws error{io, "path"}: "'path' cannot be opened: No such file or directory".
[[noreturn]] inline void fail_on(const std::string& path, const char* what, int why) {
  throw error{errc::io, "path", "'" + path + "' cannot be " + what + ": " + std::strerror(why)};
}

/// open() that signals do not interrupt; the caller looks at errno.
[[nodiscard]] inline int open_file(const char* path, int flags, mode_t mode = 0) noexcept {
  int file;
  do {
    file = ::open(path, flags | O_CLOEXEC, mode);
  } while (file < 0 && errno == EINTR);
  return file;
}

/// An open file that is closed at the end; -1 is none.
struct file_descriptor {
  int file = -1;
  explicit file_descriptor(int f = -1) noexcept : file{f} {}
  file_descriptor(file_descriptor&& o) noexcept : file{std::exchange(o.file, -1)} {}
  file_descriptor& operator=(file_descriptor&& o) noexcept {
    if (this != &o) close(), file = std::exchange(o.file, -1);
    return *this;
  }
  ~file_descriptor() { close(); }
  void close() noexcept {
    if (file >= 0) ::close(std::exchange(file, -1));
  }
};

}  // namespace tepid::inline v0
