// tests/fuzz/load_profile.cpp - any bytes as a saved profile, as they are and with a checksum that fits.
#include <span>
#include <vector>

#include <tepid/monitors/profile.hpp>

#include "fuzz/frame.hpp"
#include "fuzz/require.hpp"

namespace {

void attempt(std::span<const std::byte> state) {
  try {
    const auto loaded = tepid::profile::load(state);
    for (const auto& column : loaded.columns()) {
      FUZZ_REQUIRE(loaded.find(column.name) == &column);
      FUZZ_REQUIRE(column.not_finite.total() <= column.rows);
    }
    const auto again = loaded.save();
    FUZZ_REQUIRE(tepid::profile::load(again) == loaded);
  } catch (const tepid::error& e) {
    FUZZ_REQUIRE(e.code() != tepid::errc::ok && e.what()[0] != '\0');
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto given = std::as_bytes(std::span{data, size});
  attempt(given);
  if (size < tepid::frame_size) return 0;
  attempt(repaired_frame(given));
  return 0;
}
