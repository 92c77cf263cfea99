/* tests/c/misuse.c - every function with arguments that cannot be used: a status, never a crash.
 *
 * symbols.py checks that each function of the library is named here. */
#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include <tepid/tepid.h>

#include "check.h"

#define REFUSED(call, argument)                        \
  do {                                                 \
    memset(error.message, 'x', sizeof error.message);  \
    CHECK((call) == TEPID_BAD_ARGUMENT);               \
    CHECK(error.code == TEPID_BAD_ARGUMENT);           \
    CHECK(strcmp(error.field, (argument)) == 0);       \
    CHECK(strstr(error.message, (argument)) != NULL);  \
  } while (0)

static tepid_error error = TEPID_ERROR_INIT;

static void catalogue(void) {
  const size_t none = tepid_registry_size(), huge = SIZE_MAX;
  size_t index = 77;
  REFUSED(tepid_registry_find(NULL, &index, &error), "name");
  REFUSED(tepid_registry_find("cusum", NULL, &error), "index");
  CHECK(tepid_registry_find("Cusum", &index, &error) == TEPID_UNKNOWN_NAME && index == 77);
  CHECK(tepid_registry_find("", &index, NULL) == TEPID_UNKNOWN_NAME && index == 77);

  tepid_detector_info info = TEPID_DETECTOR_INFO_INIT;
  REFUSED(tepid_registry_detector(none, &info, &error), "index");
  REFUSED(tepid_registry_detector(huge, &info, &error), "index");
  REFUSED(tepid_registry_detector(0, NULL, &error), "info");
  CHECK(info.name == NULL);
  for (uint32_t size = 0; size < sizeof info; ++size) {
    info.struct_size = size;
    REFUSED(tepid_registry_detector(0, &info, &error), "info");
    CHECK(info.name == NULL && info.struct_size == size);
  }

  tepid_parameter_info parameter = TEPID_PARAMETER_INFO_INIT;
  REFUSED(tepid_registry_parameter(none, 0, &parameter, &error), "index");
  REFUSED(tepid_registry_parameter(0, huge, &parameter, &error), "parameter");
  REFUSED(tepid_registry_parameter(0, 1000, &parameter, &error), "parameter");
  REFUSED(tepid_registry_parameter(0, 0, NULL, &error), "info");
  for (uint32_t size = 0; size < sizeof parameter; ++size) {
    parameter.struct_size = size;
    REFUSED(tepid_registry_parameter(0, 0, &parameter, &error), "info");
  }

  const char *word = "kept";
  REFUSED(tepid_registry_choice(none, 0, 0, &word, &error), "index");
  REFUSED(tepid_registry_choice(0, huge, 0, &word, &error), "parameter");
  REFUSED(tepid_registry_choice(0, 0, 0, &word, &error), "choice"); /* k is no choice */
  REFUSED(tepid_registry_choice(0, 4, 3, &word, &error), "choice");
  REFUSED(tepid_registry_choice(0, 4, huge, &word, &error), "choice");
  REFUSED(tepid_registry_choice(0, 4, 0, NULL, &error), "word");
  CHECK(strcmp(word, "kept") == 0);
}

static void life(tepid_detector *good) {
  static tepid_setting settings[1] = {{NULL, 0.0, NULL}};
  tepid_detector *detector = good;
  REFUSED(tepid_detector_create(NULL, NULL, 0, &detector, &error), "name");
  CHECK(detector == NULL);
  REFUSED(tepid_detector_create("cusum", NULL, 0, NULL, &error), "detector");
  REFUSED(tepid_detector_create("cusum", NULL, 1, &detector, &error), "settings");
  REFUSED(tepid_detector_create("cusum", NULL, SIZE_MAX, &detector, &error), "settings");
  REFUSED(tepid_detector_create("cusum", settings, 1, &detector, &error), "settings.name");
  settings[0].name = "";
  CHECK(tepid_detector_create("cusum", settings, 1, &detector, &error) == TEPID_UNKNOWN_NAME);
  settings[0].text = "";
  CHECK(tepid_detector_create("cusum", settings, 1, &detector, &error) == TEPID_UNKNOWN_NAME);
  CHECK(tepid_detector_create("", settings, 1, &detector, &error) == TEPID_UNKNOWN_NAME);
  settings[0].name = "h";
  settings[0].text = NULL;
  const double bad[] = {(double)NAN, (double)INFINITY, (double)-INFINITY, 0.0, -0.0, -1.0, 1e300, INT_MIN};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; ++i) {
    settings[0].value = bad[i];
    CHECK(tepid_detector_create("cusum", settings, 1, &detector, &error) == TEPID_BAD_PARAMETER);
    CHECK(detector == NULL && strcmp(error.field, "h") == 0);
  }

  REFUSED(tepid_detector_clone(NULL, &detector, &error), "detector");
  REFUSED(tepid_detector_clone(good, NULL, &error), "copy");
  tepid_detector_destroy(NULL);
}

