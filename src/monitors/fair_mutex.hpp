// src/monitors/fair_mutex.hpp - a mutex that a thread in a tight loop does not keep to itself.
#pragma once

#include <mutex>

namespace tepid::inline v0 {

/// Who waits for it waits at the door, and who has just left it queues behind: std::mutex may be taken again at once by the
/// thread that gave it back, so that one that drains without a pause would keep every snapshot out.
class fair_mutex {
 public:
  void lock() {
    const std::lock_guard at_the_door{door_};
    room_.lock();
  }
  void unlock() { room_.unlock(); }

 private:
  std::mutex door_, room_;
};

}  // namespace tepid::inline v0
