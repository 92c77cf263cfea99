// tepid/design/control.hpp - telling how far a long calculation is, and stopping it.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <stdexcept>
#include <utility>

#include <tepid/core/version.hpp>

namespace tepid::inline v0::design {

/// Both are called by the thread that called the design, now and then: some ten times a second, more often where
/// the work comes in smaller pieces. They may throw: what they throw ends the work and comes out of it.
struct design_control {
  std::function<void(double share)> on_progress{};  ///< The share done, in [0, 1], never falling.
  std::function<bool()> stop_requested{};           ///< True ends the work: it throws `stopped`.
};

/// Thrown by what stop_requested has ended.
class stopped : public std::runtime_error {
 public:
  stopped() : std::runtime_error{"stopped before it was done"} {}
};

namespace detail {

/// A piece of work that cannot tell how much of it is left: the share told begins at `from` and nears `to`, half of the way
/// in the first second. Told some ten times a second, by checkpoint().
class stage {
 public:
  stage(const std::function<void(double)>& tell, double from, double to) noexcept : tell_{&tell}, from_{from}, to_{to} {}

  void tick() {
    const auto now = clock::now();
    if (!*tell_ || now - last_ < std::chrono::milliseconds{100}) return;
    last_ = now;
    const double spent = std::chrono::duration<double>(now - begun_).count();
    (*tell_)(from_ + (to_ - from_) * spent / (1.0 + spent));
  }

 private:
  using clock = std::chrono::steady_clock;
  const std::function<void(double)>* tell_;
  double from_, to_;
  clock::time_point begun_ = clock::now(), last_ = begun_;
};

/// The work that this thread does a part of.
struct work_context {
  const design_control* control = nullptr;     ///< Of the thread that called; null in its helpers.
  const std::atomic<bool>* halted = nullptr;   ///< Set once another thread has failed or was stopped.
  stage* now = nullptr;                        ///< Of the thread that called: what tells how far the work is.
};

inline work_context& current_work() noexcept {
  static thread_local work_context current{};
  return current;
}

/// While there is one, checkpoint() of this thread asks its context.
class working {
 public:
  explicit working(work_context context) noexcept : before_{std::exchange(current_work(), context)} {}
  ~working() { current_work() = before_; }
  working(const working&) = delete;
  working& operator=(const working&) = delete;

 private:
  work_context before_;
};

/// Between two pieces of a long calculation, each well below a second. Throws `stopped` when asked to; outside of work
/// that can be stopped it costs some nanoseconds.
inline void checkpoint() {
  const work_context& now = current_work();
  if (now.halted != nullptr && now.halted->load(std::memory_order_relaxed)) throw stopped{};
  if (now.control != nullptr && now.control->stop_requested && now.control->stop_requested()) throw stopped{};
  if (now.now != nullptr) now.now->tick();
}

/// A stage of the work that this thread has called for, while there is one.
class in_stage {
 public:
  in_stage(const design_control& control, double from, double to) : stage_{control.on_progress, from, to} {
    if (control.on_progress) control.on_progress(from);
    before_ = std::exchange(current_work().now, &stage_);
  }
  ~in_stage() { current_work().now = before_; }
  in_stage(const in_stage&) = delete;
  in_stage& operator=(const in_stage&) = delete;

 private:
  stage stage_;
  stage* before_ = nullptr;
};

/// A part of a longer calculation: its progress goes from `from` to `to`.
[[nodiscard]] inline design_control part_of(const design_control& whole, double from, double to) {
  design_control part{.stop_requested = whole.stop_requested};
  if (whole.on_progress)
    part.on_progress = [tell = whole.on_progress, from, to](double done) { tell(from + (to - from) * done); };
  return part;
}

}  // namespace detail

}  // namespace tepid::inline v0::design
