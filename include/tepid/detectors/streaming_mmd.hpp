// tepid/detectors/streaming_mmd.hpp - two averages of random features of rows: a change of a whole distribution.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include <tepid/core/detector.hpp>
#include <tepid/core/random.hpp>
#include <tepid/detectors/row_gatherer.hpp>
#include <tepid/numerics/normal.hpp>
#include <tepid/numerics/trigonometric.hpp>

namespace tepid::inline v0 {

/// Parameters of streaming_mmd.
struct streaming_mmd_params {
  std::uint64_t dimension = 2;
  std::uint64_t features = 64;
  double bandwidth = 0.0;
  double fast = 0.05;
  double slow = 0.01;
  double limit = 1.4;
  std::uint64_t seed = 1;

  friend bool operator==(const streaming_mmd_params&, const streaming_mmd_params&) = default;
};

/// Maximum mean discrepancy between the latest and the older rows, of embeddings or any vectors, without keeping rows.
///
/// Statistic: each row x gives 2 * features numbers cos(w x), sin(w x), the w drawn once from a normal law with
///            standard deviation 1 / bandwidth: their inner products stand for the Gaussian kernel
///            exp(-|x - y|^2 / (2 bandwidth^2)). F and S are their exponential averages with the weights fast and slow,
///            made unbiased for the rows so far; the statistic is |F - S|^2, per feature and per
///            fast / (2 - fast) + slow / (2 - slow) - 2 fast slow / (fast + slow - fast slow), which is what
///            chance makes of it: 0 to 1 on average without a change, whatever the rates. Alarm when it exceeds
///            `limit`.
/// Input:     rows of `dimension` real numbers, value after value. A row with a value that is not finite is rejected as
///            a whole. Give bandwidth the usual distance between two rows (their median, say); its default suits
///            independent columns with standard deviation 1. Directions that vary most decide: scale them alike.
/// Limit:     the default of 1.4 gives an ARL0 of 1740 rows on rows of two independent standard normal columns
///            (simulated, standard error 3%), 1.2 half of that, 1.6 twice; with 16 columns at least 39,000. It depends
///            on the law of the rows and on the bandwidth: simulate it with rows of your own.
///            While there are few rows the two averages are alike and the statistic is small: no warm-up is needed.
/// Change:    effect is |F - S| per feature: the estimated discrepancy of the two averages; no onset, no direction.
/// Cost:      O(dimension * features) a row: with 64 features 0.7 us a row of 2 columns, 10 us a row of 768, and 12 ns
///            for each frequency and column with the first row, which draws them;
///            8 * dimension * features bytes; no allocation after construction. Saved: 32 * features bytes and the row.
///            Batch and one-by-one give the same bits.
/// Errors:    the constructor throws error{bad_parameter}; nothing else throws.
/// Source:    N. Keriven, D. Garreau and I. Poli, NEWMA: a new method for scalable model-free online change-point
///            detection, IEEE Transactions on Signal Processing 68 (2020) 3515-3528; A. Rahimi and B. Recht, Random
///            features for large-scale kernel machines, NIPS 2007; A. Gretton et al., JMLR 13 (2012) 723-773.
class streaming_mmd : public row_gatherer<streaming_mmd, streaming_mmd_params> {
 public:
  static constexpr descriptor about{.id = 98,
                                    .name = "streaming_mmd",
                                    .class_name = "StreamingMMD",
                                    .title = "Streaming MMD: two averages of random features of embeddings",
                                    .source = "Keriven, Garreau and Poli 2020, IEEE Trans. Signal Processing 68",
                                    .limit = "limit"};
  static constexpr std::tuple schema{
      field{"dimension", &streaming_mmd_params::dimension, {1, 2048}, "", dimension_doc},
      field{"features", &streaming_mmd_params::features, {1, 1024}, "", "random frequencies, each a cosine and a sine"},
      field{"bandwidth",
            &streaming_mmd_params::bandwidth,
            {0, real_max},
            "x",
            "of the Gaussian kernel; 0: the square root of 2 dimension, the distance of two rows of columns of sd 1"},
      field{"fast", &streaming_mmd_params::fast, {1e-6, 1}, "", "weight of the newest row in the faster average"},
      field{"slow", &streaming_mmd_params::slow, {1e-7, 0.5}, "", "the same in the slower one; at most half of fast"},
      field{"limit", &streaming_mmd_params::limit, {0, 1e9, true}, "", "alarm when the squared discrepancy exceeds it"},
      field{"seed", &streaming_mmd_params::seed, {0, count_max}, "", "of the random frequencies"}};

  explicit streaming_mmd(const streaming_mmd_params& p = {}) : row_gatherer{p} {
    const auto refuse = [](const char* field, const std::string& why) {
      throw error{errc::bad_parameter, field, "streaming_mmd: parameter '" + std::string{field} + "' " + why};
    };
    if (p.slow > 0.5 * p.fast) refuse("slow", "must be at most half of fast, " + to_text(p.fast));
    if (p.dimension * p.features > most_weights)
      refuse("features", "is " + std::to_string(p.features) + "; with dimension " + std::to_string(p.dimension) +
                             " it must be at most " + std::to_string(most_weights / p.dimension));
    const double bandwidth = std::max(
        p.bandwidth > 0.0 ? p.bandwidth : std::sqrt(2.0 * static_cast<double>(p.dimension)), real_min);
    inverse_bandwidth_ = 1.0 / bandwidth;
    const auto n = static_cast<std::size_t>(p.features);
    turns_.resize(n * row_.size());
    phase_.resize(n);
    features_.resize(2 * n);
    fast_.resize(2 * n);
    slow_.resize(2 * n);
    const double both = p.fast + p.slow - p.fast * p.slow;
    per_spread_ = 1.0 / (static_cast<double>(n) *
                         (p.fast / (2.0 - p.fast) + p.slow / (2.0 - p.slow) - 2.0 * p.fast * p.slow / both));
    reset();
  }

