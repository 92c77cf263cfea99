// Verdicts of columns: effects against the margin, new categories, shares of what is no number, corrections, errors.
#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <limits>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tepid/compare/comparison.hpp>
#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/core/random.hpp>

#include "support/memory_side.hpp"
#include "support/thrown.hpp"

namespace {

using tepid::verdict;
using tepid_test::categories;
using tepid_test::memory_column;
using tepid_test::memory_side;
using tepid_test::numbers;
using tepid_test::texts;

/// from, from + 1, ..., `count` of them in no order: against the same moved by s, Kolmogorov-Smirnov's D is s / count.
std::vector<double> grid(std::size_t count, double from = 0.0) {
  std::vector<double> values(count);
  std::iota(values.begin(), values.end(), from);
  tepid::random_source random{7};
  for (std::size_t i = count; i > 1; --i) std::swap(values[i - 1], values[random.below(i)]);
  return values;
}

/// The first `missing` values are not given.
std::vector<double> without(std::vector<double> values, std::size_t missing, double what = tepid::missing_value) {
  std::fill_n(values.begin(), missing, what);
  return values;
}

tepid::comparison compared(std::vector<memory_column> before, std::vector<memory_column> now,
                           const tepid::comparison_options& options = {}) {
  memory_side a{"ref", std::move(before)}, b{"cur", std::move(now)};
  return tepid::compare_sides(a, b, a.columns(), options);
}

tepid::column_comparison one(memory_column before, memory_column now, const tepid::comparison_options& options = {}) {
  return compared({std::move(before)}, {std::move(now)}, options).columns.at(0);
}

}  // namespace

TEST_CASE("each verdict has its reason") {
  const auto same = one(numbers("x", grid(1000)), numbers("x", grid(1000)));
  CHECK(same.result == verdict::no_drift);
  CHECK(same.note.empty());
  CHECK(same.moved.estimate == 0.0);
  CHECK(same.moved.high <= 0.1);

  const auto moved = one(numbers("x", grid(1000)), numbers("x", grid(1000, 300)));
  CHECK(moved.result == verdict::drift);
  CHECK(moved.moved.estimate == Approx(0.3).margin(0.005));  // less what chance adds
  CHECK(moved.moved.low > 0.1);
  CHECK(moved.p_adjusted <= 0.01);
  CHECK(moved.above == Approx(0.3));
  CHECK(moved.below == 0.0);
  CHECK(moved.tests.size() == moved.choices.size());
  CHECK_FALSE(moved.choices.front().empty());

  const auto few = one(numbers("x", grid(3)), numbers("x", grid(3, 100)));
  CHECK(few.result == verdict::inconclusive);
  CHECK_THAT(few.note, Catch::Matchers::StartsWith("too few values to tell; it would take "));
  CHECK(few.moved.n_needed > 3);

  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(one(numbers("x", grid(2)), numbers("x", without(grid(2), 2, infinity))).note ==
        "no finite value in the current data");
  CHECK(one(categories("w", {{"a", 2}}), texts("w", {std::nullopt, std::nullopt})).note ==
        "no value in the current data");

  using tepid::column_type;
  const auto time = one(numbers("t", grid(9), column_type::time), numbers("t", grid(9), column_type::time));
  CHECK(time.result == verdict::not_judged);
  CHECK(time.note == "a time, which only grows");
  // That nothing is there on either side is no change.
  const auto none = one(numbers("x", without(grid(900), 900)), numbers("x", without(grid(900), 900)));
  CHECK(none.result == verdict::no_drift);
  CHECK(none.note == "no value on either side");
  std::vector<double> counter(50);
  std::iota(counter.begin(), counter.end(), 1000.0);
  CHECK(one(numbers("n", counter), numbers("n", counter)).note == "only grows: a serial number, a counter or a time");
  CHECK(one(numbers("n", counter), numbers("n", counter), {.judge = {"n"}}).result == verdict::inconclusive);
  std::vector<std::optional<std::string>> ids, others;
  for (int i = 0; i < 100; ++i) {
    ids.emplace_back("user " + std::to_string(i));
    others.emplace_back("user " + std::to_string(50 + i));
  }
  const auto id = one(texts("id", ids), texts("id", others));
  CHECK(id.result == verdict::not_judged);
  CHECK(id.note == "nearly all values are different: an identifier or free text");
  CHECK(one(texts("id", ids), texts("id", others), {.judge = {"id"}}).result != verdict::not_judged);
  CHECK(one(numbers("x", grid(9)), numbers("x", grid(9)), {.tests = {"chi_square"}}).note ==
        "none of the tests is one of numbers");

  const std::string_view names[] = {"no drift", "drift", "inconclusive", "left out", "cannot be judged"};
  for (std::size_t i = 0; i < std::size(names); ++i) CHECK(to_string(static_cast<verdict>(i)) == names[i]);
}

