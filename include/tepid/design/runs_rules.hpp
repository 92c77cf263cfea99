// tepid/design/runs_rules.hpp - Shewhart charts with runs rules as exact finite Markov chains.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include <Eigen/Core>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/design/absorbing_chain.hpp>
#include <tepid/design/drifting_chain.hpp>
#include <tepid/design/run_length.hpp>
#include <tepid/design/solve_limit.hpp>

namespace tepid::inline v0::design {

/// Which points of a runs rule count together.
enum class rule_side : std::uint8_t {
  same,   ///< Points of one side only; either side may complete the rule.
  any,    ///< Points of both sides together.
  upper,  ///< Points above the centre only.
  lower,  ///< Points below the centre only.
};

/// "At least `count` of the last `window` points lie between `low` and `high` sd from the centre on a side".
struct runs_rule {
  unsigned count = 1;   ///< In [1, window].
  unsigned window = 1;  ///< In [1, 64].
  double low = 3.0;     ///< In sd, [0, high).
  double high = std::numeric_limits<double>::infinity();
  rule_side side = rule_side::same;
};

/// The Western Electric rules (Statistical Quality Control Handbook, 1956) by number: 1 one point beyond 3 sd,
/// 2 two of three beyond 2 sd, 3 four of five beyond 1 sd, 4 eight in a row on one side; all on the same side.
[[nodiscard]] inline runs_rule western_electric_rule(unsigned number) {
  constexpr double inf = std::numeric_limits<double>::infinity();
  switch (number) {
    case 1:
      return {1, 1, 3.0, inf, rule_side::same};
    case 2:
      return {2, 3, 2.0, inf, rule_side::same};
    case 3:
      return {4, 5, 1.0, inf, rule_side::same};
    case 4:
      return {8, 8, 0.0, inf, rule_side::same};
    default:
      break;
  }
  throw error{errc::bad_argument, "rule",
              "rule: the Western Electric rules are 1, 2, 3 and 4; there is no rule " + std::to_string(number)};
}

/// Nelson's tests (J. of Quality Technology 16, 1984, 237-239) by number, those that look at zones: 1 one beyond
/// 3 sd, 2 nine in a row on one side, 5 two of three beyond 2 sd, 6 four of five beyond 1 sd, 7 fifteen in a row
/// within 1 sd, 8 eight in a row beyond 1 sd on both sides. Tests 3 and 4 (trends, alternation) compare points with
/// each other and have no finite chain; simulate them.
[[nodiscard]] inline runs_rule nelson_rule(unsigned number) {
  constexpr double inf = std::numeric_limits<double>::infinity();
  switch (number) {
    case 1:
      return {1, 1, 3.0, inf, rule_side::same};
    case 2:
      return {9, 9, 0.0, inf, rule_side::same};
    case 5:
      return {2, 3, 2.0, inf, rule_side::same};
    case 6:
      return {4, 5, 1.0, inf, rule_side::same};
    case 7:
      return {15, 15, 0.0, 1.0, rule_side::any};
    case 8:
      return {8, 8, 1.0, inf, rule_side::any};
    default:
      break;
  }
  throw error{errc::bad_argument, "rule",
              "rule: of Nelson's tests 1, 2, 5, 6, 7 and 8 look at zones and can be computed exactly; " +
                  std::to_string(number) + " is not one of them"};
}

/// A Shewhart chart with runs rules on independent N(mean, 1) data, the centre at 0. It alarms as soon as any rule
/// is complete. The states are the histories that can still matter: of each rule the recent hits, without those
/// too old to complete it; they are found breadth-first from the empty history.
///
/// Cost: building is states * zones; a run length is one elimination. All four Western Electric rules have a few
/// hundred states. Source of the method: C. W. Champ, W. H. Woodall, Technometrics 29 (1987) 393-399.
class runs_rules_chart {
 public:
  static constexpr std::size_t max_states = 4000;

  /// `scale` multiplies every limit that is not 0: 1 leaves the rules as they are written.
  /// @throws error{bad_argument, "rules" | "scale"}.
  explicit runs_rules_chart(std::vector<runs_rule> rules, double scale = 1.0)
      : rules_{std::move(rules)}, scale_{scale} {
    if (!(is_finite(scale) && scale > 0.0 && scale <= 1e6))
      throw error{errc::bad_argument, "scale", "scale: must be in (0, 1e6], not " + to_text(scale)};
    if (rules_.empty()) throw error{errc::bad_argument, "rules", "rules: a chart needs at least one rule"};
    for (std::size_t i = 0; i < rules_.size(); ++i) check(rules_[i], i);
    make_zones();
    make_states();
  }

  [[nodiscard]] const std::vector<runs_rule>& rules() const noexcept { return rules_; }
  [[nodiscard]] double scale() const noexcept { return scale_; }
  /// The number of histories that matter.
  [[nodiscard]] std::size_t states() const noexcept { return next_.size() / zones(); }

