// tests/fuzz/load_sketch.cpp - any bytes as a saved sketch, as they are and with a checksum that fits, and as a KLL
// sketch of Apache DataSketches.
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>
#include <vector>

#include "support/hostile_sketches.hpp"

#include "fuzz/require.hpp"

namespace {

void must_be_well(const std::string& wrong) {
  if (!wrong.empty()) std::fprintf(stderr, "%s\n", wrong.c_str());
  FUZZ_REQUIRE(wrong.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto given = std::as_bytes(std::span{data, size});
  must_be_well(tepid_test::misbehaviour_in_datasketches(given));
  must_be_well(tepid_test::misbehaviour_in(given));
  if (size < tepid::frame_size) return 0;
  std::vector<std::byte> state(given.begin(), given.end());
  const std::uint64_t length = state.size() - tepid::frame_size;
  for (std::size_t i = 0; i < 8; ++i) state[16 + i] = static_cast<std::byte>((length >> (8 * i)) & 0xffu);
  const std::uint32_t crc = tepid::detail::frame_crc(state);
  for (std::size_t i = 0; i < 4; ++i)
    state[tepid::detail::crc_at + i] = static_cast<std::byte>((crc >> (8 * i)) & 0xffu);
  must_be_well(tepid_test::misbehaviour_in(state));
  return 0;
}
