// tests/support/window_oracle.hpp - the streams of tests/oracle/detectors_windows.py, and alarms on streams.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <tepid/core/status.hpp>

#include "support/paths.hpp"
#include "support/truth.hpp"

namespace tepid_test {

/// One part of what the scripts wrote. By value: a loop over a member of a temporary would outlive it.
inline nlohmann::json window_oracle(const std::string& part) {
  const std::string path = tepid_test::source_folder() / "tests/oracle/detectors_windows.json";
  return nlohmann::json::parse(std::ifstream{path}).at(part);
}

/// The script's stream, bit for bit.
inline std::vector<double> window_stream(std::uint64_t seed, const std::vector<double>& sizes, bool whole) {
  std::vector<double> xs;
  for (std::size_t i = 0; i < 1000 * sizes.size(); ++i) {
    std::uint64_t total = 0;
    for (int k = 0; k < 4; ++k) total += (seed = seed * 6364136223846793005u + 1442695040888963407u) >> 48;
    const double x = static_cast<double>(total) / 65536.0 - 2.0 + sizes[i / 1000];
    xs.push_back(whole ? std::floor(3.0 * x) : x);
  }
  return xs;
}
inline std::vector<double> window_stream(const nlohmann::json& entry) {
  return window_stream(entry.at("seed"), entry.at("sizes"), entry.at("whole"));
}

/// A published stream by its name.
inline std::vector<double> published_stream(const std::string& name) {
  const auto all = nlohmann::json::parse(std::ifstream{truth_path("detector_vectors.json")});
  for (const auto& s : all)
    if (s.at("name") == name) return s.at("values");
  throw std::runtime_error{"no stream " + name};
}

enum class after_alarm { reset, rearm };

/// Indices of the alarms.
template <class D>
std::vector<std::size_t> alarms_of(const typename D::params& p, const std::vector<double>& xs, after_alarm then) {
  D d{p};
  std::vector<std::size_t> found;
  for (std::size_t at = 0; at < xs.size();) {
    at += d.update(std::span{xs}.subspan(at));
    if (d.status() != tepid::state::drift) continue;
    found.push_back(at - 1);
    then == after_alarm::reset ? d.reset() : d.rearm();
  }
  return found;
}

}  // namespace tepid_test
