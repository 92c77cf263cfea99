// A detector from its header, with no library to link.
#include <tepid/detectors/cusum.hpp>

int main() {
  tepid::cusum detector{{.k = 0.5, .h = 5.0}};
  for (int i = 0; i < 100; ++i)
    if (detector.update(3.0) == tepid::state::drift) return detector.count() == 3 ? 0 : 1;
  return 1;
}
