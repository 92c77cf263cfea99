// All 255 changes of every byte of a saved state, with a checksum that fits: refused, or as good as any other state.
#include "support/hostile.hpp"

using namespace tepid_test;

TEST_CASE("all changes of every byte under a right checksum are refused or harmless") {
  std::vector<configuration> all = default_configurations();
  for (const auto* row : tepid::registered_detectors())
    for (const auto& p : row->parameters)
      for (const auto word : p.choices) {
        configuration c{
            row, std::string{row->about.name} + " with " + std::string{word}, {{.name = p.name, .text = word}}};
        try {
          static_cast<void>(c.make());
        } catch (const tepid::error&) {
          continue;  // this word does not go with the other defaults
        }
        all.push_back(c);
      }
  for (const auto& c : all)
    for (const auto& [what, state] : targets(c)) {
      attack_result result;
      for (std::size_t at = 0; at < state.size(); ++at)
        for (unsigned change = 1; change < 256; ++change) {
          bytes changed = state;
          changed[at] ^= static_cast<std::byte>(change);
          attack(state, changed, what + ", byte " + std::to_string(at) + " xor " + std::to_string(change), result);
        }
      INFO(what);
      CHECK(result.refused + result.harmless == (state.size() - 4) * 255);  // the checksum itself is made right again
    }
}
