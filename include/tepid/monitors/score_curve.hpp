// tepid/monitors/score_curve.hpp - how well scores order the two classes, and how well they are calibrated.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

#include <tepid/core/numeric.hpp>
#include <tepid/monitors/confidence_sequence.hpp>

namespace tepid::inline v0 {

/// Area under the ROC curve of scores in [0, 1], from 512 bins that are fine where scores are close to 0 and to 1.
///
/// The estimate counts pairs within one bin as half; so it is off by at most error(). Its bounds come from a sequence
/// of their own: each score is paired with the newest one of the other class that has no partner yet, which gives
/// independent pairs, as many as the rarer class has cases, about.
/// Mergeable. Memory: 8.3 KiB. add() is noexcept, 10 ns.
class score_ranking {
 public:
  static constexpr std::size_t bins = 512;

  void add(double score, bool positive, double weight) noexcept {
    double& count = count_[positive][bin(score)];
    count = within_sums(count + weight);
    waiting_[positive] = {score, weight, true};
    if (!waiting_[0].there || !waiting_[1].there) return;
    const double up = waiting_[1].score, down = waiting_[0].score;
    pairs_.add(up > down ? 1.0 : up < down ? 0.0 : 0.5, waiting_[0].weight * waiting_[1].weight);
    waiting_[0].there = waiting_[1].there = false;
  }
  void merge(const score_ranking& o) noexcept {
    for (std::size_t c = 0; c < 2; ++c)
      for (std::size_t i = 0; i < bins; ++i) count_[c][i] = within_sums(count_[c][i] + o.count_[c][i]);
    pairs_.merge(o.pairs_);
  }

  /// NaN while a class is missing.
  [[nodiscard]] double area() const noexcept { return sums().area; }
  /// area() is at most so far from that of the scores themselves.
  [[nodiscard]] double error() const noexcept { return sums().ties; }
  [[nodiscard]] mean_bounds bounds(double most_weight, double alpha) const {
    return share_bounds(pairs_, most_weight * most_weight, alpha);
  }

  /// After loading, of weights within [1, most_weight].
  [[nodiscard]] bool sound(double most_weight) const noexcept {
    for (const auto& c : count_)
      if (!std::all_of(c.begin(), c.end(), [](double x) { return x >= 0 && x <= sum_most; })) return false;
    for (const waiter& w : waiting_)
      if (!(w.score >= 0 && w.score <= 1 && w.weight >= (w.there ? 1.0 : 0.0) && w.weight <= most_weight)) return false;
    return !(waiting_[0].there && waiting_[1].there) && pairs_.sound(1.0, most_weight * most_weight);
  }
  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.count_, self.pairs_);
    for (auto& w : self.waiting_) io(w.score, w.weight, w.there);
  }
  friend bool operator==(const score_ranking&, const score_ranking&) = default;

 private:
  struct waiter {
    double score = 0.0, weight = 0.0;
    bool there = false;
    friend bool operator==(const waiter&, const waiter&) = default;
  };
  struct area_and_ties {
    double area = std::numeric_limits<double>::quiet_NaN(), ties = std::numeric_limits<double>::quiet_NaN();
  };

  /// Exponent and four bits of the fraction, of the distance to the nearer end; 2^-16 and below are one bin.
  static std::size_t bin(double score) noexcept {
    const bool upper = score > 0.5;
    const double d = std::clamp(upper ? 1.0 - score : score, 0x1p-16, 0x1.fffffp-2);
    const auto bits = std::bit_cast<std::uint64_t>(d);
    constexpr std::uint64_t start = std::uint64_t{1023 - 16} << 4;
    const auto place = static_cast<std::size_t>((bits >> 48) - start);  // 0 to 239
    return upper ? bins - 1 - place : place;
  }
  [[nodiscard]] area_and_ties sums() const noexcept {
    double negatives = 0, positives = 0, won = 0, tied = 0;
    for (std::size_t i = 0; i < bins; ++i) {
      won += count_[1][i] * negatives;
      tied += count_[1][i] * count_[0][i];
      negatives += count_[0][i];
      positives += count_[1][i];
    }
    const double all = negatives * positives;
    if (!(all > 0)) return {};
    return {(won + 0.5 * tied) / all, 0.5 * tied / all};
  }

  std::array<std::array<double, bins>, 2> count_{};
  weighted_sums pairs_;
  std::array<waiter, 2> waiting_{};
};

