// tepid/design/count_cusum.hpp - CUSUM charts of counts as exact chains on the lattice of their statistic.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
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
#include <tepid/design/rational.hpp>
#include <tepid/design/reference_value.hpp>
#include <tepid/design/run_length.hpp>
#include <tepid/design/solve_limit.hpp>

namespace tepid::inline v0::design {

/// One arm of a CUSUM of counts x, in counts: up is max(0, up + x - k), down is max(0, down + k - x); alarm when it
/// exceeds h. (Lucas 1985 alarms at h already: his h is the next lattice point above this one.)
struct cusum_arm {
  double k = 0.0;           ///< Reference value: a fraction with a denominator up to 1000; above 0.
  double h = 0.0;           ///< Limit, at least 0; only its lattice point at or below matters.
  double head_start = 0.0;  ///< First value, in [0, h], on the lattice of k.
};

/// A one- or two-sided CUSUM of counts. With k a fraction of denominator m, the statistic moves on the multiples of
/// 1/m and the run length is that of a finite chain: exact. Two arms make one chain of the pairs that can occur.
///
/// Cost: the table is states * (h + k); a run length is one elimination, states^3/3 at most (less: it is banded).
/// Source: D. Brook, D. A. Evans, Biometrika 59 (1972); J. M. Lucas, Technometrics 27 (1985) 129-144.
class count_cusum {
 public:
  static constexpr std::size_t max_states = 3000;
  static constexpr std::size_t most_entries = 50'000'000;

  /// Side up uses `up`, down uses `down`, both uses the two.
  /// @throws error{bad_argument} naming k, h or head_start, and "h" when the chain would have over 3000 states.
  count_cusum(tepid::side direction, const cusum_arm& up, const cusum_arm& down) : side_{direction} {
    if (side_ != tepid::side::down) up_ = lattice(up, "upper");
    if (side_ != tepid::side::up) down_ = lattice(down, "lower");
    if (side_ == tepid::side::both && separable()) return;  // its arms are charts of their own
    make_states();
  }

  [[nodiscard]] tepid::side direction() const noexcept { return side_; }
  /// The limit in effect: the largest multiple of 1/m up to h.
  [[nodiscard]] double upper_limit() const noexcept { return up_.limit(); }
  [[nodiscard]] double lower_limit() const noexcept { return down_.limit(); }

  /// The chain of the statistic when the counts have this law.
  [[nodiscard]] absorbing_chain chain(const count_law& law) const {
    if (next_.empty()) {
      count_cusum whole{*this};
      whole.make_states();
      return whole.chain(law);
    }
    const auto n = static_cast<Eigen::Index>(states());
    const auto p = column_probabilities(law);
    row_major_matrix q = row_major_matrix::Zero(n, n);
    Eigen::VectorXd out = Eigen::VectorXd::Zero(n);
    for (Eigen::Index i = 0; i < n; ++i)
      for (std::size_t x = 0; x < columns_; ++x) {
        const auto to = next_[static_cast<std::size_t>(i) * columns_ + x];
        (to == alarm ? out(i) : q(i, static_cast<Eigen::Index>(to))) += p[x];
      }
    return {std::move(q), Eigen::VectorXd::Unit(n, static_cast<Eigen::Index>(start_)), std::move(out)};
  }

  /// Mean run length from the head start. Two arms that never run together when one alarms are solved one by one:
  /// 1 / L = 1 / L_up + 1 / L_down (exact when k_up - k_down >= |h_up - h_down| and there is no head start).
  [[nodiscard]] run_length arl(const count_law& law) const {
    if (next_.empty())
      return exact(1.0 / (1.0 / arm(tepid::side::up).arl(law).arl + 1.0 / arm(tepid::side::down).arl(law).arl));
    return exact(chain(law).arl());
  }

  /// Mean number of counts from a change of law to the alarm, in a chart that ran long without one before.
  [[nodiscard]] run_length steady_state_arl(const count_law& before, const count_law& after) const {
    return exact(chain(after).arl_from(chain(before).quasi_stationary()));
  }

