// At a limit made for one budget, nothing fires twice as often as it should, on 1e7 healthy values for each detector:
// other random numbers than those that made the limit, the detector started anew after every alarm.
#include "support/catch.hpp"

#include <cstdio>
#include <memory>
#include <vector>

#include <tepid/design/design.hpp>
#include <tepid/design/input_law.hpp>
#include <tepid/registry.hpp>

namespace {

constexpr double arl0 = 10'000;
constexpr std::uint64_t values = 10'000'000;

std::uint64_t alarms_of(tepid::erased_detector& d, tepid::design::sample_stream& stream) {
  std::vector<double> block(4096);
  std::uint64_t alarms = 0;
  for (std::uint64_t seen = 0; seen < values; seen += block.size()) {
    stream.draw(block);
    for (std::size_t at = 0; at < block.size();) {
      at += d.update(std::span<const double>{block}.subspan(at));
      if (d.status() == tepid::state::drift) {
        ++alarms;
        d.reset();
      }
    }
  }
  return alarms;
}

}  // namespace

TEST_CASE("a budget of 10,000 is kept over 1e7 healthy values") {
  for (const auto* row : tepid::registered_detectors()) {
    INFO(row->about.name);
    const auto design =
        tepid::design::design_limit(row->about.name, {}, tepid::design::budget::mean_between_alarms(arl0),
                                    {.steps = {}, .slopes = {}, .effort = {.paths = 1000}});
    // About a Poisson number: the expected 1,000 have a standard deviation of 32.
    const auto d = tepid::make_detector(row->about.name)->with_limit(design.limit);
    const auto stream = tepid::design::input_of(*d)(tepid::random_source{20261123});
    const auto alarms = static_cast<double>(alarms_of(*d, *stream));
    const double expected = static_cast<double>(values) / arl0;
    std::printf("%-22.*s limit %-12.6g %6.0f alarms, %5.2f of the budget\n", static_cast<int>(row->about.name.size()),
                row->about.name.data(), design.limit, alarms, alarms / expected);
    std::fflush(stdout);
    CHECK(alarms < 2.0 * expected);
    // A limit that nothing reaches keeps every budget. ddm and eddm alarm within some hundred values or, once they have
    // seen an exceptionally good stretch or a long distance between errors, nearly never: their mean run length is all
    // in the tail.
    const bool tail = row->about.name == "ddm" || row->about.name == "eddm";
    if (!row->about.guaranteed && !tail) CHECK(alarms > 0.25 * expected);
  }
}
