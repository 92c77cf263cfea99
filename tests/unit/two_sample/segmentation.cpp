// Change points of dependent series: steps are found, dependence and outliers are not; bounds, places, bad input.
#include "support/catch.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <tepid/numerics/normal.hpp>
#include <tepid/two_sample/segmentation.hpp>

namespace {

/// `each` values around each level, with autoregressive noise of variance 1 / (1 - phi^2).
std::vector<double> levels(std::initializer_list<double> means, std::size_t each, std::uint64_t seed, double phi = 0.0) {
  tepid::random_source random{seed};
  std::vector<double> xs;
  double noise = 0.0;
  for (int i = 0; i < 100; ++i) noise = phi * noise + tepid::normal(random);
  for (const double m : means)
    for (std::size_t i = 0; i < each; ++i) xs.push_back(m + (noise = phi * noise + tepid::normal(random)));
  return xs;
}

std::vector<std::size_t> indices(const tepid::segmentation& s) {
  std::vector<std::size_t> out;
  for (const auto& p : s.points) out.push_back(p.index);
  return out;
}

}  // namespace

TEST_CASE("steps are found where they are, with the segments on either side") {
  const auto xs = levels({100.0, 110.0, 105.0}, 100, 3);
  const auto s = tepid::segment_series(xs);
  REQUIRE(indices(s) == std::vector<std::size_t>{100, 200});
  CHECK(s.verdict == tepid::segmentation_verdict::changed);
  CHECK(s.values == 300);
  CHECK(s.noise_sd == Approx(1.0).margin(0.1));
  const auto& p = s.points[0];
  CHECK(p.mean_before == Approx(100.0).margin(0.5));
  CHECK(p.mean_after == Approx(110.0).margin(0.5));
  CHECK(p.effect == p.mean_after - p.mean_before);
  CHECK(p.sd_before == Approx(1.0).margin(0.3));
  CHECK(p.direction == 1);
  CHECK(s.points[1].direction == -1);
  CHECK(p.earliest <= 100);
  CHECK(p.latest >= 100);
  CHECK(p.latest - p.earliest <= 2);
  CHECK(p.statistic > s.limit);
  CHECK(p.p_value < 1e-9);
}

TEST_CASE("dependence is not taken for changes, and does not hide large ones") {
  for (std::uint64_t seed = 1; seed <= 15; ++seed) {
    CHECK(tepid::segment_series(levels({0.0}, 300, seed, 0.9)).points.empty());
    CHECK(tepid::segment_series(levels({0.0}, 300, seed, 0.5)).points.empty());
    const auto s = tepid::segment_series(levels({0.0, 6.0}, 150, seed, 0.5));
    REQUIRE(s.points.size() == 1);
    CHECK(std::abs(static_cast<double>(s.points[0].index) - 150.0) <= 5);
    CHECK(s.long_run == Approx(2.0).margin(1.0));
  }
}

TEST_CASE("single outliers buy no change, and are told") {
  auto xs = levels({0.0}, 300, 5);
  for (const std::size_t i : {40u, 41u, 150u, 151u, 152u, 260u}) xs[i] = 30.0;
  const auto s = tepid::segment_series(xs);
  CHECK(s.points.empty());
  CHECK(s.held >= 3);
}

TEST_CASE("a spread that changes is a change with mean and variance alone") {
  auto xs = levels({0.0, 0.0}, 200, 7);
  for (std::size_t i = 200; i < 400; ++i) xs[i] *= 4.0;
  CHECK(tepid::segment_series(xs).points.empty());
  const auto s = tepid::segment_series(xs, {.kind = tepid::change_kind::mean_variance});
  REQUIRE(s.points.size() == 1);
  CHECK(std::abs(static_cast<double>(s.points[0].index) - 200.0) <= 10);
  CHECK(s.points[0].sd_after > 3.0 * s.points[0].sd_before);
}

TEST_CASE("scale and shift change nothing but the units") {
  const auto xs = levels({0.0, 3.0, 0.0}, 60, 11);
  const auto s = tepid::segment_series(xs);
  REQUIRE(s.points.size() == 2);
  for (const double scale : {1e-30, 1e30, -4.0}) {
    auto ys = xs;
    for (double& y : ys) y *= scale;
    CHECK(indices(tepid::segment_series(ys)) == indices(s));
  }
  auto far = xs;
  for (double& y : far) y += 1e9;
  CHECK(indices(tepid::segment_series(far)) == indices(s));
  CHECK(tepid::segment_series(std::vector<double>{1e308, -1e308, 1e308, -1e308, 1e308, -1e308, 1e308, -1e308, 1e308, -1e308,
                                                  1e308, -1e308})
            .points.empty());
}

