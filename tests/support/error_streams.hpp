// tests/support/error_streams.hpp - streams of 0 and 1, and where a detector alarms on a stream.
#pragma once

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>
#include <tepid/core/detector.hpp>
#include <tepid/core/random.hpp>

#include "support/truth.hpp"

namespace tepid_test {

using indices = std::vector<std::size_t>;

/// n values that are 1 with probability p, for each part {n, p} in turn.
[[nodiscard]] inline std::vector<double> errors(const std::vector<std::pair<std::size_t, double>>& parts,
                                                std::uint64_t seed = 1) {
  tepid::random_source random{seed};
  std::vector<double> xs;
  for (const auto& [n, p] : parts)
    for (std::size_t i = 0; i < n; ++i) xs.push_back(random.uniform() < p ? 1.0 : 0.0);
  return xs;
}

/// Alarms and the warnings before the first of them.
struct verdicts {
  indices alarms, warnings;
};

/// The detector starts anew after each alarm; values are given one by one.
template <class D>
[[nodiscard]] verdicts judge(const typename D::params& p, const std::vector<double>& xs) {
  D d{p};
  verdicts found;
  for (std::size_t i = 0; i < xs.size(); ++i) {
    const tepid::state s = d.update(xs[i]);
    if (s == tepid::state::warning && found.alarms.empty()) found.warnings.push_back(i);
    if (s != tepid::state::drift) continue;
    found.alarms.push_back(i);
    d.reset();
  }
  return found;
}
template <class D>
[[nodiscard]] indices alarms(const typename D::params& p, const std::vector<double>& xs) {
  return judge<D>(p, xs).alarms;
}

/// The statistic after each value; an alarm does not stop it. Batches of every length up to 40 give the same detector.
template <class D>
[[nodiscard]] std::vector<double> statistics(const typename D::params& p, const std::vector<double>& xs, bool& same) {
  D d{p}, batch{p};
  std::vector<double> found;
  std::size_t length = 1;
  same = true;
  for (std::size_t at = 0; at < xs.size();) {
    const std::size_t taken = batch.update(std::span{xs}.subspan(at, std::min(length, xs.size() - at)));
    for (std::size_t i = 0; i < taken; ++i) {
      d.update(xs[at + i]);
      found.push_back(d.statistic());
    }
    same = same && d == batch && tepid::save(d) == tepid::save(batch) && tepid::load<D>(tepid::save(d)) == d;
    d.rearm();
    batch.rearm();
    at += taken;
    length = length % 40 + 1;
  }
  return found;
}

/// True if `n` equal values raise neither warning nor alarm.
template <class D>
[[nodiscard]] bool silent(const typename D::params& p, double value, std::size_t n) {
  D d{p};
  const std::vector<double> block(8192, value);
  for (std::size_t at = 0; at < n; at += block.size())
    if (d.update(std::span<const double>{block}) != block.size() || d.status() > tepid::state::stable) return false;
  return tepid::is_finite(d.statistic());
}

/// A stream of the shared collection of published ones.
[[nodiscard]] inline std::vector<double> published(const std::string& name) {
  const auto all = nlohmann::json::parse(std::ifstream{truth_path("detector_vectors.json")});
  for (const auto& s : all)
    if (s.at("name") == name) return s.at("values");
  throw std::runtime_error{"no stream " + name};
}

}  // namespace tepid_test
