// Frequent items: bounds that always hold, the lists' guarantees, merging, long keys, saving.
#include "support/catch.hpp"
#include "support/own_new.hpp"

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include <tepid/core/random.hpp>
#include <tepid/sketches/frequent_items.hpp>

namespace {

/// About Zipf: value floor(1/u) of a uniform u, up to 2^50.
std::int64_t skewed(tepid::random_source& random) { return static_cast<std::int64_t>(1.0 / random.uniform()); }

/// Bounds of every key that came, and the promise of error().
void check(const tepid::frequent_integers& f, const std::map<std::int64_t, std::uint64_t>& truth) {
  std::uint64_t n = 0;
  bool bounded = true;
  for (const auto& [key, count] : truth) {
    n += count;
    bounded &= f.lower(key) <= count && count <= f.upper(key);
  }
  CHECK(bounded);
  CHECK(f.n() == n);
  CHECK(f.error() * f.capacity() <= 2 * n);
  CHECK(f.retained() <= f.capacity());
  for (const std::uint64_t threshold : {f.error(), f.error() * 2, n / 20}) {
    std::map<std::int64_t, std::uint64_t> sure, maybe;
    for (const auto& i : f.frequent(tepid::frequent_list::no_false_positives, threshold)) sure[i.key] = i.lower;
    for (const auto& i : f.frequent(tepid::frequent_list::no_false_negatives, threshold)) maybe[i.key] = i.lower;
    bool kept = true;
    for (const auto& [key, low] : sure) kept &= truth.at(key) > threshold;
    for (const auto& [key, count] : truth)
      if (count > threshold) kept &= maybe.contains(key);
    CHECK(kept);
    CHECK(!maybe.empty());
  }
}

}  // namespace

TEST_CASE("bounds hold for every key, and the lists are what they say") {
  for (const std::size_t capacity : {16ul, 101ul, 300ul}) {
    tepid::random_source random{capacity};
    tepid::frequent_integers f{capacity};
    std::map<std::int64_t, std::uint64_t> truth;
    for (int i = 0; i < 100'000; ++i) {
      const std::int64_t key = skewed(random);
      const std::uint64_t times = i % 10 == 0 ? 3 : 1;
      f.update(key, times);
      truth[key] += times;
    }
    CHECK(f.error() > 0);
    check(f, truth);
  }
}

TEST_CASE("a stream of keys that never repeat keeps the bound, and few keys are exact") {
  tepid::frequent_integers f{64};
  for (int i = 0; i < 10'000; ++i) f.update(i);
  CHECK(f.error() <= 2 * 10'000 / 64);
  CHECK(f.frequent().empty());
  tepid::frequent_items exact{64};
  for (int i = 0; i < 10'000; ++i) exact.update(std::to_string(i % 50));
  CHECK(exact.error() == 0);
  CHECK(exact.lower("7") == 200);
  CHECK(exact.upper("7") == 200);
  CHECK(exact.upper("none") == 0);
  REQUIRE(exact.frequent().size() == 50);
  CHECK(exact.frequent()[0].key == "0");
  CHECK(exact.frequent()[1].key == "1");
  exact.update("7", 0);
  CHECK(exact.n() == 10'000);
}

TEST_CASE("64 parts merged forwards and backwards keep the bounds") {
  tepid::random_source random{5};
  std::map<std::int64_t, std::uint64_t> truth;
  std::vector<tepid::frequent_integers> parts(64, tepid::frequent_integers{100});
  for (int i = 0; i < 100'000; ++i) {
    const std::int64_t key = skewed(random) * (i % 64 < 32 ? 1 : -1);
    parts[static_cast<std::size_t>(i % 64)].update(key);
    ++truth[key];
  }
  auto forwards = parts[0], backwards = parts[63];
  for (std::size_t i = 1; i < 64; ++i) forwards.merge(parts[i]);
  for (std::size_t i = 63; i-- > 0;) backwards.merge(parts[i]);
  check(forwards, truth);
  check(backwards, truth);
  auto twice = parts[0];
  twice.merge(twice);
  CHECK(twice.n() == 2 * parts[0].n());
}

TEST_CASE("long keys are told apart by their hash, short ones kept as they are") {
  tepid::frequent_items f;
  const std::string longest(64, 'x'), longer(65, 'x'), other = longer + "y";
  f.update(longest, 3);
  f.update(longer, 2);
  f.update(other, 1);
  CHECK(f.lower(longest) == 3);
  CHECK(f.lower(longer) == 2);
  CHECK(f.lower(other) == 1);
  const auto all = f.frequent();
  REQUIRE(all.size() == 3);
  CHECK(all[0].key == longest);
  CHECK(all[1].key.size() == 64);
  CHECK(all[1].key.substr(0, 48) == std::string(47, 'x') + "~");
  CHECK(f.lower(all[1].key) == 2);
  std::string umlauts = std::string(46, 'x') + "\xc3\xa4" + std::string(40, 'y');  // the 47th byte begins a character
  f.update(umlauts, 9);
  CHECK(f.frequent()[0].key.substr(0, 47) == std::string(46, 'x') + "~");
  f.update(std::string_view{"a\0b", 3});
  f.update("");
  CHECK(f.lower(std::string_view{"a\0b", 3}) == 1);
  CHECK(f.lower("a") == 0);
  CHECK(f.lower("") == 1);
}

TEST_CASE("it is saved and goes on as if it had not been; nothing allocates") {
  tepid::random_source random{8};
  tepid::frequent_items f{50};
  std::vector<std::string> keys;
  for (int i = 0; i < 20'000; ++i) keys.push_back("key " + std::to_string(skewed(random)));
  const std::size_t before = tepid_test::allocations;
  for (std::size_t i = 0; i < 10'000; ++i) f.update(keys[i]);
  const std::size_t after = tepid_test::allocations;
  CHECK(after == before);
  auto back = tepid::frequent_items::load(f.save());
  CHECK(back == f);
  for (std::size_t i = 10'000; i < keys.size(); ++i) f.update(keys[i]), back.update(keys[i]);
  CHECK(back.save() == f.save());
  CHECK(f.error() > 0);
  f.clear();
  CHECK(f == tepid::frequent_items{50});
  CHECK_THROWS_AS(tepid::frequent_items{1}, tepid::error);
  CHECK_THROWS_AS(tepid::frequent_items{65537}, tepid::error);
}
