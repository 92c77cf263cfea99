// tepid/core/keyed_hash.hpp - hashes with a secret of the process, for tables whose keys others choose.
#pragma once

#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <random>
#include <string_view>

#include <tepid/core/hash.hpp>

namespace tepid::inline v0 {

/// The key of a hash: 128 bits.
struct hash_key {
  std::uint64_t low = 0, high = 0;

  /// One for the whole process, drawn from the system once; a forked process has its parent's. Where the system has no
  /// random numbers it is drawn from clocks and addresses.
  [[nodiscard]] static hash_key of_process() {
    static const hash_key key = drawn();
    return key;
  }

 private:
  static hash_key drawn() {
    try {
      std::random_device from{};
      const auto word = [&] { return std::uint64_t{from()} << 32 | from(); };
      const std::uint64_t low = word();
      return made(low, word());
    } catch (...) {
      int place = 0;
      const auto now = static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
      return made(mix_bits(now), mix_bits(std::hash<const void*>{}(&place)));
    }
  }
  static hash_key made(std::uint64_t low, std::uint64_t high) noexcept {
    hash_key key;
    key.low = low;
    key.high = high;
    return key;
  }
};

/// Without the key nobody can say which texts or numbers share a place of a table. Its values differ from process to
/// process; they must reach nothing that is saved or shown.
/// Text:     SipHash-1-3 (J.-P. Aumasson, D. J. Bernstein, INDOCRYPT 2012; one round a word and three at the end, as in
///           Rust's standard library). 10 to 20 ns and 0.7 ns a byte.
/// Integers: twice a product of 128 bits with a secret odd factor, folded (the mixing of wyhash, with keys derived by
///           SipHash). Four times as fast, which a table that waits for memory feels.
class keyed_hash {
 public:
  using is_transparent = void;  // for unordered_map of std::string, asked with a string_view

  keyed_hash() : keyed_hash{hash_key::of_process()} {}
  explicit keyed_hash(const hash_key& key) noexcept
      : key_{key}, added_{derived(0)}, factor_{derived(1) | 1}, second_{derived(2) | 1} {}

  [[nodiscard]] std::uint64_t operator()(std::uint64_t x) const noexcept {
    return folded(folded(x ^ added_, factor_) ^ added_, second_);
  }
  [[nodiscard]] std::size_t operator()(std::string_view text) const noexcept {
    sip s{key_};
    std::size_t at = 0;
    for (; at + 8 <= text.size(); at += 8) s.take(word(text.substr(at, 8)));
    s.take(word(text.substr(at)) | static_cast<std::uint64_t>(text.size()) << 56);
    return static_cast<std::size_t>(s.finish());
  }

 private:
  struct sip {
    std::uint64_t a, b, c, d;

    explicit sip(const hash_key& key) noexcept
        : a{key.low ^ 0x736f6d6570736575},
          b{key.high ^ 0x646f72616e646f6d},
          c{key.low ^ 0x6c7967656e657261},
          d{key.high ^ 0x7465646279746573} {}
    void round() noexcept {
      a += b, b = std::rotl(b, 13) ^ a, a = std::rotl(a, 32);
      c += d, d = std::rotl(d, 16) ^ c;
      a += d, d = std::rotl(d, 21) ^ a;
      c += b, b = std::rotl(b, 17) ^ c, c = std::rotl(c, 32);
    }
    void take(std::uint64_t word) noexcept {
      d ^= word;
      round();
      a ^= word;
    }
    std::uint64_t finish() noexcept {
      c ^= 0xff;
      round();
      round();
      round();
      return a ^ b ^ c ^ d;
    }
  };
  [[nodiscard]] std::uint64_t derived(std::uint64_t which) const noexcept {
    sip s{key_};
    s.take(which);
    return s.finish();
  }
  /// Both halves of a product, one on the other.
  static std::uint64_t folded(std::uint64_t a, std::uint64_t b) noexcept {
#if defined(__SIZEOF_INT128__)
    __extension__ using wide = unsigned __int128;
    const wide product = static_cast<wide>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
#else
    const std::uint64_t al = a & 0xffffffff, ah = a >> 32, bl = b & 0xffffffff, bh = b >> 32;
    const std::uint64_t low = al * bl, middle = ah * bl + (low >> 32), cross = al * bh + (middle & 0xffffffff);
    return (cross << 32 | (low & 0xffffffff)) ^ (ah * bh + (middle >> 32) + (cross >> 32));
#endif
  }
  /// Up to eight bytes as a little-endian number.
  static std::uint64_t word(std::string_view bytes) noexcept {
    std::uint64_t w = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
      w |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
    return w;
  }

  hash_key key_;
  std::uint64_t added_, factor_, second_;
};

}  // namespace tepid::inline v0
