// ewma_focus is its two parts under one limit.
#include "support/catch.hpp"

#include <algorithm>

#include <tepid/detectors/ewma_focus.hpp>
#include <tepid/numerics/normal.hpp>

using namespace tepid;

TEST_CASE("ewma_focus says what its parts say") {
  for (const double offset : {0.0, 0.6, 5.0, -3.0, 20.0}) {
    ewma_focus both{{.limit = 10, .offset = offset, .mean = 2, .sd = 4}};
    ewma_bank bank{{.rates = 8, .limit = 1e9, .mean = 2, .sd = 4, .tilt = 1.0}};
    focus sharp{{.limit = 1e9, .mean = 2, .sd = 4}};
    random_source random{11};
    bool same = true;
    for (int i = 0; i < 20'000; ++i) {
      const double x = 2 + 4 * normal(random) + (i > 15'000 ? 1e-3 * (i - 15'000) : 0);
      const state said = both.update(x);
      both.rearm();
      bank.update(x);
      sharp.update(x);
      const double truth = std::max(bank.statistic(), sharp.statistic() + offset);
      same &= both.statistic() == truth && (said == state::drift) == (truth > 10);
    }
    CHECK(same);
    CHECK(both.bank().statistic() == bank.statistic());
    CHECK(both.likelihood_ratio().statistic() == sharp.statistic());
    CHECK(both.change().onset == sharp.change().onset);
    CHECK(both.change().ramp_onset == bank.change().ramp_onset);
    ewma_focus again = load<ewma_focus>(save(both));
    CHECK(again == both);
    CHECK(again.change().onset == both.change().onset);
  }
}
