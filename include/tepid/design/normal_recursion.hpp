// tepid/design/normal_recursion.hpp - charts whose next state is one normal variable, folded onto the states.
#pragma once

#include <cmath>
#include <cstddef>
#include <functional>
#include <limits>
#include <numbers>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <Eigen/Dense>

#include <tepid/core/error.hpp>
#include <tepid/design/absorbing_chain.hpp>
#include <tepid/design/quadrature.hpp>
#include <tepid/design/run_length.hpp>
#include <tepid/design/slow_ramp.hpp>

namespace tepid::inline v0::design {

/// One step of a chart on unit-variance normal data with mean m: raw = carry(z) + gain (m + e), e standard normal.
/// A raw value outside (alarm_below, alarm_above) alarms, one within the rest's bounds puts the chart to its position,
/// any other is the next state, moved by the offset of the piece of states it falls in.
struct normal_recursion {
  struct piece {
    double lower;
    double upper;
    double offset = 0.0;  // state y is reached by the raw value y + offset
  };
  struct rest {
    double position;
    double lower;  // raw values in (lower, upper] lead to position
    double upper;
  };

  std::function<double(double)> carry;
  double gain = 1.0;
  std::vector<piece> pieces;  // in increasing order
  std::optional<rest> at_rest;
  double alarm_below = -std::numeric_limits<double>::infinity();
  double alarm_above = std::numeric_limits<double>::infinity();
  bool folded = false;  // states are absolute values of a symmetric chart on centred data
};

/// The states of a normal_recursion, discretised: Gauss-Legendre nodes on the pieces, and the rest as a point of its
/// own.
class state_grid {
 public:
  explicit state_grid(const normal_recursion& step, double fineness = 1.0) {
    double wanted = 0.0;
    for (const auto& piece : step.pieces) {
      wanted += static_cast<double>(nodes_for_normal_kernel((piece.upper - piece.lower) / step.gain, fineness));
    }
    if (!(wanted <= max_states)) {
      throw error{errc::bad_parameter, "lambda",
                  "this chart needs " + std::to_string(wanted) + " states to be solved, more than " +
                      std::to_string(max_states) + "; use a larger lambda or a smaller limit"};
    }
    std::vector<double> at, raw, weight, measure;
    const auto add_rest = [&] {
      rest_ = static_cast<Eigen::Index>(at.size());
      at.push_back(step.at_rest->position);
      raw.push_back(0.0);
      weight.push_back(0.0);
      measure.push_back(0.0);
    };
    for (const auto& piece : step.pieces) {
      if (step.at_rest && rest_ < 0 && step.at_rest->position <= piece.lower) add_rest();
      const auto rule = gauss_legendre(nodes_for_normal_kernel((piece.upper - piece.lower) / step.gain, fineness),
                                       piece.lower, piece.upper);
      for (std::size_t i = 0; i < rule.nodes.size(); ++i) {
        at.push_back(rule.nodes[i]);
        measure.push_back(rule.weights[i]);
        raw.push_back((rule.nodes[i] + piece.offset) / step.gain);
        weight.push_back(rule.weights[i] / step.gain * 0.5 * std::numbers::sqrt2 * std::numbers::inv_sqrtpi);
      }
    }
    if (step.at_rest && rest_ < 0) add_rest();
    const auto n = static_cast<Eigen::Index>(at.size());
    at_ = Eigen::Map<Eigen::VectorXd>(at.data(), n);
    raw_ = Eigen::Map<Eigen::VectorXd>(raw.data(), n);
    weight_ = Eigen::Map<Eigen::VectorXd>(weight.data(), n);
    measure_ = Eigen::Map<Eigen::VectorXd>(measure.data(), n);
  }

  static constexpr double max_states = 6000;

  [[nodiscard]] Eigen::Index size() const noexcept { return at_.size(); }
  [[nodiscard]] const Eigen::VectorXd& positions() const noexcept { return at_; }
  [[nodiscard]] Eigen::Index rest() const noexcept { return rest_; }  // -1: none

  /// Quadrature weight of point j, for integrals over the states; 0 for the rest.
  [[nodiscard]] double quadrature_weight(Eigen::Index j) const noexcept { return measure_(j); }

  /// The probabilities to go from state z, at data mean m, to each point of this grid; returns that of an alarm.
  /// `row` is at least size() long.
  template <class Row>
  double transitions(const normal_recursion& step, double z, double m, Row&& row) const {
    const double centre = step.carry(z) / step.gain + m;  // all below in units of gain
    for (Eigen::Index j = 0; j < size(); ++j) {
      double p = kernel(raw_(j) - centre);
      if (step.folded) p += kernel(-raw_(j) - centre);
      row(j) = weight_(j) * p;
    }
    if (rest_ >= 0) {
      const double lower = step.at_rest->lower / step.gain - centre;
      const double upper = step.at_rest->upper / step.gain - centre;
      row(rest_) = lower > 0.0 ? above(lower) - above(upper) : above(-upper) - above(-lower);
    }
    return above(step.alarm_above / step.gain - centre) + above(centre - step.alarm_below / step.gain);
  }

  /// P(standard normal > t).
  [[nodiscard]] static double above(double t) noexcept { return 0.5 * std::erfc(t / std::numbers::sqrt2); }

