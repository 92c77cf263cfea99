// One header of each layer that needs the standard library alone, with no library to link.
#include <cstdio>

#include <tepid/core/detector.hpp>
#include <tepid/detectors/cusum.hpp>
#include <tepid/numerics/normal.hpp>
#include <tepid/sketches/kll.hpp>
#include <tepid/transforms/standardizer.hpp>

int main() {
  tepid::random_source random{7};
  tepid::standardizer standardize{{.mean = 10.0, .sd = 2.0}};
  tepid::kll<double> sketch;
  tepid::cusum detector{{.k = 0.5, .h = 5.0}};
  int alarms = 0;
  for (int i = 0; i < 1000; ++i) {
    const double x = 10.0 + 2.0 * tepid::normal(random) + (i < 500 ? 0.0 : 6.0);
    sketch.update(x);
    if (detector.update(standardize(x)) == tepid::state::drift) {
      ++alarms;
      detector.reset();
    }
  }
  std::printf("%d alarms\n", alarms);
  return alarms > 50 && sketch.n() == 1000 ? 0 : 1;
}