TEST_CASE("missing values are left out and keep the positions of the others") {
  auto xs = levels({0.0, 5.0}, 100, 3);
  for (std::size_t i = 0; i < 200; i += 7) xs[i] = std::numeric_limits<double>::quiet_NaN();
  const auto s = tepid::segment_series(xs);
  CHECK(indices(s) == std::vector<std::size_t>{100});
  CHECK(s.missing == 29);
  CHECK(s.values == 171);
}

TEST_CASE("series that cannot be judged say why") {
  using v = tepid::segmentation_verdict;
  CHECK(tepid::segment_series({}).verdict == v::too_short);
  CHECK(tepid::segment_series(levels({0.0}, 9, 1)).verdict == v::too_short);
  CHECK(tepid::segment_series(levels({0.0}, 19, 1), {.min_segment = 10}).verdict == v::too_short);
  CHECK(tepid::segment_series(std::vector<double>(50, std::numeric_limits<double>::quiet_NaN())).verdict == v::too_short);
  CHECK(tepid::segment_series(levels({0.0}, 40, 1)).verdict == v::none);
  CHECK(tepid::segment_series(std::vector<double>(300, 5.1)).verdict == v::none);
  CHECK(tepid::segment_series(levels({0.0}, 300, 1, 1.0)).verdict == v::wanders);
  auto slope = levels({0.0}, 300, 1);
  for (std::size_t i = 0; i < 300; ++i) slope[i] += 0.1 * static_cast<double>(i);
  CHECK(tepid::segment_series(slope).verdict == v::wanders);
}

TEST_CASE("steps without noise, in few whole numbers and at the ends") {
  std::vector<double> exact(40, 1.0);
  for (std::size_t i = 20; i < 40; ++i) exact[i] = 2.0;
  CHECK(indices(tepid::segment_series(exact)) == std::vector<std::size_t>{20});
  auto whole = levels({0.0, 4.0}, 100, 9);
  for (double& x : whole) x = std::round(x);
  const auto s = tepid::segment_series(whole);
  REQUIRE(s.points.size() == 1);
  CHECK(std::abs(static_cast<double>(s.points[0].index) - 100.0) <= 1);
}

TEST_CASE("rare counts, zeros with spikes and rounded values have no changes of their own, and true ones are found") {
  using kind = tepid::change_kind;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    tepid::random_source random{seed};
    const auto draw = [&](auto&& one) {
      std::vector<double> xs;
      for (std::size_t i = 0; i < 300; ++i) xs.push_back(one(i));
      return xs;
    };
    const auto rare = draw([&](std::size_t) { return random.uniform() < 0.05 ? 1.0 : 0.0; }),
               spikes = draw([&](std::size_t) { return random.uniform() < 0.05 ? std::exp(tepid::normal(random)) : 0.0; }),
               zeros = draw([&](std::size_t) { return random.uniform() < 0.85 ? 0.0 : 10.0 + tepid::normal(random); }),
               rounded = draw([&](std::size_t) { return std::round(0.3 * tepid::normal(random)); });
    for (const auto& xs : {rare, spikes, zeros, rounded})
      for (const kind k : {kind::mean, kind::mean_variance}) CHECK(tepid::segment_series(xs, {.kind = k}).points.empty());
    const auto more = draw([&](std::size_t i) { return random.uniform() < (i < 150 ? 0.03 : 0.5) ? 1.0 : 0.0; });
    for (const kind k : {kind::mean, kind::mean_variance}) {
      const auto s = tepid::segment_series(more, {.kind = k});
      REQUIRE(s.points.size() == 1);
      CHECK(std::abs(static_cast<double>(s.points[0].index) - 150.0) <= 40);
    }
  }
}

TEST_CASE("one event among zeros is no level") {
  for (std::size_t at = 0; at < 40; ++at) {
    std::vector<double> xs(100, 0.0);
    xs[at] = 1.0;
    CHECK(tepid::segment_series(xs).points.empty());
    CHECK(tepid::segment_series(xs, {.kind = tepid::change_kind::mean_variance}).points.empty());
  }
}

