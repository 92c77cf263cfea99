// Limits for 10,000 as they are designed by default keep the budget on values of the detector's own kind; some minutes.
#include "support/catch.hpp"
#include "support/own_inputs.hpp"

using namespace tepid_test;

TEST_CASE("limits for 10000 keep the budget") {
  for (const own_input& input : own_inputs()) check_limit(input, 10'000, 2000, 13);
}
