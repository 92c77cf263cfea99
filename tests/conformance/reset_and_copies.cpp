// Reset gives a fresh detector; copies and clones share nothing.
#include "support/catch.hpp"
#include "support/conformance.hpp"

#include <tepid/registered.hpp>

using namespace tepid_test;

TEST_CASE("after reset a detector equals a fresh one") {
  for (const auto& c : all_configurations()) {
    INFO(c.name);
    const auto xs = spoiled(stream(c.row->about.input, 3, 300, 200), 3, 50);
    const handle used = c.make(), fresh = c.make();
    for (const double x : xs) used->update(x);
    used->reset();
    REQUIRE(saved(*used) == saved(*fresh));
    CHECK(used->status() == fresh->status());
    CHECK(used->count() == 0);
    CHECK(used->rejected() == 0);
    bool same = true;
    for (const double x : xs) {
      same &= used->update(x) == fresh->update(x);
      same &= used->statistic() == fresh->statistic();
    }
    CHECK(same);
    CHECK(saved(*used) == saved(*fresh));
  }
}

TEST_CASE("a clone is equal and independent") {
  for (const auto& c : all_configurations()) {
    INFO(c.name);
    const auto xs = stream(c.row->about.input, 4, 400, 200);
    const auto half = std::span{xs}.first(300), rest = std::span{xs}.subspan(300);
    const handle first = c.make();
    first->update(half);
    const bytes before = saved(*first);
    const handle second = first->clone();
    REQUIRE(saved(*second) == before);
    for (const double x : rest) second->update(x);
    CHECK(saved(*first) == before);
    second->reset();
    CHECK(saved(*first) == before);
    const handle third = first->clone();
    for (const double x : rest) first->update(x);
    CHECK(saved(*third) == before);
  }
}

TEST_CASE("typed copies are equal and independent") {
  tepid::for_each_type(tepid::detectors{}, []<class D>() {
    INFO(D::about.name);
    const auto xs = stream(D::about.input, 4, 400, 200);
    D first{};
    first.update(std::span{xs}.first(300));
    D copy = first, assigned{};
    assigned = first;
    CHECK(copy == first);
    CHECK(assigned == first);
    const bytes before = tepid::save(first);
    for (const double x : xs) copy.update(x);
    CHECK(tepid::save(first) == before);
    CHECK(tepid::save(assigned) == before);
    CHECK_FALSE(copy == first);
    D moved = std::move(copy);
    assigned = moved;
    CHECK(tepid::save(assigned) == tepid::save(moved));
  });
}
