// tepid/two_sample/pairwise.hpp - statistics of all pairs of rows, and their permutation.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

#include <Eigen/Core>

#include <tepid/two_sample/permutation.hpp>
#include <tepid/two_sample/rows.hpp>

namespace tepid::inline v0::detail {

/// A symmetric function of all pairs of the pooled rows, diagonal zero, as a full matrix.
class pair_matrix {
 public:
  template <class F>
  pair_matrix(const row_matrix& rows, F&& of_squared_distance) : pairs_(rows.rows(), rows.rows()) {
    for (Eigen::Index i = 0; i < rows.rows(); ++i) {
      pairs_(i, i) = 0.0;
      for (Eigen::Index j = 0; j < i; ++j)
        pairs_(i, j) = pairs_(j, i) = of_squared_distance((rows.row(i) - rows.row(j)).squaredNorm());
    }
    for (Eigen::Index i = 0; i < rows.rows(); ++i) row_sums_.push_back(pairs_.row(i).sum());
    for (const double sum : row_sums_) all_ += sum;
  }

  /// Sums over ordered pairs: within the others, within `chosen`, and between both (once).
  struct sums {
    double others, chosen, between;
  };
  [[nodiscard]] sums split(std::span<const Eigen::Index> chosen) const noexcept {
    double inside = 0.0, touching = 0.0;
    for (std::size_t a = 0; a < chosen.size(); ++a) {
      const double* row = pairs_.data() + chosen[a] * pairs_.cols();
      double part = 0.0;
      for (std::size_t b = 0; b < a; ++b) part += row[chosen[b]];
      inside += part;
      touching += row_sums_[static_cast<std::size_t>(chosen[a])];
    }
    inside *= 2.0;
    const double between = touching - inside;
    return {all_ - inside - 2.0 * between, inside, between};
  }

  /// The sum of w_i w_j f(i, j) over all ordered pairs, and of |w_i| |w_j| f(i, j) between the first n rows and others.
  struct weighted_sums {
    double all, between;
  };
  [[nodiscard]] weighted_sums weighted(const Eigen::VectorXd& w, Eigen::Index n) const {
    const Eigen::VectorXd towards_others = pairs_.rightCols(pairs_.cols() - n) * w.tail(w.size() - n);
    const double between = -w.head(n).dot(towards_others.head(n));
    const double first = w.head(n).dot(pairs_.topLeftCorner(n, n) * w.head(n));
    return {first - 2.0 * between + w.tail(w.size() - n).dot(towards_others.tail(w.size() - n)), between};
  }

 private:
  row_matrix pairs_;
  std::vector<double> row_sums_;
  double all_ = 0.0;
};

/// P-value of a statistic of the current rows' places among n + m pooled rows, the reference first; the statistic is
/// asked for random choices of as many rows.
template <class Statistic>
[[nodiscard]] double permute_rows(double observed, Eigen::Index n, Eigen::Index m, std::uint64_t most,
                                  random_source& random, Statistic&& statistic) {
  std::vector<Eigen::Index> places = shuffled(random, n + m);
  const auto size = static_cast<std::size_t>(m);
  std::vector<Eigen::Index> chosen(size);
  return sequential_p_value(observed, most, enough_reached, [&] {
    for (std::size_t i = 0; i < size; ++i) std::swap(places[i], places[i + random.below(places.size() - i)]);
    std::copy_n(places.begin(), size, chosen.begin());
    std::sort(chosen.begin(), chosen.end());  // memory is read in order
    return statistic(std::span<const Eigen::Index>{chosen});
  });
}

/// The places of the current rows as they are: n .. n + m - 1.
[[nodiscard]] inline std::vector<Eigen::Index> current_places(Eigen::Index n, Eigen::Index m) {
  std::vector<Eigen::Index> places(static_cast<std::size_t>(m));
  std::iota(places.begin(), places.end(), n);
  return places;
}

}  // namespace tepid::inline v0::detail
