// tests/support/golden_monitors.hpp - saved states of monitors, each with its configuration and its reference.
//
// tests/golden/monitors/NAME/ holds config.json, reference.tepid, vN.bin (a state of payload version N; v4b: with the check
// outlier and version 2 of new_atom) and vN.json:
// what a reader must find in it, how long its parts are, and what a monitor that goes on from it must say.
#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include <tepid/monitors/monitor.hpp>
#include <tepid/monitors/profile.hpp>
#include <tepid/reports/config_json.hpp>

#include "fuzz/monitor_setups.hpp"
#include "support/paths.hpp"

namespace tepid_test::golden {

/// When the golden states were saved.
inline constexpr double monitor_saved = fuzz::begin + 1300;

[[nodiscard]] inline std::filesystem::path monitor_folder() { return source_folder() / "tests/golden/monitors"; }

[[nodiscard]] inline std::string text_of(const std::filesystem::path& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, std::istreambuf_iterator<char>{}};
}
[[nodiscard]] inline std::vector<std::byte> bytes_of(const std::filesystem::path& path) {
  const std::string text = text_of(path);
  const auto all = std::as_bytes(std::span{text});
  return {all.begin(), all.end()};
}

/// What a state says: counts alone, and numbers that no rounding can change.
[[nodiscard]] inline nlohmann::json said_by(const tepid::monitor& m, double now) {
  const tepid::monitor_snapshot s = m.snapshot(now);
  nlohmann::json out{{"rows", s.rows}, {"late", s.late}, {"rejected", s.rejected}, {"alarms", s.alarms}};
  for (const tepid::signal_snapshot& signal : s.signals)
    out["signals"].push_back({{"name", signal.name},
                              {"observed", signal.observed},
                              {"missing", signal.not_finite.missing},
                              {"nan", signal.not_finite.nan},
                              {"negative infinity", signal.not_finite.negative_infinity},
                              {"positive infinity", signal.not_finite.positive_infinity},
                              {"outside", signal.outside},
                              {"alarms", signal.alarms},
                              {"latched", signal.latched}});
  out["labels"] = {{"matched", s.labels.matched}, {"unknown", s.labels.unknown},
                   {"duplicate", s.labels.duplicate}, {"evicted", s.labels.evicted}};
  return out;
}

/// What a monitor says that goes on from a state: healthy rows, then shifted ones.
[[nodiscard]] inline nlohmann::json goes_on(tepid::monitor& m, double from) {
  tepid::random_source random{11};
  fuzz::feed(m, random, from, 200, 0.0);
  fuzz::feed(m, random, from + 200, 200, -2.0);
  return said_by(m, from + 400);
}

}  // namespace tepid_test::golden
