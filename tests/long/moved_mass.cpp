// The moved mass over many worlds: under no change, and with a change of just the margin, p <= alpha in at most alpha
// of samples; the interval holds the true share; and it sees what it should. What is found stands on the output.
#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <tepid/numerics/normal.hpp>
#include <tepid/two_sample/atom_change.hpp>
#include <tepid/two_sample/design_effect.hpp>
#include <tepid/two_sample/moved_mass.hpp>
#include <tepid/two_sample/rate_change.hpp>
#include <tepid/two_sample/tail_change.hpp>

namespace {

/// Four standard deviations above alpha.
double most(double alpha, double rounds) {
  return alpha * rounds + 4.0 * std::sqrt(alpha * (1.0 - alpha) * rounds) + 1.0;
}

struct tally {
  int rounds = 0, at_1 = 0, at_01 = 0, low = 0, high = 0, same = 0;

  void add(const tepid::moved_mass& r, double truth, double margin) {
    ++rounds;
    at_1 += r.p <= 0.01;
    at_01 += r.p <= 0.001;
    low += r.low > truth + 1e-12;
    high += r.high < truth - 1e-12;
    same += r.high <= margin;
  }
  void print(const std::string& world) const {
    const auto percent = [&](int n) { return 100.0 * n / rounds; };
    std::printf("%-44s p <= .01 %5.2f %%  .001 %5.2f %%  low above %5.2f %%  high below %5.2f %%\n", world.c_str(),
                percent(at_1), percent(at_01), percent(low), percent(high));
  }
  /// Drift is said wrongly in at most 1 %, and "no drift" in at most 1 %.
  void judge(const std::string& world) const {
    print(world);
    INFO(world);
    CHECK(at_1 <= most(0.01, rounds));
    CHECK(at_01 <= most(0.001, rounds));
    CHECK(low <= most(0.01, rounds));
    CHECK(high <= most(0.01, rounds));
  }
};

/// Shares of categories as a law to draw from.
class shares {
 public:
  explicit shares(std::vector<double> p) : p_{std::move(p)} {
    double all = 0.0, sum = 0.0;
    for (const double x : p_) all += x;
    for (double& x : p_) sums_.push_back(sum += x /= all);
    sums_.back() = 1.0;
  }
  static shares zipf(std::size_t k, double power) {
    std::vector<double> p(k);
    for (std::size_t i = 0; i < k; ++i) p[i] = std::pow(static_cast<double>(i + 1), -power);
    return shares{p};
  }
  /// So much moved from a random half to the other, in proportion to a power of the shares: 0.5 hides best.
  [[nodiscard]] shares moved(double mass, double power, std::uint64_t seed) const {
    tepid::random_source random{seed};
    std::vector<double> q = p_, taken(p_.size());
    std::vector<char> grows(p_.size());
    for (char& g : grows) g = random.uniform() < 0.5;
    grows.front() = 0;
    grows.back() = 1;
    double left = mass, weight = 0.0;
    for (int round = 0; round < 60 && left > 1e-13; ++round) {
      weight = 0.0;
      for (std::size_t i = 0; i < q.size(); ++i)
        if (!grows[i] && q[i] > 0) weight += std::pow(p_[i], power);
      const double part = left / weight;
      for (std::size_t i = 0; i < q.size(); ++i)
        if (!grows[i] && q[i] > 0) {
          const double take = std::min(q[i], part * std::pow(p_[i], power));
          q[i] -= take;
          left -= take;
        }
    }
    weight = 0.0;
    for (std::size_t i = 0; i < q.size(); ++i)
      if (grows[i]) weight += std::pow(p_[i], power);
    for (std::size_t i = 0; i < q.size(); ++i)
      if (grows[i]) q[i] += (mass - left) * std::pow(p_[i], power) / weight;
    return shares{q};
  }
  [[nodiscard]] double distance(const shares& other) const {
    double sum = 0.0;
    for (std::size_t i = 0; i < p_.size(); ++i) sum += 0.5 * std::abs(p_[i] - other.p_[i]);
    return sum;
  }
  [[nodiscard]] std::vector<std::uint64_t> draw(tepid::random_source& random, std::uint64_t rows) const {
    std::vector<std::uint64_t> c(p_.size());
    for (std::uint64_t i = 0; i < rows; ++i)
      ++c[static_cast<std::size_t>(std::upper_bound(sums_.begin(), sums_.end(), random.uniform()) - sums_.begin())];
    return c;
  }
  [[nodiscard]] const std::vector<double>& values() const { return p_; }

