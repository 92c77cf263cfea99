// streaming_mmd against its definition, the kernel that its features stand for, and changes that no mean shows.
#include "support/catch.hpp"

#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include <tepid/detectors/streaming_mmd.hpp>

using namespace tepid;

namespace {

/// The statistic after the last row: weights, features and averages written out.
double by_definition(const streaming_mmd_params& p, const std::vector<std::vector<double>>& rows) {
  const auto n = static_cast<std::size_t>(p.features), d = static_cast<std::size_t>(p.dimension);
  const double width = p.bandwidth > 0 ? p.bandwidth : std::sqrt(2.0 * static_cast<double>(d));
  random_source random{p.seed};
  std::vector<std::vector<double>> w(d, std::vector<double>(n));
  for (auto& column : w)
    for (double& v : column) v = normal(random) / width;
  const auto weights = [&](double rate) {
    std::vector<double> all(rows.size());
    double sum = 0;
    for (std::size_t t = 0; t < rows.size(); ++t)
      sum += all[t] = rate * std::pow(1 - rate, static_cast<double>(rows.size() - 1 - t));
    for (double& v : all) v /= sum;
    return all;
  };
  const auto fast = weights(p.fast), slow = weights(p.slow);
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    double cosine = 0, sine = 0;
    for (std::size_t t = 0; t < rows.size(); ++t) {
      double angle = 0;
      for (std::size_t j = 0; j < d; ++j) angle += w[j][i] * rows[t][j];
      cosine += (fast[t] - slow[t]) * std::cos(angle);
      sine += (fast[t] - slow[t]) * std::sin(angle);
    }
    sum += cosine * cosine + sine * sine;
  }
  // What the squared weights of the difference sum up to in the long run.
  double spread = 0;
  for (int age = 0; age < 200'000; ++age) {
    const double a = p.fast * std::pow(1 - p.fast, age) - p.slow * std::pow(1 - p.slow, age);
    spread += a * a;
  }
  return sum / static_cast<double>(n) / spread;
}

/// Rows until the alarm, at most `most`.
template <class Draw>
std::uint64_t feed(streaming_mmd& d, std::uint64_t most, const Draw& draw) {
  const std::uint64_t before = d.rows();
  while (d.rows() - before < most) {
    const std::vector<double> row = draw();
    d.update(row);
    if (d.status() == state::drift) break;
  }
  return d.rows() - before;
}

}  // namespace

TEST_CASE("streaming_mmd equals its definition") {
  for (const auto& p : {streaming_mmd_params{.limit = 1e9},
                        {.dimension = 5, .features = 7, .bandwidth = 0.8, .limit = 1e9, .seed = 3},
                        {.dimension = 1, .features = 1, .fast = 1.0, .slow = 0.25, .limit = 1e9}}) {
    streaming_mmd d{p};
    random_source random{8};
    std::vector<std::vector<double>> rows;
    for (const std::size_t n : {1u, 2u, 20u, 300u}) {
      while (rows.size() < n) {
        std::vector<double> row(static_cast<std::size_t>(p.dimension));
        for (double& x : row) x = 3 * normal(random) + (rows.size() > 200 ? 2 : 0);
        rows.push_back(row);
        d.update(row);
      }
      CHECK(d.statistic() == Catch::Approx(by_definition(p, rows)).epsilon(1e-9).margin(1e-12));
    }
  }
}

TEST_CASE("the features stand for the Gaussian kernel") {
  // All rows x, then one y: with fast = 1 and slow = 0.25 the averages are y, and 3/4 x + 1/4 y: their squared distance
  // is 9/16 (2 - 2 k(x, y)).
  for (const double distance : {0.5, 1.0, 2.0, 4.0}) {
    streaming_mmd d{{.dimension = 3, .features = 1024, .bandwidth = 1.5, .fast = 1.0, .slow = 0.25, .limit = 1e9}};
    const std::vector<double> x{1.0, -2.0, 0.5}, y{1.0 + distance * 0.6, -2.0, 0.5 - distance * 0.8};
    for (int i = 0; i < 300; ++i) d.update(x);
    d.update(y);
    const double kernel = std::exp(-distance * distance / (2 * 1.5 * 1.5));
    const double effect = d.change().effect;
    CHECK(effect * effect == Catch::Approx(9.0 / 16 * (2 - 2 * kernel)).margin(0.06));  // 1024 features: sd about 0.02
  }
}

TEST_CASE("a change of correlation alone is found") {
  streaming_mmd d{{.features = 128, .bandwidth = 1.0, .fast = 0.02, .slow = 0.002, .limit = 2.5}};
  random_source random{5};
  CHECK(feed(d, 2000, [&] { return std::vector{normal(random), normal(random)}; }) == 2000);
  const std::uint64_t delay = feed(d, 2000, [&] {
    const double a = normal(random), b = normal(random);
    return std::vector{a, 0.95 * a + std::sqrt(1 - 0.95 * 0.95) * b};
  });
  CHECK(delay < 300);
}

TEST_CASE("equal rows give no distance, whatever they are") {
  for (const double x : {0.0, 0.3, -1e12, 1e308, 5e-324}) {
    streaming_mmd d;
    for (int i = 0; i < 20'000; ++i) d.update(x);
    CHECK(d.statistic() < 1e-12);
    CHECK(d.status() == state::stable);
  }
}

TEST_CASE("huge and tiny rows leave the averages within bounds") {
  streaming_mmd d{{.limit = 1e9}};
  random_source random{6};
  constexpr double hard[]{1e308, -1e308, 5e-324, 1e300, 0.0, -0.0, 1.0};
  for (int i = 0; i < 5000; ++i) {
    d.update(hard[random.below(std::size(hard))]);
    REQUIRE(is_finite(d.statistic()));
  }
  CHECK(load<streaming_mmd>(save(d)) == d);
}

TEST_CASE("a row with a value that is not finite is left out whole") {
  streaming_mmd with{{.dimension = 3}}, without{{.dimension = 3}};
  random_source random{7};
  for (int i = 0; i < 500; ++i) {
    std::vector<double> row{normal(random), normal(random), normal(random)};
    if (i % 10 != 3) without.update(row);
    if (i % 10 == 3) row[random.below(3)] = std::numeric_limits<double>::quiet_NaN();
    with.update(row);
  }
  CHECK(with.statistic() == without.statistic());
  CHECK(with.count() == without.count());
  CHECK(with.rejected() == 150);
}

TEST_CASE("the seed decides the features, and nothing else is random") {
  streaming_mmd a{{.seed = 1}}, same{{.seed = 1}}, other{{.seed = 2}};
  random_source random{9};
  for (int i = 0; i < 300; ++i) {
    const double x = normal(random);
    a.update(x), same.update(x), other.update(x);
  }
  CHECK(a == same);
  CHECK(a.statistic() != other.statistic());
}

TEST_CASE("parameters that do not go together are named") {
  const auto field_of = [](const streaming_mmd_params& p) {
    try {
      streaming_mmd{p};
    } catch (const error& e) {
      return std::string{e.field()};
    }
    return std::string{};
  };
  CHECK(field_of({.fast = 0.01, .slow = 0.006}) == "slow");
  CHECK(field_of({.dimension = 2048, .features = 513}) == "features");
  CHECK(field_of({.dimension = 2048, .features = 512}) == "");
  CHECK(field_of({.bandwidth = -1}) == "bandwidth");
}
