// parts(), restored() and the others may be asked while another thread restores: for the thread sanitizer.
#include "support/catch.hpp"

#include <atomic>
#include <thread>

#include "support/hostile_monitors.hpp"

using namespace tepid_test;

TEST_CASE("a monitor is asked while it is restored") {
  const watched_case& c = small_cases().front();
  tepid::monitor m = c.make();
  use(m, 1e6, 30);
  const state_bytes saved = m.save(1e6);
  const std::size_t parts = m.parts();
  std::atomic<bool> done{false};
  std::atomic<std::size_t> wrong{0};
  std::thread asks{[&] {
    while (!done) {
      wrong += m.parts() != parts;
      const tepid::restored_state found = m.restored();
      wrong += found.found && (found.saved != 1e6 || found.rows != 30);
    }
  }};
  for (int i = 0; i < 20; ++i) m.restore(saved);
  done = true;
  asks.join();
  CHECK(wrong == 0);
  CHECK(m.restored().rows == 30);
}
