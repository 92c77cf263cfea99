// Rows that come in clusters, as of users: how often a change is seen that is not there, with and without saying so. What is
// found stands on the output.
#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <tepid/compare/comparison.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/core/random.hpp>
#include <tepid/numerics/normal.hpp>
#include <tepid/two_sample/clustered_rates.hpp>

#include "support/memory_side.hpp"
#include "support/zipf.hpp"

namespace {

using tepid::verdict;
using tepid_test::memory_column;
using tepid_test::memory_side;
using tepid_test::numbers;
using tepid_test::texts;
using tepid_test::zipf;

/// Four standard deviations above alpha.
double most(double alpha, double rounds) {
  return alpha * rounds + 4.0 * std::sqrt(alpha * (1.0 - alpha) * rounds) + 1.0;
}

constexpr std::size_t rows_of_user = 20;

/// A table of 20 columns and of users of 20 rows. `shift`: of every normal column, in standard deviations.
class side_of_users {
 public:
  side_of_users(tepid::random_source& random, std::size_t users, std::string side, double shift = 0.0)
      : random_{random}, users_{users} {
    std::vector<std::optional<std::string>> who;
    for (std::size_t u = 0; u < users; ++u) who.insert(who.end(), rows_of_user, side + std::to_string(u));
    columns.push_back(texts("user", std::move(who)));
    for (const double icc : {0.0, 0.2, 0.5, 0.8, 0.95})
      of_numbers([&](double own) { return std::sqrt(icc) * own + std::sqrt(1.0 - icc) * tepid::normal(random_) + shift; });
    // Heavy tails: log-normal, Student's with 2 degrees of freedom, Cauchy's, whose scale is the user's.
    of_numbers([&](double own) { return std::exp(1.5 * own + 0.7 * tepid::normal(random_)); });
    of_numbers([&](double own) { return (own + tepid::normal(random_)) / std::sqrt(-std::log(1.0 - random_.uniform())); });
    of_numbers([&](double own) { return std::exp(own) * std::tan(3.14159265358979 * (random_.uniform() - 0.5)); });
    // Zipf categories: what a user likes nine times in ten, or half the time.
    for (const auto& [k, power, loyal] : {std::tuple{5, 1.0, 0.9}, {8, 1.2, 0.5}, {50, 1.0, 0.9}, {1000, 1.1, 0.5}}) {
      const zipf law{static_cast<std::size_t>(k), power};
      of_texts([&, loyal = loyal](double) {
        const std::string own = law.at(random_.uniform());
        return [&, own, loyal] { return std::optional{random_.uniform() < loyal ? own : law.at(random_.uniform())}; };
      });
    }
    columns.push_back(numbers("constant", std::vector<double>(users * rows_of_user, 7.0)));
    columns.push_back(texts("same", std::vector<std::optional<std::string>>(users * rows_of_user, "always")));
    for (const double steepness : {1.0, 4.0})  // 0/1
      of_numbers([&](double own) { return random_.uniform() < 1.0 / (1.0 + std::exp(1.0 - steepness * own)) ? 1.0 : 0.0; },
                 tepid::column_type::boolean);
    // A rare category, 2 % of the rows: of one user in 50 every row, and of one in ten a fifth.
    of_texts([&](double) {
      const bool rare = random_.uniform() < 0.02;
      return [rare] { return std::optional<std::string>{rare ? "rare" : "usual"}; };
    });
    of_texts([&](double) {
      const double rate = random_.uniform() < 0.1 ? 0.2 : 0.0;
      return [&, rate] { return std::optional<std::string>{random_.uniform() < rate ? "rare" : "usual"}; };
    });
    // Missing words, 3 % of the rows: of one user in 33 every row, and numbers by users who lack from none to all.
    of_texts([&](double) {
      const bool lacks = random_.uniform() < 0.03;
      return [&, lacks] {
        return lacks ? std::nullopt : std::optional<std::string>{random_.uniform() < 0.5 ? "yes" : "no"};
      };
    });
    of_numbers([&, last = 0.0, rate = 0.0](double own) mutable {
      if (own != last) rate = std::pow(random_.uniform(), 32.0);
      last = own;
      return random_.uniform() < rate ? tepid::missing_value : own + tepid::normal(random_);
    });
  }

