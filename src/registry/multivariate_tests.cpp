// registry/multivariate_tests.cpp - the rows of the tests of rows of numbers.
#include "registry/rows.hpp"

#include <tepid/registered_tests.hpp>

namespace tepid::inline v0 {

std::span<const test_row* const> registered_multivariate_tests() noexcept { return test_rows_of(multivariate_tests{}); }

}  // namespace tepid::inline v0
