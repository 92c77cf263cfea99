// The independent-data limit of ewma_bank: run lengths against tables, limits against an independent program.
#include "support/catch.hpp"

#include <cmath>
#include <vector>

#include <tepid/design/ewma_bank_limit.hpp>

namespace {

std::vector<double> log_spaced(double slowest, double ratio, double fastest) {
  std::vector<double> rates;
  for (double r = slowest; r <= fastest; r *= ratio) rates.push_back(r);
  return rates;
}

}  // namespace

TEST_CASE("run lengths of single EWMA charts are those of published tables and of R's spc") {
  struct {
    double rate, limit, arl, tolerance;
  } const rows[] = {
      {0.5, 3.071, 499.906014, 1e-6},        // Lucas and Saccucci 1990; digits from spc
      {0.1, 2.814, 499.579550, 1e-6},        //
      {0.5, 2.0, 26.451942, 1e-6},           // Crowder 1987
      {0.05, 2.0, 127.527562, 1e-6},         //
      {0.5, 3.46410162, 1951.600273, 1e-6},  // Waldmann 1986
      {0.2, 2.85933781, 370.4, 1e-6},       {0.2, 4.38380935, 1e5, 1e-5},
      {0.2, 4.87064428, 1e6, 1e-4},         {0.05, 4.22924961, 1e5, 1e-5},
      {0.05, 4.74925380, 1e6, 1e-4},        {0.03, 2.437, 499.859157, 0.006},  // the closed form for slow rates
      {0.01, 3.91669696, 1e5, 0.003},       {0.01, 4.49011265, 1e6, 0.003},
  };
  for (const auto& r : rows) {
    INFO("rate " << r.rate << ", limit " << r.limit);
    CHECK(tepid::design::ewma_run_length(r.rate, r.limit) == Approx(r.arl).epsilon(r.tolerance));
    if (r.rate <= 0.03) CHECK(tepid::design::ewma_run_length(r.rate, r.limit) < r.arl);  // never on the unsafe side
  }
  // A rate next to 1 is a chart of single values.
  const double beyond_3 = std::erfc(3.0 / std::sqrt(2.0));
  CHECK(tepid::design::ewma_run_length(1.0 - 1e-12, 3.0) == Approx(1.0 / beyond_3).epsilon(1e-6));
}

TEST_CASE("the limits of whole banks agree with an independent program's") {
  // Rates with ratio 1.6 from 20 / arl0 up to 0.75: sums of the charts' rates give 12.211 at 1e4 and 17.780 at 1e6.
  const auto at = [](double arl0) {
    return tepid::design::limit_of_ewma_bank(arl0, log_spaced(20.0 / arl0, 1.6, 0.75)).limit;
  };
  CHECK(log_spaced(20.0 / 1e4, 1.6, 0.75).size() == 13);
  CHECK(at(1e4) == Approx(12.211).margin(0.03));
  CHECK(at(1e6) == Approx(17.780).margin(0.03));
}

TEST_CASE("at the limit the charts' false-alarm rates add up to the budget") {
  for (const double arl0 : {100.0, 1e4, 1e6, 1e9}) {
    const auto rates = log_spaced(std::max(1e-4, 20.0 / arl0), 3.0, 0.75);
    const auto found = tepid::design::limit_of_ewma_bank(arl0, rates);
    double sum = 0.0, sum_below = 0.0;
    for (const double rate : rates) {
      sum += 1 / tepid::design::ewma_run_length(rate, std::sqrt(2 * (found.limit + std::log(rate))));
      sum_below += 1 / tepid::design::ewma_run_length(rate, std::sqrt(2 * (found.limit - 2e-4 + std::log(rate))));
    }
    INFO("arl0 " << arl0);
    CHECK(sum * arl0 <= 1.0 + 1e-6);
    CHECK(sum_below * arl0 > 1.0);
  }
}

TEST_CASE("what has no limit is refused") {
  const std::vector<double> rates{0.5}, none, wrong{1.0};
  CHECK_THROWS_AS(tepid::design::limit_of_ewma_bank(0.5, rates), tepid::error);
  CHECK_THROWS_AS(tepid::design::limit_of_ewma_bank(1e4, none), tepid::error);
  CHECK_THROWS_AS(tepid::design::limit_of_ewma_bank(1e4, wrong), tepid::error);
  CHECK_THROWS_AS(tepid::design::limit_of_ewma_bank(std::nan(""), rates), tepid::error);
}
