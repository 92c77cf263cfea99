// tests/fuzz/load_detector.cpp - any bytes as a saved detector, as they are and with a checksum that fits.
//
// The last 64 bytes of what is long enough are fed to the detector as eight numbers.
#include <cstring>
#include <span>
#include <vector>

#include <tepid/registry.hpp>

#include "fuzz/frame.hpp"
#include "fuzz/require.hpp"

namespace {

using bytes = std::vector<std::byte>;

bytes saved(const tepid::erased_detector& d) {
  bytes out(d.save({}));
  d.save(out);
  return out;
}

bool sane(const tepid::erased_detector& d) {
  const auto seen = d.change();
  return tepid::is_finite(d.statistic()) && tepid::is_finite(seen.effect) && d.status() <= tepid::state::drift &&
         (seen.onset == tepid::no_index || seen.onset <= d.count()) &&
         (seen.ramp_onset == tepid::no_index || seen.ramp_onset <= d.count());
}

/// Whatever loads must behave like any other detector.
void drive(const tepid::erased_detector& loaded, std::span<const double> values) {
  FUZZ_REQUIRE(sane(loaded));
  const auto batch = loaded.clone(), scalar = loaded.clone();
  std::vector<double> xs(values.begin(), values.end());
  for (int i = 0; i < 40; ++i) xs.push_back((i % 7 - 3) * (i % 11 == 0 ? 1e300 : 1.0));
  for (std::size_t at = 0; at < xs.size();) {
    const std::size_t taken = batch->update(std::span{xs}.subspan(at));
    FUZZ_REQUIRE(taken > 0);
    for (std::size_t i = 0; i < taken; ++i) scalar->update(xs[at + i]);
    at += taken;
    batch->rearm();
    scalar->rearm();
  }
  FUZZ_REQUIRE(sane(*batch));
  const bytes after = saved(*batch);
  FUZZ_REQUIRE(after == saved(*scalar));
  FUZZ_REQUIRE(saved(*tepid::load_detector(after)) == after);
  batch->reset();
  FUZZ_REQUIRE(batch->count() == 0 && batch->rejected() == 0);
}

void attempt(std::span<const std::byte> state, std::span<const double> values) {
  try {
    drive(*tepid::load_detector(state), values);
  } catch (const tepid::error& e) {
    FUZZ_REQUIRE(e.code() != tepid::errc::ok && e.what()[0] != '\0');
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto given = std::as_bytes(std::span{data, size});
  attempt(given, {});
  if (size < tepid::frame_size) return 0;

  // The mutator cannot find checksums: make the frame right, so that what it changes inside is looked at.
  bytes state(given.begin(), given.end());
  double values[8]{};
  const std::size_t spare = size - tepid::frame_size > 200 ? sizeof values : 0;
  if (spare != 0) std::memcpy(values, state.data() + size - spare, spare);
  state.resize(size - spare);
  repair_frame(state);
  attempt(state, values);
  return 0;
}
