// registry/categorical_tests.cpp - the rows of the tests of counts.
#include "registry/rows.hpp"

#include <tepid/registered_tests.hpp>

namespace tepid::inline v0 {

std::span<const test_row* const> registered_categorical_tests() noexcept { return test_rows_of(categorical_tests{}); }

}  // namespace tepid::inline v0
