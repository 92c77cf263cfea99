// tests/fuzz/monitor_setups.hpp - the monitors whose saved states are changed: each kind of part in one of them.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tepid/core/random.hpp>
#include <tepid/monitors/monitor.hpp>
#include <tepid/monitors/monitor_reference.hpp>
#include <tepid/monitors/profile_builder.hpp>
#include <tepid/numerics/normal.hpp>

namespace fuzz {

struct monitor_setup {
  tepid::monitor_config config;
  tepid::profile reference;
};

/// When what is watched begins, seconds since 1970.
inline constexpr double begin = 1e6;

/// The values of a row that is like the reference's, but for `shift` standard deviations.
inline void fill_row(const tepid::monitor_config& config, tepid::random_source& random, double shift,
                     std::vector<double>& row) {
  row.clear();
  for (const tepid::signal_config& s : config.signals) {
    for (std::uint32_t i = 0; i < s.dimensions; ++i) {
      const double z = tepid::normal(random) + shift;
      row.push_back(s.type == tepid::signal_type::categorical ? std::floor(3.0 * random.uniform() + shift)
                    : s.type == tepid::signal_type::integer   ? std::floor(10.0 + 3.0 * z)
                    : s.role == tepid::signal_role::output    ? 1.0 / (1.0 + std::exp(2.0 - z))
                                                              : z);
    }
  }
}

[[nodiscard]] inline tepid::profile reference_of(const tepid::monitor_config& config, std::size_t rows) {
  tepid::random_source random{7};
  std::vector<double> row, times;
  std::vector<std::vector<double>> numbers(config.signals.size());
  for (std::size_t i = 0; i < rows; ++i) {
    times.push_back(static_cast<double>(i));
    fill_row(config, random, 0.0, row);
    std::size_t place = 0;
    for (std::size_t s = 0; s < config.signals.size(); ++s)
      for (std::uint32_t d = 0; d < config.signals[s].dimensions; ++d) numbers[s].push_back(row[place++]);
  }
  std::vector<tepid::signal_values> signals;
  for (std::size_t s = 0; s < config.signals.size(); ++s)
    signals.push_back(config.signals[s].role == tepid::signal_role::segment
                          ? tepid::signal_values{}
                          : tepid::signal_values{.numbers = numbers[s], .texts = {}});
  return tepid::make_reference(config, times, signals);
}

[[nodiscard]] inline tepid::monitor_config small_config(std::string name) {
  tepid::monitor_config c;
  c.name = std::move(name);
  c.budget = "1 per 90 d";
  c.rate = 1.0;
  c.window_seconds = 60.0;
  c.season_seconds = 0.0;
  c.trailing_seconds = 3600.0;
  c.threads = 2;
  c.ring_values = 1024;
  return c;
}

/// Made once.
[[nodiscard]] inline const std::vector<monitor_setup>& monitor_setups() {
  static const std::vector<monitor_setup> made = [] {
    std::vector<monitor_setup> all;
    {  // numbers, an output with a threshold, categories; binary quality with floors, falls, segments and an audit
      tepid::monitor_config c = small_config("binary");
      c.add({.name = "amount"})
          .add({.name = "score", .role = tepid::signal_role::output, .threshold = 0.5})
          .add({.name = "country", .type = tepid::signal_type::categorical, .margin = 0.05})
          .add({.name = "shop", .role = tepid::signal_role::segment, .type = tepid::signal_type::categorical});
      auto& q = c.quality.emplace();
      q.settings.least_probability = 0.1;
      q.floors = {{"recall", 0.5}};
      q.references = {{"accuracy", 0.9, 0.02}};
      q.capacity = 16;
      q.horizon_seconds = 240.0;
      q.cohort_seconds = 120.0;
      q.matures_after_seconds = 120.0;
      q.most_segments = 1;
      q.audit = tepid::audit_params{.reference = 0.05, .tolerance = 1.5, .alpha = 0.05};
      all.push_back({c, reference_of(c, 60 * 150)});
    }
    {  // a season, a vector, counts; errors of a regression
      tepid::monitor_config c = small_config("regression");
      c.season_seconds = 600.0;
      c.add({.name = "tokens", .type = tepid::signal_type::integer})
          .add({.name = "embedding", .type = tepid::signal_type::vector, .dimensions = 3});
      auto& q = c.quality.emplace();
      q.settings.kind = tepid::quality_kind::regression;
      q.settings.most_error = 10.0;
      q.floors = {{"mae", 3.0}};
      q.capacity = 16;
      q.horizon_seconds = 400.0;
      q.cohort_seconds = 200.0;
      all.push_back({c, reference_of(c, 60 * 150)});
    }
    {  // windows by rows; three classes
      tepid::monitor_config c = small_config("multiclass");
      c.window_rows = 50;
      c.add({.name = "latency", .role = tepid::signal_role::resource});
      auto& q = c.quality.emplace();
      q.settings.kind = tepid::quality_kind::multiclass;
      q.settings.classes = 3;
      q.floors = {{"accuracy", 0.5}};
      q.capacity = 16;
      q.horizon_seconds = 300.0;
      q.cohort_seconds = 100.0;
      all.push_back({c, reference_of(c, 50 * 150)});
    }
    {  // a reference that has no windows, and no labels
      tepid::monitor_config c = small_config("windowless");
      c.add({.name = "amount"});
      std::vector<double> values;
      tepid::random_source random{3};
      for (int i = 0; i < 500; ++i) values.push_back(tepid::normal(random));
      tepid::profile_builder builder;
      builder.add_numeric("amount", values);
      all.push_back({c, builder.finish()});
    }
    return all;
  }();
  return made;
}

/// Feeds `seconds` from `from` on, a row a second, predictions and labels among them, drained each 20 seconds.
inline void feed(tepid::monitor& m, tepid::random_source& random, double from, std::size_t seconds, double shift) {
  tepid::shard mine = m.shard();
  std::vector<double> row;
  const tepid::quality_kind kind =
      m.config().quality ? m.config().quality->settings.kind : tepid::quality_kind::binary;
  for (std::size_t i = 0; i < seconds; ++i) {
    const double now = from + static_cast<double>(i);
    const auto time = static_cast<std::int64_t>(now * 1e9);
    fill_row(m.config(), random, shift, row);
    if (i % 13 == 5) row[0] = std::numeric_limits<double>::quiet_NaN();
    if (i % 29 == 7) row[0] = std::numeric_limits<double>::infinity();
    if (i % 31 == 8) row[0] = -1e300;
    mine.observe(row, time);
    mine.observe(0, shift, time);
    if (m.config().quality) {
      const auto id = static_cast<std::uint64_t>(time / 1'000'000'000);
      const double u = random.uniform();
      const bool yes = u < 0.5;
      mine.observe(tepid::prediction_event{.id = id, .score = u, .label = yes ? 1 : 0,
                                           .segment = static_cast<std::uint32_t>(i % 4)},
                   time);
      const bool right = random.uniform() < 0.9 - 0.2 * shift;
      const double outcome = kind == tepid::quality_kind::regression ? u + 0.3 * tepid::normal(random)
                                                                     : static_cast<double>(right ? yes : !yes);
      mine.observe(tepid::label_event{.id = id > 5 ? id - 5 : id,
                                      .outcome = outcome,
                                      .probability = i % 3 == 0 ? 0.5 : 1.0},
                   time);
    }
    if (i % 20 == 19) static_cast<void>(m.drain(now));
  }
  static_cast<void>(m.drain(from + static_cast<double>(seconds)));
}

/// Saved states of a setup: new, in use, after alarms.
[[nodiscard]] inline std::vector<std::vector<std::byte>> states_of(const monitor_setup& s) {
  std::vector<std::vector<std::byte>> all;
  tepid::monitor m{s.config, s.reference};
  all.push_back(m.save(begin));
  tepid::random_source random{5};
  feed(m, random, begin, 400, 0.0);
  all.push_back(m.save(begin + 400));
  static_cast<void>(m.segment("a shop"));
  m.changed({begin + 400, "deploy", "v2"});
  feed(m, random, begin + 400, 900, 3.0);
  all.push_back(m.save(begin + 1300));
  return all;
}

}  // namespace fuzz
