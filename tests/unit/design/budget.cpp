// False-alarm budgets: what can be said, what follows from it, and what is refused with which words.
#include "support/catch.hpp"

#include <cmath>
#include <limits>

#include <tepid/design/budget.hpp>

using Catch::Approx;
using tepid::design::budget;
using tepid::design::budget_kind;

namespace {

/// The field of the error that the call throws, and that its sentence names it; "" when nothing is thrown.
template <class Call>
std::string refused(Call&& call) {
  try {
    static_cast<void>(call());
  } catch (const tepid::error& e) {
    INFO(e.what());
    CHECK(std::string{e.what()}.starts_with(e.field() + ": "));
    return e.field();
  }
  return "";
}

std::string complaint(std::string_view text) {
  try {
    static_cast<void>(budget::parse(text));
  } catch (const tepid::error& e) {
    return e.what();
  }
  return "";
}

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double inf = std::numeric_limits<double>::infinity();

}  // namespace

TEST_CASE("a rate per time becomes observations between alarms") {
  CHECK(budget::per_time(1, 90 * 86400.0, 50).arl0() == 388'800'000);
  CHECK(budget::per_time(2, 3600, 0.5).arl0() == 900);
  const auto b = budget::mean_between_alarms(388'800'000);
  CHECK(b.kind() == budget_kind::arl0);
  CHECK(b.alarms_per(90 * 86400.0, 50) == Approx(1).epsilon(1e-15));
}

TEST_CASE("alpha by n and ARL0 follow from each other by the exponential tail") {
  const auto b = budget::alarm_by(0.01, 1e6);
  CHECK(b.arl0() == Approx(99'499'162.47).epsilon(1e-9));  // -1e6 / log(0.99)
  CHECK(b.alpha() == 0.01);
  CHECK(b.horizon() == 1e6);
  CHECK(b.probability_of_alarm_by(1e6) == Approx(0.01).epsilon(1e-12));
  CHECK(budget::mean_between_alarms(1000).probability_of_alarm_by(1000) == Approx(1 - std::exp(-1)).epsilon(1e-14));
  CHECK(budget::anytime(0.05).probability_of_alarm_by(1e12) == 0.05);
}

TEST_CASE("with a chart's own law the relation is exact") {
  // A geometric run length with chance q: P(N <= n) = 1 - (1 - q)^n.
  const auto survival = [](double limit) {
    return [q = std::exp(-limit)](std::uint64_t n) { return std::pow(1 - q, static_cast<double>(n)); };
  };
  CHECK(budget::probability_of_alarm_by(10, survival(1)) == Approx(1 - std::pow(1 - std::exp(-1), 10)));
  const auto limit = limit_for_alarm_by(
      budget::alarm_by(0.05, 10), [&](double h) { return budget::probability_of_alarm_by(10, survival(h)); }, 0.1, 30);
  CHECK(limit == Approx(-std::log(1 - std::pow(0.95, 0.1))).epsilon(1e-10));
  const auto search = [&](const budget& b, double low, double high) {
    return refused([&] {
      return limit_for_alarm_by(
          b, [](double h) { return std::exp(-h); }, low, high);
    });
  };
  CHECK(search(budget::mean_between_alarms(10), 0, 10) == "budget");
  CHECK(search(budget::alarm_by(.5, 10), 0, .5) == "high");
  CHECK(search(budget::alarm_by(.5, 10), 1, not_a_number) == "low");
}

