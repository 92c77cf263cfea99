// rank_counts against counting every value anew.
#include "support/catch.hpp"

#include <algorithm>
#include <vector>

#include <tepid/core/bytes.hpp>
#include <tepid/core/random.hpp>
#include <tepid/sketches/rank_counts.hpp>

using tepid::rank_counts;

namespace {

constexpr std::uint64_t no_end = std::uint64_t{1} << 62;

std::vector<std::byte> saved(const rank_counts& counts) {
  std::vector<std::byte> bytes;
  for (int pass = 0; pass < 2; ++pass) {
    tepid::byte_writer io{bytes};
    io(counts);
    bytes.resize(io.size());
  }
  return bytes;
}

}  // namespace

TEST_CASE("counts below, in and above a cell equal those of all values") {
  tepid::random_source random{5};
  for (const std::size_t cuts : {1u, 2u, 3u, 7u, 8u, 100u})
    for (const std::uint64_t different : {2u, 9u, 1'000'000u}) {
      rank_counts counts{cuts};
      const auto draw = [&] { return static_cast<double>(random.below(different)) - 3.0; };
      std::vector<double> grid, seen;
      for (std::size_t i = 0; i < cuts; ++i) {
        CHECK_FALSE(counts.ready());
        grid.push_back(draw());
        counts.learn(grid.back());
      }
      REQUIRE(counts.ready());
      // The same cell: no point of the grid is between, and neither is a point that the other is not.
      const auto rank = [&](double x) {
        const auto below = std::count_if(grid.begin(), grid.end(), [&](double g) { return g < x; });
        return below + std::count_if(grid.begin(), grid.end(), [&](double g) { return g <= x; });
      };
      std::size_t wrong = 0;
      for (int i = 0; i < 500; ++i) {
        const double x = draw() + (i % 50 == 0 ? 1e300 : 0.0);
        rank_counts::place expected;
        for (const double s : seen) {
          expected.below += rank(s) < rank(x);
          expected.same += rank(s) == rank(x);
          expected.above += rank(s) > rank(x);
        }
        const auto found = counts.count(x, no_end);
        wrong += found.below != expected.below || found.same != expected.same || found.above != expected.above;
        seen.push_back(x);
      }
      CHECK(wrong == 0);
      CHECK(counts.total() == 500);
      CHECK(counts.sound(cuts + 500));
      CHECK_FALSE(counts.sound(cuts + 499));

      const auto bytes = saved(counts);
      rank_counts again{cuts};
      tepid::byte_reader io{bytes};
      io(again);
      CHECK_FALSE(io.failed());
      CHECK(again == counts);
    }
}

TEST_CASE("a full count stays as it is and still tells places") {
  rank_counts counts{1};
  counts.learn(0.0);
  for (const double x : {-1.0, 0.0, 0.0, 1.0, 1.0, 1.0}) static_cast<void>(counts.count(x, no_end));
  for (int i = 0; i < 3; ++i) {
    const auto found = counts.count(0.0, 6);
    CHECK((found.below == 1 && found.same == 2 && found.above == 3));
  }
  CHECK(counts.total() == 6);
}

TEST_CASE("counts whose sum would overflow do not load") {
  rank_counts counts{1};
  counts.learn(0.0);
  for (const double x : {-1.0, 0.0, 1.0}) static_cast<void>(counts.count(x, no_end));
  auto bytes = saved(counts);
  for (std::size_t cell = 0; cell < 3; ++cell) bytes[24 + 8 * cell + 7] = std::byte{0x30};  // 3 * 2^60 each
  tepid::byte_reader io{bytes};
  rank_counts again{1};
  io(again);
  CHECK(io.failed());
}
