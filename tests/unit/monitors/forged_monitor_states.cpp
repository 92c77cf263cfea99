// Saved monitors that were changed, with a checksum that fits: refused, or as good as any other.
// tests/long/forged_monitor_states_exhaustive.cpp tries every place.
#include "support/catch.hpp"

#include "support/hostile_monitors.hpp"

using namespace tepid_test;

TEST_CASE("a word of a saved monitor set to an extreme is refused or harmless") {
  const auto words = hostile_words();
  tepid::random_source random{11};
  for (const watched_case& c : small_cases()) {
    tepid::monitor m = c.make();
    std::size_t refused = 0, taken = 0;
    for (const state_bytes& state : states_of(c)) {
      const std::size_t size = state.size() - tepid::frame_size;
      for (std::size_t i = 0; i < 40; ++i) {
        // Counts and indices stand at the beginning, before and behind the kept scores.
        const std::size_t at = 16 + random.below(i % 2 == 0 ? 500 : size - 24);
        const std::uint64_t word = words[random.below(words.size())];
        bool accepted = false;
        const std::string wrong = misbehaviour(c, m, forged(state, at, word), accepted);
        INFO(c.name << ", bytes from " << at << " of " << size << " set to " << word);
        REQUIRE(wrong == "");
        ++(accepted ? taken : refused);
      }
    }
    INFO(c.name);
    CHECK(refused > 20);
    CHECK(taken > 0);
  }
}
