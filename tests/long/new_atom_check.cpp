// How soon a monitor tells that lengths are cut, and how often it tells so of healthy ones.
#include "support/catch.hpp"

#include "support/prompt_lengths.hpp"

using namespace tepid_test;

namespace {

/// Rows from the cut to its alarm with the right value, in each of the orders in which it was told within `most`.
std::size_t told_within(std::size_t orders, double cut, std::size_t most, std::uint64_t seed) {
  const tepid::monitor_config c = prompt_config();
  const tepid::profile reference = prompt_reference(c, seed);
  std::size_t told = 0;
  for (std::size_t i = 0; i < orders; ++i) {
    const std::size_t from = 500 + 20 * i;
    const auto found = alarms_of_cut(c, reference, prompt_lengths(from + most, seed + 1 + i), from, cut);
    told += !found.empty() && found[0].value == cut && found[0].row >= from;
  }
  return told;
}

}  // namespace

TEST_CASE("lengths that are cut to 16,386 are told within 400 rows in 95 of 100 orders") {
  CHECK(told_within(100, 16'386.0, 400, 520'000) >= 95);
}

TEST_CASE("a cut that 1.6 % of the lengths reach is told within 3,000 rows in 95 of 100 orders") {
  // exp(8.8737 + 1.0217 * 2.1444), of which 1.6 % lie beyond.
  CHECK(told_within(100, 63'917.0, 3000, 530'000) >= 95);
}

TEST_CASE("200 healthy orders of 20,000 rows raise no alarm of a single value") {
  const tepid::monitor_config c = prompt_config();
  const tepid::profile reference = prompt_reference(c, 540'000);
  std::size_t told = 0;
  for (std::uint64_t i = 0; i < 200; ++i)
    told += alarms_of_cut(c, reference, prompt_lengths(20'000, 540'001 + i), 20'000, 0.0).size();
  CHECK(told == 0);
}
