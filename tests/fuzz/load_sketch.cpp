// tests/fuzz/load_sketch.cpp - any bytes as a saved sketch, as they are and with a checksum that fits, and as a KLL
// sketch of Apache DataSketches.
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>
#include <vector>

#include "support/hostile_sketches.hpp"

#include "fuzz/frame.hpp"
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
  must_be_well(tepid_test::misbehaviour_in(repaired_frame(given)));
  return 0;
}
