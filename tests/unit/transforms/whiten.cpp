// Whitening: an autoregression becomes independent values, from the first on; the lattice is the direct form.
#include "support/catch.hpp"

#include <cmath>
#include <string>
#include <vector>

#include <tepid/numerics/normal.hpp>
#include <tepid/transforms/deseason.hpp>
#include <tepid/transforms/standardizer.hpp>
#include <tepid/transforms/whiten.hpp>

namespace {

/// A stationary AR(1) with unit variance.
std::vector<double> ar1(double a, std::size_t n, std::uint64_t seed) {
  tepid::random_source random{seed};
  std::vector<double> out{tepid::normal(random)};
  while (out.size() < n) out.push_back(a * out.back() + std::sqrt(1.0 - a * a) * tepid::normal(random));
  return out;
}

template <class Make>
std::string refusal(Make&& make) {
  try {
    make();
  } catch (const tepid::error& e) {
    return e.what();
  }
  return "";
}
bool says(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

}  // namespace

TEST_CASE("the filter is the direct form of its coefficients once it has seen enough") {
  tepid::whiten w{{.mean = 2.0, .sd = 3.0, .reflection = {0.6, -0.4, 0.2, 0.1}}};
  const auto a = w.coefficients();
  const auto xs = ar1(0.3, 200, 4);
  for (std::size_t t = 0; t < xs.size(); ++t) {
    const double out = w(xs[t]);
    if (t < a.size()) continue;
    double e = xs[t] - 2.0;
    for (std::size_t j = 0; j < a.size(); ++j) e -= a[j] * (xs[t - 1 - j] - 2.0);
    CHECK(out == Approx(e / w.innovation_sd()).epsilon(1e-12).margin(1e-12));
  }
}

TEST_CASE("outputs of the fitted law have unit variance and no correlation, the first ones too") {
  // Over many short series of an AR(3) drawn by its own lattice; 5 standard errors of 20,000 series.
  const std::vector<double> k{0.7, -0.5, 0.4};
  const auto a = tepid::ar_coefficients(k);
  double share = 1.0;
  for (const double one : k) share *= 1.0 - one * one;
  tepid::random_source random{3};
  constexpr std::size_t length = 5, series = 20'000;
  double products[length][length]{};
  for (std::size_t s = 0; s < series; ++s) {
    std::vector<double> x(60 + length, 0.0);
    for (std::size_t t = 3; t < x.size(); ++t)  // the start is forgotten after 57 values
      x[t] = a[0] * x[t - 1] + a[1] * x[t - 2] + a[2] * x[t - 3] + std::sqrt(share) * tepid::normal(random);
    tepid::whiten w{{.mean = 0.0, .sd = 1.0, .reflection = k}};
    double out[length];
    for (std::size_t t = 0; t < length; ++t) out[t] = w(x[60 + t]);
    for (std::size_t i = 0; i < length; ++i)
      for (std::size_t j = 0; j <= i; ++j) products[i][j] += out[i] * out[j] / double{series};
  }
  for (std::size_t i = 0; i < length; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      INFO(i << ", " << j);
      CHECK(std::fabs(products[i][j] - (i == j ? 1.0 : 0.0)) < 5.0 * std::sqrt((i == j ? 2.0 : 1.0) / double{series}));
    }
}

TEST_CASE("an AR(1) of .5 is found and taken out") {
  auto w = tepid::whiten::fit(ar1(0.5, 20'000, 1));
  REQUIRE(w.order() >= 1);
  CHECK(w.coefficients()[0] == Approx(0.5).margin(0.02));
  const auto xs = ar1(0.5, 20'000, 2);
  double product = 0.0, last = 0.0, square = 0.0;
  for (const double x : xs) {
    const double e = w(x);
    product += e * last;
    square += e * e;
    last = e;
  }
  CHECK(std::fabs(product / square) < 0.03);
  CHECK(square / 20'000 == Approx(1.0).epsilon(0.03));
}

TEST_CASE("a predictable reference still gives a stable filter") {
  std::vector<double> saw, sine;
  for (int i = 0; i < 500; ++i) saw.push_back(i % 2 ? 1.0 : -1.0), sine.push_back(std::sin(0.1 * i));
  for (const auto* xs : {&saw, &sine})
    for (const auto method : {tepid::ar_method::burg, tepid::ar_method::yule_walker}) {
      auto w = tepid::whiten::fit(*xs, {.method = method});
      for (int i = 0; i < 10'000; ++i) REQUIRE(tepid::is_finite(w(i % 2 ? 1e308 : -1e308)));
      CHECK(w.sound());
    }
}

TEST_CASE("references that cannot be are named") {
  const std::vector<double> few{1, 2, 3}, flat(100, 7.0), bad{1, 2, HUGE_VAL};
  CHECK(says(refusal([&] { static_cast<void>(tepid::whiten::fit(few)); }), "3 values; it needs at least 44"));
  CHECK(says(refusal([&] { static_cast<void>(tepid::whiten::fit(flat)); }), "standard deviation is 0"));
  CHECK(says(refusal([&] { tepid::whiten({.reflection = {0.5, 1.0}}); }), "coefficient 1 is 1"));
  CHECK(says(refusal([&] { static_cast<void>(tepid::standardizer::fit(flat)); }), "standard deviation is 0"));
  CHECK(says(refusal([&] { static_cast<void>(tepid::standardizer::fit(bad)); }), "value 2"));
  CHECK(says(refusal([&] { static_cast<void>(tepid::deseason::fit(few)); }), "two periods"));
  CHECK(says(refusal([&] { static_cast<void>(tepid::deseason::fit(flat, {.buckets = 7})); }),
             "variance within buckets is 0"));
  const std::vector<std::int64_t> times{0, 1};
  CHECK(says(refusal([&] { static_cast<void>(tepid::deseason::fit(few, times)); }), "3 values and 2 times"));
}

TEST_CASE("standardize is (x - mean) / sd") {
  auto s = tepid::standardizer::fit(std::vector<double>{1, 2, 3, 4});
  CHECK(s.fitted().mean == 2.5);
  CHECK(s.fitted().sd == Approx(std::sqrt(5.0 / 3.0)).epsilon(1e-15));
  CHECK(s(5.0) == Approx(2.5 / std::sqrt(5.0 / 3.0)).epsilon(1e-15));
  CHECK(s(1e308) == tepid::standardize(1e308, 2.5, 1.0 / s.fitted().sd));
}

TEST_CASE("hours of the week: their own means, variances that lean on the pooled one") {
  // Bucket 0 has 1, 3; bucket 1 has 10, 14, 18; bucket 2 has 5; bucket 3 nothing.
  const std::vector<double> xs{1, 3, 10, 14, 18, 5};
  const std::vector<std::int64_t> times{0, 400, 100, 599, -300, 1000};
  const auto d = tepid::deseason::fit(xs, times, {.buckets = 4, .bucket_seconds = 100, .prior = 2});
  const auto& m = d.fitted();
  const double pooled = (2.0 + 32.0) / 3.0;
  CHECK(m.mean == std::vector<double>{2, 14, 5, 8.5});
  CHECK(m.sd[0] == Approx(std::sqrt((2.0 + 2 * pooled) / 3.0)).epsilon(1e-14));
  CHECK(m.sd[1] == Approx(std::sqrt((32.0 + 2 * pooled) / 4.0)).epsilon(1e-14));
  CHECK(m.sd[2] == Approx(std::sqrt(pooled)).epsilon(1e-14));
  auto at = d;
  CHECK(at(17.0, -201) == Approx((17.0 - 14.0) / m.sd[1]).epsilon(1e-14));  // second -201 is in bucket -3, that is 1
}

TEST_CASE("evenly spaced values go round the period, missing ones too, and on from the reference") {
  std::vector<double> xs;
  tepid::random_source random{1};
  for (int i = 0; i < 71; ++i) xs.push_back(10.0 * (i % 7) + tepid::normal(random));
  auto d = tepid::deseason::fit(xs, {.buckets = 7});
  CHECK(d.next() == 1);
  for (int i = 71; i < 100; ++i) {
    if (i % 5 == 0)
      d.skip();
    else
      CHECK(std::fabs(d(10.0 * (i % 7))) < 5.0);
  }
  d.clear();
  CHECK(d.next() == 1);
}
