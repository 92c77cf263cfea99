// src/tables/workers.hpp - threads for work that is cut into pieces.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace tepid::inline v0::tables {

/// One task at a time on a thread of its own.
class background {
 public:
  background() : thread_{[this](const std::stop_token& stop) { work(stop); }} {}

  /// Waits for the task before, throws what it threw, and begins this one.
  void run(std::function<void()> task) {
    std::unique_lock lock{mutex_};
    finish(lock);
    task_ = std::move(task);
    changed_.notify_all();
  }
  void wait() {
    std::unique_lock lock{mutex_};
    finish(lock);
  }

 private:
  void finish(std::unique_lock<std::mutex>& lock) {
    changed_.wait(lock, [&] { return !task_; });
    if (failed_) std::rethrow_exception(std::exchange(failed_, nullptr));
  }
  void work(const std::stop_token& stop) {
    std::unique_lock lock{mutex_};
    while (changed_.wait(lock, stop, [&] { return static_cast<bool>(task_); })) {
      lock.unlock();
      std::exception_ptr failed;
      try {
        task_();
      } catch (...) {
        failed = std::current_exception();
      }
      lock.lock();
      task_ = nullptr;
      if (failed) failed_ = failed;
      changed_.notify_all();
    }
  }

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::function<void()> task_;
  std::exception_ptr failed_;
  std::jthread thread_;  // the last member: it ends before what it uses
};

/// The calling thread and others, which take the pieces of one piece of work in turn.
class workers {
 public:
  /// `count` threads, the calling one among them.
  explicit workers(unsigned count) {
    for (unsigned i = 1; i < count; ++i) others_.push_back(std::make_unique<background>());
  }

  /// Calls f(i) once for each i below `pieces`, on any thread; returns when all are done. Throws what one of them
  /// threw.
  template <class F>
  void for_each(std::size_t pieces, F&& f) {
    std::atomic<std::size_t> next{0};
    const auto take = [&] {
      for (std::size_t i; (i = next.fetch_add(1, std::memory_order_relaxed)) < pieces;) f(i);
    };
    for (auto& other : others_) other->run(take);
    std::exception_ptr failed;
    try {
      take();
    } catch (...) {
      failed = std::current_exception();
    }
    // All of them, whatever fails: they refer to what is on this stack.
    for (auto& other : others_) {
      try {
        other->wait();
      } catch (...) {
        failed = std::current_exception();
      }
    }
    if (failed) std::rethrow_exception(failed);
  }

 private:
  std::vector<std::unique_ptr<background>> others_;
};

}  // namespace tepid::inline v0::tables
