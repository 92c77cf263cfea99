/* tests/c/compare.c - tables and comparisons of them, from C99, against the shared library. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <tepid/tepid.h>

#include "check.h"

enum { rows = 1500 };

static double latency_before[rows], latency_now[rows], load_before[rows], load_now[rows], user[rows];
static const char *country_before[rows], *country_now[rows];

static void make_columns(void) {
  static const char *const names[] = {"DE", "FR", "IT", "NL"};
  uint64_t seed = 1;
  for (size_t i = 0; i < rows; ++i) {
    double u[6];
    for (int k = 0; k < 6; ++k) {
      seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
      u[k] = (double)(seed >> 33) / 2147483648.0;
    }
    latency_before[i] = 100.0 + 20.0 * u[0];
    latency_now[i] = 110.0 + 20.0 * u[1];
    load_before[i] = u[2] < 0.01 ? (double)NAN : u[2];
    load_now[i] = u[3];
    country_before[i] = u[4] < 0.02 ? NULL : names[(size_t)(4.0 * u[4])];
    country_now[i] = u[5] < 0.02 ? NULL : names[(size_t)(4.0 * u[5])];
    user[i] = (double)(i / 10);
  }
}

/* Of three columns, and the user of each row. */
static tepid_table *table_of(const double *latency, const double *load, const char *const *country) {
  tepid_table *table = NULL;
  CHECK(tepid_table_create(&table, NULL) == TEPID_OK);
  CHECK(tepid_table_add_numbers(table, "latency", TEPID_COLUMN_NUMERIC, latency, NULL, rows, NULL) == TEPID_OK);
  CHECK(tepid_table_add_numbers(table, "load", TEPID_COLUMN_NUMERIC, load, NULL, rows, NULL) == TEPID_OK);
  CHECK(tepid_table_add_texts(table, "country", country, rows, NULL) == TEPID_OK);
  CHECK(tepid_table_add_numbers(table, "user", TEPID_COLUMN_NUMERIC, user, NULL, rows, NULL) == TEPID_OK);
  return table;
}

static tepid_table *before(void) { return table_of(latency_before, load_before, country_before); }
static tepid_table *now(void) { return table_of(latency_now, load_now, country_now); }

/* To be freed. */
static char *json_of(const tepid_comparison *found) {
  size_t size = 0;
  CHECK(tepid_comparison_json(found, NULL, 0, &size, NULL) == TEPID_OK && size > 2);
  char *text = malloc(size);
  if (text == NULL) exit(2);
  CHECK(tepid_comparison_json(found, text, size, &size, NULL) == TEPID_OK && strlen(text) + 1 == size);
  return text;
}

/* To be destroyed. */
static tepid_comparison *found_in(const tepid_table *a, const tepid_table *b, const tepid_compare_options *options) {
  tepid_error why = TEPID_ERROR_INIT;
  tepid_comparison *found = NULL;
  if (tepid_compare(a, b, options, &found, &why) == TEPID_OK) return found;
  printf("%s\n", why.message);
  exit(2);
}

/* The JSON of two tables, to be freed. */
static char *compared(const tepid_table *a, const tepid_table *b, const tepid_compare_options *options) {
  tepid_comparison *found = found_in(a, b, options);
  char *json = json_of(found);
  tepid_comparison_destroy(found);
  return json;
}

static void test_verdicts(void) {
  tepid_table *reference = before(), *current = now();
  tepid_comparison *found = found_in(reference, current, NULL);
  tepid_verdict verdict = TEPID_VERDICT_LEFT_OUT;
  size_t columns = 0;
  tepid_table_destroy(reference); /* not needed any more */
  tepid_table_destroy(current);
  CHECK(tepid_comparison_verdict(found, &verdict, NULL) == TEPID_OK && verdict == TEPID_VERDICT_DRIFT);
  CHECK(tepid_comparison_size(found, &columns, NULL) == TEPID_OK && columns == 4);
  static const tepid_verdict expected[] = {TEPID_VERDICT_DRIFT, TEPID_VERDICT_DRIFT, TEPID_VERDICT_NO_DRIFT,
                                           TEPID_VERDICT_NO_DRIFT};
  static const char *const names[] = {"latency", "load", "country", "user"};
  for (size_t i = 0; i < 4; ++i) {
    tepid_column_comparison c = TEPID_COLUMN_COMPARISON_INIT;
    CHECK(tepid_comparison_column(found, i, &c, NULL) == TEPID_OK && c.struct_size == sizeof c);
    CHECK(strcmp(c.name, names[i]) == 0 && c.verdict == expected[i]);
    CHECK(c.type == (i == 2 ? TEPID_COLUMN_CATEGORICAL : TEPID_COLUMN_NUMERIC));
    CHECK(c.reference_rows == rows && c.current_rows == rows && c.reference <= rows);
    CHECK(c.low <= c.moved && c.moved <= c.high && c.high <= 1.0);
    CHECK(strlen(c.test) > 0 || i == 2);
    CHECK(c.p_adjusted >= 0 && c.p_adjusted <= 1.0);
    if (i == 0) CHECK(c.low > 0.1 && strlen(c.small) > 0 && c.small_p_adjusted < 0.01);
    if (i == 1) CHECK(c.high < 0.1 && c.reference < rows && c.current == rows); /* by its NaN */
  }
  tepid_comparison_destroy(found);
}

