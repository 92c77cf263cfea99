// A monitor that is saved and restored goes on as if nothing had been; other bytes are refused and change nothing.
#include "support/catch.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <unistd.h>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <tepid/monitors/state_file.hpp>

#include "support/monitored.hpp"

namespace {

using tepid_test::request;
using tepid_test::run;
using tepid_test::service;

tepid::monitor_config config_with_quality() {
  tepid::monitor_config c = tepid_test::service_config();
  c.quality.emplace();
  c.quality->floors = {{"recall", 0.5}};
  c.quality->capacity = 4096;
  c.quality->horizon_seconds = 7200.0;
  c.quality->cohort_seconds = 600.0;
  return c;
}

const tepid::profile& reference() {
  static const tepid::profile made = tepid_test::service_reference(tepid_test::service_config(), 150 * 300);
  return made;
}

void use(tepid::monitor& m, std::uint64_t seed, double from, std::size_t seconds) {
  service live{seed};
  {
    tepid::shard mine = m.shard();
    for (std::size_t i = 0; i < seconds; i += 10) {
      const auto time = static_cast<std::int64_t>((from + static_cast<double>(i)) * 1e9);
      mine.observe(tepid::prediction_event{.id = seed * 100'000 + i, .score = 0.7, .label = 1}, time);
      mine.observe(tepid::label_event{.id = seed * 100'000 + i, .outcome = i % 3 == 0 ? 0.0 : 1.0}, time + 1'000'000'000);
    }
  }
  static_cast<void>(run(m, live, from, seconds, [](request& r, std::size_t i) { r.amount += i > 3000 ? 15.0 : 0.0; }));
  static_cast<void>(m.drain(from + static_cast<double>(seconds)));
}

struct folder {
  std::filesystem::path path = std::filesystem::temp_directory_path() / ("tepid_monitor_state_" + std::to_string(::getpid()));
  folder() { std::filesystem::create_directories(path); }
  ~folder() { std::filesystem::remove_all(path); }
};

}  // namespace

TEST_CASE("restored, it says and saves the same as the one that was never away") {
  tepid::monitor a{config_with_quality(), reference()};
  use(a, 1, 1e6, 4000);
  a.changed({1e6, "deploy", "v1"});
  const std::uint32_t fr = a.segment("france");
  const auto bytes = a.save(1e6 + 4000);

  tepid::monitor b{config_with_quality(), reference()};
  b.restore(bytes);
  CHECK(b.restored().found);
  CHECK(b.restored().saved == 1e6 + 4000);
  CHECK(b.restored().rows == 4000);
  CHECK((b.save(1e6 + 4000) == bytes));
  CHECK(b.segment("france") == fr);
  CHECK(a.segment("france") == fr);

  use(a, 2, 1e6 + 4000, 3000);
  use(b, 2, 1e6 + 4000, 3000);
  CHECK((a.save(0.0) == b.save(0.0)));
  auto x = a.snapshot(1.0), y = b.snapshot(1.0);
  CHECK(x.alarms == y.alarms);
  CHECK(x.signals[0].alarms == y.signals[0].alarms);
}

TEST_CASE("a state goes on under other budgets, margins, threads and names") {
  tepid::monitor a{config_with_quality(), reference()};
  use(a, 1, 1e6, 1000);
  const auto bytes = a.save(1e6 + 1000);
  tepid::monitor_config other = config_with_quality();
  other.budget = "1 per 365 d";
  other.signals[0].margin = 0.5;
  other.threads = 2;
  other.signals[0].formerly = other.signals[0].name;
  other.signals[0].name = "renamed";
  tepid::monitor b{other, reference()};
  b.restore(bytes);
  CHECK(b.restored().lost.empty());
  CHECK(b.snapshot(1e6 + 1000).signals[0].observed == a.snapshot(1e6 + 1000).signals[0].observed);
  CHECK(b.snapshot(1e6 + 1000).signals[0].name == "renamed");
  CHECK(b.snapshot(1e6 + 1000).labels.matched == a.snapshot(1e6 + 1000).labels.matched);
}

TEST_CASE("a signal takes the name of one that is gone") {
  tepid::monitor a{config_with_quality(), reference()};
  use(a, 1, 1e6, 1000);
  tepid::monitor_config other = config_with_quality();
  REQUIRE(other.signals[0].name == "amount");
  REQUIRE(other.signals[1].name == "score");
  other.signals.erase(other.signals.begin());
  other.signals[0].name = "amount";
  other.signals[0].formerly = "score";
  // The reference is told by the new name too.
  tepid::monitored_reference parts = *reference().monitored();
  std::erase_if(parts.signals, [](const auto& s) { return s.name == "amount"; });
  for (auto& s : parts.signals)
    if (s.name == "score") s.name = "amount";
  tepid::profile renamed = reference();
  renamed.set_monitored(parts);
  tepid::monitor b{other, renamed};
  b.restore(a.save(1e6 + 1000));
  CHECK(b.snapshot(1e6 + 1000).signals[0].observed == a.snapshot(1e6 + 1000).signals[1].observed);
  CHECK(b.restored().lost.empty());
}

TEST_CASE("a signal that was renamed answers to its name, whatever its reference calls it") {
  tepid::monitor_config c = config_with_quality();
  for (tepid::signal_config& s : c.signals) s.formerly = std::exchange(s.name, "new " + s.name);
  tepid::monitor m{c, reference()};
  CHECK(m.code("new country", "fr") == tepid::monitor{config_with_quality(), reference()}.code("country", "fr"));
  CHECK(m.acknowledge("new amount"));
  CHECK_FALSE(m.acknowledge("amount"));

  // A profile without windows knows it by its former name too.
  const auto columns = reference().columns();
  tepid::monitor_config one{.name = "service"};
  one.add({.name = "new amount", .formerly = "amount"});
  CHECK_NOTHROW(tepid::monitor{one, tepid::profile{{columns.begin(), columns.end()}}});
}

TEST_CASE("what a configuration no longer has is dropped, what it has anew begins anew, and both are told") {
  tepid::monitor a{config_with_quality(), reference()};
  use(a, 1, 1e6, 1000);
  const auto bytes = a.save(1e6 + 1000);
  tepid::monitor_config fewer = config_with_quality();
  REQUIRE(fewer.signals.size() >= 2);
  const std::string gone = fewer.signals.back().name;
  fewer.signals.pop_back();
  fewer.quality->capacity *= 2;
  tepid::monitor b{fewer, reference()};
  b.restore(bytes);
  using Catch::Matchers::StartsWith;
  REQUIRE(b.restored().lost.size() == 2);
  CHECK_THAT(b.restored().lost[0], StartsWith(gone + ": it is not watched any more"));
  CHECK_THAT(b.restored().lost[1], StartsWith("quality: its settings are others now"));
  const std::vector<std::string> notes = b.notes();
  CHECK(std::find(notes.begin(), notes.end(), b.restored().lost[0]) != notes.end());
  CHECK(b.snapshot(1e6 + 1000).signals[0].observed == a.snapshot(1e6 + 1000).signals[0].observed);

  tepid::monitor c{config_with_quality(), reference()};
  c.restore(b.save(1e6 + 1001));
  REQUIRE(c.restored().lost.size() == 2);
  CHECK_THAT(c.restored().lost[0], StartsWith(gone + ": nothing was saved of it"));
}

TEST_CASE("a state of which no signal is the same is refused, and says so") {
  tepid::monitor a{config_with_quality(), reference()};
  const auto bytes = a.save(0.0);
  tepid::monitor_config other = config_with_quality();
  other.trailing_seconds *= 2;
  tepid::monitor b{other, reference()};
  CHECK_THROWS_WITH(b.restore(bytes), Catch::Matchers::Contains("another configuration or reference"));
}

TEST_CASE("bytes that are cut or changed are refused, and the monitor is as before") {
  tepid::monitor a{config_with_quality(), reference()};
  use(a, 1, 1e6, 1000);
  const auto bytes = a.save(5.0);
  tepid::monitor b{config_with_quality(), reference()};
  use(b, 3, 1e6, 500);
  const auto before = b.save(6.0);
  for (std::size_t n = 0; n < bytes.size(); n += 1 + bytes.size() / 200)
    CHECK_THROWS_AS(b.restore(std::span{bytes}.first(n)), tepid::error);
  for (std::size_t at = 0; at < bytes.size(); at += 1 + bytes.size() / 500) {
    auto damaged = bytes;
    damaged[at] ^= std::byte{0x10};
    CHECK_THROWS_AS(b.restore(damaged), tepid::error);
  }
  CHECK((b.save(6.0) == before));
}

TEST_CASE("values that no monitor can have are refused even with a right checksum") {
  tepid::monitor a{config_with_quality(), reference()};
  use(a, 1, 1e6, 1000);
  const auto bytes = a.save(5.0);
  tepid::monitor b{config_with_quality(), reference()};
  const tepid::frame saved = tepid::read_frame(bytes, tepid::saved_kind::monitor);
  std::size_t refused = 0, tried = 0;
  // Each eight bytes of the payload in turn become a NaN or a number that counts cannot have; what is accepted must go on.
  for (std::size_t at = 0; at + 8 <= saved.payload.size(); at += 8 * (1 + saved.payload.size() / 8 / 200)) {
    const auto forged = tepid::write_frame(tepid::saved_kind::monitor, 0, saved.version, [&](tepid::byte_writer& io) {
      std::vector<std::byte> payload(saved.payload.begin(), saved.payload.end());
      std::fill_n(payload.begin() + static_cast<std::ptrdiff_t>(at), 8, std::byte{0xff});
      io.raw(payload);
    });
    ++tried;
    try {
      b.restore(forged);
      use(b, 4, 2e6, 120);
    } catch (const tepid::error&) {
      ++refused;
    }
  }
  CHECK(refused > tried / 4);
}

TEST_CASE("an index that no window and no cohort can have is refused") {
  tepid::monitor a{config_with_quality(), reference()};
  use(a, 1, 1e6, 1000);
  const auto bytes = a.save(1e6 + 1000.0);
  const tepid::frame saved = tepid::read_frame(bytes, tepid::saved_kind::monitor);
  tepid::monitor b{config_with_quality(), reference()};
  const auto with = [&](std::size_t at, std::int64_t index) {
    return tepid::write_frame(tepid::saved_kind::monitor, 0, saved.version, [&](tepid::byte_writer& io) {
      io.raw(saved.payload.first(at));
      io(index);
      io.raw(saved.payload.subspan(at + 8));
    });
  };
  const auto index_at = [&](std::size_t at) {
    std::int64_t index = 0;
    tepid::byte_reader{saved.payload.subspan(at)}(index);
    return index;
  };
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  // Windows before it are closed: behind a time and the counts of rows and alarms.
  constexpr std::size_t closed_through = 56;
  REQUIRE(index_at(closed_through) == 3336);  // floor(1,001,000 s / 300 s)
  CHECK_NOTHROW(b.restore(with(closed_through, 3336)));
  CHECK_THROWS_AS(b.restore(with(closed_through, most)), tepid::error);
  // Of a cohort, whether it is used and has matured comes before.
  std::size_t cohorts = 0;
  for (std::size_t at = 2; at + 8 <= saved.payload.size(); ++at) {
    if (saved.payload[at - 2] != std::byte{1} || saved.payload[at - 1] > std::byte{1} || index_at(at) != 1667) continue;
    ++cohorts;
    CHECK_THROWS_AS(b.restore(with(at, most)), tepid::error);
    CHECK_THROWS_AS(b.restore(with(at, -most)), tepid::error);
    CHECK_THROWS_AS(b.restore(with(at, 1668)), tepid::error);  // it is kept elsewhere
  }
  CHECK(cohorts == 1);
}

TEST_CASE("opened, a monitor finds its reference and its last state by their files") {
  const folder here;
  tepid::monitor_config c = config_with_quality();
  c.reference = (here.path / "healthy.tepid").string();
  c.state_file = (here.path / "service.state").string();
  c.state_interval_seconds = 60.0;
  CHECK_THROWS_AS(tepid::monitor::open(c), tepid::error);
  tepid::write_state_file(c.reference, reference().save());
  {
    tepid::monitor first = tepid::monitor::open(c);
    CHECK_FALSE(first.restored().found);
    use(first, 1, 1e6, 1000);
    CHECK(first.snapshot(0).saved > 1e6 + 900.0);
  }
  tepid::monitor second = tepid::monitor::open(c);
  CHECK(second.restored().found);
  CHECK(second.restored().rows > 900);
  CHECK(1e6 + 1000.0 - second.restored().saved <= 61.0);
  tepid::write_state_file(c.state_file, std::vector<std::byte>(100));
  CHECK_THROWS_AS(tepid::monitor::open(c), tepid::error);  // never overwritten silently
}

TEST_CASE("a state that cannot be written is counted, and watching goes on") {
  tepid::monitor_config c = config_with_quality();
  c.state_file = "/no such folder/service.state";
  tepid::monitor m{c, reference()};
  use(m, 1, 1e6, 300);
  CHECK(m.snapshot(0).save_failures >= 3);
  CHECK(m.snapshot(0).rows == 300);
  CHECK_THROWS_AS(m.save_to_file(0.0), tepid::error);
}
