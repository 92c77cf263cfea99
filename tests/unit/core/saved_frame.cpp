// The frame around everything that is saved: exact bytes, and every way in which it can be wrong.
#include "support/catch.hpp"

#include <cstdio>

#include <tepid/core/saved.hpp>

namespace {

using tepid::errc;
using tepid::saved_kind;

std::vector<std::byte> framed(std::uint32_t value) {
  return tepid::write_frame(saved_kind::profile, 7, 3, [&](tepid::byte_writer& io) { io(value); });
}

std::string hex(std::span<const std::byte> bytes) {
  std::string text;
  for (const std::byte b : bytes) {
    char pair[3];
    std::snprintf(pair, sizeof pair, "%02x", std::to_integer<unsigned>(b));
    text += pair;
  }
  return text;
}

errc refusal(std::span<const std::byte> bytes, std::string_view part_of_message) {
  try {
    static_cast<void>(tepid::read_frame(bytes));
  } catch (const tepid::error& e) {
    CHECK(e.field() == "state");
    INFO(e.what());
    CHECK(std::string{e.what()}.find(part_of_message) != std::string::npos);
    return e.code();
  }
  return errc::ok;
}

void seal(std::vector<std::byte>& bytes) {
  tepid::byte_writer crc{std::span{bytes}.subspan(12, 4)};
  crc(tepid::crc32(std::span<const std::byte>{bytes}.subspan(16),
                   tepid::crc32(std::span<const std::byte>{bytes}.first(12))));
}

}  // namespace

TEST_CASE("a frame's bytes are those of the specification") {
  // The checksum was computed with Python's zlib.crc32.
  CHECK(hex(framed(0x01020304)) ==
        "54504944"
        "0100"
        "0200"
        "0700"
        "0300"
        "c8abcd3f"
        "0400000000000000"
        "04030201");
}

TEST_CASE("a frame is read back") {
  const auto bytes = framed(5);
  const tepid::frame found = tepid::read_frame(bytes);
  CHECK(found.kind == saved_kind::profile);
  CHECK(found.id == 7);
  CHECK(found.version == 3);
  CHECK(found.payload.size() == 4);
  CHECK(found.payload.data() == bytes.data() + tepid::frame_size);
  CHECK(tepid::read_frame(bytes, saved_kind::profile).id == 7);
}

TEST_CASE("a frame of another kind is refused by name") {
  try {
    static_cast<void>(tepid::read_frame(framed(5), saved_kind::detector));
    FAIL("read");
  } catch (const tepid::error& e) {
    CHECK(e.code() == errc::wrong_kind);
    CHECK(std::string{e.what()}.find("profile, not a detector") != std::string::npos);
  }
}

TEST_CASE("a frame that is cut, grown or changed is refused for what it is") {
  const auto good = framed(5);
  for (std::size_t n = 0; n < good.size(); ++n) CHECK(refusal(std::span{good}.first(n), "") == errc::truncated);
  CHECK(refusal(std::span{good}.first(25), "1 of 4 payload bytes") == errc::truncated);
  CHECK(refusal({}, "too few") == errc::truncated);
  auto longer = good;
  longer.push_back({});
  CHECK(refusal(longer, "1 bytes too many") == errc::bad_state);

  const auto changed = [&](std::size_t at, int value) {
    auto bytes = good;
    bytes[at] = static_cast<std::byte>(value);
    seal(bytes);
    return bytes;
  };
  CHECK(refusal(changed(0, 'X'), "not written by tepid") == errc::bad_magic);
  CHECK(refusal(changed(4, 2), "newer") == errc::bad_version);
  CHECK(refusal(changed(4, 0), "") == errc::bad_version);
  CHECK(refusal(changed(23, 0xff), "payload bytes") == errc::truncated);  // a length near 2^64
  CHECK(refusal(changed(16, 3), "too many") == errc::bad_state);
  for (std::size_t at = 0; at < good.size(); ++at)
    for (int bit = 0; bit < 8; ++bit) {
      auto bytes = good;
      bytes[at] ^= static_cast<std::byte>(1 << bit);
      CHECK(refusal(bytes, "") != errc::ok);
    }
}

TEST_CASE("nothing is written into a buffer that is too small") {
  std::vector<std::byte> out(27, std::byte{0x5a});
  const auto write = [](tepid::byte_writer& io) { io(std::uint32_t{1}); };
  CHECK(tepid::write_frame(out, saved_kind::detector, 1, 1, write) == 28);
  CHECK(out == std::vector<std::byte>(27, std::byte{0x5a}));
  CHECK(tepid::write_frame({}, saved_kind::detector, 1, 1, write) == 28);
}
