// tepid/transforms/chain.hpp - transforms one after the other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include <tepid/transforms/transform.hpp>

namespace tepid::inline v0 {

/// Each value passes all of T in order: chain<whiten, pit> gives the rank of an innovation. No virtual call.
template <Transform... T>
  requires(sizeof...(T) > 0)
class chain {
 public:
  explicit(sizeof...(T) == 1) chain(T... parts) : parts_{std::move(parts)...} {}

  /// Each is fitted to what those before it make of the reference, from their start. Throws what their fit throws.
  [[nodiscard]] static chain fit(std::span<const double> reference)
    requires(FittedTransform<T> && ...)
  {
    std::vector<double> values(reference.begin(), reference.end());
    const auto next = [&]<class U>(std::type_identity<U>) {
      U made = U::fit(values), used = made;
      used(values, values);
      return made;
    };
    return std::apply([](T&&... made) { return chain{std::move(made)...}; },
                      std::tuple<T...>{next(std::type_identity<T>{})...});  // braces: from left to right
  }

  [[nodiscard]] double operator()(double x) noexcept {
    std::apply([&](T&... part) { ((x = part(x)), ...); }, parts_);
    return x;
  }
  [[nodiscard]] double operator()(double x, std::int64_t seconds) noexcept
    requires(TimedTransform<T> || ...)
  {
    const auto one = [&]<class U>(U& part) {
      if constexpr (TimedTransform<U>)
        x = part(x, seconds);
      else
        x = part(x);
    };
    std::apply([&](T&... part) { (one(part), ...); }, parts_);
    return x;
  }
  void operator()(std::span<const double> in, std::span<double> out) noexcept {
    std::apply([&](T&... part) { ((part(in, out), in = out), ...); }, parts_);
  }

  /// Part number I.
  template <std::size_t I>
  [[nodiscard]] const auto& part() const noexcept {
    return std::get<I>(parts_);
  }

  void clear() noexcept {
    std::apply([](T&... part) { (part.clear(), ...); }, parts_);
  }
  [[nodiscard]] bool sound() const noexcept {
    return std::apply([](const T&... part) { return (part.sound() && ...); }, parts_);
  }
  void skip() noexcept {
    const auto one = [](auto& part) {
      if constexpr (requires { part.skip(); }) part.skip();
    };
    std::apply([&](T&... part) { (one(part), ...); }, parts_);
  }

  friend bool operator==(const chain&, const chain&) = default;

 private:
  std::tuple<T...> parts_;
};

/// One part after the other.
template <class... T>
struct transform_codec<chain<T...>> {
  static constexpr std::uint16_t parts = (std::uint16_t{0} + ... + transform_codec<T>::parts);

  static void save(const chain<T...>& c, byte_writer& io) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (transform_codec<T>::save(c.template part<I>(), io), ...);
    }(std::index_sequence_for<T...>{});
  }
  static chain<T...> load(byte_reader& io) {
    return std::apply([](T&&... part) { return chain<T...>{std::move(part)...}; },
                      std::tuple<T...>{transform_codec<T>::load(io)...});  // braces: from left to right
  }
};

}  // namespace tepid::inline v0
