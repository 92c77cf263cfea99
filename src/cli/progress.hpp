// src/cli/progress.hpp - a bar on a terminal while a file is read.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "cli/byte_source.hpp"

namespace tepid::cli {

/// Shows on standard error how much of a recorded file is read, once that has taken a second; nothing where
/// standard error is not a terminal or the input is live. The bar is wiped when the object ends.
class progress {
 public:
  explicit progress(const byte_source& bytes);
  ~progress();
  progress(const progress&) = delete;
  progress& operator=(const progress&) = delete;

  /// To be called now and then; looks at the clock only every few hundred calls.
  void tick() {
    if (wanted_ && (++calls_ & 0xffu) == 0) show();
  }

 private:
  void show();

  using clock = std::chrono::steady_clock;
  const byte_source& bytes_;
  bool wanted_, shown_ = false;
  std::uint64_t calls_ = 0;
  clock::time_point started_ = clock::now(), last_ = started_;
};

}  // namespace tepid::cli
