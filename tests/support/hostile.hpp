// tests/support/hostile.hpp - changed saved states: what loads must be as good as any detector.
#pragma once

#include <bit>
#include <cstring>

#include "support/catch.hpp"
#include "support/conformance.hpp"

namespace tepid_test {

/// Writes the checksum that fits the changed bytes: the state now looks as if tepid had written it.
inline void seal(bytes& state) {
  if (state.size() < tepid::frame_size) return;
  const std::uint32_t crc = tepid::detail::frame_crc(state);
  for (std::size_t i = 0; i < 4; ++i)
    state[tepid::detail::crc_at + i] = static_cast<std::byte>((crc >> (8 * i)) & 0xffu);
}

/// The detector in these bytes, or null if they are refused. Anything but tepid::error fails the test.
[[nodiscard]] inline handle try_load(std::span<const std::byte> state) {
  try {
    return tepid::load_detector(state);
  } catch (const tepid::error& e) {
    if (e.code() == tepid::errc::ok || std::string_view{e.what()}.empty())
      throw std::logic_error{"an error that says nothing"};
    return nullptr;
  }
}

/// What is told must be usable.
[[nodiscard]] inline bool sane(const tepid::erased_detector& d) {
  const auto seen = d.change();
  return tepid::is_finite(d.statistic()) && tepid::is_finite(seen.effect) && d.status() <= tepid::state::drift &&
         (seen.onset == tepid::no_index || seen.onset <= d.count()) &&
         (seen.ramp_onset == tepid::no_index || seen.ramp_onset <= d.count()) && seen.direction >= -1 &&
         seen.direction <= 1 && (seen.earliest == tepid::no_index) == (seen.latest == tepid::no_index) &&
         (seen.earliest == tepid::no_index || (seen.earliest <= seen.latest && seen.latest <= d.count()));
}

/// 1,000 values, from everyday to absurd.
[[nodiscard]] inline const std::vector<double>& ordeal() {
  static const std::vector<double> xs = [] {
    tepid::random_source random{99};
    std::vector<double> all;
    for (int i = 0; i < 1000; ++i) {
      const double everyday = tepid::normal(random);
      switch (random.below(60)) {
        case 0:
          all.push_back(largest);
          break;
        case 1:
          all.push_back(-largest);
          break;
        case 2:
          all.push_back(not_a_number);
          break;
        case 3:
          all.push_back(smallest);
          break;
        case 4:
          all.push_back(everyday * 1e150);
          break;
        default:
          all.push_back(everyday);
      }
    }
    return all;
  }();
  return xs;
}

/// Streams on which a detector in control takes its fast path for batches: of its own kind of values, and constant ones.
[[nodiscard]] inline const std::vector<std::vector<double>>& calm_streams(tepid::input_kind kind) {
  static const std::vector<std::vector<std::vector<double>>> all = [] {
    std::vector<std::vector<std::vector<double>>> by_kind;
    for (const auto k : {tepid::input_kind::real, tepid::input_kind::binary, tepid::input_kind::unit,
                         tepid::input_kind::count, tepid::input_kind::pair}) {
      const bool real = k == tepid::input_kind::real;
      std::vector<double> calm = stream(k, 5, 96, 0);
      if (real)
        for (double& x : calm) x *= 0.25;
      by_kind.push_back({calm, std::vector<double>(64, 0.0), std::vector<double>(64, real ? -0.0 : 1.0)});
    }
    return by_kind;
  }();
  return all[static_cast<std::size_t>(kind)];
}

/// Do batches of 48 and the same values one by one lead to the same bits?
[[nodiscard]] inline bool batches_agree(const tepid::erased_detector& loaded, const std::vector<double>& xs) {
  const handle batch = loaded.clone(), scalar = loaded.clone();
  for (std::size_t at = 0; at < xs.size();) {
    const std::span<const double> some = std::span{xs}.subspan(at, std::min<std::size_t>(48, xs.size() - at));
    const std::size_t taken = batch->update(some);
    for (std::size_t i = 0; i < taken; ++i) scalar->update(some[i]);
    if (taken == 0 || saved(*batch) != saved(*scalar)) return false;
    at += taken;
    batch->rearm();
    scalar->rearm();
  }
  return true;
}

/// Empty if a detector that was loaded from changed bytes behaves like any other through 1,000 updates, saving,
/// loading and reset; else what it does wrong.
[[nodiscard]] inline std::string misbehaviour(const tepid::erased_detector& loaded) {
  if (!sane(loaded)) return "says something unusable after loading";
  for (const auto& calm : calm_streams(loaded.row().about.input))
    if (!batches_agree(loaded, calm)) return "a batch of calm values differs from them one by one";
  const auto& xs = ordeal();
  const handle d = loaded.clone(), twin = loaded.clone();
  std::size_t rounds = 0;
  for (std::size_t at = 0; at < xs.size(); ++rounds) {
    const std::size_t taken = d->update(std::span{xs}.subspan(at));
    if (taken == 0) return "takes nothing";
    for (std::size_t i = 0; i < taken; ++i) {
      twin->update(xs[at + i]);
      if (!tepid::is_finite(twin->statistic())) return "has a statistic that is not finite";
    }
    at += taken;
    if (rounds % 64 == 0 && !sane(*d)) return "says something unusable after updates";
    d->rearm();
    twin->rearm();
  }
  const bytes after = saved(*d);
  if (after != saved(*twin)) return "a batch differs from its values one by one";
  const handle again = try_load(after);
  if (!again) return "cannot be loaded again";
  if (saved(*again) != after) return "changes by being loaded";
  std::vector<tepid::setting> settings;
  for (std::size_t i = 0; i < d->row().parameters.size(); ++i)
    settings.push_back({.name = d->row().parameters[i].name, .value = d->parameter(i)});
  d->reset();
  if (saved(*d) != saved(*d->row().make(settings))) return "reset does not give a fresh detector";
  return "";
}

/// Which of `all` attacks on a state to make: a seeded sample of about `most`. The long tests make them all.
class attack_sample {
 public:
  attack_sample(std::size_t all, std::size_t most) : all_{all}, most_{most} {}
  [[nodiscard]] bool next() { return random_.below(all_) < most_; }

