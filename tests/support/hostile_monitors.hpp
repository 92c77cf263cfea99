// tests/support/hostile_monitors.hpp - small monitors of every kind, and saved ones that somebody changed.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include <tepid/core/saved.hpp>
#include <tepid/monitors/monitor.hpp>

#include "support/monitored.hpp"

namespace tepid_test {

using state_bytes = std::vector<std::byte>;

/// What is watched, and a reference for it.
struct watched_case {
  std::string name;
  tepid::monitor_config config;
  tepid::profile reference;

  [[nodiscard]] tepid::monitor make() const { return tepid::monitor{config, reference}; }
};

/// Three small ones: numbers alone with labels of regression; categories, an embedding and windows of rows with labels
/// of classes in segments; an output with a threshold with audited labels of a binary model.
inline const std::vector<watched_case>& small_cases() {
  static const std::vector<watched_case> all = [] {
    const auto base = [](std::string name) {
      tepid::monitor_config c{.name = std::move(name), .budget = "1 per 90 d", .rate = 1.0};
      c.window_seconds = 60.0;
      c.season_seconds = 0.0;
      c.trailing_seconds = 3600.0;
      c.threads = 2;
      c.quality.emplace();
      c.quality->capacity = 16;
      c.quality->horizon_seconds = 600.0;
      c.quality->cohort_seconds = 300.0;
      return c;
    };
    tepid::random_source random{7};
    std::vector<double> times, numbers, shares, embedding;
    std::vector<std::optional<std::string_view>> texts;
    static constexpr std::string_view names[] = {"a", "b", "c"};
    for (std::size_t i = 0; i < 130 * 20; ++i) {
      times.push_back(3.0 * static_cast<double>(i));
      numbers.push_back(tepid::normal(random));
      shares.push_back(random.uniform());
      texts.emplace_back(names[random.below(3)]);
      embedding.push_back(tepid::normal(random));
      embedding.push_back(tepid::normal(random));
    }
    std::vector<watched_case> made;
    const auto add = [&](tepid::monitor_config c, const std::vector<tepid::signal_values>& signals) {
      tepid::profile reference = tepid::make_reference(c, times, signals);
      made.push_back({c.name, std::move(c), std::move(reference)});
    };
    auto numeric = base("regression");
    numeric.add({.name = "x"});
    numeric.quality->settings.kind = tepid::quality_kind::regression;
    add(std::move(numeric), {{.numbers = numbers}});

    auto mixed = base("multiclass");
    mixed.window_rows = 20;
    mixed.add({.name = "c", .type = tepid::signal_type::categorical})
        .add({.name = "e", .type = tepid::signal_type::vector, .dimensions = 2});
    mixed.quality->settings.kind = tepid::quality_kind::multiclass;
    mixed.quality->settings.classes = 3;
    mixed.quality->most_segments = 1;
    mixed.quality->floors = {{"accuracy", 0.5}};
    add(std::move(mixed), {{.texts = texts}, {.numbers = embedding}});

    auto binary = base("binary");
    binary.add({.name = "p", .role = tepid::signal_role::output, .threshold = 0.5});
    binary.quality->settings.least_probability = 0.1;
    binary.quality->floors = {{"recall", 0.5}};
    binary.quality->references = {{"accuracy", 0.9, 0.05}};
    binary.quality->audit.emplace();
    add(std::move(binary), {{.numbers = shares}});
    return made;
  }();
  return all;
}

/// Some rows, predictions and labels from `seconds` on, a row each 3 s, then a drain.
inline void use(tepid::monitor& m, double seconds, std::size_t rows, double shift = 0.0) {
  tepid::random_source random{static_cast<std::uint64_t>(rows)};
  tepid::shard mine = m.shard();
  std::vector<double> row(m.width());
  for (std::size_t i = 0; i < rows; ++i) {
    for (double& x : row) x = m.config().signals[0].type == tepid::signal_type::numeric ? tepid::normal(random) : random.uniform() * 2.99;
    row[0] += shift;
    const double now = seconds + 3.0 * static_cast<double>(i);
    const auto stamp = static_cast<std::int64_t>(now * 1e9);
    mine.observe(row, stamp);
    mine.observe(tepid::prediction_event{.id = i, .score = random.uniform(), .label = static_cast<std::int32_t>(i % 2), .segment = static_cast<std::uint32_t>(i % 3)}, stamp);
    mine.observe(tepid::label_event{.id = i, .outcome = static_cast<double>(random.below(2)), .probability = i % 4 == 0 ? 0.5 : 1.0}, stamp + 1);
    if (i % 20 == 19) static_cast<void>(m.drain(now));
  }
  static_cast<void>(m.drain(seconds + 3.0 * static_cast<double>(rows)));
}

/// Fresh; in the middle; after a change, latched; idle since.
inline std::vector<state_bytes> states_of(const watched_case& c) {
  std::vector<state_bytes> all;
  tepid::monitor m = c.make();
  all.push_back(m.save(0.0));
  use(m, 1e6, 110);
  all.push_back(m.save(1e6));
  use(m, 1e6 + 330.0, 400, 4.0);
  m.changed({1e6, "deploy", "v1"});
  static_cast<void>(m.segment("north"));
  all.push_back(m.save(1e6 + 1530.0));
  return all;
}

inline std::vector<std::uint64_t> hostile_words() {
  std::vector<std::uint64_t> all{0, 1, ~std::uint64_t{0}, std::uint64_t{1} << 63, (std::uint64_t{1} << 63) - 1,
                                 std::uint64_t{1} << 53};
  constexpr double infinity = std::numeric_limits<double>::infinity();
  for (const double x : {1.0, -1.0, std::numeric_limits<double>::quiet_NaN(), infinity, -infinity, std::numeric_limits<double>::max(),
                         -std::numeric_limits<double>::max(), 5e-324, -0.0, 1e15, 0x1p53})
    all.push_back(std::bit_cast<std::uint64_t>(x));
  return all;
}

/// The state with eight bytes of its payload changed and a checksum that fits.
inline state_bytes forged(const state_bytes& state, std::size_t at, std::uint64_t word) {
  state_bytes changed = state;
  for (std::size_t i = 0; i < 8; ++i) changed[tepid::frame_size + at + i] = static_cast<std::byte>((word >> (8 * i)) & 0xffu);
  const std::uint32_t crc = tepid::detail::frame_crc(changed);
  for (std::size_t i = 0; i < 4; ++i)
    changed[tepid::detail::crc_at + i] = static_cast<std::byte>((crc >> (8 * i)) & 0xffu);
  return changed;
}

/// Empty if the state is refused, or the monitor that takes it can be used, saved and restored as any other.
inline std::string misbehaviour(const watched_case& c, tepid::monitor& m, const state_bytes& state, bool& accepted) {
  accepted = false;
  try {
    m.restore(state);
  } catch (const tepid::error& why) {
    return std::string_view{why.what()}.empty() ? "an error that says nothing" : "";
  }
  accepted = true;
  tepid::monitor twin = c.make();
  const auto again = [&](const char* when) -> std::string {
    const state_bytes saved = m.save(5.0);
    try {
      twin.restore(saved);
    } catch (const tepid::error& why) {
      return std::string{"cannot be restored "} + when + ": " + why.what();
    }
    return twin.save(5.0) == saved ? "" : std::string{"changes by being restored "} + when;
  };
  if (std::string wrong = again("at once"); !wrong.empty()) return wrong;
  static_cast<void>(m.snapshot(1e6));
  use(m, 1e6 + 1600.0, 60, 6.0);
  use(m, 1e6 + 4000.0, 20);
  static_cast<void>(m.snapshot(1e6 + 5000.0));
  return again("after some use");
}

}  // namespace tepid_test
