// tepid/detectors/rows.hpp - what the multivariate charts share: rows standardized.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tepid/core/detector.hpp>
#include <tepid/detectors/row_gatherer.hpp>

namespace tepid::inline v0 {

/// The most columns of a multivariate chart.
inline constexpr double dimension_max = 64;

inline constexpr std::string_view row_mean_doc = "in-control mean of every column (without warm_up)";
inline constexpr std::string_view row_sd_doc =
    "in-control standard deviation of every column (without warm_up); of a column that was constant in it";
inline constexpr std::string_view row_warm_up_doc =
    "rows from which means and covariance are learned after construction and reset; 0: mean, sd, no correlation";

/// Makes rows independent and standard: the given mean and sd in every column, or means and covariance of the first
/// `warm_up` rows, fixed from then on.
///
/// A column without spread while it is learned keeps the given sd. A column that the others before it determine (a
/// remaining variance below 1e-12 of its own) tells nothing of its own and is left out.
class row_scale {
 public:
  row_scale() = default;
  /// Throws error{bad_parameter, "warm_up"} for as many rows as columns or fewer: their covariance is singular.
  row_scale(std::string_view owner, std::uint64_t dimension, double mean, double sd, std::uint64_t warm_up)
      : d_{static_cast<std::size_t>(dimension)}, warm_up_{warm_up}, given_mean_{mean}, given_sd_{sd} {
    if (warm_up != 0 && warm_up <= dimension)
      throw error{errc::bad_parameter, "warm_up",
                  std::string{owner} + ": parameter 'warm_up' is " + std::to_string(warm_up) +
                      "; it must be 0 or above dimension, " + std::to_string(dimension)};
    means_.resize(d_);
    inverse_sds_.resize(d_);
    if (warm_up != 0) {
      scatter_.resize(d_ * (d_ + 1) / 2);
      factor_.resize(scatter_.size());
    }
    clear();
  }

  /// True when row number `row` (from 1) is to be judged; before that it is taken into the estimate.
  bool ready(std::span<const double> x, std::uint64_t row) noexcept {
    if (row > warm_up_) return true;
    double before[static_cast<std::size_t>(dimension_max)];
    for (std::size_t j = 0; j < d_; ++j) {
      const double bounded = std::clamp(x[j], -standard_max, standard_max);
      before[j] = bounded - means_[j];
      means_[j] += before[j] / static_cast<double>(row);
      for (std::size_t k = 0; k <= j; ++k)  // by the same means on both sides the sum stays one of squares
        scatter_[at(j, k)] += before[j] * (before[k] * (static_cast<double>(row - 1) / static_cast<double>(row)));
    }
    if (row == warm_up_) factorize();
    return false;
  }

  /// The row x as independent standard values, each within +-standard_max.
  void operator()(std::span<const double> x, std::span<double> z) const noexcept {
    for (std::size_t j = 0; j < d_; ++j) {
      double u = standardize(x[j], means_[j], inverse_sds_[j]);
      if (warm_up_ != 0) {
        for (std::size_t k = 0; k < j; ++k) u -= factor_[at(j, k)] * z[k];
        u = std::clamp(u * factor_[at(j, j)], -standard_max, standard_max);
      }
      z[j] = u;
    }
  }

  void clear() noexcept {
    std::fill(means_.begin(), means_.end(), warm_up_ == 0 ? given_mean_ : 0.0);
    std::fill(inverse_sds_.begin(), inverse_sds_.end(), 1.0 / given_sd_);
    std::fill(scatter_.begin(), scatter_.end(), 0.0);
    std::fill(factor_.begin(), factor_.end(), 0.0);
  }

  [[nodiscard]] bool sound(std::uint64_t rows) const noexcept {
    if (warm_up_ == 0) return true;  // nothing was loaded
    const double most = 4.0 * standard_max * standard_max * static_cast<double>(std::min(rows, warm_up_));
    for (std::size_t j = 0; j < d_; ++j) {
      if (!(means_[j] >= -standard_max && means_[j] <= standard_max) || !(scatter_[at(j, j)] >= 0.0)) return false;
      for (std::size_t k = 0; k <= j; ++k)
        if (!(scatter_[at(j, k)] >= -most && scatter_[at(j, k)] <= most)) return false;
    }
    return true;
  }

