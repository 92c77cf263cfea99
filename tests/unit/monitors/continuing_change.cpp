// A change that stays is one piece of news; its end, and another change, are others.
#include "support/catch.hpp"

#include <vector>

#include <tepid/monitors/column_watch.hpp>
#include <tepid/monitors/profile_builder.hpp>
#include <tepid/numerics/normal.hpp>

TEST_CASE("only the first alarm of a lasting change is not a continuation") {
  tepid::random_source random{3};
  std::vector<double> reference(20'000);
  for (double& x : reference) x = tepid::normal(random);
  tepid::profile_builder builder;
  builder.add_numeric("x", reference);
  tepid::column_watch watch{builder.finish().columns().front(), {.arl0 = 1e6}};

  std::vector<std::uint64_t> news;
  std::vector<int> directions;
  int continued = 0;
  for (std::uint64_t row = 0; row < 60'000; ++row) {
    const double shift = row < 20'000 ? 0.0 : row < 30'000 ? 0.5 : row < 45'000 ? 0.0 : -1.0;
    const auto alarm = watch.update(tepid::normal(random) + shift, row);
    if (!alarm) continue;
    if (alarm->continues) {
      ++continued;
    } else {
      news.push_back(row);
      directions.push_back(alarm->direction);
    }
  }
  REQUIRE(news.size() == 2);
  CHECK((news[0] >= 20'000 && news[0] < 20'300));
  CHECK((news[1] >= 45'000 && news[1] < 45'100));
  CHECK(directions == std::vector<int>{1, -1});
  CHECK(continued > 100);
}
