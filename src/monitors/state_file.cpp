// src/monitors/state_file.cpp - saved bytes in a file that is always whole.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include <tepid/core/error.hpp>
#include <tepid/monitors/state_file.hpp>

namespace tepid::inline v0 {

namespace {

[[noreturn]] void fail(const std::string& path, const char* what, int why) {
  throw error{errc::io, "path", "'" + path + "' cannot be " + what + ": " + std::strerror(why)};
}

struct descriptor_owner {
  int file;
  explicit descriptor_owner(int f) : file{f} {}
  descriptor_owner(const descriptor_owner&) = delete;
  descriptor_owner& operator=(const descriptor_owner&) = delete;
  ~descriptor_owner() {
    if (file >= 0) ::close(file);
  }
};

int open_again(const char* path, int flags, mode_t mode = 0) {
  int file;
  do {
    file = ::open(path, flags | O_CLOEXEC, mode);
  } while (file < 0 && errno == EINTR);
  return file;
}

void write_all(const std::string& path, int file, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(file, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) fail(path, "written", errno);
    bytes = bytes.subspan(static_cast<std::size_t>(put));
  }
}

}  // namespace

void write_state_file(const std::string& path, std::span<const std::byte> bytes) {
  const std::string fresh = path + ".new";
  {
    const descriptor_owner out{open_again(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666)};
    if (out.file < 0) fail(fresh, "written", errno);
    write_all(fresh, out.file, bytes);
    if (::fsync(out.file) != 0) fail(fresh, "synced", errno);
  }
  if (::rename(fresh.c_str(), path.c_str()) != 0) {
    const int why = errno;
    ::unlink(fresh.c_str());
    fail(path, "replaced", why);
  }
  const auto slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
  const descriptor_owner directory{open_again(folder.c_str(), O_RDONLY | O_DIRECTORY)};
  if (directory.file < 0) fail(folder, "opened", errno);
  // Some file systems cannot sync a folder, and say so with EINVAL: then the rename is as durable as it gets.
  if (::fsync(directory.file) != 0 && errno != EINVAL) fail(folder, "synced", errno);
}

std::vector<std::byte> read_state_file(const std::string& path, std::size_t most) {
  const descriptor_owner in{open_again(path.c_str(), O_RDONLY)};
  if (in.file < 0) fail(path, "read", errno);
  struct stat about {};
  if (::fstat(in.file, &about) != 0) fail(path, "read", errno);
  if (S_ISDIR(about.st_mode)) fail(path, "read", EISDIR);
  std::vector<std::byte> bytes;
  for (std::size_t used = 0;;) {
    if (used == bytes.size()) bytes.resize(used + (std::size_t{1} << 20));
    const ssize_t got = ::read(in.file, bytes.data() + used, bytes.size() - used);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(path, "read", errno);
    used += static_cast<std::size_t>(got);
    if (used > most)
      throw error{errc::io, "path", "'" + path + "' is too large: over " + std::to_string(most) + " bytes"};
    if (got == 0) {
      bytes.resize(used);
      return bytes;
    }
  }
}

}  // namespace tepid::inline v0
