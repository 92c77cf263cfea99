// tepid/detectors/rows.hpp - what the multivariate charts share: values gathered into rows, and rows standardized.
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

namespace tepid::inline v0 {

/// The most columns of a multivariate chart.
inline constexpr double dimension_max = 64;

inline constexpr std::string_view dimension_doc = "values in a row; they are given one after another";
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

/// A detector of rows behind the interface of one value a step: the values of a row are given one after another, and
/// the row is judged at its last value. The detector D adds
///
///   state judge(std::span<const double> row) noexcept;   the verdict on a row
///
/// and initial(), clear(), sound(), state_io() as a scalar_detector, in which it calls those of this class.
///
/// A row with a value that is not finite is rejected as a whole: all its values count in rejected(), those that had
/// been taken before the bad one came too, and none in count(). So count() + rejected() tells the place in the row, and
/// columns never shift. Onsets count values: they are multiples of `dimension`.
template <class D, class P>
class row_detector : public scalar_detector<D, P> {
  using base = scalar_detector<D, P>;

 public:
  state update(double x) noexcept {
    const std::uint64_t place = (this->count_ + this->rejected_) % row_.size();
    if (!is_finite(x) || spoiled(place)) [[unlikely]] {
      if (!spoiled(place)) {  // the row's values so far are rejected with it
        this->count_ -= place;
        reject(place);
        std::fill(row_.begin(), row_.end(), 0.0);
      }
      reject(1);
      return this->verdict_;
    }
    if (this->count_ > counter_max - row_.size())
      return this->verdict_;  // the counter is full: nothing is taken any more
    row_[static_cast<std::size_t>(place)] = x;
    ++this->count_;
    if (place + 1 < row_.size()) return this->verdict_;
    const state now = static_cast<D&>(*this).judge(row_);
    std::fill(row_.begin(), row_.end(), 0.0);
    return this->verdict_ = this->verdict_ == state::drift ? state::drift : now;
  }

  std::size_t update(std::span<const double> xs) noexcept {
    const bool kept = this->verdict_ == state::drift;
    for (std::size_t i = 0; i < xs.size(); ++i)
      if (update(xs[i]) == state::drift && !kept) return i + 1;
    return xs.size();
  }

  /// Rows judged or learned from.
  [[nodiscard]] std::uint64_t rows() const noexcept { return this->count_ / row_.size(); }

  friend bool operator==(const row_detector&, const row_detector&) = default;

 protected:
  explicit row_detector(const P& p)
      : base{p},
        row_(static_cast<std::size_t>(p.dimension)),
        scale_{D::about.name, p.dimension, p.mean, p.sd, p.warm_up} {}

  void clear_rows() noexcept {
    std::fill(row_.begin(), row_.end(), 0.0);
    scale_.clear();
  }
  [[nodiscard]] state before_rows() const noexcept {
    return this->params_.warm_up == 0 ? state::stable : state::warming;
  }
  [[nodiscard]] bool rows_sound() const noexcept {
    const std::uint64_t d = row_.size(), taken = this->count_ % d, place = (this->count_ + this->rejected_) % d;
    if (taken != 0 && taken != place) return false;
    for (std::size_t j = 0; j < row_.size(); ++j)
      if (!is_finite(row_[j]) || (j >= taken && row_[j] != 0.0)) return false;
    return scale_.sound(rows());
  }
  template <class Self, class Io>
  static void rows_io(Self& self, Io& io) {
    for (auto& v : self.row_) io(v);
    row_scale::save_or_load(self.scale_, io);
    if constexpr (Io::is_loading) self.scale_.restore(self.rows());
  }

  std::vector<double> row_;  // that is being filled; 0 beyond
  row_scale scale_;

 private:
  /// A row that is being rejected has none of its values in count().
  [[nodiscard]] bool spoiled(std::uint64_t place) const noexcept {
    return place != 0 && this->count_ % row_.size() == 0;
  }
  void reject(std::uint64_t values) noexcept {
    this->rejected_ += values;
    while (this->rejected_ > counter_max) this->rejected_ -= row_.size();  // full, and the place in the row still right
  }
};

}  // namespace tepid::inline v0