static void stream(tepid_detector *good) {
  const double one = 1.0;
  size_t taken = 77;
  tepid_state state = TEPID_DRIFT;
  REFUSED(tepid_detector_update(NULL, &one, 1, &taken, &state, &error), "detector");
  REFUSED(tepid_detector_update(good, NULL, 1, &taken, &state, &error), "values");
  REFUSED(tepid_detector_update(good, NULL, SIZE_MAX, &taken, &state, &error), "values");
  CHECK(taken == 77 && state == TEPID_DRIFT);
  CHECK(tepid_detector_update(good, NULL, 0, &taken, &state, &error) == TEPID_OK && taken == 0);
  CHECK(state == TEPID_STABLE);
  CHECK(tepid_detector_update(good, &one, 0, NULL, NULL, NULL) == TEPID_OK);
  uint64_t count = 77;
  CHECK(tepid_detector_count(good, &count, NULL) == TEPID_OK && count == 0);
  REFUSED(tepid_detector_reset(NULL, &error), "detector");
  REFUSED(tepid_detector_rearm(NULL, &error), "detector");
}

static void report(tepid_detector *good) {
  size_t index = 77;
  REFUSED(tepid_detector_index(NULL, &index, &error), "detector");
  REFUSED(tepid_detector_index(good, NULL, &error), "index");
  tepid_state state = TEPID_DRIFT;
  REFUSED(tepid_detector_state(NULL, &state, &error), "detector");
  REFUSED(tepid_detector_state(good, NULL, &error), "state");
  double number = 77;
  REFUSED(tepid_detector_statistic(NULL, &number, &error), "detector");
  REFUSED(tepid_detector_statistic(good, NULL, &error), "statistic");
  uint64_t count = 77;
  REFUSED(tepid_detector_count(NULL, &count, &error), "detector");
  REFUSED(tepid_detector_count(good, NULL, &error), "count");
  REFUSED(tepid_detector_rejected(NULL, &count, &error), "detector");
  REFUSED(tepid_detector_rejected(good, NULL, &error), "rejected");
  tepid_change change = TEPID_CHANGE_INIT;
  REFUSED(tepid_detector_change(NULL, &change, &error), "detector");
  REFUSED(tepid_detector_change(good, NULL, &error), "change");
  change.struct_size = 4;
  REFUSED(tepid_detector_change(good, &change, &error), "change");
  REFUSED(tepid_detector_parameter(NULL, "k", &number, &error), "detector");
  REFUSED(tepid_detector_parameter(good, NULL, &number, &error), "name");
  REFUSED(tepid_detector_parameter(good, "k", NULL, &error), "value");
  CHECK(tepid_detector_parameter(good, "", &number, &error) == TEPID_UNKNOWN_NAME);
  CHECK(index == 77 && state == TEPID_DRIFT && number == 77 && count == 77);
}

static void saved(tepid_detector *good) {
  unsigned char buffer[1024];
  memset(buffer, 0x5a, sizeof buffer);
  size_t size = 77;
  REFUSED(tepid_detector_save(NULL, buffer, sizeof buffer, &size, &error), "detector");
  REFUSED(tepid_detector_save(good, NULL, 0, NULL, &error), "size");
  REFUSED(tepid_detector_save(good, NULL, 100, &size, &error), "buffer");
  CHECK(size == 77);
  REFUSED(tepid_detector_save(good, buffer, 0, &size, &error), "capacity");
  CHECK(size > 77 && buffer[0] == 0x5a);

  tepid_detector *detector = good;
  REFUSED(tepid_detector_load(NULL, 100, &detector, &error), "bytes");
  CHECK(detector == NULL);
  REFUSED(tepid_detector_load(buffer, sizeof buffer, NULL, &error), "detector");
  CHECK(tepid_detector_load(buffer, sizeof buffer, &detector, &error) == TEPID_BAD_MAGIC);
}

