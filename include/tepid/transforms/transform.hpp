// tepid/transforms/transform.hpp - what a value may pass before a detector: descriptor, concept, saving.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <tepid/core/bytes.hpp>
#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>

namespace tepid::inline v0 {

/// Who a transform is. Ids and names are frozen once released.
struct transform_descriptor {
  std::uint16_t id = 0;
  std::string_view name;    ///< snake_case.
  std::string_view title;   ///< One line for people.
  std::string_view source;  ///< Author, year, where; empty for the obvious.
  std::uint16_t state_version = 1;
};

/// One value in, one out, for ever. Finite in gives finite out. Many values at once give the same bits as one by one;
/// `out` is as long as `in`, and they may be the same span. clear() goes back to the state after construction.
/// A transform may add
///
///   double operator()(double x, std::int64_t seconds) noexcept;   where the time of a value matters (TimedTransform)
///   void skip() noexcept;                                         a value is missing, and its place in time passes
template <class T>
concept Transform =
    std::copyable<T> && requires(T t, const T c, double x, std::span<const double> in, std::span<double> out) {
      { t(x) } noexcept -> std::same_as<double>;
      { t(in, out) } noexcept;
      { t.clear() } noexcept;
      { c.sound() } noexcept -> std::same_as<bool>;
      { c == c } -> std::same_as<bool>;
    };

template <class T>
concept TimedTransform = Transform<T> && requires(T t, double x, std::int64_t seconds) {
  { t(x, seconds) } noexcept -> std::same_as<double>;
};

/// A transform with a name, made from a reference. What the reference gave is its `model`, frozen, from which it is
/// constructed (error for a model that cannot be); what changes with the values goes through state_io.
template <class T>
concept FittedTransform = Transform<T> && std::default_initializable<typename T::model> &&
                          requires(const T c, typename T::model m, std::span<const double> reference) {
                            requires std::same_as<decltype(T::about), const transform_descriptor>;
                            { c.fitted() } noexcept -> std::same_as<const typename T::model&>;
                            T{std::move(m)};
                            { T::fit(reference) } -> std::same_as<T>;
                          };

namespace detail {

/// Throws error{bad_data, "reference"} unless there are at least `least` values, all finite.
inline void check_reference(std::string_view who, std::span<const double> reference, std::size_t least) {
  if (reference.size() < least)
    throw error{errc::bad_data, "reference",
                std::string{who} + ": the reference has " + std::to_string(reference.size()) +
                    " values; it needs at least " + std::to_string(least)};
  for (std::size_t i = 0; i < reference.size(); ++i)
    if (!is_finite(reference[i]))
      throw error{errc::bad_data, "reference",
                  std::string{who} + ": value " + std::to_string(i) + " of the reference is not a finite number"};
}

/// Many values one by one.
template <class T>
void transform_each(T& t, std::span<const double> in, std::span<double> out) noexcept {
  for (std::size_t i = 0; i < in.size(); ++i) out[i] = t(in[i]);
}

}  // namespace detail

/// Saves and loads a transform within something else: id, version, length, model, state.
template <class T>
struct transform_codec {
  static constexpr std::uint16_t parts = 1;

  static void save(const T& t, byte_writer& io) {
    byte_writer measure{{}};
    write(t, measure);
    io(T::about.id, T::about.state_version, static_cast<std::uint64_t>(measure.size()));
    write(t, io);
  }

  /// Throws error{truncated, wrong_kind, bad_version or bad_state}.
  static T load(byte_reader& io) {
    const auto refuse = [](errc code, const std::string& why) {
      return error{code, "state", "saved state of " + std::string{T::about.name} + ": " + why};
    };
    std::uint16_t id = 0, version = 0;
    std::uint64_t length = 0;
    io(id, version, length);
    const auto body = io.raw(length);
    if (io.failed()) throw refuse(errc::truncated, "it ends too early");
    if (id != T::about.id) throw refuse(errc::wrong_kind, "it holds transform " + std::to_string(id));
    if (version == 0 || version > T::about.state_version)
      throw refuse(errc::bad_version, "version " + std::to_string(version) + " is newer than this tepid reads");
    byte_reader own{body, version};
    typename T::model m;
    own(m);
    if (own.failed()) throw refuse(errc::bad_state, "its model cannot be read");
    T t = build(std::move(m), refuse);
    T::state_io(t, own);
    if (own.failed() || own.remaining() != 0 || !t.sound())
      throw refuse(errc::bad_state, "its values contradict each other");
    return t;
  }

 private:
  static void write(const T& t, byte_writer& io) {
    io(t.fitted());
    T::state_io(t, io);
  }
  template <class Refuse>
  static T build(typename T::model&& m, const Refuse& refuse) {
    try {
      return T{std::move(m)};
    } catch (const error& e) {
      throw refuse(errc::bad_state, e.what());
    }
  }
};

}  // namespace tepid::inline v0
