// What a monitor keeps of names and events is bounded, however many come and however long they are.
#include "support/catch.hpp"

#include <string>

#include <tepid/reports/prometheus.hpp>

#include "support/monitored.hpp"

namespace {

tepid::monitor_config small() {
  tepid::monitor_config c{.name = "small", .budget = "1 per 90 d", .rate = 1.0};
  c.add({.name = "x"});
  c.season_seconds = 0.0;
  tepid::quality_watch_config q;
  q.capacity = 1000;
  q.most_segments = 4;
  q.floors = {{"accuracy", 0.5}};
  c.quality = q;
  return c;
}
tepid::profile reference_for(const tepid::monitor_config& c) {
  tepid::random_source random{5};
  std::vector<double> times, xs;
  for (int i = 0; i < 5000; ++i) times.push_back(i), xs.push_back(tepid::normal(random));
  const std::vector<tepid::signal_values> signals{{.numbers = xs}};
  return tepid::make_reference(c, times, signals);
}

}  // namespace

TEST_CASE("a text of more bytes is cut between characters, and long texts stay apart") {
  CHECK(tepid::bounded_text("short", 256) == "short");
  CHECK(tepid::bounded_text(std::string(256, 'a'), 256) == std::string(256, 'a'));
  const std::string a = tepid::bounded_text(std::string(300, 'a'), 256), b = tepid::bounded_text(std::string(301, 'a'), 256);
  CHECK(a.size() == 256);
  CHECK(a.starts_with(std::string(239, 'a') + "~"));
  CHECK(a != b);
  std::string euros;
  for (int i = 0; i < 100; ++i) euros += "\u20ac";  // three bytes each
  const std::string cut = tepid::bounded_text(euros, 256);
  CHECK(cut.size() == 237 + 17);
  CHECK(cut[237] == '~');
}

TEST_CASE("names of signals have a length that the configuration is held to") {
  auto c = small();
  c.signals[0].name = std::string(257, 'x');
  try {
    c.validate();
    FAIL("it was taken");
  } catch (const tepid::error& e) {
    CHECK(e.field() == "signals[0].name");
    CHECK(std::string{e.what()}.find("257 bytes") != std::string::npos);
  }
  c = small();
  c.name = std::string(300, 'x');
  CHECK_THROWS_AS(c.validate(), tepid::error);
}

TEST_CASE("a hundred thousand long names of segments and a thousand long events: the state stays within its bound") {
  const auto c = small();
  tepid::monitor m{c, reference_for(c)};
  static_cast<void>(m.drain(0.0));
  const std::size_t before = m.save(0.0).size();
  std::string name(1000, 's');
  std::uint32_t last = 0;
  for (int i = 0; i < 100'000; ++i) {
    const std::string number = std::to_string(i);
    name.replace(500, number.size(), number);
    last = m.segment(name);
  }
  CHECK(last == 65'536);
  CHECK(m.segment("another") == last);
  CHECK(m.segment(name) == last);
  for (int i = 0; i < 1000; ++i)
    m.changed({static_cast<double>(i), "deploy", std::string(20'000, static_cast<char>('a' + i % 26))});
  const auto bytes = m.save(0.0);
  CHECK(bytes.size() - before <= 65'536 * (256 + 8) + 256 * (2 * 4096 + 24));
  const auto s = m.snapshot(0.0);
  CHECK(s.texts_cut == 100'000 + 1 + 1000);
  CHECK(s.names_not_kept == 100'000 - 65'536 + 2);
  CHECK(tepid::to_prometheus(s).find("tepid_unkept_segment_names_total{monitor=\"small\"} 34466") != std::string::npos);

  // The same names after a restart have the same keys, and those that were not kept share one that is told.
  tepid::monitor again{c, reference_for(c)};
  again.restore(bytes);
  CHECK(again.save(0.0) == bytes);
  CHECK(again.snapshot(0.0).names_not_kept == s.names_not_kept);
  CHECK(again.segment(name) == last);
  name.replace(500, 5, "7ssss");
  CHECK(again.segment(name) == m.segment(name));
  tepid::shard mine = again.shard();
  mine.observe(tepid::prediction_event{.id = 1, .score = 0.5, .label = 1, .segment = last}, 0);
  mine.observe(tepid::label_event{.id = 1, .outcome = 1.0}, 0);
  static_cast<void>(again.drain(1.0));
  static_cast<void>(again.drain(40.0 * 86'400.0));
  bool told = false;
  for (const auto& q : again.snapshot(0.0).quality) told |= q.segment == "(other names)";
  CHECK(told);
}