  /// The chain for data of this mean, in sd. State 0 is the empty history.
  [[nodiscard]] absorbing_chain chain(double mean = 0.0) const {
    const auto n = static_cast<Eigen::Index>(states());
    const auto p = zone_probabilities(mean);
    row_major_matrix q = row_major_matrix::Zero(n, n);
    Eigen::VectorXd out = Eigen::VectorXd::Zero(n);
    for_each_move([&](Eigen::Index from, std::size_t zone, Eigen::Index to) { q(from, to) += p[zone]; },
                  [&](Eigen::Index from, std::size_t zone) { out(from) += p[zone]; });
    return {std::move(q), Eigen::VectorXd::Unit(n, 0), std::move(out)};
  }

  /// Mean run length from the empty history, the data having this mean (in sd) from the first point.
  [[nodiscard]] run_length arl(double mean = 0.0) const { return exact(chain(mean).arl()); }

  /// Mean number of points from a change of the mean to the alarm, in a chart that ran long without one before.
  [[nodiscard]] run_length steady_state_arl(double mean = 0.0) const {
    return exact(chain(mean).arl_from(chain(0.0).quasi_stationary()));
  }

  /// Mean run length when the mean of point t is slope * t (t = 1, 2, ...), or slope * (t - 1) `with_zero`.
  [[nodiscard]] run_length drift_arl(double slope, bool with_zero = false) const {
    check_slope(slope);
    if (slope == 0.0) return arl();
    const auto n = static_cast<Eigen::Index>(states());
    Eigen::VectorXd next(n);
    return drifting_run_length(Eigen::VectorXd::Unit(n, 0), [&](Eigen::VectorXd& law, std::uint64_t t) {
      const auto p = zone_probabilities(drifted_mean(slope, t, with_zero));
      next.setZero();
      for_each_move([&](Eigen::Index from, std::size_t zone, Eigen::Index to) { next(to) += law(from) * p[zone]; },
                    [](Eigen::Index, std::size_t) {});
      law.swap(next);
    });
  }

 private:
  /// One rule on one side: a hit is a zone in which a point counts.
  struct tracker {
    runs_rule rule;
    std::vector<bool> hit;  // by zone
  };
  using history = std::vector<std::uint64_t>;  // for each tracker the recent hits, the newest in bit 0
  static constexpr std::uint32_t alarm = std::numeric_limits<std::uint32_t>::max();

  static void check(const runs_rule& r, std::size_t i) {
    const auto bad = [&](const std::string& what) {
      throw error{errc::bad_argument, "rules", "rules: rule " + std::to_string(i) + " " + what};
    };
    if (r.window < 1 || r.window > 64) bad("must look at 1 to 64 points, not " + std::to_string(r.window));
    if (r.count < 1 || r.count > r.window)
      bad("asks for " + std::to_string(r.count) + " of " + std::to_string(r.window) + " points");
    if (!(is_finite(r.low) && r.low >= 0.0 && r.low <= 1e6)) bad("must have low in [0, 1e6] sd, not " + to_text(r.low));
    if (!(r.high > r.low)) bad("must have high above low");
  }

  [[nodiscard]] std::size_t zones() const noexcept { return edges_.size() + 1; }

  void make_zones() {
    for (const auto& r : rules_) {
      for (const double at : {r.low, r.high}) {
        if (!is_finite(at)) continue;
        edges_.push_back(at * scale_);
        edges_.push_back(-at * scale_);
      }
      if (r.side != rule_side::any) edges_.push_back(0.0);
    }
    for (double& e : edges_) e += 0.0;  // no negative zero
    std::ranges::sort(edges_);
    edges_.erase(std::unique(edges_.begin(), edges_.end()), edges_.end());

    for (const auto& r : rules_) {
      if (r.side != rule_side::lower) add_tracker(r, r.side == rule_side::any, true);
      if (r.side == rule_side::same || r.side == rule_side::lower) add_tracker(r, false, false);
    }
  }

  void add_tracker(const runs_rule& r, bool both, bool upper) {
    tracker t{r, std::vector<bool>(zones())};
    for (std::size_t z = 0; z < zones(); ++z) {
      const double inside = z == 0               ? edges_.front() - 1.0
                            : z == edges_.size() ? edges_.back() + 1.0
                                                 : 0.5 * (edges_[z - 1] + edges_[z]);
      const double distance = std::fabs(inside);
      t.hit[z] = distance > r.low * scale_ && distance < r.high * scale_ && (both || (inside > 0.0) == upper);
    }
    trackers_.push_back(std::move(t));
  }

