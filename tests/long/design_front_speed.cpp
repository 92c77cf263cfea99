// design_front_speed.cpp - designing by name is fast enough to wait for, on two processors with nothing else to do.
#include <chrono>
#include <cstdio>
#include <string>

#include <tepid/design/design.hpp>

#include "support/catch.hpp"

namespace {

using namespace tepid::design;

double seconds_for(const std::string& name, double arl0) {
  const auto begun = std::chrono::steady_clock::now();
  const designed_limit found = design_limit(name, {}, budget::mean_between_alarms(arl0));
  const double spent = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  std::printf("%-10s at %g: %s = %.6g, arl %.6g +- %.2g, %.3f s\n", name.c_str(), arl0, found.parameter.c_str(),
              found.limit, found.achieved.arl, found.achieved.error, spent);
  CHECK(found.achieved.error < 0.1 * arl0);
  return spent;
}

}  // namespace

TEST_CASE("exact limits at a million, with their delays") {
  CHECK(seconds_for("cusum", 1e6) < 0.2);
  CHECK(seconds_for("ewma", 1e6) < 0.2);
}

TEST_CASE("a simulated limit at ten thousand") { CHECK(seconds_for("ewma_bank", 1e4) < 10.0); }

TEST_CASE("a simulated limit at a million") { CHECK(seconds_for("ewma_bank", 1e6) < 120.0); }
