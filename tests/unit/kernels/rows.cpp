// Distances between rows and Fourier features: every target has the reference's bits, and the numbers are right.
#include "support/array_kernels.hpp"
#include "support/catch.hpp"

#include <cmath>
#include <vector>

#include <tepid/kernels/array_reference.hpp>
#include <tepid/kernels/rows.hpp>

namespace kernels = tepid::kernels;
using namespace tepid_test;

namespace {

std::size_t differences(const std::vector<double>& a, const std::vector<double>& b) {
  std::size_t count = a.size() != b.size();
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) count += !same_number(a[i], b[i]);
  return count;
}

constexpr std::size_t counts[] = {0, 1, 3, 4, 5, 7, 8, 15, 16, 17, 33, 50};
constexpr std::size_t widths[] = {0, 1, 2, 7, 64, 255, 256, 257, 600};

}  // namespace

TEST_CASE("distances of rows: every target has the reference's bits") {
  for (const auto& target : kernels::available_targets()) {
    tepid::random_source random{14};
    std::size_t wrong = 0;
    for (const std::size_t width : widths)
      for (const std::size_t n : counts)
        for (const hard kind : {hard::clean, hard::strange}) {
          const std::size_t m = counts[random.below(std::size(counts))];
          const auto a = hard_values(random, n * width, kind), b = hard_values(random, m * width, kind);
          std::vector<double> found(n * m, 77.0), truth(n * m, 78.0);
          kernels::pairwise_squared_distances({a.data(), n, width}, {b.data(), m, width}, found.data(), target);
          kernels::reference::pairwise({a.data(), n, width}, {b.data(), m, width}, truth.data());
          wrong += differences(found, truth);
        }
    INFO("target " << target.name);
    CHECK(wrong == 0);
  }
}

TEST_CASE("distances of rows by hand") {
  const std::vector<double> a{0.0, 0.0, 3.0, 4.0}, b{0.0, 0.0, 0.0, 1.0, 6.0, 8.0};
  std::vector<double> found(6);
  kernels::pairwise_squared_distances({a.data(), 2, 2}, {b.data(), 3, 2}, found.data());
  CHECK(found == std::vector<double>{0.0, 1.0, 100.0, 25.0, 18.0, 25.0});
}

TEST_CASE("Fourier features: every target has the reference's bits") {
  for (const auto& target : kernels::available_targets()) {
    tepid::random_source random{15};
    std::size_t wrong = 0;
    for (const std::size_t width : widths)
      for (const std::size_t features : counts)
        for (const hard kind : {hard::clean, hard::strange, hard::huge}) {
          constexpr std::size_t n = 5;
          const auto x = hard_values(random, n * width, kind);
          auto w = hard_values(random, width * features, hard::clean);
          const auto phase = hard_values(random, features, hard::clean);
          if (random.below(2))
            for (double& each : w) each *= 3e6;  // arguments on both sides of where the cosine ends
          std::vector<double> found(n * features, 77.0), truth(n * features, 78.0);
          const kernels::fourier_map map{w.data(), phase.data(), width, features};
          kernels::fourier_features({x.data(), n, width}, map, found.data(), target);
          kernels::reference::fourier({x.data(), n, width}, map, truth.data());
          wrong += differences(found, truth);
        }
    INFO("target " << target.name);
    CHECK(wrong == 0);
  }
}

TEST_CASE("the mean product of Fourier features is the Gaussian kernel") {
  // E 2 cos(wx + b) cos(wy + b) = exp(-|x - y|^2 / 2) for w standard normal and b uniform on the circle.
  constexpr std::size_t width = 3, features = 40'000;
  tepid::random_source random{16};
  const auto w = hard_values(random, width * features, hard::clean);
  std::vector<double> phase(features), out(2 * features);
  for (double& b : phase) b = 6.283185307179586 * random.uniform();
  const std::vector<double> rows{0.3, -0.2, 0.5, 1.0, 0.4, -0.1};
  kernels::fourier_features({rows.data(), 2, width}, {w.data(), phase.data(), width, features}, out.data());
  double product = 0.0;
  for (std::size_t f = 0; f < features; ++f) product += 2.0 * out[f] * out[features + f] / features;
  const double squared = 0.49 + 0.36 + 0.36;
  CHECK(std::abs(product - std::exp(-squared / 2.0)) < 0.02);  // four standard errors
}
