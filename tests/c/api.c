/* tests/c/api.c - the C interface in use, from C99, against the shared library. */
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <tepid/tepid.h>

#include "check.h"

/* A step of 6 after 500 values; the noise, of sd 1/2, is a small linear congruential generator's. */
static void make_stream(double *to, size_t count) {
  uint64_t seed = 21; /* no detector with its defaults takes the first 500 values for a change */
  for (size_t i = 0; i < count; ++i) {
    double sum = 0.0;
    for (int k = 0; k < 12; ++k) {
      seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
      sum += (double)(seed >> 48) / 65536.0;
    }
    to[i] = (sum - 6.0) / 2.0 + (i >= 500 ? 6.0 : 0.0);
  }
}

/* The same for what a detector is made for: rare ones, then frequent ones; small counts, then large ones. */
static void make_stream_of(tepid_input_kind kind, double *to, size_t count) {
  make_stream(to, count);
  if (kind == TEPID_INPUT_REAL) return;
  for (size_t i = 0; i < count; ++i) {
    const double z = 2.0 * (to[i] - (i >= 500 ? 6.0 : 0.0)); /* about standard normal */
    if (kind == TEPID_INPUT_BINARY) to[i] = z > (i >= 500 ? -1.3 : 1.6);
    else if (kind == TEPID_INPUT_UNIT) to[i] = 1.0 / (1.0 + exp(-z - (i >= 500 ? 3.0 : 0.0)));
    else to[i] = floor(fmax(0.0, 2.0 * z + (i >= 500 ? 60.0 : 4.0)) + 0.5);
  }
}

static void test_version(void) {
  CHECK(tepid_abi_version() == TEPID_ABI_VERSION);
  int major = -1, minor = -1, patch = -1;
  CHECK(sscanf(tepid_version_string(), "%d.%d.%d", &major, &minor, &patch) == 3);
  CHECK(major >= 0 && minor >= 0 && patch >= 0);
  const char *target = NULL;
  CHECK(tepid_simd_target(&target, NULL) == TEPID_OK && target != NULL && strlen(target) > 2);
}

static void test_names(void) {
  CHECK(strcmp(tepid_status_name(TEPID_OK), "ok") == 0);
  CHECK(strcmp(tepid_status_name(TEPID_BAD_CHECKSUM), "bad_checksum") == 0);
  CHECK(strcmp(tepid_status_name(-1), "unknown") == 0);
  CHECK(strcmp(tepid_status_name(12345), "unknown") == 0);
  CHECK(strcmp(tepid_state_name(TEPID_WARMING), "warming") == 0);
  CHECK(strcmp(tepid_state_name(TEPID_DRIFT), "drift") == 0);
  CHECK(strcmp(tepid_state_name(4), "invalid") == 0);
  CHECK(strcmp(tepid_state_name(-1), "invalid") == 0);
}

static void test_catalogue(void) {
  CHECK(tepid_registry_size() >= 3);
  for (size_t i = 0; i < tepid_registry_size(); ++i) {
    tepid_detector_info info = TEPID_DETECTOR_INFO_INIT;
    CHECK(tepid_registry_detector(i, &info, NULL) == TEPID_OK);
    CHECK(info.struct_size == sizeof info);
    CHECK(info.id != 0 && info.state_version != 0 && info.size_bytes > 0 && info.parameter_count > 0);
    CHECK(strlen(info.name) > 0 && strlen(info.class_name) > 0 && strlen(info.title) > 0 && strlen(info.source) > 0);
    size_t found = 999;
    CHECK(tepid_registry_find(info.name, &found, NULL) == TEPID_OK && found == i);

    int has_limit = 0;
    tepid_detector *detector = NULL;
    CHECK(tepid_detector_create(info.name, NULL, 0, &detector, NULL) == TEPID_OK);
    CHECK(tepid_detector_index(detector, &found, NULL) == TEPID_OK && found == i);
    for (size_t p = 0; p < info.parameter_count; ++p) {
      tepid_parameter_info parameter = TEPID_PARAMETER_INFO_INIT;
      CHECK(tepid_registry_parameter(i, p, &parameter, NULL) == TEPID_OK);
      CHECK(strlen(parameter.name) > 0 && strlen(parameter.doc) > 0 && parameter.unit != NULL);
      CHECK(parameter.low <= parameter.default_value && parameter.default_value <= parameter.high);
      has_limit |= strcmp(parameter.name, info.limit) == 0;
      double value = -1;
      CHECK(tepid_detector_parameter(detector, parameter.name, &value, NULL) == TEPID_OK);
      CHECK(value == parameter.default_value);
      CHECK((parameter.kind == TEPID_CHOICE) == (parameter.choice_count > 0));
      for (size_t c = 0; c < parameter.choice_count; ++c) {
        const char *word = NULL;
        CHECK(tepid_registry_choice(i, p, c, &word, NULL) == TEPID_OK && word != NULL && strlen(word) > 0);
      }
      const char *word = NULL;
      CHECK(tepid_registry_choice(i, p, parameter.choice_count, &word, NULL) == TEPID_BAD_ARGUMENT);
      CHECK(word == NULL);
    }
    CHECK(has_limit);
    tepid_detector_destroy(detector);
  }
}

