// Shares of rows in clusters: the law of pieces by convolution, and rows alone as rows.
#include "support/catch.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <tepid/two_sample/clustered_rates.hpp>

TEST_CASE("the law of pieces, exact and by the saddlepoint") {
  // Far from where exact work ends, the convolution is the truth: 1,000 pieces of 1 and of 2 rows.
  std::vector<double> sizes(1000, 1.0);
  sizes.insert(sizes.end(), 1000, 2.0);
  std::vector<double> law(3001);
  law[0] = 1.0;
  for (const double size : sizes)
    for (std::size_t j = law.size(); j-- > 0;)
      law[j] = 0.7 * law[j] + (j >= static_cast<std::size_t>(size) ? 0.3 * law[j - static_cast<std::size_t>(size)] : 0.0);
  const tepid::detail::taken_pieces pieces{sizes};
  for (const std::size_t y : {950u, 1000u, 1050u, 1100u}) {
    double truth = 0.0;
    for (std::size_t j = y; j < law.size(); ++j) truth += law[j];
    CHECK(pieces.at_least(static_cast<double>(y), 0.3) == Approx(truth).epsilon(0.02));
  }
  CHECK(pieces.design_effect() == Approx(5.0 / 3.0));
  const tepid::detail::taken_pieces few{{3.0, 5.0, 5.0}};
  CHECK(few.at_least(10.0, 0.5) == Approx(0.25));  // both fives: of eight, two
  CHECK(few.at_least(14.0, 0.5) == 0.0);
  CHECK(tepid::detail::taken_pieces{{20.0, 20.0, 20.0}}.at_least(60.0, 0.5) == Approx(0.125));
}

TEST_CASE("rows that are clusters of their own are rows") {
  std::vector<std::uint64_t> a, b;
  for (std::uint64_t i = 0; i < 10'000; ++i) {
    a.push_back(i);
    b.push_back(10'000 + i);
  }
  tepid::clustered_rates rates{a, b};
  CHECK(rates.reference_effective() == Approx(10'000));
  const auto change = rates.change([](std::size_t i) { return i < 100; }, [](std::size_t i) { return i < 200; });
  const auto rows = tepid::rate_change_of({100, 10'000}, {200, 10'000});
  CHECK(change.ratio == Approx(2.0));
  CHECK(change.ratio_low == Approx(rows.ratio_low));
  CHECK(std::log(change.p) == Approx(std::log(rows.p)).epsilon(0.2));
  CHECK_THROWS_AS(rates.tails(std::vector<double>(3), std::vector<double>(3)), tepid::error);
}
