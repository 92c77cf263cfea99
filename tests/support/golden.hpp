// tests/support/golden.hpp - how golden states are made, and what is known of each.
//
// The stream is made here, of integers and exact sums, and not by the library: golden files stand for the
// detectors and the format alone. tests/golden/decode_states.py makes the same stream.
#pragma once

#include <cinttypes>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

#include "support/conformance.hpp"
#include "support/paths.hpp"

namespace tepid_test::golden {

/// Knuth's MMIX generator; its upper 16 bits are good enough.
class generator {
 public:
  explicit generator(std::uint64_t seed) : state_{seed} {}

  std::uint64_t bits16() { return (state_ = state_ * 6364136223846793005u + 1442695040888963407u) >> 48; }

  /// About normal, sd 1 (a sum of twelve), shifted; or of the kind that the detector is made for.
  double value(tepid::input_kind kind, bool changed) {
    switch (kind) {
      case tepid::input_kind::binary:
        return bits16() < (changed ? 58982u : 3277u) ? 1.0 : 0.0;
      case tepid::input_kind::unit:
        return static_cast<double>(bits16()) / 327680.0 + (changed ? 0.75 : 0.125);
      case tepid::input_kind::pair:  // as counts: so the first golden states were made
      case tepid::input_kind::count:
        return static_cast<double>(bits16() % (changed ? 60 : 4));
      case tepid::input_kind::real:
        break;
    }
    std::uint64_t sum = 0;
    for (int i = 0; i < 12; ++i) sum += bits16();
    return static_cast<double>(sum) / 65536.0 - 6.0 + (changed ? 6.0 : 0.0);
  }

 private:
  std::uint64_t state_;
};

struct recipe {
  std::string name;
  std::string text;          ///< For people.
  std::size_t healthy = 0;   ///< Values before the change; after each alarm among them: rearm.
  bool not_finite = false;   ///< Then NaN and both infinities.
  bool until_alarm = false;  ///< Then changed values until the alarm, and 20 more.
};

[[nodiscard]] inline std::vector<recipe> recipes() {
  return {{"empty", "no values"},
          {"warm_up", "10 values, then NaN and both infinities", 10, true},
          {"mid", "700 values", 700},
          {"alarm", "300 values, then changed ones until an alarm, and 20 more", 300, false, true},
          {"long", "200,000 values", 200000}};
}

/// The defaults that a detector had when its golden states were made, where they have changed since.
[[nodiscard]] inline std::vector<tepid::setting> former_defaults(std::string_view detector) {
  if (detector == "ewma_bank") return {{"rates", 8}, {"tilt", 1.0}, {"limit", 13.71}};
  return {};
}

/// The detector with its defaults after a recipe: seed 1; after each alarm among healthy values, rearm.
[[nodiscard]] inline handle make(const tepid::registry_row& row, const recipe& r) {
  handle d = row.make(former_defaults(row.about.name));
  generator g{1};
  for (std::size_t i = 0; i < r.healthy; ++i) {
    d->update(g.value(row.about.input, false));
    d->rearm();
  }
  if (r.not_finite)
    for (const double x : {not_a_number, infinity, -infinity}) d->update(x);
  if (r.until_alarm) {
    for (int i = 0; i < 100000 && d->status() != tepid::state::drift; ++i) d->update(g.value(row.about.input, true));
    for (int i = 0; i < 20; ++i) d->update(g.value(row.about.input, true));
  }
  return d;
}

inline std::string hex(double x) {
  char text[64];
  std::snprintf(text, sizeof text, "%a", x);
  return text;
}

/// What a state says, and what follows: the next 10,000 values (seed 2; of every 1,000 the last 20 are changed),
/// the indices of the alarms among them with a reset after each, and where that ends. As lines "key value".
[[nodiscard]] inline std::string decisions(const tepid::erased_detector& state) {
  const handle d = state.clone();
  std::ostringstream out;
  const auto said = [&](const char* when) {
    out << when << "_count " << d->count() << '\n'
        << when << "_rejected " << d->rejected() << '\n'
        << when << "_state " << tepid::to_string(d->status()) << '\n'
        << when << "_statistic " << hex(d->statistic()) << '\n';
  };
  said("saved");
  d->rearm();
  generator g{2};
  std::vector<double> xs;
  for (int i = 0; i < 10000; ++i) xs.push_back(g.value(d->row().about.input, i % 1000 >= 980));
  out << "next_alarms";
  for (std::size_t at = 0; at < xs.size();) {
    at += d->update(std::span{xs}.subspan(at));
    if (d->status() != tepid::state::drift) continue;
    out << ' ' << at - 1;
    d->reset();
  }
  out << '\n';
  said("next");
  return out.str();
}

[[nodiscard]] inline std::filesystem::path folder(const tepid::registry_row& row) {
  return tepid_test::source_folder() / "tests" / "golden" / std::string{row.about.name};
}
/// The state's version is in the name: older files stay when a new version comes.
[[nodiscard]] inline std::string stem(const std::string& recipe_name, unsigned version) {
  return recipe_name + ".v" + std::to_string(version);
}

[[nodiscard]] inline bytes read(const std::filesystem::path& path) {
  std::ifstream in{path, std::ios::binary};
  const std::string text{std::istreambuf_iterator<char>{in}, {}};
  bytes out;
  for (const char c : text) out.push_back(static_cast<std::byte>(c));
  return out;
}
[[nodiscard]] inline std::string read_text(const std::filesystem::path& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

/// The text beside a golden state: how to make it, then decisions().
[[nodiscard]] inline std::string description(const tepid::registry_row& row, const recipe& r,
                                             const tepid::erased_detector& state) {
  return "detector " + std::string{row.about.name} + "\nrecipe " + r.text + "\n" + decisions(state);
}

}  // namespace tepid_test::golden