static void test_options(void) {
  tepid_table *reference = before(), *current = now();
  static const char *const two[] = {"latency", "country", "latency"}, *const one[] = {"user", "user"},
                           *const tests[] = {"psi", "chi_square"}, *const row[] = {"row"};
  static double counter[rows];
  for (size_t i = 0; i < rows; ++i) counter[i] = (double)i;
  const tepid_column_margin margins[] = {{"latency", 0.9}};
  tepid_compare_options options = TEPID_COMPARE_OPTIONS_INIT;
  char *plain = compared(reference, current, NULL), *same = compared(reference, current, &options);
  CHECK(strcmp(plain, same) == 0);
  free(plain);
  free(same);

  options.exclude = one;
  options.exclude_count = 2;
  char *json = compared(reference, current, &options);
  const char *told = strstr(json, "\"name\":\"user\"");
  CHECK(told != NULL && strstr(told, "\"verdict\":\"left out\"") != NULL);
  CHECK(told != NULL && strstr(told + 1, "\"name\":\"user\"") == NULL);
  free(json);
  /* A name that no table has is a mistake, as in the command and in Python. */
  static const char *const absent[] = {"usr"};
  options.exclude = absent;
  options.exclude_count = 1;
  tepid_comparison *none = NULL;
  tepid_error error = TEPID_ERROR_INIT;
  CHECK(tepid_compare(reference, current, &options, &none, &error) == TEPID_BAD_DATA && none == NULL);
  CHECK(strstr(error.message, "'usr'") != NULL);

  options = (tepid_compare_options)TEPID_COMPARE_OPTIONS_INIT;
  options.alpha = 0.25;
  options.margin = 0.5;
  options.ratio_margin = 1e6;
  options.correction = "holm";
  options.columns = two;
  options.column_count = 3;
  options.cluster = "user";
  options.margins = margins;
  options.margin_count = 1;
  json = compared(reference, current, &options);
  CHECK(strstr(json, "\"alpha\":0.25") != NULL && strstr(json, "\"margin\":0.5") != NULL);
  CHECK(strstr(json, "\"correction\":\"holm\"") != NULL && strstr(json, "\"cluster\":\"user\"") != NULL);
  CHECK(strstr(json, "\"name\":\"load\"") == NULL && strstr(json, "\"verdict\":\"no drift\"") != NULL);
  free(json);

  /* A counter, until it is named as a value. */
  CHECK(tepid_table_add_numbers(reference, "row", TEPID_COLUMN_NUMERIC, counter, NULL, rows, NULL) == TEPID_OK);
  CHECK(tepid_table_add_numbers(current, "row", TEPID_COLUMN_NUMERIC, counter, NULL, rows, NULL) == TEPID_OK);
  json = compared(reference, current, NULL);
  told = strstr(json, "\"name\":\"row\"");
  CHECK(told != NULL && strstr(told, "cannot be judged") != NULL);
  free(json);
  options = (tepid_compare_options)TEPID_COMPARE_OPTIONS_INIT;
  options.block = 10;
  options.judge = row;
  options.judge_count = 1;
  json = compared(reference, current, &options);
  CHECK(strstr(json, "\"block\":10") != NULL && strstr(json, "\"clusters\":{") != NULL);
  CHECK(strstr(json, "cannot be judged") == NULL);
  free(json);

  options = (tepid_compare_options)TEPID_COMPARE_OPTIONS_INIT;
  options.tests = tests;
  options.test_count = 2;
  tepid_comparison *found = found_in(reference, current, &options);
  tepid_column_comparison c = TEPID_COLUMN_COMPARISON_INIT;
  CHECK(tepid_comparison_column(found, 0, &c, NULL) == TEPID_OK && strcmp(c.test, "psi") == 0 && c.test_effect > 0);
  CHECK(tepid_comparison_column(found, 2, &c, NULL) == TEPID_OK && strcmp(c.test, "chi_square") == 0);
  tepid_comparison_destroy(found);
  tepid_table_destroy(reference);
  tepid_table_destroy(current);
}

