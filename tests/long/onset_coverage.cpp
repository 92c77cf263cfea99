// How often the onset set of an alarm holds the true onset, and its sizes the shift reached: at least 95% of the time.
// Standard error of a share of .95 in 2,000 alarms: 0.5%.
#include "support/catch.hpp"

#include <algorithm>
#include <cstdio>
#include <vector>

#include <tepid/core/random.hpp>
#include <tepid/detectors/cusum.hpp>
#include <tepid/detectors/ewma_bank.hpp>
#include <tepid/detectors/ewma_focus.hpp>
#include <tepid/detectors/focus.hpp>
#include <tepid/detectors/glr.hpp>
#include <tepid/detectors/onset_set.hpp>
#include <tepid/numerics/normal.hpp>

namespace {

using namespace tepid;

constexpr std::uint64_t alarms = 2000;

double median(std::vector<double> v) {
  std::nth_element(v.begin(), v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2), v.end());
  return v[v.size() / 2];
}

/// Prints a line of the table in docs/onset.md and checks it. A change after `nu` values, alarms before it left out.
template <class D>
void measure(const char* name, D d, bool ramp, double size, std::uint64_t nu, std::uint64_t seed) {
  onset_tracker tracker;
  std::uint64_t held = 0, held_by_detector = 0, sized = 0, directed = 0, done = 0;
  std::vector<double> delays, oldest, youngest, own_oldest, own_youngest;
  for (std::uint64_t path = 0; done < alarms; ++path) {
    random_source random{seed, path};
    d.reset();
    tracker.reset();
    double now = 0.0;
    while (d.status() != state::drift) {
      if (d.count() >= nu) now = ramp ? size * static_cast<double>(d.count() - nu + 1) : size;
      const double z = normal(random) + now;
      d.update(z);
      tracker.update(z);
    }
    if (d.count() <= nu) continue;
    ++done;
    const onset_set found = tracker.find();
    held += found.earliest <= nu && nu <= found.latest;
    sized += found.size_low <= now && now <= found.size_high;
    directed += found.direction == 1;
    const change_estimate own = d.change();
    held_by_detector += own.earliest <= nu && nu <= own.latest;
    const double delay = static_cast<double>(d.count() - nu);
    delays.push_back(delay);
    oldest.push_back(static_cast<double>(d.count() - found.earliest) / delay);
    youngest.push_back(static_cast<double>(d.count() - found.latest) / delay);
    own_oldest.push_back(static_cast<double>(d.count() - own.earliest) / delay);
    own_youngest.push_back(static_cast<double>(d.count() - own.latest) / delay);
  }
  const auto share = [](std::uint64_t n) { return static_cast<double>(n) / double{alarms}; };
  std::printf("| %s | %s %g | %.0f | %.3f | %.2f to %.2f | %.3f | %.3f |\n", name, ramp ? "ramp" : "step", size,
              median(delays), share(held), median(oldest), median(youngest), share(sized), share(directed));
  INFO(name << ", " << (ramp ? "ramp " : "step ") << size << ", nu " << nu);
  CHECK(share(held) >= 0.95);
  CHECK(share(sized) >= 0.95);
  if constexpr (!std::is_same_v<D, focus> && !std::is_same_v<D, cusum>) {
    std::printf("    its own earliest and latest: %.3f, %.2f to %.2f\n", share(held_by_detector), median(own_oldest),
                median(own_youngest));
    CHECK(share(held_by_detector) >= 0.95);
  }
}

template <class D>
void measure_all(const char* name, const D& d, std::uint64_t nu, std::uint64_t seed) {
  for (const double size : {0.1, 0.25, 0.5, 1.0, 2.0}) measure(name, d, false, size, nu, seed++);
  for (const double slope : {1e-4, 1e-3, 1e-2}) measure(name, d, true, slope, nu, seed++);
}

}  // namespace

TEST_CASE("onset sets hold the onset") {
  measure_all("ewma_bank, ARL0 1e4", ewma_bank{{.rates = 6, .limit = 10.86, .tilt = 1.0}}, 1000, 100);
  measure_all("ewma_bank, ARL0 1e5", ewma_bank{}, 1000, 200);
  measure_all("cusum k = .25, ARL0 1e4", cusum{{.k = 0.25, .h = 14.49}}, 1000, 300);
  measure_all("glr, ARL0 1e4", glr{{.limit = 12.34, .cap = 1000}}, 1000, 400);
  measure_all("ewma_focus, ARL0 1e4", ewma_focus{{.limit = 11.15, .rates = 7}}, 1000, 700);
  measure_all("focus, ARL0 1e4", focus{{.limit = 9.41}}, 1000, 500);
  measure_all("ewma_bank, change after 5,000", ewma_bank{{.rates = 6, .limit = 10.86, .tilt = 1.0}}, 5000, 600);
}