 private:
  // Jumps beyond 10.5 standard deviations (1e-25) are left out, which keeps wide charts banded.
  [[nodiscard]] static double kernel(double t) noexcept { return std::fabs(t) < 10.5 ? std::exp(-0.5 * t * t) : 0.0; }

  Eigen::VectorXd at_;
  Eigen::VectorXd raw_;     // raw values that lead there, in units of gain
  Eigen::VectorXd weight_;  // quadrature weight over sqrt(2 pi) gain; 0 for the rest
  Eigen::VectorXd measure_;
  Eigen::Index rest_ = -1;
};

/// Walks along a ramp in blocks of observations with one mean, so short that it makes no difference (1e-8): one or a
/// few.
class ramp_block {
 public:
  ramp_block(const mean_change& change, double sensitivity, double first = 1.0)
      : change_{change},
        length_{std::floor(std::fmin(64.0, 1e-3 / (sensitivity * std::fabs(change.slope))))},
        first_{first} {
    if (length_ < 1.0) length_ = 1.0;
  }
  [[nodiscard]] bool begins() const noexcept { return at_ == 0.0; }
  [[nodiscard]] double mean() const noexcept { return change_.mean_at(first_ + 0.5 * (length_ - 1.0)); }
  void next() {
    if (++at_ < length_) return;
    at_ = 0.0;
    first_ += length_;
    if (first_ > 2e7) {
      throw error{errc::bad_parameter, "slope",
                  "a chart that drifts this slowly runs for more than 2e7 observations; use a steeper slope or none"};
    }
  }

 private:
  mean_change change_;
  double length_;
  double first_;
  double at_ = 0.0;
};

/// A chart of this kind as an absorbing chain, and its run lengths. The last state of the chain is the start where the
/// start is not the rest: nothing leads to it.
class normal_chart_solver {
 public:
  normal_chart_solver(normal_recursion step, double start, double fineness = 1.0)
      : step_{std::move(step)}, start_{start}, fineness_{fineness}, grid_{step_, fineness} {
    starts_at_rest_ = step_.at_rest && start == step_.at_rest->position;
  }

  [[nodiscard]] const normal_recursion& step() const noexcept { return step_; }
  [[nodiscard]] const state_grid& grid() const noexcept { return grid_; }
  [[nodiscard]] Eigen::Index states() const noexcept { return grid_.size() + (starts_at_rest_ ? 0 : 1); }

  /// Transitions and alarm probabilities at data mean m.
  void fill(double m, row_major_matrix& q, Eigen::VectorXd& alarm) const {
    q.setZero(states(), states());
    alarm.resize(states());
    for (Eigen::Index i = 0; i < grid_.size(); ++i) {
      alarm(i) = grid_.transitions(step_, grid_.positions()(i), m, q.row(i));
    }
    if (!starts_at_rest_) alarm(grid_.size()) = grid_.transitions(step_, start_, m, q.row(grid_.size()));
  }

  [[nodiscard]] Eigen::VectorXd start() const {
    Eigen::VectorXd law = Eigen::VectorXd::Zero(states());
    law(starts_at_rest_ ? grid_.rest() : grid_.size()) = 1.0;
    return law;
  }

  [[nodiscard]] absorbing_chain chain(double m) const {
    row_major_matrix q;
    Eigen::VectorXd alarm;
    fill(m, q, alarm);
    return {std::move(q), start(), std::move(alarm)};
  }

  /// The law of the state when the change begins; the mean before it is 0.
  [[nodiscard]] Eigen::VectorXd law_before(change_from from) const {
    if (from == change_from::steady) return chain(0.0).quasi_stationary();
    if (from == change_from::cyclic) return chain(0.0).cyclical();
    return start();
  }

  [[nodiscard]] double arl(const mean_change& change) const {
    const Eigen::VectorXd law = law_before(change.from);
    if (change.slope == 0.0) return chain(change.step).arl_from(law);
    return arl_under_ramp(change, law);
  }

  /// How fast the log of the hazard changes with the mean, roughly; never much less.
  [[nodiscard]] double sensitivity() const noexcept {
    return 2.0 * (step_.pieces.back().upper - step_.pieces.front().lower) / step_.gain;
  }

  /// Sum of P(N > n) over n, the mean moving with each observation (Knoth 2003, for time-varying kernels).
  [[nodiscard]] double arl_under_ramp(const mean_change& change, Eigen::VectorXd law) const {
    const bool only_up = std::isinf(step_.alarm_below);
    if (only_up && change.slope < 0.0) return std::numeric_limits<double>::infinity();
    if (const double jump = slow_ramp_jump(chain(change.step), change.slope, sensitivity()); jump > 0.0) {
      return mean_under_slow_ramp([this](double m) { return chain(m); }, law, change, jump / fineness_);
    }
    row_major_matrix q;
    Eigen::VectorXd alarm;
    double sum = 0.0;
    double alive = law.sum();
    for (ramp_block block{change, sensitivity()}; alive > 1e-16 * sum; block.next()) {
      if (block.begins()) fill(block.mean(), q, alarm);
      sum += alive;
      law = q.transpose() * law;
      alive = law.sum();
    }
    return sum;
  }

 private:
  normal_recursion step_;
  double start_;
  double fineness_;
  state_grid grid_;
  bool starts_at_rest_ = false;
};

}  // namespace tepid::inline v0::design
