// Profiles of earlier versions are still read, and do not claim to know what they did not keep.
#include "support/catch.hpp"
#include "support/golden.hpp"
#include "support/paths.hpp"

#include <tepid/monitors/monitor.hpp>
#include <tepid/monitors/profile.hpp>
#include <tepid/monitors/profile_merge.hpp>

namespace {

// Written by `tepid profile` while version 4 was the newest, of a table of eight rows:
//   mixed  1, NaN, (empty), 2.5, -inf, inf, -inf, 4        kind  a, b, a, (empty), b, a, a, nan
//   clean  5 to 12                                         day   2024-01-01 to 07 but (empty) for the third
tepid::profile version_4() {
  return tepid::profile::load(
      tepid_test::golden::read(tepid_test::source_folder() / "tests/golden/profiles/v4.tepid"));
}

// Written by `tepid profile --config` while version 5 was the newest: 40 rows, windows of 10 s, of
//   x  normal, with 4 +inf, 1 -inf, 1 NaN          y  normal          k  a or b
//   e  vectors of two numbers, one of them with +inf
tepid::profile version_5() {
  return tepid::profile::load(
      tepid_test::golden::read(tepid_test::source_folder() / "tests/golden/profiles/v5.tepid"));
}

}  // namespace

TEST_CASE("a profile of version 4: missing values and NaN are one count, and so are both infinities") {
  const tepid::profile p = version_4();
  const auto& mixed = *p.find("mixed");
  CHECK_FALSE(mixed.kinds_known);
  CHECK(mixed.not_finite == tepid::non_finite_counts{.missing = 2, .positive_infinity = 3});
  CHECK(mixed.values.count() == 3);
  CHECK(mixed.values.mean() == 2.5);
  CHECK(mixed.histogram.not_finite() == mixed.not_finite);
  CHECK_FALSE(p.find("day")->kinds_known);
  // Where there was nothing to tell apart, all is known; of text missing values are all there can be.
  CHECK(p.find("clean")->kinds_known);
  CHECK(p.find("clean")->not_finite == tepid::non_finite_counts{});
  CHECK(p.find("kind")->kinds_known);
  CHECK(p.find("kind")->not_finite == tepid::non_finite_counts{.missing = 2});
}

TEST_CASE("what was not known stays so: saved anew, and merged with what knows it") {
  const tepid::profile old = version_4(), again = tepid::profile::load(old.save());
  CHECK(again == old);
  CHECK(again.save() != tepid_test::golden::read(tepid_test::source_folder() /
                                                 "tests/golden/profiles/v4.tepid"));  // it is of today's version
  std::vector<tepid::column_profile> columns(old.columns().begin(), old.columns().end());
  columns[0].kinds_known = true;
  const tepid::profile known{columns};
  for (const auto& both : {tepid::merged(old, known), tepid::merged(known, old)}) {
    CHECK_FALSE(both.find("mixed")->kinds_known);
    CHECK(both.find("clean")->kinds_known);
    CHECK(both.find("mixed")->not_finite == tepid::non_finite_counts{.missing = 4, .positive_infinity = 6});
  }
}

TEST_CASE("a profile of version 5 did not keep in which windows infinities were: they are watched where it had none") {
  const tepid::profile p = version_5();
  REQUIRE(p.monitored());
  const auto known = [&](std::string_view name) { return p.monitored()->find(name)->infinities.known; };
  CHECK_FALSE(known("x"));
  CHECK(known("y"));
  CHECK_FALSE(known("e"));
  CHECK(known("k"));
  CHECK(tepid::profile::load(p.save()) == p);

  tepid::monitor_config c{.name = "old"};
  c.add({.name = "x"}).add({.name = "y"}).add({.name = "e", .type = tepid::signal_type::vector, .dimensions = 2});
  c.add({.name = "k", .type = tepid::signal_type::categorical});
  c.window_seconds = 10.0;
  c.season_seconds = 0.0;
  tepid::monitor m{c, p};
  std::vector<std::string> notes;
  for (const std::string& note : m.notes())
    if (note.find("infinities are not watched") != std::string::npos) notes.push_back(note.substr(0, 2));
  CHECK(notes == std::vector<std::string>{"x:", "e:"});
  tepid::shard mine = m.shard();
  const double infinity = std::numeric_limits<double>::infinity();
  for (int i = 0; i < 100; ++i) mine.observe(std::vector<double>{infinity, infinity, 0.0, infinity, 0.0}, 1);
  const auto alarms = m.drain(0.0);
  REQUIRE(alarms.size() == 1);
  CHECK(alarms[0].signal == "y");
}
