// Whatever times, values and labels come: what a monitor saves it restores, and saves again as the same bytes.
#include "support/catch.hpp"

#include "support/hostile_monitors.hpp"

using namespace tepid_test;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity(), not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double largest = std::numeric_limits<double>::max();

void must_restore(const watched_case& c, const tepid::monitor& m, double now) {
  const state_bytes saved = m.save(now);
  tepid::monitor again = c.make();
  REQUIRE_NOTHROW(again.restore(saved));
  REQUIRE((again.save(now) == saved));
}

}  // namespace

TEST_CASE("hostile times, values and outcomes leave a state that is restored") {
  const double numbers[] = {0.0, -0.0, 1.0, 0.5, -1e78, 1e78, 1e140, 1e300, -largest, largest, 5e-324, infinity, -infinity, not_a_number};
  constexpr std::int64_t end = std::numeric_limits<std::int64_t>::max();
  const std::int64_t stamps[] = {0, -1, 1'000'000'000'000'000, end, -end, end / 2};
  for (const watched_case& c : small_cases()) {
    tepid::monitor m = c.make();
    use(m, 1e6, 60);
    std::uint64_t id = 1000;
    for (const std::int64_t stamp : stamps) {
      INFO(c.name << " at " << stamp << " ns");
      {
        tepid::shard mine = m.shard();
        for (const double x : numbers) {
          // As many rows as a window needs, each of nothing but this number.
          for (int i = 0; i < 25; ++i) mine.observe(std::vector<double>(m.width(), x), stamp);
          for (const double outcome : numbers) {
            mine.observe(tepid::prediction_event{.id = ++id, .score = x, .label = static_cast<std::int32_t>(id % 4) - 1, .segment = static_cast<std::uint32_t>(id)}, stamp);
            mine.observe(tepid::label_event{.id = id, .outcome = outcome, .probability = x}, stamp);
            mine.observe(tepid::prediction_event{.id = ++id, .score = x, .label = 1, .segment = 0}, stamp);
            mine.observe(tepid::label_event{.id = id, .outcome = outcome}, stamp / 2);
          }
          static_cast<void>(m.drain(static_cast<double>(stamp) * 1e-9));
        }
      }
      must_restore(c, m, 1e6);
    }
    for (const double now : {not_a_number, infinity, -infinity, 1e300, -1e300, 3e15, -3e15, 1e6}) {
      INFO(c.name << " drained at " << now);
      static_cast<void>(m.drain(now));
      use(m, 2e6, 30);
      must_restore(c, m, 1e6);
    }
  }
}

TEST_CASE("one label of any size in a regression is restored") {
  const watched_case& c = small_cases().front();
  for (const double outcome : {1e70, 1e77, 1e78, 1e139, 1e141, 1e300, -largest}) {
    tepid::monitor m = c.make();
    {
      tepid::shard mine = m.shard();
      mine.observe(tepid::prediction_event{.id = 1, .score = 1.0}, 0);
      mine.observe(tepid::label_event{.id = 1, .outcome = outcome}, 1);
    }
    static_cast<void>(m.drain(1.0));
    INFO(outcome);
    must_restore(c, m, 1.0);
    static_cast<void>(m.drain(10'000.0));
    must_restore(c, m, 1.0);
  }
}

TEST_CASE("a reference that is nearly one value, and rows that are not") {
  tepid::monitor_config c{.name = "rare", .budget = "1 per 90 d", .rate = 1.0};
  c.window_seconds = 60.0;
  c.season_seconds = 0.0;
  c.trailing_seconds = 3600.0;
  c.add({.name = "x"});
  std::vector<double> times, numbers(40'000, 0.0);
  numbers[20'000] = 1.0;
  for (std::size_t i = 0; i < numbers.size(); ++i) times.push_back(static_cast<double>(i));
  const std::vector<tepid::signal_values> signals{{.numbers = numbers}};
  const watched_case rare{"rare", c, tepid::make_reference(c, times, signals)};
  tepid::monitor m = rare.make();
  {
    tepid::shard mine = m.shard();
    for (int i = 0; i < 3000; ++i) mine.observe(0, 1.0, std::int64_t{1'000'000'000} * (1'000'000 + i));
  }
  static_cast<void>(m.drain(1'003'000.0));
  must_restore(rare, m, 1'003'000.0);
}

TEST_CASE("what is no time is no time to save at") {
  const watched_case& c = small_cases().front();
  tepid::monitor m = c.make();
  use(m, 1e6, 30);
  for (const double now : {not_a_number, infinity, -infinity, 1e16, -1e300}) {
    CHECK_THROWS_WITH(m.save(now), Catch::Matchers::Contains("no time"));
    CHECK_THROWS_AS(m.restart_quality(now), tepid::error);
  }
  for (const double now : {0.0, -1.0, -3e15, 3e15}) must_restore(c, m, now);
}
