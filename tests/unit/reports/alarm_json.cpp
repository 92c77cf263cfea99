// An alarm as a line of JSON: the keys that programs rely on, times, what is unknown.
#include "support/catch.hpp"

#include <initializer_list>
#include <utility>

#include <nlohmann/json.hpp>

#include <tepid/reports/alarm_json.hpp>

TEST_CASE("an alarm as JSON") {
  tepid::monitor_alarm a;
  a.sequence = 4;
  a.signal = "score";
  a.role = tepid::signal_role::output;
  a.time = 1700000000.25;
  a.row = 1234;
  a.onset = 1699990000.0;
  a.onset_row = 1000;
  a.direction = -1;
  a.effect = -0.75;
  a.statistic = 17.5;
  a.limit = 12.0;
  a.reference_text = "28 days of training traffic";
  a.nearest = tepid::change_event{1699989000.0, "deploy",
                                  "v\xff"
                                  "12"};
  const std::string line = tepid::to_json_line(a, "fraud");
  CHECK(line.find('\n') == std::string::npos);
  const auto j = nlohmann::json::parse(line);
  CHECK(j["signal"] == "score");
  CHECK(j["index"] == 1234);
  CHECK(j["time"] == "2023-11-14T22:13:20.250Z");  // date -u -d @1700000000.25
  CHECK(j["onset"] == 1000);
  CHECK(j["direction"] == "down");
  CHECK(j["effect"] == -0.75);
  CHECK(j["statistic"] == 17.5);
  CHECK(j["limit"] == 12.0);
  CHECK(j["onset_time"] == "2023-11-14T19:26:40.000Z");
  CHECK(j["onset_low"].is_null());
  CHECK(j["effect_low"].is_null());
  CHECK(j["severity"] == "warning");
  CHECK(j["kind"] == "values");
  CHECK(j["segment"].is_null());
  CHECK(j["reference"] == "frozen");
  CHECK(j["change"]["id"] ==
        "v\xef\xbf\xbd"
        "12");
  CHECK(j["change"]["kind"] == "deploy");
  a.nearest.reset();
  a.direction = 0;
  a.time = 1e300;
  const auto k = nlohmann::json::parse(tepid::to_json_line(a, "fraud"));
  CHECK(k["change"].is_null());
  CHECK(k["direction"].is_null());
  CHECK(k["time"].is_null());
}

TEST_CASE("every kind of alarm has its word, a segment its key") {
  tepid::monitor_alarm a;
  a.signal = "recall";
  a.segment = "fr\xff";
  a.reference = tepid::reference_kind::level;
  for (const auto& [kind, word] :
       std::initializer_list<std::pair<tepid::alarm_kind, const char*>>{{tepid::alarm_kind::floor, "floor"},
                                                                        {tepid::alarm_kind::new_atom, "new_atom"},
                                                                        {tepid::alarm_kind::shape, "shape"},
                                                                        {tepid::alarm_kind::decision, "decision"},
                                                                        {tepid::alarm_kind::confidence, "confidence"},
                                                                        {tepid::alarm_kind::entropy, "entropy"},
                                                                        {tepid::alarm_kind::fall, "fall"},
                                                                        {tepid::alarm_kind::audit, "audit"},
                                                                        {tepid::alarm_kind::non_finite, "non_finite"},
                                                                        {tepid::alarm_kind::outlier, "outlier"}}) {
    a.kind = kind;
    const auto j = nlohmann::json::parse(tepid::to_json_line(a, "fraud"));
    CHECK(j["kind"] == word);
    CHECK(j["segment"] == "fr\xef\xbf\xbd");
    CHECK(j["reference"] == "level");
  }
}
