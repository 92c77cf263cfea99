// tepid/sketches/weighted_values.hpp - values in order with whole weights: ranks and quantiles of them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>

namespace tepid::inline v0 {

/// The values that a sketch keeps, in increasing order, each standing for so many. 16 bytes a value; O(log) a question.
template <class T>
class weighted_values {
 public:
  struct entry {
    T value;
    std::uint64_t weight;  ///< In the view: the weights through this value.
  };

  /// Of values in any order, none of them NaN. The weights sum to less than 2^63.
  explicit weighted_values(std::vector<entry> entries) : entries_{std::move(entries)} {
    std::stable_sort(entries_.begin(), entries_.end(),
                     [](const entry& a, const entry& b) { return a.value < b.value; });
    std::uint64_t through = 0;
    for (auto& e : entries_) e.weight = through += e.weight;
  }

  /// In increasing order, each with the sum of the weights through it.
  [[nodiscard]] std::span<const entry> entries() const noexcept { return entries_; }
  /// The sum of all weights.
  [[nodiscard]] std::uint64_t n() const noexcept { return entries_.empty() ? 0 : entries_.back().weight; }

  /// Share of the weight at most x (or below x); NaN of no values.
  [[nodiscard]] double rank(T x, bool inclusive = true) const noexcept {
    if (entries_.empty()) return std::numeric_limits<double>::quiet_NaN();
    const auto at = inclusive
                        ? std::upper_bound(entries_.begin(), entries_.end(), x,
                                           [](T v, const entry& e) { return v < e.value; })
                        : std::lower_bound(entries_.begin(), entries_.end(), x,
                                           [](const entry& e, T v) { return e.value < v; });
    const std::uint64_t weight = at == entries_.begin() ? 0 : (at - 1)->weight;
    return static_cast<double>(weight) / static_cast<double>(n());
  }

  /// The smallest value whose rank is at least p (with `inclusive` false: above p; the largest when there is none).
  [[nodiscard]] T quantile(double p, bool inclusive = true) const {
    if (!(p >= 0 && p <= 1))
      throw error{errc::bad_argument, "p", "quantile: p is " + to_text(p) + "; it must be from 0 to 1"};
    if (entries_.empty()) throw error{errc::bad_data, "sketch", "quantile: the sketch has no values"};
    const double wanted = p * static_cast<double>(n());
    auto weight = static_cast<std::uint64_t>(wanted);
    if (inclusive && static_cast<double>(weight) < wanted) ++weight;
    const auto at = inclusive
                        ? std::lower_bound(entries_.begin(), entries_.end(), weight,
                                           [](const entry& e, std::uint64_t w) { return e.weight < w; })
                        : std::upper_bound(entries_.begin(), entries_.end(), weight,
                                           [](std::uint64_t w, const entry& e) { return w < e.weight; });
    return at == entries_.end() ? entries_.back().value : at->value;
  }

  /// Ranks of the points, which must increase, and then 1.
  [[nodiscard]] std::vector<double> cdf(std::span<const T> points, bool inclusive = true) const {
    if (entries_.empty()) throw error{errc::bad_data, "sketch", "cdf: the sketch has no values"};
    std::vector<double> ranks;
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (is_nan(points[i]) || (i > 0 && !(points[i] > points[i - 1])))
        throw error{errc::bad_argument, "points", "cdf: the points must increase"};
      ranks.push_back(rank(points[i], inclusive));
    }
    ranks.push_back(1.0);
    return ranks;
  }

  /// The shares before, between and after the points.
  [[nodiscard]] std::vector<double> pmf(std::span<const T> points, bool inclusive = true) const {
    auto shares = cdf(points, inclusive);
    for (std::size_t i = shares.size() - 1; i > 0; --i) shares[i] -= shares[i - 1];
    return shares;
  }

 private:
  std::vector<entry> entries_;
};

}  // namespace tepid::inline v0
