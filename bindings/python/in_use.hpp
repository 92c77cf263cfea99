// in_use.hpp - an object that one thread computes with, without the GIL, while the others wait.
#pragma once

#include <atomic>
#include <cstdint>

#include <pybind11/pybind11.h>

#include <tepid/core/error.hpp>
#include <tepid/monitors/forked.hpp>

namespace tepid_python {

namespace py = pybind11;

/// Part of an object that is used with the GIL, except for long computations: these hold the object and give the GIL
/// up. Whoever wants the object meanwhile waits, also without the GIL, so that neither waits for the other.
/// In a child of fork() nobody ends what another thread of its parent was computing: such an object is refused there.
class in_use {
 public:
  in_use() = default;
  in_use(const in_use& /*other*/) noexcept {}  // nobody computes with a copy
  in_use& operator=(const in_use& /*other*/) noexcept { return *this; }

  [[nodiscard]] bool by_another() const noexcept { return busy_.load(std::memory_order_acquire) != 0; }

  /// With the GIL: returns when no other thread computes with the object.
  void wait() const {
    while (by_another()) [[unlikely]] {
      if (held_.forked())
        throw tepid::error{tepid::errc::bad_argument, "fork",
                           "another thread was computing with this object when the process was forked, and it is half "
                           "changed here; make one in each process"};
      const py::gil_scoped_release others_may_run;
      busy_.wait(1, std::memory_order_acquire);
    }
  }

  /// Holds the object, without the GIL, for as long as it lives.
  class without_gil {
   public:
    explicit without_gil(in_use& object) : held_{object} {}

   private:
    struct hold {
      explicit hold(in_use& object) : object_{object} {
        object_.wait();
        object_.held_ = tepid::detail::process_mark{};
        object_.busy_.store(1, std::memory_order_release);
      }
      hold(const hold&) = delete;
      hold& operator=(const hold&) = delete;
      ~hold() {  // with the GIL again
        object_.busy_.store(0, std::memory_order_release);
        object_.busy_.notify_all();
      }
      in_use& object_;
    };
    hold held_;
    py::gil_scoped_release others_may_run_;
  };

 private:
  std::atomic<std::int32_t> busy_{0};
  tepid::detail::process_mark held_;  // in which process the last computation began
};

}  // namespace tepid_python
