// tepid/design/cusum_two_sided.hpp - two CUSUMs of the same data side by side, without approximation.
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

#include <Eigen/Dense>

#include <tepid/core/error.hpp>
#include <tepid/design/absorbing_chain.hpp>
#include <tepid/design/control.hpp>
#include <tepid/design/normal_recursion.hpp>
#include <tepid/design/quadrature.hpp>
#include <tepid/design/run_length.hpp>

namespace tepid::inline v0::design {

/// The upward CUSUM of data with mean m as a recursion; the downward one is that of mean -m.
[[nodiscard]] inline normal_recursion upward_cusum(double k, double h) {
  normal_recursion step;
  step.carry = [k](double z) { return z - k; };
  step.pieces = {{0.0, h}};
  step.at_rest = normal_recursion::rest{0.0, -std::numeric_limits<double>::infinity(), 0.0};
  step.alarm_above = h;
  return step;
}

/// Run lengths of the two-sided CUSUM, whose sides U and D start at the same head start.
///
/// While neither side has been reset, U + D = 2 head_start - 2 k n, and from a reset of one side on U + D <= h; so once
/// 2 head_start - 2 k n <= h, a side that alarms finds the other at zero. Then
///  - the mean run length from (u, d) is [U(u) D(0) + U(0) D(d) - U(0) D(0)] / [U(0) + D(0)] with the one-sided means
///    U and D (van Dobben de Bruyn 1968; Lucas and Crosier 1982), linear in the laws of u and of d, and
///  - the laws v of U and w of D among paths without an alarm obey a linear recursion of their own: each moves as the
///    one-sided chart does and loses, at zero, what the other side alarms. Nothing two-dimensional has to be solved,
///    for ramps, quantiles and steady states either.
/// A larger head start first runs through the joint law on the line U + D = const.
class two_sided_cusum {
 public:
  two_sided_cusum(double k, double h, double head_start, double fineness)
      : k_{k}, h_{h}, head_start_{head_start}, fineness_{fineness}, arm_{upward_cusum(k, h), head_start, fineness} {}

  [[nodiscard]] double arl(const mean_change& change) const {
    pair now = before(change.from);
    double t = 1.0;  // the next observation after the change
    double sum = 0.0;
    if (change.from == change_from::start && sides_meet()) sum = run_while_sides_meet(change, now, t);
    if (change.slope == 0.0) return sum + mean_from(now, change.step);
    return sum + sum_under_ramp(now, change, t);
  }

  /// The law of the run length as a chain. Its states are those of U followed by those of D, each law with weight 1/2;
  /// transitions are signed, so that single entries are not probabilities, but every question put to the law is
  /// answered.
  [[nodiscard]] absorbing_chain law(double mean) const {
    if (sides_meet()) {
      throw error{
          errc::bad_parameter, "head_start",
          "the law of a two-sided CUSUM needs a head start of at most h/2 + k; its mean run length has no such bound"};
    }
    row_major_matrix up, down;
    Eigen::VectorXd up_alarm, down_alarm;
    arm_.fill(mean, up, up_alarm);
    arm_.fill(-mean, down, down_alarm);
    const Eigen::Index n = arm_.states();
    const Eigen::Index zero = arm_.grid().rest();
    row_major_matrix q = row_major_matrix::Zero(2 * n, 2 * n);
    q.topLeftCorner(n, n) = up;
    q.bottomRightCorner(n, n) = down;
    // The other side is at zero when this one alarms. The halves keep both laws at the same total, which they have at
    // the start, so that their difference is no eigenvector.
    q.col(n + zero).head(n).array() += 0.5 - up_alarm.array();
    q.col(zero).head(n).array() -= 0.5;
    q.col(zero).tail(n).array() += 0.5 - down_alarm.array();
    q.col(n + zero).tail(n).array() -= 0.5;
    Eigen::VectorXd start(2 * n);
    start << 0.5 * arm_.start(), 0.5 * arm_.start();
    Eigen::VectorXd alarm(2 * n);
    alarm << 2.0 * up_alarm, 2.0 * down_alarm;
    return {std::move(q), std::move(start), std::move(alarm)};
  }

 private:
  // The laws of U and D among paths without an alarm; both sum to the probability of those paths.
  struct pair {
    Eigen::VectorXd up;
    Eigen::VectorXd down;
  };

  [[nodiscard]] bool sides_meet() const noexcept { return 2.0 * head_start_ - 2.0 * k_ > h_; }

  [[nodiscard]] pair before(change_from from) const {
    if (from == change_from::start) return {arm_.start(), arm_.start()};
    const absorbing_chain in_control = law(0.0);
    const Eigen::VectorXd both = from == change_from::steady ? in_control.quasi_stationary() : in_control.cyclical();
    return {2.0 * both.head(arm_.states()), 2.0 * both.tail(arm_.states())};
  }

