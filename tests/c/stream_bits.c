/* tests/c/stream_bits.c - one detector over numbers from standard input, every result as exact bits.
 *
 *   stream_bits [--rearm | --keep] DETECTOR [name=value ...] < numbers
 *
 * Numbers are text, one a line (nan, inf and hex floats too). For every alarm a line
 *   alarm <index of the value> <state> <statistic, %a> <onset or -> <effect, %a>
 * and at the end
 *   end <values> <count> <rejected> <state> <statistic, %a>
 *   state <saved state in hex>
 * After an alarm the detector is reset, or rearmed (--rearm), or left in alarm (--keep: one line at most).
 * Exit code 2 for wrong usage or input. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tepid/tepid.h>

static int complain(const char *what) {
  fprintf(stderr, "stream_bits: %s\n", what);
  return 2;
}

static double *read_numbers(size_t *count) {
  size_t capacity = 1024;
  double *values = malloc(capacity * sizeof *values);
  char line[256];
  *count = 0;
  while (values != NULL && fgets(line, sizeof line, stdin) != NULL) {
    char *end = line;
    const double value = strtod(line, &end);
    if (end == line || strspn(end, " \t\r\n") != strlen(end)) {
      free(values);
      return NULL;
    }
    if (*count == capacity) {
      double *more = realloc(values, (capacity *= 2) * sizeof *values);
      if (more == NULL) free(values);
      values = more;
      if (values == NULL) break;
    }
    values[(*count)++] = value;
  }
  return values;
}

static int print_end(const tepid_detector *detector, size_t values) {
  uint64_t count = 0, rejected = 0;
  tepid_state state = TEPID_WARMING;
  double statistic = 0.0;
  size_t size = 0;
  tepid_detector_count(detector, &count, NULL);
  tepid_detector_rejected(detector, &rejected, NULL);
  tepid_detector_state(detector, &state, NULL);
  tepid_detector_statistic(detector, &statistic, NULL);
  tepid_detector_save(detector, NULL, 0, &size, NULL);
  unsigned char *bytes = malloc(size);
  if (bytes == NULL || tepid_detector_save(detector, bytes, size, NULL, NULL) != TEPID_OK) {
    free(bytes);
    return complain("cannot save");
  }
  printf("end %zu %" PRIu64 " %" PRIu64 " %s %a\nstate ", values, count, rejected, tepid_state_name((int)state), statistic);
  for (size_t i = 0; i < size; ++i) printf("%02x", bytes[i]);
  printf("\n");
  free(bytes);
  return 0;
}

int main(int argc, char **argv) {
  enum { reset, rearm, keep } policy = reset;
  int first = 1;
  for (; first < argc && strncmp(argv[first], "--", 2) == 0; ++first) {
    if (strcmp(argv[first], "--rearm") == 0) policy = rearm;
    else if (strcmp(argv[first], "--keep") == 0) policy = keep;
    else return complain("unknown option");
  }
  if (first >= argc) return complain("usage: stream_bits [--rearm | --keep] DETECTOR [name=value ...] < numbers");

  const size_t setting_count = (size_t)(argc - first - 1);
  tepid_setting *settings = calloc(setting_count + 1, sizeof *settings);
  if (settings == NULL) return complain("out of memory");
  for (size_t i = 0; i < setting_count; ++i) {
    char *text = strchr(argv[first + 1 + (int)i], '=');
    if (text == NULL) {
      free(settings);
      return complain("a parameter is written name=value");
    }
    *text = '\0';
    settings[i].name = argv[first + 1 + (int)i];
    settings[i].text = text + 1;
  }
  tepid_error error = TEPID_ERROR_INIT;
  tepid_detector *detector = NULL;
  const tepid_status created = tepid_detector_create(argv[first], settings, setting_count, &detector, &error);
  free(settings);
  if (created != TEPID_OK) return complain(error.message);

  size_t count = 0;
  double *values = read_numbers(&count);
  if (values == NULL) {
    tepid_detector_destroy(detector);
    return complain("standard input holds something that is not a number");
  }
  tepid_state before = TEPID_WARMING;
  for (size_t at = 0, taken = 0; at < count; at += taken) {
    tepid_state state = TEPID_WARMING;
    tepid_detector_update(detector, values + at, count - at, &taken, &state, NULL);
    if (state == TEPID_DRIFT && before != TEPID_DRIFT) {
      double statistic = 0.0;
      tepid_change change = TEPID_CHANGE_INIT;
      tepid_detector_statistic(detector, &statistic, NULL);
      tepid_detector_change(detector, &change, NULL);
      printf("alarm %zu %s %a ", at + taken - 1, tepid_state_name((int)state), statistic);
      if (change.onset == TEPID_NO_INDEX) printf("- %a\n", change.effect);
      else printf("%" PRIu64 " %a\n", change.onset, change.effect);
    }
    if (policy == reset && state == TEPID_DRIFT) tepid_detector_reset(detector, NULL);
    if (policy == rearm) tepid_detector_rearm(detector, NULL);
    tepid_detector_state(detector, &before, NULL);
  }
  const int code = print_end(detector, count);
  free(values);
  tepid_detector_destroy(detector);
  return code;
}
