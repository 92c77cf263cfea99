// MDDM: its definition for each kind of weights, and sums that do not drift.
#include "support/catch.hpp"
#include "support/error_streams.hpp"

#include <cmath>

#include <tepid/detectors/mddm.hpp>

using namespace tepid_test;
using tepid::mddm;
using tepid::mddm_params;
using tepid::mddm_weights;
using tepid::side;

namespace {

std::vector<double> weights(const mddm_params& p) {
  std::vector<double> w;
  double total = 0;
  for (std::uint64_t i = 0; i < p.window; ++i) {
    const double place = static_cast<double>(i);
    w.push_back(p.weights == mddm_weights::arithmetic  ? 1 + p.growth * place
                : p.weights == mddm_weights::geometric ? std::pow(1 + p.growth, place)
                                                       : std::exp(p.growth * place));
    total += w.back();
  }
  for (double& v : w) v /= total;
  return w;
}

double weighted_mean(const std::vector<double>& w, const std::vector<double>& xs, std::size_t n) {
  double u = 0;
  for (std::size_t i = 0; i < w.size(); ++i) u += w[i] * xs[n - w.size() + i];
  return u;
}

}  // namespace

TEST_CASE("mddm's statistic is that of its definition, in batches too") {
  for (const auto kind : {mddm_weights::arithmetic, mddm_weights::geometric, mddm_weights::euler})
    for (const side s : {side::up, side::down, side::both})
      for (const double growth : {0.0, 0.01, 0.5}) {
        const mddm_params p{.window = 70, .weights = kind, .growth = growth, .side = s};
        const auto w = weights(p);
        const auto xs = errors({{300, 0.2}, {200, 0.7}, {200, 0.1}}, 8);
        bool same = false;
        const auto found = statistics<mddm>(p, xs, same);
        CHECK(same);
        double squares = 0, low = 1e300, high = -1e300, worst = 0;
        for (const double v : w) squares += v * v;
        for (std::size_t n = 1; n <= xs.size(); ++n) {
          double d = 0;
          if (n >= p.window) {
            const double u = weighted_mean(w, xs, n);
            low = std::min(low, u);
            high = std::max(high, u);
            d = std::max(s == side::down ? 0 : u - low, s == side::up ? 0 : high - u);
          }
          worst = std::max(worst, std::fabs(found[n - 1] - 2 * d * d / squares));
        }
        CHECK(worst < 1e-9);
      }
}

TEST_CASE("mddm's sums do not drift in a million values") {
  for (const auto kind : {mddm_weights::arithmetic, mddm_weights::geometric, mddm_weights::euler}) {
    const mddm_params p{.delta = 1e-300, .weights = kind};
    const auto xs = errors({{1000037, 0.3}}, 8);
    mddm d{p}, late{p};
    d.update(std::span{xs});
    CHECK(d.status() == tepid::state::stable);
    // A window of zeros, whose weighted mean is the lowest there is, and then the same values again.
    const std::vector<double> zeros(100, 0.0);
    for (const double x : zeros) d.update(x), late.update(x);
    for (std::size_t i = 0; i < 50; ++i) d.update(xs[i]), late.update(xs[i]);
    CHECK(d.statistic() == Catch::Approx(late.statistic()).epsilon(1e-11));
  }
}

TEST_CASE("mddm keeps quiet on equal values") {
  for (const auto kind : {mddm_weights::arithmetic, mddm_weights::geometric, mddm_weights::euler})
    for (const double x : {0.0, 1.0}) CHECK(silent<mddm>({.weights = kind, .side = side::both}, x, 300000));
}

TEST_CASE("mddm: level and change") {
  CHECK(mddm::limit_for(mddm{}.level()) == Catch::Approx(1e-6).epsilon(1e-13));
  const auto fall = errors({{1000, 0.9}, {100, 0.1}}, 2);
  mddm d{{.side = side::both}};
  d.update(std::span{fall});
  CHECK(d.status() == tepid::state::drift);
  CHECK(d.change().direction == -1);
  CHECK(d.change().effect < -0.25);
}
