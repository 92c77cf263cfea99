// tepid/two_sample/rows.hpp - two samples of rows of numbers, checked.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <Eigen/Core>

#include <tepid/core/random.hpp>
#include <tepid/two_sample/result.hpp>

namespace tepid::inline v0::detail {

using row_matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// The complete rows of a reference and a current sample.
struct row_samples {
  row_matrix reference, current;

  [[nodiscard]] Eigen::Index columns() const noexcept { return reference.cols(); }
  [[nodiscard]] Eigen::Index n() const noexcept { return reference.rows(); }
  [[nodiscard]] Eigen::Index m() const noexcept { return current.rows(); }

  /// A result with the name and the sizes.
  [[nodiscard]] test_result result(std::string_view test) const noexcept {
    return {.name = test, .reference = static_cast<std::uint64_t>(n()), .current = static_cast<std::uint64_t>(m())};
  }
  /// Both samples, the reference first.
  [[nodiscard]] row_matrix pooled() const {
    row_matrix all(n() + m(), columns());
    all << reference, current;
    return all;
  }
};

/// Rows with a missing or infinite value are left out. Throws error{bad_argument} when there is no column, the
/// columns differ, or the values are not whole rows; error{bad_data} naming the sample with fewer than `least` rows
/// left.
[[nodiscard]] inline row_samples complete_rows(std::string_view test, matrix_view reference, matrix_view current,
                                               std::size_t least) {
  const std::string who{test};
  const auto kept = [&](std::string_view sample, const matrix_view& rows) {
    const std::string name{sample};
    if (rows.columns == 0) throw error{errc::bad_argument, sample, who + ": the " + name + " sample has no columns"};
    if (rows.values.size() % rows.columns != 0)
      throw error{errc::bad_argument, sample,
                  who + ": the " + name + " sample has " + std::to_string(rows.values.size()) +
                      " values, which are not whole rows of " + std::to_string(rows.columns)};
    std::vector<std::size_t> complete;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
      const auto row = rows.row(i);
      if (std::all_of(row.begin(), row.end(), [](double x) { return is_finite(x); })) complete.push_back(i);
    }
    if (complete.size() < least)
      throw error{errc::bad_data, sample,
                  who + ": the " + name + " sample has " + std::to_string(complete.size()) + " complete rows of " +
                      std::to_string(rows.rows()) + "; at least " + std::to_string(least) + " are needed"};
    row_matrix out(static_cast<Eigen::Index>(complete.size()), static_cast<Eigen::Index>(rows.columns));
    for (std::size_t i = 0; i < complete.size(); ++i) {
      const auto row = rows.row(complete[i]);
      std::copy(row.begin(), row.end(), out.data() + i * rows.columns);
    }
    return out;
  };
  row_samples both{kept("reference", reference), kept("current", current)};
  if (reference.columns != current.columns)
    throw error{errc::bad_argument, "current",
                who + ": reference has " + std::to_string(reference.columns) + " columns and current " +
                    std::to_string(current.columns) + "; they must be the same columns"};
  return both;
}

/// 0 .. n - 1 in random order.
[[nodiscard]] inline std::vector<Eigen::Index> shuffled(random_source& random, Eigen::Index n) {
  std::vector<Eigen::Index> order(static_cast<std::size_t>(n));
  std::iota(order.begin(), order.end(), Eigen::Index{0});
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
  return order;
}

/// How often each of n rows is drawn in n draws with replacement, over n; behind them the same of m rows, negative: the
/// weights with which a bootstrap sample of each is compared.
inline void draw_weights(random_source& random, Eigen::Index n, Eigen::Index m, Eigen::VectorXd& weights) {
  weights.setZero(n + m);
  for (Eigen::Index i = 0; i < n; ++i)
    weights[static_cast<Eigen::Index>(random.below(static_cast<std::uint64_t>(n)))] += 1.0 / static_cast<double>(n);
  for (Eigen::Index i = 0; i < m; ++i)
    weights[n + static_cast<Eigen::Index>(random.below(static_cast<std::uint64_t>(m)))] -= 1.0 / static_cast<double>(m);
}

/// The rows at these places.
[[nodiscard]] inline row_matrix rows_at(const row_matrix& rows, std::span<const Eigen::Index> places) {
  row_matrix out(static_cast<Eigen::Index>(places.size()), rows.cols());
  for (std::size_t i = 0; i < places.size(); ++i) out.row(static_cast<Eigen::Index>(i)) = rows.row(places[i]);
  return out;
}

/// Both samples, or seeded random parts of them with `most` rows in all, of either as near to half as there is.
/// True when rows were left out.
[[nodiscard]] inline bool thin(row_samples& both, std::uint64_t most, random_source& random) {
  const auto limit = static_cast<Eigen::Index>(most);
  if (both.n() + both.m() <= limit) return false;
  const Eigen::Index half = limit / 2, n = std::min(both.n(), std::max(half, limit - both.m())),
                     m = std::min(both.m(), limit - n);
  const auto part = [&](row_matrix& rows, Eigen::Index size) {
    auto order = shuffled(random, rows.rows());
    order.resize(static_cast<std::size_t>(size));
    std::sort(order.begin(), order.end());
    rows = rows_at(rows, order);
  };
  part(both.reference, n);
  part(both.current, m);
  return true;
}

}  // namespace tepid::inline v0::detail
