// At a limit made for one budget, nothing fires twice as often as it should, on 1e7 healthy values for each detector:
// other random numbers than those that made the limit, the detector started anew after every alarm.
#include "support/catch.hpp"

#include <cstdio>
#include <memory>
#include <string_view>
#include <vector>

#include <tepid/design/design.hpp>
#include <tepid/design/input_law.hpp>
#include <tepid/registry.hpp>

namespace {

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

struct planned {
  double arl0, limit;
};
/// A budget of 10,000; of 100,000 for a detector that waits so long before it decides that it cannot alarm so often.
planned plan(std::string_view name) {
  for (const double arl0 : {1e4, 1e5}) try {
      return {arl0, tepid::design::design_limit(name, {}, tepid::design::budget::mean_between_alarms(arl0),
                                                {.steps = {}, .slopes = {}, .effort = {.paths = 1000}})
                        .limit};
    } catch (const tepid::error& why) {
      if (arl0 > 1e4 || std::string_view{why.what()}.find("waits before it decides") == std::string_view::npos) throw;
    }
  return {};
}

}  // namespace

TEST_CASE("a budget of 10,000 is kept over 1e7 healthy values") {
  for (const auto* row : tepid::registered_detectors()) {
    INFO(row->about.name);
    const planned design = plan(row->about.name);
    // About a Poisson number: the expected 1,000 have a standard deviation of 32.
    const auto d = tepid::make_detector(row->about.name)->with_limit(design.limit);
    const auto stream = tepid::design::input_of(*d)(tepid::random_source{20261123});
    const auto alarms = static_cast<double>(alarms_of(*d, *stream));
    const double expected = static_cast<double>(values) / design.arl0;
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
