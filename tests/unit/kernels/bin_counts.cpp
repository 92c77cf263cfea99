// Counting in bins: every target counts as sketches/bins.hpp does, whatever the cuts.
#include "support/array_kernels.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <vector>

#include <tepid/core/error.hpp>
#include <tepid/kernels/bin_counts.hpp>
#include <tepid/sketches/bins.hpp>

namespace kernels = tepid::kernels;
using namespace tepid_test;

namespace {

kernels::bin_tally expected(tepid::bins b, std::span<const double> xs) {
  for (const double x : xs) b.add(x);
  const auto counts = b.counts();
  return {{counts.begin(), counts.end()}, b.not_finite(), b.below(), b.above()};
}

/// Bins of many shapes: the quantiles of what may come, even and very uneven cuts, ends that are cuts, one value.
std::vector<tepid::bins> shapes(tepid::random_source& random) {
  std::vector<tepid::bins> all;
  for (const hard kind : {hard::clean, hard::ties, hard::huge})
    for (const std::size_t n : {1u, 2u, 10u, 64u, 500u, 1024u}) {
      auto reference = hard_values(random, 20'000, kind);
      std::sort(reference.begin(), reference.end());
      all.push_back(tepid::bins::on_quantiles(reference, n));
    }
  std::vector<double> heavy(20'000);
  for (double& x : heavy) x = 1.0 / tepid::normal(random);
  std::sort(heavy.begin(), heavy.end());
  all.push_back(tepid::bins::on_quantiles(heavy, 64));
  all.push_back({0.0, 0.0, {}});
  all.push_back({-1.0, 1.0, {}});
  all.push_back({-1.0, 1.0, {0.0}});
  all.push_back({-1.0, 1.0, {-1.0, 1.0}});
  all.push_back({0.0, 3.0, {0.0, 5e-324, 1e-300, 1e-10, 1.0, 3.0}});
  all.push_back({-1.7e308, 1.7e308, {-1.6e308, 0.0, 1.6e308}});
  all.push_back({1.0, 1.0 + 1e-15, {1.0, 1.0 + 4e-16}});
  return all;
}

}  // namespace

TEST_CASE("bin counts: every target counts as bins do") {
  for (const auto& target : kernels::available_targets()) {
    tepid::random_source random{5};
    std::size_t differences = 0, tables = 0, searches = 0;
    for (const auto& b : shapes(random)) {
      kernels::bin_counter counter{b.low(), b.high(), b.cuts(), target};
      ++(counter.searches() ? searches : tables);
      for (const std::size_t n : {0u, 1u, 63u, 64u, 65u, 3000u})
        for (const hard kind : every_hard) {
          auto xs = hard_values(random, n, kind);
          // The cuts themselves and their neighbours are where a count goes wrong first.
          for (std::size_t i = 0; i < xs.size(); i += 3)
            if (!b.cuts().empty()) {
              xs[i] = b.cuts()[random.below(b.cuts().size())];
              if (random.below(2)) xs[i] = std::nextafter(xs[i], random.below(2) ? infinite : -infinite);
            }
          if (n > 3) xs[1] = b.low(), xs[2] = b.high();
          counter.add(xs);
          differences += counter.take() != expected(b, xs);
        }
    }
    INFO("target " << target.name);
    CHECK(differences == 0);
    CHECK(tables > 15);  // both ways were taken
    CHECK(searches > 0);
  }
}

TEST_CASE("bins take what a counter has counted, and refuse another number of bins") {
  tepid::random_source random{6};
  auto xs = hard_values(random, 5000, hard::strange);
  tepid::bins one_by_one{-2.0, 2.0, {-1.0, 0.0, 1.0}}, at_once = one_by_one;
  one_by_one.add(std::span<const double>{xs});
  kernels::bin_counter counter{-2.0, 2.0, at_once.cuts()};
  counter.add(xs);
  at_once.add(counter.take());
  CHECK(at_once == one_by_one);
  CHECK(at_once.total() == 5000);
  CHECK_THROWS_AS((tepid::bins{0.0, 1.0, {}}.add(counter.take())), tepid::error);
}

TEST_CASE("a counter refuses cuts that are out of order, out of range or not finite") {
  for (const std::vector<double>& cuts :
       {std::vector<double>{1.0, 1.0}, {2.0, 1.0}, {-3.0}, {5.0}, {not_a_number}, {infinite}})
    CHECK_THROWS_AS((kernels::bin_counter{-2.0, 2.0, cuts}), tepid::error);
  CHECK_THROWS_AS((kernels::bin_counter{2.0, -2.0, {}}), tepid::error);
  CHECK_THROWS_AS((kernels::bin_counter{not_a_number, 2.0, {}}), tepid::error);
}
