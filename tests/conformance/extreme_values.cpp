// Finite values, however large or small, never make a statistic that is not finite; constants raise no alarm.
#include "support/catch.hpp"
#include "support/conformance.hpp"

using namespace tepid_test;
using tepid::state;

namespace {

/// Feeds xs as a batch and one by one, clearing alarms, and looks at everything that is told.
void survive(const configuration& c, const std::string& what, const std::vector<double>& xs) {
  INFO(c.name << ", " << what);
  const handle d = c.make(), scalar = c.make();
  for (std::size_t at = 0; at < xs.size();) {
    const std::size_t taken = d->update(std::span{xs}.subspan(at, std::min<std::size_t>(50, xs.size() - at)));
    bool finite = true;
    for (std::size_t i = 0; i < taken; ++i) {
      scalar->update(xs[at + i]);
      finite &= tepid::is_finite(scalar->statistic());
    }
    at += taken;
    REQUIRE(finite);
    const auto seen = d->change();
    REQUIRE(tepid::is_finite(seen.effect));
    REQUIRE((seen.onset == tepid::no_index || seen.onset <= d->count()));
    REQUIRE((seen.ramp_onset == tepid::no_index || seen.ramp_onset <= d->count()));
    REQUIRE(saved(*d) == saved(*scalar));
    if (d->status() == state::drift) d->rearm(), scalar->rearm();
  }
  CHECK(d->count() == xs.size());
  CHECK(saved(*tepid::load_detector(saved(*d))) == saved(*d));
}

std::vector<double> made(std::size_t n, auto&& f) {
  std::vector<double> xs;
  tepid::random_source random{77};
  for (std::size_t i = 0; i < n; ++i) xs.push_back(f(i, random));
  return xs;
}

}  // namespace

TEST_CASE("extreme values keep every statistic finite") {
  using source = tepid::random_source;
  const std::pair<const char*, std::vector<double>> streams[]{
      {"largest", made(300, [](std::size_t, source&) { return largest; })},
      {"lowest", made(300, [](std::size_t, source&) { return -largest; })},
      {"alternating largest and lowest", made(300, [](std::size_t i, source&) { return i % 2 ? largest : -largest; })},
      {"random signs of the largest",
       made(300, [](std::size_t, source& r) { return r.below(2) ? largest : -largest; })},
      {"subnormal", made(300, [](std::size_t, source& r) { return smallest * static_cast<double>(r.below(9)); })},
      {"subnormal of both signs",
       made(300, [](std::size_t, source& r) { return smallest * (static_cast<double>(r.below(9)) - 4.0); })},
      {"around 1e-160", made(300, [](std::size_t, source& r) { return 1e-160 * tepid::normal(r); })},
      {"around 6e-163", made(300, [](std::size_t, source& r) { return 6e-163 * tepid::normal(r); })},
      {"offset 1e12", made(300, [](std::size_t, source& r) { return 1e12 + tepid::normal(r); })},
      {"every magnitude", made(600,
                               [](std::size_t i, source& r) {
                                 return std::ldexp(r.below(2) ? 1.0 : -1.0,
                                                   static_cast<int>(i % 2098) * 7 % 2097 - 1074);
                               })},
      {"normal with a few largest",
       made(600,
            [](std::size_t, source& r) { return r.below(40) ? tepid::normal(r) : largest * (r.below(2) ? 1 : -1); })},
      {"signed zeros", made(300, [](std::size_t i, source&) { return i % 2 ? 0.0 : -0.0; })}};
  for (const auto& c : all_configurations())
    for (const auto& [what, xs] : streams) survive(c, what, xs);
}

TEST_CASE("constant values raise no alarm, in a million observations", "[statistics]") {
  for (const auto* row : tepid::registered_detectors()) {
    const bool has_mean =
        std::any_of(row->parameters.begin(), row->parameters.end(), [](const auto& p) { return p.name == "mean"; });
    std::vector<double> constants{0.0};
    if (row->about.input == tepid::input_kind::real) constants = {0.0, 0.1, -3.7e5, 1e-30, 1e15 / 3.0};
    if (row->about.input == tepid::input_kind::unit) constants = {0.0, 0.1, 1.0};
    for (const double level : constants) {
      configuration c{row, std::string{row->about.name}, {}};
      if (has_mean) c.settings.push_back({.name = "mean", .value = level});  // the level is what is expected
      INFO(c.name << ", constant " << level);
      const handle d = c.make();
      const std::vector<double> xs(10000, level);
      std::size_t taken = 0;
      for (int i = 0; i < 100; ++i) taken += d->update(std::span<const double>{xs});
      CHECK(taken == 1000000);
      CHECK(d->status() != state::drift);
      CHECK(tepid::is_finite(d->statistic()));
    }
  }
}
