// A detector over a stream whose mean moves by half a standard deviation at observation 2,000.
#include <cstdio>

#include <tepid/detectors/ewma_bank.hpp>
#include <tepid/numerics/normal.hpp>

int main() {
  tepid::ewma_bank detector{{.mean = 20.0, .sd = 4.0}};  // what healthy looks like
  tepid::random_source random{7};
  for (int i = 0; i < 10'000; ++i) {
    const double latency = 20.0 + 4.0 * tepid::normal(random) + (i < 2'000 ? 0.0 : 2.0);
    if (detector.update(latency) == tepid::state::drift) {
      const tepid::change_estimate change = detector.change();
      std::printf("drift at %d: since about %ld, by %+.1f\n", i, static_cast<long>(change.onset), change.effect);
      return 0;
    }
  }
  return 1;
}