  /// Means and sums of products of deviations, lower triangle row after row; both empty without a warm-up.
  template <class Io>
  static void save_or_load(auto& self, Io& io) {
    if (self.warm_up_ == 0) {
      std::uint64_t none = 0;
      io(none);
      if constexpr (Io::is_loading)
        if (none != 0) io.fail();
      io(none);
      if constexpr (Io::is_loading)
        if (none != 0) io.fail();
      return;
    }
    exactly(self.means_, io);
    exactly(self.scatter_, io);
  }

  /// After loading, once the number of rows is known: what follows from the saved numbers.
  void restore(std::uint64_t rows) noexcept {
    if (warm_up_ != 0 && rows >= warm_up_) factorize();
  }

  friend bool operator==(const row_scale&, const row_scale&) = default;

 private:
  [[nodiscard]] static constexpr std::size_t at(std::size_t j, std::size_t k) noexcept { return j * (j + 1) / 2 + k; }

  /// A vec of the saved format whose length is known.
  template <class Values, class Io>
  static void exactly(Values& values, Io& io) {
    std::uint64_t size = values.size();
    io(size);
    if constexpr (Io::is_loading)
      if (size != values.size()) io.fail();
    for (auto& v : values) io(v);
  }

  /// The standard deviations, and Cholesky's factor of the correlations with its diagonal inverted.
  void factorize() noexcept {
    const double n = static_cast<double>(warm_up_ - 1);
    for (std::size_t j = 0; j < d_; ++j) {
      const double sd = std::sqrt(scatter_[at(j, j)] / n);
      inverse_sds_[j] = 1.0 / (sd >= real_min ? sd : given_sd_);
      const bool spread = sd >= real_min;
      double left = 1.0;
      for (std::size_t k = 0; k < j; ++k) {
        const double across = spread ? (scatter_[at(j, k)] / n) * inverse_sds_[j] * inverse_sds_[k] : 0.0;
        double sum = std::clamp(across, -1.0, 1.0);
        for (std::size_t i = 0; i < k; ++i) sum -= factor_[at(j, i)] * factor_[at(k, i)];
        factor_[at(j, k)] = std::clamp(sum * factor_[at(k, k)], -1.0, 1.0);
        left -= factor_[at(j, k)] * factor_[at(j, k)];
      }
      factor_[at(j, j)] = left > 1e-12 ? 1.0 / std::sqrt(left) : 0.0;
    }
  }

  std::size_t d_ = 1;
  std::uint64_t warm_up_ = 0;
  double given_mean_ = 0.0, given_sd_ = 1.0;
  std::vector<double> means_, inverse_sds_;
  std::vector<double> scatter_, factor_;  // lower triangles, row after row
};

/// A row_gatherer whose rows are standardized; its parameters have mean, sd and warm_up.
template <class D, class P>
class row_detector : public row_gatherer<D, P> {
  using base = row_gatherer<D, P>;

 public:
  friend bool operator==(const row_detector&, const row_detector&) = default;

 protected:
  explicit row_detector(const P& p) : base{p}, scale_{D::about.name, p.dimension, p.mean, p.sd, p.warm_up} {}

  void clear_rows() noexcept {
    base::clear_rows();
    scale_.clear();
  }
  [[nodiscard]] state before_rows() const noexcept {
    return this->params_.warm_up == 0 ? state::stable : state::warming;
  }
  [[nodiscard]] bool rows_sound() const noexcept { return base::rows_sound() && scale_.sound(this->rows()); }
  template <class Self, class Io>
  static void rows_io(Self& self, Io& io) {
    base::rows_io(self, io);
    row_scale::save_or_load(self.scale_, io);
    if constexpr (Io::is_loading) self.scale_.restore(self.rows());
  }

  row_scale scale_;
};

}  // namespace tepid::inline v0
