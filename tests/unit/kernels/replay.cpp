// Normal scores and their EWMAs, as many at once as a target can.
#include <bit>
#include <vector>

#include <tepid/core/random.hpp>
#include <tepid/kernels/replay.hpp>

#include "support/catch.hpp"

namespace kernels = tepid::kernels;

namespace {

kernels::replay_lanes lanes() {
  kernels::replay_lanes l;
  double rate = 0.75;
  for (std::size_t j = 0; j < 20; ++j, rate /= 3.0) {
    l.rate[j] = rate;
    l.keep[j] = 1.0 - rate;
  }
  return l;
}

bool same_bits(const auto& a, const auto& b) {
  for (std::size_t i = 0; i < a.size(); ++i)
    if (std::bit_cast<std::uint64_t>(a[i]) != std::bit_cast<std::uint64_t>(b[i])) return false;
  return a.size() == b.size();
}

}  // namespace

TEST_CASE("replay: every target has the reference's bits, whatever the lengths") {
  for (const auto& target : kernels::available_targets()) {
    INFO("target " << target.name);
    tepid::random_source random{5};
    kernels::replay_lanes expected = lanes(), found = lanes();
    for (const std::size_t n : {0u, 1u, 7u, 8u, 64u, 255u, 256u}) {
      std::vector<double> p(n);
      for (double& x : p) x = random.uniform();
      // The tails' own formulas, and the edges between them.
      if (n > 8) p[1] = 0x1p-53, p[2] = 1.0 - 0x1p-53, p[3] = 0.075, p[4] = 0.925, p[5] = 1e-12;
      std::vector<double> q = p;
      kernels::reference::replay(expected, p);
      kernels::replay_kernel(target)(found, q);
      CHECK(same_bits(p, q));
      CHECK(same_bits(expected.value, found.value));
      CHECK(same_bits(expected.largest, found.largest));
    }
  }
}
