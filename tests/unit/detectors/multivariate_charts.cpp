// Charts of rows: their definition with given and with learned covariance, rejected rows, degenerate columns.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <Eigen/Dense>
#include <tepid/detectors/hotelling_t2.hpp>
#include <tepid/detectors/mcusum.hpp>
#include <tepid/detectors/mewma.hpp>

#include "support/catch.hpp"
#include "support/run_lengths.hpp"

namespace {

using namespace tepid;
using namespace tepid_test;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

/// Rows of p correlated columns of different mean and scale, the first of which moves slowly.
MatrixXd correlated(Eigen::Index rows, Eigen::Index p) {
  random_source random{12};
  MatrixXd x(rows, p);
  for (Eigen::Index i = 0; i < rows; ++i) {
    const double common = normal(random);
    for (Eigen::Index j = 0; j < p; ++j) {
      const double scale = std::pow(10.0, static_cast<double>(j % 5) - 2);
      x(i, j) = 100.0 * static_cast<double>(j) +
                scale * (0.8 * common + normal(random) + (j == 0 ? 0.005 * static_cast<double>(i) : 0.0));
    }
  }
  return x;
}

/// Rows standardized by the inverse of the sample covariance of the first `warm_up`, or as they are.
MatrixXd standardized(const MatrixXd& x, Eigen::Index warm_up) {
  if (warm_up == 0) return x;
  const MatrixXd first = x.topRows(warm_up);
  const VectorXd mean = first.colwise().mean();
  const MatrixXd centred = first.rowwise() - mean.transpose();
  const MatrixXd covariance = centred.transpose() * centred / static_cast<double>(warm_up - 1);
  const Eigen::LLT<MatrixXd> cholesky{covariance};
  const MatrixXd all = x.rowwise() - mean.transpose();
  return cholesky.matrixL().solve(all.transpose()).transpose();
}

/// Feeds the rows, and compares the statistic after each with the next of `expected`.
template <class D>
void check_rows(D d, const MatrixXd& x, Eigen::Index warm_up, const std::vector<double>& expected) {
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    for (Eigen::Index j = 0; j < x.cols(); ++j) d.update(x(i, j));
    if (i < warm_up) {
      REQUIRE(d.status() == state::warming);
      continue;
    }
    INFO("row " << i);
    REQUIRE(d.statistic() == Approx(expected[static_cast<std::size_t>(i - warm_up)]).epsilon(1e-9).margin(1e-9));
    REQUIRE((d.status() == state::drift) == (d.statistic() > d.level()));
    d.rearm();
  }
}

}  // namespace

TEST_CASE("multivariate charts are their definition") {
  for (const Eigen::Index p : {1, 2, 5, 12})
    for (const Eigen::Index warm_up : {0, 60}) {
      INFO("dimension " << p << ", warm-up " << warm_up);
      MatrixXd x = correlated(300, p);
      if (warm_up == 0) x = (x.array() - 50) / 200;
      const MatrixXd z = standardized(x, warm_up).bottomRows(300 - warm_up);
      std::vector<double> t2, ewma, crosier, mc1;
      VectorXd e = VectorXd::Zero(p), s = e, sum = e;
      double length = 0;
      for (Eigen::Index i = 0; i < z.rows(); ++i) {
        const VectorXd row = z.row(i).transpose();
        t2.push_back(row.squaredNorm());
        e = 0.9 * e + 0.1 * row;
        ewma.push_back(e.squaredNorm() * 1.9 / 0.1);
        const double c = (s + row).norm();
        s = c <= 0.5 ? VectorXd::Zero(p) : VectorXd((s + row) * (1 - 0.5 / c));
        crosier.push_back(s.norm());
        sum += row;
        mc1.push_back(std::max(0.0, sum.norm() - 0.5 * ++length));
        if (mc1.back() == 0) sum.setZero(), length = 0;
      }
      const auto d = static_cast<std::uint64_t>(p), w = static_cast<std::uint64_t>(warm_up);
      check_rows(hotelling_t2{{.dimension = d, .warm_up = w}}, x, warm_up, t2);
      check_rows(mewma{{.dimension = d, .warm_up = w}}, x, warm_up, ewma);
      check_rows(mcusum{{.dimension = d, .warm_up = w}}, x, warm_up, crosier);
      check_rows(mcusum{{.dimension = d, .form = mcusum_form::pignatiello_runger, .warm_up = w}}, x, warm_up, mc1);
    }
}

