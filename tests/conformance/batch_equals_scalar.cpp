// A batch does what its values one by one do, bit for bit, wherever the stream is cut.
#include "support/catch.hpp"
#include "support/conformance.hpp"

using namespace tepid_test;
using tepid::state;

namespace {

enum class after_alarm { keep, reset, rearm };

void compare(const configuration& c, after_alarm policy, std::uint64_t seed) {
  INFO(c.name << ", policy " << static_cast<int>(policy) << ", seed " << seed);
  tepid::random_source random{seed};
  auto xs = stream(c.row->about.input, seed, 700, 300);
  const auto more = stream(c.row->about.input, seed + 1, 500, 300);
  xs.insert(xs.end(), more.begin(), more.end());
  const auto slow = drifting(c.row->about.input, seed + 2, 3000);
  xs.insert(xs.end(), slow.begin(), slow.end());
  xs = spoiled(xs, seed, 150);
  const handle batch = c.make(), scalar = c.make();
  for (std::size_t at = 0; at < xs.size();) {
    const std::size_t wanted = random.below(4) == 0 ? random.below(300) : random.below(40);
    const auto chunk = std::span{xs}.subspan(at, std::min<std::size_t>(wanted, xs.size() - at));
    const bool kept = batch->status() == state::drift;
    const std::size_t taken = batch->update(chunk);
    bool early = false;
    for (std::size_t i = 0; i < taken; ++i)
      if (scalar->update(chunk[i]) == state::drift && !kept && i + 1 < taken) early = true;
    REQUIRE_FALSE(early);
    const bool raised = batch->status() == state::drift && !kept;
    REQUIRE((taken == chunk.size() || raised));
    REQUIRE(saved(*batch) == saved(*scalar));
    REQUIRE(batch->status() == scalar->status());
    at += taken;
    if (batch->status() != state::drift) continue;
    if (policy == after_alarm::reset) batch->reset(), scalar->reset();
    if (policy == after_alarm::rearm) batch->rearm(), scalar->rearm();
  }
  REQUIRE(batch->count() == scalar->count());
}

}  // namespace

TEST_CASE("a batch equals its values one by one under random chunkings") {
  for (const auto& c : all_configurations())
    for (const auto policy : {after_alarm::keep, after_alarm::reset, after_alarm::rearm})
      for (std::uint64_t seed = 1; seed <= 2; ++seed) compare(c, policy, seed);
}

TEST_CASE("an empty batch changes nothing") {
  for (const auto& c : all_configurations()) {
    INFO(c.name);
    const handle d = c.make();
    CHECK(d->update(std::span<const double>{}) == 0);
    CHECK(saved(*d) == saved(*c.make()));
  }
}