static int ask(void *context, double share) {
  double *last = context;
  CHECK(share >= *last && share <= 1.0);
  *last = share;
  return share < 0.5;
}

static void test_stopped(void) {
  tepid_table *reference = before(), *current = now();
  tepid_compare_options options = TEPID_COMPARE_OPTIONS_INIT;
  tepid_error why = TEPID_ERROR_INIT;
  tepid_comparison *found = NULL;
  double last = 0.0;
  options.threads = 1; /* so that one column after the other is done */
  options.keep_going = ask;
  options.context = &last;
  CHECK(tepid_compare(reference, current, &options, &found, &why) == TEPID_STOPPED && found == NULL && last == 0.5);
  CHECK(why.code == TEPID_STOPPED && strcmp(why.field, "keep_going") == 0);
  tepid_table_destroy(reference);
  tepid_table_destroy(current);
}

static void test_missing_and_types(void) {
  static double flags[rows], times[rows];
  static uint8_t given[rows];
  for (size_t i = 0; i < rows; ++i) {
    flags[i] = i % 3 == 0;
    times[i] = 1.7e9 + (double)i;
    given[i] = i % 5 != 0;
  }
  tepid_table *table = NULL;
  CHECK(tepid_table_create(&table, NULL) == TEPID_OK);
  CHECK(tepid_table_add_numbers(table, "flag", TEPID_COLUMN_BOOLEAN, flags, given, rows, NULL) == TEPID_OK);
  CHECK(tepid_table_add_numbers(table, "at", TEPID_COLUMN_TIME, times, given, rows, NULL) == TEPID_OK);
  CHECK(tepid_table_add_numbers(table, "nan", TEPID_COLUMN_NUMERIC, load_before, given, rows, NULL) == TEPID_OK);
  tepid_comparison *found = found_in(table, table, NULL);
  tepid_column_comparison c = TEPID_COLUMN_COMPARISON_INIT;
  CHECK(tepid_comparison_column(found, 0, &c, NULL) == TEPID_OK);
  CHECK(c.type == TEPID_COLUMN_BOOLEAN && c.reference == rows - rows / 5 && c.verdict == TEPID_VERDICT_NO_DRIFT);
  CHECK(tepid_comparison_column(found, 1, &c, NULL) == TEPID_OK);
  CHECK(c.type == TEPID_COLUMN_TIME && c.verdict == TEPID_VERDICT_NOT_JUDGED && strlen(c.note) > 0);
  char *json = json_of(found);
  const char *third = strstr(json, "\"name\":\"nan\"");
  CHECK(third != NULL && strstr(third, "\"reference_missing\":300") != NULL);
  CHECK(third != NULL && strstr(third, "\"reference_nan\":0") == NULL); /* NaN stays NaN */
  free(json);
  tepid_comparison_destroy(found);
  tepid_table_destroy(table);

  /* Without a column or a row there is nothing to say. */
  tepid_verdict verdict = TEPID_VERDICT_DRIFT;
  CHECK(tepid_table_create(&table, NULL) == TEPID_OK);
  found = found_in(table, table, NULL);
  CHECK(tepid_comparison_verdict(found, &verdict, NULL) == TEPID_OK && verdict == TEPID_VERDICT_INCONCLUSIVE);
  tepid_comparison_destroy(found);
  CHECK(tepid_table_add_texts(table, "empty", NULL, 0, NULL) == TEPID_OK);
  CHECK(tepid_table_add_numbers(table, "none", TEPID_COLUMN_NUMERIC, NULL, NULL, 0, NULL) == TEPID_OK);
  found = found_in(table, table, NULL);
  CHECK(tepid_comparison_verdict(found, &verdict, NULL) == TEPID_OK && verdict == TEPID_VERDICT_INCONCLUSIVE);
  tepid_comparison_destroy(found);
  tepid_table_destroy(table);
}

/* ---- Arrow streams, by hand --------------------------------------------------------------------------- */

struct ArrowSchema {
  const char *format, *name, *metadata;
  int64_t flags, n_children;
  struct ArrowSchema **children, *dictionary;
  void (*release)(struct ArrowSchema *);
  void *private_data;
};
struct ArrowArray {
  int64_t length, null_count, offset, n_buffers, n_children;
  const void **buffers;
  struct ArrowArray **children, *dictionary;
  void (*release)(struct ArrowArray *);
  void *private_data;
};
struct ArrowArrayStream {
  int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *);
  int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *);
  const char *(*get_last_error)(struct ArrowArrayStream *);
  void (*release)(struct ArrowArrayStream *);
  void *private_data;
};

