// tepid/design/ewma_bank_limit.hpp - the limit of ewma_bank for a false-alarm budget, on independent data.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>
#include <string_view>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/design/ewma_limit.hpp>
#include <tepid/design/ewma_run_length.hpp>
#include <tepid/design/solve_limit.hpp>

namespace tepid::inline v0::design {

/// A limit of ewma_bank for independent standard normal values.
struct ewma_bank_limit {
  double limit = 0.0;  ///< Nats; rounded up to a multiple of 1e-4, which hides how machines round.
  double arl0 = 0.0;   ///< The mean run length is at least about this.
  static constexpr std::string_view kind = "conservative";
};

namespace detail {

/// Mean run length of one chart of the bank, with `nats` of its own; slow ones by the closed form, at rate 0.03 half a
/// percent too low and below that less.
[[nodiscard]] inline double component_arl(double rate, double nats) {
  if (!(nats > 0)) return 1.0;
  const double limit = std::sqrt(2.0 * nats);
  return rate > 0.03 ? arl(ewma_chart{.lambda = rate, .L = limit}, mean_change{}, 1.0) : small_lambda_arl(rate, limit);
}

}  // namespace detail

/// The limit at which the false-alarm rates of the bank's charts, each taken alone, add up to 1 / arl0.
///
/// The charts share their alarms, so the bank as a whole raises fewer: with 13 rates and arl0 = 10,000 the limit
/// is 12.2 where simulation finds 10.9, which makes slow ramps be found about 4 % later than they could be. The
/// price buys that no simulation is needed and that the budget is kept.
/// `rates` in (0, 1], not empty; arl0 in [1, 1e10]; throws error{bad_argument}. A few milliseconds.
[[nodiscard]] inline ewma_bank_limit limit_of_ewma_bank(double arl0, std::span<const double> rates) {
  if (!(arl0 >= 1.0 && arl0 <= 1e10))
    throw error{errc::bad_argument, "arl0", "ewma_bank limit: arl0 is " + to_text(arl0) + "; it must be in [1, 1e10]"};
  if (rates.empty()) throw error{errc::bad_argument, "rates", "ewma_bank limit: there is no rate"};
  for (const double rate : rates)
    if (!(rate > 0 && rate <= 1))
      throw error{errc::bad_argument, "rates",
                  "ewma_bank limit: a rate is " + to_text(rate) + "; it must be in (0, 1]"};
  const auto arl_of = [&](double h) {
    double alarms = 0.0;
    for (const double rate : rates) alarms += 1.0 / detail::component_arl(rate, h + std::log(rate));
    return 1.0 / alarms;
  };
  const double fastest = *std::max_element(rates.begin(), rates.end());
  const double guess = std::log(arl0 * static_cast<double>(rates.size())) + 1.0 - std::log(fastest);
  const double h =
      solve_limit(arl_of, arl0, {.name = "limit", .guess = guess, .lowest = -std::log(fastest), .highest = 100.0});
  return {std::ceil(h * 1e4) / 1e4, arl0};
}

}  // namespace tepid::inline v0::design
