// conformal_martingale against its definition, its guarantee for any law, and what ranks alone decide.
#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <tepid/detectors/conformal_martingale.hpp>
#include <tepid/numerics/normal.hpp>

using namespace tepid;

namespace {

/// The statistic after each value, from the definition: all values kept, every rank counted anew.
std::vector<double> by_definition(const conformal_martingale_params& p, const std::vector<double>& xs) {
  const std::vector<double> grid(xs.begin(), xs.begin() + static_cast<std::ptrdiff_t>(p.grid));
  const auto cell = [&](double x) {
    return std::count_if(grid.begin(), grid.end(), [&](double g) { return g < x; }) +
           std::count_if(grid.begin(), grid.end(), [&](double g) { return g <= x; });
  };
  random_source random{p.seed};
  std::vector<double> up(4), down(4), out(p.grid, 0.0);
  double rise = 0, fall = 0;
  std::vector<long> seen;
  for (std::size_t i = p.grid; i < xs.size(); ++i) {
    seen.push_back(cell(xs[i]));
    const auto lower = std::count_if(seen.begin(), seen.end(), [&](long c) { return c < seen.back(); });
    const auto same = std::count(seen.begin(), seen.end(), seen.back());
    const double rank = (static_cast<double>(lower) + random.uniform() * static_cast<double>(same)) /
                        static_cast<double>(seen.size());
    double sum = 0;
    if (p.bet == conformal_bet::power) {
      for (std::size_t j = 0; j < 4; ++j) {
        const double e = 1 - std::pow(0.5, static_cast<double>(j + 1));
        up[j] = (1 + up[j]) * e * std::pow(1 - rank, e - 1);
        down[j] = (1 + down[j]) * e * std::pow(rank, e - 1);
        sum += (p.side != side::down ? up[j] : 0) + (p.side != side::up ? down[j] : 0);
      }
      sum /= p.side == side::both ? 8 : 4;
    } else if (p.side == side::both) {
      const double all = rise + fall;
      rise = (rise * (1 - p.jump) + all * p.jump / 2 + 0.5) * (1 + (rank - 0.5));
      fall = (fall * (1 - p.jump) + all * p.jump / 2 + 0.5) * (1 - (rank - 0.5));
      sum = rise + fall;
    } else {
      rise = p.side == side::up ? (1 + rise) * (1 + (rank - 0.5)) : (1 + rise) * (1 - (rank - 0.5));
      sum = rise;
    }
    const bool alone = std::count(seen.begin(), seen.end(), seen.front()) == static_cast<long>(seen.size());
    out.push_back(alone ? 0.0 : sum);
  }
  return out;
}

template <class Draw>
double mean_run_length(const conformal_martingale_params& given, int runs, const Draw& draw) {
  double total = 0;
  for (int run = 0; run < runs; ++run) {
    conformal_martingale_params p = given;
    p.seed = static_cast<std::uint64_t>(run) + 1000;
    random_source random{21, p.seed};
    conformal_martingale d{p};
    while (d.update(draw(random)) != state::drift) {}
    total += static_cast<double>(d.count() - p.grid);
  }
  return total / runs;
}

}  // namespace

TEST_CASE("conformal_martingale equals its definition") {
  for (const auto bet : {conformal_bet::power, conformal_bet::jumper})
    for (const auto s : {side::both, side::up, side::down})
      for (const std::uint64_t grid : {1u, 10u, 200u})
        for (const double step : {0.0, 0.5}) {  // with a step values repeat
          const conformal_martingale_params p{
              .limit = 1e15, .bet = bet, .side = s, .grid = grid, .jump = 0.03, .seed = 9};
          random_source random{grid};
          std::vector<double> xs;
          for (int i = 0; i < 900; ++i) {
            const double x = normal(random) + (i > 600 ? 0.3 : 0.0);
            xs.push_back(step > 0 ? step * std::floor(x / step) : x);
          }
          const auto truth = by_definition(p, xs);
          conformal_martingale d{p};
          double worst = 0;
          for (std::size_t i = 0; i < xs.size(); ++i) {
            const bool warming = d.update(xs[i]) == state::warming;
            CHECK(warming == (i < grid));
            worst = std::max(worst, std::abs(d.statistic() - truth[i]) / std::max(truth[i], 1e-3));
          }
          CHECK(worst < 1e-9);
        }
}

