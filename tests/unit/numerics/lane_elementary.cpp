// Two or eight numbers at once have the bits of one.
#include "support/catch.hpp"

#include <bit>
#include <cmath>
#include <cstdint>

#include <tepid/core/random.hpp>
#include <tepid/numerics/lane_elementary.hpp>
#include <tepid/numerics/student_normal.hpp>

namespace {

using namespace tepid;

bool same(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

}  // namespace

TEST_CASE("log and log(1 + u) of lanes") {
  random_source source{3};
  bool good = true;
  for (int i = 0; i < 200'000; ++i) {
    const double span = i % 2 ? 600.0 : 2.0;
    const double a = std::exp(span * (source.uniform() - 0.5)), b = std::exp(span * (source.uniform() - 0.5));
    const lane_pair logs = lane_log(lane_pair{a, b}), ones = lane_log1p(lane_pair{a, b});
    good &= same(logs[0], portable_log(a)) && same(logs[1], portable_log(b));
    good &= same(ones[0], detail::portable_log1p(a)) && same(ones[1], detail::portable_log1p(b));
  }
  for (const double edge : {0x1p-1022, 1.4142135623730951, 1.0, 0.99999999999999989, 2.0, 0x1.fffffffffffffp1023})
    good &= same(lane_log(lane_pair{edge, 1.0})[0], portable_log(edge));
  CHECK(good);
}

TEST_CASE("exp of lanes") {
  random_source source{4};
  bool good = true;
  for (int i = 0; i < 50'000; ++i) {
    double x[8];
    for (double& one : x) one = i % 2 ? 1400.0 * (source.uniform() - 0.5) : -50.0 * source.uniform();
    if (i == 0) x[3] = 0.0, x[4] = -50.0;
    lane_pair lanes[4]{{x[0], x[1]}, {x[2], x[3]}, {x[4], x[5]}, {x[6], x[7]}};
    lane_exp(lanes);
    for (int k = 0; k < 8; ++k) good &= same(lanes[k / 2][k % 2], portable_exp(x[k]));
  }
  CHECK(good);
}