TEST_CASE("a row with a value that is not finite is rejected as a whole") {
  hotelling_t2 d{{.dimension = 3}}, clean{{.dimension = 3}};
  for (const double x : {0.1, 0.2, 0.3}) d.update(x), clean.update(x);
  for (const double x : {9.0, nan_value, 9.0}) CHECK(d.update(x) == state::stable);
  CHECK(d.count() == 3);
  CHECK(d.rejected() == 3);
  CHECK(d.statistic() == clean.statistic());
  for (const double x : {0.4, 0.5, 0.6}) d.update(x), clean.update(x);  // the columns are where they were
  CHECK(d.statistic() == clean.statistic());
  for (const double x : {nan_value, nan_value, 1.0, 2.0, 3.0, nan_value, 3.0, 3.0, 3.0}) d.update(x);
  CHECK(d.status() == state::drift);
  CHECK(d.count() == 9);
  CHECK(d.rejected() == 9);
  CHECK(d.change().onset == 6);
}

TEST_CASE("a state saved in the middle of a row, rejected or not, goes on") {
  for (const bool bad : {false, true}) {
    mewma d{{.dimension = 4, .warm_up = 20}};
    random_source random{3};
    for (int i = 0; i < 4 * 30 + 1; ++i) d.update(normal(random));
    if (bad) d.update(nan_value);
    mewma again = load<mewma>(save(d));
    CHECK(again == d);
    for (int i = 0; i < 40; ++i) {
      const double x = normal(random);
      d.update(x);
      again.update(x);
    }
    CHECK(again == d);
    CHECK(again.statistic() == d.statistic());
  }
}

TEST_CASE("columns that are constant or follow from others raise no alarm while they go on so") {
  random_source random{5};
  hotelling_t2 d{{.dimension = 4, .limit = 40, .warm_up = 50}};
  for (int i = 0; i < 20000; ++i) {
    const double a = 1e6 + normal(random), b = normal(random);
    for (const double x : {a, 7.0, b, 2 * a - 3 * b}) REQUIRE(d.update(x) != state::drift);
  }
  for (const double x : {1e6, 7.0, 10.0, 2e6 - 30}) d.update(x);  // what is left still counts
  CHECK(d.status() == state::drift);
}

TEST_CASE("learned covariances keep offsets of 1e9 apart") {
  random_source random{6};
  hotelling_t2 near{{.dimension = 2, .limit = 1e8, .warm_up = 100}},
      far{{.dimension = 2, .limit = 1e8, .warm_up = 100}};
  for (int i = 0; i < 1000; ++i) {
    const double x = std::ldexp(std::round(std::ldexp(normal(random), 20)), -20);
    near.update(x);
    far.update(0x1p30 + x);
    REQUIRE(far.statistic() == Approx(near.statistic()).margin(1e-5));  // the means have an ulp of 1e-7
  }
}

// In control, rows of two standard normal columns; Crosier 1988 and Pignatiello and Runger 1990 print about 200.
TEST_CASE("multivariate CUSUMs have the published run lengths") {
  for (const auto& [form, h] :
       {std::pair{mcusum_form::crosier, 5.5}, std::pair{mcusum_form::pignatiello_runger, 4.75}}) {
    const auto found = simulated_run_length(mcusum{{.h = h, .form = form}}, normal_draw(), 3000);
    INFO(found.mean / 2 << " +- " << found.error / 2);
    CHECK(found.mean / 2 == Approx(203).epsilon(0.06));
  }
}

TEST_CASE("a covariance needs more rows than columns") {
  CHECK_THROWS_AS(hotelling_t2({.dimension = 5, .warm_up = 5}), error);
}