  /// The squared distance of the averages, per feature and per what its spread makes of it; compared with limit.
  [[nodiscard]] double statistic() const noexcept { return distance_ * per_spread_; }

  [[nodiscard]] change_estimate change() const noexcept {
    return {.effect = std::sqrt(distance_ / static_cast<double>(params_.features))};
  }

  state judge(std::span<const double> row) noexcept {
    find_phases(row);
    young_fast_ = aged(young_fast_, 1.0 - params_.fast);
    young_slow_ = aged(young_slow_, 1.0 - params_.slow);
    const std::size_t n = phase_.size();
    const double* const phase = phase_.data();
    double* const features = features_.data();
    for (std::size_t i = 0; i < n; ++i) {
      const sine_cosine at = sine_cosine_of_turns(phase[i]);
      features[i] = at.cosine;
      features[n + i] = at.sine;
    }
    average(fast_, params_.fast);
    average(slow_, params_.slow);
    find_distance();
    return statistic() > params_.limit ? state::drift : state::stable;
  }

  void clear() noexcept {
    clear_rows();
    std::fill(fast_.begin(), fast_.end(), 0.0);
    std::fill(slow_.begin(), slow_.end(), 0.0);
    young_fast_ = young_slow_ = 1.0;
    distance_ = 0.0;
  }

  [[nodiscard]] bool sound() const noexcept {
    const auto young = [&](double share, double keep) {
      return rows() == 0 ? share == 1.0 : share >= 0.0 && share <= keep;
    };
    const auto averages = [](const std::vector<double>& all) {
      return std::all_of(all.begin(), all.end(), [](double v) { return v >= -2.0 && v <= 2.0; });
    };
    return rows_sound() && young(young_fast_, 1.0 - params_.fast) && young(young_slow_, 1.0 - params_.slow) &&
           averages(fast_) && averages(slow_);
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.young_fast_, self.young_slow_);
    for (auto& v : self.fast_) io(v);
    for (auto& v : self.slow_) io(v);
    rows_io(self, io);
    if constexpr (Io::is_loading) {
      self.distance_ = 0.0;
      if (self.rows() != 0 && self.sound()) self.find_distance();
    }
  }

  friend bool operator==(const streaming_mmd& a, const streaming_mmd& b) {
    return static_cast<const row_gatherer&>(a) == static_cast<const row_gatherer&>(b) && a.fast_ == b.fast_ &&
           a.slow_ == b.slow_ && a.young_fast_ == b.young_fast_ && a.young_slow_ == b.young_slow_;
  }

 private:
  static constexpr std::uint64_t most_weights = std::uint64_t{1} << 20;

  /// The share of an average that no row has filled yet; 0 once that is of no consequence.
  [[nodiscard]] static double aged(double young, double keep) noexcept {
    const double older = young * keep;
    return older < 0x1p-60 ? 0.0 : older;
  }

  /// Only when the first row is judged: most of the time that construction and loading would take.
  void draw() noexcept {
    random_source random{params_.seed};
    for (double& w : turns_) w = normal(random) * 0.15915494309189535;  // 1 / (2 pi): frequencies count turns
    drawn_ = true;
  }

  /// w x in turns, for every frequency w.
  void find_phases(std::span<const double> row) noexcept {
    if (!drawn_) [[unlikely]]
      draw();
    std::fill(phase_.begin(), phase_.end(), 0.0);
    const std::size_t n = phase_.size();
    const double* w = turns_.data();
    for (const double x : row) {
      const double u = standardize(x, 0.0, inverse_bandwidth_);
      for (std::size_t i = 0; i < n; ++i) phase_[i] += w[i] * u;
      w += n;
    }
  }

  void average(std::vector<double>& of, double weight) const noexcept {
    const double keep = 1.0 - weight;
    for (std::size_t i = 0; i < of.size(); ++i) of[i] = of[i] * keep + weight * features_[i];
  }

  void find_distance() noexcept {
    const double fast = 1.0 / (1.0 - young_fast_), slow = 1.0 / (1.0 - young_slow_);
    double sums[2]{};  // two chains, to wait less
    for (std::size_t i = 0; i < fast_.size(); i += 2)
      for (std::size_t j = 0; j < 2; ++j) {
        const double apart = fast_[i + j] * fast - slow_[i + j] * slow;
        sums[j] += apart * apart;
      }
    distance_ = sums[0] + sums[1];
  }

  std::vector<double> turns_;  // the frequencies, one row of them for each column of x
  std::vector<double> phase_, features_;  // of the row that is judged: scratch
  std::vector<double> fast_, slow_;       // averages of all cosines, then of all sines
  double young_fast_ = 1.0, young_slow_ = 1.0;
  double distance_ = 0.0;  // of the averages, squared
  double inverse_bandwidth_ = 1.0, per_spread_ = 1.0;
  bool drawn_ = false;
};

static_assert(Detector<streaming_mmd>);

}  // namespace tepid::inline v0
