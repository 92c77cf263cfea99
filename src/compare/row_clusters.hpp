// src/compare/row_clusters.hpp - which rows of two tables belong together.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <tepid/compare/comparison.hpp>
#include <tepid/compare/table_side.hpp>

namespace tepid::inline v0::detail {

/// The cluster of each row, as numbers from 0 on; the same number on both sides is the same cluster.
struct row_clusters {
  std::vector<std::uint64_t> reference, current;
  /// Rows without a value in the cluster column, each a cluster of its own.
  std::uint64_t without = 0;
};

/// How the values of the cluster column are told apart.
struct cluster_plan {
  column_type as = column_type::numeric;
};

/// Before read_texts(): how the cluster column is to be taken. Nothing where the options name none. Throws
/// error{bad_argument, "cluster" or "block"} where a side does not know its rows one by one, or the column is none whose
/// values can be told apart; error{bad_argument, column} where a side has no such column.
[[nodiscard]] std::optional<cluster_plan> plan_clusters(const table_side& reference, const table_side& current,
                                                        const comparison_options& options);

/// After read_texts(). Nothing where the options ask for no clusters. Two rows are of one cluster just where their values
/// are equal: no hash decides. O(rows log clusters).
[[nodiscard]] std::optional<row_clusters> clusters_of(const table_side& reference, const table_side& current,
                                                      const std::optional<cluster_plan>& plan,
                                                      const comparison_options& options);

}  // namespace tepid::inline v0::detail
