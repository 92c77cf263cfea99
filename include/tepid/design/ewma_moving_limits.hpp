// tepid/design/ewma_moving_limits.hpp - EWMA charts whose limits widen after the start.
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <Eigen/Dense>

#include <tepid/core/error.hpp>
#include <tepid/design/absorbing_chain.hpp>
#include <tepid/design/normal_recursion.hpp>
#include <tepid/design/run_length.hpp>

namespace tepid::inline v0::design {

/// The limits of an EWMA at its t-th observation, with c = L sqrt(lambda / (2 - lambda)).
enum class ewma_limits : int {
  fixed = 0,           ///< c
  exact_variance = 1,  ///< c sqrt(1 - (1 - lambda)^(2t)), the standard deviation of Z_t after a start at 0.
  fast_initial = 2,  ///< Two fixed-limit charts started at +-head_start, as Lucas and Saccucci (1990) run them: Z from
                     ///< 0 within c - head_start (1 - lambda)^t.
  both = 3,          ///< exact_variance less head_start (1 - lambda)^t
  steiner = 4,       ///< exact_variance times 1 - (1/2)^(1 + a (t - 1)), a = (2 / log10(2) - 1) / 19: Steiner (1999).
};

/// Run lengths of an EWMA with such limits, by the forward recursion of Knoth (2003): the law of Z among the paths
/// without an alarm, on nodes that move with the limits, until the limits have settled.
class moving_limits_ewma {
 public:
  /// `step` is the chart with its settled limits; `start` in the units of Z.
  moving_limits_ewma(normal_recursion step, double lambda, double start, ewma_limits limits, double fineness)
      : settled_{std::move(step)}, lambda_{lambda}, start_{start}, limits_{limits}, fineness_{fineness} {
    if (two_charts()) {
      head_start_ = std::fabs(start_);
      start_ = 0.0;
    }
  }

  [[nodiscard]] double arl(const mean_change& change) const {
    const normal_chart_solver settled{settled_, start_, fineness_};
    if (change.from != change_from::start) return settled.arl(change);
    if (change.slope < 0.0 && std::isinf(settled_.alarm_below)) return std::numeric_limits<double>::infinity();
    law now{*this};
    double sum = 0.0;
    while (!now.settled) {
      sum += now.alive();
      now.step(change.mean_at(static_cast<double>(now.t)));
      if (now.alive() < 1e-16 * sum) return sum;
    }
    Eigen::VectorXd on_chain = Eigen::VectorXd::Zero(settled.states());
    if (now.grid) {
      on_chain.head(now.grid->size()) = now.mass;
    } else {
      on_chain = settled.start();
    }
    if (change.slope == 0.0) return sum + settled.chain(change.step).arl_from(on_chain);
    mean_change later = change;
    later.step += change.slope * static_cast<double>(now.t - 1);
    return sum + settled.arl_under_ramp(later, on_chain);
  }

  /// P(N > n) for n = 0, ..., count - 1.
  [[nodiscard]] std::vector<double> survival(std::size_t count, double mean) const {
    std::vector<double> result;
    law now{*this};
    while (result.size() < count) {
      result.push_back(now.alive());
      now.step(mean);
    }
    return result;
  }

 private:
  [[nodiscard]] bool two_charts() const noexcept {
    return limits_ == ewma_limits::fast_initial || limits_ == ewma_limits::both;
  }

  // The limit at observation t as a share of the settled one.
  [[nodiscard]] double share(std::size_t t) const {
    const double time = static_cast<double>(t);
    const double faded = std::pow(1.0 - lambda_, time);
    double s = 1.0;
    if (limits_ != ewma_limits::fixed && limits_ != ewma_limits::fast_initial) s = std::sqrt(1.0 - faded * faded);
    if (two_charts()) s -= head_start_ * faded / settled_.alarm_above;
    if (limits_ == ewma_limits::steiner) {
      const double a = (2.0 / std::log10(2.0) - 1.0) / 19.0;
      s *= 1.0 - std::pow(0.5, 1.0 + a * (time - 1.0));
    }
    return s;
  }

  // The law of Z among paths without an alarm.
  struct law {
    explicit law(const moving_limits_ewma& of) : chart{of}, settled{of.limits_ == ewma_limits::fixed} {}

    [[nodiscard]] double alive() const { return grid ? mass.sum() : 1.0; }

    void step(double mean) {
      if (!(settled && grid)) {
        const double share = chart.share(t);
        settled = std::fabs(share - 1.0) < 1e-12;
        normal_recursion now = chart.settled_;
        if (!settled) {
          now.alarm_above *= share;
          now.alarm_below *= share;
          if (!(now.alarm_above > 0.0)) {  // limits still closed: all paths alarm
            grid.emplace(now, chart.fineness_);
            mass.setZero(grid->size());
            ++t;
            return;
          }
          now.pieces[0].upper = now.alarm_above;
          if (now.at_rest) {  // the barrier moves with the limit
            now.pieces[0].lower *= share;
            now.at_rest->position *= share;
            now.at_rest->upper *= share;
          }
          if (!now.at_rest && !now.folded) now.pieces[0].lower = now.alarm_below;
        }
        state_grid next{now, chart.fineness_};
        move_to(now, next, mean);
        grid.emplace(std::move(next));
      } else {
        if (mean != fixed_mean) {
          fixed.resize(grid->size(), grid->size());
          for (Eigen::Index i = 0; i < grid->size(); ++i) {
            grid->transitions(chart.settled_, grid->positions()(i), mean, fixed.row(i));
          }
          fixed_mean = mean;
        }
        mass = fixed.transpose() * mass;
      }
      ++t;
    }

    void move_to(const normal_recursion& now, const state_grid& next, double mean) {
      Eigen::VectorXd row(next.size());
      if (!grid) {
        next.transitions(now, chart.start_, mean, row);
        mass = row;
        return;
      }
      Eigen::VectorXd moved = Eigen::VectorXd::Zero(next.size());
      for (Eigen::Index i = 0; i < grid->size(); ++i) {
        next.transitions(now, grid->positions()(i), mean, row);
        moved += mass(i) * row;
      }
      mass = std::move(moved);
    }

    const moving_limits_ewma& chart;
    std::optional<state_grid> grid;  // none: still at the start
    Eigen::VectorXd mass;
    std::size_t t = 1;  // the next observation
    bool settled;
    row_major_matrix fixed;
    double fixed_mean = std::numeric_limits<double>::quiet_NaN();
  };

  normal_recursion settled_;
  double lambda_;
  double start_;
  double head_start_ = 0.0;
  ewma_limits limits_;
  double fineness_;
};

}  // namespace tepid::inline v0::design
