// The alarms of other libraries on published streams, detector by detector and variant by variant.
// The streams and what their libraries report were computed outside this project; 0-based indices.
#include "support/catch.hpp"
#include "support/truth.hpp"

#include <fstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <tepid/registry.hpp>

namespace {

using tepid::setting;

std::vector<double> stream(const std::string& name) {
  const auto all = nlohmann::json::parse(std::ifstream{tepid_test::truth_path("detector_vectors.json")});
  for (const auto& s : all)
    if (s.at("name") == name) return s.at("values");
  throw std::runtime_error{"no stream " + name};
}

/// Indices of the alarms; the detector starts anew after each.
std::vector<std::size_t> alarms(std::string_view detector, const std::vector<setting>& settings,
                                const std::vector<double>& xs) {
  const auto d = tepid::make_detector(detector, settings);
  std::vector<std::size_t> found;
  for (std::size_t at = 0; at < xs.size();) {
    at += d->update(std::span{xs}.subspan(at));
    if (d->status() == tepid::state::drift) {
      found.push_back(at - 1);
      d->reset();
    }
  }
  return found;
}

using indices = std::vector<std::size_t>;

std::vector<setting> page_hinkley(std::string_view form) {
  return {{"delta", 0.005}, {"threshold", 50}, {"alpha", 0.9999}, {"min_samples", 30}, {"form", 0, form}};
}
std::vector<setting> running_cusum(double h) {
  return {{"k", 0.005}, {"h", h}, {"baseline", 0, "running"}, {"warm_up", 30}, {"side", 0, "up"}};
}

}  // namespace

TEST_CASE("page_hinkley alarms where other libraries' variants do") {
  CHECK(alarms("page_hinkley", page_hinkley("clipped"), stream("uniform_0_1_then_0_7")) == indices{1020, 1991});
  CHECK(alarms("page_hinkley", page_hinkley("extremum"), stream("uniform_0_1_then_0_7")) ==
        indices{1020, 1397, 1548, 1988});
  CHECK(alarms("page_hinkley", page_hinkley("clipped"), stream("coin_then_4_to_7")).front() == 1006);
  CHECK(alarms("page_hinkley", page_hinkley("unclipped"), stream("normal_02_then_08")).front() == 1094);
  CHECK(alarms("page_hinkley", page_hinkley("unclipped"), stream("coin_then_4_to_7_capymoa")) == indices{1014, 1685});
}

TEST_CASE("cusum alarms where other libraries' variants do") {
  CHECK(alarms("cusum", {{"k", 0.5}, {"h", 5}, {"baseline", 0, "learned"}, {"warm_up", 30}}, stream("gauss_step_3sd")) ==
        indices{201, 251});
  CHECK(alarms("cusum", running_cusum(50), stream("normal_02_then_08")).front() == 1086);
  CHECK(alarms("cusum", running_cusum(60), stream("coin_then_4_to_7_capymoa")) == indices{1011, 1556});
}
