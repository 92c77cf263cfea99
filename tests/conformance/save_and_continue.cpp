// Saved, loaded and continued equals uninterrupted, wherever the cut falls: warming up, quiet, in alarm.
#include "support/catch.hpp"
#include "support/conformance.hpp"

using namespace tepid_test;
using tepid::state;

TEST_CASE("a loaded detector goes on as if it had not been interrupted") {
  for (const auto& c : all_configurations()) {
    INFO(c.name);
    const auto xs = spoiled(stream(c.row->about.input, 11, 600, 300), 11, 80);
    tepid::random_source random{21};
    const handle whole = c.make();
    handle cut = c.make();
    for (std::size_t i = 0; i < xs.size(); ++i) {
      if (i < 3 || random.below(25) == 0) {
        const bytes state = saved(*cut);
        cut = tepid::load_detector(state);
        REQUIRE(saved(*cut) == state);
        REQUIRE(&cut->row() == c.row);
      }
      REQUIRE(whole->update(xs[i]) == cut->update(xs[i]));
      if (i == 750) whole->rearm(), cut->rearm();
    }
    CHECK(whole->statistic() == cut->statistic());
    CHECK(whole->count() == cut->count());
    CHECK(whole->rejected() == cut->rejected());
    CHECK(whole->change().onset == cut->change().onset);
    CHECK(whole->change().effect == cut->change().effect);
    CHECK(saved(*whole) == saved(*cut));
  }
}

TEST_CASE("an alarm survives saving and loading") {
  for (const auto& c : default_configurations()) {
    INFO(c.name);
    const handle d = alarmed(c);
    REQUIRE(d->status() == state::drift);
    const handle back = tepid::load_detector(saved(*d));
    CHECK(back->status() == state::drift);
    CHECK(back->change().onset == d->change().onset);
    CHECK(back->update(0.0) == state::drift);
  }
}

TEST_CASE("parameters travel with the state") {
  for (const auto& c : all_configurations()) {
    INFO(c.name);
    const handle d = c.make(), back = tepid::load_detector(saved(*d));
    for (std::size_t i = 0; i < c.row->parameters.size(); ++i) CHECK(back->parameter(i) == d->parameter(i));
  }
}

TEST_CASE("a buffer that is too small is left alone and the size is told") {
  for (const auto& c : default_configurations()) {
    INFO(c.name);
    const handle d = c.make();
    const std::size_t size = saved(*d).size();
    bytes small(size - 1, std::byte{0x5a});
    CHECK(d->save(small) == size);
    CHECK(small == bytes(size - 1, std::byte{0x5a}));
    bytes large(size + 3, std::byte{0x5a});
    CHECK(d->save(large) == size);
    CHECK(large[size] == std::byte{0x5a});
  }
}
