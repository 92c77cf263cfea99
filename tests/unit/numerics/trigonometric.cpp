// sine_cosine_of_turns against 50-digit arithmetic (Boost.Multiprecision).
#include "support/catch.hpp"

#include <cmath>

#include <boost/math/constants/constants.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <tepid/core/random.hpp>
#include <tepid/numerics/trigonometric.hpp>

namespace {

using exact = boost::multiprecision::cpp_bin_float_50;

/// The larger of both errors.
double error(double turns) {
  exact rest = turns;
  rest -= boost::multiprecision::floor(rest);
  const exact angle = rest * boost::math::constants::two_pi<exact>();
  const auto found = tepid::sine_cosine_of_turns(turns);
  const exact a = abs(exact{found.sine} - sin(angle)), b = abs(exact{found.cosine} - cos(angle));
  return (a > b ? a : b).convert_to<double>();
}

}  // namespace

TEST_CASE("sine and cosine of turns are within 2.3e-16 everywhere") {
  tepid::random_source random{3};
  double worst = 0.0;
  for (int i = 0; i < 20000; ++i) worst = std::max(worst, error(random.uniform() - 0.5));
  for (int i = 0; i < 5000; ++i)  // any size
    worst = std::max(worst, error(std::ldexp(random.uniform() - 0.5, static_cast<int>(random.below(108)) - 60)));
  for (int k = -64; k <= 64; ++k)  // borders of the quarters and eighths, and next to them
    for (const double at : {k / 16.0, std::nextafter(k / 16.0, 1e9), std::nextafter(k / 16.0, -1e9)})
      worst = std::max(worst, error(at));
  CHECK(worst < 2.3e-16);
  CHECK(worst > 1e-17);  // the measure itself works
}

TEST_CASE("exact quarters, and numbers without a fraction") {
  const auto is = [](double turns, double sine, double cosine) {
    const auto found = tepid::sine_cosine_of_turns(turns);
    return found.sine == sine && found.cosine == cosine;
  };
  CHECK(is(0.0, 0, 1));
  CHECK(is(0.25, 1, 0));
  CHECK(is(0.5, 0, -1));
  CHECK(is(-0.25, -1, 0));
  CHECK(is(7.75, -1, 0));
  for (const double whole : {1.0, 4e9, 0x1p51, 1e300, -1e300, 1.7976931348623157e308}) CHECK(is(whole, 0, 1));
}

TEST_CASE("the same bits when compiled and when run") {
  constexpr tepid::sine_cosine compiled[] = {tepid::sine_cosine_of_turns(0.1), tepid::sine_cosine_of_turns(-3.7),
                                             tepid::sine_cosine_of_turns(12345.678)};
  volatile double values[] = {0.1, -3.7, 12345.678};
  for (int i = 0; i < 3; ++i) {
    CHECK(tepid::sine_cosine_of_turns(values[i]).sine == compiled[i].sine);
    CHECK(tepid::sine_cosine_of_turns(values[i]).cosine == compiled[i].cosine);
  }
}
