// tepid/detectors/mcusum.hpp - the multivariate CUSUM charts of rows.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <string_view>
#include <tuple>
#include <vector>

#include <tepid/core/detector.hpp>
#include <tepid/detectors/rows.hpp>

namespace tepid::inline v0 {

/// Which multivariate CUSUM. The numbers are frozen.
enum class mcusum_form : std::uint8_t {
  crosier = 0,             ///< A sum vector that is shrunk by k towards zero (MCUSUM).
  pignatiello_runger = 1,  ///< The length of the sum since the last restart, less k for each row (MC1).
};
inline constexpr std::string_view mcusum_form_names[] = {"crosier", "pignatiello_runger"};

/// Parameters of mcusum.
struct mcusum_params {
  std::uint64_t dimension = 2;
  double k = 0.5;
  double h = 5.5;
  mcusum_form form = mcusum_form::crosier;
  double mean = 0.0;
  double sd = 1.0;
  std::uint64_t warm_up = 0;

  friend bool operator==(const mcusum_params&, const mcusum_params&) = default;
};

/// Multivariate CUSUM chart for a step of the mean vector in any direction.
///
/// Statistic: z is the standardized row. crosier: C = |S + z|; S = 0 if C <= k, else (S + z)(1 - k / C); the statistic
///            is |S|. pignatiello_runger: D is the sum of the last l rows z; max(0, |D| - k l); where that is 0, l
///            starts anew. Alarm when it exceeds h.
/// Input:     rows of `dimension` real numbers, value after value; of independent columns with the given mean and sd,
/// or
///            of columns whose means and covariance are learned from the first warm_up rows. A row with a value that is
///            not finite is rejected as a whole.
/// Limit:     dimension 2, k = 0.5: h = 5.5 (crosier) and h = 4.75 (pignatiello_runger) give an ARL0 of about 200 rows
/// on
///            independent normal data (published; simulated here: 201.5 and 196.5, standard error 3.4).
/// Change:    nothing is told: with more than one column the sum hardly ever comes back to zero in control.
/// Cost:      O(dimension) a row, with a learned covariance O(dimension^2): about 12 ns a value at dimension 4;
///            dimension^2 x 8 bytes; no allocation after construction. Batch and one-by-one give the same bits.
/// Errors:    the constructor throws error{bad_parameter}; nothing else throws.
/// Source:    R. B. Crosier, Technometrics 30 (1988) 291-303; J. J. Pignatiello and G. C. Runger, J. of Quality
///            Technology 22 (1990) 173-186.
class mcusum : public row_detector<mcusum, mcusum_params> {
 public:
  static constexpr descriptor about{.id = 24,
                                    .name = "mcusum",
                                    .class_name = "MCUSUM",
                                    .title = "Multivariate CUSUM chart for a step of the mean vector",
                                    .source = "Crosier 1988, Technometrics 30; Pignatiello and Runger 1990, JQT 22",
                                    .limit = "h"};
  static constexpr std::tuple schema{
      field{"dimension", &mcusum_params::dimension, {1, dimension_max}, "", dimension_doc},
      field{"k", &mcusum_params::k, {0, 1e6}, "", "reference value: half the Mahalanobis length to find fastest"},
      field{"h", &mcusum_params::h, {0, 1e9, true}, "", "decision interval: alarm when the statistic exceeds it"},
      field{"form", &mcusum_params::form, choice_of(2), "", "which multivariate CUSUM", mcusum_form_names},
      field{"mean", &mcusum_params::mean, {-real_max, real_max}, "x", row_mean_doc},
      field{"sd", &mcusum_params::sd, {real_min, real_max}, "x", row_sd_doc},
      field{"warm_up", &mcusum_params::warm_up, {0, 1e9}, "rows", row_warm_up_doc}};

  explicit mcusum(const mcusum_params& p = {}) : row_detector{p}, z_(row_.size()), sum_(row_.size()) { reset(); }

  /// |S| or MC1 after the last row; compared with h.
  [[nodiscard]] double statistic() const noexcept { return statistic_; }

  /// Nothing: with more than one column the sum of rows in control hardly ever comes back to zero.
  [[nodiscard]] change_estimate change() const noexcept { return {}; }

  state judge(std::span<const double> row) noexcept {
    if (!scale_.ready(row, rows())) {
      since_ = rows();
      return state::warming;
    }
    scale_(row, z_);
    double squares = 0.0;
    for (std::size_t j = 0; j < z_.size(); ++j) {
      sum_[j] = std::clamp(sum_[j] + z_[j], -sum_max, sum_max);
      squares += sum_[j] * sum_[j];
    }
    const double length = std::sqrt(squares);
    if (params_.form == mcusum_form::crosier) {
      const double keep = length > params_.k ? 1.0 - params_.k / length : 0.0;
      for (double& v : sum_) v *= keep;
      statistic_ = length > params_.k ? length - params_.k : 0.0;
    } else {
      statistic_ = std::max(0.0, length - params_.k * static_cast<double>(rows() - since_));
    }
    if (!(statistic_ > 0.0)) {
      std::fill(sum_.begin(), sum_.end(), 0.0);
      since_ = rows();
    }
    return statistic_ > params_.h ? state::drift : state::stable;
  }

  void clear() noexcept {
    clear_rows();
    std::fill(sum_.begin(), sum_.end(), 0.0);
    statistic_ = 0.0;
    since_ = 0;
  }

  [[nodiscard]] state initial() const noexcept { return before_rows(); }

  [[nodiscard]] bool sound() const noexcept {
    for (const double v : sum_)
      if (!(v >= -sum_max && v <= sum_max)) return false;
    return rows_sound() && since_ <= rows() && statistic_ >= 0.0 && statistic_ <= 8.0 * sum_max;
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.statistic_, self.since_);
    for (auto& v : self.sum_) io(v);
    rows_io(self, io);
  }

  friend bool operator==(const mcusum& a, const mcusum& b) {
    return static_cast<const row_detector&>(a) == static_cast<const row_detector&>(b) && a.sum_ == b.sum_ &&
           a.statistic_ == b.statistic_ && a.since_ == b.since_;
  }

 private:
  static constexpr double sum_max = 1e145;  // squares of 64 such sums are finite

  std::vector<double> z_;    // the last row standardized: scratch
  std::vector<double> sum_;  // S or D
  double statistic_ = 0.0;
  std::uint64_t since_ = 0;  // rows taken when the sum last was zero
};

static_assert(Detector<mcusum>);

}  // namespace tepid::inline v0
