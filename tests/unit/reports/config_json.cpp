// A configuration from JSON and back; every mistake is told with its key.
#include "support/catch.hpp"

#include <string>
#include <vector>

#include <tepid/core/error.hpp>
#include <tepid/reports/config_json.hpp>

namespace {

/// field: message of what is refused.
std::string refused(const std::string& text) {
  try {
    static_cast<void>(tepid::config_from_json(text));
  } catch (const tepid::error& why) {
    CHECK(why.code() == tepid::errc::bad_argument);
    return why.field() + ": " + why.what();
  }
  return "taken";
}
/// A document with one signal and this beside it.
std::string with(const std::string& rest) { return R"({"signals":[{"name":"x"}],)" + rest + "}"; }
std::string signal(const std::string& body) { return R"({"signals":[{"name":"x"},{)" + body + "}]}"; }

}  // namespace

TEST_CASE("a whole document") {
  const auto c = tepid::config_from_json(R"({
    "name": "fraud", "budget": "2 per 30 d", "rate": 50, "reference": "healthy.tepid",
    "signals": [{"name": "amount", "margin": 0.5},
                {"name": "score", "role": "output", "threshold": 0.8},
                {"name": "tokens", "type": "integer", "role": "resource"},
                {"name": "embedding", "type": "vector", "dimensions": 768},
                {"name": "country", "role": "segment", "type": "categorical"}],
    "quality": [{"metric": "recall", "level": 0.85}],
    "alarms": {"rearm_seconds": 60, "critical_margins": 2},
    "window_seconds": 600, "trailing_seconds": 86400, "threads": 16, "ring_values": 4096,
    "state": {"file": "fraud.state", "interval_seconds": 5}})");
  CHECK(c.name == "fraud");
  CHECK(c.whole_budget().arl0() == 50.0 * 30 * 86'400 / 2);
  CHECK(c.signals.size() == 5);
  CHECK(c.signals[0].margin == 0.5);
  CHECK(c.signals[1].role == tepid::signal_role::output);
  CHECK(c.signals[1].threshold == 0.8);
  CHECK(c.signals[2].type == tepid::signal_type::integer);
  CHECK(c.signals[3].dimensions == 768);
  CHECK(c.watched() == 4);
  CHECK(c.floors == std::vector<tepid::quality_floor>{{"recall", 0.85}});
  CHECK(c.alarms.critical_margins == 2.0);
  CHECK(c.ring_values == 4096);
  CHECK(c.state_file == "fraud.state");
  CHECK(c.state_interval_seconds == 5.0);
  CHECK(tepid::config_from_json(tepid::config_to_json(c)) == c);
  const tepid::monitor_config built =
      tepid::monitor_config{.name = "n"}.add({.name = "x"}).add({.name = "y", .margin = 0});
  CHECK(tepid::config_from_json(tepid::config_to_json(built)) == built);
}

TEST_CASE("mistakes name their key") {
  using Catch::Matchers::Contains;
  CHECK_THAT(refused(with(R"("budgt":"1e6")")), Contains("budgt: monitor: budgt is not a key") && Contains("budget"));
  CHECK_THAT(refused(signal(R"("name":"y","margn":1)")), Contains("signals[1].margn: ") && Contains("margin"));
  CHECK_THAT(refused(signal(R"("name":"x")")), Contains("signals[1].name: ") && Contains("another signal"));
  CHECK_THAT(refused(signal(R"("role":"output")")), Contains("signals[1].name: ") && Contains("missing"));
  CHECK_THAT(refused(signal(R"("name":"y","role":"outptu")")),
             Contains("signals[1].role: ") && Contains("'outptu'") && Contains("output"));
  CHECK_THAT(refused(signal(R"("name":"y","margin":-1)")), Contains("signals[1].margin: "));
  CHECK_THAT(refused(signal(R"("name":"y","margin":"1")")), Contains("signals[1].margin: ") && Contains("not text"));
  CHECK_THAT(refused(signal(R"("name":"y","threshold":0.5)")),
             Contains("signals[1].threshold: ") && Contains("feature"));
  CHECK_THAT(refused(signal(R"("name":"y","dimensions":3)")), Contains("signals[1].dimensions: "));
  CHECK_THAT(refused(signal(R"("name":"y","dimensions":1.5)")), Contains("signals[1].dimensions: "));
  CHECK_THAT(refused(with(R"("budget":"1 per moon")")), Contains("budget: ") && Contains("moon"));
  CHECK_THAT(refused(with(R"("rate":0)")), Contains("rate: "));
  CHECK_THAT(refused(with(R"("rate":1e400)")), Contains("too large"));
  CHECK_THAT(refused(with(R"("threads":0)")), Contains("threads: "));
  CHECK_THAT(refused(with(R"("ring_values":5000)")), Contains("ring_values: ") && Contains("power of two"));
  CHECK_THAT(refused(with(R"("trailing_seconds":1)")), Contains("trailing_seconds: ") && Contains("window_seconds"));
  CHECK_THAT(refused(with(R"("alarms":{"rearm":1})")), Contains("alarms.rearm: "));
  CHECK_THAT(refused(with(R"("alarms":[])")), Contains("alarms: ") && Contains("object"));
  CHECK_THAT(refused(with(R"("state":{"interval_seconds":-1})")), Contains("state_interval_seconds"));
  CHECK_THAT(refused(with(R"("quality":[{"metric":"recall","level":1},{"metric":"recall","level":2}])")),
             Contains("quality[1].metric: ") && Contains("twice"));
  CHECK_THAT(refused(R"({"signals":[]})"), Contains("signals: ") && Contains("empty"));
  CHECK_THAT(refused("{}"), Contains("signals: "));
  CHECK_THAT(refused("[]"), Contains("must be an object, not a list"));
  CHECK_THAT(refused(R"({"signals":[{"name":"a","role":"segment"}]})"), Contains("signals: ") && Contains("segment"));
  CHECK_THAT(refused(with(R"("rate":1,"rate":2)")), Contains("rate: ") && Contains("twice"));
  CHECK_THAT(refused("{\n  \"rate\": ,\n}"), Contains("line 2, column 11"));
  CHECK_THAT(refused(""), Contains("line 1"));
  CHECK_THAT(refused("{\"signals\":[{\"name\":\"a\\nb\"}]}"), Contains("signals[0].name: ") && Contains("control"));
}
