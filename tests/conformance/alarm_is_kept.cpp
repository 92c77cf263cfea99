// An alarm stays until reset or rearm, and comes again after rearm while the change lasts.
#include "support/catch.hpp"
#include "support/conformance.hpp"

using namespace tepid_test;
using tepid::state;

TEST_CASE("every detector with its defaults notices a large change") {
  for (const auto& c : default_configurations()) {
    INFO(c.name);
    const handle d = alarmed(c);
    CHECK(d->status() == state::drift);
    CHECK(tepid::is_finite(d->statistic()));
    const auto seen = d->change();
    CHECK((seen.onset == tepid::no_index || seen.onset <= d->count()));
    CHECK((seen.ramp_onset == tepid::no_index || seen.ramp_onset <= d->count()));
    CHECK(tepid::is_finite(seen.effect));
  }
}

TEST_CASE("an alarm is kept whatever comes next") {
  for (const auto& c : default_configurations()) {
    INFO(c.name);
    const handle d = alarmed(c);
    const auto calm = stream(c.row->about.input, 40, 2000, 0);
    bool kept = true;
    for (const double x : calm) kept &= d->update(x) == state::drift;
    CHECK(kept);
    CHECK(d->update(not_a_number) == state::drift);
    CHECK(d->update(std::span<const double>{calm}) == calm.size());
    CHECK(d->status() == state::drift);
  }
}

TEST_CASE("rearm clears the alarm and nothing else") {
  for (const auto& c : default_configurations()) {
    INFO(c.name);
    const handle d = alarmed(c);
    const double statistic = d->statistic();
    const auto count = d->count();
    d->rearm();
    CHECK(d->status() == state::stable);
    CHECK(d->statistic() == statistic);
    CHECK(d->count() == count);
    const bytes once = saved(*d);
    d->rearm();
    CHECK(saved(*d) == once);
  }
}

TEST_CASE("rearm before any alarm does nothing") {
  for (const auto& c : all_configurations()) {
    INFO(c.name);
    const handle d = c.make();
    d->rearm();
    CHECK(saved(*d) == saved(*c.make()));
  }
}

TEST_CASE("after reset the next change is noticed too") {
  for (const auto& c : default_configurations()) {
    INFO(c.name);
    const handle d = alarmed(c);
    d->reset();
    CHECK(d->status() != state::drift);
    const handle again = alarmed(c);
    d->update(stream(c.row->about.input, 1, 500, 0));
    d->rearm();
    for (int i = 0; i < 100 && d->status() != state::drift; ++i) d->update(stream(c.row->about.input, 2, 0, 1000));
    CHECK(saved(*d) == saved(*again));
  }
}