TEST_CASE("a budget splits over signals") {
  CHECK(budget::mean_between_alarms(1000).split(16).arl0() == 16'000);
  CHECK(budget::anytime(0.01).split(10).alpha() == Approx(0.001));
  const auto each = budget::alarm_by(0.01, 1000).split(10);
  CHECK(each.alpha() == Approx(0.001));
  CHECK(each.horizon() == 1000);
  CHECK(refused([] { return budget::mean_between_alarms(1000).split(0); }) == "signals");
  CHECK(refused([] { return budget::mean_between_alarms(1e15).split(100); }) == "signals");
}

TEST_CASE("a budget is read from text") {
  CHECK(budget::parse("1 per 90 d at 50/s").arl0() == 388'800'000);
  CHECK(budget::parse("1 per 90d at 50 / s").arl0() == 388'800'000);
  CHECK(budget::parse(" 2 per w at 10/min ").arl0() == 50'400);
  CHECK(budget::parse("0.5 per 1.5 h at 1e3/d").arl0() == 125);
  CHECK(budget::parse("1 per 30 min", 2.0).arl0() == 3600);
  CHECK(budget::parse("1 per 30 min at 120/min", 2.0).arl0() == 3600);
  CHECK(budget::parse("3 per 3e6 observations").arl0() == 1e6);
  CHECK(budget::parse("1e6").arl0() == 1e6);
  CHECK(budget::parse("0.01 by 1e6").text() == "alpha 0.01 by 1e+06");
  CHECK(budget::parse("0.01 by 1e6 obs").kind() == budget_kind::alarm_by);
  CHECK(budget::parse("0.01 anytime").text() == "alpha 0.01 anytime");
}

TEST_CASE("text that is no budget is quoted with what is wrong") {
  using Catch::Matchers::Contains;
  CHECK_THAT(complaint(""), Contains("is empty"));
  CHECK_THAT(complaint("often"), Contains("\"often\" does not start with a number"));
  CHECK_THAT(complaint("nan"), Contains("does not start with a number"));
  CHECK_THAT(complaint("1 every 90 d"), Contains("no \"per\""));
  CHECK_THAT(complaint("1 per 90 days at 50/s"),
             Contains("\"days\" where a unit of time should be; the units are s, min, h, d, w"));
  CHECK_THAT(complaint("1 per 90 at 50/s"), Contains("\"at\" where a unit of time should be"));
  CHECK_THAT(complaint("1 per 90 d"), Contains("needs an observation rate"));
  CHECK_THAT(complaint("1 per 90 d at fifty/s"), Contains("lacks a number of observations after \"at\""));
  CHECK_THAT(complaint("1 per 90 d at 50"), Contains("lacks the \"/\""));
  CHECK_THAT(complaint("1 per 90 d at 50/"), Contains("lacks a unit of time"));
  CHECK_THAT(complaint("1 per 90 d at 50/s please"), Contains("goes on with \"please\" after the observation rate"));
  CHECK_THAT(complaint("1 per 90 d on 50/s"), Contains("should go on with \"at\""));
  CHECK_THAT(complaint("0.01 by noon"), Contains("lacks a number of observations after \"by\""));
  CHECK_THAT(complaint("0.01 by 9 d"), Contains("only observations are possible"));
  CHECK_THAT(complaint("0 per 90 d at 50/s"), Contains("alarms: must be positive"));
  CHECK_THAT(complaint("1 per 90 d at 0/s"), Contains("rate: must be a positive"));
  CHECK(refused([] { return budget::parse("1 per 30 min at 1/s", 2.0); }) == "budget");
}

TEST_CASE("what cannot be a budget is refused by name") {
  CHECK(refused([] { return budget::mean_between_alarms(0.5); }) == "arl0");
  CHECK(refused([] { return budget::mean_between_alarms(not_a_number); }) == "arl0");
  CHECK(refused([] { return budget::mean_between_alarms(1e17); }) == "arl0");
  CHECK(refused([] { return budget::per_time(0, 60, 1); }) == "alarms");
  CHECK(refused([] { return budget::per_time(1, 0, 1); }) == "period");
  CHECK(refused([] { return budget::per_time(1, 60, inf); }) == "rate");
  CHECK(refused([] { return budget::per_time(100, 60, 1); }) == "alarms");  // more alarms than observations
  CHECK(refused([] { return budget::alarm_by(0, 10); }) == "alpha");
  CHECK(refused([] { return budget::alarm_by(1, 10); }) == "alpha");
  CHECK(refused([] { return budget::alarm_by(0.1, 0); }) == "n");
  CHECK(refused([] { return budget::alarm_by(0.999, 1); }) == "alpha");
  CHECK(refused([] { return budget::alarm_by(1e-12, 1e9); }) == "alpha");
  CHECK(refused([] { return budget::anytime(not_a_number); }) == "alpha");
  CHECK(refused([] { return budget::anytime(0.1).arl0(); }) == "budget");
  CHECK(refused([] { return budget::mean_between_alarms(10).alpha(); }) == "budget");
  CHECK(refused([] { return budget::mean_between_alarms(10).probability_of_alarm_by(-1); }) == "n");
}
