// The multivariate EWMA: one variable against the univariate chart, a drift against simulation, limits, refusals.
#include "support/catch.hpp"

#include <cmath>

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/non_central_chi_squared.hpp>
#include <tepid/design/mewma.hpp>

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

TEST_CASE("the density of a vector's length is the noncentral chi's") {
  for (const std::size_t n : {1u, 2u, 3u, 8u, 40u})
    for (const double a : {0.0, .3, 2.0, 25.0})
      for (const double r : {.2, 1.5, 7.0, 26.0}) {
        INFO(n << " " << a << " " << r);
        const auto p = static_cast<double>(n);
        const double x = r * r;
        const double chi = a == 0 ? boost::math::pdf(boost::math::chi_squared{p}, x)
                                  : boost::math::pdf(boost::math::non_central_chi_squared{p, a * a}, x);
        if (chi > 1e-250) CHECK(d::radial_kernel{n}(r, a) == Approx(2 * r * chi).epsilon(1e-9));
      }
}

TEST_CASE("with one variable it is the two-sided EWMA") {
  // spc: xewma.arl(.1, 2.814, 0, mu, sided = "two", r = 60), xewma.ad(.1, 2.814, 1), xDewma.arl(.1, 2.814, .01, with0 =
  // FALSE)
  const d::mewma_chart chart{1, .1, 2.814 * 2.814};
  CHECK(chart.arl().arl == Approx(499.57955008259).epsilon(1e-10));
  CHECK(chart.arl(1).arl == Approx(10.330665155223).epsilon(1e-10));
  CHECK(chart.steady_state_arl(1).arl == Approx(10.119486121349).epsilon(1e-7));
  CHECK(chart.drift_arl(.01).arl == Approx(53.333998318725).epsilon(1e-7));
}

TEST_CASE("with lambda 1 it is the T2 chart") {
  const d::mewma_chart chart{3, 1, 12};
  CHECK(chart.arl().arl == Approx(135.44335102482).epsilon(1e-10));  // R: 1 / pchisq(12, 3, lower.tail = FALSE)
  CHECK(chart.arl(1).arl == Approx(38.439512983847).epsilon(1e-8));
  CHECK(chart.arl(2.5).arl == Approx(3.7347042780666).epsilon(1e-8));
}

TEST_CASE("a drift in three variables") {
  // 100,000 simulated paths: 50.875, standard error 0.061.
  const d::mewma_chart chart{3, .1, 10.7836467};
  const auto drift = chart.drift_arl(.01);
  CHECK(drift.arl == Approx(50.875).margin(.2));
  CHECK(drift.error < 1e-4);
  CHECK(chart.drift_arl(.01, true).arl > drift.arl);
  CHECK(chart.drift_arl(0).arl == chart.arl().arl);
}

TEST_CASE("even and odd dimensions agree with a finer solution to the stated error") {
  for (const std::size_t p : {2u, 3u}) {
    const auto found = d::mewma_chart{p, .2, 9}.arl(.7);
    d::mewma_grid fine{p, .2, std::sqrt(9 / (.2 * 1.8)), 1.3};
    fine.solve(.7);
    CHECK(found.arl == Approx(fine.arl_from(0, 0)).epsilon(1e-8));
    CHECK(std::fabs(found.arl - fine.arl_from(0, 0)) <= found.error + 1e-9);
  }
}

TEST_CASE("a shift near 0 gives nearly the in-control run length, by the other method") {
  CHECK(d::mewma_chart{4, .2, 12}.arl(1e-5).arl == Approx(d::mewma_chart{4, .2, 12}.arl().arl).epsilon(1e-6));
}

TEST_CASE("limits") {
  for (const double arl0 : {20.0, 1e4, 1e6})
    CHECK(d::mewma_chart{6, .15, d::mewma_limit(6, .15, arl0)}.arl().arl == Approx(arl0).epsilon(1e-9));
  CHECK(d::mewma_chart{3, .01, d::mewma_limit(3, .01, 1e5)}.arl().arl == Approx(1e5).epsilon(1e-9));
}

TEST_CASE("nonsense is refused by name") {
  CHECK(refused([] { return d::mewma_chart{0, .1, 10}; }) == "dimension");
  CHECK(refused([] { return d::mewma_chart{3, 0, 10}; }) == "lambda");
  CHECK(refused([] { return d::mewma_chart{3, .1, std::nan("")}; }) == "limit");
  CHECK(refused([] { return d::mewma_chart{3, .1, 10}.arl(-1); }) == "shift");
  CHECK(refused([] { return d::mewma_chart{3, .1, 10}.drift_arl(std::nan("")); }) == "slope");
  CHECK(refused([] { return d::mewma_chart{3, 1e-4, 10}.arl(.1); }) == "lambda");  // too many points
  CHECK(refused([] { return d::mewma_limit(3, .1, 1); }) == "arl0");
}
