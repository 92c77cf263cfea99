// tepid/monitors/forked.hpp - has this process been forked since?
#pragma once

#include <atomic>
#include <cstdint>

#if defined(__unix__) || defined(__APPLE__)
#include <pthread.h>
#endif

#include <tepid/core/version.hpp>

namespace tepid::inline v0::detail {

/// Forks between the start of the program and this process, as far as handlers are called (fork, not vfork or clone).
inline std::atomic<std::uint32_t> forks{0};

#if defined(__unix__) || defined(__APPLE__)
inline const bool forks_are_counted =
    pthread_atfork(nullptr, nullptr, [] { forks.store(forks.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed); }) == 0;
#endif

/// Remembers in which process it was made. Locks that another thread held at a fork stay locked in the child for ever,
/// and what it was changing stays half changed: whoever has such things asks before it touches them.
/// Cost: two loads. It looks at the counter of the library that made it, so all that it is handed to agree.
class process_mark {
 public:
  process_mark() noexcept : forks_{&forks}, made_{forks.load(std::memory_order_relaxed)} {}

  /// Is this a child of the process in which it was made?
  [[nodiscard]] bool forked() const noexcept { return forks_->load(std::memory_order_relaxed) != made_; }

 private:
  const std::atomic<std::uint32_t>* forks_;
  std::uint32_t made_;
};

}  // namespace tepid::inline v0::detail
