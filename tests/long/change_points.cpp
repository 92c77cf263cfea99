// Change points: how often series without a change have one, and how often a step is found. docs/change-points.md shows it.
#include "support/catch.hpp"

#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include <tepid/numerics/normal.hpp>
#include <tepid/two_sample/segmentation.hpp>

namespace {

enum class law { normal, t5, lognormal, moving_average, whole };

std::vector<double> noise(law kind, double phi, std::size_t n, std::uint64_t seed) {
  tepid::random_source random{seed};
  std::vector<double> xs;
  double last = 0.0, before = 0.0;
  for (std::size_t t = 0; t < n + 200; ++t) {
    const double z = tepid::normal(random);
    double e = z;
    if (kind == law::t5) {
      double square = 0.0;
      for (int k = 0; k < 5; ++k) {
        const double y = tepid::normal(random);
        square += y * y;
      }
      e = z / std::sqrt(square / 5.0);
    }
    if (kind == law::lognormal) e = std::exp(z);
    last = kind == law::moving_average ? z + phi * before : phi * last + e;
    before = z;
    if (t >= 200) xs.push_back(kind == law::whole ? std::round(last) : last);
  }
  return xs;
}

/// The share of `count` series in which any point is found.
double share(law kind, double phi, std::size_t n, std::size_t count, double step = 0.0) {
  std::size_t found = 0;
  for (std::uint64_t seed = 1; seed <= count; ++seed) {
    auto xs = noise(kind, phi, n, seed);
    for (std::size_t t = n / 2; t < n; ++t) xs[t] += step;
    found += !tepid::segment_series(xs).points.empty();
  }
  const double out = static_cast<double>(found) / static_cast<double>(count);
  std::printf("law %d  phi %5.2f  n %4zu  step %4.1f  with a point %.4f of %zu\n", static_cast<int>(kind), phi, n, step, out,
              count);
  return out;
}

}  // namespace

TEST_CASE("at p .001 at most one in a hundred series of 500 has a false point", "[statistics]") {
  CHECK(share(law::normal, 0.0, 500, 2000) <= 0.01);
  CHECK(share(law::normal, 0.3, 500, 2000) <= 0.01);
  CHECK(share(law::normal, 0.5, 500, 2000) <= 0.01);
  CHECK(share(law::normal, 0.9, 500, 2000) <= 0.01);
  CHECK(share(law::t5, 0.0, 500, 2000) <= 0.01);
  CHECK(share(law::moving_average, 0.5, 500, 2000) <= 0.01);
  CHECK(share(law::whole, 0.0, 500, 2000) <= 0.01);
}

TEST_CASE("short series", "[statistics]") {
  for (const std::size_t n : {20, 50, 100})
    for (const double phi : {0.0, 0.5}) CHECK(share(law::normal, phi, n, 2000) <= 0.01);
}

TEST_CASE("steps are found", "[statistics]") {
  CHECK(share(law::normal, 0.0, 500, 200, 0.6) >= 0.9);
  CHECK(share(law::normal, 0.5, 500, 200, 1.2) >= 0.9);
  CHECK(share(law::t5, 0.0, 500, 200, 0.8) >= 0.9);
}
