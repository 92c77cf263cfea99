// tepid/design/count_ewma.hpp - EWMA charts of counts: exact for a rounded statistic, by cells for a real one.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <Eigen/Core>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/core/side.hpp>
#include <tepid/design/absorbing_chain.hpp>
#include <tepid/design/control.hpp>
#include <tepid/design/count_law.hpp>
#include <tepid/design/drifting_chain.hpp>
#include <tepid/design/lattice_limit.hpp>
#include <tepid/design/run_length.hpp>
#include <tepid/design/solve_limit.hpp>

namespace tepid::inline v0::design {

/// z <- (1 - lambda) z + lambda x for counts x, from `start`; in counts. Alarm when z > upper (sides up and both) or
/// z < lower (sides down and both). The bound on the other side of a one-sided chart holds the statistic instead:
/// z <- max(lower, z) for side up (0, never reached, for none), z <- min(upper, z) for side down.
struct count_ewma_params {
  double lambda = 0.1;  ///< (0, 1].
  double lower = 0.0;   ///< [0, upper).
  double upper = 0.0;   ///< (lower, 1e6].
  double start = 0.0;   ///< [lower, upper].
  tepid::side direction = tepid::side::up;
};

/// How a statistic kept in steps of 1 / resolution is rounded.
enum class ewma_rounding : std::uint8_t {
  nearest,  ///< Ties go up (Gan 1990).
  down,
  up,
};

namespace detail {

inline void check(const count_ewma_params& c) {
  const auto bad = [](const char* field, const std::string& what) {
    throw error{errc::bad_argument, field, std::string{field} + ": " + what};
  };
  if (!(c.lambda > 0.0 && c.lambda <= 1.0)) bad("lambda", "must be in (0, 1], not " + to_text(c.lambda));
  if (!(is_finite(c.lower) && c.lower >= 0.0))
    bad("lower", "must be a limit of at least 0 counts, not " + to_text(c.lower));
  if (!(c.upper > c.lower && c.upper <= 1e6))
    bad("upper", "must be a limit above the lower one and up to 1e6 counts, not " + to_text(c.upper));
  if (!(c.start >= c.lower && c.start <= c.upper)) bad("start", "must be within the limits, not " + to_text(c.start));
}

[[noreturn]] inline void too_many_cells(double cells, std::size_t most) {
  throw error{errc::bad_argument, "resolution",
              "resolution: " + to_text(cells) + " values of the statistic are more than the " + std::to_string(most) +
                  " that are solved exactly; take a coarser one"};
}

}  // namespace detail

/// An EWMA of counts whose statistic is rounded after every step to a multiple of 1 / resolution (Gan 1990 rounds to
/// whole counts): a finite chain, exact for the chart so kept.
///
/// Rounding always up or always down encloses a one-sided chart of the same parameters that does not round: see
/// count_ewma_bounds. Cost: states^3/3, states = resolution * width.
class rounded_count_ewma {
 public:
  static constexpr std::size_t max_states = 3000;

  /// @throws error{bad_argument} naming the parameter.
  explicit rounded_count_ewma(const count_ewma_params& params, std::uint64_t resolution = 1,
                              ewma_rounding rounding = ewma_rounding::nearest)
      : params_{params}, resolution_{static_cast<double>(resolution)}, rounding_{rounding} {
    detail::check(params_);
    if (resolution < 1 || resolution > 1'000'000)
      throw error{errc::bad_argument, "resolution", "resolution: must be 1 to 1000000 steps a count"};
  }

  /// The chain when the counts have this law.
  [[nodiscard]] absorbing_chain chain(const count_law& law) const {
    const auto ends = range();
    const std::int64_t low = ends.first, high = ends.second;
    const auto n = static_cast<Eigen::Index>(high - low + 1);
    row_major_matrix q = row_major_matrix::Zero(n, n);
    Eigen::VectorXd out = Eigen::VectorXd::Zero(n);
    for (Eigen::Index i = 0; i < n; ++i)
      for_each_move(
          low + i, low, high, law, [&](std::int64_t to, double p) { q(i, static_cast<Eigen::Index>(to - low)) += p; },
          [&](double p) { out(i) += p; });
    return {std::move(q), Eigen::VectorXd::Unit(n, static_cast<Eigen::Index>(start() - low)), std::move(out)};
  }

  [[nodiscard]] run_length arl(const count_law& law) const { return exact(chain(law).arl()); }

  /// Mean number of counts from a change of law to the alarm, in a chart that ran long without one before.
  [[nodiscard]] run_length steady_state_arl(const count_law& before, const count_law& after) const {
    return exact(chain(after).arl_from(chain(before).quasi_stationary()));
  }

