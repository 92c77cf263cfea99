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

}  // namespace

TEST_CASE("every allocation may fail, once or for good") {
  for (const auto& c : tepid_test::default_configurations()) {
    const std::string name{c.row->about.name};
    const auto values = tepid_test::stream(c.row->about.input, 1, 200, 0);
    for (const bool for_good : {false, true}) {
      int attempts = 0, failed = 1;
      bool kept = true, balanced = true, honest = true;
      for (long k = 0; failed > 0 && k < 10000; ++k, ++attempts) {
        const long before = live;
        until_failure = k;
        sticky_failure = for_good;
        failed = scenario(name.c_str(), values.data(), values.size(), kept);
        until_failure = -1;
        balanced = balanced && live == before;
        honest = honest && failed < 1000;
      }
      INFO(name << (for_good ? ", for good" : ", once"));
      CHECK(honest);    // the status was out_of_memory and nothing else
      CHECK(balanced);  // nothing leaked
      CHECK(kept);      // the detector has the bytes that it had
      CHECK(failed == 0);
      CHECK(attempts > 10);
    }
  }
}
