// A limit that was simulated once is remembered by everything that it depends on.
#include "support/catch.hpp"

#include <vector>

#include <tepid/design/design.hpp>
#include <tepid/monitors/profile.hpp>
#include <tepid/numerics/normal.hpp>

using namespace tepid::design;
using tepid::setting;

namespace {

designed_limit design(limit_cache* cache, double arl0, std::vector<setting> settings = {}, std::uint64_t seed = 1,
                      std::span<const double> reference = {}) {
  design_options options;
  options.steps = options.slopes = {};
  options.effort.paths = 100;
  options.effort.seed = seed;
  options.reference = reference;
  options.cache = cache;
  return design_limit("ewma_bank", settings, budget::mean_between_alarms(arl0), options);
}

}  // namespace

TEST_CASE("the same question gets the same answer without a simulation") {
  limit_cache cache;
  const auto first = design(&cache, 200), second = design(&cache, 200), without = design(nullptr, 200);
  CHECK_FALSE(first.cached);
  CHECK(second.cached);
  CHECK_FALSE(without.cached);
  CHECK(second.limit == first.limit);
  CHECK(without.limit == first.limit);
  CHECK(second.achieved.arl == first.achieved.arl);
  CHECK(second.achieved.error == first.achieved.error);
  CHECK(second.achieved.kind == limit_kind::simulated);
  CHECK(cache.size() == 1);
}

TEST_CASE("another question is simulated") {
  limit_cache cache;
  static_cast<void>(design(&cache, 200));
  CHECK_FALSE(design(&cache, 201).cached);
  CHECK_FALSE(design(&cache, 200, {{"rates", 3}}).cached);
  CHECK_FALSE(design(&cache, 200, {}, 2).cached);
  CHECK(design(&cache, 200, {{"limit", 5}}).cached);  // the limit itself is not an input
  tepid::random_source random{1};
  std::vector<double> healthy(2000);
  for (double& x : healthy) x = tepid::normal(random);
  const auto measured = design(&cache, 200, {}, 1, healthy);
  CHECK_FALSE(measured.cached);
  const auto again = design(&cache, 200, {}, 1, healthy);
  CHECK(again.cached);
  REQUIRE(again.reference.has_value());
  CHECK(again.reference->share_lost == measured.reference->share_lost);
  CHECK(again.reference->high == measured.reference->high);
  healthy[0] += 1e-9;
  CHECK_FALSE(design(&cache, 200, {}, 1, healthy).cached);
}

TEST_CASE("a profile keeps the cache, and of too many limits the last") {
  tepid::profile p;
  const auto first = design(&p.limits(), 200);
  auto loaded = tepid::profile::load(p.save());
  CHECK(design(&loaded.limits(), 200).cached);
  for (std::size_t i = 0; i < limit_cache::capacity; ++i)
    loaded.limits().add({.inputs = std::to_string(i), .limit = 1.0, .arl = 2.0});
  CHECK(loaded.limits().size() == limit_cache::capacity);
  CHECK(loaded.limits().find("0") != nullptr);
  CHECK_FALSE(design(&loaded.limits(), 200).cached);
  CHECK(loaded.limits().find("0") == nullptr);
}