  /// Mean run length when count t = 1, 2, ... has the law `law_at(t)`.
  template <class Law_at>
  [[nodiscard]] run_length drift_arl(Law_at&& law_at) const {
    const auto ends = range();
    const std::int64_t low = ends.first, high = ends.second;
    const auto n = static_cast<Eigen::Index>(high - low + 1);
    Eigen::VectorXd next(n);
    return drifting_run_length(
        Eigen::VectorXd::Unit(n, static_cast<Eigen::Index>(start() - low)), [&](Eigen::VectorXd& at, std::uint64_t t) {
          const auto law = law_at(t);
          next.setZero();
          for (Eigen::Index i = 0; i < n; ++i)
            if (at(i) > 0.0)
              for_each_move(
                  low + i, low, high, law,
                  [&](std::int64_t to, double p) { next(static_cast<Eigen::Index>(to - low)) += at(i) * p; },
                  [](double) {});
          at.swap(next);
        });
  }

 private:
  using range_type = std::pair<std::int64_t, std::int64_t>;

  /// A product in steps as a whole number, down for upper and up for lower limits, forgiving rounding of the input.
  [[nodiscard]] static std::int64_t whole(double x, bool up) noexcept {
    return static_cast<std::int64_t>(up ? std::ceil(x - 1e-9) : std::floor(x + 1e-9));
  }

  /// The values of the statistic without alarm.
  [[nodiscard]] range_type range() const {
    const auto low = whole(params_.lower * resolution_, true), high = whole(params_.upper * resolution_, false);
    const auto states = static_cast<double>(high - low) + 1.0;
    if (states > static_cast<double>(max_states)) detail::too_many_cells(states, max_states);
    if (low > high || start() < low || start() > high)
      throw error{errc::bad_argument, "start",
                  "start: " + to_text(params_.start) + " rounds to a value beyond the limits"};
    return {low, high};
  }

  [[nodiscard]] std::int64_t rounded(double steps) const noexcept {
    // 1e-9: what is a tie or a whole number on paper may be a hair off in floating point.
    switch (rounding_) {
      case ewma_rounding::nearest:
        return static_cast<std::int64_t>(std::floor(steps + 0.5 + 1e-9));
      case ewma_rounding::down:
        return static_cast<std::int64_t>(std::floor(steps + 1e-9));
      case ewma_rounding::up:
        break;
    }
    return static_cast<std::int64_t>(std::ceil(steps - 1e-9));
  }
  [[nodiscard]] std::int64_t start() const noexcept { return rounded(params_.start * resolution_); }

  template <class Move, class Alarm>
  void for_each_move(std::int64_t from, std::int64_t low, std::int64_t high, const count_law& law, Move&& move,
                     Alarm&& alarms) const {
    const double kept = (1.0 - params_.lambda) * static_cast<double>(from);
    for (std::int64_t x = 0; x <= law.max(); ++x) {
      const auto to = rounded(kept + params_.lambda * resolution_ * static_cast<double>(x));
      if (to > high) {  // and all larger counts
        if (params_.direction == tepid::side::down)
          move(high, law.above(x - 1));
        else
          alarms(law.above(x - 1));
        return;
      }
      if (to >= low)
        move(to, law.probability(x));
      else if (params_.direction == tepid::side::up)
        move(low, law.probability(x));
      else
        alarms(law.probability(x));
    }
  }

  [[nodiscard]] static run_length exact(double arl) { return {arl, limit_kind::exact, 1e-13 * arl}; }

  count_ewma_params params_;
  double resolution_;
  ewma_rounding rounding_;
};

/// An EWMA of counts whose statistic is a real number. It has no finite chain, and its run length as a function of the
/// first value has steps everywhere; the range is cut into cells, and the image of a cell under a count is spread over
/// the cells that it covers in proportion to length. The first step is taken exactly from the start.
///
/// The stated error is the difference between `cells` and half as many. Source: M. C. Morais, S. Knoth, Quality and
/// Reliability Engineering International 36 (2020) 876-889 (the "transfer" scheme); C. M. Borror, C. W. Champ,
/// S. E. Rigdon, J. of Quality Technology 30 (1998) 352-361. Cost: cells^3/3.
class count_ewma {
 public:
  static constexpr std::size_t max_cells = 3000;

  /// @throws error{bad_argument} naming the parameter.
  explicit count_ewma(const count_ewma_params& params, std::size_t cells = 401) : params_{params}, cells_{cells} {
    detail::check(params_);
    if (cells_ < 4 || cells_ > max_cells)
      throw error{errc::bad_argument, "cells", "cells: must be 4 to 3000, not " + std::to_string(cells_)};
  }

