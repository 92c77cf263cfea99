// HyperLogLog: its error over many counts and seeds, merging, hashes, saving.
#include "support/catch.hpp"
#include "support/own_new.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <tepid/core/random.hpp>
#include <tepid/sketches/distinct.hpp>

TEST_CASE("hashes are those of the definitions") {
  // The finaliser of MurmurHash3 x64: its published value for 1, and that 0 stays 0.
  CHECK(tepid::mix_bits(0) == 0);
  CHECK(tepid::mix_bits(1) == 0xb456bcfc34c2cb2c);
  CHECK(tepid::hash_of(0.0) == tepid::hash_of(-0.0));
  CHECK(tepid::hash_of(1.0) != tepid::hash_of(std::uint64_t{1}));
  using namespace std::string_view_literals;
  CHECK(tepid::hash_of(""sv) == tepid::mix_bits(0xa4093822299f31d0));
  CHECK(tepid::hash_of("a"sv) != tepid::hash_of("a\0"sv));
  CHECK(tepid::hash_of("a"sv) == tepid::mix_bits(tepid::mix_bits((1 ^ 0xa4093822299f31d0u) ^ 0x61u) + 0x9e3779b97f4a7c15u));
}

TEST_CASE("the standard error is as stated, from one value to millions") {
  for (const unsigned lg_k : {4u, 8u, 12u}) {
    for (const std::uint64_t n : {1ul, 10ul, 100ul, 1000ul, 10'000ul, 100'000ul}) {
      double squares = 0.0, sum = 0.0;
      int within = 0;
      const int rounds = 200;
      for (int round = 0; round < rounds; ++round) {
        tepid::distinct d{lg_k};
        tepid::random_source random{static_cast<std::uint64_t>(round), n};
        for (std::uint64_t i = 0; i < n; ++i) d.update_hash(random.bits());
        const double e = d.estimate() / static_cast<double>(n) - 1.0;
        squares += e * e;
        sum += e;
        within += d.lower() <= static_cast<double>(n) * (1 + 1e-9) && static_cast<double>(n) <= d.upper();
      }
      const double rms = std::sqrt(squares / rounds), stated = tepid::distinct{lg_k}.error();
      INFO("lg_k " << lg_k << ", n " << n << ": rms " << rms << " of " << stated << ", mean " << sum / rounds);
      CHECK(rms < 1.2 * stated);                                  // 200 rounds: 4 standard errors of a spread
      CHECK(std::abs(sum / rounds) < 5 * stated / std::sqrt(200.0));
      CHECK(within >= 0.9 * rounds);
    }
  }
}

TEST_CASE("a million consecutive integers, numbers and texts are told apart") {
  tepid::distinct integers{14}, numbers{14}, texts{14};
  for (int i = 0; i < 300'000; ++i) {
    integers.update(i);
    numbers.update(static_cast<double>(i));
    texts.update("user-" + std::to_string(i));
  }
  for (const auto& d : {integers, numbers, texts}) CHECK(std::abs(d.estimate() / 300'000 - 1) < 4 * d.error());
  tepid::distinct few;
  for (int i = 0; i < 100'000; ++i) few.update(static_cast<double>(i % 3));
  few.update(0.0);
  few.update(-0.0);
  few.update(std::numeric_limits<double>::quiet_NaN());
  CHECK(few.estimate() == Approx(3.0).epsilon(1e-3));
  CHECK(few.lower() >= 3.0);
  few.update(tepid::missing_value);
  few.update(tepid::missing_value);
  CHECK(few.not_finite() == tepid::non_finite_counts{.missing = 2, .nan = 1});
  CHECK(few.estimate() == Approx(3.0).epsilon(1e-3));
  for (const double x : {1.0, -1.0}) few.update(x * std::numeric_limits<double>::infinity());
  CHECK(few.estimate() == Approx(5.0).epsilon(1e-3));
  CHECK(few.not_finite() == tepid::non_finite_counts{.missing = 2, .nan = 1});
  CHECK(tepid::distinct{}.estimate() == 0.0);
  CHECK(tepid::distinct{}.empty());
}

TEST_CASE("merging is exact and in any order; saving keeps all; nothing allocates") {
  tepid::distinct all{10}, a{10}, b{10};
  const std::size_t before = tepid_test::allocations;
  for (int i = 0; i < 5000; ++i) {
    all.update(i);
    (i % 3 == 0 ? a : b).update(i);
    if (i % 7 == 0) b.update(i);
  }
  const std::size_t after = tepid_test::allocations;
  CHECK(after == before);
  auto ab = a, ba = b;
  ab.merge(b);
  ba.merge(a);
  CHECK(ab == all);
  CHECK(ba == all);
  CHECK_THROWS_AS(ab.merge(tepid::distinct{11}), tepid::error);
  CHECK(tepid::distinct::load(all.save()) == all);
  for (const unsigned lg_k : {4u, 18u}) CHECK(tepid::distinct::load(tepid::distinct{lg_k}.save()).lg_k() == lg_k);
  CHECK_THROWS_AS(tepid::distinct{3}, tepid::error);
  CHECK_THROWS_AS(tepid::distinct{19}, tepid::error);
}
