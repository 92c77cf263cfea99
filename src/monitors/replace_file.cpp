// src/monitors/replace_file.cpp - a regular file that is replaced whole.
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <string_view>

#include <tepid/monitors/replace_file.hpp>

#include "monitors/file_descriptor.hpp"

namespace tepid::inline v0 {

namespace {

constexpr mode_t access_bits = S_IRWXU | S_IRWXG | S_IRWXO;

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
  throw error{errc::io, "path", "'" + path + "' " + why};
}

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
}

/// What is there, no link followed; false: nothing.
bool look(const std::string& path, struct stat& about) {
  if (path.empty()) refuse(path, "is no path: it is empty");
  if (path.find('\0') != std::string::npos) refuse(path.c_str(), "is followed by a NUL: that is no path");
  if (::lstat(path.c_str(), &about) == 0) return true;
  if (errno != ENOENT) fail_on(path, "used", errno);
  // Nothing there, or no folder for it: the second is an error where the first is none.
  struct stat folder {};
  if (::stat(folder_of(path).c_str(), &folder) != 0) fail_on(path, "used", errno);
  return false;
}

path_kind kind_of(const struct stat& about) noexcept {
  return S_ISREG(about.st_mode)   ? path_kind::regular
         : S_ISLNK(about.st_mode) ? path_kind::link
         : S_ISDIR(about.st_mode) ? path_kind::folder
                                  : path_kind::other;
}

void require_regular(const std::string& path, path_kind kind) {
  switch (kind) {
    case path_kind::nothing:
    case path_kind::regular:
      return;
    case path_kind::link: {
      std::array<char, 4096> target{};
      const ssize_t n = ::readlink(path.c_str(), target.data(), target.size());
      refuse(path, "is a symbolic link" +
                       (n > 0 ? " to '" + std::string(target.data(), static_cast<std::size_t>(n)) + "'" : std::string{}) +
                       ", which is not followed: name the file itself");
    }
    case path_kind::folder:
      refuse(path, "is a directory, not a file");
    case path_kind::other:
      refuse(path, "is no regular file but a device, a FIFO or a socket; it is not replaced");
  }
}

/// 64 random bits, as letters.
std::string random_name() {
  std::array<unsigned char, 8> bits{};
  const file_descriptor source{open_file("/dev/urandom", O_RDONLY)};
  if (source.file < 0 || ::read(source.file, bits.data(), bits.size()) != static_cast<ssize_t>(bits.size()))
    fail_on("/dev/urandom", "read", errno);
  std::string name;
  for (const unsigned b : bits) {
    name.push_back(static_cast<char>('a' + b / 16));
    name.push_back(static_cast<char>('a' + b % 16));
  }
  return name;
}

/// A file with a name that was free; gone again unless it is renamed.
class fresh_file {
 public:
  fresh_file(const std::string& path, mode_t mode) {
    for (int tries = 0; tries < 100 && out_.file < 0; ++tries) {
      name_ = path + ".new-" + random_name();
      out_ = file_descriptor{open_file(name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode)};
      if (out_.file < 0 && errno != EEXIST) break;
    }
    if (out_.file < 0) fail_on(path, "written", errno);
  }
  fresh_file(const fresh_file&) = delete;
  fresh_file& operator=(const fresh_file&) = delete;
  ~fresh_file() {
    if (!renamed_) ::unlink(name_.c_str());
  }

  [[nodiscard]] int descriptor() const noexcept { return out_.file; }
  [[nodiscard]] bool rename_to(const std::string& path) noexcept {
    return renamed_ = ::rename(name_.c_str(), path.c_str()) == 0;
  }

 private:
  std::string name_;
  file_descriptor out_;
  bool renamed_ = false;
};

void write_all(const std::string& path, int file, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(file, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) fail_on(path, "written", errno);
    bytes = bytes.subspan(static_cast<std::size_t>(put));
  }
}

}  // namespace

path_kind kind_of(const std::string& path) {
  struct stat about {};
  return look(path, about) ? kind_of(about) : path_kind::nothing;
}

path_kind require_regular(const std::string& path) {
  const path_kind kind = kind_of(path);
  require_regular(path, kind);
  return kind;
}

void replace_file(const std::string& path, std::span<const std::byte> bytes, file_access access) {
  struct stat old {};
  const bool there = look(path, old);
  if (there) require_regular(path, kind_of(old));
  fresh_file fresh{path, there ? S_IRUSR | S_IWUSR : static_cast<mode_t>(access)};
  const int file = fresh.descriptor();
  write_all(path, file, bytes);
  if (there) {
    // The group first: changing it clears bits, and where it cannot be kept another group gets none of them.
    struct stat now {};
    if (::fstat(file, &now) != 0) fail_on(path, "written", errno);
    mode_t bits = old.st_mode & access_bits;
    if (now.st_gid != old.st_gid && ::fchown(file, static_cast<uid_t>(-1), old.st_gid) != 0) bits &= ~mode_t{S_IRWXG};
    if (::fchmod(file, bits) != 0) fail_on(path, "written", errno);
    if (now.st_uid != old.st_uid && ::fchown(file, old.st_uid, static_cast<gid_t>(-1)) != 0 && errno != EPERM)
      fail_on(path, "written", errno);
  }
  if (::fsync(file) != 0) fail_on(path, "synced", errno);
  if (!fresh.rename_to(path)) fail_on(path, "replaced", errno);
  const std::string folder = folder_of(path);
  const file_descriptor directory{open_file(folder.c_str(), O_RDONLY | O_DIRECTORY)};
  if (directory.file < 0) fail_on(folder, "opened", errno);
  // Some file systems cannot sync a folder, and say so with EINVAL: then the rename is as durable as it gets.
  if (::fsync(directory.file) != 0 && errno != EINVAL) fail_on(folder, "synced", errno);
}

}  // namespace tepid::inline v0
