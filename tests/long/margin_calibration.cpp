// Where the true effect is the margin itself, a test finds it larger no more often than it says: margin_p <= alpha in
// at most alpha of samples. Laws of several shapes, sizes from 50 to 1,000; what is found stands in the messages.
#include "support/catch.hpp"
#include "support/two_laws.hpp"

#include <cmath>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include <tepid/registry.hpp>
#include <tepid/two_sample/permutation.hpp>
#include <tepid/two_sample/samples.hpp>

namespace {

/// Binomial: so many of `rounds` are more than chance makes of `rate`, four standard deviations.
double most(double rate, double rounds) { return rate * rounds + 4.0 * std::sqrt(rate * (1.0 - rate) * rounds) + 1.0; }

struct rejections {
  int at_5 = 0, at_1 = 0;
  void count(double p) {
    at_5 += p <= 0.05;
    at_1 += p <= 0.01;
  }
};

void judge(std::string_view test, std::string_view law, std::uint64_t n, std::uint64_t m, const rejections& found,
           int rounds) {
  const double share_5 = 100.0 * found.at_5 / rounds, share_1 = 100.0 * found.at_1 / rounds;
  std::printf("%-28.*s %-16.*s %5lu %5lu  %5.2f %%  %5.2f %%\n", static_cast<int>(test.size()), test.data(),
              static_cast<int>(law.size()), law.data(), static_cast<unsigned long>(n), static_cast<unsigned long>(m),
              share_5, share_1);
  INFO(test << ", " << law << ", " << n << " against " << m << ": " << share_5 << " %, " << share_1 << " %");
  CHECK(found.at_5 <= most(0.05, rounds));
  CHECK(found.at_1 <= most(0.01, rounds));
}

}  // namespace

TEST_CASE("an effect of just the margin is found larger in at most alpha of samples of numbers", "[statistics]") {
  tepid::random_source random{21};
  constexpr int rounds = 1000;
  for (const known::two_laws& laws : known::shapes())
    for (const auto& [n, m] : {std::pair<std::size_t, std::size_t>{50, 50}, {200, 200}, {1000, 1000}, {1000, 100}}) {
      const auto truths = laws.effects(n, m);
      std::vector<rejections> found(truths.size());
      for (int round = 0; round < rounds; ++round) {
        const tepid::sample_pair pair{laws.draw_reference(random, n), laws.draw_current(random, m)};
        for (std::size_t i = 0; i < truths.size(); ++i)
          found[i].count(
              tepid::run_test(truths[i].test, known::quick(truths[i].test, truths[i].effect), pair).margin_p);
      }
      for (std::size_t i = 0; i < truths.size(); ++i) judge(truths[i].test, laws.name, n, m, found[i], rounds);
    }
}

TEST_CASE("an effect of just the margin is found larger in at most alpha of samples of categories", "[statistics]") {
  tepid::random_source random{22};
  constexpr int rounds = 1000;
  const std::vector<std::pair<std::string, std::pair<std::vector<double>, std::vector<double>>>> laws{
      {"two", {{0.5, 0.5}, {0.35, 0.65}}},
      {"five", {{0.4, 0.3, 0.15, 0.1, 0.05}, {0.3, 0.3, 0.15, 0.1, 0.15}}},
      {"ten", {std::vector<double>(10, 0.1), {0.15, 0.15, 0.12, 0.1, 0.1, 0.1, 0.1, 0.08, 0.05, 0.05}}},
      {"rare", {{0.5, 0.3, 0.15, 0.05, 0.0}, {0.48, 0.28, 0.14, 0.05, 0.05}}}};
  for (const auto& [name, shares] : laws)
    for (const auto& [n, m] :
         {std::pair<std::uint64_t, std::uint64_t>{50, 50}, {200, 200}, {1000, 1000}, {1000, 100}}) {
      const auto truths = known::effects_of_shares(shares.first, shares.second, n, m);
      std::vector<rejections> found(truths.size());
      for (int round = 0; round < rounds; ++round) {
        const auto a = known::draw_counts(random, n, shares.first), b = known::draw_counts(random, m, shares.second);
        for (std::size_t i = 0; i < truths.size(); ++i)
          found[i].count(
              tepid::run_categorical_test(truths[i].test, known::quick(truths[i].test, truths[i].effect), a, b)
                  .margin_p);
      }
      for (std::size_t i = 0; i < truths.size(); ++i) judge(truths[i].test, name, n, m, found[i], rounds);
    }
}
