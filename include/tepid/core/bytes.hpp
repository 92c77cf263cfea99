// tepid/core/bytes.hpp - little-endian bytes in and out, bounded and checked.
#pragma once

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <tepid/core/version.hpp>

namespace tepid::inline v0 {

namespace detail {

constexpr std::array<std::uint32_t, 256> crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t c = i;
    for (int bit = 0; bit < 8; ++bit) c = (c & 1) ? 0xedb88320u ^ (c >> 1) : c >> 1;
    table[i] = c;
  }
  return table;
}
inline constexpr auto crc_bytes = crc_table();

}  // namespace detail

/// CRC-32 as in zlib, PNG and Ethernet: finds every change of up to 32 neighbouring bits.
/// `previous` continues a checksum over further bytes.
[[nodiscard]] constexpr std::uint32_t crc32(std::span<const std::byte> bytes, std::uint32_t previous = 0) noexcept {
  std::uint32_t c = ~previous;
  for (const std::byte b : bytes)
    c = detail::crc_bytes[(c ^ std::to_integer<std::uint32_t>(b)) & 0xffu] ^ (c >> 8);
  return ~c;
}

/// Writes little-endian values into a buffer, or, beyond its end, only counts them.
/// One pass over an empty span therefore tells the size.
class byte_writer {
 public:
  static constexpr bool is_loading = false;

  explicit byte_writer(std::span<std::byte> out) noexcept : out_{out} {}

  /// Bytes asked for so far, written or not.
  [[nodiscard]] std::size_t size() const noexcept { return size_; }

  template <class... T>
  void operator()(const T&... values) { (put(values), ...); }

  void raw(std::span<const std::byte> bytes) noexcept {
    for (const std::byte b : bytes) byte(b);
  }
  /// What `write(*this)` writes, with its length before it.
  template <class Write>
  void section(Write&& write) {
    const std::size_t at = size_;
    little_endian(std::uint64_t{0});
    write(*this);
    const std::size_t end = std::exchange(size_, at);
    little_endian(static_cast<std::uint64_t>(end - at - sizeof(std::uint64_t)));
    size_ = end;
  }

 private:
  void byte(std::byte b) noexcept {
    if (size_ < out_.size()) out_[size_] = b;
    ++size_;
  }
  template <std::unsigned_integral T>
  void little_endian(T value) noexcept {
    for (std::size_t i = 0; i < sizeof(T); ++i)
      byte(static_cast<std::byte>((static_cast<std::uint64_t>(value) >> (8 * i)) & 0xffu));
  }
  template <class T>
  void put(const T& value) {
    if constexpr (std::is_same_v<T, bool>) little_endian(static_cast<std::uint8_t>(value));
    else if constexpr (std::is_enum_v<T>) put(static_cast<std::underlying_type_t<T>>(value));
    else if constexpr (std::is_same_v<T, double>) little_endian(std::bit_cast<std::uint64_t>(value));
    else if constexpr (std::is_integral_v<T>) little_endian(static_cast<std::make_unsigned_t<T>>(value));
    else T::state_io(value, *this);
  }
  template <class T, std::size_t N>
  void put(const std::array<T, N>& values) {
    for (const T& v : values) put(v);
  }
  template <class T>
  void put(const std::vector<T>& values) {
    little_endian(static_cast<std::uint64_t>(values.size()));
    for (const T& v : values) put(v);
  }
  void put(const std::string& text) {
    little_endian(static_cast<std::uint64_t>(text.size()));
    for (const char c : text) byte(static_cast<std::byte>(c));
  }

  std::span<std::byte> out_;
  std::size_t size_ = 0;
};

/// What `write(byte_writer&)` writes: no frame, no checksum.
template <class Write>
[[nodiscard]] std::vector<std::byte> written_bytes(Write&& write) {
  byte_writer measure{{}};
  write(measure);
  std::vector<std::byte> out(measure.size());
  byte_writer io{out};
  write(io);
  return out;
}

