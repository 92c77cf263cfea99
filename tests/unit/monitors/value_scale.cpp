// A scale's scores have mean 0 and variance 1 under its reference, whatever that is, and no outlier moves them far.
#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <tepid/core/bytes.hpp>
#include <tepid/monitors/value_scale.hpp>

namespace {

/// Eight bins of unequal shares on [0, 8].
tepid::value_scale uneven() {
  return {0.0, 8.0, {1, 2, 3, 4, 5, 6, 7}, std::vector<double>{8, 7, 6, 5, 4, 3, 2, 1}};
}

}  // namespace

TEST_CASE("a value's slot is that of a search from the left") {
  const tepid::value_scale s = uneven();
  CHECK(s.slots() == 10);
  for (double x = -1.0; x <= 9.0; x += 0.125) {
    std::size_t expected = 0;
    if (x > 8.0)
      expected = 9;
    else if (x >= 0.0)
      expected = 1 + static_cast<std::size_t>(std::max(0.0, std::ceil(x) - 1.0));
    CHECK(s.slot(x) == expected);
    CHECK(s.outside(s.slot(x)) == (x < 0.0 || x > 8.0));
  }
  CHECK(s.slot(std::numeric_limits<double>::max()) == 9);
  CHECK(s.slot(std::numeric_limits<double>::lowest()) == 0);
}

TEST_CASE("63 cuts, the most there can be, are all found") {
  std::vector<double> cuts, shares(64, 1.0);
  for (int i = 1; i < 64; ++i) cuts.push_back(i);
  const tepid::value_scale s{0.0, 64.0, cuts, shares};
  for (std::size_t i = 0; i < 64; ++i) {
    CHECK(s.slot(static_cast<double>(i) + 0.5) == i + 1);
    CHECK(s.slot(static_cast<double>(i) + 1.0) == i + 1);  // right-closed
  }
}

TEST_CASE("scores are centred and scaled under the reference") {
  const tepid::value_scale s = uneven();
  double mean = 0.0, square = 0.0, total = 0.0;
  for (std::size_t i = 0; i < s.slots(); ++i) {
    total += s.shares()[i];
    mean += s.shares()[i] * s.score(i);
    square += s.shares()[i] * s.score(i) * s.score(i);
    if (i > 0) CHECK(s.score(i) > s.score(i - 1));
  }
  CHECK(total == Approx(1.0));
  CHECK(mean == Approx(0.0).margin(1e-12));
  CHECK(square == Approx(1.0));
  CHECK(s.score(9) <= s.score(8) + 3.0);  // an outlier counts as little more than the largest of the reference
}

TEST_CASE("a reference of one value scores it 0, and others on either side") {
  const tepid::value_scale s{5.0, 5.0, {}, std::vector<double>{100.0}};
  CHECK(s.score(s.slot(5.0)) == 0.0);
  CHECK(s.score(s.slot(4.0)) == -3.0);
  CHECK(s.score(s.slot(6.0)) == 3.0);
}

TEST_CASE("what cannot be a scale is refused, when made and when loaded") {
  using shares = std::vector<double>;
  CHECK_THROWS_AS((tepid::value_scale{1.0, 0.0, {}, shares{1}}), tepid::error);
  CHECK_THROWS_AS((tepid::value_scale{0.0, 1.0, {0.5, 0.5}, shares{1, 1, 1}}), tepid::error);
  CHECK_THROWS_AS((tepid::value_scale{0.0, 1.0, {0.5}, shares{1}}), tepid::error);
  CHECK_THROWS_AS((tepid::value_scale{0.0, 1.0, {0.5}, shares{0, 0}}), tepid::error);
  CHECK_THROWS_AS((tepid::value_scale{0.0, 1.0, {0.5}, shares{-1, 2}}), tepid::error);
  CHECK_THROWS_AS((tepid::value_scale{0.0, 1.0, {2.0}, shares{1, 1}}), tepid::error);

  const tepid::value_scale s = uneven();
  std::vector<std::byte> bytes = tepid::written_bytes([&](tepid::byte_writer& io) { io(s); });
  tepid::value_scale loaded;
  tepid::byte_reader in{bytes};
  in(loaded);
  CHECK_FALSE(in.failed());
  CHECK(loaded == s);
  std::swap_ranges(bytes.begin() + 24, bytes.begin() + 32, bytes.begin() + 32);  // two cuts change places
  tepid::byte_reader damaged{bytes};
  damaged(loaded);
  CHECK(damaged.failed());
}
