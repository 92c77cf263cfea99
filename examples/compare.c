/* Has a table drifted? The verdict of tepid compare through the C interface. */
#include <stdio.h>

#include <tepid/tepid.h>

enum { rows = 2000 };

/* A latency and a model for each row; `more` milliseconds are what became slower. */
static tepid_table *make_table(double more) {
  static double latency[rows];
  static const char *model[rows];
  for (int i = 0; i < rows; ++i) {
    latency[i] = 20.0 + more + (i * 7919) % 1009 / 100.0;
    model[i] = i % 2 == 0 ? "large" : "small";
  }
  tepid_table *table = NULL;
  if (tepid_table_create(&table, NULL) != TEPID_OK) return NULL;
  tepid_table_add_numbers(table, "latency", TEPID_COLUMN_NUMERIC, latency, NULL, rows, NULL);
  tepid_table_add_texts(table, "model", model, rows, NULL);
  return table;
}

int main(void) {
  tepid_table *reference = make_table(0.0), *current = make_table(3.0);

  tepid_compare_options options = TEPID_COMPARE_OPTIONS_INIT;
  options.margin = 0.05; /* 5 of 100 values that moved matter */
  tepid_error why = TEPID_ERROR_INIT;
  tepid_comparison *found = NULL;
  if (tepid_compare(reference, current, &options, &found, &why) != TEPID_OK) {
    fprintf(stderr, "%s\n", why.message);
    return 2;
  }

  tepid_verdict verdict = TEPID_VERDICT_INCONCLUSIVE;
  tepid_comparison_verdict(found, &verdict, NULL);
  printf("%s\n", tepid_verdict_name(verdict));
  size_t columns = 0;
  tepid_comparison_size(found, &columns, NULL);
  for (size_t i = 0; i < columns; ++i) {
    tepid_column_comparison c = TEPID_COLUMN_COMPARISON_INIT;
    tepid_comparison_column(found, i, &c, NULL);
    printf("%s: %s, %.0f %% moved\n", c.name, tepid_verdict_name(c.verdict), 100.0 * c.moved);
  }
  tepid_comparison_destroy(found);
  tepid_table_destroy(reference);
  tepid_table_destroy(current);
  return verdict == TEPID_VERDICT_DRIFT ? 0 : 1;
}
