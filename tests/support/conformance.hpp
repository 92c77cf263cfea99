// tests/support/conformance.hpp - what the conformance tests share: every detector in many configurations, streams.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tepid/numerics/normal.hpp>
#include <tepid/registry.hpp>

namespace tepid_test {

using bytes = std::vector<std::byte>;
using handle = std::unique_ptr<tepid::erased_detector>;

inline constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double largest = std::numeric_limits<double>::max();
inline constexpr double smallest = std::numeric_limits<double>::denorm_min();

[[nodiscard]] inline bytes saved(const tepid::erased_detector& d) {
  bytes out(d.save({}));
  d.save(out);
  return out;
}

/// One detector with one valid set of parameters.
struct configuration {
  const tepid::registry_row* row = nullptr;
  std::string name;
  std::vector<tepid::setting> settings;

  [[nodiscard]] handle make() const { return row->make(settings); }
};

/// The lowest and the highest permitted value.
[[nodiscard]] inline std::vector<double> ends(const tepid::parameter_info& p) {
  const double step = p.kind == tepid::value_kind::real ? 0.0 : 1.0;
  const auto inward = [&](double end, bool open, double towards) {
    if (!open) return end;
    return step > 0 ? end + (towards > end ? step : -step) : std::nextafter(end, towards);
  };
  return {inward(p.range.low, p.range.low_open, p.range.high), inward(p.range.high, p.range.high_open, p.range.low)};
}

/// Defaults, every word of every choice, both values of every boolean, both ends of every bound: one at a time.
/// A value that does not go with the others' defaults (the detector refuses it as a bad parameter) is left out.
[[nodiscard]] inline std::vector<configuration> configurations(const tepid::registry_row& row) {
  const std::string name{row.about.name};
  std::vector<configuration> all{{&row, name + " with defaults", {}}};
  const auto add = [&](const std::string& what, const tepid::setting& s) {
    configuration c{&row, name + " with " + what, {s}};
    try {
      static_cast<void>(c.make());
    } catch (const tepid::error& e) {
      if (e.code() == tepid::errc::bad_parameter) return;
      throw;
    }
    all.push_back(std::move(c));
  };
  for (const auto& p : row.parameters) {
    for (const auto word : p.choices)
      add(std::string{p.name} + "=" + std::string{word}, {.name = p.name, .text = word});
    if (p.kind != tepid::value_kind::choice)
      for (const double end : ends(p))
        add(std::string{p.name} + "=" + tepid::to_text(end), {.name = p.name, .value = end});
  }
  return all;
}

[[nodiscard]] inline std::vector<configuration> all_configurations() {
  std::vector<configuration> all;
  for (const auto* row : tepid::registered_detectors())
    for (auto& c : configurations(*row)) all.push_back(std::move(c));
  return all;
}

/// The first configuration of every detector.
[[nodiscard]] inline std::vector<configuration> default_configurations() {
  std::vector<configuration> all;
  for (const auto* row : tepid::registered_detectors()) all.push_back({row, std::string{row->about.name}, {}});
  return all;
}

/// A value of a healthy stream, or of one that has clearly changed, of the kind that a detector is made for.
[[nodiscard]] inline double value(tepid::input_kind kind, bool changed, tepid::random_source& random) {
  switch (kind) {
    case tepid::input_kind::binary:
      return random.uniform() < (changed ? 0.9 : 0.05) ? 1.0 : 0.0;
    case tepid::input_kind::unit:
      return 0.2 * random.uniform() + (changed ? 0.8 : 0.1);
    case tepid::input_kind::count:
      return static_cast<double>(random.below(changed ? 60 : 4));
    case tepid::input_kind::pair: {
      const double label = random.uniform() < 0.5 ? 1.0 : 0.0;
      return 2.0 * label + (random.uniform() < (changed ? 0.9 : 0.05) ? 1.0 - label : label);
    }
    case tepid::input_kind::real:
      break;
  }
  return tepid::normal(random) + (changed ? 6.0 : 0.0);
}

/// `healthy` values, then `changed` ones.
[[nodiscard]] inline std::vector<double> stream(tepid::input_kind kind, std::uint64_t seed, std::size_t healthy,
                                                std::size_t changed) {
  tepid::random_source random{seed};
  std::vector<double> xs;
  for (std::size_t i = 0; i < healthy + changed; ++i) xs.push_back(value(kind, i >= healthy, random));
  return xs;
}

/// A stream that changes slowly all along: alarms come near the limit.
[[nodiscard]] inline std::vector<double> drifting(tepid::input_kind kind, std::uint64_t seed, std::size_t n) {
  tepid::random_source random{seed};
  std::vector<double> xs;
  for (std::size_t i = 0; i < n; ++i) {
    const double far = static_cast<double>(i) / static_cast<double>(n);
    const bool changed = kind != tepid::input_kind::real && random.uniform() < far / 2;
    xs.push_back(value(kind, changed, random) + (kind == tepid::input_kind::real ? 2 * far : 0.0));
  }
  return xs;
}

/// The same stream with about one value in `every` replaced by NaN or an infinity; 1 replaces all.
[[nodiscard]] inline std::vector<double> spoiled(std::vector<double> xs, std::uint64_t seed, std::uint64_t every) {
  tepid::random_source random{seed};
  constexpr double bad[]{not_a_number, infinity, -infinity, -not_a_number};
  for (double& x : xs)
    if (random.below(every) == 0) x = bad[random.below(4)];
  return xs;
}

/// A detector of this configuration that has raised an alarm; fails the test if none comes.
[[nodiscard]] inline handle alarmed(const configuration& c, std::uint64_t seed = 1) {
  handle d = c.make();
  d->update(stream(c.row->about.input, seed, 500, 0));
  d->rearm();
  for (int i = 0; i < 100 && d->status() != tepid::state::drift; ++i)
    d->update(stream(c.row->about.input, seed + 1, 0, 1000));
  return d;
}

}  // namespace tepid_test