/// Calibration of scores in [0, 1] over 20 bins of equal width.
///
/// error() is the root of sum over bins of share * ((observed - predicted)^2 - observed (1 - observed) / (n - 1)), 0
/// where that is negative: without the second term, which is what chance alone adds, a perfect model never looks so.
/// Source: A. Kumar, P. Liang, T. Ma, Verified uncertainty calibration, NeurIPS 2019, section 4.
/// Mergeable. Memory: 1.1 KiB.
class score_calibration {
 public:
  static constexpr std::size_t bins = 20;

  void add(double score, bool positive, double weight) noexcept {
    const auto b = std::min(bins - 1, static_cast<std::size_t>(std::max(score, 0.0) * bins));
    hits_[b].add(positive ? 1.0 : 0.0, weight);
    predicted_[b] = within_sums(predicted_[b] + weight * score);
  }
  void merge(const score_calibration& o) noexcept {
    for (std::size_t b = 0; b < bins; ++b) {
      hits_[b].merge(o.hits_[b]);
      predicted_[b] = within_sums(predicted_[b] + o.predicted_[b]);
    }
  }

  /// NaN without a score.
  [[nodiscard]] double error() const noexcept {
    double sum = 0.0, all = 0.0;
    for (std::size_t b = 0; b < bins; ++b) {
      const weighted_sums& h = hits_[b];
      if (h.n == 0) continue;
      all += h.w;
      const double n = h.w * h.w / h.ww;  // as many equal weights would know as much
      if (n <= 1.0) continue;
      const double observed = h.mean(), gap = observed - predicted_[b] / h.w;
      sum += h.w * (gap * gap - observed * (1.0 - observed) / (n - 1.0));
    }
    return all > 0 ? std::sqrt(std::max(0.0, sum / all)) : std::numeric_limits<double>::quiet_NaN();
  }
  /// Every bin's share of positives has bounds of its own; the error is between the least and the largest that they
  /// allow, for scores distributed over the bins as they are.
  [[nodiscard]] mean_bounds bounds(double most_weight, double alpha) const {
    std::size_t used = 0;
    for (const auto& h : hits_) used += h.n > 0;
    if (used == 0) return {0.0, 1.0};
    double low = 0.0, high = 0.0, all = 0.0;
    for (std::size_t b = 0; b < bins; ++b) {
      const weighted_sums& h = hits_[b];
      if (h.n == 0) continue;
      // All bins share alpha, used or not: which are used is known only afterwards.
      const mean_bounds m = share_bounds(h, most_weight, alpha / bins);
      const double predicted = predicted_[b] / h.w;
      const double least = std::max({0.0, m.low - predicted, predicted - m.high});
      const double most = std::max(std::abs(m.low - predicted), std::abs(m.high - predicted));
      low += h.w * least * least;
      high += h.w * most * most;
      all += h.w;
    }
    return {std::sqrt(low / all), std::sqrt(high / all)};
  }

  /// After loading, of weights within [1, most_weight].
  [[nodiscard]] bool sound(double most_weight) const noexcept {
    for (std::size_t b = 0; b < bins; ++b)
      if (!hits_[b].sound(1.0, most_weight) || !(predicted_[b] >= 0 && predicted_[b] <= (1.0 + 1e-6) * hits_[b].w))
        return false;
    return true;
  }
  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.hits_, self.predicted_);
  }
  friend bool operator==(const score_calibration&, const score_calibration&) = default;

 private:
  std::array<weighted_sums, bins> hits_{};
  std::array<double, bins> predicted_{};
};

}  // namespace tepid::inline v0