static void test_create(void) {
  tepid_setting settings[] = {{"k", 0.25, NULL}, {"side", 0.0, "up"}, {"h", 0.0, "7.5"}};
  tepid_detector *detector = NULL;
  tepid_error error = TEPID_ERROR_INIT;
  CHECK(tepid_detector_create("cusum", settings, 3, &detector, &error) == TEPID_OK);
  CHECK(error.code == TEPID_OK && error.field[0] == '\0' && error.message[0] == '\0');
  double value = 0;
  CHECK(tepid_detector_parameter(detector, "k", &value, &error) == TEPID_OK && value == 0.25);
  CHECK(tepid_detector_parameter(detector, "h", &value, &error) == TEPID_OK && value == 7.5);
  CHECK(tepid_detector_parameter(detector, "side", &value, &error) == TEPID_OK && value == 1);
  CHECK(tepid_detector_parameter(detector, "sd", &value, &error) == TEPID_OK && value == 1);
  CHECK(tepid_detector_parameter(detector, "q", &value, &error) == TEPID_UNKNOWN_NAME);
  CHECK(strcmp(error.field, "q") == 0 && strstr(error.message, "head_start") != NULL);
  tepid_detector_destroy(detector);

  settings[0].value = -1;
  CHECK(tepid_detector_create("cusum", settings, 3, &detector, &error) == TEPID_BAD_PARAMETER);
  CHECK(detector == NULL);
  CHECK(error.code == TEPID_BAD_PARAMETER && strcmp(error.field, "k") == 0);
  CHECK(strstr(error.message, "cusum") != NULL && strstr(error.message, "'k'") != NULL);
  settings[0].text = "";
  CHECK(tepid_detector_create("cusum", settings, 3, &detector, &error) == TEPID_BAD_PARAMETER);
  CHECK(strcmp(error.field, "k") == 0);
  settings[0].text = "0.5";
  settings[1].text = "sideways";
  CHECK(tepid_detector_create("cusum", settings, 3, &detector, &error) == TEPID_BAD_PARAMETER);
  CHECK(strcmp(error.field, "side") == 0 && strstr(error.message, "both, up, down") != NULL);
  settings[1].name = "k";
  settings[1].text = "0.5";
  CHECK(tepid_detector_create("cusum", settings, 3, &detector, &error) == TEPID_BAD_PARAMETER);
  CHECK(strstr(error.message, "twice") != NULL);
  settings[1].name = "sigma";
  CHECK(tepid_detector_create("cusum", settings, 3, &detector, &error) == TEPID_UNKNOWN_NAME);
  CHECK(strcmp(error.field, "sigma") == 0);
  CHECK(tepid_detector_create("cusums", NULL, 0, &detector, &error) == TEPID_UNKNOWN_NAME);
  CHECK(strcmp(error.field, "cusums") == 0 && strstr(error.message, "page_hinkley") != NULL);
  CHECK(tepid_detector_create("", NULL, 0, &detector, &error) == TEPID_UNKNOWN_NAME);
}

