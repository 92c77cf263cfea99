// tepid/sketches/saved_sketch.hpp - a sketch in a frame of its own, and out of it again.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include <tepid/core/bytes.hpp>
#include <tepid/core/error.hpp>
#include <tepid/core/saved.hpp>
#include <tepid/sketches/descriptor.hpp>

namespace tepid::inline v0 {

/// The bytes of a sketch: a frame (core/saved.hpp) around what its state_io writes.
template <class Sketch>
[[nodiscard]] std::vector<std::byte> save_sketch(const Sketch& sketch) {
  return write_frame(saved_kind::sketch, Sketch::about.id, Sketch::about.state_version,
                     [&](byte_writer& io) { io(sketch); });
}

/// A sketch from its bytes. Throws error{truncated, bad_magic, bad_checksum, bad_version, wrong_kind or bad_state} for
/// any bytes that no sketch of this kind gives.
template <class Sketch>
[[nodiscard]] Sketch load_sketch(std::span<const std::byte> bytes) {
  constexpr auto& about = Sketch::about;
  const std::string what = "saved " + std::string{about.name} + ": ";
  const frame saved = read_frame(bytes, saved_kind::sketch);
  if (saved.id != about.id)
    throw error{errc::wrong_kind, "state", what + "these bytes hold another sketch, number " + std::to_string(saved.id)};
  if (saved.version == 0 || saved.version > about.state_version)
    throw error{errc::bad_version, "state",
                what + "version " + std::to_string(saved.version) + " is newer than this tepid reads (" +
                    std::to_string(about.state_version) + ")"};
  byte_reader io{saved.payload, saved.version};
  Sketch sketch;
  io(sketch);
  if (io.failed()) throw error{errc::bad_state, "state", what + "it ends too early or its values are wrong"};
  if (io.remaining() != 0) throw error{errc::bad_state, "state", what + "it is too long"};
  if constexpr (requires { sketch.sound(); })
    if (!sketch.sound()) throw error{errc::bad_state, "state", what + "its values contradict each other"};
  return sketch;
}

}  // namespace tepid::inline v0
