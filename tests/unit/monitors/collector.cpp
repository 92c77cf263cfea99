// The request path: every value is drained once, in order, or counted as dropped; counts are consistent at any moment;
// observing allocates nothing. Under the thread sanitizer: make test-tsan.
#include "support/catch.hpp"
#include "support/own_new.hpp"

#include <atomic>
#include <cmath>
#include <cstdint>
#include <latch>
#include <limits>
#include <span>
#include <stdexcept>
#include <thread>
#include <vector>

#include <tepid/core/random.hpp>
#include <tepid/monitors/collector.hpp>

namespace {

/// Writes down what it is given.
struct recorder {
  struct entry {
    std::size_t shard;
    char kind;
    std::uint32_t signal;
    std::vector<double> values;
    std::int64_t time;
    friend bool operator==(const entry&, const entry&) = default;
  };
  std::vector<entry> entries;

  void value(std::size_t s, std::uint32_t signal, double x, std::int64_t t) {
    entries.push_back({s, 'v', signal, {x}, t});
  }
  void row(std::size_t s, std::span<const double> r, std::int64_t t) {
    entries.push_back({s, 'r', 0, {r.begin(), r.end()}, t});
  }
  void prediction(std::size_t s, const tepid::prediction_event& e, std::int64_t t) {
    entries.push_back({s, 'p', e.segment, {static_cast<double>(e.id), e.score, static_cast<double>(e.label)}, t});
  }
  void label(std::size_t s, const tepid::label_event& e, std::int64_t t) {
    entries.push_back({s, 'l', 0, {static_cast<double>(e.id), e.outcome, e.probability}, t});
  }
};

constexpr std::int64_t no_time = tepid::shard::no_time;

}  // namespace

TEST_CASE("what is handed over comes out, shard by shard, in order") {
  tepid::collector all{4, 64};
  tepid::shard a = all.shard(), b = all.shard();
  CHECK(b.observe(7, 1.5));
  CHECK(a.observe(std::vector<double>{1, 2, 3}, 123));
  CHECK(a.observe(tepid::prediction_event{.id = 9, .score = 0.25, .label = -3, .segment = 4}, -5));
  CHECK(a.observe(tepid::label_event{.id = 9, .outcome = 1, .probability = 0.5}));
  CHECK(b.observe(8, 2.5, 77));
  recorder r;
  CHECK(all.drain(r) == 3 + 3 + 3 + 1 + 1);
  using entry = recorder::entry;
  CHECK(r.entries == std::vector<entry>{{0, 'r', 0, {1, 2, 3}, 123},
                                        {0, 'p', 4, {9, 0.25, -3}, -5},
                                        {0, 'l', 0, {9, 1, 0.5}, no_time},
                                        {1, 'v', 7, {1.5}, no_time},
                                        {1, 'v', 8, {2.5}, 77}});
  CHECK(all.drain(r) == 0u);
  const std::vector<double> two_rows{1, 2, 3, 4};
  CHECK(a.observe_batch(two_rows, 2) == 2);
  CHECK(a.observe(0, std::numeric_limits<double>::quiet_NaN()));  // missing, told as it is
  r.entries.clear();
  all.drain(r);
  CHECK(r.entries.size() == 3);
  CHECK(std::isnan(r.entries[2].values[0]));
}

TEST_CASE("a full ring drops whole records and counts their values") {
  tepid::collector all{1, 64};
  tepid::shard s = all.shard();
  const std::vector<double> row(20, 1.0);
  CHECK(s.observe(row));
  CHECK(s.observe(row));
  CHECK(s.observe(row));  // 63 places
  CHECK_FALSE(s.observe(row));
  CHECK_FALSE(s.observe(1, 2.0));
  auto c = all.counts();
  CHECK((c.accepted == 60 && c.dropped == 21 && c.drained == 0 && c.shards == 1));
  recorder r;
  CHECK(all.drain(r) == 60);
  CHECK(s.observe(1, 2.0));
  CHECK_FALSE(s.observe(std::vector<double>(64, 0.0)));  // never fits
  c = all.counts();
  CHECK((c.accepted == 61 && c.dropped == 85 && c.drained == 60));
}

