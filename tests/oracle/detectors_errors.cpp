// Alarms of river, frouros and MOA, and of definitions computed in Python, on seven streams of 0 and 1
// (detectors_errors.json, written by detectors_errors.py, which names the versions).
#include "support/catch.hpp"
#include "support/paths.hpp"

#include <fstream>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <tepid/registry.hpp>

using nlohmann::json;

namespace {

/// Rows in which another library departs from the method; docs/detectors tells how. Each is checked to differ still.
const std::set<std::string> departures{
    // river's EWMA starts anew while it is 0, and its squared weights do not start at 1.
    "river HDDM_W fall", "river HDDM_W ramp", "river HDDM_W long", "river HDDM_W two-sided fall",
    "river HDDM_W two-sided rare", "river HDDM_W two-sided coin", "river HDDM_W two-sided ramp",
    "river HDDM_W two-sided long",
    // Both take the absolute value after the continuity correction, and divide 0 by 0 while all outcomes are alike.
    "frouros STEPD rare", "frouros STEPD ramp", "MOA STEPD rare", "MOA STEPD ramp",
    // MOA sets a highest distance one value earlier.
    "MOA EDDM step",
    // MOA starts anew after a fall and does not report it.
    "MOA HDDM_W_Test_two fall", "MOA HDDM_W_Test_two ramp", "MOA HDDM_W_Test_two long"};

std::vector<double> values(const json& stream) {
  std::uint64_t word = stream.at("seed");
  std::vector<double> xs;
  for (const auto& part : stream.at("parts"))
    for (std::size_t i = 0; i < part.at(0).get<std::size_t>(); ++i) {
      word = word * 6364136223846793005u + 1442695040888963407u;
      xs.push_back(static_cast<double>(word >> 11) * 0x1p-53 < part.at(1).get<double>() ? 1.0 : 0.0);
    }
  return xs;
}

tepid::setting setting_of(const std::string& name, const json& value) {
  if (value.is_string()) return {.name = name, .text = value.get_ref<const std::string&>()};
  return {.name = name, .value = value.get<double>()};
}

}  // namespace

TEST_CASE("detectors of error streams alarm and warn where other libraries do") {
  const json all = json::parse(std::ifstream{tepid_test::source_folder() / "tests/oracle/detectors_errors.json"});
  std::size_t same = 0;
  for (const auto& row : all.at("rows")) {
    const std::string stream = row.at("stream");
    const std::string title =
        row.at("library").get<std::string>() + " " + row.at("title").get<std::string>() + " " + stream;
    INFO(title);
    std::vector<tepid::setting> settings;
    for (const auto& item : row.at("settings").items()) settings.push_back(setting_of(item.key(), item.value()));
    const auto d = tepid::make_detector(row.at("detector").get<std::string>(), settings);
    std::vector<std::size_t> alarms;
    const auto xs = values(all.at("streams").at(stream));
    long warning = -1;
    for (std::size_t i = 0; i < xs.size(); ++i) {
      const tepid::state s = d->update(xs[i]);
      if (s == tepid::state::warning && warning < 0 && alarms.empty()) warning = static_cast<long>(i);
      if (s != tepid::state::drift) continue;
      alarms.push_back(i);
      if (row.at("rearm").get<bool>())
        d->rearm();
      else
        d->reset();
    }
    const bool agree = alarms == row.at("alarms").get<std::vector<std::size_t>>() && warning == row.at("first_warning");
    CHECK(agree == !departures.count(title));
    same += agree;
  }
  CHECK(same >= 174);
}