TEST_CASE("an effect within the margin is no drift, however certain") {
  // Those in the middle move by 500, the lowest and the highest stay.
  const auto shifted = [](double margin) {
    std::vector<double> now = grid(10'000);
    for (double& x : now)
      if (x >= 2000 && x < 8000) x += 500;
    return one(numbers("x", grid(10'000)), numbers("x", now), {.margin = margin});
  };
  CHECK(shifted(0.1).result == verdict::no_drift);
  CHECK(shifted(0.1).tests.front().p_value < 1e-6);
  CHECK(shifted(0.05).result == verdict::inconclusive);  // which is what moved
  CHECK(shifted(0.02).result == verdict::drift);
  CHECK(shifted(0.0).result == verdict::drift);
  for (const double margin : {0.02, 0.05, 0.1}) {  // the interval says what the verdict says
    const auto c = shifted(margin);
    CHECK((c.result == verdict::drift) == (c.moved.low > margin));
    CHECK((c.result == verdict::no_drift) == (c.moved.high <= margin));
  }

  // A test without an interval knows no margin: the effect itself must reach it.
  const auto by_ranks = [](double margin) {
    return one(numbers("x", grid(10'000)), numbers("x", grid(10'000, 500)),
               {.margin = margin, .tests = {"anderson_darling"}});
  };
  const auto within = by_ranks(0.9), beyond = by_ranks(0.01);
  CHECK(within.result == verdict::no_drift);
  CHECK(beyond.result == verdict::drift);
  CHECK(within.effect() == beyond.effect());
  CHECK(beyond.choices.front().empty());
}

TEST_CASE("a test that was asked for decides by its interval") {
  const auto by_ks = [](double shift) {
    return one(numbers("x", grid(1000)), numbers("x", grid(1000, shift)), {.tests = {"kolmogorov_smirnov"}});
  };
  CHECK(by_ks(0).result == verdict::no_drift);
  const auto near = by_ks(130);
  CHECK(near.result == verdict::inconclusive);
  CHECK(near.note == "a change for certain, but not beyond the margin for certain");
  CHECK(by_ks(300).result == verdict::drift);
}

TEST_CASE("a column may have a margin of its own") {
  const tepid::comparison_options rule{.margins = {{"wide", 0.5}}};
  std::vector<double> half = grid(2000);
  for (double& x : half)
    if (x >= 100 && x < 1900) x = std::fmod(x, 2.0) == 0 ? 100 + x / 1e4 : x;  // to different values: none repeats
  const auto found = compared({numbers("wide", grid(2000)), numbers("x", grid(2000))},
                              {numbers("wide", half), numbers("x", half)}, rule);
  CHECK(found.columns[0].result == verdict::no_drift);
  CHECK(found.columns[1].result == verdict::drift);
  const auto unknown = thrown([] { one(numbers("x", grid(9)), numbers("x", grid(9)), {.margins = {{"y", 0.5}}}); });
  CHECK((unknown.code() == tepid::errc::bad_argument && unknown.field() == "y"));
}

TEST_CASE("a second look sees small shares that the margin does not") {
  // 1 % of rows becomes 2 %, of categories and of a tail.
  const auto rare = one(categories("w", {{"a", 9900}, {"b", 100}}), categories("w", {{"a", 9800}, {"b", 200}}));
  CHECK(rare.result == verdict::drift);
  CHECK(rare.note == "'b': 1 % -> 2 %");
  CHECK(rare.moved.high <= 0.1);
  std::vector<double> far = grid(10'000);
  for (double& x : far)
    if (x < 100) x += 9900;  // those that were lowest are highest
  const auto tail = one(numbers("x", grid(10'000)), numbers("x", far));
  CHECK(tail.result == verdict::drift);
  CHECK_THAT(tail.note, Catch::Matchers::StartsWith("above 9899: 1 % -> 2 %") || Catch::Matchers::StartsWith("below "));
  // Nothing of that where nothing changed, and not with a larger ratio.
  CHECK(one(categories("w", {{"a", 9900}, {"b", 100}}), categories("w", {{"a", 9900}, {"b", 100}})).result == verdict::no_drift);
  tepid::comparison_options five;
  five.small.ratio_margin = 5;
  CHECK(one(categories("w", {{"a", 9900}, {"b", 100}}), categories("w", {{"a", 9800}, {"b", 200}}), five).result ==
        verdict::no_drift);
}

TEST_CASE("a second look sees values that repeat, values beyond all, and shares that are not rare") {
  const auto with = [](double value, std::size_t times) {
    std::vector<double> xs = grid(10'000);
    for (std::size_t i = 0; i < times; ++i) xs[37 * i % 10'000] = value;
    return numbers("x", xs);
  };
  const auto told = [](const tepid::column_comparison& c) { return std::pair{c.result, c.note.substr(0, c.note.find(':'))}; };
  using pair = std::pair<verdict, std::string>;
  CHECK(told(one(with(-1, 150), with(-1, 900))) == pair{verdict::drift, "equal to -1"});  // a sentinel, in no tail
  CHECK(told(one(with(-1, 900), with(-1, 150))) == pair{verdict::drift, "equal to -1"});
  CHECK(told(one(with(5000.25, 0), with(5000.25, 1500))) == pair{verdict::drift, "equal to 5000.25"});
  CHECK(told(one(with(-1, 150), with(-1, 160))) == pair{verdict::no_drift, ""});
  std::vector<double> far = grid(10'000);
  for (std::size_t i = 0; i < 50; ++i) far[i] = 1e9 + static_cast<double>(i);
  CHECK(told(one(numbers("x", grid(10'000)), numbers("x", far))) == pair{verdict::drift, "above the highest, 9999"});
  // Shares above 5 %: by half, and by half the margin.
  const auto share = [](std::uint64_t b) { return categories("w", {{"a", 10'000 - b}, {"b", b}}); };
  CHECK(one(share(800), share(1600)).note == "'b': 8 % -> 16 %");
  CHECK(one(share(200), share(1000)).note == "'b': 2 % -> 10 %");
  CHECK(one(share(600), share(950)).result == verdict::no_drift);
  tepid::comparison_options wide;
  wide.margin = 0.3;
  CHECK(one(share(800), share(1600), wide).result == verdict::no_drift);
  CHECK(one(share(100), share(200), wide).result == verdict::drift);
  // Missing cells likewise.
  const auto missing = [](std::size_t times) {
    std::vector<double> xs = grid(10'000);
    for (std::size_t i = 0; i < times; ++i) xs[i * 11 % 10'000] = tepid::missing_value;
    return numbers("x", xs);
  };
  CHECK(one(missing(800), missing(1600)).result == verdict::drift);
  CHECK(one(missing(800), missing(1000)).result == verdict::no_drift);
}

TEST_CASE("columns that were left out are told, last") {
  const auto found = compared({numbers("x", grid(900))}, {numbers("x", grid(900))}, {.left_out = {"t"}});
  REQUIRE(found.columns.size() == 2);
  CHECK((found.columns[1].name == "t" && found.columns[1].result == verdict::left_out));
  CHECK(found.overall() == verdict::no_drift);
}

TEST_CASE("what cannot be judged keeps the whole open") {
  using tepid::column_type;
  const auto found = compared({numbers("x", grid(900)), numbers("t", grid(900), column_type::time)},
                              {numbers("x", grid(900)), numbers("t", grid(900), column_type::time)});
  CHECK(found.columns[0].result == verdict::no_drift);
  CHECK(found.overall() == verdict::inconclusive);
}

TEST_CASE("rows that resemble their neighbours are told") {
  std::vector<double> walk(2000);
  tepid::random_source random{3};
  double last = 0;
  for (double& x : walk) x = last = 0.9 * last + random.uniform() - 0.5;
  const auto c = one(numbers("x", walk), numbers("x", walk));
  CHECK(c.neighbours == Approx(0.9).margin(0.05));
  CHECK_THAT(c.note, Catch::Matchers::Contains("neighbouring rows resemble each other"));
  CHECK(one(numbers("x", grid(2000)), numbers("x", grid(2000))).neighbours == 0.0);
}

TEST_CASE("new categories are listed, the most frequent first, and count in the effect") {
  const auto c = one(categories("w", {{"a", 500}, {"b", 500}}),
                     categories("w", {{"a", 300}, {"b", 300}, {"new", 300}, {"rare", 100}}));
  CHECK(c.result == verdict::drift);
  CHECK(c.type == tepid::column_type::categorical);
  REQUIRE(c.unseen.size() == 2);
  CHECK(c.unseen[0] == std::pair<std::string, std::uint64_t>{"new", 300});
  CHECK(c.unseen[1] == std::pair<std::string, std::uint64_t>{"rare", 100});
  CHECK(c.unseen_share == Approx(0.4));
  CHECK(c.outside() == Approx(0.4));
  CHECK(c.moved.estimate == Approx(0.4).margin(0.002));
  CHECK(c.vanished_share == 0.0);
  CHECK(c.changed_share == Approx(0.2));

  const auto gone = one(categories("w", {{"a", 500}, {"b", 500}}), categories("w", {{"a", 1000}}));
  CHECK(gone.result == verdict::drift);
  CHECK(gone.unseen.empty());
  CHECK(gone.vanished_share == Approx(0.5));
  CHECK((gone.unseen_share + gone.vanished_share) / 2 + gone.changed_share == Approx(gone.moved.estimate).margin(0.002));
}

TEST_CASE("shares of missing cells, of NaN and of infinities are decisions of their own") {
  const double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
  std::vector<double> half = grid(1000);
  for (std::size_t i = 0; i < half.size(); i += 2) half[i] = tepid::missing_value;
  const auto missing = one(numbers("x", grid(1000)), numbers("x", half));
  CHECK(missing.result == verdict::drift);
  CHECK(missing.note == "missing cells");
  CHECK(missing.not_finite[0].current == 500);
  CHECK(missing.not_finite[0].difference == Approx(0.5));
  CHECK(missing.not_finite[0].p_adjusted <= 0.01);
  CHECK(missing.current == 500);
  CHECK(missing.current_rows == 1000);

  for (std::size_t i = 1; i < half.size(); i += 4) half[i] = nan;
  CHECK(one(numbers("x", grid(1000)), numbers("x", half)).note == "missing cells and NaN");
  CHECK(one(numbers("x", grid(1000)), numbers("x", without(grid(1000, 500), 400, -infinity))).note ==
        "-infinity too");
  // A large share that changes by less than the margin is none; a small one that becomes a multiple is.
  CHECK(one(numbers("x", without(grid(2000), 600)), numbers("x", without(grid(2000), 650))).result == verdict::no_drift);
  const auto few = one(numbers("x", grid(2000)), numbers("x", without(grid(2000), 50)));
  CHECK(few.result == verdict::drift);
  CHECK(few.note == "missing cells");
}

TEST_CASE("p-values are corrected for all decisions together") {
  const auto with = [](std::string correction) {
    return compared({numbers("x", grid(200)), numbers("y", grid(200)), numbers("z", without(grid(200), 4))},
                    {numbers("x", grid(200, 50)), numbers("y", grid(200)), numbers("z", grid(200))},
                    {.margin = 0.0, .correction = std::move(correction)});
  };
  const auto none = with("none"), bonferroni = with("bonferroni"), bh = with("bh");
  CHECK(none.decisions == 9);  // three a column, whether there is anything to decide or not
  CHECK(bonferroni.decisions == 9);
  CHECK(bonferroni.columns[0].p_adjusted == Approx(9.0 * none.columns[0].p_adjusted));
  CHECK(bh.columns[0].p_adjusted == Approx(9.0 * none.columns[0].p_adjusted));
  CHECK(bonferroni.columns[1].p_adjusted == 1.0);
  CHECK(none.any(verdict::drift));
  CHECK_FALSE(none.any(verdict::not_judged));
  for (const std::string_view name : tepid::correction_names)
    CHECK(with(std::string{name}).columns[0].p_adjusted >= none.columns[0].p_adjusted);
}

TEST_CASE("types that differ") {
  using tepid::column_type;
  const auto flag = one(numbers("x", {0, 1, 1, 0, 1, 1}, column_type::boolean), numbers("x", grid(6)));
  CHECK(flag.type == column_type::numeric);

  // Numbers against a reference of texts are taken as they were written.
  memory_column codes = numbers("x", {1, 2, 2, 1});
  codes.written = {"01", "2", "2", "01"};
  memory_side a{"ref", {categories("x", {{"01", 2}, {"2", 2}}), numbers("y", grid(4))}};
  memory_side b{"cur", {codes, numbers("y", grid(4))}};
  const auto mixed = tepid::compare_sides(a, b, {"x", "y"});
  CHECK(mixed.columns[0].type == column_type::categorical);
  CHECK(mixed.columns[0].unseen.empty());
  CHECK(b.asked_for() == std::vector<std::string>{"x"});

  const auto text = one(numbers("x", grid(3)), texts("x", {std::nullopt, "oops"}));
  CHECK(text.result == verdict::not_judged);
  CHECK(text.note == "cur:3: column 'x': 'oops' is not a number; ref has numbers there");
}

TEST_CASE("what cannot be compared is named") {
  const auto code_and_field = [](const tepid::error& e) { return std::pair{e.code(), e.field()}; };
  using found = std::pair<tepid::errc, std::string>;
  const auto with = [](const tepid::comparison_options& o) {
    return thrown([&] { one(numbers("x", grid(9)), numbers("x", grid(9)), o); });
  };
  CHECK(code_and_field(with({.alpha = -0.1})) == found{tepid::errc::bad_parameter, "alpha"});
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(code_and_field(with({.alpha = 0.0})) == found{tepid::errc::bad_parameter, "alpha"});
  CHECK(code_and_field(with({.alpha = 1.0})) == found{tepid::errc::bad_parameter, "alpha"});
  CHECK(code_and_field(with({.alpha = nan})) == found{tepid::errc::bad_parameter, "alpha"});
  CHECK(code_and_field(with({.margin = nan})) == found{tepid::errc::bad_parameter, "margin"});
  CHECK(code_and_field(with({.margin = -1})) == found{tepid::errc::bad_parameter, "margin"});
  CHECK(code_and_field(with({.margins = {{"x", nan}}})) == found{tepid::errc::bad_parameter, "margin"});
  tepid::comparison_options small;
  small.small.ratio_margin = 0.5;
  CHECK(code_and_field(with(small)) == found{tepid::errc::bad_parameter, "ratio_margin"});
  CHECK(code_and_field(with({.correction = "sidak"})) == found{tepid::errc::bad_parameter, "correction"});
  CHECK(code_and_field(with({.tests = {"nope"}})) == found{tepid::errc::unknown_name, "tests"});
  CHECK(code_and_field(with({.tests = {"mmd"}})) == found{tepid::errc::bad_argument, "tests"});
  CHECK_THAT(with({.tests = {"nope"}}).what(), Catch::Matchers::StartsWith("'nope' is no test; there are all, "));

  memory_side a{"ref", {numbers("x", grid(9))}}, b{"cur", {numbers("y", grid(9))}};
  const auto gone = thrown([&] { static_cast<void>(tepid::compare_sides(a, b, {"x"})); });
  CHECK(code_and_field(gone) == found{tepid::errc::bad_argument, "x"});
  CHECK(std::string{gone.what()} == "cur: there is no column 'x'; the only one is 'y'");
  CHECK(code_and_field(thrown([] { memory_side{"ref", {numbers("x", {}), numbers("x", {})}}; })) ==
        found{tepid::errc::bad_argument, "x"});
}

TEST_CASE("all tests by one word, each in its place") {
  const auto all = one(numbers("x", grid(50)), numbers("x", grid(50, 5)), {.tests = {"psi", "all"}});
  CHECK(all.tests.front().name == "psi");
  CHECK(all.tests.size() > 10);
}

TEST_CASE("how far it is, and stopping") {
  std::vector<std::pair<std::size_t, std::size_t>> told;
  const auto run = [&](std::size_t stop_at) {
    told.clear();
    return compared({numbers("x", grid(9)), numbers("y", grid(9)), numbers("z", grid(9))},
                    {numbers("x", grid(9)), numbers("y", grid(9)), numbers("z", grid(9))},
                    {.threads = 1, .on_progress = [&](std::size_t done, std::size_t total) {
                      told.emplace_back(done, total);
                      return done != stop_at;
                    }});
  };
  using place = std::pair<std::size_t, std::size_t>;
  CHECK(run(9).columns.size() == 3);
  // Before each column and between its tests.
  CHECK(std::is_sorted(told.begin(), told.end()));
  CHECK(told.front() == place{0, 3});
  CHECK(told.back() == place{2, 3});
  CHECK(std::count(told.begin(), told.end(), place{1, 3}) >= 1);
  CHECK_THROWS_AS(run(1), tepid::design::stopped);
  CHECK(told.back() == place{1, 3});
}