TEST_CASE("a straight line is no stair, a stair no line") {
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    auto line = levels({0.0}, 500, seed);
    for (std::size_t t = 0; t < 500; ++t) line[t] += 0.008 * static_cast<double>(t);
    const auto s = tepid::segment_series(line);
    CHECK(s.points.empty());
    CHECK(s.verdict == tepid::segmentation_verdict::wanders);
    CHECK(tepid::segment_series(levels({0.0, 1.0}, 250, seed)).points.size() == 1);
    CHECK(tepid::segment_series(levels({0.0, 1.5, 3.0, 4.5}, 100, seed)).points.size() == 3);
  }
}

TEST_CASE("the rate of an empirical law is that of its family, and infinite nowhere") {
  std::vector<double> coins(1000, 0.0);
  std::fill_n(coins.begin(), 50, 1.0);
  const tepid::detail::empirical_rate coin{coins, false};
  CHECK(coin(0.6) == Approx(0.6 * std::log(0.6 / 0.05) + 0.4 * std::log(0.4 / 0.95)).margin(1e-5));
  CHECK(coin(0.0) == Approx(-std::log(0.95)).margin(1e-4));
  CHECK(coin(1.0) == Approx(-std::log(0.05)).margin(1e-3));
  CHECK(coin(0.05) == Approx(0.0).margin(1e-9));
  tepid::random_source random{3};
  std::vector<double> zs;
  for (int i = 0; i < 20000; ++i) zs.push_back(7.0 + 2.0 * tepid::normal(random));
  auto sorted = zs;
  const tepid::detail::empirical_rate of_mean{sorted, false}, of_both{sorted, true};
  CHECK(of_mean(9.0) == Approx(0.5).margin(0.03));
  // of a normal law with mean 1 and variance 1.5 for mean 0 and variance 1: (1.5 + 1 - 1 - log 1.5) / 2
  CHECK(of_both(9.0, 81.0 + 6.0) == Approx(0.5 * (1.5 - std::log(1.5))).margin(0.05));
}

TEST_CASE("long series are searched coarsely, then at the place found") {
  const auto s = tepid::segment_series(levels({0.0, 3.0, 0.0}, 5000, 13));
  CHECK(indices(s).size() == 2);
  for (std::size_t i = 0; i < s.points.size(); ++i)
    CHECK(std::abs(static_cast<double>(s.points[i].index) - 5000.0 * static_cast<double>(i + 1)) <= 3);
}

TEST_CASE("what Otava's method finds takes the same shape") {
  const auto xs = levels({100.0, 110.0}, 100, 3);
  const auto found = tepid::find_change_points(xs);
  const auto s = tepid::to_segmentation(xs, found);
  REQUIRE(s.points.size() == found.size());
  CHECK(s.points[0].index == found[0].index);
  CHECK(s.points[0].mean_before == found[0].mean_before);
  CHECK(s.points[0].p_value == found[0].p_value);
  CHECK(s.points[0].sd_after == Approx(1.0).margin(0.3));
}

TEST_CASE("bad options and values are refused by name") {
  const std::vector<double> xs(20, 1.0);
  const auto field = [&](const tepid::segmentation_options& o) {
    try {
      static_cast<void>(tepid::segment_series(xs, o));
    } catch (const tepid::error& why) {
      return why.field();
    }
    return std::string{};
  };
  CHECK(field({.p = 0.0}) == "p");
  CHECK(field({.p = 0.6}) == "p");
  CHECK(field({.p = std::numeric_limits<double>::quiet_NaN()}) == "p");
  CHECK(field({.min_segment = 1}) == "min_segment");
  CHECK(field({.kind = static_cast<tepid::change_kind>(9)}) == "kind");
  CHECK(field({}).empty());
  CHECK_THROWS_AS(tepid::segment_series(std::vector<double>{1.0, std::numeric_limits<double>::infinity()}), tepid::error);
  CHECK_THROWS_AS(tepid::optimal_partition(xs, {.penalty = -1.0}), tepid::error);
  CHECK_THROWS_AS(tepid::optimal_partition(xs, {.min_segment = 21}), tepid::error);
  CHECK_THROWS_AS(tepid::optimal_partition(xs, {.step = 0}), tepid::error);
}
