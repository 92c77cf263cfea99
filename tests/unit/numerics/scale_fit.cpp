// scale_fit on EWMAs without noise, where the answer is known, and against a fit with Eigen.
#include "support/catch.hpp"

#include <cmath>
#include <vector>

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <tepid/numerics/normal.hpp>
#include <tepid/numerics/scale_fit.hpp>

namespace {

using fit = tepid::scale_fit<8>;
using tepid::change_shape;

std::vector<double> rates(std::size_t n = 8) {
  std::vector<double> all;
  for (double r = 0.75; all.size() < n; r /= 3.0) all.push_back(r);
  return all;
}

/// EWMAs of `count` values: 0, then a step of `level`, or a ramp that reaches `level`, in the last `age` of them.
std::vector<double> ewmas(change_shape shape, double level, std::uint64_t age, std::uint64_t count) {
  std::vector<double> e(8, 0.0);
  for (std::uint64_t i = 1; i <= count; ++i) {
    const double since = i + age > count ? static_cast<double>(i + age - count) : 0.0;
    const double x = shape == change_shape::step ? (since > 0 ? level : 0.0) : level * since / static_cast<double>(age);
    for (std::size_t j = 0; j < e.size(); ++j) e[j] += rates()[j] * (x - e[j]);
  }
  return e;
}

}  // namespace

TEST_CASE("the fit at the true age recovers the level exactly") {
  for (const auto shape : {change_shape::step, change_shape::ramp})
    for (const std::uint64_t age : {1u, 5u, 60u, 800u})
      for (const double level : {0.3, -2.0}) {
        INFO("age " << age << ", level " << level);
        const auto e = ewmas(shape, level, age, 2000);
        CHECK(fit{rates(), e, 2000}.at(shape, age).level == Catch::Approx(level).epsilon(1e-6));
      }
}

TEST_CASE("the best age is the true one, up to the spacing of the grid") {
  for (const auto shape : {change_shape::step, change_shape::ramp})
    for (const std::uint64_t age : {1u, 2u, 3u, 7u, 25u, 120u, 700u})
      for (const double level : {0.5, -1.0}) {
        INFO("age " << age << ", level " << level << (shape == change_shape::ramp ? ", ramp" : ", step"));
        if (shape == change_shape::ramp && age == 1) continue;  // one value of a ramp is a step
        const auto e = ewmas(shape, level, age, 2000);
        const auto best = fit{rates(), e, 2000}.best(shape);
        CHECK(static_cast<double>(best.age) == Catch::Approx(static_cast<double>(age)).epsilon(0.07).margin(0.5));
        CHECK(best.level == Catch::Approx(level).epsilon(0.07));
        CHECK(best.evidence > 0);
      }
}

TEST_CASE("level and evidence are those of generalized least squares with the EWMAs' covariance") {
  tepid::random_source random{5};
  struct example {
    std::uint64_t count;
    std::size_t size;
  };
  for (const auto [count, size] : {example{3000, 8}, example{40, 4}}) {  // few values: slow rates are nearly collinear
    const auto r = rates(size);
    const auto n = static_cast<Eigen::Index>(size);
    Eigen::MatrixXd covariance(n, n);
    for (std::size_t j = 0; j < size; ++j)
      for (std::size_t k = 0; k < size; ++k) {
        double sum = 0.0, weight = r[j] * r[k];  // summed over the weights of every value
        for (std::uint64_t i = 0; i < count; ++i, weight *= (1 - r[j]) * (1 - r[k])) sum += weight;
        covariance(static_cast<Eigen::Index>(j), static_cast<Eigen::Index>(k)) = sum;
      }
    std::vector<double> e(size, 0.0), response(size);
    for (std::uint64_t i = 0; i < count; ++i) {
      const double x = tepid::normal(random) + (i + 20 >= count ? 2.0 : 0.0);
      for (std::size_t j = 0; j < size; ++j) e[j] += r[j] * (x - e[j]);
    }
    for (std::size_t j = 0; j < size; ++j) response[j] = 1 - std::pow(1 - r[j], 20);
    const Eigen::Map<const Eigen::VectorXd> seen(e.data(), n), expected(response.data(), n);
    const Eigen::LLT<Eigen::MatrixXd> factor{covariance};
    const double power = expected.dot(factor.solve(expected)), cross = expected.dot(factor.solve(seen));
    const auto found = fit{r, e, count}.at(change_shape::step, 20);
    INFO("count " << count);
    CHECK(found.level == Catch::Approx(cross / power).epsilon(1e-4));  // the ridge is 1e-9 of each variance
    CHECK(found.evidence == Catch::Approx(cross * cross / (2 * power)).epsilon(1e-4));
  }
}

TEST_CASE("without any change there is no evidence") {
  const std::vector<double> zeros(8, 0.0);
  const auto best = fit{rates(), zeros, 100}.best(change_shape::step);
  CHECK(best.evidence == 0.0);
  CHECK(best.age == 0);
}

TEST_CASE("one rate and one value are enough") {
  const std::vector<double> one_rate{0.1}, value{0.1};
  const auto best = tepid::scale_fit<1>{one_rate, value, 1}.best(change_shape::step);
  CHECK(best.age == 1);
  CHECK(best.level == Catch::Approx(1.0).epsilon(1e-6));
}