 private:
  std::size_t all_, most_;
  tepid::random_source random_{23};
};

/// Sums up an attack: how many changed states were refused and how many loaded and behaved.
struct attack_result {
  std::size_t refused = 0, harmless = 0;
};

/// Loads a changed state with its checksum made right, and puts it through the ordeal.
inline void attack(const bytes& original, bytes changed, const std::string& what, attack_result& result) {
  seal(changed);
  if (changed == original) return;
  const handle d = try_load(changed);
  if (!d) {
    ++result.refused;
    return;
  }
  const std::string wrong = misbehaviour(*d);
  INFO(what);
  REQUIRE(wrong == "");
  ++result.harmless;
}

/// Words that break parsers: ends of integer ranges, and doubles that are none, tiny or huge.
[[nodiscard]] inline std::vector<std::uint64_t> evil_words() {
  std::vector<std::uint64_t> words{0, 1, 2, 29, 30, 31, 33, 255, 256};
  for (const int shift : {31, 32, 53, 61, 63}) {
    const std::uint64_t power = std::uint64_t{1} << shift;
    words.insert(words.end(), {power - 1, power, power + 1});
  }
  words.insert(words.end(), {~std::uint64_t{0}, ~std::uint64_t{0} - 1});
  for (const double x :
       {-0.0,  1.0,   -1.0,  0.5,     1e-9,     1e9,      1e100,     -1e100, 1e139,  1e140,    -1e140,    1e141,
        1e159, 1e160, 1e300, largest, -largest, smallest, -smallest, 1e-300, 1e-155, infinity, -infinity, not_a_number})
    words.push_back(std::bit_cast<std::uint64_t>(x));
  return words;
}

inline void put_word(bytes& state, std::size_t at, std::uint64_t word) {
  for (std::size_t i = 0; i < 8; ++i) state[at + i] = static_cast<std::byte>((word >> (8 * i)) & 0xffu);
}

/// States worth attacking: fresh, warming up, in the middle of a stream, in alarm.
[[nodiscard]] inline std::vector<std::pair<std::string, bytes>> targets(const configuration& c) {
  const auto xs = stream(c.row->about.input, 8, 400, 0);
  std::vector<std::pair<std::string, bytes>> all;
  const handle d = c.make();
  all.emplace_back(c.name + ", fresh", saved(*d));
  d->update(std::span{xs}.first(9));
  d->update(not_a_number);
  all.emplace_back(c.name + ", early", saved(*d));
  d->update(std::span{xs}.subspan(9));
  all.emplace_back(c.name + ", middle", saved(*d));
  all.emplace_back(c.name + ", alarm", saved(*alarmed(c)));
  return all;
}

}  // namespace tepid_test
