// A bank's update, reset and rearm allocate nothing, with alarms and values that are not finite.
#include "support/catch.hpp"
#include "support/own_new.hpp"

#include <limits>
#include <vector>

#include <tepid/banks/cusum.hpp>
#include <tepid/banks/ewma.hpp>
#include <tepid/banks/ewma_bank.hpp>
#include <tepid/banks/page_hinkley.hpp>
#include <tepid/banks/shewhart.hpp>
#include <tepid/core/random.hpp>

namespace {

using tepid_test::allocations;

template <class D>
void feed(const typename D::params& p) {
  constexpr std::size_t features = 40;
  tepid::random_source random{5};
  std::vector<double> rows(400 * features);
  for (double& x : rows) x = random.below(50) ? 8.0 * random.uniform() - 3.8 : std::numeric_limits<double>::quiet_NaN();
  tepid::feature_bank<D> bank{features, p};

  std::size_t alarms = 0;
  const std::size_t before = allocations;
  for (std::size_t at = 0; at < rows.size();) {
    at += features * bank.update(std::span{rows}.subspan(at));
    if (bank.alarms().size() > features / 2) {
      alarms += bank.alarms().size();
      bank.rearm(bank.alarms().front());
      bank.reset(bank.alarms().front());
      bank.rearm();
    }
  }
  bank.reset();
  const std::size_t used = allocations - before;
  CHECK(used == 0);
  CHECK(alarms > features);
}

}  // namespace

TEST_CASE("a bank allocates nothing after construction") {
  const std::size_t before = allocations;
  ::operator delete(::operator new(8));
  ::operator delete (::operator new (64, std::align_val_t{64}), std::align_val_t{64});
  const std::size_t counted_so_far = allocations - before;
  REQUIRE(counted_so_far == 2);
  feed<tepid::cusum>({.h = 3.0});
  feed<tepid::page_hinkley>({.threshold = 5.0, .min_samples = 5});
  feed<tepid::ewma_bank>({.limit = 5.0});
  feed<tepid::ewma>({.L = 2.5});
  feed<tepid::shewhart>({.L = 3.7});
}
