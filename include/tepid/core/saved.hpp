// tepid/core/saved.hpp - the frame around everything that is saved.
//
//   byte 0   4  "TPID"
//        4   2  frame version, now 1
//        6   2  kind (saved_kind)
//        8   2  id of the part (a detector's or a sketch's descriptor::id; 0 where the kind says it all)
//       10   2  version of that part's payload
//       12   4  CRC-32 of all other bytes, in order
//       16   8  length of the payload
//       24   -  payload
//
// All numbers are little-endian. Nothing may follow the payload. A reader refuses newer versions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <tepid/core/bytes.hpp>
#include <tepid/core/error.hpp>

namespace tepid::inline v0 {

/// What a saved frame holds. The numbers are frozen.
enum class saved_kind : std::uint16_t { detector = 1, profile = 2, sketch = 3, composed = 4, monitor = 5 };

/// The name of a kind for messages.
[[nodiscard]] constexpr std::string_view to_string(saved_kind kind) noexcept {
  switch (kind) {
    case saved_kind::detector: return "detector";
    case saved_kind::profile: return "profile";
    case saved_kind::sketch: return "sketch";
    case saved_kind::composed: return "composed detector";
    case saved_kind::monitor: return "monitor";
  }
  return "unknown kind";
}

inline constexpr std::size_t frame_size = 24;
inline constexpr std::uint16_t frame_version = 1;

/// A frame taken apart; `payload` points into the bytes that were given.
struct frame {
  saved_kind kind{};
  std::uint16_t id = 0;
  std::uint16_t version = 0;
  std::span<const std::byte> payload;
};

namespace detail {

inline constexpr std::uint32_t frame_magic = 0x44495054;  // "TPID" read as a little-endian number
inline constexpr std::size_t crc_at = 12;

[[nodiscard]] inline std::uint32_t frame_crc(std::span<const std::byte> all) noexcept {
  return crc32(all.subspan(crc_at + 4), crc32(all.first(crc_at)));
}

}  // namespace detail

/// Writes a frame whose payload `write(byte_writer&)` produces; returns the size needed.
/// Nothing is written when `out` is too small, so an empty span asks for the size.
template <class Write>
std::size_t write_frame(std::span<std::byte> out, saved_kind kind, std::uint16_t id, std::uint16_t version,
                        Write&& write) {
  byte_writer measure{{}};
  write(measure);
  const std::size_t total = frame_size + measure.size();
  if (out.size() < total || out.data() == nullptr) return total;  // null is never as long; gcc 12 warns without
  byte_writer header{out.first(frame_size)};
  header(detail::frame_magic, frame_version, kind, id, version, std::uint32_t{0},
         static_cast<std::uint64_t>(measure.size()));
  byte_writer body{out.subspan(frame_size, measure.size())};
  write(body);
  byte_writer crc{out.subspan(detail::crc_at, 4)};
  crc(detail::frame_crc(out.first(total)));
  return total;
}

/// The same into a vector.
template <class Write>
[[nodiscard]] std::vector<std::byte> write_frame(saved_kind kind, std::uint16_t id, std::uint16_t version,
                                                 Write&& write) {
  std::vector<std::byte> out(write_frame({}, kind, id, version, write));
  write_frame(out, kind, id, version, write);
  return out;
}

/// Checks everything that can be checked without knowing the part; throws error{truncated, bad_magic,
/// bad_version, bad_checksum or bad_state}. Allocates nothing but the message of an error.
[[nodiscard]] inline frame read_frame(std::span<const std::byte> bytes) {
  const auto say = [](errc code, const std::string& what) { return error{code, "state", "saved state: " + what}; };
  byte_reader in{bytes};
  std::uint32_t magic = 0, crc = 0;
  std::uint16_t version = 0;
  std::uint64_t length = 0;
  frame found;
  in(magic, version, found.kind, found.id, found.version, crc, length);
  if (bytes.size() >= 4 && magic != detail::frame_magic) throw say(errc::bad_magic, "these bytes were not written by tepid");
  if (in.failed())
    throw say(errc::truncated, std::to_string(bytes.size()) + " bytes are too few: the header alone has " +
                                   std::to_string(frame_size));
  if (version == 0 || version > frame_version)
    throw say(errc::bad_version, "frame version " + std::to_string(version) + " is newer than this tepid reads (" +
                                     std::to_string(frame_version) + ")");
  if (length > in.remaining())
    throw say(errc::truncated, std::to_string(in.remaining()) + " of " + std::to_string(length) + " payload bytes are there");
  if (length < in.remaining())
    throw say(errc::bad_state, std::to_string(in.remaining() - length) + " bytes too many follow the payload");
  if (crc != detail::frame_crc(bytes)) throw say(errc::bad_checksum, "the checksum does not match: the bytes were changed");
  found.payload = bytes.subspan(frame_size);
  return found;
}

/// read_frame, and throws error{wrong_kind} unless it holds `kind`.
[[nodiscard]] inline frame read_frame(std::span<const std::byte> bytes, saved_kind kind) {
  const frame found = read_frame(bytes);
  if (found.kind != kind)
    throw error{errc::wrong_kind, "state",
                "saved state: it holds a " + std::string{to_string(found.kind)} + ", not a " +
                    std::string{to_string(kind)}};
  return found;
}

}  // namespace tepid::inline v0
