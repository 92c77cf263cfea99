// Predictions waiting for labels, against a model made of standard containers.
#include "support/catch.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <deque>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <tepid/core/bytes.hpp>
#include <tepid/core/keyed_hash.hpp>
#include <tepid/core/random.hpp>
#include <tepid/monitors/prediction_table.hpp>

using tepid::label_fate;

namespace {

/// The same with a deque and a map.
class simple_table {
 public:
  simple_table(std::size_t capacity, double horizon) : capacity_{capacity}, horizon_{horizon} {}
  void predict(std::uint64_t id, double time) {
    if (const auto at = live_.find(id); at != live_.end()) {
      if (!all_[at->second - first_].labelled) ++counts.replaced, --counts.waiting;
      all_[at->second - first_].dead = true;
      live_.erase(at);
    }
    if (all_.size() == capacity_) drop(counts.evicted);
    live_[id] = first_ + all_.size();
    all_.push_back({id, time, false, false});
    ++counts.predictions, ++counts.waiting;
  }
  label_fate label(std::uint64_t id) {
    const auto at = live_.find(id);
    if (at == live_.end()) return ++counts.unknown, label_fate::unknown;
    one& e = all_[at->second - first_];
    if (e.labelled) return ++counts.duplicate, label_fate::duplicate;
    e.labelled = true;
    ++counts.matched, --counts.waiting;
    return label_fate::matched;
  }
  void advance(double now) {
    while (!all_.empty() && now - all_.front().time > horizon_) drop(counts.expired);
  }
  tepid::prediction_counts counts;

 private:
  struct one {
    std::uint64_t id;
    double time;
    bool labelled, dead;
  };
  void drop(std::uint64_t& reason) {
    const one& e = all_.front();
    if (!e.dead) {
      if (!e.labelled) ++reason, --counts.waiting;
      live_.erase(e.id);
    }
    all_.pop_front();
    ++first_;
  }
  std::size_t capacity_;
  double horizon_;
  std::deque<one> all_;
  std::size_t first_ = 0;
  std::unordered_map<std::uint64_t, std::size_t> live_;
};

std::vector<std::byte> saved(const tepid::prediction_table& table) {
  return tepid::written_bytes([&](tepid::byte_writer& io) { io(table); });
}

}  // namespace

TEST_CASE("labels are matched, late, twice and never; nothing is lost uncounted") {
  tepid::prediction_table table{3, 100.0};
  tepid::prediction_table::entry found;
  table.predict({.id = 7, .score = 0.25, .label = 1, .segment = 5}, 10.0);
  CHECK(table.label(7, found) == label_fate::matched);
  CHECK(found.score == 0.25);
  CHECK(found.label == 1);
  CHECK(found.segment == 5);
  CHECK(found.time == 10.0);
  CHECK(table.label(7, found) == label_fate::duplicate);
  CHECK(table.label(8, found) == label_fate::unknown);
  table.predict({.id = 7}, 20.0);  // the id again: a new prediction
  CHECK(table.label(7, found) == label_fate::matched);
  table.predict({.id = 1}, 30.0);
  table.predict({.id = 1}, 31.0);  // replaced before it was labelled
  table.predict({.id = 2}, 32.0);
  table.predict({.id = 3}, 33.0);
  table.predict({.id = 4}, 34.0);  // no room: 1 leaves
  CHECK(table.label(1, found) == label_fate::unknown);
  table.advance(133.5);  // 2 and 3 are too old
  CHECK(table.label(3, found) == label_fate::unknown);
  CHECK(table.label(4, found) == label_fate::matched);
  const auto& c = table.counts();
  CHECK(c.predictions == 7);
  CHECK(c.matched == 3);
  CHECK(c.replaced == 1);
  CHECK(c.evicted == 1);
  CHECK(c.expired == 2);
  CHECK(c.waiting == 0);
  CHECK(c.unknown == 3);
  CHECK(c.duplicate == 1);
}

TEST_CASE("it does what standard containers do, on many random events, saved and restored on the way") {
  for (const std::size_t capacity : {1u, 2u, 7u, 100u, 5000u}) {
    tepid::prediction_table table{capacity, 2000.0};
    simple_table simple{capacity, 2000.0};
    tepid::random_source random{capacity};
    tepid::prediction_table::entry found;
    for (int i = 0; i < 60'000; ++i) {
      const double time = i;
      const std::uint64_t id = random.below(2 * capacity + 3) * 0x9e3779b97f4a7c15u;
      const double what = random.uniform();
      if (what < 0.5) {
        table.predict({.id = id}, time);
        simple.predict(id, time);
      } else if (what < 0.98) {
        REQUIRE(table.label(id, found) == simple.label(id));
      } else {
        table.advance(time);
        simple.advance(time);
      }
      REQUIRE(table.counts() == simple.counts);
      if (i % 20'000 == 19'999) {
        tepid::prediction_table again{capacity, 2000.0};
        const auto bytes = saved(table);
        tepid::byte_reader io{bytes};
        io(again);
        REQUIRE_FALSE(io.failed());
        REQUIRE(io.remaining() == 0);
        REQUIRE(saved(again) == bytes);
        table = again;
      }
    }
  }
}

