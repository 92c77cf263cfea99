// Profiles of earlier versions are still read, and do not claim to know what they did not keep.
#include "support/catch.hpp"
#include "support/golden.hpp"
#include "support/paths.hpp"

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
