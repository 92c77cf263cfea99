/* tests/c/compare_json.c - two tables of CSV compared through the C interface: the JSON.
 *
 *   compare_json TYPES REFERENCE CURRENT [OPTION=VALUE ...]
 *
 * TYPES has a letter for each column: n(umbers), b(oolean: true, false), t(exts). No cell is quoted, an empty one is
 * missing. OPTION is a member of tepid_compare_options; names of columns and tests may be given again and again, and
 * margin:COLUMN=NUMBER is the margin of one column. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tepid/tepid.h>

enum { most_rows = 20000, most_columns = 16, most_options = 16 };

static tepid_error why = TEPID_ERROR_INIT;

static void must(tepid_status status) {
  if (status == TEPID_OK) return;
  fprintf(stderr, "%s: %s\n", tepid_status_name(status), why.message);
  exit(2);
}

/* The file with a zero byte behind each cell; kept until the program ends. */
static char *read_whole(const char *path) {
  FILE *file = fopen(path, "rb");
  char *text = file == NULL ? NULL : malloc((size_t)1 << 24);
  if (text == NULL) exit(3);
  text[fread(text, 1, ((size_t)1 << 24) - 1, file)] = '\0';
  fclose(file);
  return text;
}

static tepid_table *read_table(const char *path, const char *types) {
  static const char *cells[most_columns][most_rows + 1];
  const size_t columns = strlen(types);
  size_t rows = 0, column = 0;
  for (char *at = read_whole(path); *at != '\0' && rows <= most_rows;) {
    cells[column++][rows] = at;
    at += strcspn(at, ",\n");
    const char end = *at;
    if (end != '\0') *at++ = '\0';
    if (end == ',' && column < columns) continue;
    if (column != columns) exit(3);
    column = 0;
    ++rows;
  }
  tepid_table *table = NULL;
  must(tepid_table_create(&table, &why));
  for (size_t c = 0; c < columns; ++c) {
    static double numbers[most_rows];
    static uint8_t given[most_rows];
    static const char *texts[most_rows];
    for (size_t i = 1; i < rows; ++i) {
      const char *cell = cells[c][i];
      given[i - 1] = cell[0] != '\0';
      numbers[i - 1] = types[c] == 'b' ? strcmp(cell, "true") == 0 : strtod(cell, NULL);
      texts[i - 1] = cell[0] == '\0' ? NULL : cell;
    }
    if (types[c] == 't')
      must(tepid_table_add_texts(table, cells[c][0], texts, rows - 1, &why));
    else
      must(tepid_table_add_numbers(table, cells[c][0], types[c] == 'b' ? TEPID_COLUMN_BOOLEAN : TEPID_COLUMN_NUMERIC,
                                   numbers, given, rows - 1, &why));
  }
  return table;
}

int main(int argc, char **argv) {
  if (argc < 4) return 3;
  static const char *columns[most_options], *exclude[most_options], *judge[most_options], *tests[most_options];
  static tepid_column_margin margins[most_options];
  tepid_compare_options options = TEPID_COMPARE_OPTIONS_INIT;
  options.columns = columns;
  options.exclude = exclude;
  options.judge = judge;
  options.tests = tests;
  options.margins = margins;
  for (int i = 4; i < argc && i < 4 + most_options; ++i) {
    char *value = strchr(argv[i], '=');
    if (value == NULL) return 3;
    *value++ = '\0';
    const char *name = argv[i];
    if (strcmp(name, "alpha") == 0) options.alpha = strtod(value, NULL);
    else if (strcmp(name, "margin") == 0) options.margin = strtod(value, NULL);
    else if (strcmp(name, "ratio_margin") == 0) options.ratio_margin = strtod(value, NULL);
    else if (strcmp(name, "correction") == 0) options.correction = value;
    else if (strcmp(name, "cluster") == 0) options.cluster = value;
    else if (strcmp(name, "block") == 0) options.block = strtoull(value, NULL, 10);
    else if (strcmp(name, "columns") == 0) columns[options.column_count++] = value;
    else if (strcmp(name, "exclude") == 0) exclude[options.exclude_count++] = value;
    else if (strcmp(name, "judge") == 0) judge[options.judge_count++] = value;
    else if (strcmp(name, "tests") == 0) tests[options.test_count++] = value;
    else if (strncmp(name, "margin:", 7) == 0) {
      margins[options.margin_count].column = name + 7;
      margins[options.margin_count++].margin = strtod(value, NULL);
    } else return 3;
  }
  tepid_table *reference = read_table(argv[2], argv[1]), *current = read_table(argv[3], argv[1]);
  tepid_comparison *found = NULL;
  must(tepid_compare(reference, current, &options, &found, &why));
  size_t size = 0;
  must(tepid_comparison_json(found, NULL, 0, &size, &why));
  char *json = malloc(size);
  if (json == NULL) return 3;
  must(tepid_comparison_json(found, json, size, &size, &why));
  puts(json);
  free(json);
  tepid_comparison_destroy(found);
  tepid_table_destroy(reference);
  tepid_table_destroy(current);
  return 0;
}
