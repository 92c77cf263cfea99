// Change points of series whose changes are known, the energy statistic by its definition, and bad input.
#include "support/catch.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include <tepid/numerics/normal.hpp>
#include <tepid/two_sample/change_points.hpp>

namespace {

std::vector<double> levels(std::initializer_list<double> means, std::size_t each, std::uint64_t seed) {
  tepid::random_source random{seed};
  std::vector<double> xs;
  for (const double m : means)
    for (std::size_t i = 0; i < each; ++i) xs.push_back(m + tepid::normal(random));
  return xs;
}

/// The energy statistic of the first n values against the m that follow, pair by pair.
double energy(const std::vector<double>& xs, std::size_t n, std::size_t m) {
  double cross = 0.0, left = 0.0, right = 0.0;
  for (std::size_t i = 0; i < n + m; ++i)
    for (std::size_t j = i + 1; j < n + m; ++j)
      (j < n ? left : i >= n ? right : cross) += std::abs(xs[i] - xs[j]);
  const double a = static_cast<double>(n), b = static_cast<double>(m);
  return 2.0 / (a + b) * cross - (n > 1 ? 2.0 * b / ((a + b) * (a - 1.0)) * left : 0.0) -
         (m > 1 ? 2.0 * a / ((a + b) * (b - 1.0)) * right : 0.0);
}

}  // namespace

TEST_CASE("the best split is that of the definition, over every split and end") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const auto xs = levels({0.0, 1.0}, 6 + seed % 3, seed);
    double best = -1e300;
    std::size_t at = 0;
    for (std::size_t n = 1; n < xs.size(); ++n)
      for (std::size_t m = 1; n + m <= xs.size(); ++m)
        if (const double q = energy(xs, n, m); q > best + 1e-12) best = q, at = n;
    const auto split = tepid::detail::best_split(xs);
    CHECK(split.index == at);
    CHECK(split.statistic == Approx(best));
  }
}

TEST_CASE("steps are found where they are, with the means on either side") {
  const auto points = tepid::find_change_points(levels({100.0, 110.0, 105.0}, 100, 3));
  REQUIRE(points.size() == 2);
  CHECK(points[0].index == 100);
  CHECK(points[1].index == 200);
  CHECK(points[0].mean_before == Approx(100.0).margin(0.5));
  CHECK(points[0].mean_after == Approx(110.0).margin(0.5));
  CHECK(points[0].magnitude() == Approx(0.1).margin(0.01));
  CHECK(points[0].p_value < 1e-10);
}

TEST_CASE("changes smaller than the least magnitude are merged away") {
  const auto xs = levels({100.0, 110.0, 105.0}, 100, 3);
  const auto points = tepid::find_change_points(xs, {.min_magnitude = 0.07});
  REQUIRE(points.size() == 1);
  CHECK(points[0].index == 100);
  CHECK(points[0].mean_after == Approx(107.5).margin(0.5));  // up to the end, now that the other is gone
}

TEST_CASE("noise alone has few points, and constant or short series none") {
  std::size_t points = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) points += tepid::find_change_points(levels({0.0}, 200, seed)).size();
  CHECK(points <= 20);
  CHECK(tepid::find_change_points(std::vector<double>(300, 5.0)).empty());
  CHECK(tepid::find_change_points({}).empty());
  CHECK(tepid::find_change_points(std::vector<double>{1.0}).empty());
  CHECK(tepid::find_change_points(std::vector<double>{1.0, 2.0}).empty());
}

TEST_CASE("a change from nothing has no finite magnitude") {
  std::vector<double> xs(40, 0.0);
  for (std::size_t i = 20; i < 40; ++i) xs[i] = 1.0 + 0.01 * static_cast<double>(i % 3);
  const auto points = tepid::find_change_points(xs, {.min_magnitude = 10.0});
  REQUIRE(points.size() == 1);
  CHECK(points[0].index == 20);
  CHECK(std::isinf(points[0].magnitude()));
}

TEST_CASE("bad options and values are refused by name") {
  const std::vector<double> xs(10, 1.0);
  const auto field = [&](const tepid::change_point_options& o) {
    try {
      static_cast<void>(tepid::find_change_points(xs, o));
    } catch (const tepid::error& why) {
      return why.field();
    }
    return std::string{};
  };
  CHECK(field({.window = 1}) == "window");
  CHECK(field({.max_pvalue = 0.0}) == "max_pvalue");
  CHECK(field({.min_magnitude = -1.0}) == "min_magnitude");
  CHECK_THROWS_AS(tepid::find_change_points(std::vector<double>{1.0, std::numeric_limits<double>::quiet_NaN()}),
                  tepid::error);
}
