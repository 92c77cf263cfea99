// Bytes out and in: little-endian, complete, and never beyond the end.
#include "support/catch.hpp"

#include <array>
#include <cstring>
#include <limits>
#include <string_view>

#include <tepid/core/bytes.hpp>

namespace {

using tepid::byte_reader;
using tepid::byte_writer;

enum class colour : std::uint8_t { red = 0, green = 1 };

struct point {
  double x = 0, y = 0;
  std::string name;

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.x, self.y, self.name);
  }
  friend bool operator==(const point&, const point&) = default;
};

template <class... T>
std::vector<std::byte> written(const T&... values) {
  byte_writer measure{{}};
  measure(values...);
  std::vector<std::byte> out(measure.size());
  byte_writer writer{out};
  writer(values...);
  CHECK(writer.size() == out.size());
  return out;
}

std::vector<std::byte> bytes(std::initializer_list<int> values) {
  std::vector<std::byte> out;
  for (const int v : values) out.push_back(static_cast<std::byte>(v));
  return out;
}

std::span<const std::byte> as_bytes(std::string_view text) {
  return std::as_bytes(std::span{text.data(), text.size()});
}

}  // namespace

TEST_CASE("crc32 is the CRC-32 of zlib") {
  CHECK(tepid::crc32(as_bytes("123456789")) == 0xcbf43926);  // the check value of the CRC catalogues
  CHECK(tepid::crc32(as_bytes("The quick brown fox jumps over the lazy dog")) == 0x414fa339);
  CHECK(tepid::crc32({}) == 0);
  CHECK(tepid::crc32(as_bytes("6789"), tepid::crc32(as_bytes("12345"))) == 0xcbf43926);
}

TEST_CASE("numbers are little-endian whatever the machine") {
  CHECK(written(std::uint32_t{0x44495054}) == bytes({'T', 'P', 'I', 'D'}));
  CHECK(written(std::uint16_t{0x0102}, std::uint8_t{3}, true, colour::green) == bytes({2, 1, 3, 1, 1}));
  CHECK(written(std::int32_t{-2}) == bytes({0xfe, 0xff, 0xff, 0xff}));
  CHECK(written(1.0) == bytes({0, 0, 0, 0, 0, 0, 0xf0, 0x3f}));
  CHECK(written(std::vector<std::uint8_t>{7, 8}) == bytes({2, 0, 0, 0, 0, 0, 0, 0, 7, 8}));
  CHECK(written(std::array<std::uint8_t, 2>{7, 8}) == bytes({7, 8}));
  CHECK(written(std::string{"ab"}) == bytes({2, 0, 0, 0, 0, 0, 0, 0, 'a', 'b'}));
}

TEST_CASE("what is written is read back, to the bit") {
  const double values[]{0.0,
                        -0.0,
                        1.0 / 3,
                        std::numeric_limits<double>::denorm_min(),
                        std::numeric_limits<double>::max(),
                        std::numeric_limits<double>::infinity(),
                        std::numeric_limits<double>::quiet_NaN(),
                        -std::numeric_limits<double>::signaling_NaN()};
  for (const double value : values) {
    const auto state = written(value);
    double back = 5;
    byte_reader in{state};
    in(back);
    CHECK(std::memcmp(&back, &value, sizeof value) == 0);
  }
  const std::vector<point> points{{1, 2, "one"}, {}, {-3, 1e300, std::string{"zero\0byte", 9}}};
  const std::array<std::int64_t, 3> numbers{-1, std::numeric_limits<std::int64_t>::min(), 7};
  const auto state = written(points, numbers, true, colour::green, std::vector<double>{});
  std::vector<point> points_back;
  std::array<std::int64_t, 3> numbers_back{};
  bool flag = false;
  colour hue{};
  std::vector<double> none{1, 2};
  byte_reader in{state};
  in(points_back, numbers_back, flag, hue, none);
  CHECK_FALSE(in.failed());
  CHECK(in.remaining() == 0);
  CHECK(points_back == points);
  CHECK(numbers_back == numbers);
  CHECK(flag);
  CHECK(hue == colour::green);
  CHECK(none.empty());
}

TEST_CASE("the writer never writes beyond its buffer and still counts") {
  std::vector<std::byte> out(10, std::byte{0x5a});
  byte_writer writer{std::span{out}.first(5)};
  writer(std::uint64_t{0x0807060504030201}, std::uint64_t{0});
  CHECK(writer.size() == 16);
  CHECK(out == bytes({1, 2, 3, 4, 5, 0x5a, 0x5a, 0x5a, 0x5a, 0x5a}));
}

TEST_CASE("the reader stops at the end: everything after is zero") {
  const auto state = written(std::uint32_t{7}, std::uint16_t{9});
  byte_reader in{state};
  std::uint32_t a = 1;
  std::uint64_t b = 2;
  std::uint8_t c = 3;
  double d = 4;
  in(a, b, c, d);
  CHECK(a == 7);
  CHECK(b == 0);
  CHECK(c == 0);  // two bytes were left, but a value before it did not fit
  CHECK(d == 0.0);
  CHECK(in.failed());
}

TEST_CASE("lengths that cannot be there fail before anything is allocated") {
  for (const std::uint64_t n :
       {std::uint64_t{2}, std::uint64_t{3}, std::uint64_t{1} << 31, std::uint64_t{1} << 61, ~std::uint64_t{0}}) {
    const auto state = written(n, 1.0);
    std::vector<double> numbers{5};
    byte_reader in{state};
    in(numbers);
    CHECK(in.failed());
    CHECK(numbers.empty());
    CHECK(numbers.capacity() <= 1);
    std::string text = "before";
    byte_reader again{state};
    again(text);
    CHECK(again.failed() == (n > 8));
    CHECK(text.size() == (n > 8 ? 0 : n));
    std::vector<point> points;
    byte_reader third{state};
    third(points);
    CHECK(third.failed());
    CHECK(points.size() <= 1);
  }
}

TEST_CASE("a boolean is 0 or 1") {
  for (int value = 0; value < 256; ++value) {
    const auto state = bytes({value});
    bool flag = false;
    byte_reader in{state};
    in(flag);
    CHECK(in.failed() == (value > 1));
    CHECK(flag == (value == 1));
  }
}

TEST_CASE("a part is read as its own version, whatever that of the state around it") {
  struct part {
    double x = 0, y = 0;
    static void state_io(part& self, byte_reader& io) {
      io(self.x);
      if (io.version() >= 2) io(self.y);
    }
  };
  const auto state = written(1.0, 2.0, 3.0);
  part a, b;
  byte_reader in{state, 7};
  in.as_of(1, a);
  in.as_of(2, b);
  CHECK(in.version() == 7);
  CHECK((a.x == 1.0 && a.y == 0.0 && b.x == 2.0 && b.y == 3.0));
  CHECK((in.remaining() == 0 && !in.failed()));
}

TEST_CASE("a part can refuse what it reads") {
  const auto state = written(1.0, 2.0);
  double x = 0;
  byte_reader in{state, 3};
  CHECK(in.version() == 3);
  in(x);
  in.fail();
  in(x);
  CHECK(in.failed());
  CHECK(x == 0.0);
}
