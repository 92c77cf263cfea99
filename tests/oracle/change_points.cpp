// Change points of a series against what Apache Otava's tests expect of 365 benchmark results of TigerBeetle.
#include "support/catch.hpp"

#include <fstream>
#include <regex>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <tepid/two_sample/change_points.hpp>

#include "support/shared_data.hpp"

TEST_CASE("the points that Otava finds in TigerBeetle's series, for ten settings") {
  const std::string file = "data/perf_otava_tigerbeetle/tigerbeetle.json";
  if (!tepid_test::have_shared(file)) return;
  const auto data = nlohmann::json::parse(std::ifstream{tepid_test::shared_path(file)});
  const std::vector<double> series = data.at("series");
  REQUIRE(series.size() == 365);
  std::size_t cases = 0;
  for (const auto& c : data.at("expected")) {
    const std::string text = c.at("params");
    INFO(text);
    std::smatch found;
    REQUIRE(std::regex_search(
        text, found, std::regex{"window_len=([0-9]+), max_pvalue=([0-9.e-]+), min_magnitude=([0-9.e-]+)"}));
    std::vector<std::size_t> points;
    for (const auto& p : tepid::find_change_points(series, {.window = std::stoul(found[1]),
                                                            .max_pvalue = std::stod(found[2]),
                                                            .min_magnitude = std::stod(found[3]),
                                                            .merge = tepid::merge_rule::otava}))
      points.push_back(p.index);
    CHECK(points == c.at("expected_indexes").get<std::vector<std::size_t>>());
    ++cases;
  }
  CHECK(cases == 10);
}
