// Every eight bytes of saved monitors set to each extreme, with a checksum that fits: refused, or as good as any other.
#include "support/catch.hpp"

#include "support/hostile_monitors.hpp"

using namespace tepid_test;

TEST_CASE("any word of a saved monitor set to an extreme is refused or harmless") {
  const auto words = hostile_words();
  for (const watched_case& c : small_cases()) {
    tepid::monitor m = c.make();
    std::size_t refused = 0, taken = 0;
    for (const state_bytes& state : states_of(c)) {
      const std::size_t size = state.size() - tepid::frame_size;
      std::size_t step = 1;
      for (std::size_t at = 4; at + 8 <= size; at += step) {
        // Fields of the long arrays of numbers are all alike: some of each place within eight bytes are enough.
        step = at < 2000 || at + 6000 > size ? 1 : 61;
        for (const std::uint64_t word : words) {
          bool accepted = false;
          const std::string wrong = misbehaviour(c, m, forged(state, at, word), accepted);
          INFO(c.name << ", bytes from " << at << " of " << size << " set to " << word);
          REQUIRE(wrong == "");
          ++(accepted ? taken : refused);
        }
      }
    }
    INFO(c.name << ": " << refused << " refused, " << taken << " taken");
    CHECK(refused > taken / 10);
  }
}