/* A text that does not fit is cut at a whole character and still ends with a zero byte. */
static void test_long_messages(void) {
  char name[2001];
  for (size_t i = 0; i + 2 < sizeof name; i += 2) memcpy(name + i, "\xc3\xa9", 2);
  name[2000] = '\0';
  tepid_error error = TEPID_ERROR_INIT;
  tepid_detector *detector = NULL;
  CHECK(tepid_detector_create(name, NULL, 0, &detector, &error) == TEPID_UNKNOWN_NAME);
  CHECK(strlen(error.field) == 62);
  CHECK(strlen(error.message) < sizeof error.message && strlen(error.message) > 400);
  CHECK((unsigned char)error.message[strlen(error.message) - 1] == 0xa9u);
}

static void test_stream(const char *name, tepid_input_kind kind) {
  static double values[2000];
  make_stream_of(kind, values, 2000);
  tepid_detector *batch = NULL, *single = NULL;
  CHECK(tepid_detector_create(name, NULL, 0, &batch, NULL) == TEPID_OK);
  CHECK(tepid_detector_clone(batch, &single, NULL) == TEPID_OK && single != batch);

  size_t taken = 0;
  tepid_state state = TEPID_WARMING;
  size_t at = 0;
  while (at < 2000 && state != TEPID_DRIFT) {
    CHECK(tepid_detector_update(batch, values + at, 2000 - at, &taken, &state, NULL) == TEPID_OK);
    at += taken;
  }
  CHECK(state == TEPID_DRIFT && at > 500 && at < 2000);
  for (size_t i = 0; i < at; ++i) {
    CHECK(tepid_detector_update(single, values + i, 1, &taken, &state, NULL) == TEPID_OK && taken == 1);
    CHECK((state == TEPID_DRIFT) == (i + 1 == at));
  }

  double a = 0, b = 1;
  CHECK(tepid_detector_statistic(batch, &a, NULL) == TEPID_OK && tepid_detector_statistic(single, &b, NULL) == TEPID_OK);
  CHECK(a == b && a > 0);
  uint64_t count = 0;
  CHECK(tepid_detector_count(batch, &count, NULL) == TEPID_OK && count == at);
  tepid_change change = TEPID_CHANGE_INIT;
  CHECK(tepid_detector_change(batch, &change, NULL) == TEPID_OK);
  CHECK(change.direction >= 0 && change.effect >= 0); /* 0: not known, or a distance without a direction */
  CHECK(change.onset == TEPID_NO_INDEX || (change.onset > 300 && change.onset <= at));
  CHECK((change.earliest == TEPID_NO_INDEX) == (change.latest == TEPID_NO_INDEX));
  CHECK(change.earliest == TEPID_NO_INDEX || (change.earliest <= change.onset && change.onset <= change.latest));

  /* The alarm stays, all values are taken; rearm brings it back while the change lasts; reset starts anew. */
  CHECK(tepid_detector_update(batch, values, 100, &taken, &state, NULL) == TEPID_OK);
  CHECK(taken == 100 && state == TEPID_DRIFT);
  CHECK(tepid_detector_rearm(batch, NULL) == TEPID_OK);
  CHECK(tepid_detector_state(batch, &state, NULL) == TEPID_OK && state == TEPID_STABLE);
  CHECK(tepid_detector_reset(batch, NULL) == TEPID_OK);
  CHECK(tepid_detector_count(batch, &count, NULL) == TEPID_OK && count == 0);

  /* Not-finite values are counted. */
  const double bad[3] = {(double)NAN, (double)INFINITY, (double)-INFINITY};
  uint64_t rejected = 0;
  CHECK(tepid_detector_update(batch, bad, 3, &taken, NULL, NULL) == TEPID_OK && taken == 3);
  CHECK(tepid_detector_rejected(batch, &rejected, NULL) == TEPID_OK && rejected == 3);
  CHECK(tepid_detector_count(batch, &count, NULL) == TEPID_OK && count == 0);

  tepid_detector_destroy(single);
  tepid_detector_destroy(batch);
}

