// tepid/design/absorbing_chain.hpp - a run-length law as a finite absorbing Markov chain.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <Eigen/Dense>

#include <tepid/core/error.hpp>
#include <tepid/design/absorbing_factor.hpp>

namespace tepid::inline v0::design {

/// The law of a run length N (the number of observations up to and with the alarm), given by a chain among the
/// states without an alarm: Brook and Evans (1972), or an integral equation discretised with its weights folded in.
///
/// `transitions(i, j)` is the probability to go from state i to state j without an alarm, `start(i)` that to begin in
/// state i, `alarm(i)` that the next observation alarms from state i (one less the row sum unless given; give it where
/// it is known in closed form, for then run lengths of 1e12 are as accurate as those of 10). Product-integration
/// schemes may have negative transitions; they are solved by LU with pivoting.
///
/// What is computed once is kept: an object is one thread's. Cost: n^3/3 once, less if banded, then n^2 a question,
/// n^2 an observation for survival and quantiles until the tail is geometric.
class absorbing_chain {
 public:
  absorbing_chain(row_major_matrix transitions, Eigen::VectorXd start)
      : q_{std::move(transitions)}, start_{std::move(start)} {
    check_shape();
    alarm_ = (1.0 - q_.rowwise().sum().array()).matrix();
    if (alarm_.minCoeff() < -1e-9) {
      throw error{errc::bad_argument, "transitions", "a row of transition probabilities sums to more than 1"};
    }
    alarm_ = alarm_.cwiseMax(0.0);
  }

  absorbing_chain(row_major_matrix transitions, Eigen::VectorXd start, Eigen::VectorXd alarm)
      : q_{std::move(transitions)}, start_{std::move(start)}, alarm_{std::move(alarm)} {
    check_shape();
    if (alarm_.size() != q_.rows() || !alarm_.allFinite()) {
      throw error{errc::bad_argument, "alarm", "alarm needs one finite probability for each state"};
    }
  }

  [[nodiscard]] Eigen::Index size() const noexcept { return q_.rows(); }
  [[nodiscard]] const row_major_matrix& transitions() const noexcept { return q_; }
  [[nodiscard]] const Eigen::VectorXd& start() const noexcept { return start_; }
  [[nodiscard]] const Eigen::VectorXd& alarm() const noexcept { return alarm_; }

  /// Mean run length from the start.
  [[nodiscard]] double arl() const { return start_.dot(arl_from_each()); }

  /// Mean run length from each state.
  [[nodiscard]] const Eigen::VectorXd& arl_from_each() const {
    if (!arl_) arl_ = solve(Eigen::VectorXd::Ones(size()));
    return *arl_;
  }

  /// Standard deviation of the run length from the start.
  [[nodiscard]] double standard_deviation() const {
    const double mean = arl();
    const double second = 2.0 * start_.dot(solve(arl_from_each())) - mean;  // E N^2
    return std::sqrt(std::fmax(0.0, second - mean * mean));
  }

  /// P(N > n).
  [[nodiscard]] double survival(std::uint64_t n) const {
    walk at{*this};
    while (at.n < n && !at.geometric) at.step();
    return at.alive * std::exp(static_cast<double>(n - at.n) * std::log1p(-hazard_or_zero(at, n)));
  }

  /// The smallest n with P(N <= n) >= p.  p in (0, 1).
  [[nodiscard]] std::uint64_t quantile(double p) const {
    if (!(p > 0.0 && p < 1.0)) {
      throw error{errc::bad_argument, "p", "a quantile needs a probability p strictly between 0 and 1"};
    }
    const double target = 1.0 - p;
    walk at{*this};
    while (at.alive > target && !at.geometric) at.step();
    if (at.alive <= target) return at.n;
    const double more = std::log(target / at.alive) / std::log1p(-hazard());
    if (!(more < 9e18)) {
      throw error{errc::bad_argument, "p", "this quantile of the run length is beyond 9e18 observations"};
    }
    // A whole number that rounding lifted by a hair stays that number.
    return at.n + static_cast<std::uint64_t>(std::ceil(more - 1e-9));
  }

  /// The law of the state after many observations without an alarm (the quasi-stationary law), reached from the start.
  [[nodiscard]] const Eigen::VectorXd& quasi_stationary() const {
    if (!stationary_) find_quasi_stationary();
    return *stationary_;
  }

  /// The chance of an alarm at the next observation after many without one: 1 - the dominant eigenvalue.
  [[nodiscard]] double hazard() const {
    static_cast<void>(quasi_stationary());
    return hazard_;
  }

  /// How much likelier than from the quasi-stationary law it is, from each state, to be without an alarm after many
  /// observations: the dominant right eigenvector, with mean 1 under that law.
  [[nodiscard]] const Eigen::VectorXd& persistence() const {
    if (!persistence_) {
      const Eigen::VectorXd& law = quasi_stationary();
      Eigen::VectorXd value = arl_from_each();
      value /= law.dot(value);
      double change = 1.0;
      for (int i = 0; i < 5000 && change > 1e-14; ++i) {
        Eigen::VectorXd next = solve(q_ * value);
        const double scale = law.dot(next);
        if (!(scale > 1e-280)) break;  // no path lasts
        next /= scale;
        const double now = (next - value).lpNorm<Eigen::Infinity>();
        const bool stalled = now < 1e-6 && now >= change;
        change = now;
        value = std::move(next);
        if (stalled) break;
      }
      persistence_ = std::move(value);
    }
    return *persistence_;
  }

