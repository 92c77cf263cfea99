// tepid/design/absorbing_factor.hpp - I - Q of an absorbing chain, factored without a subtraction.
#pragma once

#include <algorithm>
#include <utility>

#include <Eigen/Dense>

#include <tepid/core/error.hpp>

namespace tepid::inline v0::design {

using row_major_matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Gaussian elimination on I - Q in the order and form of Grassmann, Taksar and Heyman (1985): every pivot is the
/// sum of what leaves the state, so that nothing cancels and solutions keep their full relative accuracy however
/// rare the absorption is (an ordinary factorisation loses as many digits as the mean run length has).
///
/// `transitions` must not be negative off its diagonal, which is not read: what stays is what does not leave.
/// Cost: n^3/3 multiplications for a full matrix, n b^2 for one whose entries lie within b of the diagonal.
/// Error: bad_argument if absorption cannot be reached from some state.
class absorbing_factor {
 public:
  absorbing_factor(row_major_matrix transitions, const Eigen::VectorXd& absorption)
      : m_{std::move(transitions)}, out_{absorption}, first_row_(m_.rows()), first_column_(m_.rows()) {
    Eigen::VectorXd absorbed = absorption;
    for (Eigen::Index k = m_.rows() - 1; k >= 0; --k) {
      Eigen::Index column = 0;
      while (column < k && m_(k, column) == 0.0) ++column;
      Eigen::Index row = 0;
      while (row < k && m_(row, k) == 0.0) ++row;
      first_column_(k) = column;
      first_row_(k) = row;
      out_(k) = absorbed(k) + m_.row(k).segment(column, k - column).sum();
      if (!(out_(k) > 0.0)) {
        throw error{errc::bad_argument, "transitions",
                    "the chain has states from which no alarm can ever come: its mean run length is infinite"};
      }
      for (Eigen::Index i = row; i < k; ++i) {
        const double share = m_(i, k) / out_(k);
        if (share == 0.0) continue;
        m_.row(i).segment(column, k - column) += share * m_.row(k).segment(column, k - column);
        absorbed(i) += share * absorbed(k);
      }
    }
  }

  /// x with (I - Q) x = b.
  [[nodiscard]] Eigen::VectorXd solve(Eigen::VectorXd b) const {
    for (Eigen::Index k = m_.rows() - 1; k > 0; --k) {
      const double share = b(k) / out_(k);
      for (Eigen::Index i = first_row_(k); i < k; ++i) b(i) += m_(i, k) * share;
    }
    for (Eigen::Index k = 0; k < m_.rows(); ++k) {
      const Eigen::Index from = first_column_(k);
      b(k) = (b(k) + m_.row(k).segment(from, k - from).dot(b.segment(from, k - from))) / out_(k);
    }
    return b;
  }

  /// y with y (I - Q) = c.
  [[nodiscard]] Eigen::VectorXd solve_left(Eigen::VectorXd c) const {
    for (Eigen::Index k = m_.rows() - 1; k > 0; --k) {
      const Eigen::Index from = first_column_(k);
      c.segment(from, k - from) += (c(k) / out_(k)) * m_.row(k).segment(from, k - from).transpose();
    }
    for (Eigen::Index k = 0; k < m_.rows(); ++k) {
      double inflow = c(k);
      for (Eigen::Index i = first_row_(k); i < k; ++i) inflow += c(i) * m_(i, k);
      c(k) = inflow / out_(k);
    }
    return c;
  }

 private:
  row_major_matrix m_;
  Eigen::VectorXd out_;
  Eigen::Matrix<Eigen::Index, Eigen::Dynamic, 1> first_row_;     // where column k above the diagonal begins
  Eigen::Matrix<Eigen::Index, Eigen::Dynamic, 1> first_column_;  // where row k left of the diagonal begins
};

}  // namespace tepid::inline v0::design