  /// The chain when the counts have this law; its last state is the start.
  [[nodiscard]] absorbing_chain chain(const count_law& law) const {
    const auto n = static_cast<Eigen::Index>(cells_);
    row_major_matrix q = row_major_matrix::Zero(n + 1, n + 1);
    Eigen::VectorXd out = Eigen::VectorXd::Zero(n + 1);
    for (Eigen::Index i = 0; i <= n; ++i) move(i, law, 1.0, q.row(i), out(i));
    return {std::move(q), Eigen::VectorXd::Unit(n + 1, n), std::move(out)};
  }

  [[nodiscard]] run_length arl(const count_law& law) const {
    const double fine = chain(law).arl();
    const double coarse = count_ewma{params_, cells_ / 2}.chain(law).arl();
    return {fine, limit_kind::exact, std::fabs(fine - coarse)};
  }

  /// Mean run length when count t = 1, 2, ... has the law `law_at(t)`. Cost: cells times values of a count for each.
  template <class Law_at>
  [[nodiscard]] run_length drift_arl(Law_at&& law_at) const {
    const double fine = drifting(law_at);
    const double coarse = count_ewma{params_, cells_ / 2}.drifting(law_at);
    return {fine, limit_kind::exact, std::fabs(fine - coarse)};
  }

 private:
  template <class Law_at>
  [[nodiscard]] double drifting(Law_at& law_at) const {
    const auto n = static_cast<Eigen::Index>(cells_);
    Eigen::VectorXd next(n + 1);
    return drifting_run_length(Eigen::VectorXd::Unit(n + 1, n),
                               [&](Eigen::VectorXd& at, std::uint64_t t) {
                                 const auto law = law_at(t);
                                 double out = 0.0;
                                 next.setZero();
                                 for (Eigen::Index i = 0; i <= n; ++i)
                                   if (at(i) > 1e-18) move(i, law, at(i), next, out);
                                 at.swap(next);
                               })
        .arl;
  }

  /// What one count makes of the probability `mass` in cell i, or at the start for i = cells.
  template <class Row>
  void move(Eigen::Index i, const count_law& law, double mass, Row&& row, double& out) const {
    const double low = params_.lower;
    const double width = (params_.upper - low) / static_cast<double>(cells_);
    const auto n = static_cast<Eigen::Index>(cells_);
    const double keep = 1.0 - params_.lambda;
    // In cells from the lower end: the image of [a, b] under count x is [a, b] + x * lambda / width.
    const bool at_start = i == n;
    const double from = at_start ? params_.start : low + static_cast<double>(i) * width;
    const double a0 = (keep * from - low) / width;
    const double size = at_start ? 0.0 : keep;
    for (std::int64_t x = 0; x <= law.max(); ++x) {
      const double a = a0 + params_.lambda * static_cast<double>(x) / width;
      if (a >= static_cast<double>(n) + (size > 0.0 ? 0.0 : 1e-9)) {
        (params_.direction == tepid::side::down ? row(n - 1) : out) += mass * law.above(x - 1);
        break;
      }
      spread(a, a + size, mass * law.probability(x), row, out);
    }
  }

  /// Probability p, even over [a, b] in cells, onto the row; what lies outside alarms or is held at the end. A point
  /// falls into one cell.
  template <class Row>
  void spread(double a, double b, double p, Row&& row, double& out) const {
    const auto last = static_cast<Eigen::Index>(cells_) - 1;
    const auto n = static_cast<double>(cells_);
    double& beneath = params_.direction == tepid::side::up ? row(0) : out;
    double& beyond = params_.direction == tepid::side::down ? row(last) : out;
    if (!(b > a)) {
      if (a < -1e-9)
        beneath += p;
      else if (a > n + 1e-9)
        beyond += p;
      else
        row(static_cast<Eigen::Index>(std::clamp(std::ceil(a - 1e-9) - 1.0, 0.0, n - 1.0))) += p;
      return;
    }
    const double density = p / (b - a);
    if (a < 0.0) beneath += density * (std::fmin(b, 0.0) - a);
    if (b > n) beyond += density * (b - std::fmax(a, n));
    const double from = std::fmax(a, 0.0), to = std::fmin(b, n);
    for (double cell = std::floor(from); cell < to; cell += 1.0) {
      const double overlap = std::fmin(to, cell + 1.0) - std::fmax(from, cell);
      if (overlap > 0.0) row(static_cast<Eigen::Index>(cell)) += density * overlap;
    }
  }

