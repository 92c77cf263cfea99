// Columns that are compared on several threads give what one thread gives.
#include "support/catch.hpp"

#include <atomic>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <tepid/compare/comparison.hpp>
#include <tepid/compare/memory_side.hpp>
#include <tepid/core/random.hpp>
#include <tepid/design/control.hpp>
#include <tepid/numerics/normal.hpp>
#include <tepid/reports/comparison_json.hpp>

namespace {

constexpr std::size_t wide = 60;

/// 60 columns of all kinds, of which every tenth has moved.
tepid::memory_side side_of(const char* name, std::uint64_t seed, double moved) {
  tepid::random_source random{seed};
  std::vector<tepid::memory_column> columns;
  for (std::size_t c = 0; c < wide; ++c) {
    std::vector<double> numbers;
    std::vector<std::uint32_t> places;
    for (std::size_t i = 0; i < 400; ++i) {
      const double x = tepid::normal(random) + (c % 10 == 0 ? moved : 0.0);
      numbers.push_back(x);
      places.push_back(x > 1.0 ? 0 : x < -1.0 ? 1 : 2);
    }
    const std::string called = "c" + std::to_string(c);
    if (c % 3 == 0)
      columns.push_back(tepid::memory_column::of_texts(called, {"high", "low", "between"}, std::move(places)));
    else
      columns.push_back(tepid::memory_column::of_numbers(called, tepid::column_type::numeric, std::move(numbers)));
  }
  return tepid::memory_side{name, std::move(columns)};
}

std::string json_of(tepid::comparison_options rule) {
  tepid::memory_side before = side_of("before", 1, 0.0), now = side_of("now", 2, 1.0);
  return to_json(compare_sides(before, now, before.columns(), rule), "before", "now", rule);
}

}  // namespace

TEST_CASE("two and eight threads give the JSON of one") {
  for (const char* correction : {"bonferroni", "holm"}) {
    tepid::comparison_options rule{.correction = correction};
    rule.threads = 1;
    const std::string one = json_of(rule);
    for (const int threads : {2, 8, 1000, 0}) {
      rule.threads = static_cast<std::uint64_t>(threads);
      CHECK(json_of(rule) == one);
    }
  }
}

TEST_CASE("only the calling thread is asked, what is done never falls, and all is done in the end") {
  const auto caller = std::this_thread::get_id();
  std::size_t last = 0, wrong = 0;
  tepid::comparison_options rule;
  rule.threads = 4;
  rule.on_progress = [&](std::size_t done, std::size_t total) {
    wrong += std::this_thread::get_id() != caller || done < last || done > total || total != wide;
    last = done;
    return true;
  };
  static_cast<void>(json_of(rule));
  CHECK(wrong == 0);
  CHECK(last > 0);
}

TEST_CASE("a comparison on several threads is stopped, and passes on what its callback throws") {
  tepid::comparison_options rule;
  rule.threads = 4;
  rule.on_progress = [](std::size_t done, std::size_t) { return done < 5; };
  CHECK_THROWS_AS(json_of(rule), tepid::design::stopped);
  rule.on_progress = [](std::size_t done, std::size_t) -> bool {
    if (done >= 5) throw std::runtime_error{"enough"};
    return true;
  };
  CHECK_THROWS_WITH(json_of(rule), "enough");
}
