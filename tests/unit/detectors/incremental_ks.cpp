// The incremental Kolmogorov-Smirnov test against scipy and against its definition.
#include "support/window_oracle.hpp"
#include "support/catch.hpp"

#include <algorithm>

#include <tepid/detectors/incremental_ks.hpp>
#include <tepid/numerics/normal.hpp>

using namespace tepid_test;
using tepid::incremental_ks;
using tepid::state;

namespace {

/// r D by trying every value; positive where the window's distribution function is the lower one.
int lead(std::span<const double> reference, std::span<const double> window) {
  int best = 0;
  for (const auto& sample : {reference, window})
    for (const double x : sample) {
      const auto upto = [&](std::span<const double> v) {
        return static_cast<int>(std::count_if(v.begin(), v.end(), [&](double y) { return y <= x; }));
      };
      const int here = upto(reference) - upto(window);
      if (std::abs(here) > std::abs(best)) best = here;
    }
  return best;
}

}  // namespace

TEST_CASE("incremental_ks has scipy's exact p-values") {
  for (const auto& entry : window_oracle("kolmogorov")) {
    const auto xs = window_stream(entry);
    const std::uint64_t window = entry.at("window");
    const auto at = entry.at("at").get<std::vector<std::size_t>>();
    const auto p = entry.at("p").get<std::vector<double>>(), distance = entry.at("distance").get<std::vector<double>>();
    incremental_ks d{{.alpha = 1e-90, .window = window}};
    const auto evidence = tepid::kolmogorov_evidence(window);
    std::size_t k = 0;
    for (std::size_t i = 0; i < xs.size() && k < at.size(); ++i) {
      d.update(xs[i]);
      if (i != at[k]) continue;
      const auto h = static_cast<std::size_t>(std::lround(distance[k] * static_cast<double>(window)));
      CHECK(d.statistic() == evidence[h]);
      CHECK(d.statistic() == Catch::Approx(-std::log(p[k])).epsilon(1e-9).margin(1e-9));
      ++k;
    }
    CHECK(k == at.size());
  }
}

TEST_CASE("incremental_ks is the definition at every value, ties and all") {
  for (const std::uint64_t window : {2u, 3u, 31u, 64u})
    for (const bool whole : {false, true}) {
      const auto xs = window_stream(window + 100, {0, 0.7}, whole);
      incremental_ks d{{.alpha = 1e-90, .window = window}};
      const auto evidence = tepid::kolmogorov_evidence(window);
      const std::span all{xs};
      for (std::size_t i = 0; i < 1200; ++i) {
        d.update(xs[i]);
        if (i + 1 < 2 * window) {
          REQUIRE(d.status() == state::warming);
          continue;
        }
        const int expected = lead(all.first(window), all.subspan(i + 1 - window, window));
        REQUIRE(d.statistic() == evidence[static_cast<std::size_t>(std::abs(expected))]);
        if (d.statistic() > 5) REQUIRE(d.change().direction == (expected > 0 ? 1 : -1));
      }
    }
}

TEST_CASE("the law of equal samples is known for small ones") {
  const auto p = tepid::kolmogorov_evidence(3);  // C(6, 3) = 20 orders: D = 1 in 2 of them, D >= 2/3 in 12
  REQUIRE(p.size() == 4);
  CHECK(p[0] == 0.0);
  CHECK(p[1] == 0.0);
  CHECK(p[2] == Catch::Approx(-std::log(12.0 / 20.0)).epsilon(1e-13));
  CHECK(p[3] == Catch::Approx(-std::log(2.0 / 20.0)).epsilon(1e-13));
  // From exact binomial coefficients, in 60 decimal digits.
  const auto thirty = tepid::kolmogorov_evidence(30), thousand = tepid::kolmogorov_evidence(1000);
  CHECK(thirty[5] == Catch::Approx(0.21323882287437507).epsilon(1e-13));
  CHECK(thirty[14] == Catch::Approx(5.979511377229125).epsilon(1e-13));
  CHECK(thirty[30] == Catch::Approx(38.61855354545132).epsilon(1e-13));
  CHECK(thousand[10] == Catch::Approx(1.9476609146878188e-10).margin(1e-13));
  CHECK(thousand[60] == Catch::Approx(2.9072331435226766).epsilon(1e-12));
  CHECK(thousand[1000] == Catch::Approx(1381.57484635692).epsilon(1e-13));
  for (const std::uint64_t r : {1u, 2u, 777u, 8192u}) {
    const auto e = tepid::kolmogorov_evidence(r);
    CHECK(std::is_sorted(e.begin(), e.end()));
    CHECK(tepid::is_finite(e.back()));
  }
}

TEST_CASE("incremental_ks with one value all along has no distance") {
  incremental_ks d{{.window = 16}};
  for (int i = 0; i < 100000; ++i) d.update(i % 2 ? 0.0 : -0.0);
  CHECK(d.statistic() == 0.0);
  for (int i = 0; i < 16; ++i) d.update(1.0);
  CHECK(d.statistic() == tepid::kolmogorov_evidence(16)[16]);
  CHECK(d.change().direction == 1);
}
