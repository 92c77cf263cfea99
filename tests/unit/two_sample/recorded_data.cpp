// Comparisons of recorded data, against numbers that an independent program computed.
#include "support/catch.hpp"
#include "support/gz_csv.hpp"
#include "support/shared_data.hpp"

#include <cmath>
#include <fstream>
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <tepid/registry.hpp>
#include <tepid/sketches/bins.hpp>

namespace {

struct samples {
  std::vector<double> reference, current;
};

/// The samples that a key of the file names.
samples of(const std::string& key) {
  const auto column = [&](const std::string& file, const std::string& name) {
    return tepid_test::csv_column(tepid_test::shared_path("data/" + file), name);
  };
  const std::string name = key.substr(key.rfind(' ') + 1);
  if (key.starts_with("elec2")) {
    auto all = column("elec2/elec.csv.gz", name);
    return {{all.begin(), all.begin() + 17424}, {all.begin() + 17424, all.end()}};
  }
  auto conversations = column("azure_llm_2023/AzureLLMInferenceTrace_conv.csv.gz", name);
  if (key.starts_with("azure conv->code"))
    return {conversations, column("azure_llm_2023/AzureLLMInferenceTrace_code.csv.gz", name)};
  const auto middle = conversations.begin() + static_cast<std::ptrdiff_t>(conversations.size() / 2);
  return {{conversations.begin(), middle}, {middle, conversations.end()}};
}

}  // namespace

TEST_CASE("recorded data give the published distances") {
  if (!tepid_test::have_shared("data/reference_two_sample/reference_open.json")) return;
  const auto expected =
      nlohmann::json::parse(std::ifstream{tepid_test::shared_path("data/reference_two_sample/reference_open.json")});
  REQUIRE(expected.size() == 8);
  for (const auto& [key, e] : expected.items()) {
    INFO(key);
    const samples s = of(key);
    REQUIRE(s.reference.size() == e.at("n_ref"));
    REQUIRE(s.current.size() == e.at("n_cur"));
    const auto ks = tepid::run_test("kolmogorov_smirnov", {}, s.reference, s.current);
    CHECK(std::fabs(ks.statistic - e.at("ks_D").get<double>()) < 1e-12);
    CHECK(ks.p_value < 1e-20);
    CHECK((ks.effect_low > 0) == (ks.effect > 0));
    CHECK((ks.effect_high > 0) == (ks.effect > 0));
    const tepid::setting few[] = {{"permutations", 99}, {"resamples", 19}};
    const auto w = tepid::run_test("wasserstein", few, s.reference, s.current);
    CHECK(std::fabs(w.statistic - e.at("wasserstein1").get<double>()) < 1e-12 * w.statistic);
    CHECK(w.p_value == 0.01);
    const tepid::setting merged[] = {{"outside", 0, "merged"}};
    const auto psi = tepid::run_test("psi", merged, s.reference, s.current);
    CHECK(std::fabs(psi.statistic - e.at("psi_ref_deciles_eps1e-4").get<double>()) < 1e-12);
    CHECK(psi.p_value < 1e-20);
    CHECK(psi.reference == s.reference.size());
    CHECK(psi.current == s.current.size());
    auto sorted = s.reference;
    std::sort(sorted.begin(), sorted.end());
    CHECK(tepid::bins::on_quantiles(sorted, 10).counts().size() == e.at("psi_bins"));
  }
}
