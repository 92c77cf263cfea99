// Recorded traffic of a language model's server: conversations, then, from a known row on, code completion.
#include "support/catch.hpp"
#include "support/gz_csv.hpp"
#include "support/shared_data.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

#include <tepid/monitors/column_watch.hpp>
#include <tepid/monitors/profile_builder.hpp>

namespace {

constexpr std::size_t reference_rows = 10'000;

struct trace {
  std::vector<double> values;
  std::size_t join = 0;  // the first row of the other service
};

trace spliced(const std::string& column) {
  const std::string path = "data/azure_llm_2023/AzureLLMInferenceTrace_";
  trace t{tepid_test::csv_column(tepid_test::shared_path(path + "conv.csv.gz"), column), 0};
  const auto code = tepid_test::csv_column(tepid_test::shared_path(path + "code.csv.gz"), column);
  t.join = t.values.size();
  t.values.insert(t.values.end(), code.begin(), code.end());
  return t;
}

std::vector<tepid::watch_alarm> alarms(const trace& t, const tepid::watch_params& params) {
  tepid::profile_builder builder;
  builder.add_numeric("column", std::span{t.values}.first(reference_rows));
  const tepid::profile profile = builder.finish();
  tepid::column_watch watch{profile.columns()[0], params};
  INFO("limit " << watch.limit() << ", rates " << watch.rates());
  std::vector<tepid::watch_alarm> found;
  for (std::size_t row = reference_rows; row < t.values.size(); ++row)
    if (const auto alarm = watch.update(t.values[row], row)) found.push_back(*alarm);
  return found;
}

bool have_traces() { return tepid_test::have_shared("data/azure_llm_2023/AzureLLMInferenceTrace_conv.csv.gz"); }

}  // namespace

TEST_CASE("the answers' length alarms soon after the services change and not before, whatever the random ranks") {
  if (!have_traces()) return;
  const trace t = spliced("GeneratedTokens");
  REQUIRE(t.join == 19'366);
  REQUIRE(t.values.size() == 28'185);
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const auto found = alarms(t, {.seed = seed});
    REQUIRE_FALSE(found.empty());
    const auto& first = found.front();
    INFO("seed " << seed << ": row " << first.row << ", onset " << first.onset << ", effect " << first.effect);
    CHECK(first.row >= t.join);
    CHECK(first.row < t.join + 60);
    CHECK(first.direction == -1);
    CHECK(first.effect < -0.5);
    CHECK(first.statistic > first.limit);
    CHECK(first.onset >= t.join - 30);
    CHECK(first.onset <= first.row);
  }
}

TEST_CASE("the questions' length moves within the conversations already") {
  if (!have_traces()) return;
  const trace t = spliced("ContextTokens");
  const auto found = alarms(t, {});
  REQUIRE_FALSE(found.empty());
  CHECK(found.front().row < t.join);
}
