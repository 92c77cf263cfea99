// Damaged saved states: every truncation and every changed byte is refused.
#include "support/hostile.hpp"

using namespace tepid_test;

TEST_CASE("every truncation is refused") {
  for (const auto& c : all_configurations())
    for (const auto& [what, state] : targets(c)) {
      INFO(what);
      bool refused = true;
      attack_sample sample{state.size(), 200};  // and every length of the states with the defaults, below
      for (std::size_t n = 0; n < state.size(); ++n)
        if (n < tepid::frame_size || sample.next()) refused &= try_load(std::span{state}.first(n)) == nullptr;
      CHECK(refused);
    }
}

TEST_CASE("bytes after the end are refused") {
  for (const auto& c : default_configurations())
    for (auto [what, state] : targets(c)) {
      INFO(what);
      state.push_back(std::byte{0});
      CHECK(try_load(state) == nullptr);
    }
}

TEST_CASE("a changed byte and every length but the right one are refused") {
  for (const auto& c : default_configurations()) {
    const auto [what, state] = targets(c)[2];
    INFO(what);
    REQUIRE(try_load(state) != nullptr);
    bool refused = true;
    for (std::size_t n = 0; n < state.size(); ++n) refused &= try_load(std::span{state}.first(n)) == nullptr;
    attack_sample sample{state.size() * 255, 20000};
    for (std::size_t at = 0; at < state.size(); ++at)
      for (unsigned change = 1; change < 256; ++change) {
        if (at >= tepid::frame_size && !sample.next()) continue;
        bytes changed = state;
        changed[at] ^= static_cast<std::byte>(change);
        refused &= try_load(changed) == nullptr;
      }
    CHECK(refused);
  }
}

TEST_CASE("bytes that tepid never wrote are refused") {
  tepid::random_source random{4};
  for (int i = 0; i < 2000; ++i) {
    bytes noise(random.below(400));
    for (auto& b : noise) b = static_cast<std::byte>(random.below(256));
    CHECK(try_load(noise) == nullptr);
  }
  CHECK(try_load({}) == nullptr);
}

TEST_CASE("the error says what is wrong with the bytes") {
  const auto code_of = [](std::span<const std::byte> state) {
    try {
      static_cast<void>(tepid::load_detector(state));
    } catch (const tepid::error& e) {
      CHECK(e.field() == "state");
      return e.code();
    }
    return tepid::errc::ok;
  };
  const auto with = [](bytes state, std::size_t at, std::byte value, bool sealed) {
    state[at] = value;
    if (sealed) seal(state);
    return state;
  };
  using tepid::errc;
  for (const auto& c : default_configurations()) {
    INFO(c.name);
    const bytes state = saved(*c.make());
    CHECK(code_of(state) == errc::ok);
    CHECK(code_of({}) == errc::truncated);
    CHECK(code_of(std::span{state}.first(10)) == errc::truncated);
    CHECK(code_of(std::span{state}.first(state.size() - 1)) == errc::truncated);
    CHECK(code_of(with(state, 0, std::byte{'X'}, true)) == errc::bad_magic);
    CHECK(code_of(with(state, 4, std::byte{2}, true)) == errc::bad_version);
    CHECK(code_of(with(state, 4, std::byte{0}, true)) == errc::bad_version);
    CHECK(code_of(with(state, 6, std::byte{2}, true)) == errc::wrong_kind);
    CHECK(code_of(with(state, 9, std::byte{0xff}, true)) == errc::bad_version);   // an id that is not known
    CHECK(code_of(with(state, 11, std::byte{0xff}, true)) == errc::bad_version);  // a newer version of its payload
    CHECK(code_of(with(state, state.size() - 1, state.back() ^ std::byte{1}, false)) == errc::bad_checksum);
    bytes longer = state;
    longer.push_back(std::byte{});
    CHECK(code_of(longer) == errc::bad_state);
    put_word(longer, 16, state.size() + 1 - tepid::frame_size);  // the length now includes the extra byte
    seal(longer);
    CHECK(code_of(longer) == errc::bad_state);
  }
}