TEST_CASE("bytes that it did not write are refused") {
  tepid::prediction_table table{4, 100.0};
  for (std::uint64_t id = 1; id <= 4; ++id) table.predict({.id = id}, static_cast<double>(id));
  const auto good = saved(table);
  for (std::size_t at = 0; at < good.size(); ++at)
    for (const int bit : {0, 7}) {
      auto bytes = good;
      bytes[at] ^= static_cast<std::byte>(1 << bit);
      tepid::byte_reader io{bytes};
      tepid::prediction_table loaded{4, 100.0};
      io(loaded);
      if (io.failed()) continue;
      tepid::prediction_table::entry found;  // what is accepted must work
      for (std::uint64_t id = 0; id < 20; ++id) loaded.label(id, found);
      for (std::uint64_t id = 0; id < 20; ++id) loaded.predict({.id = id}, 1e9);
      loaded.advance(2e9);
    }
  tepid::prediction_table small{3, 100.0};
  tepid::byte_reader io{good};
  io(small);
  CHECK(io.failed());
}

TEST_CASE("impossible sizes are refused") {
  CHECK_THROWS_WITH(tepid::prediction_table(0, 1.0), Catch::Contains("capacity is 0"));
  CHECK_THROWS_WITH(tepid::prediction_table(1, -1.0), Catch::Contains("horizon is -1"));
  CHECK_THROWS_WITH(tepid::prediction_table(1, std::numeric_limits<double>::infinity()), Catch::Contains("horizon"));
}

TEST_CASE("ids that were made to share a place without a key do not") {
  // hash_of, backwards: ids whose hashes have the same low 32 bits.
  const auto unmixed = [](std::uint64_t h) {
    h ^= h >> 33;
    h *= 0x9cb4b2f8129337db;  // 0xc4ceb9fe1a85ec53 backwards, modulo 2^64
    h ^= h >> 33;
    h *= 0x4f74430c22a54005;  // 0xff51afd7ed558ccd
    h ^= h >> 33;
    return h ^ 0x243f6a8885a308d3;
  };
  constexpr std::uint64_t n = 40'000;
  REQUIRE(tepid::hash_of(unmixed(std::uint64_t{77} << 32)) == std::uint64_t{77} << 32);
  const auto seconds = [&](auto&& id) {
    double best = 1e9;
    for (int round = 0; round < 3; ++round) {
      tepid::prediction_table t{std::size_t{1} << 16, 1e6};
      tepid::prediction_table::entry e;
      const auto begun = std::chrono::steady_clock::now();
      for (std::uint64_t i = 0; i < n; ++i) t.predict({.id = id(i)}, 0.0);
      for (std::uint64_t i = 0; i < n; ++i) static_cast<void>(t.label(id(i), e));
      best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count());
      CHECK(t.counts().matched == n);
    }
    return best;
  };
  const double ordinary = seconds([](std::uint64_t i) { return i; });
  const double crafted = seconds([&](std::uint64_t i) { return unmixed(i << 32); });
  std::printf("%llu ids: ordinary %.2f ms, crafted %.2f ms\n", static_cast<unsigned long long>(n), 1e3 * ordinary,
              1e3 * crafted);
  CHECK(crafted < 10.0 * ordinary);  // without a key a thousand times
}

TEST_CASE("a keyed hash of text is SipHash-1-3, and another key gives another order") {
  // Key 00 01 ... 0f; text 00 01 ... of 0 to 8 bytes. Values of Rust's SipHasher13 tests (core/tests/hash/sip.rs).
  tepid::hash_key key;
  key.low = 0x0706050403020100;
  key.high = 0x0f0e0d0c0b0a0908;
  const tepid::keyed_hash hash{key};
  CHECK(hash(std::string_view{}) == 0xabac0158050fc4dc);
  const char one[] = {0};
  CHECK(hash(std::string_view{one, 1}) == 0xc9f49bf37d57ca93);
  const char eight[] = {0, 1, 2, 3, 4, 5, 6, 7};
  CHECK(hash(std::string_view{eight, 8}) == 0x369095118d299a8e);
  tepid::hash_key other = key;
  other.low ^= 1;
  CHECK(tepid::keyed_hash{other}(std::uint64_t{1}) != hash(std::uint64_t{1}));
  CHECK(tepid::keyed_hash{}(std::uint64_t{1}) == tepid::keyed_hash{}(std::uint64_t{1}));
}