  /// Mean run length when count t = 1, 2, ... has the law `law_at(t)`.
  template <class Law_at>
  [[nodiscard]] run_length drift_arl(Law_at&& law_at) const {
    if (next_.empty()) {
      count_cusum whole{*this};
      whole.make_states();
      return whole.drift_arl(law_at);
    }
    const auto n = static_cast<Eigen::Index>(states());
    Eigen::VectorXd next(n);
    return drifting_run_length(Eigen::VectorXd::Unit(n, static_cast<Eigen::Index>(start_)),
                               [&](Eigen::VectorXd& law, std::uint64_t t) {
                                 const auto p = column_probabilities(law_at(t));
                                 next.setZero();
                                 for (Eigen::Index i = 0; i < n; ++i)
                                   for (std::size_t x = 0; x < columns_; ++x)
                                     if (const auto to = next_[static_cast<std::size_t>(i) * columns_ + x]; to != alarm)
                                       next(static_cast<Eigen::Index>(to)) += law(i) * p[x];
                                 law.swap(next);
                               });
  }

 private:
  /// An arm in units of 1 / denominator.
  struct lattice_arm {
    std::int64_t denominator = 1, k = 0, h = 0, start = 0;
    [[nodiscard]] double limit() const noexcept { return static_cast<double>(h) / static_cast<double>(denominator); }
  };
  static constexpr std::uint32_t alarm = std::numeric_limits<std::uint32_t>::max();

  [[nodiscard]] static lattice_arm lattice(const cusum_arm& a, const std::string& which) {
    const auto bad = [&](const char* field, const std::string& what) {
      throw error{errc::bad_argument, field, std::string{field} + ": of the " + which + " arm " + what};
    };
    if (!(is_finite(a.k) && a.k > 0.0 && a.k <= 1e6)) bad("k", "must be in (0, 1e6] counts, not " + to_text(a.k));
    if (!(is_finite(a.h) && a.h >= 0.0 && a.h <= 1e6)) bad("h", "must be in [0, 1e6] counts, not " + to_text(a.h));
    if (!denominator_of(a.k))
      bad("k", to_text(a.k) +
                   " is not a fraction with a denominator up to 1000, so its statistic has no small lattice; round it, "
                   "or ask count_cusum_bounds for an interval");
    if (!(a.head_start >= 0.0 && a.head_start <= a.h))
      bad("head_start", "must be in [0, h], not " + to_text(a.head_start));
    const auto m = denominator_of(a.k, a.head_start);
    if (!m)
      bad("head_start", to_text(a.head_start) + " is not on a lattice of denominator up to 1000 with k; round it");
    const double scaled = a.h * static_cast<double>(*m);
    return {*m, *whole_multiple(a.k, *m), static_cast<std::int64_t>(std::floor(scaled + 1e-9 * std::fmax(1.0, scaled))),
            *whole_multiple(a.head_start, *m)};
  }

  /// True when at every alarm of one arm the other is at 0, and both start there: each alarm then renews both.
  [[nodiscard]] bool separable() const noexcept {
    if (up_.start != 0 || down_.start != 0) return false;
    const auto difference = [&](std::int64_t u, std::int64_t d) { return u * down_.denominator - d * up_.denominator; };
    return difference(up_.k, down_.k) >= std::abs(difference(up_.h, down_.h));
  }

  [[nodiscard]] count_cusum arm(tepid::side which) const {
    count_cusum one{*this};
    one.side_ = which;
    one.make_states();
    return one;
  }

  [[nodiscard]] std::size_t states() const noexcept { return columns_ == 0 ? 0 : next_.size() / columns_; }

