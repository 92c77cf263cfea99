// A healthy year of recorded traffic: false alarms against a budget of one in 90 days over all signals, about 4 to
// expect.
//
// Recorded is one hour of conversations with a language model (Azure, November 2023: 19,366 requests in 58 minutes;
// tokens of the question, tokens of the answer, and here the seconds since the request before). What is simulated is
// how the year goes on after it: stretches of the hour, of 30 minutes on average, follow one another at random, with
// all that is within them: values, ties, order, gaps. Means of a minute are correlated for 6 minutes in the questions
// and 12 in the answers, so stretches are longer than that. What would change over hours and days is not in the
// recording, and so not in the year: it has no seasons.
//
// Source: D. N. Politis, J. P. Romano, J. Amer. Statist. Assoc. 89 (1994) 1303-1313 (the stationary bootstrap).
#include "support/catch.hpp"
#include "support/gz_csv.hpp"
#include "support/shared_data.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include <tepid/monitors/monitor.hpp>
#include <tepid/monitors/monitor_reference.hpp>
#include <tepid/numerics/normal.hpp>

namespace {

constexpr const char* recorded = "data/azure_llm_2023/AzureLLMInferenceTrace_conv.csv.gz";
constexpr double day = 86'400.0, stretch = 1800.0;  // seconds
constexpr int reference_days = 56, year_days = 365, ramp_days = 42;

struct trace {
  std::vector<double> context, generated, gap;
  [[nodiscard]] std::size_t size() const { return gap.size(); }
};

/// Seconds of the day in "2023-11-16 18:15:46.6805900".
double clock_of(std::string_view text) {
  const auto number = [&](std::size_t from, std::size_t length) {
    return std::stod(std::string{text.substr(from, length)});
  };
  return 3600.0 * number(11, 2) + 60.0 * number(14, 2) + number(17, 10);
}

trace load() {
  const auto path = tepid_test::shared_path(recorded);
  trace t{tepid_test::csv_column(path, "ContextTokens"), tepid_test::csv_column(path, "GeneratedTokens"), {}};
  const std::string text = tepid_test::gunzip(path);
  double before = 0.0;
  for (std::size_t line = text.find('\n'); line != std::string::npos && line + 1 < text.size();
       line = text.find('\n', line + 1)) {
    const double time = clock_of(std::string_view{text}.substr(line + 1, 27));
    t.gap.push_back(t.gap.empty() ? 0.1 : std::max(0.0, time - before));
    before = time;
  }
  return t;
}

/// The trace's rows in stretches at random, for ever.
class traffic {
 public:
  traffic(const trace& t, std::uint64_t seed) : trace_{&t}, random_{seed} {}
  /// The next row's number; time() is when it comes.
  std::size_t next() {
    if (time_ >= until_) {
      at_ = static_cast<std::size_t>(random_.uniform() * static_cast<double>(trace_->size()));
      until_ = time_ - stretch * std::log(1.0 - random_.uniform());
    }
    const std::size_t row = at_;
    at_ = at_ + 1 == trace_->size() ? 0 : at_ + 1;
    time_ += trace_->gap[row];
    return row;
  }
  [[nodiscard]] double time() const { return time_; }