 private:
  std::vector<double> p_, sums_;
};

using law = std::function<double(double)>;

std::vector<double> draw(tepid::random_source& random, const law& quantile, std::size_t n) {
  std::vector<double> x(n);
  for (double& v : x) v = quantile(random.uniform());
  return x;
}

std::string text(double x) {
  char out[32];
  std::snprintf(out, sizeof out, "%g", x);
  return out;
}

const std::vector<std::pair<std::uint64_t, std::uint64_t>> sizes{{100, 100}, {1000, 1000}, {3000, 300}};

}  // namespace

TEST_CASE("moved mass of categories holds its level", "[statistics]") {
  tepid::random_source random{101};
  for (const auto& [n, m] : sizes)
    for (const std::size_t k : {2u, 5u, 8u, 20u, 100u, 1000u, 10'000u})
      for (const double power : {0.0, 0.8, 1.2, 2.0}) {
        if ((power == 2.0 && k > 100) || (n == 100 && k > 100)) continue;
        const int rounds = k > 8 ? 250 : 120;
        const shares before = shares::zipf(k, power);
        const std::string world = "k " + std::to_string(k) + " zipf " + text(power) + ", " + std::to_string(n) +
                                  " and " + std::to_string(m);
        tally none, margin, hidden;
        for (const double how : {-1.0, 1.0, 0.5}) {
          const shares now = how < 0 ? before : before.moved(0.1, how, k + 5);
          const double truth = before.distance(now), asked = how < 0 ? 0.0 : truth;
          tally& t = how < 0 ? none : how == 1.0 ? margin : hidden;
          for (int i = 0; i < rounds; ++i)
            t.add(tepid::moved_mass_of_counts(before.draw(random, n), now.draw(random, m), {.margin = asked}), truth,
                  asked);
        }
        none.judge(world + ", same");
        margin.judge(world + ", margin");
        hidden.judge(world + ", margin hidden");
      }
}

TEST_CASE("moved mass of numbers holds its level", "[statistics]") {
  tepid::random_source random{102};
  const law z = [](double u) { return tepid::normal_quantile(u); };
  const law flat = [](double u) { return u; }, one = [](double) { return 1.0; };
  const law t2 = [](double u) { return (2 * u - 1) * std::sqrt(2.0 / (1.0 - (2 * u - 1) * (2 * u - 1))); };
  const law whole = [](double u) { return std::floor(-3.0 * std::log(u)); };
  const law rare = [](double u) { return u < 0.03 ? 1.0 : 0.0; };
  struct world {
    std::string name;
    law before, now;
    double truth;
  };
  const double shift = 2.0 * -z(0.45);  // moves 0.1 of a normal law
  const std::vector<world> worlds{
      {"flat", flat, flat, 0},
      {"lognormal", [z](double u) { return std::exp(z(u)); }, [z](double u) { return std::exp(z(u)); }, 0},
      {"t2", t2, t2, 0},
      {"whole numbers", whole, whole, 0},
      {"rare ones", rare, rare, 0},
      {"constant", one, one, 0},
      {"flat, margin", flat, [](double u) { return u + 0.1; }, 0.1},
      {"normal, margin", z, [z, shift](double u) { return z(u) + shift; }, 0.1},
      {"lower tail, margin", z, [z](double u) { return u < 0.1 ? 10 * u - 6 : z((u - 0.1) / 0.9); }, 0.1},
      {"0 or 1, margin", [](double u) { return u < 0.3 ? 1.0 : 0.0; },
       [](double u) { return u < 0.4 ? 1.0 : 0.0; }, 0.1},
      {"five values, margin", [](double u) { return std::floor(5 * u); },
       [](double u) { return u < 0.1 ? 7.0 : std::floor(5 * (u - 0.1) / 0.9); }, 0.1},
      {"thirty values, margin", [](double u) { return std::floor(30 * u); },
       [](double u) { return u < 0.1 ? 37.0 : std::floor(30 * (u - 0.1) / 0.9); }, 0.1}};
  for (const auto& [n, m] : sizes)
    for (const world& w : worlds) {
      tally t;
      for (int i = 0; i < 300; ++i)
        t.add(tepid::moved_mass_of_numbers(tepid::sample_pair{draw(random, w.before, n), draw(random, w.now, m)},
                                           {.margin = w.truth}),
              w.truth, w.truth);
      t.judge(w.name + ", " + std::to_string(n) + " and " + std::to_string(m));
    }
}

TEST_CASE("moved mass of clusters holds its level from 20 clusters on", "[statistics]") {
  tepid::random_source random{103};
  for (const int clusters : {20, 50})
    for (const double correlation : {0.0, 0.9})
      for (const bool same_users : {false, true})
        for (const std::size_t k : {0u, 2u, 6u, 40u}) {
          tally t;
          for (int i = 0; i < 250; ++i) {
            std::vector<double> x[2];
            std::vector<std::uint64_t> who[2];
            std::vector<double> user(static_cast<std::size_t>(clusters));
            for (const int side : {0, 1})
              for (int c = 0; c < clusters; ++c) {
                double& own = user[static_cast<std::size_t>(c)];
                if (side == 0 || !same_users) own = std::sqrt(correlation) * tepid::normal(random);
                const auto rows = 1 + random.below(30);
                for (std::uint64_t r = 0; r < rows; ++r) {
                  x[side].push_back(own + std::sqrt(1.0 - correlation) * tepid::normal(random));
                  who[side].push_back(static_cast<std::uint64_t>(c + (same_users ? 0 : 1000 * side)));
                }
              }
            const tepid::moved_mass_options o{.margin = 0.0};
            if (k == 0) {
              t.add(tepid::moved_mass_of_clusters({x[0], who[0]}, {x[1], who[1]}, o).mass, 0.0, 0.0);
              continue;
            }
            std::vector<std::uint32_t> kind[2];
            for (const int side : {0, 1})
              for (const double v : x[side]) {
                const double kinds = static_cast<double>(k), share = 0.5 * std::erfc(-v / std::sqrt(2.0));
                kind[side].push_back(static_cast<std::uint32_t>(std::min(kinds - 1.0, kinds * share)));
              }
            t.add(tepid::moved_mass_of_clusters({kind[0], who[0]}, {kind[1], who[1]}, k, o).mass, 0.0, 0.0);
          }
          t.judge(std::to_string(clusters) + (same_users ? " same" : " other") + " users, correlation " +
                  text(correlation) + ", " + (k == 0 ? "numbers" : "k " + std::to_string(k)));
        }
}

TEST_CASE("moved mass sees", "[statistics]") {
  tepid::random_source random{104};
  constexpr int rounds = 60;
  const auto found = [&](const shares& before, const shares& now, std::uint64_t rows, double margin, const char* what) {
    int n = 0;
    for (int i = 0; i < rounds; ++i)
      n += tepid::moved_mass_of_counts(before.draw(random, rows), now.draw(random, rows), {.margin = margin}).p <= 1e-3;
    std::printf("%-60s %3.0f %% of %d, margin %g\n", what, 100.0 * n / rounds, rounds, margin);
    return n;
  };
  const auto half = [](const shares& p) {
    std::vector<double> q = p.values();
    for (std::size_t i = 0; i < q.size(); i += 2) q[i] = 0.0;
    return shares{q};
  };
  for (const std::size_t k : {10u, 100u, 10'000u}) {
    const shares p = shares::zipf(k, 1.0);
    CHECK(found(p, half(p), 1000, 0.1, ("half vanish of " + std::to_string(k)).c_str()) == rounds);
    std::vector<double> q = p.values();
    const double mass = std::min(0.15, q[0]);
    q[0] -= mass;
    q[1] += mass;
    CHECK(found(p, shares{q}, 1000, 0.0, ("0.15 from the first to the second of " + std::to_string(k)).c_str()) >
          rounds * 9 / 10);
  }
  const shares flat = shares::zipf(15'000, 0.0);
  CHECK(found(flat, half(flat), 30'000, 0.1, "half vanish of 15,000 equal ones, 30,000 rows") == rounds);
  // and nothing where nothing is
  int same = 0;
  for (int i = 0; i < rounds; ++i)
    same += tepid::moved_mass_of_counts(flat.draw(random, 300'000), flat.draw(random, 300'000)).high <= 0.1;
  CHECK(same == rounds);
}

TEST_CASE("rates and tails hold their level", "[statistics]") {
  tepid::random_source random{105};
  struct world {
    double p, q;
    std::uint64_t n, m;
    double ratio, difference;
  };
  constexpr int rounds = 4000;
  for (const world& w : {world{.01, .01, 1000, 1000, 1, 0}, world{.002, .002, 3000, 300, 1, 0},
                         world{.045, .05175, 3000, 3000, 1.15, 0}, world{.01, .012, 3000, 3000, 1, .002},
                         world{.001, .003, 3000, 1000, 1.15, .002}, world{.0345, .03, 3000, 3000, 1.15, 0}}) {
    int at_1 = 0, at_5 = 0;
    for (int i = 0; i < rounds; ++i) {
      std::uint64_t x = 0, y = 0;
      for (std::uint64_t r = 0; r < w.n; ++r) x += random.uniform() < w.p;
      for (std::uint64_t r = 0; r < w.m; ++r) y += random.uniform() < w.q;
      const double p =
          tepid::rate_change_of({x, w.n}, {y, w.m}, {.ratio_margin = w.ratio, .least_difference = w.difference}).p;
      at_1 += p <= 0.01;
      at_5 += p <= 0.05;
    }
    std::printf("%g to %g of %lu and %lu: p <= .05 %.2f %%, .01 %.2f %%\n", w.p, w.q, static_cast<unsigned long>(w.n),
                static_cast<unsigned long>(w.m), 100.0 * at_5 / rounds, 100.0 * at_1 / rounds);
    CHECK(at_1 <= most(0.01, rounds));
    CHECK(at_5 <= most(0.05, rounds));
  }
  const law z = [](double u) { return tepid::normal_quantile(u); }, flat = [](double u) { return u; };
  const law whole = [](double u) { return std::floor(-3.0 * std::log(u)); };
  struct tails {
    std::string name;
    law before, now;
    double ratio, difference;
  };
  // Above the thresholds the current law has `ratio` times the mass, or `difference` more.
  for (const tails& w :
       {tails{"normal", z, z, 1, 0}, tails{"whole numbers", whole, whole, 1, 0},
        tails{"constant", [](double) { return 1.0; }, [](double) { return 1.0; }, 1, 0},
        tails{"ratio 1.15", flat, [](double u) { return 1 - (1 - u) / 1.15; }, 1.15, 0},
        tails{"ratio 1.15, whole numbers", [](double u) { return std::floor(300 * u); },
              [](double u) { return std::floor(300 * (1 - (1 - u) / 1.15)); }, 1.15, 0},
        tails{"difference .002", flat, [](double u) { return u > 0.998 ? 9.0 : u; }, 1, .002}})
    for (const auto& [n, m] : {std::pair<std::size_t, std::size_t>{60, 100}, {1000, 1000}, {3000, 500}}) {
      int at_1 = 0, at_5 = 0;
      constexpr int times = 800;
      for (int i = 0; i < times; ++i) {
        const tepid::sample_pair pair{draw(random, w.before, n), draw(random, w.now, m)};
        const tepid::small_share_options o{.ratio_margin = w.ratio, .least_difference = w.difference};
        const double p = tepid::tail_change_of(pair, o).above.p;
        at_1 += p <= 0.01;
        at_5 += p <= 0.05;
      }
      std::printf("tail, %s, %zu and %zu: p <= .05 %.2f %%, .01 %.2f %%\n", w.name.c_str(), n, m, 100.0 * at_5 / times,
                  100.0 * at_1 / times);
      CHECK(at_1 <= most(0.01, times));
      CHECK(at_5 <= most(0.05, times));
    }
}

TEST_CASE("values that repeat and values beyond all hold their level", "[statistics]") {
  tepid::random_source random{107};
  const law z = [](double u) { return tepid::normal_quantile(u); };
  struct world {
    std::string name;
    law before;
    law now;
  };
  const auto whole = [](double scale) { return law{[scale](double u) { return std::floor(-scale * std::log(u)); }}; };
  const auto zeros = [z](double share) { return law{[=](double u) { return u < share ? 0.0 : z((u - share) / (1 - share)); }}; };
  const law rounded = [z](double u) { return std::round(10 * z(u)) / 10; }, cauchy = [](double u) { return std::tan(3.14159265358979 * (u - 0.5)); };
  constexpr int rounds = 1000;
  for (const world& w : {world{"geometric, few values", whole(1), whole(1)}, world{"geometric, many", whole(50), whole(50)},
                         world{"rounded normal", rounded, rounded}, world{"15 % zeros", zeros(.15), zeros(.15)},
                         world{"1 % zeros", zeros(.01), zeros(.01)}, world{"98 % zeros", zeros(.98), zeros(.98)},
                         world{"zeros 2 to 2.3 %", zeros(.02), zeros(.023)}, world{"zeros 8 to 13 %", zeros(.08), zeros(.13)},
                         world{"Cauchy", cauchy, cauchy}})
    for (const auto& [n, m] : {std::pair<std::size_t, std::size_t>{60, 400}, {1000, 1000}, {3000, 500}}) {
      int atoms_1 = 0, tails_1 = 0, beyond_1 = 0;
      for (int i = 0; i < rounds; ++i) {
        const tepid::sample_pair pair{draw(random, w.before, n), draw(random, w.now, m)};
        // Of any change, where the laws are the same; of what matters, where they differ by that.
        const bool same = w.name.find(" to ") == std::string::npos;
        const tepid::small_share_options o =
            same ? tepid::small_share_options{.ratio_margin = 1.0, .least_difference = 0.0, .common_ratio_margin = 1.0,
                                              .common_difference = 0.0, .most_share = 1.0}
                 : tepid::small_share_options{};
        atoms_1 += tepid::atom_change_of(pair, o).change.p <= 0.01;
        if (!same) continue;
        const auto tails = tepid::tail_change_of(pair, o);
        tails_1 += tails.p <= 0.01;
        beyond_1 += tails.above_all.p <= 0.01;
      }
      std::printf("%s, %zu and %zu: p <= .01: atoms %.2f %%, tails %.2f %%, above all %.2f %%\n", w.name.c_str(), n, m,
                  100.0 * atoms_1 / rounds, 100.0 * tails_1 / rounds, 100.0 * beyond_1 / rounds);
      CHECK(atoms_1 <= most(0.01, rounds));
      CHECK(tails_1 <= most(0.01, rounds));
      CHECK(beyond_1 <= most(0.01, rounds));
    }
}

TEST_CASE("rates and tails see, 10,000 rows a side", "[statistics]") {
  tepid::random_source random{106};
  constexpr int rounds = 200;
  int doubled = 0, wide = 0, moved = 0;
  const law z = [](double u) { return tepid::normal_quantile(u); };
  for (int i = 0; i < rounds; ++i) {
    std::uint64_t x = 0, y = 0;
    for (int r = 0; r < 10'000; ++r) {
      x += random.uniform() < 0.01;
      y += random.uniform() < 0.02;
    }
    doubled += tepid::rate_change_of({x, 10'000}, {y, 10'000}).p <= 1.5e-3;
    if (i >= rounds / 4) continue;
    const auto a = draw(random, z, 10'000);
    wide += tepid::tail_change_of({a, draw(random, [z](double u) { return 1.5 * z(u); }, 10'000)}).p <= 1e-4;
    moved += tepid::tail_change_of(
                 {a, draw(random, [z](double u) { return u < 0.1 ? 5 + z(10 * u) : z((u - 0.1) / 0.9); }, 10'000)})
                 .p <= 1e-4;
  }
  std::printf("1 %% to 2 %%: %d of %d; N(0, 1.5^2): %d of %d; a tenth by 5 sd: %d\n", doubled, rounds, wide, rounds / 4,
              moved);
  CHECK(doubled >= rounds * 9 / 10);
  CHECK(wide == rounds / 4);
  CHECK(moved == rounds / 4);
}
