// src/compare/for_each_column.hpp - columns on several threads.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include <tepid/compare/comparison.hpp>
#include <tepid/design/control.hpp>

namespace tepid::inline v0::detail {

/// Columns that several threads take one after the other.
class column_work {
 public:
  column_work(std::size_t n, const comparison_options& options, const std::function<void(std::size_t)>& compare)
      : n_{n}, options_{&options}, compare_{&compare}, failed_at_{n} {}

  void run() {
    const std::uint64_t wanted = options_->threads != 0 ? options_->threads : std::thread::hardware_concurrency();
    const std::uint64_t threads = std::min<std::uint64_t>({std::max<std::uint64_t>(wanted, 1), n_, most_threads});
    {
      std::vector<std::jthread> others;  // joined at the end, whatever happens
      for (std::uint64_t i = 1; i < threads && !asked_to_stop(); ++i)
        if (!start(others)) break;
      work(true);
      wait();
    }
    if (failed_) std::rethrow_exception(failed_);
    if (stop_) throw design::stopped{};
  }

 private:
  static constexpr std::uint64_t most_threads = 256;

  /// False where the system gives no further thread: the others do its work.
  bool start(std::vector<std::jthread>& others) {
    try {
      running_.fetch_add(1);
      others.emplace_back([this] {
        work(false);
        const std::lock_guard lock{mutex_};
        running_.fetch_sub(1);
        ended_.notify_all();
      });
      return true;
    } catch (const std::exception&) {  // std::system_error, std::bad_alloc
      running_.fetch_sub(1);
      return false;
    }
  }

  /// Of the calling thread. What it throws stops everything.
  bool asked_to_stop() {
    const std::size_t done = done_;
    if (stop_ || done == n_) return stop_;
    try {
      if (options_->on_progress && !options_->on_progress(done, n_)) stop_ = true;
    } catch (...) {
      fail(0);
    }
    return stop_;
  }

  void work(bool asks) {
    const design::design_control asked{.stop_requested = [this, asks] { return asks ? asked_to_stop() : stop_.load(); }};
    const design::detail::working within{{.control = &asked}};
    for (std::size_t i; (i = next_.fetch_add(1)) < n_ && !asked.stop_requested();) {
      try {
        (*compare_)(i);
        done_.fetch_add(1);
      } catch (const design::stopped&) {
        stop_ = true;
      } catch (...) {
        fail(i);
      }
    }
  }

  void fail(std::size_t column) {
    const std::lock_guard lock{mutex_};
    if (!failed_ || column < failed_at_) {
      failed_ = std::current_exception();
      failed_at_ = column;
    }
    stop_ = true;
  }

  void wait() {
    std::unique_lock lock{mutex_};
    while (running_ != 0) {
      ended_.wait_for(lock, std::chrono::milliseconds{20});
      if (running_ == 0) break;
      lock.unlock();
      static_cast<void>(asked_to_stop());
      lock.lock();
    }
  }

  std::size_t n_;
  const comparison_options* options_;
  const std::function<void(std::size_t)>* compare_;
  std::atomic<std::size_t> next_{0}, done_{0}, running_{0};
  std::atomic<bool> stop_{false};
  std::mutex mutex_;
  std::condition_variable ended_;
  std::exception_ptr failed_;
  std::size_t failed_at_;
};

/// Calls compare(i) once for each of `n` columns, in their order, on options.threads threads. The calling thread is one of
/// them; it alone asks options.on_progress, also while it waits for the others. When it is told to stop, or a column
/// throws, no further one begins and those that are being compared stop at their next checkpoint; what the first of the
/// columns that failed threw is thrown, or design::stopped.
inline void for_each_column(std::size_t n, const comparison_options& options,
                            const std::function<void(std::size_t)>& compare) {
  column_work{n, options, compare}.run();
}

}  // namespace tepid::inline v0::detail