static void change_points(void) {
  const double step[] = {0, 1, 0, 1, 0, 1, 0, 1, 9, 8, 9, 8, 9, 8, 9, 8}, infinite[] = {0, (double)INFINITY};
  tepid_change_points_options options = TEPID_CHANGE_POINTS_OPTIONS_INIT;
  tepid_change_points_summary summary = TEPID_CHANGE_POINTS_SUMMARY_INIT;
  tepid_change_point point;
  memset(&point, 0x5a, sizeof point);
  const tepid_change_point untouched = point;
  REFUSED(tepid_change_points(NULL, 16, &options, &point, 1, &summary, &error), "values");
  REFUSED(tepid_change_points(NULL, SIZE_MAX, NULL, NULL, 0, &summary, &error), "values");
  REFUSED(tepid_change_points(step, 16, &options, NULL, 1, &summary, &error), "points");
  REFUSED(tepid_change_points(step, 16, &options, &point, 1, NULL, &error), "summary");
  for (uint32_t size = 0; size < sizeof summary; ++size) {
    summary.struct_size = size;
    REFUSED(tepid_change_points(step, 16, &options, &point, 1, &summary, &error), "summary");
  }
  summary.struct_size = sizeof summary;
  for (uint32_t size = 0; size < sizeof options; ++size) {
    options.struct_size = size;
    REFUSED(tepid_change_points(step, 16, &options, &point, 1, &summary, &error), "options");
  }
  options.struct_size = sizeof options;
  const double bad[] = {(double)NAN, (double)INFINITY, 0.0, -1.0, 2.0};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; ++i) {
    options.p = bad[i];
    REFUSED(tepid_change_points(step, 16, &options, &point, 1, &summary, &error), "p");
  }
  options.p = 0.001;
  options.min_segment = 1;
  REFUSED(tepid_change_points(step, 16, &options, &point, 1, &summary, &error), "min_segment");
  options.min_segment = UINT64_MAX;
  REFUSED(tepid_change_points(step, 16, &options, &point, 1, &summary, &error), "min_segment");
  options.min_segment = 5;
  options.method = (tepid_change_method)7;
  REFUSED(tepid_change_points(step, 16, &options, &point, 1, &summary, &error), "method");
  options.method = TEPID_CHANGE_OTAVA;
  options.kind = TEPID_CHANGE_MEAN_VARIANCE;
  REFUSED(tepid_change_points(step, 16, &options, &point, 1, &summary, &error), "kind");
  options.kind = TEPID_CHANGE_MEAN;
  options.window = 1;
  REFUSED(tepid_change_points(step, 16, &options, &point, 1, &summary, &error), "window");
  options.window = 50;
  options.min_magnitude = (double)NAN;
  REFUSED(tepid_change_points(step, 16, &options, &point, 1, &summary, &error), "min_magnitude");
  CHECK(tepid_change_points(infinite, 2, NULL, &point, 1, &summary, &error) == TEPID_BAD_DATA);
  CHECK(memcmp(&point, &untouched, sizeof point) == 0 && summary.found == 0);
  /* More points than fit are told, not written. */
  CHECK(tepid_change_points(step, 16, NULL, NULL, 0, &summary, &error) == TEPID_OK);
  CHECK(summary.found == 1 && summary.values == 16 && summary.verdict == TEPID_CHANGE_FOUND);
  CHECK(tepid_change_points(step, 16, NULL, &point, 0, &summary, NULL) == TEPID_OK);
  CHECK(memcmp(&point, &untouched, sizeof point) == 0);
  CHECK(tepid_change_points(NULL, 0, NULL, NULL, 0, &summary, NULL) == TEPID_OK);
  CHECK(summary.verdict == TEPID_CHANGE_TOO_SHORT && summary.found == 0);
}

