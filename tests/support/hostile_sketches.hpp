// tests/support/hostile_sketches.hpp - sketches from changed bytes: what loads must be as good as any.
#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <tepid/registered.hpp>
#include <tepid/sketches/saved_sketch.hpp>

namespace tepid_test {

/// Changed sketches that loaded and were put to the test.
inline std::size_t sketches_tried = 0;

/// Empty if a sketch from changed bytes can be asked, updated, merged, saved and loaded; else what goes wrong.
template <class Sketch>
[[nodiscard]] std::string misbehaviour_of(Sketch s) {
  ++sketches_tried;
  const auto saved = tepid::save_sketch(s);
  if (!(tepid::load_sketch<Sketch>(saved) == s)) return "changes by being loaded";
  if constexpr (requires { s.view(); }) {
    double last = 0.0;
    std::uint64_t weight = 0;
    s.for_each_weighted([&](auto, std::uint64_t w) { weight += w; });
    if (weight != s.n()) return "has weights that do not sum to n";
    if (s.n() > 0)
      for (const double p : {0.0, 0.25, 0.5, 1.0}) {
        const double q = static_cast<double>(s.quantile(p));
        if (!(q >= static_cast<double>(s.min()) && q <= static_cast<double>(s.max()))) return "has a quantile out of range";
        const double r = s.rank(s.quantile(p));
        if (!(r >= last && r <= 1.0)) return "has ranks out of order";
        last = r;
      }
    const auto again = Sketch::from_datasketches(s.to_datasketches());
    if (again.n() != s.n()) return "changes by way of DataSketches";
  }
  if constexpr (requires { s.frequent(); })
    for (const auto& item : s.frequent(tepid::frequent_list::no_false_negatives))
      if (item.lower == 0 || item.upper < item.lower || s.lower(item.key) != item.lower) return "has a wrong count";
  if constexpr (requires { s.estimate(); })
    if (!(s.estimate() >= 0 && s.lower() <= s.estimate() * (1 + 1e-9) + 16)) return "has a bad estimate";
  if constexpr (requires { s.all(); })
    if (!tepid::is_finite(s.mean())) return "has no mean";
  if constexpr (requires { s.rank(0.5).below; }) static_cast<void>(s.rank(0.5).below + s(0.5));

  const auto take = [](Sketch& to, int i) {
    if constexpr (requires { to.update(std::string_view{}); }) to.update(std::to_string(i % 100));
    else if constexpr (requires { to.lower(std::int64_t{}); }) to.update(i % 100);
    else if constexpr (requires { typename Sketch::value_type; }) to.update(static_cast<typename Sketch::value_type>(i));
    else if constexpr (requires { to.update(1.0); }) to.update(0.5 * i);
    else if constexpr (requires { to.add(1.0); }) to.add(0.5 * i);
    else if constexpr (requires { to.add(std::string_view{}); }) to.add(std::to_string(i % 100));
  };
  Sketch twin = tepid::load_sketch<Sketch>(saved);
  for (int i = 0; i < 600; ++i) take(s, i), take(twin, i);
  if (tepid::save_sketch(s) != tepid::save_sketch(twin)) return "does not go on as its copy";
  if constexpr (requires { s.merge(twin); }) {
    try {
      s.merge(twin);
    } catch (const tepid::error& e) {
      if (e.code() != tepid::errc::bad_argument) throw;  // more values than can be counted
    }
    const auto merged = tepid::save_sketch(s);
    if constexpr (requires { s.view(); })
      if (!(tepid::load_sketch<Sketch>(merged) == s)) return "cannot be loaded after merging";
  }
  return "";
}

/// misbehaviour_of() what is in the bytes, whatever sketch they name; empty also where they are refused.
[[nodiscard]] inline std::string misbehaviour_in(std::span<const std::byte> given) {
  std::string wrong;
  tepid::for_each_type(tepid::sketches{}, [&]<class Sketch>() {
    try {
      const auto found = misbehaviour_of(tepid::load_sketch<Sketch>(given));
      if (!found.empty()) wrong = std::string{Sketch::about.name} + " " + found;
    } catch (const tepid::error& e) {
      if (e.code() == tepid::errc::ok || std::string_view{e.what()}.empty()) wrong = "an error that says nothing";
    }
  });
  return wrong;
}

/// The same for bytes of DataSketches.
[[nodiscard]] inline std::string misbehaviour_in_datasketches(std::span<const std::byte> given) {
  std::string wrong;
  const auto attempt = [&]<class T>(T) {
    try {
      wrong += misbehaviour_of(tepid::kll<T>::from_datasketches(given));
    } catch (const tepid::error& e) {
      if (e.code() == tepid::errc::ok || std::string_view{e.what()}.empty()) wrong = "an error that says nothing";
    }
  };
  attempt(1.0);
  attempt(1.0f);
  return wrong;
}

}  // namespace tepid_test