enum { batches = 3, batch_rows = rows / batches };

/* Gives the columns of before() or now() in batches: latency, load, country as texts or as a dictionary, user as integers. */
struct producer {
  const double *latency, *load;
  const char *const *country;
  const char *format;           /* of the whole: "+s" is a table */
  const char *twice;            /* the name of the last column */
  int dictionary, fails_at;     /* the batch that cannot be made; -1: the schema; batches: none */
  int next, streams_released, schemas, arrays; /* schemas and arrays that are not released yet */
  char letters[2 * batch_rows];
  int32_t ends[batch_rows + 1], user_now[batch_rows];
  int8_t codes[batch_rows];
  uint8_t valid[(batch_rows + 7) / 8];
};

static void release_schema(struct ArrowSchema *schema) {
  --((struct producer *)schema->private_data)->schemas;
  schema->release = NULL;
}
static void release_array(struct ArrowArray *array) {
  --((struct producer *)array->private_data)->arrays;
  array->release = NULL;
}
static void release_stream(struct ArrowArrayStream *stream) {
  ++((struct producer *)stream->private_data)->streams_released;
  stream->release = NULL;
}
static const char *last_error(struct ArrowArrayStream *stream) {
  (void)stream;
  return "the disk is on fire";
}

static int get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out) {
  static struct ArrowSchema columns[4], texts, *children[4];
  struct producer *p = stream->private_data;
  if (p->fails_at < 0) return 5;
  const char *const names[] = {"latency", "load", "country", p->twice}, *const formats[] = {"g", "g", "u", "i"};
  memset(&texts, 0, sizeof texts);
  texts.format = "u";
  for (int i = 0; i < 4; ++i) {
    memset(&columns[i], 0, sizeof columns[i]);
    columns[i].format = formats[i];
    columns[i].name = names[i];
    columns[i].flags = 2;
    children[i] = &columns[i];
  }
  if (p->dictionary) {
    columns[2].format = "c";
    columns[2].dictionary = &texts;
  }
  memset(out, 0, sizeof *out);
  out->format = p->format;
  out->name = "";
  if (strcmp(p->format, "+s") == 0) {
    out->n_children = 4;
    out->children = children;
  }
  out->release = release_schema;
  out->private_data = p;
  ++p->schemas;
  return 0;
}

static int get_next(struct ArrowArrayStream *stream, struct ArrowArray *out) {
  static struct ArrowArray columns[4], texts, *children[4];
  static const void *buffers[5][3], *none[1];
  static const char words[] = "DEFRITNL";
  static const int32_t word_ends[] = {0, 2, 4, 6, 8};
  struct producer *p = stream->private_data;
  if (p->next == p->fails_at) return 5;
  memset(out, 0, sizeof *out);
  if (p->next == batches) return 0;
  const int first = batch_rows * p->next++;
  memset(p->valid, 0, sizeof p->valid);
  p->ends[0] = 0;
  for (int i = 0; i < batch_rows; ++i) {
    const char *text = p->country[first + i];
    if (text != NULL) {
      p->valid[i / 8] = (uint8_t)(p->valid[i / 8] | (1u << (i % 8)));
      memcpy(p->letters + p->ends[i], text, 2);
      p->codes[i] = (int8_t)((strstr(words, text) - words) / 2);
    }
    p->ends[i + 1] = p->ends[i] + (text != NULL ? 2 : 0);
    p->user_now[i] = (int32_t)user[first + i];
  }
  const void *given[5][3] = {{NULL, p->latency + first, NULL},
                             {NULL, p->load + first, NULL},
                             {p->valid, p->ends, p->letters},
                             {NULL, p->user_now, NULL},
                             {NULL, word_ends, words}};
  memcpy(buffers, given, sizeof buffers);
  if (p->dictionary) buffers[2][1] = p->codes;
  memset(&texts, 0, sizeof texts);
  texts.length = 4;
  texts.n_buffers = 3;
  texts.buffers = buffers[4];
  for (int i = 0; i < 4; ++i) {
    memset(&columns[i], 0, sizeof columns[i]);
    columns[i].length = batch_rows;
    columns[i].null_count = i == 2 ? -1 : 0;
    columns[i].n_buffers = i == 2 && !p->dictionary ? 3 : 2;
    columns[i].buffers = buffers[i];
    children[i] = &columns[i];
  }
  if (p->dictionary) columns[2].dictionary = &texts;
  out->length = batch_rows;
  out->n_buffers = 1;
  out->buffers = none;
  if (strcmp(p->format, "+s") != 0) *out = columns[0];
  if (strcmp(p->format, "+s") == 0) out->n_children = 4;
  if (strcmp(p->format, "+s") == 0) out->children = children;
  out->release = release_array;
  out->private_data = p;
  ++p->arrays;
  return 0;
}

