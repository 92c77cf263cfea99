// What a bank promises beside its numbers: errors that name the culprit, the list of alarms, whole rows only, moving
// features in and out, values that never end it.
#include "support/catch.hpp"

#include <limits>
#include <vector>

#include <tepid/banks/cusum.hpp>
#include <tepid/banks/ewma.hpp>
#include <tepid/banks/page_hinkley.hpp>
#include <tepid/banks/shewhart.hpp>

namespace {

using tepid::cusum;
using tepid::errc;
using tepid::feature_bank;
using tepid::page_hinkley;
using tepid::state;

template <class F>
std::pair<errc, std::string> error_of(const F& f) {
  try {
    f();
  } catch (const tepid::error& e) {
    return {e.code(), e.field()};
  }
  return {errc::ok, ""};
}

using seen = std::pair<errc, std::string>;

}  // namespace

TEST_CASE("construction refuses what the bank cannot do and names it") {
  const std::vector<double> two{1.0, 2.0}, wrong{1.0, -1.0, 1.0};
  CHECK(error_of([] { feature_bank<cusum>{0}; }) == seen{errc::bad_argument, "features"});
  CHECK(error_of([&] { feature_bank<cusum>(3, {}, two); }) == seen{errc::bad_argument, "mean"});
  CHECK(error_of([&] { feature_bank<cusum>(3, {}, {}, two); }) == seen{errc::bad_argument, "sd"});
  CHECK(error_of([&] { feature_bank<cusum>(3, {}, {}, wrong); }) == seen{errc::bad_parameter, "sd"});
  CHECK(error_of([] { feature_bank<cusum>(3, {.h = -1.0}); }) == seen{errc::bad_parameter, "h"});
  CHECK(error_of([] { feature_bank<cusum>(3, {.h = 2.0, .head_start = 2.0}); }) ==
        seen{errc::bad_parameter, "head_start"});
  CHECK(error_of([] { feature_bank<cusum>(3, {.baseline = tepid::cusum_baseline::learned}); }) ==
        seen{errc::bad_parameter, "baseline"});
  CHECK(error_of([] { feature_bank<page_hinkley>(3, {.form = tepid::page_hinkley_form::clipped}); }) ==
        seen{errc::bad_parameter, "form"});
  CHECK(error_of([] { feature_bank<tepid::ewma>(3, {.limits = tepid::ewma_limits_form::vacl}); }) ==
        seen{errc::bad_parameter, "limits"});
  CHECK(error_of([] { feature_bank<tepid::ewma>(3, {.warm_up = 10}); }) == seen{errc::bad_parameter, "warm_up"});
  CHECK(error_of([] { feature_bank<tepid::shewhart>(3, {.rule3 = true}); }) == seen{errc::bad_parameter, "rule3"});
  CHECK(error_of([] { feature_bank<tepid::shewhart>(3, {.rule1 = false}); }) == seen{errc::bad_parameter, "rule1"});
  CHECK(error_of([] { feature_bank<tepid::shewhart>(3, {.warm_up = 10}); }) == seen{errc::bad_parameter, "warm_up"});
}

TEST_CASE("an update ends with the row of the first new alarm, and alarms are listed in the order raised") {
  feature_bank<cusum> bank{4, {.k = 0.5, .h = 2.0}};
  // The sums of features 0 and 3 fall by 0.75 a row: above 2 with row 2. That of feature 2 is still for two rows and
  // then rises by 1 a row: above 2 with row 4.
  std::vector<double> rows;
  for (int r = 0; r < 40; ++r) rows.insert(rows.end(), {-1.25, 0.0, r < 2 ? 0.0 : 1.5, -1.25});
  const std::span<const double> all{rows};
  CHECK(bank.update(all) == 3);
  CHECK(bank.status() == state::drift);
  CHECK(std::vector(bank.alarms().begin(), bank.alarms().end()) == std::vector<std::size_t>{0, 3});
  CHECK(bank.update(all.subspan(3 * 4)) == 2);
  CHECK(std::vector(bank.alarms().begin(), bank.alarms().end()) == std::vector<std::size_t>{0, 3, 2});
  CHECK(bank.change(2).onset == 2);
  CHECK(bank.change(2).direction == 1);
  CHECK(bank.change(0).direction == -1);
  CHECK(bank.update(all.subspan(5 * 4)) == 35);  // alarms are kept: no further one
  bank.rearm(3);
  CHECK(std::vector(bank.alarms().begin(), bank.alarms().end()) == std::vector<std::size_t>{0, 2});
  CHECK(bank.status(3) == state::stable);
  bank.reset();
  CHECK(bank.alarms().empty());
  CHECK(bank.status() == state::stable);
  CHECK(bank.statistic(0) == 0.0);
}

TEST_CASE("a part of a row is not taken") {
  feature_bank<cusum> bank{3};
  const std::vector<double> values(8, 0.25);
  CHECK(bank.update(values) == 2);
  CHECK(bank.update(std::span{values}.first(2)) == 0);
  CHECK(bank.update({}) == 0);
  CHECK(bank.rows() == 2);
  CHECK(bank.count(0) == 2);
}

TEST_CASE("a feature that sends only NaN stays as it was while the others go on") {
  feature_bank<page_hinkley> bank{3, {.min_samples = 1}};
  std::vector<double> rows;
  for (int r = 0; r < 100; ++r) rows.insert(rows.end(), {0.5, std::numeric_limits<double>::quiet_NaN(), r * 0.01});
  CHECK(bank.update(rows) == 100);
  CHECK(bank.count(0) == 100);
  CHECK(bank.count(1) == 0);
  CHECK(bank.rejected(1) == 100);
  CHECK(bank.status(1) == state::warming);
  CHECK(bank.status(2) == state::stable);
  CHECK(bank.status() == state::stable);
}

TEST_CASE("a feature's state moves to another bank and goes on there") {
  feature_bank<cusum> from{2, {.h = 3.0}}, to{5, {.h = 3.0}};
  const double first[] = {0.0, 2.0, 0.0, 2.0, 0.0, 2.0};
  CHECK(from.update(first) == 3);
  REQUIRE(from.status(1) == state::drift);
  to.assign(4, from.detector(1));
  CHECK(to.status(4) == state::drift);
  CHECK(to.statistic(4) == 4.5);
  CHECK(to.change(4).onset == 0);
  CHECK(to.count(4) == 3);
  CHECK(to.rejected(4) == 0);
  const std::vector<double> row(5, 0.0);
  CHECK(to.update(row) == 1);
  CHECK(to.statistic(4) == 4.0);
  CHECK(to.alarms().size() == 1);
  to.rearm();
  CHECK(to.alarms().empty());
  CHECK(to.update(row) == 1);
  CHECK(to.status(4) == state::drift);  // the sum, 3.5, is still above the limit
  CHECK(error_of([&] { to.assign(0, cusum{{.h = 4.0}}); }) == seen{errc::bad_argument, "parameters"});
}