TEST_CASE("threads beyond the limit and odd sizes are refused; a place is used again") {
  CHECK_THROWS_AS(tepid::collector(0, 64), tepid::error);
  CHECK_THROWS_AS(tepid::collector(1, 100), tepid::error);
  CHECK_THROWS_AS(tepid::collector(1, 32), tepid::error);
  tepid::collector all{1, 64};
  {
    tepid::shard s = all.shard();
    CHECK_THROWS_AS(all.shard(), tepid::error);
    s.observe(1, 1.0);
  }
  tepid::shard next = all.shard();
  next.observe(2, 2.0);
  recorder r;
  all.drain(r);
  CHECK(r.entries.size() == 2);  // what the first thread left is not lost
  CHECK(all.counts().shards == 1);
}

TEST_CASE("a shard may outlive its collector") {
  std::optional<tepid::shard> s;
  {
    tepid::collector all{2, 64};
    s.emplace(all.shard());
  }
  for (int i = 0; i < 100; ++i) s->observe(1, i);
}

TEST_CASE("a visitor that throws loses nothing but the record it was given") {
  tepid::collector all{1, 64};
  tepid::shard s = all.shard();
  for (int i = 0; i < 5; ++i) s.observe(1, i);
  struct : recorder {
    void value(std::size_t, std::uint32_t signal, double x, std::int64_t t) {
      if (x == 2.0) throw std::runtime_error{"no"};
      recorder::value(0, signal, x, t);
    }
  } picky;
  CHECK_THROWS_AS(all.drain(picky), std::runtime_error);
  CHECK(all.counts().drained == 3);
  CHECK(all.drain(picky) == 2);
  CHECK(picky.entries.size() == 4);
}

TEST_CASE("observing allocates nothing") {
  tepid::collector all{1, 1024};
  tepid::shard s = all.shard();
  const std::vector<double> row(100, 1.0);
  const std::size_t before = tepid_test::allocations;
  for (int i = 0; i < 1000; ++i) {
    s.observe(1, i);
    s.observe(row, i);
    s.observe(tepid::prediction_event{});
    s.observe(tepid::label_event{});
  }
  CHECK(tepid_test::allocations == before);
}

TEST_CASE("random rows and values survive any place where the ring ends") {
  tepid::random_source random{1};
  tepid::collector all{1, 128};
  tepid::shard s = all.shard();
  recorder r;
  std::vector<recorder::entry> expected;
  for (int i = 0; i < 20'000; ++i) {
    const auto n = static_cast<std::size_t>(random.uniform() * 40);
    const std::int64_t time = random.uniform() < 0.5 ? no_time : i;
    std::vector<double> row(n);
    for (double& x : row) x = random.uniform();
    if (n == 1) {
      if (s.observe(static_cast<std::uint32_t>(i), row[0], time))
        expected.push_back({0, 'v', static_cast<std::uint32_t>(i), row, time});
    } else if (s.observe(row, time)) {
      expected.push_back({0, 'r', 0, row, time});
    }
    if (random.uniform() < 0.3) all.drain(r);
  }
  all.drain(r);
  CHECK((r.entries == expected));
}

