// Sums since many onsets: against sums of all values kept, for every number of values; saving.
#include "support/catch.hpp"

#include <vector>

#include <tepid/core/bytes.hpp>
#include <tepid/numerics/normal.hpp>
#include <tepid/sketches/onset_sums.hpp>

TEST_CASE("sums since every onset kept are those of the values; ages are dense") {
  tepid::onset_sums sums;
  tepid::random_source random{1};
  std::vector<double> xs;
  for (int n = 1; n <= 3000; ++n) {
    xs.push_back(tepid::normal(random) + 0.01 * n);
    sums.add(xs.back());
    if (n > 100 && n % 37 != 0) continue;
    std::uint64_t last = 0;
    double sum = 0.0, weighted = 0.0;
    std::size_t at = xs.size();
    sums.for_each([&](const tepid::onset_sums::since& s) {
      REQUIRE(s.age > last);
      REQUIRE(s.age <= xs.size());
      REQUIRE((s.age <= 15 ? s.age == last + 1 : 7 * (s.age - last) <= s.age));
      while (at > xs.size() - s.age) {  // one older: all weights grow by one
        sum += xs[--at];
        weighted += sum;
      }
      CHECK(s.sum == Approx(sum).epsilon(1e-12).margin(1e-10));
      CHECK(s.weighted == Approx(weighted).epsilon(1e-12).margin(1e-9));
      last = s.age;
    });
    REQUIRE(last == xs.size());
    REQUIRE(sums.sound());
  }
}

TEST_CASE("saved, loaded, it goes on; forged it fails or is sound to use") {
  for (const int n : {0, 1, 15, 16, 17, 33, 1000, 12345}) {
    tepid::onset_sums a;
    tepid::random_source random{2};
    for (int i = 0; i < n; ++i) a.add(tepid::normal(random));
    std::vector<std::byte> bytes = tepid::written_bytes([&](tepid::byte_writer& io) { io(a); });
    tepid::onset_sums b;
    b.add(7.0);
    tepid::byte_reader in{bytes};
    in(b);
    CHECK_FALSE(in.failed());
    CHECK(in.remaining() == 0);
    CHECK(a == b);
    for (int i = 0; i < 100; ++i) a.add(i), b.add(i);
    CHECK(a == b);
    for (std::size_t at = 0; at < 8; ++at)
      for (const int to : {0x01, 0x40, 0x7f, 0xff}) {
        auto bad = bytes;
        bad[at] = std::byte(to);
        tepid::onset_sums c;
        tepid::byte_reader again{bad};
        again(c);
        for (int i = 0; i < 100; ++i) c.add(i);
        SUCCEED();
      }
  }
}