  std::vector<memory_column> columns;

 private:
  template <class F>
  void of_numbers(F&& value, tepid::column_type type = tepid::column_type::numeric) {
    std::vector<double> all;
    for (std::size_t u = 0; u < users_; ++u) {
      const double own = tepid::normal(random_);
      for (std::size_t i = 0; i < rows_of_user; ++i) all.push_back(value(own));
    }
    columns.push_back(numbers("x" + std::to_string(columns.size()), std::move(all), type));
  }
  template <class F>
  void of_texts(F&& user) {
    std::vector<std::optional<std::string>> all;
    for (std::size_t u = 0; u < users_; ++u) {
      auto row = user(tepid::normal(random_));
      for (std::size_t i = 0; i < rows_of_user; ++i) all.push_back(row());
    }
    columns.push_back(texts("w" + std::to_string(columns.size()), std::move(all)));
  }

  tepid::random_source& random_;
  std::size_t users_;
};

tepid::comparison compared(const side_of_users& a, const side_of_users& b, bool clusters,
                           const tepid::comparison_options& options = {}) {
  memory_side before{"before", a.columns}, now{"now", b.columns};
  tepid::comparison_options rule = options;
  std::vector<std::string> names = before.columns();
  if (clusters)
    rule.cluster = "user";
  else
    names.erase(names.begin());
  return tepid::compare_sides(before, now, names, rule);
}

}  // namespace

TEST_CASE("tables of users without a change", "[statistics]") {
  tepid::random_source random{2026, 11};
  constexpr int tables = 1000;
  int with = 0, without = 0, open = 0;
  std::map<std::string, int> who, who_without;
  for (int i = 0; i < tables; ++i) {
    const std::size_t users = 40 + random.below(360);
    const side_of_users a{random, users, "a"}, b{random, users, "b"};
    const tepid::comparison clustered = compared(a, b, true), by_rows = compared(a, b, false);
    with += clustered.any(verdict::drift);
    open += clustered.any(verdict::inconclusive);
    without += by_rows.any(verdict::drift);
    for (const auto& c : clustered.columns)
      if (c.result == verdict::drift) {
        ++who[c.name];
        std::printf("table %d (%zu users): %s %s\n", i, users, c.name.c_str(), c.note.c_str());
      }
    for (const auto& c : by_rows.columns) who_without[c.name] += c.result == verdict::drift;
    if (i % 100 == 99) {
      std::printf("%d tables: false drift in %d, without clusters in %d\n", i + 1, with, without);
      std::fflush(stdout);
    }
  }
  std::printf("no change, users of 20 rows: false drift in %d of %d tables with clusters, in %d without\n", with, tables, without);
  std::printf("inconclusive with clusters: %d\n", open);
  for (const auto& [name, n] : who_without) std::printf("  %-8s without clusters %4d, with %d\n", name.c_str(), n, who[name]);
  CHECK(with <= tables / 100);
  CHECK(without > tables / 2);
}