TEST_CASE("16 threads: every value is drained once and in order or counted as dropped, and snapshots are consistent") {
  constexpr int threads = 16, snapshots = 10'000;
  constexpr std::uint64_t each = 20'000;
  tepid::collector all{threads, 1024};
  std::latch registered{threads};
  std::atomic<int> running{threads};
  std::atomic<std::uint64_t> refused{0}, offered{0};
  struct {
    std::vector<double> last = std::vector<double>(threads, -1.0);
    std::uint64_t values = 0, disorder = 0;
    void value(std::size_t s, std::uint32_t, double x, std::int64_t) {
      disorder += x <= last[s];
      last[s] = x;
      ++values;
    }
    void row(std::size_t s, std::span<const double> r, std::int64_t) {
      for (const double x : r) value(s, 0, x, 0);
    }
    void prediction(std::size_t, const tepid::prediction_event&, std::int64_t) {}
    void label(std::size_t, const tepid::label_event&, std::int64_t) {}
  } visitor;
  std::uint64_t inconsistent = 0;
  {
    std::vector<std::jthread> workers;
    for (int t = 0; t < threads; ++t)
      workers.emplace_back([&] {
        tepid::shard s = all.shard();
        registered.arrive_and_wait();  // or a thread might get the place of one that is done
        std::uint64_t lost = 0;
        double row[4];
        for (std::uint64_t i = 0; i < each; i += 5) {
          lost += s.observe(3, static_cast<double>(i)) ? 0 : 1;
          for (std::uint64_t j = 0; j < 4; ++j) row[j] = static_cast<double>(i + 1 + j);
          lost += s.observe(row) ? 0 : 4;
        }
        refused += lost;
        offered += each;
        --running;
      });
    workers.emplace_back([&] {  // one thread only looks
      std::uint64_t before = 0;
      for (int i = 0; i < snapshots; ++i) {
        const auto c = all.counts();
        inconsistent += c.drained > c.accepted || c.accepted + c.dropped > threads * each || c.accepted < before;
        before = c.accepted;
      }
    });
    while (running > 0) all.drain(visitor);
  }
  all.drain(visitor);
  const auto c = all.counts();
  CHECK(inconsistent == 0);
  CHECK(visitor.disorder == 0);
  CHECK(c.accepted + c.dropped == offered);
  CHECK(c.dropped == refused);
  CHECK(c.drained == c.accepted);
  CHECK(visitor.values == c.accepted);
}

TEST_CASE("of two threads that drain one is told to come back") {
  tepid::collector all{1, 64};
  tepid::shard s = all.shard();
  s.observe(1, 1.0);
  struct : recorder {
    tepid::collector* all = nullptr;
    bool refused = false;
    void value(std::size_t, std::uint32_t, double, std::int64_t) {
      std::jthread{[this] {
        recorder other;
        refused = !all->drain(other);
      }}.join();
    }
  } visitor;
  visitor.all = &all;
  CHECK(all.drain(visitor) == 1u);
  CHECK(visitor.refused);
}

TEST_CASE("a signal that no record has room for is rejected and counted, and nothing is read that was not written") {
  tepid::collector all{2, 1024};
  tepid::shard a = all.shard();
  std::uint64_t taken = 0;
  for (const std::uint32_t signal : {0u, (1u << 28) - 1, 1u << 28, 3u << 28, ~0u}) taken += a.observe(signal, 1.0);
  CHECK(taken == 2);
  const std::vector<double> rows(10, 2.0);
  CHECK(a.observe_batch(rows, 4) == 2);   // two are left over
  CHECK(a.observe_batch(rows, 0) == 0);
  CHECK(a.observe_batch(rows, 11) == 0);
  CHECK(a.observe_batch(rows, std::numeric_limits<std::size_t>::max()) == 0);
  recorder r;
  CHECK(all.drain(r) == 2 + 8);
  REQUIRE(r.entries.size() == 4);
  CHECK(r.entries[1].signal == (1u << 28) - 1);
  const auto c = all.counts();
  CHECK(c.accepted == 10);
  CHECK(c.drained == 10);
  CHECK(c.rejected == 3 + 2 + 10 + 10 + 10);
  CHECK(c.dropped == 0);
}

TEST_CASE("a row longer than a record can say is dropped whole") {
  tepid::collector all{1, 64};
  tepid::shard a = all.shard();
  const double one = 1.0;
  // Nothing of it is read: it fits into no ring.
  const std::span<const double> huge{&one, (std::size_t{1} << 32) + 1};
  CHECK_FALSE(a.observe(huge));
  CHECK(all.counts().dropped == huge.size());
  CHECK(a.observe(0, 1.0));
  recorder r;
  CHECK(all.drain(r) == 1);
}

TEST_CASE("a shard that has been moved from drops what it is given") {
  tepid::collector all{1, 64};
  tepid::shard a = all.shard();
  tepid::shard b = std::move(a);
  CHECK_FALSE(a.observe(0, 1.0));  // NOLINT(bugprone-use-after-move): what this test is about
  CHECK(b.observe(0, 2.0));
  recorder r;
  CHECK(all.drain(r) == 1);
}
