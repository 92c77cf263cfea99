// tepid/core/schema.hpp - parameters described once: name, bounds, unit, meaning.
//
// A part's parameters are a plain struct; its schema is a tuple of field{...}, one for each member in
// order. Everything that handles parameters by name (C ABI, command line, Python, state, reference
// page) is generic over the schema.
#pragma once

#include <array>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>

namespace tepid::inline v0 {

/// An interval of permitted values; an open end excludes its bound.
struct bounds {
  double low = 0.0;
  double high = 0.0;
  bool low_open = false;
  bool high_open = false;

  /// False for NaN.
  [[nodiscard]] constexpr bool contain(double x) const noexcept {
    return (low_open ? x > low : x >= low) && (high_open ? x < high : x <= high);
  }
};

/// The largest finite bound for a real parameter: far from overflow in every formula here.
inline constexpr double real_max = 1e100;
/// The smallest positive bound, for the same reason.
inline constexpr double real_min = 1e-100;
/// The largest count parameter: every count up to here is exact as a double.
inline constexpr double count_max = 0x1p53;

/// How a parameter is written. The numbers are frozen (C ABI).
enum class value_kind : std::uint8_t {
  real = 0,     ///< A double.
  count = 1,    ///< A whole number, 0 .. 2^53.
  boolean = 2,  ///< 0 or 1.
  choice = 3,   ///< One of a list of words.
};

/// One parameter of the aggregate P: which member, what it may be, what it means.
template <class P, class T>
struct field {
  std::string_view name;
  T P::* member;
  bounds range;
  std::string_view unit;  ///< "" for a pure number.
  std::string_view doc;   ///< One line.
  /// For an enum: the words for 0, 1, 2, ...
  std::span<const std::string_view> choices{};

  using value_type = T;

  static constexpr value_kind kind() noexcept {
    if constexpr (std::is_same_v<T, bool>) return value_kind::boolean;
    else if constexpr (std::is_enum_v<T>) return value_kind::choice;
    else if constexpr (std::is_same_v<T, std::uint64_t>) return value_kind::count;
    else return value_kind::real;
  }
};
template <class P, class T>
field(std::string_view, T P::*, bounds, std::string_view, std::string_view) -> field<P, T>;
template <class P, class T>
field(std::string_view, T P::*, bounds, std::string_view, std::string_view, std::span<const std::string_view>)
    -> field<P, T>;
template <class P, class T, std::size_t N>
field(std::string_view, T P::*, bounds, std::string_view, std::string_view, const std::string_view (&)[N])
    -> field<P, T>;

/// The bounds of a choice with n words.
[[nodiscard]] constexpr bounds choice_of(std::size_t n) noexcept { return {0.0, static_cast<double>(n) - 1.0}; }
inline constexpr bounds boolean_bounds{0.0, 1.0};

/// A parameter as data, for those who do not know the type: docs, the C ABI, the command line.
struct parameter_info {
  std::string_view name;
  value_kind kind = value_kind::real;
  double default_value = 0.0;  ///< A choice by its position.
  bounds range;
  std::string_view unit;
  std::string_view doc;
  std::span<const std::string_view> choices{};
};

/// One parameter set by name. `text`, if not empty, is parsed as the parameter's kind and wins over `value`.
struct setting {
  std::string_view name;
  double value = 0.0;
  std::string_view text{};
};

namespace detail {

struct any_value {
  template <class T>
  constexpr operator T() const noexcept;  // only ever named in unevaluated operands
};

template <class P, std::size_t... I>
constexpr bool braces_take(std::index_sequence<I...>) {
  return requires { P{(static_cast<void>(I), any_value{})...}; };
}

/// How many members the aggregate P has.
template <class P, std::size_t N = 0>
constexpr std::size_t arity() {
  if constexpr (braces_take<P>(std::make_index_sequence<N + 1>{})) return arity<P, N + 1>();
  else return N;
}

template <class T>
constexpr double as_double(T value) noexcept {
  return static_cast<double>(value);
}

}  // namespace detail

/// True when the schema has one field for every member of P: no parameter can be forgotten.
template <class P, class... T>
consteval bool covers(const std::tuple<field<P, T>...>&) {
  return sizeof...(T) == detail::arity<P>();
}

/// The schema as data.
template <class P, class... T>
[[nodiscard]] constexpr auto describe(const std::tuple<field<P, T>...>& schema) {
  const P defaults{};
  return std::apply(
      [&](const auto&... f) {
        return std::array<parameter_info, sizeof...(T)>{parameter_info{
            f.name, f.kind(), detail::as_double(defaults.*(f.member)), f.range, f.unit, f.doc, f.choices}...};
      },
      schema);
}

/// "in [0, 1)", "one of both, up, down", "at least 0".
[[nodiscard]] inline std::string allowed_text(const parameter_info& p) {
  if (p.kind == value_kind::boolean) return "0 or 1";
  if (p.kind == value_kind::choice) {
    std::string text = "one of ";
    for (std::size_t i = 0; i < p.choices.size(); ++i) text.append(i ? ", " : "").append(p.choices[i]);
    return text;
  }
  const std::string whole = p.kind == value_kind::count ? "a whole number " : "";
  return whole + "in " + (p.range.low_open ? "(" : "[") + to_text(p.range.low) + ", " + to_text(p.range.high) +
         (p.range.high_open ? ")" : "]");
}

namespace detail {

[[noreturn]] inline void refuse(std::string_view owner, const parameter_info& p, std::string_view given) {
  throw error{errc::bad_parameter, p.name,
              std::string{owner} + ": parameter '" + std::string{p.name} + "' is " + std::string{given} +
                  "; it must be " + allowed_text(p)};
}

/// The number that `text` says for p, or throws.
inline double parse_value(std::string_view owner, const parameter_info& p, std::string_view text) {
  if (p.kind == value_kind::choice) {
    for (std::size_t i = 0; i < p.choices.size(); ++i)
      if (p.choices[i] == text) return static_cast<double>(i);
    refuse(owner, p, "'" + std::string{text} + "'");
  }
  if (p.kind == value_kind::boolean && (text == "true" || text == "false")) return text == "true" ? 1.0 : 0.0;
  double value = 0.0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc{} || end != text.data() + text.size()) refuse(owner, p, "'" + std::string{text} + "'");
  return value;
}

/// Throws unless `value` may be stored in a parameter of this kind and range.
inline void check_value(std::string_view owner, const parameter_info& p, double value) {
  const bool whole = is_finite(value) && value == static_cast<double>(static_cast<std::int64_t>(
                                                      std::clamp(value, -count_max, count_max)));
  if (!p.range.contain(value) || (p.kind != value_kind::real && !whole)) refuse(owner, p, to_text(value));
}

}  // namespace detail

