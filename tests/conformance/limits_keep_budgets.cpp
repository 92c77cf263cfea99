// A designed limit keeps its budget on values of the detector's own kind, drawn here and not by the design.
#include "support/catch.hpp"
#include "support/own_inputs.hpp"

#include <set>
#include <string_view>

using namespace tepid_test;

TEST_CASE("every detector has an input of its own kind here") {
  std::set<std::string_view> named;
  for (const own_input& input : own_inputs()) named.insert(input.name);
  for (const tepid::registry_row* row : tepid::registered_detectors()) {
    INFO(row->about.name);
    CHECK(named.count(row->about.name) == 1);
  }
}

TEST_CASE("limits for 200 keep the budget") {
  for (const own_input& input : own_inputs()) check_limit(input, 200, 600, 11);
}

TEST_CASE("limits for 2000 keep the budget") {
  for (const own_input& input : own_inputs()) check_limit(input, 2000, 120, 12);
}
