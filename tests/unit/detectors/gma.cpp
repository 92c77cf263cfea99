// The geometric moving average: its definition, the alarms of other libraries on published streams.
#include <cmath>
#include <fstream>
#include <vector>

#include <nlohmann/json.hpp>
#include <tepid/detectors/ewma.hpp>
#include <tepid/detectors/gma.hpp>

#include "support/catch.hpp"
#include "support/run_lengths.hpp"
#include "support/truth.hpp"

namespace {

using namespace tepid;
using namespace tepid_test;

double defined(const gma_params& p, std::span<const double> xs) {
  double g = 0, total = 0, n = 0;
  for (const double x : xs) {
    const double z = (x - p.mean) / p.sd;
    total += z;
    n += 1;
    g = p.alpha * g + (1 - p.alpha) * (p.baseline == gma_baseline::running ? z - total / n : z);
  }
  return p.side == side::both ? std::fabs(g) : p.side == side::up ? g : -g;
}

/// Index of the first alarm of the form that MOA, CapyMOA and frouros have.
std::size_t first_alarm(double threshold, const std::string& stream) {
  gma d{{.threshold = threshold, .min_samples = 30, .side = side::up, .baseline = gma_baseline::running}};
  const auto all = nlohmann::json::parse(std::ifstream{truth_path("detector_vectors.json")});
  for (const auto& s : all)
    if (s.at("name") == stream) return d.update(s.at("values").get<std::vector<double>>()) - 1;
  return 0;
}

}  // namespace

TEST_CASE("gma is its definition") {
  const auto xs = climbing(800, 0.003);
  for (const auto baseline : {gma_baseline::known, gma_baseline::running})
    for (const auto which : {side::both, side::up, side::down}) {
      const gma_params p{.alpha = 0.9, .threshold = 0.6, .side = which, .baseline = baseline, .mean = 0.2, .sd = 1.5};
      check_definition(gma{p}, xs, [&](auto seen) { return defined(p, seen); });
    }
}

TEST_CASE("gma alarms where other libraries' do") {
  CHECK(first_alarm(0.3, "normal_02_then_08") == 1071);         // frouros
  CHECK(first_alarm(1.0, "coin_then_4_to_7_capymoa") == 1023);  // CapyMOA, with its defaults
}

TEST_CASE("with a known mean gma is the EWMA chart") {
  const auto xs = climbing(3000, 0.0);
  gma g{};
  ewma e{{.lambda = 0.01, .L = 0.2286 / std::sqrt(0.01 / 1.99)}};
  for (const double x : xs) {
    g.update(x);
    e.update(x);
    REQUIRE(g.statistic() == Approx(e.statistic() * std::sqrt(0.01 / 1.99)).margin(1e-12));
    REQUIRE(g.status() == e.status());
  }
}

TEST_CASE("gma waits for min_samples, and tells onset and size") {
  gma d{{.alpha = 0.9, .threshold = 1, .min_samples = 100, .mean = 5, .sd = 2}};
  for (int i = 0; i < 99; ++i) CHECK(d.update(i < 60 ? 4.9 : 11) == state::warming);
  CHECK(d.update(11) == state::drift);
  CHECK(d.change().onset == 60);
  CHECK(d.change().direction == 1);
  CHECK(d.change().effect == Approx(6).epsilon(0.05));
}

TEST_CASE("a running mean of ten million values around 1e12 stays exact") {
  gma d{{.threshold = 1e6, .baseline = gma_baseline::running}};
  std::vector<double> block(10000);
  for (std::size_t i = 0; i < block.size(); ++i) block[i] = 1e12 + (i % 2 ? 1.0 : -1.0);
  for (int i = 0; i < 1000; ++i) d.update(block);
  CHECK(d.statistic() < 0.02);  // one value's weight, and no drift
}
