// Changed saved states with a checksum that fits: refused, or as good as any other state.
#include "support/hostile.hpp"

using namespace tepid_test;

// tests/long/forged_states_exhaustive.cpp tries all 255 changes of every byte; here a sample of them.
TEST_CASE("a changed byte under a right checksum is refused or harmless") {
  constexpr unsigned changes[]{1, 2, 4, 8, 16, 32, 64, 128, 0x7f, 0xff};
  for (const auto& c : default_configurations())
    for (const auto& [what, state] : targets(c)) {
      attack_result result;
      attack_sample sample{state.size() * std::size(changes), 120};
      for (std::size_t at = 0; at < state.size(); ++at)
        for (const unsigned change : changes) {
          if (at >= tepid::frame_size && !sample.next()) continue;
          bytes changed = state;
          changed[at] ^= static_cast<std::byte>(change);
          attack(state, changed, what + ", byte " + std::to_string(at) + " xor " + std::to_string(change), result);
        }
      INFO(what);
      CHECK(result.refused > 200);  // all of the header, and most exponents and signs
    }
}

TEST_CASE("every field set to an extreme is refused or harmless") {
  const auto words = evil_words();
  for (const auto& c : default_configurations())
    for (const auto& [what, state] : targets(c)) {
      attack_result result;
      attack_sample sample{state.size() / 4 * words.size(), 120};
      for (std::size_t at = tepid::frame_size; at + 8 <= state.size(); ++at) {
        // Words begin after the number of parameters (2 bytes), and once more after the verdict (1 byte).
        if (const std::size_t past = (at - tepid::frame_size) % 8; past != 2 && past != 3) continue;
        for (const std::uint64_t word : words) {
          if (!sample.next()) continue;
          bytes changed = state;
          put_word(changed, at, word);
          attack(state, changed, what + ", bytes from " + std::to_string(at) + " set to " + std::to_string(word),
                 result);
        }
      }
      INFO(what);
      CHECK(result.refused > 0);
    }
}

TEST_CASE("a payload cut short under a right length and checksum is refused") {
  for (const auto& c : all_configurations()) {
    INFO(c.name);
    const bytes state = saved(*c.make());
    bool refused = true;
    for (std::size_t n = tepid::frame_size; n < state.size(); ++n) {
      bytes cut(state.begin(), state.begin() + static_cast<std::ptrdiff_t>(n));
      put_word(cut, 16, n - tepid::frame_size);
      seal(cut);
      refused &= try_load(cut) == nullptr;
    }
    CHECK(refused);
  }
}

TEST_CASE("two changed fields at once are refused or harmless") {
  const auto words = evil_words();
  tepid::random_source random{17};
  for (const auto& c : all_configurations()) {
    const auto all = targets(c);
    attack_result result;
    for (int i = 0; i < 16; ++i) {
      const auto& [what, state] = all[random.below(all.size())];
      bytes changed = state;
      for (int k = 0; k < 2; ++k)
        put_word(changed, tepid::frame_size + 2 + random.below(state.size() - tepid::frame_size - 9),
                 words[random.below(words.size())]);
      attack(state, changed, what + ", two fields, try " + std::to_string(i), result);
    }
  }
}