  /// The hits still of use after one more point; false when it completes the rule.
  [[nodiscard]] static bool advance(const runs_rule& r, bool hit, std::uint64_t& hits) noexcept {
    const auto kept = r.window == 1 ? 0 : ~std::uint64_t{0} >> (65 - r.window);  // the window but its oldest point
    const std::uint64_t now = hits << 1 | (hit ? 1u : 0u);                       // hits has window - 1 bits
    if (static_cast<unsigned>(std::popcount(now)) >= r.count) return false;
    hits = now & kept;
    // An old hit is of use only while the points still to come with it in the window could complete the rule.
    while (hits != 0) {
      const auto age = static_cast<unsigned>(std::bit_width(hits)) - 1;
      if (static_cast<unsigned>(std::popcount(hits)) + (r.window - 1 - age) >= r.count) break;
      hits &= ~(std::uint64_t{1} << age);
    }
    return true;
  }

  void make_states() {
    std::map<history, std::uint32_t> known;
    std::vector<history> order{history(trackers_.size(), 0)};
    known.emplace(order.front(), 0);
    for (std::size_t at = 0; at < order.size(); ++at) {
      for (std::size_t z = 0; z < zones(); ++z) {
        history h = order[at];
        bool silent = true;
        for (std::size_t i = 0; i < trackers_.size() && silent; ++i)
          silent = advance(trackers_[i].rule, trackers_[i].hit[z], h[i]);
        if (!silent) {
          next_.push_back(alarm);
          continue;
        }
        const auto [found, added] = known.emplace(h, static_cast<std::uint32_t>(order.size()));
        if (added) order.push_back(std::move(h));
        next_.push_back(found->second);
      }
      if (order.size() > max_states)
        throw error{errc::bad_argument, "rules",
                    "rules: these have more than " + std::to_string(max_states) +
                        " histories that matter; take fewer rules or shorter windows, or simulate"};
    }
  }

  template <class Move, class Alarm>
  void for_each_move(Move&& move, Alarm&& alarms) const {
    for (std::size_t i = 0; i < states(); ++i)
      for (std::size_t z = 0; z < zones(); ++z) {
        const auto to = next_[i * zones() + z];
        if (to == alarm)
          alarms(static_cast<Eigen::Index>(i), z);
        else
          move(static_cast<Eigen::Index>(i), z, static_cast<Eigen::Index>(to));
      }
  }

  /// P(a point falls into the zone) for each, without cancellation in the tails.
  [[nodiscard]] std::vector<double> zone_probabilities(double mean) const {
    if (is_nan(mean)) throw error{errc::bad_argument, "mean", "mean: must be a number of sd, not a NaN"};
    mean = std::clamp(mean, -1e9, 1e9);
    const auto tail = [](double x) { return 0.5 * std::erfc(x / std::numbers::sqrt2); };  // P(Z > x)
    std::vector<double> p(zones());
    for (std::size_t z = 0; z < zones(); ++z) {
      const double a = z == 0 ? -std::numeric_limits<double>::infinity() : edges_[z - 1] - mean;
      const double b = z == edges_.size() ? std::numeric_limits<double>::infinity() : edges_[z] - mean;
      p[z] = a >= 0.0 ? tail(a) - tail(b) : tail(-b) - tail(-a);
    }
    return p;
  }

  [[nodiscard]] static run_length exact(double arl) { return {arl, limit_kind::exact, 1e-13 * arl}; }

  std::vector<runs_rule> rules_;
  double scale_;
  std::vector<double> edges_;  // between zones, ascending
  std::vector<tracker> trackers_;
  std::vector<std::uint32_t> next_;  // [state][zone]
};

/// The scale of all limits for which the rules' in-control ARL is `arl0`; the chart at that scale.
/// @throws error{bad_argument, "arl0"} when the rules at 0, which no scale widens, alarm more often by themselves,
/// and error{bad_argument, "rules"} when a rule has an outer limit, which scaling would not make rarer.
[[nodiscard]] inline runs_rules_chart design_runs_rules(const std::vector<runs_rule>& rules, double arl0) {
  std::vector<runs_rule> fixed;
  for (const auto& r : rules) {
    if (is_finite(r.high))
      throw error{errc::bad_argument, "rules",
                  "rules: a rule with an outer limit does not become rarer with the scale; set its limits by hand"};
    if (r.low == 0.0) fixed.push_back(r);
  }
  detail::check_arl0(arl0);
  if (fixed.size() == rules.size() && !rules.empty())
    throw error{errc::bad_argument, "rules", "rules: none has a limit that a scale could move"};
  if (!fixed.empty()) {
    const double most = runs_rules_chart{fixed}.arl().arl;
    if (!(arl0 < most))
      throw error{errc::bad_argument, "arl0",
                  "arl0: runs on one side of the centre alone alarm every " + to_text(most) + " points, so " +
                      to_text(arl0) + " cannot be reached; drop that rule or lengthen its run"};
  }
  const double scale = solve_limit(
      [&](double c) {
        return runs_rules_chart{rules, c}.arl().arl;
      },
      arl0, {.name = "scale", .guess = 1.0, .highest = 1e3});
  return runs_rules_chart{rules, scale};
}

}  // namespace tepid::inline v0::design
