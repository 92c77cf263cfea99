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
    "signals": [{"name": "amount", "margin": 0.5, "share_margin": 0.05},
                {"name": "score", "role": "output", "threshold": 0.8},
                {"name": "tokens", "type": "integer", "role": "resource"},
                {"name": "embedding", "type": "vector", "dimensions": 768},
                {"name": "country", "role": "segment", "type": "categorical"}],
    "quality": {"floors": [{"metric": "recall", "level": 0.85}],
                "references": [{"metric": "accuracy", "level": 0.93, "margin": 0.02},
                               {"metric": "recall", "level": 0.9}],
                "least_probability": 0.02, "capacity": 5000, "horizon_seconds": 864000, "cohort_seconds": 43200,
                "mature_share": 0.8, "matures_after_seconds": 3600, "segments": 12, "alpha": 0.05,
                "audit": {"reference": 0.003, "tolerance": 1.5, "alpha": 0.001}},
    "alarms": {"rearm_seconds": 60, "critical_margins": 2},
    "window_seconds": 600, "window_rows": 1000, "season_seconds": 86400, "trailing_seconds": 86400,
    "threads": 16, "ring_values": 4096,
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
  CHECK(c.signals[0].share_margin == 0.05);
  CHECK(c.window_rows == 1000);
  CHECK(c.season_seconds == 86'400.0);
  REQUIRE(c.quality);
  const tepid::quality_watch_config expected{.settings = {.least_probability = 0.02},
                                             .floors = {{"recall", 0.85}},
                                             .references = {{"accuracy", 0.93, 0.02}, {"recall", 0.9, 0.0}},
                                             .capacity = 5000,
                                             .horizon_seconds = 864'000,
                                             .cohort_seconds = 43'200,
                                             .mature_share = 0.8,
                                             .matures_after_seconds = 3600,
                                             .most_segments = 12,
                                             .alpha = 0.05,
                                             .audit = tepid::audit_params{0.003, 1.5, 0.001}};
  CHECK(*c.quality == expected);
  CHECK(c.alarms.critical_margins == 2.0);
  CHECK(c.ring_values == 4096);
  CHECK(c.state_file == "fraud.state");
  CHECK(c.state_interval_seconds == 5.0);
  CHECK(tepid::config_from_json(tepid::config_to_json(c)) == c);
  const tepid::monitor_config built =
      tepid::monitor_config{.name = "n"}.add({.name = "x"}).add({.name = "y", .margin = 0});
  CHECK(tepid::config_from_json(tepid::config_to_json(built)) == built);
  CHECK_FALSE(tepid::config_from_json(with(R"("quality":null)")).quality);
  CHECK(tepid::config_from_json(with(R"("quality":{})")).quality == tepid::quality_watch_config{});
}

TEST_CASE("every kind of quality comes back") {
  tepid::monitor_config c = tepid::monitor_config{.name = "n"}.add({.name = "x"});
  c.quality = tepid::quality_watch_config{.settings = {.kind = tepid::quality_kind::regression, .most_error = 20.0},
                                          .floors = {{"mae", 2.5}, {"rmse", 4}}};
  CHECK(tepid::config_from_json(tepid::config_to_json(c)) == c);
  c.quality = tepid::quality_watch_config{.settings = {.kind = tepid::quality_kind::multiclass, .classes = 7},
                                          .floors = {{"macro_f1", 0.5}}};
  CHECK(tepid::config_from_json(tepid::config_to_json(c)) == c);
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
  CHECK_THAT(refused(signal(R"("name":"y","share_margin":1)")), Contains("signals[1].share_margin: "));
  CHECK_THAT(refused(with(R"("season_seconds":5000)")), Contains("season_seconds: ") && Contains("multiple"));
  CHECK_THAT(refused(with(R"("window_rows":-1)")), Contains("window_rows: ") && Contains("4294967296"));
  CHECK_THAT(refused(R"({"signals":[]})"), Contains("signals: ") && Contains("empty"));
  CHECK_THAT(refused("{}"), Contains("signals: "));
  CHECK_THAT(refused("[]"), Contains("must be an object, not a list"));
  CHECK_THAT(refused(R"({"signals":[{"name":"a","role":"segment"}]})"), Contains("signals: ") && Contains("segment"));
  CHECK_THAT(refused(with(R"("rate":1,"rate":2)")), Contains("rate: ") && Contains("twice"));
  CHECK_THAT(refused("{\n  \"rate\": ,\n}"), Contains("line 2, column 11"));
  CHECK_THAT(refused(""), Contains("line 1"));
  CHECK_THAT(refused("{\"signals\":[{\"name\":\"a\\nb\"}]}"), Contains("signals[0].name: ") && Contains("control"));
}

