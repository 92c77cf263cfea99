// tests/support/monitored.hpp - a small service whose monitor the tests watch.
#pragma once

#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tepid/monitors/monitor.hpp>
#include <tepid/monitors/monitor_reference.hpp>
#include <tepid/numerics/normal.hpp>

namespace tepid_test {

/// One row: an amount, a probability, a country, an embedding of 3 dimensions. One a second.
struct request {
  double amount, score;
  std::string_view country;
  std::vector<double> embedding;
};

class service {
 public:
  explicit service(std::uint64_t seed) : random_{seed} {}
  request next() {
    static constexpr std::string_view countries[] = {"de", "fr", "it", "es"};
    const double u = random_.uniform();
    request r{100.0 + 10.0 * tepid::normal(random_), 0.0, countries[u < 0.5 ? 0 : u < 0.8 ? 1 : u < 0.95 ? 2 : 3],
              {tepid::normal(random_), 2.0 + tepid::normal(random_), 3.0 * tepid::normal(random_)}};
    r.score = 1.0 / (1.0 + std::exp(2.0 - 1.5 * tepid::normal(random_)));
    return r;
  }
  tepid::random_source& random() { return random_; }

 private:
  tepid::random_source random_;
};

/// Windows of 5 minutes, no season.
inline tepid::monitor_config service_config() {
  tepid::monitor_config c{.name = "service", .budget = "1 per 90 d", .rate = 1.0};
  c.add({.name = "amount"})
      .add({.name = "score", .role = tepid::signal_role::output, .threshold = 0.5})
      .add({.name = "country", .type = tepid::signal_type::categorical, .margin = 0.05})
      .add({.name = "embedding", .type = tepid::signal_type::vector, .dimensions = 3});
  c.window_seconds = 300.0;
  c.season_seconds = 0.0;
  c.trailing_seconds = 86'400.0;
  c.threads = 4;
  return c;
}

/// Of so many healthy seconds from time 0 on.
inline tepid::profile service_reference(const tepid::monitor_config& config, std::size_t seconds, std::uint64_t seed = 1) {
  service healthy{seed};
  std::vector<double> times, amount, score, embedding;
  std::vector<std::optional<std::string_view>> country;
  for (std::size_t i = 0; i < seconds; ++i) {
    const request r = healthy.next();
    times.push_back(static_cast<double>(i));
    amount.push_back(r.amount);
    score.push_back(r.score);
    country.emplace_back(r.country);
    embedding.insert(embedding.end(), r.embedding.begin(), r.embedding.end());
  }
  const std::vector<tepid::signal_values> signals{
      {.numbers = amount}, {.numbers = score}, {.texts = country}, {.numbers = embedding}};
  return tepid::make_reference(config, times, signals);
}

/// Feeds a monitor a request a second from `from` on, drained each minute; `change(request, second)` spoils what it will.
template <class Change>
std::vector<tepid::monitor_alarm> run(tepid::monitor& m, service& live, double from, std::size_t seconds, Change&& change) {
  std::vector<tepid::monitor_alarm> all;
  tepid::shard mine = m.shard();
  std::vector<double> row;
  for (std::size_t i = 0; i < seconds; ++i) {
    request r = live.next();
    change(r, i);
    row = {r.amount, r.score, m.code("country", r.country)};
    row.insert(row.end(), r.embedding.begin(), r.embedding.end());
    const double now = from + static_cast<double>(i);
    mine.observe(row, static_cast<std::int64_t>(now * 1e9));
    if (i % 60 == 59)
      for (auto& a : m.drain(now + 1.0)) all.push_back(std::move(a));
  }
  return all;
}

}  // namespace tepid_test
