// A column's watch allocates nothing after construction, alarms included.
#include "support/catch.hpp"
#include "support/own_new.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include <tepid/monitors/column_watch.hpp>
#include <tepid/monitors/profile_builder.hpp>

using tepid_test::allocations;

TEST_CASE("watching, missing values and alarms do not allocate") {
  tepid::random_source random{1};
  std::vector<double> reference(2000);
  for (double& x : reference) x = tepid::normal(random);
  tepid::profile_builder builder;
  builder.add_numeric("x", reference);
  const auto profile = builder.finish();
  tepid::column_watch watch{profile.columns()[0], {.arl0 = 1e4}};
  static_assert(noexcept(watch.update(0.0, 0)));
  const std::size_t before = allocations;
  for (std::uint64_t row = 0; row < 5000; ++row) {
    watch.update(tepid::normal(random) + (row > 3000 ? 1.0 : 0.0), row);
    watch.update(std::numeric_limits<double>::quiet_NaN(), row);
  }
  const std::size_t after = allocations;
  CHECK(after == before);
  CHECK(watch.alarms() > 0);
}
