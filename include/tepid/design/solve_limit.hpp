// tepid/design/solve_limit.hpp - the limit at which a chart has a wanted mean run length.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/math/tools/toms748_solve.hpp>

#include <tepid/core/error.hpp>
#include <tepid/design/run_length.hpp>

namespace tepid::inline v0::design {

/// A limit and the in-control run length that it gives.
struct solved_limit {
  double limit = 0.0;
  run_length achieved;
  /// Where limits come in steps, so that the run length wanted may lie between two: that of the next lower; 0 without one.
  std::optional<double> next_lower{};
};

/// Beyond so many times the wanted run length an answer has to say that limits come in steps.
inline constexpr double far_beyond = 1.1;

/// Where to look for a limit.
struct limit_search {
  std::string_view name = "limit";  ///< The parameter's name, for messages.
  double guess = 1.0;               ///< Any number between lowest and highest; a near one saves time.
  double lowest = 0.0;              ///< Limits are above it ...
  double highest = 1000.0;          ///< ... and at most this.
};

namespace detail {

inline void check_arl0(double arl0) {
  if (!std::isfinite(arl0) || arl0 < 1.0) {
    throw error{errc::bad_argument, "arl0",
                "arl0 = " + std::to_string(arl0) +
                    ": the mean number of observations between false alarms must be a number of at least 1; "
                    "a million is usual for an unattended monitor"};
  }
  if (arl0 > 1e15) {
    throw error{errc::bad_argument, "arl0",
                "arl0 is beyond 1e15 observations, more than any monitor will see; ask for less"};
  }
}

}  // namespace detail

/// The limit at which arl_of(limit), increasing in the limit, is arl0: a bracket grown from the guess, then TOMS 748
/// (Alefeld, Potra and Shi 1995) on log ARL. The mean run length at the limit is within 1e-9 of arl0, relative.
/// Error: bad_argument naming arl0 if it is below 1, not finite, above 1e15, or below what the smallest limit gives.
/// Cost: about 8 calls of arl_of.
template <class Arl>
[[nodiscard]] double solve_limit(Arl&& arl_of, double arl0, const limit_search& where) {
  detail::check_arl0(arl0);
  const double target = std::log(arl0);
  const auto miss = [&](double limit) { return std::fmin(std::log(arl_of(limit)), 700.0) - target; };
  const auto out_of_reach = [&](std::string_view what) -> error {
    return {errc::bad_argument, "arl0",
            "arl0 = " + std::to_string(arl0) + " is " + std::string{what} + " that any limit " +
                std::string{where.name} + " can give to this chart"};
  };
  double lower = where.guess;
  double at_lower = miss(lower);
  double upper = lower;
  double at_upper = at_lower;
  double stride = 0.02;
  while (at_lower > 0.0) {
    upper = lower;
    at_upper = at_lower;
    lower = where.lowest + (lower - where.lowest) * (1.0 - stride);
    stride = std::fmin(2.0 * stride, 0.75);
    if (lower - where.lowest < 1e-9 * (where.guess - where.lowest)) throw out_of_reach("less than the least");
    at_lower = miss(lower);
  }
  stride = 0.02;
  while (at_upper < 0.0) {
    if (upper >= where.highest) throw out_of_reach("more than the most");
    lower = upper;
    at_lower = at_upper;
    upper = std::fmin(where.highest, upper + (upper - where.lowest) * stride);
    stride *= 2.0;
    at_upper = miss(upper);
  }
  if (at_lower == 0.0) return lower;
  if (at_upper == 0.0) return upper;
  std::uintmax_t rounds = 60;
  double best = lower;
  double best_miss = std::numeric_limits<double>::infinity();
  const auto watched = [&](double limit) {
    const double m = miss(limit);
    if (std::fabs(m) < best_miss) {
      best_miss = std::fabs(m);
      best = limit;
    }
    return std::fabs(m) < 1e-10 ? 0.0 : m;
  };
  const auto narrow = [](double a, double b) { return std::fabs(b - a) <= 4e-16 * std::fabs(b); };
  boost::math::tools::toms748_solve(watched, lower, upper, at_lower, at_upper, narrow, rounds);
  return best;
}

/// Siegmund's (1985) mean run length of a one-sided CUSUM of normal data with mean m.
[[nodiscard]] inline double siegmund_arl(double k, double h, double m = 0.0) noexcept {
  const double b = h + 1.166;
  const double d = m - k;
  if (std::fabs(d) * b < 1e-6) return b * b;
  return (std::exp(-2.0 * d * b) + 2.0 * d * b - 1.0) / (2.0 * d * d);
}

/// The h that Siegmund's formula gives to a one-sided in-control mean run length; at least 0.05.
[[nodiscard]] inline double siegmund_limit(double k, double arl0) noexcept {
  double b = std::sqrt(arl0);
  if (k > 0.0) {
    b = std::fmin(b, std::log1p(2.0 * k * k * arl0) / (2.0 * k));
    for (int round = 0; round < 50; ++round) {  // exp(2 k b) = 1 + 2 k b + 2 k^2 arl0
      const double next = std::log1p(2.0 * k * b + 2.0 * k * k * arl0) / (2.0 * k);
      if (std::fabs(next - b) < 1e-9 * b) break;
      b = next;
    }
  }
  return std::fmax(0.05, b - 1.166);
}

}  // namespace tepid::inline v0::design
