// The independent-data limit of ewma_bank against R's spc and an independent program.
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

TEST_CASE("a bank of one rate has the limit of that EWMA chart") {
  // Limits in standard deviations by R's spc for these mean run lengths; in nats L^2 / 2 + log(1 / rate).
  struct {
    double rate, arl0, limit;
  } const rows[] = {{0.2, 370.4, 2.85933781}, {0.2, 1e4, 3.83435201},  {0.2, 1e6, 4.87064428}, {0.05, 500, 2.61505457},
                    {0.05, 1e6, 4.74925380},  {0.01, 1e5, 3.91669696}, {0.01, 1e6, 4.49011265}};
  for (const auto& r : rows) {
    INFO("rate " << r.rate << ", arl0 " << r.arl0);
    const std::vector<double> one{r.rate};
    const double nats = 0.5 * r.limit * r.limit - std::log(r.rate);
    const double found = tepid::design::limit_of_ewma_bank(r.arl0, one).limit;
    CHECK(found >= nats);  // never on the unsafe side
    CHECK(found < nats + (r.rate > 0.03 ? 1.01e-4 : 2e-3));
  }
  // Rate 1 is a chart of single values: beyond 3 standard deviations once in 370.4.
  const std::vector<double> single{1.0};
  CHECK(tepid::design::limit_of_ewma_bank(1 / std::erfc(3.0 / std::sqrt(2.0)), single).limit ==
        Approx(4.5).margin(1.1e-4));
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

TEST_CASE("a larger budget means a higher limit, so do more rates") {
  double last = 0.0;
  for (const double arl0 : {10.0, 100.0, 1e4, 1e6, 1e8, 1e10}) {
    const auto few = log_spaced(0.02, 3.0, 0.75), many = log_spaced(0.002, 3.0, 0.75);
    const double limit = tepid::design::limit_of_ewma_bank(arl0, few).limit;
    CHECK(limit > last);
    CHECK(tepid::design::limit_of_ewma_bank(arl0, many).limit > limit);
    last = limit;
  }
}

TEST_CASE("what has no limit is refused") {
  const std::vector<double> rates{0.5}, none, wrong{1.5};
  CHECK_THROWS_AS(tepid::design::limit_of_ewma_bank(0.5, rates), tepid::error);
  CHECK_THROWS_AS(tepid::design::limit_of_ewma_bank(1e4, none), tepid::error);
  CHECK_THROWS_AS(tepid::design::limit_of_ewma_bank(1e4, wrong), tepid::error);
  CHECK_THROWS_AS(tepid::design::limit_of_ewma_bank(std::nan(""), rates), tepid::error);
}