  /// Observations after which the law of the state is the quasi-stationary one to 1e-12; at most `most`.
  [[nodiscard]] std::uint64_t settled_after(std::uint64_t most) const {
    walk at{*this};
    while (!at.geometric && at.n < most) at.step();
    return at.n;
  }

  /// The law of the state where each alarm is followed by a new start (the cyclical steady state).
  [[nodiscard]] Eigen::VectorXd cyclical() const {
    Eigen::VectorXd visits = solve_left(start_);
    return visits / visits.sum();
  }

  /// Mean run length from the quasi-stationary law: 1 / hazard.
  [[nodiscard]] double steady_state_arl() const { return 1.0 / hazard(); }

  /// Mean run length from a law over the states.
  [[nodiscard]] double arl_from(const Eigen::VectorXd& law) const { return law.dot(arl_from_each()); }

  /// The largest |1 - alarm - row sum|: what the discretisation lost or invented in one step, 0 for an exact chain.
  [[nodiscard]] double defect() const { return (1.0 - alarm_.array() - q_.rowwise().sum().array()).abs().maxCoeff(); }

 private:
  // The law of the state, observation by observation, until it is the quasi-stationary one.
  struct walk {
    explicit walk(const absorbing_chain& of) : chain{of}, law{of.start_}, alive{of.start_.sum()} {}
    void step() {
      law = chain.q_.transpose() * law;
      alive = law.sum();
      ++n;
      if (!(alive > 1e-300)) {
        alive = 0.0;
        geometric = true;
      } else if (n % 16 == 0) {
        geometric = (law / alive - chain.quasi_stationary()).lpNorm<1>() < 1e-12;
      }
    }
    const absorbing_chain& chain;
    Eigen::VectorXd law;
    double alive;
    std::uint64_t n = 0;
    bool geometric = false;
  };

  [[nodiscard]] double hazard_or_zero(const walk& at, std::uint64_t n) const {
    return at.n == n || at.alive == 0.0 ? 0.0 : hazard();
  }

  void check_shape() const {
    if (q_.rows() == 0 || q_.rows() != q_.cols() || start_.size() != q_.rows()) {
      throw error{errc::bad_argument, "transitions",
                  "a chain needs a square transition matrix and one start probability for each state"};
    }
    if (!q_.allFinite() || !start_.allFinite()) {
      throw error{errc::bad_argument, "transitions", "transition and start probabilities must be finite"};
    }
  }

  void factor() const {
    if (positive_ || general_) return;
    if (q_.minCoeff() >= 0.0 && alarm_.minCoeff() >= 0.0) {
      positive_ = std::make_shared<absorbing_factor>(q_, alarm_);
    } else {
      const Eigen::MatrixXd system = Eigen::MatrixXd::Identity(size(), size()) - q_;
      general_ = std::make_shared<Eigen::PartialPivLU<Eigen::MatrixXd>>(system);
    }
  }

  [[nodiscard]] Eigen::VectorXd solve(const Eigen::VectorXd& b) const {
    factor();
    if (positive_) return positive_->solve(b);
    return general_->solve(b);
  }

  [[nodiscard]] Eigen::VectorXd solve_left(const Eigen::VectorXd& c) const {
    factor();
    if (positive_) return positive_->solve_left(c);
    return general_->transpose().solve(c);
  }

  // Iterates with Q (I - Q)^-1, whose eigenvalues rho / (1 - rho) are further apart than those of Q or of (I - Q)^-1.
  void find_quasi_stationary() const {
    Eigen::VectorXd law = start_ / start_.sum();
    double change = 1.0;
    for (int i = 0; i < 5000 && change > 1e-15; ++i) {
      Eigen::VectorXd next = solve_left(q_.transpose() * law);
      const double growth = next.sum();
      if (!(growth > 1e-280)) {  // every path alarms within a few observations
        stationary_ = law;
        hazard_ = 1.0;
        return;
      }
      next /= growth;
      const double now = (next - law).lpNorm<1>();
      const bool stalled = now < 1e-11 && now >= change;  // rounding, not the iteration, moves it now
      change = now;
      law = std::move(next);
      hazard_ = 1.0 / (1.0 + growth);
      if (stalled) break;
    }
    if (!(change < 1e-9)) {
      throw error{errc::internal, "", "the law of the state without an alarm did not settle"};
    }
    stationary_ = std::move(law);
  }

  row_major_matrix q_;
  Eigen::VectorXd start_;
  Eigen::VectorXd alarm_;
  mutable std::shared_ptr<absorbing_factor> positive_;
  mutable std::shared_ptr<Eigen::PartialPivLU<Eigen::MatrixXd>> general_;
  mutable std::optional<Eigen::VectorXd> arl_;
  mutable std::optional<Eigen::VectorXd> stationary_;
  mutable std::optional<Eigen::VectorXd> persistence_;
  mutable double hazard_ = 0.0;
};

}  // namespace tepid::inline v0::design
