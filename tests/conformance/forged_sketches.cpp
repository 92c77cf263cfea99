// Saved sketches that were changed on purpose, checksum and all: refused, or as good as any.
#include "support/catch.hpp"
#include "support/golden.hpp"
#include "support/hostile.hpp"
#include "support/hostile_sketches.hpp"
#include "support/paths.hpp"

namespace {

using tepid_test::bytes;

/// The golden states of all sketches that are short enough.
std::vector<std::pair<std::string, bytes>> states(std::size_t most) {
  std::vector<std::pair<std::string, bytes>> all;
  tepid::for_each_type(tepid::sketches{}, [&]<class Sketch>() {
    const auto folder = tepid_test::source_folder() / "tests" / "golden" / std::string{Sketch::about.name};
    for (const auto& entry : std::filesystem::directory_iterator{folder}) {
      if (entry.path().extension() != ".bin") continue;
      auto state = tepid_test::golden::read(entry.path());
      if (state.size() <= most) all.emplace_back(entry.path().string(), std::move(state));
    }
  });
  return all;
}

}  // namespace

TEST_CASE("sketches with words that break parsers, at a sample of places") {
  const auto all = states(100'000);
  CHECK(all.size() >= 40);
  for (const auto& [name, state] : all) {
    const auto words = tepid_test::evil_words();
    tepid_test::attack_sample chosen{words.size() * (state.size() / 8), 300};
    for (std::size_t at = 16; at + 8 <= state.size(); at += 8)
      for (const std::uint64_t word : words) {
        if (at > 200 && !chosen.next()) continue;
        if (at <= 200 && word % 3 == 1 && !chosen.next()) continue;
        auto changed = state;
        tepid_test::put_word(changed, at, word);
        tepid_test::seal(changed);
        INFO(name << ", word " << word << " at " << at);
        const std::string wrong = tepid_test::misbehaviour_in(changed);
        if (!wrong.empty()) REQUIRE(wrong == "");
      }
  }
  CHECK(tepid_test::sketches_tried > 1000);  // not all are refused
}

TEST_CASE("sketches cut short, made longer, and with single bytes changed") {
  for (const auto& [name, state] : states(3000)) {
    tepid::random_source random{state.size()};
    for (int i = 0; i < 200; ++i) {
      auto changed = state;
      const std::size_t at = random.below(changed.size());
      if (i % 4 == 0) changed.resize(at);
      else if (i % 4 == 1) changed.push_back(std::byte{1});
      else changed[at] ^= static_cast<std::byte>(1u << random.below(8));
      if (changed.size() >= tepid::frame_size) {
        tepid_test::put_word(changed, 16, changed.size() - tepid::frame_size);
        tepid_test::seal(changed);
      }
      INFO(name << ", change " << i << " at " << at);
      const std::string wrong = tepid_test::misbehaviour_in(changed);
      if (!wrong.empty()) REQUIRE(wrong == "");
    }
  }
}

TEST_CASE("bytes of DataSketches with words that break parsers") {
  tepid::kll<double> sketch{8};
  for (int i = 0; i < 1000; ++i) sketch.update(i % 77);
  const auto state = sketch.to_datasketches();
  for (std::size_t at = 0; at + 8 <= state.size(); at += 2)
    for (const std::uint64_t word : tepid_test::evil_words()) {
      auto changed = state;
      tepid_test::put_word(changed, at, word);
      INFO("word " << word << " at " << at);
      const std::string wrong = tepid_test::misbehaviour_in_datasketches(changed);
      if (!wrong.empty()) REQUIRE(wrong == "");
    }
}
