// tests/support/prompt_lengths.hpp - lengths of prompts like those of a served language model, and a monitor of them.
//
// Log-normal with the mean (12,035) and the share beyond 32,768 (6.8 %) that Mooncake's published trace has
// (R. Qin et al. 2024, arXiv:2407.00079).
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <tepid/core/random.hpp>
#include <tepid/monitors/monitor.hpp>
#include <tepid/monitors/monitor_reference.hpp>


namespace tepid_test {

inline std::vector<double> prompt_lengths(std::size_t n, std::uint64_t seed) {
  tepid::random_source random{seed};
  std::vector<double> all(n);
  for (double& x : all) x = std::max(1.0, std::round(std::exp(8.8737 + 1.0217 * tepid::normal(random))));
  return all;
}

inline tepid::monitor_config prompt_config() {
  tepid::monitor_config c{.name = "prompts", .budget = "1 per 90 d", .rate = 1.0};
  c.add({.name = "tokens", .type = tepid::signal_type::integer});
  c.season_seconds = 0.0;
  c.threads = 1;
  return c;
}

/// Of 20,000 rows, a second each.
inline tepid::profile prompt_reference(const tepid::monitor_config& c, std::uint64_t seed) {
  const std::vector<double> lengths = prompt_lengths(20'000, seed);
  std::vector<double> times(lengths.size());
  for (std::size_t i = 0; i < times.size(); ++i) times[i] = static_cast<double>(i);
  const tepid::signal_values values{.numbers = lengths};
  return tepid::make_reference(c, times, std::span{&values, 1});
}

/// Feeds lengths, a second each from `begin` on; the alarms about single values.
inline std::vector<tepid::monitor_alarm> atoms_told(tepid::monitor& monitor, const std::vector<double>& lengths,
                                                    double begin = 1e6) {
  tepid::shard mine = monitor.shard();
  std::vector<tepid::monitor_alarm> found;
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    const double time = begin + static_cast<double>(i);
    mine.observe(std::span{&lengths[i], 1}, static_cast<std::int64_t>(time * 1e9));
    if (i % 1000 != 999 && i + 1 != lengths.size()) continue;
    for (tepid::monitor_alarm& a : monitor.drain(time))
      if (a.kind == tepid::alarm_kind::new_atom) found.push_back(std::move(a));
  }
  return found;
}

/// The alarms about single values that a monitor raises over lengths of which those from row `from` on are cut.
inline std::vector<tepid::monitor_alarm> alarms_of_cut(const tepid::monitor_config& c, const tepid::profile& reference,
                                                       std::vector<double> lengths, std::size_t from, double cut) {
  for (std::size_t i = from; i < lengths.size(); ++i) lengths[i] = std::min(lengths[i], cut);
  tepid::monitor monitor{c, reference};
  return atoms_told(monitor, lengths);
}

/// From row `from` to before row `to` a share of the lengths is `value`.
inline void put(std::vector<double>& lengths, std::size_t from, std::size_t to, double value, double share,
                std::uint64_t seed) {
  tepid::random_source random{seed};
  for (std::size_t i = from; i < std::min(to, lengths.size()); ++i)
    if (random.uniform() < share) lengths[i] = value;
}

}  // namespace tepid_test