/// Throws error{bad_parameter, name} for the first member outside its bounds (NaN is outside).
template <class P, class... T>
void validate(std::string_view owner, const P& values, const std::tuple<field<P, T>...>& schema) {
  const auto infos = describe(schema);
  std::size_t i = 0;
  std::apply([&](const auto&... f) { (detail::check_value(owner, infos[i++], detail::as_double(values.*(f.member))), ...); },
             schema);
}

/// The number at position `index` of `values`, a choice by its position.
template <class P, class... T>
[[nodiscard]] double value_at(const P& values, const std::tuple<field<P, T>...>& schema, std::size_t index) {
  double found = 0.0;
  std::size_t i = 0;
  std::apply([&](const auto&... f) { ((i++ == index ? (found = detail::as_double(values.*(f.member)), 0) : 0), ...); },
             schema);
  return found;
}

/// The defaults with `settings` applied. Throws error{unknown_name} for a name that the schema lacks,
/// error{bad_parameter} for a value outside its bounds or a name given twice.
template <class P, class... T>
[[nodiscard]] P from_settings(std::string_view owner, std::span<const setting> settings,
                              const std::tuple<field<P, T>...>& schema) {
  P values{};
  const auto infos = describe(schema);
  for (std::size_t s = 0; s < settings.size(); ++s) {
    const setting& given = settings[s];
    for (std::size_t r = 0; r < s; ++r)
      if (settings[r].name == given.name)
        throw error{errc::bad_parameter, given.name,
                    std::string{owner} + ": parameter '" + std::string{given.name} + "' is given twice"};
    std::size_t i = 0;
    bool known = false;
    const auto store = [&](const auto& f) {
      const parameter_info& info = infos[i++];
      if (info.name != given.name) return;
      known = true;
      const double value =
          given.text.empty() ? given.value : detail::parse_value(owner, info, given.text);
      detail::check_value(owner, info, value);
      using value_type = typename std::remove_cvref_t<decltype(f)>::value_type;
      if constexpr (std::is_enum_v<value_type>)
        values.*(f.member) = static_cast<value_type>(static_cast<std::underlying_type_t<value_type>>(value));
      else
        values.*(f.member) = static_cast<value_type>(value);
    };
    std::apply([&](const auto&... f) { (store(f), ...); }, schema);
    if (!known) {
      std::string names;
      for (const auto& info : infos) names.append(names.empty() ? "" : ", ").append(info.name);
      throw error{errc::unknown_name, given.name,
                  std::string{owner} + " has no parameter '" + std::string{given.name} + "'; it has " + names};
    }
  }
  return values;
}

}  // namespace tepid::inline v0
