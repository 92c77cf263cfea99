// src/monitors/state_file.cpp - saved bytes in a file that is always whole and has one writer.
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <charconv>

#include <tepid/monitors/replace_file.hpp>
#include <tepid/monitors/state_file.hpp>

#include "monitors/file_descriptor.hpp"

namespace tepid::inline v0 {

void write_state_file(const std::string& path, std::span<const std::byte> bytes) {
  replace_file(path, bytes, file_access::owner);
}

std::vector<std::byte> read_state_file(const std::string& path, std::size_t most) {
  if (path.find('\0') != std::string::npos)
    throw error{errc::io, "path", "'" + std::string{path.c_str()} + "' is followed by a NUL: that is no path"};
  const file_descriptor in{open_file(path.c_str(), O_RDONLY)};
  if (in.file < 0) fail_on(path, "read", errno);
  struct stat about {};
  if (::fstat(in.file, &about) != 0) fail_on(path, "read", errno);
  if (S_ISDIR(about.st_mode)) fail_on(path, "read", EISDIR);
  std::vector<std::byte> bytes;
  for (std::size_t used = 0;;) {
    if (used == bytes.size()) bytes.resize(used + (std::size_t{1} << 20));
    const ssize_t got = ::read(in.file, bytes.data() + used, bytes.size() - used);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail_on(path, "read", errno);
    used += static_cast<std::size_t>(got);
    if (used > most)
      throw error{errc::io, "path", "'" + path + "' is too large: over " + std::to_string(most) + " bytes"};
    if (got == 0) {
      bytes.resize(used);
      return bytes;
    }
  }
}

struct state_lock::owned {
  std::string path;
  file_descriptor file;
  pid_t process;
};

namespace {

[[noreturn]] void refuse(const std::string& what) { throw error{errc::io, "state.file", "monitor: " + what}; }

/// The process that a lock file names; 0: none.
pid_t named_in(int file) noexcept {
  std::array<char, 32> text{};
  const ssize_t n = ::pread(file, text.data(), text.size(), 0);
  pid_t process = 0;
  if (n > 0) std::from_chars(text.data(), text.data() + n, process);
  return process;
}

/// For those who are refused: it need not succeed.
void write_name(int file, pid_t process) noexcept {
  std::array<char, 32> text{};
  char* const end = std::to_chars(text.data(), text.data() + text.size() - 1, process).ptr;
  *end = '\n';
  if (::ftruncate(file, 0) != 0) return;
  static_cast<void>(::pwrite(file, text.data(), static_cast<std::size_t>(end - text.data()) + 1, 0) > 0);
}

}  // namespace

state_lock::state_lock(const std::string& path) {
  try {
    static_cast<void>(require_regular(path));
  } catch (const error& why) {
    refuse(std::string{"the state file "} + why.what());
  }
  const std::string name = path + ".lock";
  const auto cannot = [&](const std::string& why) { refuse("the state file '" + path + "' cannot be locked: '" + name + "' " + why); };
  file_descriptor file{open_file(name.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK, S_IRUSR | S_IWUSR)};
  if (file.file < 0) cannot(errno == ELOOP ? "is a symbolic link" : std::string{"cannot be opened: "} + std::strerror(errno));
  struct stat about {};
  if (::fstat(file.file, &about) != 0) cannot(std::strerror(errno));
  if (!S_ISREG(about.st_mode) || about.st_nlink != 1) cannot("is no file of its own");
  int locked;
  do {
    locked = ::flock(file.file, LOCK_EX | LOCK_NB);
  } while (locked != 0 && errno == EINTR);
  if (locked != 0) {
    if (errno != EWOULDBLOCK) cannot(std::string{"cannot be locked: "} + std::strerror(errno));
    const pid_t other = named_in(file.file);
    if (other == ::getpid())
      refuse("the state file '" + path + "' is in use: another monitor of this process has it, and has not been closed");
    refuse("the state file '" + path + "' is in use by " +
           (other > 0 ? "process " + std::to_string(other) : std::string{"another process"}) +
           ", or one forked from it; each monitor needs a state file of its own");
  }
  write_name(file.file, ::getpid());
  owned_ = std::make_unique<owned>(owned{path, std::move(file), ::getpid()});
}

state_lock::state_lock(state_lock&&) noexcept = default;
state_lock& state_lock::operator=(state_lock&&) noexcept = default;
state_lock::~state_lock() = default;

void state_lock::require_own_process() const {
  if (owned_ && owned_->process != ::getpid())
    refuse("the state file '" + owned_->path + "' belongs to process " + std::to_string(owned_->process) +
           ", from which this one was forked; open a monitor with a state file of its own here");
}

}  // namespace tepid::inline v0