static void tables(void) {
  const double numbers[] = {0, 1, 2};
  const char *const texts[] = {"a", NULL, "b"};
  tepid_table *table = NULL, *none = (tepid_table *)&error;
  REFUSED(tepid_table_create(NULL, &error), "table");
  CHECK(tepid_table_create(&table, &error) == TEPID_OK);
  REFUSED(tepid_table_add_numbers(NULL, "x", TEPID_COLUMN_NUMERIC, numbers, NULL, 3, &error), "table");
  REFUSED(tepid_table_add_numbers(table, NULL, TEPID_COLUMN_NUMERIC, numbers, NULL, 3, &error), "name");
  REFUSED(tepid_table_add_numbers(table, "x", TEPID_COLUMN_NUMERIC, NULL, NULL, 3, &error), "values");
  REFUSED(tepid_table_add_numbers(table, "x", TEPID_COLUMN_NUMERIC, NULL, NULL, SIZE_MAX, &error), "values");
  REFUSED(tepid_table_add_numbers(table, "x", TEPID_COLUMN_CATEGORICAL, numbers, NULL, 3, &error), "type");
  REFUSED(tepid_table_add_numbers(table, "x", (tepid_column_type)77, numbers, NULL, 3, &error), "type");
  CHECK(tepid_table_add_numbers(table, "x", TEPID_COLUMN_BOOLEAN, numbers, NULL, 3, &error) == TEPID_BAD_DATA);
  CHECK(strcmp(error.field, "x") == 0 && strstr(error.message, "row 2") != NULL);
  REFUSED(tepid_table_add_texts(NULL, "x", texts, 3, &error), "table");
  REFUSED(tepid_table_add_texts(table, NULL, texts, 3, &error), "name");
  REFUSED(tepid_table_add_texts(table, "x", NULL, 3, &error), "texts");
  REFUSED(tepid_table_add_texts(table, "x", NULL, SIZE_MAX, &error), "texts");
  /* What was refused left nothing behind: any length is fine, and any name. */
  CHECK(tepid_table_add_texts(table, "x", texts, 3, &error) == TEPID_OK);
  CHECK(tepid_table_add_texts(table, "x", texts, 3, &error) == TEPID_BAD_DATA && strcmp(error.field, "x") == 0);
  CHECK(strstr(error.message, "twice") != NULL);
  CHECK(tepid_table_add_numbers(table, "y", TEPID_COLUMN_NUMERIC, numbers, NULL, 2, &error) == TEPID_BAD_DATA);
  CHECK(strcmp(error.field, "y") == 0 && strstr(error.message, "2 rows") != NULL && strstr(error.message, "3") != NULL);
  CHECK(tepid_table_add_texts(table, "y", texts, 0, &error) == TEPID_BAD_DATA && strcmp(error.field, "y") == 0);
  CHECK(tepid_table_add_numbers(table, "", TEPID_COLUMN_NUMERIC, numbers, NULL, 3, &error) == TEPID_OK);
  REFUSED(tepid_table_from_arrow(NULL, &none, &error), "stream");
  CHECK(none == NULL);
  REFUSED(tepid_table_from_arrow(NULL, NULL, &error), "stream");
  tepid_table_destroy(NULL);
  tepid_table_destroy(table);
}

static void comparisons(void) {
  double numbers[100];
  for (int i = 0; i < 100; ++i) numbers[i] = i * 7919 % 101;
  tepid_table *table = NULL, *other = NULL;
  CHECK(tepid_table_create(&table, NULL) == TEPID_OK && tepid_table_create(&other, NULL) == TEPID_OK);
  CHECK(tepid_table_add_numbers(table, "x", TEPID_COLUMN_NUMERIC, numbers, NULL, 100, NULL) == TEPID_OK);
  CHECK(tepid_table_add_numbers(other, "y", TEPID_COLUMN_NUMERIC, numbers, NULL, 100, NULL) == TEPID_OK);
  tepid_comparison *found = (tepid_comparison *)&error;
  REFUSED(tepid_compare(NULL, table, NULL, &found, &error), "reference");
  CHECK(found == NULL);
  REFUSED(tepid_compare(table, NULL, NULL, &found, &error), "current");
  REFUSED(tepid_compare(table, table, NULL, NULL, &error), "comparison");
  CHECK(tepid_compare(table, other, NULL, &found, &error) == TEPID_BAD_DATA && found == NULL);
  CHECK(strcmp(error.field, "x") == 0 && strstr(error.message, "current table has no column 'x'") != NULL);

  const tepid_compare_options defaults = TEPID_COMPARE_OPTIONS_INIT;
  tepid_compare_options options = defaults;
  for (uint32_t size = 0; size < sizeof options; ++size) {
    options.struct_size = size;
    REFUSED(tepid_compare(table, table, &options, &found, &error), "options");
  }
#define BAD(member, bad, status, culprit)                                           \
  do {                                                                              \
    options = defaults;                                                             \
    options.member = (bad);                                                         \
    CHECK(tepid_compare(table, table, &options, &found, &error) == (status));       \
    CHECK(found == NULL && error.code == (status));                                 \
    CHECK(strcmp(error.field, (culprit)) == 0 && strstr(error.message, (culprit)) != NULL); \
  } while (0)
  const double bad[] = {(double)NAN, (double)INFINITY, (double)-INFINITY, -1.0};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; ++i) {
    BAD(alpha, bad[i], TEPID_BAD_PARAMETER, "alpha");
    BAD(margin, bad[i], TEPID_BAD_PARAMETER, "margin");
    BAD(ratio_margin, bad[i], TEPID_BAD_PARAMETER, "ratio_margin");
  }
  BAD(correction, "", TEPID_BAD_PARAMETER, "correction");
  BAD(correction, "Holm", TEPID_BAD_PARAMETER, "correction");
  BAD(cluster, "z", TEPID_BAD_ARGUMENT, "z");
  BAD(column_count, 1, TEPID_BAD_ARGUMENT, "columns");
  BAD(column_count, SIZE_MAX, TEPID_BAD_ARGUMENT, "columns");
  BAD(exclude_count, 1, TEPID_BAD_ARGUMENT, "exclude");
  BAD(judge_count, 1, TEPID_BAD_ARGUMENT, "judge");
  BAD(test_count, 1, TEPID_BAD_ARGUMENT, "tests");
  BAD(margin_count, 1, TEPID_BAD_ARGUMENT, "margins");