  // One-sided mean run lengths; infinite where they are beyond anything that the other side leaves time for.
  [[nodiscard]] Eigen::VectorXd side_means(double mean) const {
    const double against = k_ - mean;
    if (mean < 0.0 && (against > 8.0 || 2.0 * against * h_ > 100.0)) return {};
    return arm_.chain(mean).arl_from_each();
  }

  [[nodiscard]] double mean_from(const pair& now, double mean) const {
    const Eigen::Index zero = arm_.grid().rest();
    const Eigen::VectorXd up = side_means(mean);
    const Eigen::VectorXd down = side_means(-mean);
    if (down.size() == 0) return now.up.dot(up);
    if (up.size() == 0) return now.down.dot(down);
    const double share = up(zero) / (up(zero) + down(zero));
    return (1.0 - share) * now.up.dot(up) + share * now.down.dot(down) - now.up.sum() * share * down(zero);
  }

  [[nodiscard]] double sum_under_ramp(pair now, mean_change change, double t) const {
    change.step += change.slope * (t - 1.0);  // what is left begins at the first observation again
    if (!sides_meet()) {
      if (const double jump = slow_ramp_jump(law(change.step), change.slope, arm_.sensitivity()); jump > 0.0) {
        Eigen::VectorXd both(2 * arm_.states());
        both << 0.5 * now.up, 0.5 * now.down;
        return mean_under_slow_ramp([this](double m) { return law(m); }, both, change, jump / fineness_);
      }
    }
    const Eigen::Index zero = arm_.grid().rest();
    row_major_matrix up, down;
    Eigen::VectorXd up_alarm, down_alarm;
    double sum = 0.0;
    // Laws that subtract end in rounding near 1e-16, not in zero.
    ramp_block block{change, arm_.sensitivity()};
    for (double alive = now.up.sum(); alive > 1e-14; alive = 0.5 * (now.up.sum() + now.down.sum()), block.next()) {
      detail::checkpoint();
      if (block.begins()) {
        arm_.fill(block.mean(), up, up_alarm);
        arm_.fill(-block.mean(), down, down_alarm);
      }
      sum += alive;
      const double up_alarms = now.up.dot(up_alarm);
      const double down_alarms = now.down.dot(down_alarm);
      now.up = up.transpose() * now.up;
      now.down = down.transpose() * now.down;
      now.up(zero) -= down_alarms;
      now.down(zero) -= up_alarms;
      // Both laws have the same total; rounding must not tear them apart, for nothing would bring them together again.
      const double gap = 0.5 * (now.up.sum() - now.down.sum());
      now.up(zero) -= gap;
      now.down(zero) += gap;
    }
    return sum;
  }

  // Runs until no side can alarm while the other is off zero: the sum of P(N > n) so far, and the laws after it.
  [[nodiscard]] double run_while_sides_meet(const mean_change& change, pair& now, double& t) const {
    std::vector<double> u{head_start_};
    std::vector<double> p{1.0};
    double total = 2.0 * head_start_;  // U + D
    double sum = 0.0;
    for (;; ++t) {
      double alive = 0.0;
      for (const double mass : p) alive += mass;
      sum += alive;
      const double next_total = total - 2.0 * k_;
      if (next_total <= h_ || alive < 1e-16) break;
      const double m = change.mean_at(t);
      const auto rule = gauss_legendre(nodes_for_normal_kernel(h_, fineness_), next_total - h_, h_);
      std::vector<double> next(rule.nodes.size(), 0.0);
      for (std::size_t j = 0; j < next.size(); ++j) {
        for (std::size_t i = 0; i < u.size(); ++i) {
          const double e = rule.nodes[j] - u[i] - m + k_;
          next[j] += p[i] * std::exp(-0.5 * e * e);
        }
        next[j] *= rule.weights[j] * 0.5 * std::numbers::sqrt2 * std::numbers::inv_sqrtpi;
      }
      u = rule.nodes;
      p = std::move(next);
      total = next_total;
    }
    // One observation more, onto the grid; its own P(N > n) is already in the sum.
    const double m = change.mean_at(t++);
    const Eigen::Index n = arm_.grid().size();
    const Eigen::Index zero = arm_.grid().rest();
    now = {Eigen::VectorXd::Zero(arm_.states()), Eigen::VectorXd::Zero(arm_.states())};
    Eigen::VectorXd row(n);
    for (std::size_t i = 0; i < u.size(); ++i) {
      const double up_alarm = arm_.grid().transitions(arm_.step(), u[i], m, row);
      now.up.head(n) += p[i] * row;
      now.down(zero) -= p[i] * up_alarm;
      const double down_alarm = arm_.grid().transitions(arm_.step(), total - u[i], -m, row);
      now.down.head(n) += p[i] * row;
      now.up(zero) -= p[i] * down_alarm;
    }
    return sum;
  }

  double k_;
  double h_;
  double head_start_;
  double fineness_;
  normal_chart_solver arm_;
};

}  // namespace tepid::inline v0::design
