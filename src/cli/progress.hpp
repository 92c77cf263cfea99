// src/cli/progress.hpp - a bar on a terminal while work takes long.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

#include "tables/byte_source.hpp"

namespace tepid::cli {

/// Shows on standard error how much is done, once that has taken a second; nothing where standard error is not a
/// terminal. The bar is wiped when the object ends.
class progress {
 public:
  /// `total` of what is to be done; 0 if that is not known: then nothing is shown.
  progress(std::string label, std::uint64_t total);
  /// For a file that is read: its name and bytes. Nothing for live input.
  explicit progress(const tables::byte_source& bytes);
  ~progress();
  progress(const progress&) = delete;
  progress& operator=(const progress&) = delete;

  /// To be called often; looks at the clock only every 256 calls.
  void tick(std::uint64_t done) {
    if (wanted_ && (++calls_ & 0xffu) == 0) show(done);
  }
  /// Looks at the clock at once.
  void show(std::uint64_t done);

 private:
  using clock = std::chrono::steady_clock;
  std::string label_;
  std::uint64_t total_;
  bool wanted_, shown_ = false;
  std::uint64_t calls_ = 0;
  clock::time_point started_ = clock::now(), last_ = started_;
};

/// The same for work that says how far it is only now and then, or never: the bar is drawn by a thread of its own,
/// with the seconds that have passed until a share is known.
class live_progress {
 public:
  explicit live_progress(std::string label);
  ~live_progress();
  live_progress(const live_progress&) = delete;
  live_progress& operator=(const live_progress&) = delete;

  /// Of the work, between 0 and 1; from any thread.
  void share(double done);

 private:
  void draw();

  std::string label_;
  std::mutex mutex_;
  std::condition_variable ended_;
  double share_ = 0.0;
  bool over_ = false;
  std::thread drawer_;  // none where standard error is no terminal
};

}  // namespace tepid::cli
