// tests/fuzz/config.cpp - any text as a monitor's configuration: an error, or one that reads back from its own JSON;
// and where it is small, a monitor.
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tepid/monitors/monitor.hpp>
#include <tepid/reports/config_json.hpp>

#include "fuzz/monitor_setups.hpp"
#include "fuzz/require.hpp"

namespace {

/// Its memory and the time to make it are no matter of this.
bool small(const tepid::monitor_config& c) {
  std::uint64_t places = 0;
  for (const auto& s : c.signals) places += s.dimensions;
  const auto& q = c.quality;
  return places <= 8 && c.threads <= 4 && c.ring_values <= 4096 &&
         (!q || (q->capacity <= 1024 && q->horizon_seconds / q->cohort_seconds <= 64 && q->most_segments <= 4 &&
                 q->settings.classes <= 8));
}

void use(tepid::monitor_config c) {
  c.state_file.clear();
  try {
    const tepid::profile reference = fuzz::reference_of(c, 120);
    tepid::monitor m{c, reference};
    tepid::random_source random{2};
    fuzz::feed(m, random, fuzz::begin, 40, 1.0);
    static_cast<void>(m.drain(fuzz::begin + 2.0 * c.window_seconds));
    static_cast<void>(m.snapshot(fuzz::begin));
    const auto state = m.save(fuzz::begin);
    m.restore(state);
    FUZZ_REQUIRE(m.save(fuzz::begin) == state);
  } catch (const tepid::error& e) {
    // Such as a threshold with no value on one side of it.
    FUZZ_REQUIRE(e.code() == tepid::errc::bad_argument || e.code() == tepid::errc::bad_data);
    FUZZ_REQUIRE(e.what()[0] != '\0');
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  tepid::monitor_config c;
  try {
    c = tepid::config_from_json({reinterpret_cast<const char*>(data), size});
  } catch (const tepid::error& e) {
    FUZZ_REQUIRE(e.code() == tepid::errc::bad_argument && e.what()[0] != '\0');
    return 0;
  }
  const std::string text = tepid::config_to_json(c);
  FUZZ_REQUIRE(tepid::config_from_json(text) == c);
  FUZZ_REQUIRE(tepid::config_to_json(tepid::config_from_json(text)) == text);
  if (small(c)) use(std::move(c));
  return 0;
}
