/* The same through the C interface: a detector by name, values in batches. */
#include <stdio.h>

#include <tepid/tepid.h>

int main(void) {
  const tepid_setting settings[] = {{"mean", 20.0, NULL}, {"sd", 4.0, NULL}};
  tepid_error why = TEPID_ERROR_INIT;
  tepid_detector *detector = NULL;
  if (tepid_detector_create("ewma_bank", settings, 2, &detector, &why) != TEPID_OK) {
    fprintf(stderr, "%s\n", why.message);
    return 1;
  }

  double latency[3000];
  for (int i = 0; i < 3000; ++i) latency[i] = 20.0 + 4.0 * ((i * 7919) % 21 - 10) / 6.0 + (i < 2000 ? 0.0 : 2.0);

  size_t taken = 0;
  tepid_state state = TEPID_STABLE;
  tepid_detector_update(detector, latency, 3000, &taken, &state, NULL);
  if (state == TEPID_DRIFT) {
    tepid_change change = TEPID_CHANGE_INIT;
    tepid_detector_change(detector, &change, NULL);
    printf("drift at %zu: since about %llu, by %+.1f\n", taken - 1, (unsigned long long)change.onset, change.effect);
  }
  tepid_detector_destroy(detector);
  return state == TEPID_DRIFT ? 0 : 1;
}