TEST_CASE("shares of clusters hold their level", "[statistics]") {
  tepid::random_source random{2026, 12};
  constexpr int rounds = 2000;
  struct world {
    const char* name;
    double carriers, rate;  ///< Of users who have such rows at all, and of their rows.
    bool even;              ///< Users of 20 rows each, or of 1 to 78.
  };
  for (const world& w : {world{"2 % of users, every row", 0.02, 1.0, true}, {"10 % of users, a fifth", 0.1, 0.2, true},
                         {"every user, 2 %", 1.0, 0.02, true}, {"5 % of users, rates of all sizes", 0.05, -1.0, true},
                         {"10 % of users, a fifth, uneven users", 0.1, 0.2, false}})
    for (const std::size_t users : {25u, 100u, 400u}) {
      // No change at all; by just the margin, of more users or of more rows of each.
      int same_1 = 0, same_01 = 0, more_users = 0, more_rows = 0, any_1 = 0, tails_1 = 0;
      for (int i = 0; i < rounds; ++i) {
        const auto draw = [&](double times_users, double times_rows, std::vector<std::uint64_t>& clusters,
                              std::vector<char>& in, std::uint64_t first, std::size_t count) {
          for (std::size_t u = 0; u < count; ++u) {
            const bool carrier = random.uniform() < w.carriers * times_users;
            const double rate = w.rate < 0 ? random.uniform() * random.uniform() : w.rate;
            const std::size_t rows = w.even ? rows_of_user : 1 + static_cast<std::size_t>(77 * std::pow(random.uniform(), 3));
            for (std::size_t r = 0; r < rows; ++r) {
              clusters.push_back(first + u);
              in.push_back(carrier && random.uniform() < rate * times_rows);
            }
          }
        };
        const auto p = [&](double times_users, double times_rows, const tepid::rate_change_options& o) {
          std::vector<std::uint64_t> a, b;
          std::vector<char> x, y;
          draw(1.0, 1.0, a, x, 0, users);
          draw(times_users, times_rows, b, y, 100'000, i % 2 == 0 ? users : 3 * users);
          tepid::clustered_rates rates{a, b};
          return rates.change([&](std::size_t r) { return x[r] != 0; }, [&](std::size_t r) { return y[r] != 0; }, o).p;
        };
        const double same = p(1.0, 1.0, {});
        same_1 += same <= 0.01;
        same_01 += same <= 0.001;
        any_1 += p(1.0, 1.0, {.ratio_margin = 1.0, .least_difference = 0.0}) <= 0.01;
        more_users += p(1.15, 1.0, {.least_difference = 0.0}) <= 0.01;
        more_rows += w.rate < 1 && p(1.0, 1.15, {.least_difference = 0.0}) <= 0.01;
        if (w.even) {
          const double icc = w.rate == 1.0 ? 0.95 : w.rate == 0.2 ? 0.5 : w.rate < 0 ? 0.8 : 0.0;
          std::vector<std::uint64_t> a, b;
          std::vector<double> x, y;
          for (const bool now : {false, true})
            for (std::size_t u = 0; u < users; ++u) {
              const double own = tepid::normal(random);
              for (std::size_t r = 0; r < rows_of_user; ++r) {
                (now ? b : a).push_back(now ? users + u : u);
                (now ? y : x).push_back(std::sqrt(icc) * own + std::sqrt(1.0 - icc) * tepid::normal(random));
              }
            }
          tails_1 += tepid::clustered_rates{a, b}.tails(x, y, {.ratio_margin = 1.0, .least_difference = 0.0}).p <= 0.01;
        }
      }
      const auto percent = [](int n) { return 100.0 * n / rounds; };
      std::printf("%-38s %4zu users: p <= .01 %.2f %%  .001 %.2f %%; any change %.2f %%; at the margin by users %.2f %%, by rows "
                  "%.2f %%; tails %.2f %%\n",
                  w.name, users, percent(same_1), percent(same_01), percent(any_1), percent(more_users), percent(more_rows),
                  percent(tails_1));
      INFO(w.name << ", " << users);
      for (const int n : {same_1, any_1, more_users, more_rows, tails_1}) CHECK(n <= most(0.01, rounds));
      CHECK(same_01 <= most(0.001, rounds));
    }
}

TEST_CASE("a shift of all users beyond the margin is found", "[statistics]") {
  tepid::random_source random{2026, 13};
  constexpr int tables = 100;
  std::map<std::string, int> found;
  for (int i = 0; i < tables; ++i) {
    const side_of_users a{random, 400, "a"}, b{random, 400, "b", 1.0};
    for (const auto& c : compared(a, b, true).columns) found[c.name] += c.result == verdict::drift;
  }
  for (const auto& [name, n] : found) std::printf("shift of 1 sd, 400 users: %-8s drift in %d of %d\n", name.c_str(), n, tables);
  for (int i = 1; i <= 5; ++i) CHECK(found["x" + std::to_string(i)] >= 99);
}
