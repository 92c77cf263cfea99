// src/cli/stop_signal.hpp - being asked to stop while waiting for input that never ends.
#pragma once

#include <csignal>

namespace tepid::cli {

/// Thrown by wait().
struct asked_to_stop {};

/// While there is one, SIGINT and SIGTERM do not end the program: the next wait() says so, and a second signal ends it as
/// ever. One at a time.
class stop_signal {
 public:
  stop_signal();
  ~stop_signal();
  stop_signal(const stop_signal&) = delete;
  stop_signal& operator=(const stop_signal&) = delete;

  /// Returns when `file` can be read or is at its end; throws asked_to_stop once asked to.
  void wait(int file) const;

  /// Whether it has been asked to stop; returns at once.
  [[nodiscard]] bool asked() const noexcept;

 private:
  struct sigaction interrupt_before_ {}, terminate_before_ {};
};

}  // namespace tepid::cli
