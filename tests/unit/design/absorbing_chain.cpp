// tests/unit/design/absorbing_chain.cpp - run lengths of chains whose answers are known in closed form.
#include <cmath>

#include <tepid/design/absorbing_chain.hpp>

#include "support/catch.hpp"

using namespace tepid::design;

namespace {

row_major_matrix full(std::initializer_list<std::initializer_list<double>> rows) {
  row_major_matrix m(static_cast<Eigen::Index>(rows.size()), static_cast<Eigen::Index>(rows.begin()->size()));
  Eigen::Index i = 0;
  for (const auto& row : rows) {
    Eigen::Index j = 0;
    for (const double x : row) m(i, j++) = x;
    ++i;
  }
  return m;
}

}  // namespace

TEST_CASE("a single state is the geometric law") {
  const absorbing_chain chain{full({{0.99}}), Eigen::VectorXd::Ones(1)};
  CHECK(chain.arl() == Approx(100.0).epsilon(1e-12));
  CHECK(chain.standard_deviation() == Approx(std::sqrt(0.99) / 0.01).epsilon(1e-10));
  CHECK(chain.hazard() == Approx(0.01).epsilon(1e-12));
  CHECK(chain.survival(0) == 1.0);
  CHECK(chain.survival(1000) == Approx(std::pow(0.99, 1000.0)).epsilon(1e-11));
  CHECK(chain.quantile(0.5) == 69);  // 0.99^69 = .4998
  CHECK(chain.quantile(0.01) == 1);
}

TEST_CASE("a run of r successes, which Feller gives in closed form") {
  // Waiting for 3 successes in a row with chance p: (1 - p^3) / ((1 - p) p^3).
  const double p = 0.2;
  Eigen::VectorXd start = Eigen::VectorXd::Zero(3);
  start(0) = 1.0;
  const absorbing_chain chain{full({{0.8, 0.2, 0.0}, {0.8, 0.0, 0.2}, {0.8, 0.0, 0.0}}), start};
  CHECK(chain.arl() == Approx((1 - p * p * p) / ((1 - p) * p * p * p)).epsilon(1e-13));
  CHECK(chain.survival(2) == Approx(1.0).epsilon(1e-15));
  CHECK(chain.survival(3) == Approx(1 - 0.008).epsilon(1e-14));
  CHECK(chain.quantile(0.0079) == 3);
  CHECK(chain.steady_state_arl() == Approx(1.0 / chain.hazard()).epsilon(1e-14));
}

TEST_CASE("an alarm of 1e-14 a step keeps its digits") {
  // Two states that swap with chance 1/2; only the second alarms, with chance a: from the first, 2 + 2 (1 + ...) / a.
  const double a = 1e-14;
  Eigen::VectorXd start(2);
  start << 1.0, 0.0;
  Eigen::VectorXd alarm(2);
  alarm << 0.0, a;
  const absorbing_chain chain{full({{0.5, 0.5}, {0.5, 0.5 - a}}), start, alarm};
  // L0 = 1 + (L0 + L1)/2, L1 = 1 + L0/2 + (1/2 - a) L1  =>  L1 = 2/a, L0 = 2 + L1.
  CHECK(chain.arl() == Approx(2.0 / a + 2.0).epsilon(1e-14));
  CHECK(chain.hazard() == Approx(a / 2).epsilon(1e-12));
}

TEST_CASE("a chain in which every path ends has hazard 1") {
  Eigen::VectorXd start(2);
  start << 1.0, 0.0;
  const absorbing_chain chain{full({{0.0, 1.0}, {0.0, 0.0}}), start};
  CHECK(chain.arl() == 2.0);
  CHECK(chain.hazard() == 1.0);
  CHECK(chain.survival(1) == 1.0);
  CHECK(chain.survival(2) == 0.0);
  CHECK(chain.survival(50) == 0.0);
  CHECK(chain.quantile(0.999) == 2);
}

TEST_CASE("what is no chain is refused") {
  CHECK_THROWS_AS(absorbing_chain(full({{0.5, 0.6}, {0.1, 0.1}}), Eigen::VectorXd::Ones(2)), tepid::error);
  CHECK_THROWS_AS(absorbing_chain(full({{0.5}}), Eigen::VectorXd::Ones(2)), tepid::error);
  CHECK_THROWS_AS(absorbing_chain(full({{std::nan("")}}), Eigen::VectorXd::Ones(1)), tepid::error);
  CHECK_THROWS_AS(absorbing_chain(full({{1.0}}), Eigen::VectorXd::Ones(1)).arl(), tepid::error);
  CHECK_THROWS_AS(absorbing_chain(full({{0.5}}), Eigen::VectorXd::Ones(1)).quantile(1.0), tepid::error);
}
