// tepid/two_sample/block_permutation.hpp - permutation p-values from sums over blocks of rows, in linear time.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include <Eigen/Core>

#include <tepid/two_sample/permutation.hpp>
#include <tepid/two_sample/rows.hpp>

namespace tepid::inline v0::detail {

/// Sums of a feature of rows, a vector, over each sample and over blocks of equally many rows each, so that blocks can
/// be divided anew between the samples instead of rows: exchangeable under no change just as rows are, and each draw
/// costs a sum over blocks. Rows are put into blocks at random; those that fill no block, or come after `most_blocks`,
/// stay in their sample.
class block_sums {
 public:
  /// feature(row, out) writes the `length` numbers of one row.
  template <class Feature>
  block_sums(const row_samples& both, Eigen::Index length, Eigen::Index most_blocks, random_source& random,
             Feature&& feature)
      : n_{both.n()}, m_{both.m()} {
    const Eigen::Index size = size_ =
        std::max<Eigen::Index>(1, std::min(n_, m_) / std::max<Eigen::Index>(most_blocks / 4, 2));
    const Eigen::Index current_blocks = std::min(most_blocks / 2, m_ / size);
    const Eigen::Index reference_blocks = std::min(most_blocks - current_blocks, n_ / size);
    current_blocks_ = static_cast<std::size_t>(current_blocks);
    blocks_.setZero(reference_blocks + current_blocks, length);
    reference_.setZero(length);
    current_.setZero(length);
    Eigen::RowVectorXd one(length);
    const auto sum = [&](const row_matrix& rows, Eigen::RowVectorXd& all, Eigen::Index first, Eigen::Index count) {
      const auto order = shuffled(random, rows.rows());
      for (std::size_t i = 0; i < order.size(); ++i) {
        feature(rows.row(order[i]), one);
        all += one;
        const Eigen::Index block = static_cast<Eigen::Index>(i) / size;
        if (block < count) blocks_.row(first + block) += one;
      }
    };
    sum(both.reference, reference_, 0, reference_blocks);
    sum(both.current, current_, reference_blocks, current_blocks);
  }

  [[nodiscard]] const Eigen::RowVectorXd& reference() const noexcept { return reference_; }
  [[nodiscard]] const Eigen::RowVectorXd& current() const noexcept { return current_; }

  /// statistic(sum over reference, sum over current); `observed` less what rounding may change.
  template <class Statistic>
  [[nodiscard]] double p_value(double observed, std::uint64_t most, random_source& random,
                               Statistic&& statistic) const {
    std::vector<Eigen::Index> places = shuffled(random, blocks_.rows());
    const Eigen::RowVectorXd total = reference_ + current_;
    const Eigen::Index own = blocks_.rows() - static_cast<Eigen::Index>(current_blocks_);
    Eigen::RowVectorXd fixed = current_;
    for (Eigen::Index i = own; i < blocks_.rows(); ++i) fixed -= blocks_.row(i);
    Eigen::RowVectorXd drawn(total.size()), rest(total.size());
    return sequential_p_value(observed, most, enough_reached, [&] {
      drawn = fixed;
      for (std::size_t i = 0; i < current_blocks_; ++i) {
        std::swap(places[i], places[i + random.below(places.size() - i)]);
        drawn += blocks_.row(places[i]);
      }
      rest = total - drawn;
      return statistic(rest, drawn);
    });
  }

  /// The mean feature of a sample's rows that are in blocks.
  [[nodiscard]] Eigen::RowVectorXd mean(bool of_current) const {
    const auto [first, count] = blocks_of(of_current);
    return blocks_.middleRows(first, count).colwise().sum() / static_cast<double>(count * size_);
  }
  /// The same of as many blocks drawn with replacement.
  [[nodiscard]] Eigen::RowVectorXd resampled_mean(bool of_current, random_source& random) const {
    const auto [first, count] = blocks_of(of_current);
    Eigen::RowVectorXd sum = Eigen::RowVectorXd::Zero(blocks_.cols());
    for (Eigen::Index i = 0; i < count; ++i)
      sum += blocks_.row(first + static_cast<Eigen::Index>(random.below(static_cast<std::uint64_t>(count))));
    return sum / static_cast<double>(count * size_);
  }
  /// Rows of a sample that are in blocks.
  [[nodiscard]] double rows(bool of_current) const noexcept {
    return static_cast<double>(blocks_of(of_current).second * size_);
  }

 private:
  /// The first block of a sample and how many it has.
  [[nodiscard]] std::pair<Eigen::Index, Eigen::Index> blocks_of(bool of_current) const noexcept {
    const auto current = static_cast<Eigen::Index>(current_blocks_), own = blocks_.rows() - current;
    return of_current ? std::pair{own, current} : std::pair{Eigen::Index{0}, own};
  }

  Eigen::Index n_, m_, size_ = 1;
  std::size_t current_blocks_ = 0;
  row_matrix blocks_;
  Eigen::RowVectorXd reference_, current_;
};

}  // namespace tepid::inline v0::detail