#undef BAD
#define BAD_ARRAY(member, count, status, culprit)                                   \
  do {                                                                              \
    options = defaults;                                                             \
    options.member = names;                                                         \
    options.count = 1;                                                              \
    CHECK(tepid_compare(table, table, &options, &found, &error) == (status));       \
    CHECK(found == NULL && strcmp(error.field, (culprit)) == 0);                    \
  } while (0)
  const char *names[] = {NULL};
  BAD_ARRAY(columns, column_count, TEPID_BAD_ARGUMENT, "columns");
  BAD_ARRAY(exclude, exclude_count, TEPID_BAD_ARGUMENT, "exclude");
  BAD_ARRAY(judge, judge_count, TEPID_BAD_ARGUMENT, "judge");
  BAD_ARRAY(tests, test_count, TEPID_BAD_ARGUMENT, "tests");
  names[0] = "none";
  BAD_ARRAY(columns, column_count, TEPID_BAD_DATA, "none");
  BAD_ARRAY(judge, judge_count, TEPID_BAD_ARGUMENT, "none");
  BAD_ARRAY(tests, test_count, TEPID_UNKNOWN_NAME, "tests");
#undef BAD_ARRAY
  tepid_column_margin margins[] = {{NULL, 0.1}, {"x", 0.1}, {"x", (double)NAN}};
  options = defaults;
  options.margins = margins;
  options.margin_count = 1;
  REFUSED(tepid_compare(table, table, &options, &found, &error), "margins");
  options.margins = margins + 1;
  options.margin_count = 2;
  REFUSED(tepid_compare(table, table, &options, &found, &error), "margins");
  options.margins = margins + 2;
  options.margin_count = 1;
  CHECK(tepid_compare(table, table, &options, &found, &error) == TEPID_BAD_PARAMETER && strcmp(error.field, "margin") == 0);
  options = defaults;
  options.cluster = "x";
  options.block = 5;
  REFUSED(tepid_compare(table, table, &options, &found, &error), "block");
  options.block = 0;
  names[0] = "x";
  options.exclude = names;
  options.exclude_count = 1;
  REFUSED(tepid_compare(table, table, &options, &found, &error), "cluster");

  CHECK(tepid_compare(table, table, NULL, &found, &error) == TEPID_OK);
  tepid_verdict verdict = TEPID_VERDICT_LEFT_OUT;
  size_t size = 77;
  tepid_column_comparison column = TEPID_COLUMN_COMPARISON_INIT;
  REFUSED(tepid_comparison_verdict(NULL, &verdict, &error), "comparison");
  REFUSED(tepid_comparison_verdict(found, NULL, &error), "verdict");
  REFUSED(tepid_comparison_size(NULL, &size, &error), "comparison");
  REFUSED(tepid_comparison_size(found, NULL, &error), "columns");
  REFUSED(tepid_comparison_column(NULL, 0, &column, &error), "comparison");
  REFUSED(tepid_comparison_column(found, 0, NULL, &error), "column");
  REFUSED(tepid_comparison_column(found, 1, &column, &error), "index");
  REFUSED(tepid_comparison_column(found, SIZE_MAX, &column, &error), "index");
  for (uint32_t n = 0; n < sizeof column; ++n) {
    column.struct_size = n;
    REFUSED(tepid_comparison_column(found, 0, &column, &error), "column");
  }
  CHECK(verdict == TEPID_VERDICT_LEFT_OUT && size == 77 && column.name == NULL);
  char text[8] = "kept";
  REFUSED(tepid_comparison_json(NULL, text, sizeof text, &size, &error), "comparison");
  REFUSED(tepid_comparison_json(found, NULL, 0, NULL, &error), "size");
  REFUSED(tepid_comparison_json(found, NULL, 100, &size, &error), "text");
  CHECK(size == 77);
  REFUSED(tepid_comparison_json(found, text, sizeof text, &size, &error), "capacity");
  CHECK(size > 100 && strcmp(text, "kept") == 0);
  tepid_comparison_destroy(NULL);
  tepid_comparison_destroy(found);
  tepid_table_destroy(table);
  tepid_table_destroy(other);
}