static void test_saved(const char *name, tepid_input_kind kind) {
  static double values[2000];
  make_stream_of(kind, values, 2000);
  tepid_detector *first = NULL, *second = NULL;
  tepid_error error = TEPID_ERROR_INIT;
  CHECK(tepid_detector_create(name, NULL, 0, &first, NULL) == TEPID_OK);
  CHECK(tepid_detector_update(first, values, 300, NULL, NULL, NULL) == TEPID_OK);

  size_t size = 0;
  CHECK(tepid_detector_save(first, NULL, 0, &size, NULL) == TEPID_OK && size > 24);
  unsigned char *bytes = malloc(size + 1), *again = malloc(size);
  CHECK(bytes != NULL && again != NULL);
  if (bytes == NULL || again == NULL) return;
  bytes[size] = 0x5a;
  size_t told = 0;
  CHECK(tepid_detector_save(first, bytes, size - 1, &told, &error) == TEPID_BAD_ARGUMENT && told == size);
  CHECK(strcmp(error.field, "capacity") == 0);
  CHECK(tepid_detector_save(first, bytes, size + 1, NULL, NULL) == TEPID_OK);
  CHECK(bytes[size] == 0x5a && memcmp(bytes, "TPID", 4) == 0);

  CHECK(tepid_detector_load(bytes, size, &second, &error) == TEPID_OK && second != NULL);
  double a = 0, b = 1;
  for (size_t at = 300; at < 2000;) {
    size_t taken_a = 0, taken_b = 0;
    CHECK(tepid_detector_update(first, values + at, 2000 - at, &taken_a, NULL, NULL) == TEPID_OK);
    CHECK(tepid_detector_update(second, values + at, 2000 - at, &taken_b, NULL, NULL) == TEPID_OK);
    CHECK(taken_a == taken_b && taken_a > 0);
    if (taken_a == 0) break;
    at += taken_a;
  }
  CHECK(tepid_detector_statistic(first, &a, NULL) == TEPID_OK && tepid_detector_statistic(second, &b, NULL) == TEPID_OK);
  CHECK(a == b);
  CHECK(tepid_detector_save(first, NULL, 0, &size, NULL) == TEPID_OK); /* some states grow, within bounds */
  free(bytes);
  free(again);
  bytes = malloc(size);
  again = malloc(size);
  CHECK(bytes != NULL && again != NULL);
  if (bytes == NULL || again == NULL) return;
  CHECK(tepid_detector_save(first, bytes, size, NULL, NULL) == TEPID_OK);
  CHECK(tepid_detector_save(second, again, size, NULL, NULL) == TEPID_OK);
  CHECK(memcmp(bytes, again, size) == 0);
  tepid_detector_destroy(second);

  tepid_detector *refused = first; /* becomes NULL */
  for (size_t n = 0; n < size; ++n) {
    CHECK(tepid_detector_load(bytes, n, &refused, &error) != TEPID_OK && refused == NULL);
    CHECK(error.message[0] != '\0' && strcmp(error.field, "state") == 0);
  }
  bytes[size - 1] ^= 1u;
  CHECK(tepid_detector_load(bytes, size, &refused, &error) == TEPID_BAD_CHECKSUM);
  bytes[0] = 'X';
  CHECK(tepid_detector_load(bytes, size, &refused, &error) == TEPID_BAD_MAGIC);
  CHECK(tepid_detector_load("", 0, &refused, &error) == TEPID_TRUNCATED);
  CHECK(tepid_detector_load(NULL, 0, &refused, &error) == TEPID_TRUNCATED);
  free(bytes);
  free(again);
  tepid_detector_destroy(first);
}

int main(void) {
  test_version();
  test_names();
  test_catalogue();
  test_create();
  test_long_messages();
  for (size_t i = 0; i < tepid_registry_size(); ++i) {
    tepid_detector_info info = TEPID_DETECTOR_INFO_INIT;
    CHECK(tepid_registry_detector(i, &info, NULL) == TEPID_OK);
    const int before = failures;
    test_stream(info.name, info.input);
    test_saved(info.name, info.input);
    if (failures != before) fprintf(stderr, "  with %s\n", info.name);
  }
  return verdict();
}
