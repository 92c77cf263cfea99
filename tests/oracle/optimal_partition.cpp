// The cheapest partitions against ruptures and against dynamic programming over every last change.
#include "support/catch.hpp"
#include "support/paths.hpp"

#include <fstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <tepid/two_sample/optimal_partition.hpp>

TEST_CASE("partitions cost what independent programs find, to the last change") {
  const auto data = nlohmann::json::parse(std::ifstream{tepid_test::source_folder() / "tests/oracle/optimal_partition.json"});
  std::size_t changes = 0;
  for (const auto& c : data.at("cases")) {
    const std::vector<double> series = c.at("series");
    const bool mean = c.at("kind") == "mean";
    const auto cut = tepid::optimal_partition(
        series, {.kind = mean ? tepid::change_kind::mean : tepid::change_kind::mean_variance,
                 .penalty = c.at("penalty"),
                 .min_segment = c.at("min_segment"),
                 .variance_floor = c.at("floor")});
    INFO(c.at("kind").get<std::string>() << " by " << c.at("by").get<std::string>() << ", penalty "
                                         << c.at("penalty").get<double>() << ", least " << c.at("min_segment").get<int>());
    CHECK(cut.starts == c.at("starts").get<std::vector<std::size_t>>());
    CHECK(cut.cost == Approx(c.at("cost").get<double>()).epsilon(1e-9).margin(1e-6));
    changes += cut.starts.size();
  }
  CHECK(data.at("cases").size() == 72);
  CHECK(changes > 300);
}
