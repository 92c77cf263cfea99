// Every allocation may fail: once, or from then on. The C interface says so, leaks nothing and keeps its objects.
#include "support/catch.hpp"
#include "support/conformance.hpp"
#include "support/own_new.hpp"

#include <cstdlib>
#include <cstring>

#include <tepid/tepid.h>

namespace {

using namespace tepid_test;

/// What a program does with a detector; each step may run out of memory. Returns the number of steps that did.
int scenario(const char* name, const double* values, std::size_t count, bool& kept) {
  // The buffers are the caller's and taken from malloc, which does not fail here.
  static unsigned char before[1 << 16], after[1 << 16];
  int failed = 0;
  const auto tell = [&](tepid_status status) {
    if (status == TEPID_OK) return true;
    if (status != TEPID_OUT_OF_MEMORY) failed = 1000;
    ++failed;
    return false;
  };
  tepid_error error = TEPID_ERROR_INIT;
  tepid_detector *first = nullptr, *second = nullptr, *third = nullptr;
  const tepid_setting bad{"no_such_parameter", 1.0, nullptr};
  if (const auto status = tepid_detector_create(name, &bad, 1, &third, &error); status != TEPID_UNKNOWN_NAME)
    tell(status);
  if (tell(tepid_detector_create(name, nullptr, 0, &first, &error))) {
    tell(tepid_detector_update(first, values, count, nullptr, nullptr, &error));
    std::size_t size = 0, again = 0;
    tell(tepid_detector_save(first, before, sizeof before, &size, &error));
    if (tell(tepid_detector_clone(first, &second, &error))) tepid_detector_destroy(second);
    if (tell(tepid_detector_load(before, size, &third, &error))) tepid_detector_destroy(third);
    double value = 0;
    if (const auto status = tepid_detector_parameter(first, "none", &value, &error); status != TEPID_UNKNOWN_NAME)
      tell(status);
    before[size - 1] ^= 1;
    if (const auto status = tepid_detector_load(before, size, &third, &error); status != TEPID_BAD_CHECKSUM)
      tell(status);
    before[size - 1] ^= 1;
    tell(tepid_detector_save(first, after, sizeof after, &again, &error));
    kept = kept && size == again && std::memcmp(before, after, size) == 0;
    tepid_detector_destroy(first);
  }
  return failed;
}

/// The same of tables and their comparison. `kept`: a table that refused a column takes it afterwards.
int compare_scenario(const double* values, const char* const* texts, std::size_t count, bool& kept) {
  int failed = 0;
  const auto tell = [&](tepid_status status) {
    if (status == TEPID_OK) return true;
    failed += status == TEPID_OUT_OF_MEMORY ? 1 : 1000;
    return false;
  };
  tepid_error error = TEPID_ERROR_INIT;
  tepid_table* table = nullptr;
  tepid_comparison* found = nullptr;
  static char json[1 << 16];
  if (tell(tepid_table_create(&table, &error))) {
    const bool numbers = tell(tepid_table_add_numbers(table, "x", TEPID_COLUMN_NUMERIC, values, nullptr, count, &error));
    const bool words = tell(tepid_table_add_texts(table, "k", texts, count, &error));
    if (tell(tepid_compare(table, table, nullptr, &found, &error)))
      tell(tepid_comparison_json(found, json, sizeof json, nullptr, &error));
    until_failure = -1;
    kept = kept && (numbers || tepid_table_add_numbers(table, "x", TEPID_COLUMN_NUMERIC, values, nullptr, count, nullptr) == TEPID_OK);
    kept = kept && (words || tepid_table_add_texts(table, "k", texts, count, nullptr) == TEPID_OK);
  }
  tepid_comparison_destroy(found);
  tepid_table_destroy(table);
  return failed;
}

/// Lets the first, the second, ... allocation fail, until there is none left to fail.
template <class Scenario>
void with_failures(bool for_good, Scenario&& scenario) {
  int attempts = 0, failed = 1;
  bool kept = true, balanced = true, honest = true;
  for (long k = 0; failed > 0 && k < 10000; ++k, ++attempts) {
    const long before = live;
    until_failure = k;
    sticky_failure = for_good;
    failed = scenario(kept);
    until_failure = -1;
    balanced = balanced && live == before;
    honest = honest && failed < 1000;
  }
  CHECK(honest);    // the status was out_of_memory and nothing else
  CHECK(balanced);  // nothing leaked
  CHECK(kept);      // the object is what it was
  CHECK(failed == 0);
  CHECK(attempts > 10);
}

}  // namespace

TEST_CASE("every allocation of a comparison may fail") {
  double values[40];
  const char* texts[40];
  for (int i = 0; i < 40; ++i) {
    values[i] = i * 17 % 41;
    texts[i] = i % 7 == 0 ? nullptr : i % 2 == 0 ? "a text that is too long to be kept in place" : "b";
  }
  for (const bool for_good : {false, true})
    with_failures(for_good, [&](bool& kept) { return compare_scenario(values, texts, 40, kept); });
}

TEST_CASE("every allocation may fail, once or for good") {
  for (const auto& c : tepid_test::default_configurations()) {
    const std::string name{c.row->about.name};
    const auto values = tepid_test::stream(c.row->about.input, 1, 200, 0);
    for (const bool for_good : {false, true}) {
      INFO(name << (for_good ? ", for good" : ", once"));
      with_failures(for_good, [&](bool& kept) { return scenario(name.c_str(), values.data(), values.size(), kept); });
    }
  }
}
