/* tests/c/check.h - the least that a C test needs. */
#ifndef TEPID_TESTS_C_CHECK_H
#define TEPID_TESTS_C_CHECK_H

#include <stdio.h>

static int checks = 0, failures = 0;

#define CHECK(condition)                                                       \
  do {                                                                         \
    ++checks;                                                                  \
    if (!(condition)) {                                                        \
      ++failures;                                                              \
      printf("%s:%d: failed: %s\n", __FILE__, __LINE__, #condition);           \
    }                                                                          \
  } while (0)

/* The program's exit code. */
static int verdict(void) {
  printf("%d checks, %d failed\n", checks, failures);
  return failures != 0 || checks == 0;
}

#endif
