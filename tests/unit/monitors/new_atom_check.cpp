// An integer signal of which one value suddenly carries mass: a length that is silently cut.
#include "support/catch.hpp"

#include "support/prompt_lengths.hpp"

using namespace tepid_test;

TEST_CASE("a cut of lengths is told with the value, its share and since when") {
  const tepid::monitor_config c = prompt_config();
  const tepid::profile reference = prompt_reference(c, 1);
  const auto found = alarms_of_cut(c, reference, prompt_lengths(4000, 2), 2000, 16'386.0);
  REQUIRE(found.size() == 1);
  const tepid::monitor_alarm& a = found[0];
  CHECK(a.value == 16'386.0);
  CHECK(a.check == "new_atom");
  CHECK(a.signal == "tokens");
  CHECK(a.direction == 1);
  CHECK(a.row >= 2000);
  CHECK(a.row < 2400);
  CHECK(std::abs(static_cast<double>(a.onset_row) - 2000.0) < 50.0);
  CHECK(a.onset == Approx(1e6 + static_cast<double>(a.onset_row)));
  CHECK(a.onset_low <= 1e6 + 2000.0);
  CHECK(a.onset_high >= 1e6 + 2000.0);
  CHECK(a.onset_high - a.onset_low < 200.0);
  CHECK(a.onset_low <= a.onset);
  CHECK(a.onset <= a.onset_high);
  // 20.8 % of the lengths lie beyond.
  CHECK(a.effect_low < 0.208);
  CHECK(a.effect_high > 0.208);
  CHECK(a.reference_text.find("the value 16386") != std::string::npos);
}

TEST_CASE("a value that is there from the first live row is told: the reference did not have it") {
  const tepid::monitor_config c = prompt_config();
  const auto found = alarms_of_cut(c, prompt_reference(c, 1), prompt_lengths(1000, 3), 0, 16'386.0);
  REQUIRE(found.size() == 1);
  CHECK(found[0].row < 400);
}

TEST_CASE("a value that the reference has in plenty is no news") {
  const tepid::monitor_config c = prompt_config();
  std::vector<double> capped = prompt_lengths(20'000, 4), times(capped.size());
  for (std::size_t i = 0; i < capped.size(); ++i) {
    capped[i] = std::min(capped[i], 16'386.0);
    times[i] = static_cast<double>(i);
  }
  const tepid::signal_values values{.numbers = capped};
  const tepid::profile reference = tepid::make_reference(c, times, std::span{&values, 1});
  CHECK(alarms_of_cut(c, reference, prompt_lengths(20'000, 5), 0, 16'386.0).empty());
}

TEST_CASE("healthy lengths raise no alarm of a single value") {
  const tepid::monitor_config c = prompt_config();
  const tepid::profile reference = prompt_reference(c, 1);
  for (std::uint64_t seed = 10; seed < 15; ++seed)
    CHECK(alarms_of_cut(c, reference, prompt_lengths(10'000, seed), 10'000, 0.0).empty());
}

TEST_CASE("lengths that come several times in a row are no news") {
  const tepid::monitor_config c = prompt_config();
  const tepid::profile reference = prompt_reference(c, 1);
  for (const std::size_t times : {std::size_t{2}, std::size_t{5}, std::size_t{50}}) {
    const std::vector<double> one = prompt_lengths(10'000 / times, 20 + times);
    std::vector<double> repeated;
    for (const double x : one) repeated.insert(repeated.end(), times, x);
    CHECK(alarms_of_cut(c, reference, repeated, repeated.size(), 0.0).empty());
  }
}

TEST_CASE("a standing alarm of a value survives a save, and its evidence does too") {
  const tepid::monitor_config c = prompt_config();
  const tepid::profile reference = prompt_reference(c, 1);
  tepid::monitor a{c, reference};
  tepid::shard mine = a.shard();
  std::vector<double> lengths = prompt_lengths(60, 6);
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    const double x = i % 4 == 0 ? 16'386.0 : lengths[i];
    mine.observe(std::span{&x, 1}, static_cast<std::int64_t>(i) * 1'000'000'000);
  }
  static_cast<void>(a.drain(60.0));
  tepid::monitor b{c, reference};
  b.restore(a.save(60.0));
  CHECK(b.restored().lost.empty());
  CHECK(b.snapshot(60.0).signals[0].statistic == a.snapshot(60.0).signals[0].statistic);
  CHECK((b.save(60.0) == a.save(60.0)));
}

TEST_CASE("a second value is told by its own name while the alarm of the first stands, and neither is told twice") {
  const tepid::monitor_config c = prompt_config();
  tepid::monitor monitor{c, prompt_reference(c, 1)};
  std::vector<double> lengths = prompt_lengths(20'000, 7);
  put(lengths, 2000, 20'000, 16'386.0, 0.3, 8);
  put(lengths, 4000, 20'000, 777.0, 0.1, 9);
  const auto found = atoms_told(monitor, lengths);
  REQUIRE(found.size() == 2);
  CHECK(found[0].value == 16'386.0);
  CHECK(found[1].value == 777.0);
  CHECK(found[1].row >= 4000);
  CHECK(found[1].row < 4600);
  CHECK(found[1].onset_low <= 1e6 + 4000.0);
  CHECK(found[1].onset_high >= 1e6 + 4000.0);
  CHECK(found[1].effect == Approx(0.1).margin(0.05));
  CHECK(found[1].reference_text.starts_with("the value 777: a share of 0"));
  CHECK(monitor.snapshot(1e6 + 20'000.0).signals[0].latched);
}

TEST_CASE("a value that was gone for an hour and comes back is told again; one that was acknowledged too") {
  const tepid::monitor_config c = prompt_config();
  const tepid::profile reference = prompt_reference(c, 1);
  std::vector<double> lengths = prompt_lengths(14'000, 10);
  put(lengths, 1000, 3000, 16'386.0, 0.3, 11);
  put(lengths, 10'000, 14'000, 16'386.0, 0.3, 12);
  tepid::monitor monitor{c, reference};
  const auto twice = atoms_told(monitor, lengths);
  REQUIRE(twice.size() == 2);
  CHECK(twice[1].row >= 10'000);
  CHECK(!twice[0].reference_text.empty());
  lengths = prompt_lengths(2000, 13);
  put(lengths, 0, 2000, 16'386.0, 0.3, 14);
  CHECK(atoms_told(monitor, lengths, 1.1e6).empty());
  monitor.acknowledge("tokens");
  CHECK(atoms_told(monitor, lengths, 1.2e6).size() == 1);
  // Away for a quarter of an hour: the same change.
  lengths = prompt_lengths(6000, 15);
  put(lengths, 1000, 2000, 16'386.0, 0.3, 16);
  put(lengths, 3000, 6000, 16'386.0, 0.3, 17);
  tepid::monitor other{c, reference};
  CHECK(atoms_told(other, lengths).size() == 1);
}

TEST_CASE("what was told survives a save: it is not told again") {
  const tepid::monitor_config c = prompt_config();
  const tepid::profile reference = prompt_reference(c, 1);
  std::vector<double> lengths = prompt_lengths(3000, 18);
  put(lengths, 0, 3000, 16'386.0, 0.3, 19);
  tepid::monitor a{c, reference};
  CHECK(atoms_told(a, lengths).size() == 1);
  tepid::monitor b{c, reference};
  b.restore(a.save(1e6 + 3000.0));
  CHECK(b.restored().lost.empty());
  CHECK((b.save(1e6 + 3000.0) == a.save(1e6 + 3000.0)));
  put(lengths, 1000, 3000, 777.0, 0.2, 20);
  const auto found = atoms_told(b, lengths, 1e6 + 3000.0);
  REQUIRE(found.size() == 1);
  CHECK(found[0].value == 777.0);
}