static struct producer producer_of(int current) {
  struct producer p;
  memset(&p, 0, sizeof p);
  p.latency = current ? latency_now : latency_before;
  p.load = current ? load_now : load_before;
  p.country = current ? country_now : country_before;
  p.format = "+s";
  p.twice = "user";
  p.fails_at = batches + 1;
  return p;
}

static struct ArrowArrayStream stream_of(struct producer *p) {
  struct ArrowArrayStream stream = {get_schema, get_next, last_error, release_stream, NULL};
  stream.private_data = p;
  return stream;
}

static void test_arrow(void) {
  tepid_table *reference = before(), *current = now();
  char *expected = compared(reference, current, NULL);
  for (int dictionary = 0; dictionary < 2; ++dictionary) {
    struct producer of_before = producer_of(0), of_now = producer_of(1);
    of_before.dictionary = of_now.dictionary = dictionary;
    struct ArrowArrayStream first = stream_of(&of_before), second = stream_of(&of_now);
    tepid_table *a = NULL, *b = NULL;
    CHECK(tepid_table_from_arrow(&first, &a, NULL) == TEPID_OK && tepid_table_from_arrow(&second, &b, NULL) == TEPID_OK);
    CHECK(of_before.streams_released == 1 && of_before.schemas == 0 && of_before.arrays == 0);
    CHECK(of_now.streams_released == 1 && of_now.schemas == 0 && of_now.arrays == 0 && first.release == NULL);
    char *json = compared(a, b, NULL);
    CHECK(strcmp(json, expected) == 0); /* the bits of columns */
    free(json);
    CHECK(tepid_table_add_texts(a, "more", country_now, rows, NULL) == TEPID_OK);
    CHECK(tepid_table_add_texts(a, "short", country_now, rows - 1, NULL) == TEPID_BAD_DATA);
    CHECK(tepid_table_from_arrow(&first, &b, NULL) == TEPID_BAD_ARGUMENT && of_before.streams_released == 1);
    tepid_table_destroy(a);
  }
  free(expected);
  tepid_table_destroy(reference);
  tepid_table_destroy(current);
}

/* A stream that fails is released once, as is all that it gave. */
static void refused(struct producer p, tepid_status expected, const char *word) {
  struct ArrowArrayStream stream = stream_of(&p);
  tepid_error why = TEPID_ERROR_INIT;
  tepid_table *table = NULL;
  const tepid_status status = tepid_table_from_arrow(&stream, &table, &why);
  CHECK(status == expected && table == NULL && strstr(why.message, word) != NULL);
  CHECK(p.streams_released == 1 && p.schemas == 0 && p.arrays == 0 && stream.release == NULL);
  if (status != expected || strstr(why.message, word) == NULL) printf("%d: %s\n", (int)status, why.message);
}

static void test_arrow_failures(void) {
  struct producer p = producer_of(0);
  p.fails_at = 2;
  refused(p, TEPID_BAD_DATA, "the disk is on fire");
  p.fails_at = -1;
  refused(p, TEPID_BAD_ARGUMENT, "the disk is on fire");
  p = producer_of(0);
  p.format = "g";
  refused(p, TEPID_BAD_DATA, "not of a struct");
  p = producer_of(0);
  p.twice = "latency";
  refused(p, TEPID_BAD_DATA, "'latency' is there twice");

  /* Released whatever the failure is. */
  tepid_error small = TEPID_ERROR_INIT;
  small.struct_size = 8;
  tepid_table *table = NULL;
  p = producer_of(0);
  struct ArrowArrayStream stream = stream_of(&p);
  CHECK(tepid_table_from_arrow(&stream, &table, &small) == TEPID_BAD_ARGUMENT && p.streams_released == 1 && table == NULL);
  stream = stream_of(&p);
  CHECK(tepid_table_from_arrow(&stream, NULL, NULL) == TEPID_BAD_ARGUMENT && p.streams_released == 2);
  stream = stream_of(&p);
  stream.get_next = NULL;
  CHECK(tepid_table_from_arrow(&stream, &table, NULL) == TEPID_BAD_ARGUMENT && p.streams_released == 3);
}

int main(void) {
  make_columns();
  test_verdicts();
  test_options();
  test_stopped();
  test_missing_and_types();
  test_arrow();
  test_arrow_failures();
  return verdict();
}
