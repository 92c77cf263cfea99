// Any registered detector is a check of a signal by its name: its limit from the budget, by windows or values.
#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tepid/registry.hpp>
#include <tepid/reports/config_json.hpp>

#include "support/monitored.hpp"

namespace {

using wishes = std::vector<tepid::check_config>;

constexpr double window = 300.0;

tepid::monitor_config config_of(wishes checks) {
  tepid::monitor_config c{.name = "one", .budget = "1 per 30 d", .rate = 1.0};
  c.add({.name = "x", .margin = 0.0, .checks = std::move(checks)});
  c.window_seconds = window;
  c.season_seconds = 0.0;
  return c;
}

/// An autoregression where rho > 0, so that windows resemble each other.
class healthy_values {
 public:
  explicit healthy_values(std::uint64_t seed, double rho = 0.0) : random_{seed}, rho_{rho} {}
  double operator()() { return last_ = rho_ * last_ + std::sqrt(1.0 - rho_ * rho_) * tepid::normal(random_); }

 private:
  tepid::random_source random_;
  double rho_, last_ = 0.0;
};

tepid::profile reference_of(const tepid::monitor_config& c, std::size_t windows, double rho = 0.0) {
  healthy_values next{5, rho};
  std::vector<double> times, xs;
  for (std::size_t i = 0; i < windows * static_cast<std::size_t>(window); ++i) {
    times.push_back(static_cast<double>(i));
    xs.push_back(next());
  }
  const std::vector<tepid::signal_values> signals{{.numbers = xs}};
  return tepid::make_reference(c, times, signals);
}

template <class Change>
std::vector<tepid::monitor_alarm> fed(tepid::monitor& m, std::size_t from, std::size_t to, Change&& change, std::uint64_t seed = 6) {
  healthy_values next{seed + from};
  tepid::shard mine = m.shard();
  std::vector<tepid::monitor_alarm> all;
  for (std::size_t i = from; i < to; ++i) {
    mine.observe(0, change(i, next()), static_cast<std::int64_t>(i) * 1'000'000'000);
    if (i % 300 == 299)
      for (auto& a : m.drain(static_cast<double>(i))) all.push_back(std::move(a));
  }
  return all;
}

std::vector<tepid::monitor_alarm> by(const std::vector<tepid::monitor_alarm>& all, std::string_view check) {
  std::vector<tepid::monitor_alarm> found;
  for (const auto& a : all)
    if (a.check == check) found.push_back(a);
  return found;
}

tepid::check_config detector(std::string name, std::vector<tepid::check_parameter> parameters = {},
                             tepid::check_input of = tepid::check_input::windows, double weight = 1.0) {
  return {.detector = std::move(name), .weight = weight, .of = of, .parameters = std::move(parameters)};
}

const auto no_change = [](std::size_t, double x) { return x; };

template <class F>
std::string refused(F&& f) {
  try {
    f();
  } catch (const tepid::error& why) {
    return why.what();
  }
  return "";
}

bool noted(const tepid::monitor& m, std::string_view text) {
  const auto notes = m.notes();
  return std::any_of(notes.begin(), notes.end(), [&](const auto& n) { return n.find(text) != n.npos; });
}

}  // namespace

TEST_CASE("a detector of windows is silent on healthy values and tells a step, since when and by how much") {
  const auto config = config_of({detector("cusum", {{.name = "k", .number = 0.25}, {.name = "side", .word = "both"}})});
  const auto healthy = reference_of(config, 400);
  tepid::monitor m{config, healthy};
  const std::string name = "cusum(k=0.25, side=both)";
  CHECK(by(fed(m, 0, 300 * 300, no_change), name).empty());
  // .2 standard deviations of the values are 3.5 of a mean of 300 of them.
  const auto found = by(fed(m, 300 * 300, 320 * 300, [](std::size_t, double x) { return x + 0.2; }), name);
  REQUIRE(found.size() == 1);
  CHECK(found[0].kind == tepid::alarm_kind::values);
  CHECK(found[0].direction == 1);
  CHECK(found[0].onset == Approx(300 * 300).margin(2 * window));
  CHECK(found[0].time - found[0].onset <= 12 * window);
  CHECK(found[0].effect == Approx(3.5).epsilon(0.35));
  CHECK((found[0].effect_low < found[0].effect && found[0].effect < found[0].effect_high));
  CHECK(found[0].statistic > found[0].limit);
  CHECK(found[0].reference_text.find("cusum") != std::string::npos);
}

TEST_CASE("a detector of values sees them one by one") {
  const auto config = config_of({detector("ewma", {{.name = "lambda", .number = 0.05}}, tepid::check_input::values)});
  tepid::monitor m{config, reference_of(config, 200)};
  const std::string name = "ewma(lambda=0.05) of values";
  CHECK(by(fed(m, 0, 100 * 300, no_change), name).empty());
  const auto found = by(fed(m, 100 * 300, 103 * 300, [](std::size_t, double x) { return x + 2.0; }), name);
  REQUIRE(found.size() == 1);
  CHECK(found[0].time < 100 * 300 + 100);
  CHECK(found[0].onset == Approx(100 * 300).margin(20));
}

TEST_CASE("the limit keeps the budget in windows, also where these resemble each other") {
  // 4,000 windows; the budget is one alarm of each check in some 500 of them, so that it shows.
  tepid::monitor_config c = config_of({detector("cusum", {{.name = "side", .word = "both"}}), detector("shewhart"), detector("ewma")});
  c.budget = "1 per 6 h";
  for (const double rho : {0.0, 0.999}) {
    const auto healthy = reference_of(c, 2000, rho);
    tepid::monitor m{c, healthy};
    healthy_values next{77, rho};
    tepid::shard mine = m.shard();
    const auto snapshot = m.snapshot(0.0);
    double expected = 0.0;
    for (const auto& one : snapshot.signals[0].checks)
      if (one.name == "shewhart") expected = 1500 * window / one.seconds;
    CHECK(expected > 1.0);
    std::vector<tepid::monitor_alarm> all;
    for (std::size_t i = 0; i < 1500 * 300; ++i) {
      mine.observe(0, next(), static_cast<std::int64_t>(i) * 1'000'000'000);
      if (i % 300 == 299)
        for (auto& a : m.drain(static_cast<double>(i))) all.push_back(std::move(a));
    }
    for (const char* name : {"cusum(side=both)", "shewhart", "ewma"}) CHECK(static_cast<double>(by(all, name).size()) <= 3 * expected + 3);
  }
}

TEST_CASE("weights share the budget, and the split is told") {
  const auto seconds = [](const tepid::monitor& m, std::string_view name) {
    const auto snapshot = m.snapshot(0.0);
    for (const auto& s : snapshot.signals)
      for (const auto& c : s.checks)
        if (c.name == name) return c.seconds;
    return 0.0;
  };
  const auto plain = config_of({});
  const auto healthy = reference_of(plain, 200);
  const tepid::monitor before{plain, healthy};
  const auto weighed = config_of({{.check = "level", .weight = 3.0}, {.check = "trailing", .weight = 0.0}, detector("shewhart")});
  tepid::monitor m{weighed, healthy};
  const double parts = static_cast<double>(before.parts());
  const double whole = 30.0 * 86'400.0;
  CHECK(seconds(before, "level") == Approx(whole * parts));
  const double all = parts + 2 - 1 + 1;  // level has 3, trailing none, shewhart 1
  CHECK(seconds(m, "level") == Approx(whole * all / 3));
  CHECK(seconds(m, "shewhart") == Approx(whole * all));
  CHECK(seconds(m, "missing") == Approx(whole * all));
  CHECK(seconds(m, "trailing") == 0.0);
  CHECK(noted(m, "'trailing' is not made: its weight is 0"));
  double rates = 0.0;
  const auto snapshot = m.snapshot(0.0);
  for (const auto& c : snapshot.signals[0].checks) rates += 1.0 / c.seconds;
  CHECK(rates <= 1.0 / whole * 1.0001);
}

TEST_CASE("what cannot be a check is refused by name, or noted where the reference does not do") {
  const auto config = config_of({});
  const auto healthy = reference_of(config, 200);
  const auto made = [&](wishes w) { tepid::monitor{config_of(std::move(w)), healthy}; };
  CHECK_THAT(refused([&] { made({{.check = "levl"}}); }), Catch::Matchers::Contains("levl") && Catch::Matchers::Contains("level"));
  CHECK_THAT(refused([&] { made({detector("cusun")}); }), Catch::Matchers::Contains("cusun"));
  CHECK_THAT(refused([&] { made({detector("ddm")}); }), Catch::Matchers::Contains("binary"));
  CHECK_THAT(refused([&] { made({detector("cusum", {{.name = "k", .number = -1.0}})}); }), Catch::Matchers::Contains("k"));
  CHECK_THAT(refused([&] { made({detector("cusum", {{.name = "h", .number = 5.0}})}); }), Catch::Matchers::Contains("budget"));
  CHECK_THAT(refused([&] { made({detector("cusum", {{.name = "sd", .number = 5.0}})}); }), Catch::Matchers::Contains("known"));
  CHECK_THAT(refused([&] { made({detector("cusum"), detector("cusum")}); }), Catch::Matchers::Contains("there already"));
  CHECK_THAT(refused([&] { made({{.check = "level", .weight = -1.0}}); }), Catch::Matchers::Contains("weight"));
  CHECK_THAT(refused([&] { made({{.check = "level", .detector = "cusum"}}); }), Catch::Matchers::Contains("one of both"));
  tepid::monitor decision{config_of({{.check = "decision"}}), healthy};
  CHECK(noted(decision, "'decision' is not made"));
  const auto few = reference_of(config, 20);
  tepid::monitor short_one{config_of({detector("cusum")}), few};
  CHECK(noted(short_one, "'cusum' is not made"));
  // Single values that depend on each other have no limit that keeps the budget.
  const auto ewma_of_values = config_of({detector("ewma", {}, tepid::check_input::values)});
  tepid::monitor dependent{ewma_of_values, reference_of(config, 200, 0.99)};
  CHECK(noted(dependent, "'ewma of values' is not made"));
  CHECK(noted(dependent, "as much as those of independent values"));
  // A detector that a check is named after is that check.
  auto whole = config_of({detector("new_atom")});
  whole.signals[0].type = tepid::signal_type::integer;
  tepid::monitor counts{whole, reference_of(whole, 200)};
  const auto checks = counts.snapshot(0.0).signals[0].checks;
  CHECK(std::count_if(checks.begin(), checks.end(), [](const auto& c) { return c.name == "new_atom"; }) == 1);
}

TEST_CASE("a saved monitor goes on with its detectors, those of other parameters start anew") {
  const auto config = config_of({detector("cusum", {{.name = "k", .number = 0.25}}), detector("ewma", {}, tepid::check_input::values)});
  const auto healthy = reference_of(config, 200);
  const auto drift = [](std::size_t i, double x) { return x + (i > 50 * 300 ? 0.05 : 0.0); };
  tepid::monitor first{config, healthy}, second{config, healthy};
  static_cast<void>(fed(first, 0, 60 * 300, drift));
  const auto bytes = first.save(60 * window);
  second.restore(bytes);
  CHECK(second.restored().lost.empty());
  CHECK(second.snapshot(0.0).signals[0].checks == first.snapshot(0.0).signals[0].checks);
  CHECK(second.save(60 * window) == bytes);
  const auto goes_on = fed(first, 60 * 300, 120 * 300, drift), restored = fed(second, 60 * 300, 120 * 300, drift);
  REQUIRE(goes_on.size() == restored.size());
  REQUIRE(!goes_on.empty());
  for (std::size_t i = 0; i < goes_on.size(); ++i)
    CHECK((goes_on[i].check == restored[i].check && goes_on[i].row == restored[i].row && goes_on[i].onset == restored[i].onset));
  auto other = config;
  other.signals[0].checks[0].parameters[0].number = 0.5;
  tepid::monitor third{other, healthy};
  third.restore(bytes);
  const auto lost = third.restored().lost;
  REQUIRE(lost.size() == 2);
  CHECK(lost[0].find("'cusum(k=0.25)' is no longer made") != std::string::npos);
  CHECK(lost[1].find("'cusum(k=0.5)'; it starts anew") != std::string::npos);
}

TEST_CASE("checks in JSON") {
  const std::string text = R"({"signals": [{"name": "x", "checks": [{"check": "level", "weight": 2},
    {"detector": "cusum", "k": 0.5, "side": "both"}, {"detector": "page_hinkley", "of": "values", "weight": 0.5}]}]})";
  const auto config = tepid::config_from_json(text);
  const auto& checks = config.signals[0].checks;
  REQUIRE(checks.size() == 3);
  CHECK(checks[0] == tepid::check_config{.check = "level", .weight = 2.0});
  CHECK(checks[1] == detector("cusum", {{.name = "k", .number = 0.5}, {.name = "side", .word = "both"}}));
  CHECK(checks[2] == detector("page_hinkley", {}, tepid::check_input::values, 0.5));
  CHECK(tepid::config_from_json(tepid::config_to_json(config)) == config);
  const auto why = [](const char* checks_text) {
    return refused([&] { static_cast<void>(tepid::config_from_json(R"({"signals": [{"name": "x", "checks": )" + std::string{checks_text} + "}]}")); });
  };
  CHECK_THAT(why(R"([{"check": "level", "k": 1}])"), Catch::Matchers::Contains("signals[0].checks[0].k"));
  CHECK_THAT(why(R"([{"detector": "cusum", "k": [1]}])"), Catch::Matchers::Contains("signals[0].checks[0].k"));
  CHECK_THAT(why(R"([{"detector": "cusum", "of": "rows"}])"), Catch::Matchers::Contains("signals[0].checks[0].of"));
  CHECK_THAT(why(R"([{}])"), Catch::Matchers::Contains("signals[0].checks[0]"));
  CHECK_THAT(why(R"("level")"), Catch::Matchers::Contains("signals[0].checks"));
}