  /// Breadth-first from the start; then in the order up - down, which keeps the chain banded.
  void make_states() {
    using state = std::pair<std::int64_t, std::int64_t>;
    const bool has_up = side_ != tepid::side::down, has_down = side_ != tepid::side::up;
    // From this count on every state goes the same way.
    std::int64_t last = 0;
    if (has_up) last = std::max(last, (up_.h + up_.k) / up_.denominator + 1);
    if (has_down) last = std::max(last, (down_.h + down_.k) / down_.denominator + 1);
    columns_ = static_cast<std::size_t>(last) + 1;

    // Of one arm a state is a number; of two, a pair.
    constexpr std::int64_t most_listed = 1'000'000;
    const bool single = has_up != has_down;
    const std::int64_t highest = has_up ? up_.h : down_.h;
    std::vector<std::uint32_t> listed(single && highest <= most_listed ? static_cast<std::size_t>(highest) + 1 : 0, alarm);
    std::map<state, std::uint32_t> known;
    const auto place_of = [&](const state& s, std::uint32_t fresh) -> std::pair<std::uint32_t, bool> {
      if (listed.empty()) {
        const auto [found, added] = known.emplace(s, fresh);
        return {found->second, added};
      }
      std::uint32_t& at = listed[static_cast<std::size_t>(has_up ? s.first : s.second)];
      const bool added = at == alarm;
      if (added) at = fresh;
      return {at, added};
    };
    std::vector<state> order{{has_up ? up_.start : 0, has_down ? down_.start : 0}};
    static_cast<void>(place_of(order.front(), 0));
    std::vector<std::uint32_t> next;
    for (std::size_t at = 0; at < order.size(); ++at) {
      if ((at + 1) * columns_ > most_entries)
        throw error{errc::bad_argument, "h",
                    "h: the chain of this chart has a table of more than " + std::to_string(most_entries) +
                        " entries; take smaller k and h, of counts in a larger unit, or simulate"};
      for (std::int64_t x = 0; x <= last; ++x) {
        const auto [a, b] = order[at];
        const state to{has_up ? std::max<std::int64_t>(0, a + up_.denominator * x - up_.k) : 0,
                       has_down ? std::max<std::int64_t>(0, b + down_.k - down_.denominator * x) : 0};
        if ((has_up && to.first > up_.h) || (has_down && to.second > down_.h)) {
          next.push_back(alarm);
          continue;
        }
        const auto [place, added] = place_of(to, static_cast<std::uint32_t>(order.size()));
        if (added) order.push_back(to);
        next.push_back(place);
        if (order.size() > max_states)
          throw error{errc::bad_argument, "h",
                      "h: the chain of this chart has more than " + std::to_string(max_states) +
                          " states; take k with a smaller denominator, or simulate"};
      }
    }

    std::vector<std::uint32_t> place(order.size()), by(order.size());
    for (std::uint32_t i = 0; i < by.size(); ++i) by[i] = i;
    std::ranges::sort(by, {}, [&](std::uint32_t i) { return std::pair{order[i].first - order[i].second, i}; });
    for (std::uint32_t i = 0; i < by.size(); ++i) place[by[i]] = i;
    next_.resize(next.size());
    for (std::size_t i = 0; i < order.size(); ++i)
      for (std::size_t x = 0; x < columns_; ++x) {
        const auto to = next[i * columns_ + x];
        next_[place[i] * columns_ + x] = to == alarm ? alarm : place[to];
      }
    start_ = place[0];
  }

  /// P(count = x) for each column; the last is for all counts from there on.
  [[nodiscard]] std::vector<double> column_probabilities(const count_law& law) const {
    std::vector<double> p(columns_);
    const auto last = static_cast<std::int64_t>(columns_) - 1;
    for (std::int64_t x = 0; x < last; ++x) p[static_cast<std::size_t>(x)] = law.probability(x);
    p[columns_ - 1] = law.above(last - 1);
    return p;
  }

  [[nodiscard]] static run_length exact(double arl) { return {arl, limit_kind::exact, 1e-13 * arl}; }

