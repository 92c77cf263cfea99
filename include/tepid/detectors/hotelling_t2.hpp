// tepid/detectors/hotelling_t2.hpp - Hotelling's T2 chart of rows.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include <tepid/core/detector.hpp>
#include <tepid/detectors/rows.hpp>

namespace tepid::inline v0 {

/// Parameters of hotelling_t2.
struct hotelling_t2_params {
  std::uint64_t dimension = 2;
  double limit = 10.0;
  double mean = 0.0;
  double sd = 1.0;
  std::uint64_t warm_up = 0;

  friend bool operator==(const hotelling_t2_params&, const hotelling_t2_params&) = default;
};

/// Hotelling's T2 chart: the multivariate Shewhart chart, for a large shift of the mean vector in any direction.
///
/// Statistic: T2 = (x - mean)' S^-1 (x - mean) of each row; alarm when it exceeds `limit`.
/// Input:     rows of `dimension` real numbers, value after value; of independent columns with the given mean and sd,
/// or
///            of columns whose means and covariance are learned from the first warm_up rows. A row with a value that is
///            not finite is rejected as a whole.
/// Limit:     dimension 2 and limit 10 give an ARL0 of 148.4 rows on independent normal data (exact: T2 is chi-square
///            with `dimension` degrees of freedom). With a learned covariance T2 is larger: (n + 1)(n - 1) p / (n (n -
///            p)) times an F value with p and n - p degrees of freedom for n rows of p columns.
/// Change:    onset is the first value of the row; effect is T, the Mahalanobis length of its deviation; no direction.
/// Cost:      O(dimension) a row, with a learned covariance O(dimension^2): about 12 ns a value at dimension 4;
///            dimension^2 x 8 bytes; no allocation after construction. Batch and one-by-one give the same bits.
/// Errors:    the constructor throws error{bad_parameter}; nothing else throws.
/// Source:    H. Hotelling 1947, in Techniques of Statistical Analysis; N. D. Tracy, J. C. Young and R. L. Mason, J. of
///            Quality Technology 24 (1992) 88-95 (estimated covariance).
class hotelling_t2 : public row_detector<hotelling_t2, hotelling_t2_params> {
 public:
  static constexpr descriptor about{.id = 22,
                                    .name = "hotelling_t2",
                                    .class_name = "HotellingT2",
                                    .title = "Hotelling's T2 chart for a shift of the mean vector",
                                    .source = "Hotelling 1947, in Techniques of Statistical Analysis",
                                    .limit = "limit"};
  static constexpr std::tuple schema{
      field{"dimension", &hotelling_t2_params::dimension, {1, dimension_max}, "", dimension_doc},
      field{"limit", &hotelling_t2_params::limit, {0, 1e9}, "", "alarm when T2 exceeds it"},
      field{"mean", &hotelling_t2_params::mean, {-real_max, real_max}, "x", row_mean_doc},
      field{"sd", &hotelling_t2_params::sd, {real_min, real_max}, "x", row_sd_doc},
      field{"warm_up", &hotelling_t2_params::warm_up, {0, 1e9}, "rows", row_warm_up_doc}};

  explicit hotelling_t2(const hotelling_t2_params& p = {}) : row_detector{p}, z_(row_.size()) { reset(); }

  /// T2 of the last row; compared with limit.
  [[nodiscard]] double statistic() const noexcept { return statistic_; }

  [[nodiscard]] change_estimate change() const noexcept {
    if (!(statistic_ > params_.limit)) return {};
    return {.onset = (rows() - 1) * params_.dimension, .effect = std::sqrt(statistic_)};
  }

  state judge(std::span<const double> row) noexcept {
    if (!scale_.ready(row, rows())) return state::warming;
    scale_(row, z_);
    statistic_ = 0.0;
    for (const double z : z_) statistic_ += z * z;
    return statistic_ > params_.limit ? state::drift : state::stable;
  }

  void clear() noexcept {
    clear_rows();
    std::fill(z_.begin(), z_.end(), 0.0);
    statistic_ = 0.0;
  }

  [[nodiscard]] state initial() const noexcept { return before_rows(); }

  [[nodiscard]] bool sound() const noexcept {
    return rows_sound() && statistic_ >= 0.0 && statistic_ <= 1e285 && (statistic_ == 0.0 || rows() > params_.warm_up);
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.statistic_);
    rows_io(self, io);
  }

  friend bool operator==(const hotelling_t2& a, const hotelling_t2& b) {
    return static_cast<const row_detector&>(a) == static_cast<const row_detector&>(b) && a.statistic_ == b.statistic_;
  }

 private:
  std::vector<double> z_;  // the last row standardized: scratch
  double statistic_ = 0.0;
};

static_assert(Detector<hotelling_t2>);

}  // namespace tepid::inline v0