/// Reads what byte_writer wrote. Never reads past the end and never allocates more than the remaining
/// bytes can fill: after the first value that does not fit, `failed()` is true and every value is zero.
class byte_reader {
 public:
  static constexpr bool is_loading = true;

  explicit byte_reader(std::span<const std::byte> in, std::uint16_t version = 0) noexcept
      : in_{in}, version_{version} {}

  /// The version of the state that is being read; a part branches on it to read its older states.
  [[nodiscard]] std::uint16_t version() const noexcept { return version_; }
  [[nodiscard]] bool failed() const noexcept { return failed_; }
  [[nodiscard]] std::size_t remaining() const noexcept { return in_.size() - at_; }
  /// For a value that is readable but cannot be right.
  void fail() noexcept { failed_ = true; }

  template <class... T>
  void operator()(T&... values) { (get(values), ...); }

  /// Values of a part whose versions are not those of the state that holds it.
  template <class... T>
  void as_of(std::uint16_t version, T&... values) {
    const std::uint16_t outer = std::exchange(version_, version);
    (get(values), ...);
    version_ = outer;
  }

  /// The next n bytes as they are; empty and failed when they are not there.
  [[nodiscard]] std::span<const std::byte> raw(std::uint64_t n) noexcept {
    if (failed_ || n > remaining()) {
      failed_ = true;
      return {};
    }
    at_ += static_cast<std::size_t>(n);
    return in_.subspan(at_ - static_cast<std::size_t>(n), static_cast<std::size_t>(n));
  }
  /// A section by itself, of a version of its own.
  [[nodiscard]] byte_reader section(std::uint16_t version) noexcept {
    byte_reader own{raw(little_endian<std::uint64_t>()), version};
    own.failed_ = failed_;
    return own;
  }

 private:
  template <std::unsigned_integral T>
  T little_endian() noexcept {
    if (failed_ || remaining() < sizeof(T)) {
      failed_ = true;
      return 0;
    }
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i) value |= std::to_integer<std::uint64_t>(in_[at_ + i]) << (8 * i);
    at_ += sizeof(T);
    return static_cast<T>(value);
  }
  template <class T>
  void get(T& value) {
    if constexpr (std::is_same_v<T, bool>) {
      const auto b = little_endian<std::uint8_t>();
      if (b > 1) failed_ = true;
      value = b == 1;
    } else if constexpr (std::is_enum_v<T>) {
      std::underlying_type_t<T> number{};
      get(number);
      value = static_cast<T>(number);  // the owner's check rules out numbers that no enumerator has
    } else if constexpr (std::is_same_v<T, double>) {
      value = std::bit_cast<double>(little_endian<std::uint64_t>());
    } else if constexpr (std::is_integral_v<T>) {
      value = static_cast<T>(little_endian<std::make_unsigned_t<T>>());
    } else {
      T::state_io(value, *this);
    }
  }
  template <class T, std::size_t N>
  void get(std::array<T, N>& values) {
    for (T& v : values) get(v);
  }
  /// The number of elements to come, each of at least `least` bytes; zero and failed when they cannot be there.
  std::size_t length(std::size_t least) noexcept {
    const auto n = little_endian<std::uint64_t>();
    if (failed_ || n > remaining() / least) {
      failed_ = true;
      return 0;
    }
    return static_cast<std::size_t>(n);
  }
  template <class T>
  void get(std::vector<T>& values) {
    values.clear();
    const std::size_t n = length(std::is_arithmetic_v<T> || std::is_enum_v<T> ? sizeof(T) : 1);
    for (std::size_t i = 0; i < n && !failed_; ++i) get(values.emplace_back());
  }
  void get(std::string& text) {
    text.assign(length(1), '\0');
    for (char& c : text) c = static_cast<char>(little_endian<std::uint8_t>());
  }

  std::span<const std::byte> in_;
  std::size_t at_ = 0;
  std::uint16_t version_;
  bool failed_ = false;
};

}  // namespace tepid::inline v0