TEST_CASE("mistakes about quality name their key with its path") {
  using Catch::Matchers::Contains;
  const auto quality = [](const std::string& body) { return refused(with("\"quality\":{" + body + "}")); };
  CHECK_THAT(refused(with(R"("quality":[])")), Contains("quality: ") && Contains("an object, not a list"));
  CHECK_THAT(quality(R"("floor":[])"), Contains("quality.floor: monitor: quality.floor is not") && Contains("floors"));
  CHECK_THAT(quality(R"("fall_cohorts":10)"), Contains("quality.fall_cohorts: "));
  CHECK_THAT(quality(R"("floors":[{"metric":"recal","level":1}])"),
             Contains("quality.floors[0].metric: ") && Contains("'recal'") && Contains("recall"));
  CHECK_THAT(quality(R"("kind":"regression","floors":[{"metric":"recall","level":1}])"),
             Contains("quality.floors[0].metric: ") && Contains("mae, rmse, bias"));
  CHECK_THAT(quality(R"("floors":[{"metric":"recall"}])"),
             Contains("quality.floors[0].level: ") && Contains("missing"));
  CHECK_THAT(quality(R"("floors":[{"level":1}])"), Contains("quality.floors[0].metric: ") && Contains("missing"));
  CHECK_THAT(quality(R"("floors":[{"metric":"f1","level":1},{"metric":"f1","level":"high"}])"),
             Contains("quality.floors[1].level: ") && Contains("not text"));
  CHECK_THAT(quality(R"("kind":"regression","floors":[{"metric":"mae","level":1}])"),
             Contains("quality.most_error: monitor: quality.most_error must be given"));
  CHECK_THAT(quality(R"("kind":"regression","most_error":1,"floors":[{"metric":"bias","level":1}])"),
             Contains("quality.floors[0]: monitor: quality.floors[0] bias"));
  CHECK_THAT(quality(R"("references":[{"metric":"auc","level":0.9}])"),
             Contains("quality.references[0]: monitor: quality.references[0] 'auc'"));
  CHECK_THAT(quality(R"("classes":1)"), Contains("quality.classes: "));
  CHECK_THAT(quality(R"("capacity":0)"), Contains("quality.capacity: ") && Contains("from 1 to 1073741824"));
  CHECK_THAT(quality(R"("segments":5000)"), Contains("quality.segments: "));
  CHECK_THAT(quality(R"("horizon_seconds":0)"), Contains("quality.horizon_seconds: "));
  CHECK_THAT(quality(R"("alpha":0)"), Contains("quality.alpha: monitor: quality.alpha must be in (0, 1), not 0"));
  CHECK_THAT(quality(R"("audit":{"alpha":0})"), Contains("quality.audit.alpha: monitor: quality.audit.alpha must be"));
  CHECK_THAT(quality(R"("audit":{"reference":0.9})"), Contains("quality.audit.reference: "));
  CHECK_THAT(quality(R"("audit":{"toleranc":2})"), Contains("quality.audit.toleranc: ") && Contains("tolerance"));
  CHECK_THAT(quality(R"("kind":"multiclass","audit":{})"),
             Contains("quality.audit: monitor: quality.audit is of binary models"));
}
