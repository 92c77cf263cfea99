// tepid/monitors/state_file.hpp - saved bytes in a file that is always whole and has one writer.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <tepid/core/version.hpp>

namespace tepid::inline v0 {

/// Writes `bytes` as the file `path`, whole, as replace_file does; where there is no file one is made that its owner
/// alone may read: it holds scores and ids. Throws error{io, "path"} that says what failed on which file; the old file is
/// then untouched.
void write_state_file(const std::string& path, std::span<const std::byte> bytes);

/// The bytes of the file. Throws error{io, "path"} when it cannot be read or is larger than `most`.
[[nodiscard]] std::vector<std::byte> read_state_file(const std::string& path, std::size_t most = std::size_t{4} << 30);

/// The right to write a state file: one owner at a time among all processes of a machine, and among all owners in one
/// process. It is a lock of the system (flock) on the file path + ".lock", which stays there: the state itself is
/// another file after each save. The lock ends with its owner, and with the process, however that ends.
///
/// After a fork() the child has no such right, but while it lives it keeps others from having it: a server that forks its
/// workers opens a state in each worker, after the fork, and gives each a file of its own.
/// Network file systems: as good as their flock.
class state_lock {
 public:
  /// Throws error{io, "state.file"} that names the process which has the lock, or says why it cannot be had: the state
  /// file is no regular file, its folder cannot be written.
  explicit state_lock(const std::string& path);
  state_lock(state_lock&&) noexcept;
  state_lock& operator=(state_lock&&) noexcept;
  ~state_lock();

  /// Throws error{io, "state.file"} in a process that was forked from the one that took it.
  void require_own_process() const;

 private:
  struct owned;
  std::unique_ptr<owned> owned_;
};

}  // namespace tepid::inline v0