 private:
  const trace* trace_;
  tepid::random_source random_;
  std::size_t at_ = 0;
  double time_ = 0.0, until_ = 0.0;
};

tepid::monitor_config config_of(const trace& t) {
  double seconds = 0.0;
  for (const double g : t.gap) seconds += g;
  return tepid::monitor_config{
      .name = "conversations", .budget = "1 per 90 d", .rate = static_cast<double>(t.size()) / seconds}
      .add({.name = "context", .type = tepid::signal_type::integer})
      .add({.name = "generated", .role = tepid::signal_role::output, .type = tepid::signal_type::integer})
      .add({.name = "gap", .role = tepid::signal_role::resource});
}

/// One pass over the first weeks, in blocks; `take(times, signals)`.
template <class Take>
void pass(const trace& t, std::uint64_t seed, Take&& take) {
  traffic live{t, seed};
  std::vector<double> times, context, generated, gap;
  const auto hand = [&] {
    const std::vector<tepid::signal_values> signals{{.numbers = context}, {.numbers = generated}, {.numbers = gap}};
    take(times, signals);
    for (auto* v : {&times, &context, &generated, &gap}) v->clear();
  };
  for (std::size_t row = live.next(); live.time() < reference_days * day; row = live.next()) {
    times.push_back(live.time());
    context.push_back(t.context[row]);
    generated.push_back(t.generated[row]);
    gap.push_back(t.gap[row]);
    if (times.size() == 100'000) hand();
  }
  hand();
}

/// Serves until `end`, drained each minute, answers longer by grown(time); the alarms.
template <class Grown>
std::vector<tepid::monitor_alarm> serve(tepid::monitor& m, traffic& live, const trace& t, double end, Grown&& grown) {
  std::vector<tepid::monitor_alarm> all;
  const double longest = *std::max_element(t.generated.begin(), t.generated.end());  // where answers are cut off
  tepid::shard mine = m.shard();
  for (double next = live.time() + 60.0; live.time() < end;) {
    const std::size_t row = live.next();
    if (live.time() >= next) {
      for (auto& a : m.drain(live.time())) all.push_back(std::move(a));
      next += 60.0;
    }
    const double values[]{t.context[row], std::min(longest, std::round(t.generated[row] * grown(live.time()))),
                          t.gap[row]};
    mine.observe(values, static_cast<std::int64_t>(live.time() * 1e9));
  }
  return all;
}

}  // namespace

TEST_CASE("a year of recorded traffic raises about as many alarms as its budget, and longer answers are found") {
  if (!tepid_test::have_shared(recorded)) return;
  const trace t = load();
  REQUIRE(t.size() == 19'366);
  const tepid::monitor_config config = config_of(t);
  std::printf("%.2f requests a second, 3 signals; budget 1 in 90 days: %.1f to expect in the year\n", config.rate,
              year_days / 90.0);
  std::size_t all = 0;
  for (const std::uint64_t seed : {1u, 2u, 3u, 4u, 5u}) {
    tepid::reference_builder builder{config, false};
    pass(t, seed, [&](const auto& times, const auto& signals) { builder.first_pass(times, signals); });
    builder.begin_second_pass();
    pass(t, seed, [&](const auto& times, const auto& signals) { builder.second_pass(times, signals); });
    tepid::monitor m{config, builder.finish()};

    traffic live{t, seed + 100};
    const auto alarms = serve(m, live, t, year_days * day, [](double) { return 1.0; });
    const auto s = m.snapshot(live.time());
    std::printf("seed %llu: %zu alarms in a year of %llu requests;", static_cast<unsigned long long>(seed),
                alarms.size(), static_cast<unsigned long long>(s.rows));
    for (const auto& a : alarms)
      std::printf(" [day %.0f %s %s %.2f]", a.time / day, a.signal.c_str(), std::string{to_string(a.kind)}.c_str(),
                  a.effect);
    CHECK(alarms.size() <= 8);
    CHECK(s.dropped == 0);
    CHECK(s.late == 0);
    all += alarms.size();

    // The other side: answers become twice as long within six weeks.
    const double from = live.time();
    const auto found =
        serve(m, live, t, from + ramp_days * day, [&](double now) { return 1.0 + (now - from) / (ramp_days * day); });
    const auto first = std::find_if(found.begin(), found.end(), [](const auto& a) { return a.signal == "generated"; });
    REQUIRE(first != found.end());
    const double days = (first->time - from) / day;
    std::printf(" answers twice as long in six weeks: %s, by %.2f, on day %.1f\n",
                std::string{to_string(first->kind)}.c_str(), first->effect, days);
    std::fflush(stdout);
    CHECK(days < 21);
  }
  std::printf("%zu alarms in five years; about %.0f allowed\n", all, 5 * year_days / 90.0);
}
