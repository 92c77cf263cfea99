// States that no values lead to, once accepted: their batches and the same values one by one differed.
#include "support/catch.hpp"
#include "support/paths.hpp"

#include <bit>
#include <cstddef>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <tepid/detectors/ddm.hpp>
#include <tepid/detectors/ewma.hpp>
#include <tepid/detectors/mcusum.hpp>

namespace {

using bytes = std::vector<std::byte>;

/// A seed of tests/fuzz/load_detector.cpp: a frame, values behind it; made one with a right length and checksum.
bytes seed(const std::string& name, std::size_t values) {
  std::ifstream file{tepid_test::source_folder() / "tests/fuzz/seeds/load_detector" / name, std::ios::binary};
  REQUIRE(file);
  const std::vector<char> all{std::istreambuf_iterator<char>{file}, {}};
  bytes state(all.size() - values);
  std::memcpy(state.data(), all.data(), state.size());
  return state;
}
bytes sealed(bytes state) {
  const std::uint64_t length = state.size() - tepid::frame_size;
  for (std::size_t i = 0; i < 8; ++i) state[16 + i] = static_cast<std::byte>((length >> (8 * i)) & 0xffu);
  const std::uint32_t crc = tepid::detail::frame_crc(state);
  for (std::size_t i = 0; i < 4; ++i)
    state[tepid::detail::crc_at + i] = static_cast<std::byte>((crc >> (8 * i)) & 0xffu);
  return state;
}
void put(bytes& state, std::size_t at, double x) {
  const auto word = std::bit_cast<std::uint64_t>(x);
  for (std::size_t i = 0; i < 8; ++i) state[at + i] = static_cast<std::byte>((word >> (8 * i)) & 0xffu);
}

}  // namespace

TEST_CASE("DDM with a lowest rate from within the warm start, or without one after it, is refused") {
  CHECK_THROWS_WITH(tepid::load<tepid::ddm>(sealed(seed("ddm_low_rate_in_warm_start.bin", 0))),
                    Catch::Matchers::Contains("contradict each other"));
  tepid::ddm d;
  for (int i = 0; i < 100; ++i) d.update(i % 10 == 0 ? 1.0 : 0.0);
  bytes state = tepid::save(d);
  CHECK_NOTHROW(tepid::load<tepid::ddm>(state));
  std::fill_n(state.end() - 16, 16, std::byte{0});  // errors and values of the lowest rate
  CHECK_THROWS_AS(tepid::load<tepid::ddm>(sealed(state)), tepid::error);
}

TEST_CASE("a negative zero beyond the row that is being filled is refused") {
  CHECK_THROWS_WITH(tepid::load<tepid::mcusum>(sealed(seed("mcusum_negative_zero_beyond_the_row.bin", 0))),
                    Catch::Matchers::Contains("contradict each other"));
}

TEST_CASE("an EWMA whose Steiner limit is wider than at the start, or young without being so, is refused") {
  tepid::ewma_params p;
  p.limits = tepid::ewma_limits_form::steiner;
  tepid::ewma d{p};
  for (int i = 0; i < 3; ++i) d.update(0.1 * i);
  bytes state = tepid::save(d);
  CHECK_NOTHROW(tepid::load<tepid::ewma>(state));
  put(state, state.size() - 8, 1.0);
  CHECK_THROWS_AS(tepid::load<tepid::ewma>(sealed(state)), tepid::error);
  put(state, state.size() - 8, 0.25);
  put(state, state.size() - 16, 0.0);
  CHECK_THROWS_AS(tepid::load<tepid::ewma>(sealed(state)), tepid::error);
}
