/* A program that has nothing of tepid but its package: the C header and the shared library. */
#include <stdio.h>

#include <tepid/tepid.h>

int main(void) {
  static double values[2000];
  for (int i = 1000; i < 2000; ++i) values[i] = 3.0;
  tepid_error error = TEPID_ERROR_INIT;
  tepid_detector *detector = NULL;
  if (tepid_detector_create("ewma_bank", NULL, 0, &detector, &error) != TEPID_OK) {
    fprintf(stderr, "%s\n", error.message);
    return 1;
  }
  size_t taken = 0;
  tepid_state state = TEPID_WARMING;
  tepid_detector_update(detector, values, 2000, &taken, &state, NULL);
  tepid_detector_destroy(detector);
  printf("%s: alarm at %zu\n", tepid_version_string(), taken - 1);
  return state == TEPID_DRIFT && taken > 1000 && taken < 1100 ? 0 : 1;
}
