// The random numbers are those of the published algorithms, on every platform.
// Expected values: the authors' reference programs as others publish their output (splitmix64 with seed 1234567;
// xoshiro256++ from 1, 2, 3, 4), and a Python program written from the papers (the rest).
#include "support/catch.hpp"

#include <cstddef>
#include <vector>

#include <tepid/core/bytes.hpp>
#include <tepid/core/random.hpp>

namespace {

/// A generator whose four words are set.
tepid::random_source from_words(std::uint64_t a, std::uint64_t b, std::uint64_t c, std::uint64_t d) {
  std::vector<std::byte> bytes(32);
  tepid::byte_writer out{bytes};
  out(a, b, c, d);
  tepid::random_source source;
  tepid::byte_reader in{bytes};
  in(source);
  return source;
}

}  // namespace

TEST_CASE("split_mix is splitmix64") {
  std::uint64_t counter = 1234567;
  for (const std::uint64_t expected :
       {6457827717110365317u, 3203168211198807973u, 9817491932198370423u, 4593380528125082431u, 16408922859458223821u})
    CHECK(tepid::split_mix(counter) == expected);
}

TEST_CASE("bits are xoshiro256++") {
  auto source = from_words(1, 2, 3, 4);
  for (const std::uint64_t expected :
       {std::uint64_t{41943041}, std::uint64_t{58720359}, std::uint64_t{3588806011781223},
        std::uint64_t{3591011842654386}, std::uint64_t{9228616714210784205u}, std::uint64_t{9973669472204895162u},
        std::uint64_t{14011001112246962877u}, std::uint64_t{12406186145184390807u},
        std::uint64_t{15849039046786891736u}, std::uint64_t{10450023813501588000u}})
    CHECK(source.bits() == expected);
}

TEST_CASE("a seed fills the words by splitmix64") {
  tepid::random_source zero{0}, other{42};
  CHECK(zero == from_words(0xe220a8397b1dcdaf, 0x6e789e6aa1b965f4, 0x06c45d188009454f, 0xf88bb8a8724c81ec));
  CHECK(zero.bits() == 0x53175d61490b23df);
  CHECK(zero.bits() == 0x61da6f3dc380d507);
  std::uint64_t last = 0;
  for (int i = 0; i < 1000; ++i) last = other.bits();
  CHECK(last == 0xa3ed059c1cc38790);
}

TEST_CASE("uniform is in the open interval, even for the extreme bits") {
  CHECK(from_words(0, 1, 1, 0).uniform() == 0x1p-53);                        // all bits 0
  CHECK(from_words(~std::uint64_t{0}, 1, 1, 1).uniform() == 1.0 - 0x1p-53);  // all bits 1
  tepid::random_source source{7};
  double low = 1, high = 0, sum = 0, squares = 0;
  constexpr int n = 1000000;
  for (int i = 0; i < n; ++i) {
    const double u = source.uniform();
    low = std::min(low, u), high = std::max(high, u);
    sum += u, squares += u * u;
  }
  CHECK(low > 0);
  CHECK(low < 1e-5);
  CHECK(high < 1);
  CHECK(high > 1 - 1e-5);
  CHECK(sum / n == Catch::Approx(0.5).margin(4 * 0.2887 / 1000));  // 4 standard errors
  CHECK(squares / n == Catch::Approx(1.0 / 3).margin(4 * 0.2981 / 1000));
}

TEST_CASE("below stays below and reaches everything") {
  tepid::random_source source{8};
  for (const std::uint64_t n : {std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{10}, ~std::uint64_t{0}})
    for (int i = 0; i < 1000; ++i) CHECK(source.below(n) < n);
  int counts[10]{};
  for (int i = 0; i < 100000; ++i) ++counts[source.below(10)];
  double chi_squared = 0;
  for (const int c : counts) chi_squared += (c - 10000.0) * (c - 10000.0) / 10000.0;
  CHECK(chi_squared < 27.88);  // 0.999 quantile, 9 degrees of freedom
}

TEST_CASE("streams of one seed differ from each other and from the bare seed") {
  std::vector<std::uint64_t> firsts{tepid::random_source{5}.bits()};
  for (std::uint64_t stream = 0; stream < 100; ++stream) firsts.push_back(tepid::random_source{5, stream}.bits());
  std::sort(firsts.begin(), firsts.end());
  CHECK(std::adjacent_find(firsts.begin(), firsts.end()) == firsts.end());
  CHECK(tepid::random_source{5, 3} == tepid::random_source{5, 3});
}

TEST_CASE("only the state of all zeros is invalid") {
  CHECK_FALSE(from_words(0, 0, 0, 0).valid());
  CHECK(from_words(0, 0, 1, 0).valid());
  CHECK(tepid::random_source{}.valid());
}
