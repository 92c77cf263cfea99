// Hotelling's T2: run lengths and limits against R's chi-square and F laws, a drift, refusals.
#include "support/catch.hpp"

#include <cmath>

#include <tepid/design/hotelling.hpp>

namespace d = tepid::design;
using Catch::Approx;

namespace {

template <class Call>
std::string refused(Call&& call) {
  try {
    static_cast<void>(call());
  } catch (const tepid::error& e) {
    return e.field();
  }
  return "";
}

}  // namespace

TEST_CASE("run lengths are one over the tail of a chi-square") {
  // R: 1 / pchisq(12, 3, shift^2, lower.tail = FALSE)
  const d::hotelling_chart chart{3, 12};
  CHECK(chart.arl().arl == Approx(135.44335102482).epsilon(1e-12));
  CHECK(chart.arl(1).arl == Approx(38.439512983847).epsilon(1e-10));
  CHECK(chart.arl(2.5).arl == Approx(3.7347042780666).epsilon(1e-10));
  CHECK(chart.arl(1000).arl == 1);
}

TEST_CASE("a drift is a product of survivals") {
  // R: sum over t of prod(pchisq(12, 3, (.01 t)^2))
  CHECK(d::hotelling_chart{3, 12}.drift_arl(.01).arl == Approx(71.402483690906).epsilon(1e-10));
  CHECK(d::hotelling_chart{3, 12}.drift_arl(-.01).arl == Approx(71.402483690906).epsilon(1e-10));
}

TEST_CASE("limits are quantiles") {
  CHECK(d::hotelling_limit(5, 1e6) ==
        Approx(35.888186879673).epsilon(1e-12));  // R: qchisq(1e-6, 5, lower.tail = FALSE)
  CHECK(d::hotelling_chart{5, d::hotelling_limit(5, 1e9)}.arl().arl == Approx(1e9).epsilon(1e-9));
  // R: 3 * 101 * 99 / (100 * 97) * qf(1e-3, 3, 97, lower.tail = FALSE)
  CHECK(d::hotelling_limit_estimated(3, 100, 1000) == Approx(18.155736954216).epsilon(1e-11));
  CHECK(d::hotelling_limit_estimated(3, 100'000'000, 1000) == Approx(d::hotelling_limit(3, 1000)).epsilon(1e-6));
}

TEST_CASE("nonsense is refused by name") {
  CHECK(refused([] { return d::hotelling_chart{0, 10}; }) == "dimension");
  CHECK(refused([] { return d::hotelling_chart{3, -1}; }) == "limit");
  CHECK(refused([] { return d::hotelling_chart{3, 10}.arl(std::nan("")); }) == "shift");
  CHECK(refused([] { return d::hotelling_chart{3, 1e5}.arl(); }) == "limit");
  CHECK(refused([] { return d::hotelling_limit(3, 0); }) == "arl0");
  CHECK(refused([] { return d::hotelling_limit_estimated(10, 11, 100); }) == "reference");
}