  count_ewma_params params_;
  std::size_t cells_;
};

/// Bounds of the mean run length of a one-sided EWMA of counts that does not round: rounding the statistic towards the
/// limit in steps of 1 / resolution alarms no later, rounding it away no sooner. Returns {lower, upper}.
[[nodiscard]] inline std::pair<double, double> count_ewma_bounds(const count_ewma_params& params, const count_law& law,
                                                                 std::uint64_t resolution) {
  if (params.direction == tepid::side::both)
    throw error{errc::bad_argument, "side", "side: the bounds are for one side; take up and down on their own"};
  const double up = rounded_count_ewma{params, resolution, ewma_rounding::up}.arl(law).arl;
  const double down = rounded_count_ewma{params, resolution, ewma_rounding::down}.arl(law).arl;
  return {std::fmin(up, down), std::fmax(up, down)};
}

/// The limit in steps of 1 / resolution closest to `start` for which a one-sided rounded EWMA of counts has a mean run
/// length of at least `arl0` under this law. A lower chart is held at the largest count of the law.
[[nodiscard]] inline lattice_limit<double> rounded_count_ewma_limit(tepid::side direction, double lambda, double start,
                                                                    const count_law& law, double arl0,
                                                                    std::uint64_t resolution = 1) {
  detail::check_arl0(arl0);
  if (direction == tepid::side::both)
    throw error{errc::bad_argument, "side",
                "side: design each side for its share of the budget, 2 ARL0 for each of two"};
  if (resolution < 1 || resolution > 1'000'000)
    throw error{errc::bad_argument, "resolution", "resolution: must be 1 to 1000000 steps a count"};
  if (!(is_finite(start) && start >= 0.0 && start <= 1e6))
    throw error{errc::bad_argument, "start", "start: must be in [0, 1e6] counts, not " + to_text(start)};
  const auto steps = static_cast<double>(resolution);
  const bool up = direction == tepid::side::up;
  const auto first = static_cast<std::int64_t>(std::floor(start * steps + 0.5));
  const auto limit_at = [&](std::int64_t away) {
    return static_cast<double>(up ? first + away : first - away) / steps;
  };
  const auto arl = [&](std::int64_t away) {
    detail::checkpoint();
    const double limit = limit_at(away);
    count_ewma_params params{lambda, 0.0, limit, static_cast<double>(first) / steps, direction};
    if (!up) {
      params.lower = limit;
      params.upper = std::fmax(start, static_cast<double>(law.max())) + 1.0;
    }
    return rounded_count_ewma{params, resolution}.arl(law);
  };
  // A lower limit of 0 would never be crossed.
  const auto last = up ? static_cast<std::int64_t>(rounded_count_ewma::max_states) - 1 - first : first - 1;
  if (last < 1)
    throw error{errc::bad_argument, "start", "start: " + to_text(start) + " leaves no room for a limit in these steps"};
  const auto away = smallest_reaching([&](std::int64_t i) { return arl(i).arl; }, arl0, 1, last, "limit");
  return {limit_at(away), arl(away), away > 1 ? arl(away - 1).arl : 0.0};
}

/// The factor A for which the EWMA of counts with limits m +- A sqrt(v lambda / (2 - lambda)) has a mean run length of
/// `arl0` under a law of mean m and variance v, started at m; one-sided charts have one of the limits, and a lower one
/// is held 12 standard deviations of the statistic above m. The run length is a step function of A; the answer is the
/// smallest that reaches the target, to 1e-7 and to the resolution of the cells.
[[nodiscard]] inline lattice_limit<double> count_ewma_factor(tepid::side direction, double lambda, const count_law& law,
                                                             double arl0, std::size_t cells = 401) {
  detail::check_arl0(arl0);
  if (!(lambda > 0.0 && lambda <= 1.0))
    throw error{errc::bad_argument, "lambda", "lambda: must be in (0, 1], not " + to_text(lambda)};
  const double mean = law.mean();
  const double sd = std::sqrt(law.variance() * lambda / (2.0 - lambda));
  const auto chart = [&](double factor) {
    const double low = direction == tepid::side::up ? 0.0 : std::fmax(0.0, mean - factor * sd);
    const double high = direction == tepid::side::down ? mean + 12.0 * sd + 12.0 * lambda : mean + factor * sd;
    return count_ewma{{lambda, low, high, mean, direction}, cells};
  };
  const double most = direction == tepid::side::down ? mean / sd * (1.0 - 1e-12) : 100.0;
  double low = 0.0, high = std::fmin(1.0, most);
  while (chart(high).chain(law).arl() < arl0) {
    detail::checkpoint();
    if (high >= most)
      throw error{errc::bad_argument, "arl0", "arl0: no limit of this chart has a mean run length of " + to_text(arl0)};
    low = high;
    high = std::fmin(1.3 * high, most);
  }
  while (high - low > 1e-7) {
    detail::checkpoint();
    const double middle = 0.5 * (low + high);
    (chart(middle).chain(law).arl() < arl0 ? low : high) = middle;
  }
  return {high, chart(high).arl(law), chart(low).chain(law).arl()};
}

}  // namespace tepid::inline v0::design