  tepid::side side_;
  lattice_arm up_, down_;
  std::size_t columns_ = 0;
  std::vector<std::uint32_t> next_;  // [state][count]
  std::size_t start_ = 0;
};

/// For a k that is no small fraction: the one-sided charts with k rounded down and up to a multiple of
/// 1 / `denominator` have statistics on either side of this one at every moment, so their mean run lengths enclose its
/// own. Returns {lower, upper}; more denominators, closer bounds.
[[nodiscard]] inline std::pair<double, double> count_cusum_bounds(tepid::side direction, double k, double h,
                                                                  const count_law& law, std::int64_t denominator = 20) {
  if (direction == tepid::side::both)
    throw error{errc::bad_argument, "side", "side: the bounds are for one side; take up and down on their own"};
  if (denominator < 1 || denominator > max_denominator)
    throw error{errc::bad_argument, "denominator",
                "denominator: must be 1 to 1000, not " + std::to_string(denominator)};
  const auto m = static_cast<double>(denominator);
  if (!(is_finite(k) && k >= 1.0 / m && k <= 1e6))
    throw error{errc::bad_argument, "k", "k: must be in [1 / denominator, 1e6] counts, not " + to_text(k)};
  const auto with_k = [&](double near) {
    const cusum_arm a{near, h};
    return count_cusum{direction, a, a}.arl(law).arl;
  };
  const double below = with_k(std::floor(k * m) / m), above = with_k(std::ceil(k * m) / m);
  return {std::fmin(below, above), std::fmax(below, above)};
}

/// The smallest limit on the lattice of k for which a one-sided CUSUM of counts with this in-control law has a mean
/// run length of at least `arl0`. @throws error{bad_argument, "k" | "arl0"}, k also where it is not beyond the mean.
[[nodiscard]] inline lattice_limit<double> count_cusum_limit(tepid::side direction, double k, const count_law& law,
                                                             double arl0) {
  detail::check_arl0(arl0);
  if (direction == tepid::side::both)
    throw error{errc::bad_argument, "side",
                "side: design each side for its share of the budget, 2 ARL0 for each of two"};
  const auto m = is_finite(k) && k > 0.0 ? denominator_of(k) : std::nullopt;
  const double mean = std::round(law.mean() * 1e9) / 1e9;  // of a sum of rounded terms
  if (m) check_reference_value(k, mean, direction == tepid::side::up, "the mean", "the mean");
  const auto scale = static_cast<double>(m.value_or(1));  // a k without a lattice is refused by the chart itself
  const auto chart = [&](std::int64_t h) {
    detail::checkpoint();
    const cusum_arm a{k, static_cast<double>(h) / scale};
    return count_cusum{direction, a, a};
  };
  const auto h = smallest_reaching([&](std::int64_t i) { return chart(i).arl(law).arl; }, arl0, 0,
                                   static_cast<std::int64_t>(count_cusum::max_states) - 1,
                                   "limit h, in the steps of 1/" + to_text(scale) + " that k = " + to_text(k) + " makes,");
  return {static_cast<double>(h) / scale, chart(h).arl(law), h > 0 ? chart(h - 1).arl(law).arl : 0.0};
}

/// Limits of a two-sided CUSUM of counts.
struct two_sided_limits {
  double upper = 0.0;
  double lower = 0.0;
};

/// The same for a two-sided chart with these reference values: each arm on its own gets 2 arl0, so that together they
/// alarm no more often than every arl0 counts. @throws error as count_cusum_limit.
[[nodiscard]] inline lattice_limit<two_sided_limits> count_cusum_limits(double k_up, double k_down,
                                                                        const count_law& law, double arl0) {
  const double up = count_cusum_limit(tepid::side::up, k_up, law, 2.0 * arl0).limit;
  const double down = count_cusum_limit(tepid::side::down, k_down, law, 2.0 * arl0).limit;
  return {{up, down}, count_cusum{tepid::side::both, {k_up, up}, {k_down, down}}.arl(law), 0.0};
}

}  // namespace tepid::inline v0::design