TEST_CASE("the mean run length is at least the limit for any law") {
  const auto normal_law = [](random_source& r) { return normal(r); };
  const auto coin = [](random_source& r) { return static_cast<double>(r.below(2)); };
  const auto heavy = [](random_source& r) { return 1 / (r.uniform() * r.uniform()); };
  for (const auto bet : {conformal_bet::power, conformal_bet::jumper}) {
    const conformal_martingale_params p{.limit = 150, .bet = bet, .grid = 20};
    // Measured 1.25 (power) and 1.1 (jumper) times the limit, +- 3%: the statistic jumps over it.
    for (const double length : {mean_run_length(p, 1500, normal_law), mean_run_length(p, 1500, coin),
                                mean_run_length(p, 1500, heavy)}) {
      CHECK(length > 150);
      CHECK(length < 225);
    }
  }
}

TEST_CASE("only the order of values matters") {
  random_source random{3};
  conformal_martingale c, d;
  for (int i = 0; i < 3000; ++i) {
    const double x = normal(random) + (i > 2500 ? 1 : 0);
    c.update(x);
    d.update(x > 0 ? 1024 * x + 5 : x / 8);
    REQUIRE(c.statistic() == d.statistic());
  }
  CHECK(c.status() == d.status());
}

TEST_CASE("the direction of a change, and detection of a change of spread") {
  for (const double shift : {1.0, -1.0}) {
    conformal_martingale d;
    random_source random{4};
    for (int i = 0; i < 2000; ++i) d.update(normal(random));
    REQUIRE(d.status() == state::stable);
    int delay = 0;
    while (d.update(normal(random) + shift) != state::drift && delay < 1000) ++delay;
    CHECK(delay < 100);  // 30 on average
    CHECK(d.change().direction == (shift > 0 ? 1 : -1));
    CHECK(d.change().onset == no_index);
  }
  conformal_martingale d;
  random_source random{5};
  for (int i = 0; i < 2000; ++i) d.update(normal(random));
  int delay = 0;
  while (d.update(3 * normal(random)) != state::drift && delay < 2000) ++delay;
  CHECK(delay < 200);
}

TEST_CASE("equal values alone are no evidence, and the first others still are") {
  conformal_martingale d{{.limit = 50, .grid = 20}};
  for (int i = 0; i < 100'000; ++i) REQUIRE(d.update(7.0) != state::drift);
  conformal_martingale once{{.limit = 1e5}};
  for (int i = 0; i < 2000; ++i) once.update(7.0);
  CHECK(once.statistic() == 0.0);
  int delay = 0;
  while (once.update(8.0) != state::drift && delay < 100) ++delay;
  CHECK(delay < 10);
}

TEST_CASE("one side sees nothing of the other") {
  conformal_martingale d{{.side = side::up}};
  random_source random{6};
  for (int i = 0; i < 3000; ++i) d.update(normal(random) - (i > 1500 ? 2 : 0));
  CHECK(d.status() == state::stable);
}

TEST_CASE("a state whose counts do not fit its number of values is refused") {
  conformal_martingale d{{.grid = 4}};
  for (int i = 0; i < 50; ++i) d.update(i % 7);
  auto bytes = save(d);
  CHECK(load<conformal_martingale>(bytes) == d);
  // Frame, 6 parameters, counters, verdict, the grid: then the cells.
  const std::size_t cells = frame_size + 2 + 6 * 8 + 17 + 8 + 4 * 8 + 8;
  bytes[cells] = static_cast<std::byte>(std::to_integer<int>(bytes[cells]) + 1);
  const std::uint32_t crc = tepid::detail::frame_crc(bytes);
  for (std::size_t i = 0; i < 4; ++i) bytes[tepid::detail::crc_at + i] = static_cast<std::byte>(crc >> (8 * i));
  CHECK_THROWS_AS(load<conformal_martingale>(bytes), error);
}
