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

namespace {

struct counted {
  std::size_t told = 0, covered = 0;  // and of these, the true onset lies in the interval
};

counted covered_onsets(std::size_t orders, double cut, std::size_t most, std::uint64_t seed) {
  const tepid::monitor_config c = prompt_config();
  const tepid::profile reference = prompt_reference(c, seed);
  counted sum;
  for (std::size_t i = 0; i < orders; ++i) {
    const std::size_t from = 500 + 20 * i;
    const double onset = 1e6 + static_cast<double>(from);
    for (const auto& a : alarms_of_cut(c, reference, prompt_lengths(from + most, seed + 1 + i), from, cut)) {
      if (a.value != cut) continue;
      ++sum.told;
      sum.covered += a.onset_low <= onset && onset <= a.onset_high;
    }
  }
  return sum;
}

}  // namespace

TEST_CASE("the interval of the onset covers the cut in 95 of 100 orders") {
  const counted soon = covered_onsets(100, 16'386.0, 3000, 550'000), slow = covered_onsets(100, 63'917.0, 3000, 560'000);
  CHECK(soon.told == 100);
  CHECK(soon.covered >= 95);
  CHECK(slow.told >= 95);
  CHECK(slow.covered >= 95);
}

TEST_CASE("a second value of one in ten rows is told by its name within 1,000 rows while the first stands, in 95 of 100") {
  const tepid::monitor_config c = prompt_config();
  const tepid::profile reference = prompt_reference(c, 570'000);
  counted second;
  std::size_t others = 0;
  for (std::size_t i = 0; i < 100; ++i) {
    const std::size_t first_from = 500, from = 2000 + 20 * i;
    std::vector<double> lengths = prompt_lengths(from + 1000, 570'001 + i);
    put(lengths, first_from, lengths.size(), 16'386.0, 0.2, 580'000 + i);
    put(lengths, from, lengths.size(), 777.0, 0.1, 590'000 + i);
    tepid::monitor monitor{c, reference};
    const double onset = 1e6 + static_cast<double>(from);
    for (const auto& a : atoms_told(monitor, lengths)) {
      others += a.value != 777.0;
      if (a.value != 777.0) continue;
      ++second.told;
      second.covered += a.onset_low <= onset && onset <= a.onset_high;
    }
  }
  CHECK(others == 100);  // the first, once each
  CHECK(second.told >= 95);
  CHECK(second.told <= 100);
  CHECK(second.covered >= 95);
}
