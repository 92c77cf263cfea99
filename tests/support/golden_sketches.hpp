// tests/support/golden_sketches.hpp - how golden states of sketches are made, and what is known of each.
//
// From the integer stream of support/golden.hpp. tests/golden/decode_states.py makes some of them anew.
#pragma once

#include <algorithm>
#include <vector>

#include <tepid/core/bytes.hpp>
#include <tepid/registered.hpp>

#include "support/golden.hpp"
#include "support/paths.hpp"

namespace tepid_test::golden {

struct sketch_recipe {
  std::string name;
  std::string text;           ///< For people.
  std::size_t values = 0;
  bool missing = false;       ///< Then a missing value, where the sketch knows them.
  bool merged = false;        ///< Then merged with another of 3,000 further values.
  bool not_finite = false;    ///< Then what is no finite number; for sketches that tell its kinds apart.
};

/// Does a sketch count missing values and NaN?
template <class Sketch>
inline constexpr bool counts_not_finite = requires(const Sketch& s) { s.not_finite(); };

[[nodiscard]] inline std::vector<sketch_recipe> sketch_recipes() {
  return {{"empty", "no values"},
          {"few", "10 values, then a missing one", 10, true},
          {"many", "50,000 values", 50000},
          {"merged", "3,000 values, merged with 3,000 more", 3000, false, true},
          {"not_finite", "10 values, then a missing one, 2 NaN, 3 -infinity and 4 +infinity", 10, false, false, true}};
}

/// A sketch as the golden states have it, and how it takes the i-th value of a stream.
template <class Sketch>
struct golden_sketch {
  static Sketch fresh() { return Sketch{}; }
  static void take(Sketch& s, generator& g, std::size_t) {
    using value = decltype([] {
      if constexpr (requires { typename Sketch::value_type; }) return typename Sketch::value_type{};
      else return 0.0;
    }());
    s.update(static_cast<value>(g.value(tepid::input_kind::real, false)));
  }
  static void missing(Sketch& s) { take_number(s, tepid::missing_value); }
  static void take_number(Sketch& s, double x) {
    if constexpr (requires { typename Sketch::value_type; }) s.update(static_cast<typename Sketch::value_type>(x));
    else s.update(x);
  }
};

/// A whole number below 2^16, small ones far more often.
inline std::uint64_t skewed(generator& g) { return (g.bits16() * g.bits16() >> 16) * g.bits16() >> 16; }

template <>
struct golden_sketch<tepid::frequent_items> {
  static tepid::frequent_items fresh() { return tepid::frequent_items{64}; }
  static void take(tepid::frequent_items& s, generator& g, std::size_t i) {
    s.update("key " + std::to_string(skewed(g)) + (i % 5 == 4 ? std::string(80, '.') : ""));
  }
  static void missing(tepid::frequent_items&) {}
};

template <>
struct golden_sketch<tepid::frequent_integers> {
  static tepid::frequent_integers fresh() { return tepid::frequent_integers{64}; }
  static void take(tepid::frequent_integers& s, generator& g, std::size_t i) {
    s.update((i % 2 == 0 ? 1 : -1) * static_cast<std::int64_t>(skewed(g)));
  }
  static void missing(tepid::frequent_integers&) {}
};

template <>
struct golden_sketch<tepid::distinct> {
  static tepid::distinct fresh() { return tepid::distinct{8}; }
  static void take(tepid::distinct& s, generator& g, std::size_t i) {  // a number, an integer, a text
    if (i % 3 == 0) s.update(g.value(tepid::input_kind::real, false));
    else if (i % 3 == 1) s.update(g.bits16());
    else s.update("the text " + std::to_string(g.bits16()));
  }
  static void missing(tepid::distinct& s) { s.update(tepid::missing_value); }
  static void take_number(tepid::distinct& s, double x) { s.update(x); }
};

template <>
struct golden_sketch<tepid::category_counts> {
  static tepid::category_counts fresh() {
    std::vector<std::string> names;
    std::vector<tepid::category_counts::category> reference;
    for (std::uint64_t i = 0; i < 20; ++i) names.push_back("category " + std::to_string(i));
    for (std::size_t i = 0; i < 20; ++i) reference.push_back({names[i], 100 - 5 * (i / 2)});
    return {reference, 8};
  }
  static void take(tepid::category_counts& s, generator& g, std::size_t) {
    s.add("category " + std::to_string(g.bits16() * 30 >> 16));
  }
  static void missing(tepid::category_counts& s) { s.add_missing(); }
};

template <>
struct golden_sketch<tepid::bins> {
  static tepid::bins fresh() { return {-2.0, 2.0, {-1.0, -0.25, 0.5}}; }
  static void take(tepid::bins& s, generator& g, std::size_t) { s.add(g.value(tepid::input_kind::real, false)); }
  static void missing(tepid::bins& s) { s.add(tepid::missing_value); }
  static void take_number(tepid::bins& s, double x) { s.add(x); }
};

template <>
struct golden_sketch<tepid::ecdf> {
  static tepid::ecdf fresh() { return {}; }
};

template <class Sketch>
void feed(Sketch& s, generator& g, std::size_t n) {
  if constexpr (std::is_same_v<Sketch, tepid::ecdf>) {  // not updated but made anew; of rounded values, for a small file
    std::vector<double> values;
    for (std::size_t i = 0; i < n; ++i)
      values.push_back(std::floor(64.0 * g.value(tepid::input_kind::real, false)) / 64.0);
    std::sort(values.begin(), values.end());
    s = tepid::ecdf::of_sorted(values);
  } else {
    for (std::size_t i = 0; i < n; ++i) golden_sketch<Sketch>::take(s, g, i);
  }
}

template <class Sketch>
[[nodiscard]] Sketch make(const sketch_recipe& r) {
  generator g{1};
  Sketch s = golden_sketch<Sketch>::fresh();
  feed(s, g, r.values);
  if constexpr (!std::is_same_v<Sketch, tepid::ecdf>) {
    if (r.missing) golden_sketch<Sketch>::missing(s);
    if constexpr (counts_not_finite<Sketch>)
      if (r.not_finite) {
        const double infinity = std::numeric_limits<double>::infinity();
        const double kinds[] = {tepid::missing_value, not_a_number, -infinity, infinity};
        for (int i = 0; i < 4; ++i)
          for (int times = 0; times <= i; ++times) golden_sketch<Sketch>::take_number(s, kinds[i]);
      }
    if (r.merged) {
      Sketch more = golden_sketch<Sketch>::fresh();
      feed(more, g, 3000);
      s.merge(more);
    }
  }
  return s;
}

/// The text beside a golden state: how to make it, its size, and what it says and weighs after 10,000 more values
/// (seed 2).
template <class Sketch>
[[nodiscard]] std::string description(const sketch_recipe& r, const Sketch& state) {
  std::ostringstream out;
  out << "sketch " << Sketch::about.name << "\nrecipe " << r.text << "\nsaved_bytes " << tepid::save_sketch(state).size()
      << '\n';
  const auto say = [&](const char* when, const Sketch& s) {
    if constexpr (requires { s.n(); }) out << when << "_n " << s.n() << '\n';
    if constexpr (requires { s.total(); }) out << when << "_total " << s.total() << '\n';
    if constexpr (requires { s.count(); }) out << when << "_n " << s.count() << '\n';
    if constexpr (requires { s.missing(); }) out << when << "_missing " << s.missing() << '\n';
    if constexpr (counts_not_finite<Sketch>) {
      out << when << "_not_finite";
      for (std::size_t i = 0; i < tepid::non_finite_kinds; ++i)
        out << ' ' << s.not_finite()[static_cast<tepid::non_finite>(i)];
      out << '\n';
    }
    if constexpr (requires { s.retained(); }) out << when << "_retained " << s.retained() << '\n';
    if constexpr (requires { s.estimate(); }) out << when << "_estimate " << hex(s.estimate()) << '\n';
    if constexpr (requires { s.excess_kurtosis(); })
      out << when << "_moments " << hex(s.mean()) << ' ' << hex(s.variance()) << '\n';
    if constexpr (requires { s.quantile(0.5); })
      if (s.n() > 0) out << when << "_median " << hex(static_cast<double>(s.quantile(0.5))) << '\n';
    out << when << "_crc32 " << tepid::crc32(tepid::save_sketch(s)) << '\n';
  };
  say("saved", state);
  Sketch next = state;
  generator g{2};
  feed(next, g, 10000);
  say("next", next);
  return out.str();
}

[[nodiscard]] inline std::filesystem::path sketch_folder(std::string_view name) {
  return tepid_test::source_folder() / "tests" / "golden" / std::string{name};
}

/// f.template operator()<Sketch>(recipe, path without extension) for each sketch and recipe of the current versions.
template <class F>
void for_each_golden_sketch(F&& f) {
  tepid::for_each_type(tepid::sketches{}, [&]<class Sketch>() {
    for (const auto& r : sketch_recipes())
      if (!r.not_finite || counts_not_finite<Sketch>) f.template operator()<Sketch>(r, sketch_folder(Sketch::about.name) / stem(r.name, Sketch::about.state_version));
  });
}

}  // namespace tepid_test::golden