/* An error struct that cannot be written to is itself a bad argument, and is left alone. */
static void error_struct(tepid_detector *good) {
  tepid_error small = TEPID_ERROR_INIT;
  memset(small.message, 'x', sizeof small.message);
  for (uint32_t size = 0; size < sizeof small; size += 37) {
    small.struct_size = size;
    size_t index = 77;
    CHECK(tepid_registry_find("cusum", &index, &small) == TEPID_BAD_ARGUMENT && index == 77);
    CHECK(tepid_detector_rearm(good, &small) == TEPID_BAD_ARGUMENT);
    CHECK(small.message[0] == 'x' && small.code == 0);
  }
  /* One from a newer header is larger: what this library knows is filled. */
  struct {
    tepid_error known;
    unsigned char newer[64];
  } large;
  memset(&large, 0x5a, sizeof large);
  large.known.struct_size = sizeof large;
  CHECK(tepid_detector_rearm(NULL, &large.known) == TEPID_BAD_ARGUMENT);
  CHECK(large.known.code == TEPID_BAD_ARGUMENT && strcmp(large.known.field, "detector") == 0);
  CHECK(large.newer[0] == 0x5a && large.newer[63] == 0x5a);

  struct {
    tepid_change known;
    unsigned char newer[16];
  } change;
  memset(&change, 0x5a, sizeof change);
  change.known.struct_size = sizeof change;
  CHECK(tepid_detector_change(good, &change.known, NULL) == TEPID_OK);
  CHECK(change.known.onset == TEPID_NO_INDEX && change.known.struct_size == sizeof change);
  CHECK(change.newer[0] == 0x5a && change.newer[15] == 0x5a);

  /* A program that was compiled before there were earliest and latest. */
  tepid_change old;
  memset(&old, 0x5a, sizeof old);
  old.struct_size = 32;
  CHECK(tepid_detector_change(good, &old, NULL) == TEPID_OK);
  CHECK(old.onset == TEPID_NO_INDEX && old.effect == 0 && old.earliest == UINT64_C(0x5a5a5a5a5a5a5a5a));
}

int main(void) {
  CHECK(strcmp(tepid_status_name(INT_MIN), "unknown") == 0 && strcmp(tepid_status_name(INT_MAX), "unknown") == 0);
  CHECK(strcmp(tepid_state_name(INT_MIN), "invalid") == 0 && strcmp(tepid_state_name(INT_MAX), "invalid") == 0);
  CHECK(strcmp(tepid_verdict_name(-1), "invalid") == 0 && strcmp(tepid_verdict_name(INT_MAX), "invalid") == 0);
  CHECK(tepid_abi_version() == TEPID_ABI_VERSION && tepid_version_string() != NULL);
  REFUSED(tepid_simd_target(NULL, &error), "name");
  tepid_detector *good = NULL;
  CHECK(tepid_detector_create("cusum", NULL, 0, &good, &error) == TEPID_OK);
  if (good == NULL) return 1;
  catalogue();
  life(good);
  stream(good);
  report(good);
  saved(good);
  change_points();
  tables();
  comparisons();
  error_struct(good);
  tepid_detector_destroy(good);
  return verdict();
}
