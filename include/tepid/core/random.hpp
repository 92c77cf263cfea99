// tepid/core/random.hpp - seeded random numbers, the same on every platform.
#pragma once

#include <array>
#include <bit>
#include <cstdint>

#include <tepid/core/version.hpp>

namespace tepid::inline v0 {

/// One step of splitmix64 (Steele, Lea, Flood 2014): a good 64-bit hash of a counter, used for seeding.
[[nodiscard]] constexpr std::uint64_t split_mix(std::uint64_t& counter) noexcept {
  std::uint64_t z = (counter += 0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

/// xoshiro256++ (Blackman and Vigna 2021): 256 bits of state, period 2^256 - 1, under 1 ns a number.
/// Not for secrets. Equal seeds give equal streams on every platform; the state is saved with its owner.
class random_source {
 public:
  explicit constexpr random_source(std::uint64_t seed = 0) noexcept {
    for (auto& word : words_) word = split_mix(seed);
  }

  /// An independent stream: the same seed with another stream number shares nothing visible with this one.
  constexpr random_source(std::uint64_t seed, std::uint64_t stream) noexcept
      : random_source{mixed(seed, stream)} {}

  /// 64 uniform bits.
  [[nodiscard]] constexpr std::uint64_t bits() noexcept {
    const std::uint64_t result = std::rotl(words_[0] + words_[3], 23) + words_[0];
    const std::uint64_t shifted = words_[1] << 17;
    words_[2] ^= words_[0];
    words_[3] ^= words_[1];
    words_[1] ^= words_[2];
    words_[0] ^= words_[3];
    words_[2] ^= shifted;
    words_[3] = std::rotl(words_[3], 45);
    return result;
  }

  /// Uniform on the open interval (0, 1): never 0, never 1: odd multiples of 2^-53.
  [[nodiscard]] constexpr double uniform() noexcept {
    return (static_cast<double>(bits() >> 12) + 0.5) * 0x1p-52;
  }

  /// Uniform on 0 .. n-1, n > 0; the bias is below n / 2^64 (multiply-shift).
  [[nodiscard]] constexpr std::uint64_t below(std::uint64_t n) noexcept {
    __extension__ using wide = unsigned __int128;
    return static_cast<std::uint64_t>((static_cast<wide>(bits()) * n) >> 64);
  }

  /// All zeros is the one state that a generator can never leave.
  [[nodiscard]] constexpr bool valid() const noexcept { return (words_[0] | words_[1] | words_[2] | words_[3]) != 0; }

  template <class Self, class Io>
  static constexpr void state_io(Self& self, Io& io) { io(self.words_); }

  friend constexpr bool operator==(const random_source&, const random_source&) = default;

 private:
  static constexpr std::uint64_t mixed(std::uint64_t seed, std::uint64_t stream) noexcept {
    std::uint64_t a = seed, b = stream ^ 0x6a09e667f3bcc909;
    return split_mix(a) ^ std::rotl(split_mix(b), 29);
  }

  std::array<std::uint64_t, 4> words_{};
};

}  // namespace tepid::inline v0
