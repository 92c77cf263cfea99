// tepid/monitors/window_tally.hpp - what one window of one signal held, in exact counts.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include <tepid/core/non_finite.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/monitors/signal_reference.hpp>
#include <tepid/numerics/elementary.hpp>

namespace tepid::inline v0 {

/// Counts of one window, by slot of the signal's reference; all series follow from them.
class window_tally {
 public:
  static constexpr double no_score = std::numeric_limits<double>::quiet_NaN();
  /// Windows with fewer values are too few to say anything.
  static constexpr std::uint64_t least_values = 8;

  window_tally() = default;
  explicit window_tally(const signal_reference& r) : counts_(r.slots()), sums_(r.means.size()) {}

  /// Takes a number, or a category's code; returns its normal score, or no_score if it has none. An infinite code is a
  /// category that the reference never had. noexcept, no allocation.
  double add(const signal_reference& r, double x) noexcept {
    if (!is_finite(x) && (is_nan(x) || r.kind != counted_kind::categories)) [[unlikely]] {
      not_finite_.add(x);
      return no_score;
    }
    if (r.kind == counted_kind::categories) {
      const auto unseen = counts_.size() - 1;
      const std::size_t slot = x >= 0 && x < static_cast<double>(unseen) ? static_cast<std::size_t>(x) : unseen;
      ++counts_[slot];
      outside_ += slot == unseen;
      ++n_;
      return no_score;
    }
    const std::size_t slot = r.scale.slot(x);
    const double z = r.scale.score(slot);
    ++counts_[slot];
    ++n_;
    outside_ += r.scale.outside(slot);
    scores_ += z;
    beyond_ += r.has_threshold && x >= r.threshold;
    if (r.is_probability) {
      const double p = std::clamp(x, 0.0, 1.0), c = std::max(p, 1.0 - p), h = entropy_of(p);
      confidence_ += c;
      confidence2_ += c * c;
      entropy_ += h;
      entropy2_ += h * h;
    }
    return z;
  }
  /// Takes a vector, one number a dimension, as a whole or not at all: it is what its first number is that is not
  /// finite. Returns that number, or 0 for a vector that was taken.
  double add_vector(std::span<const double> x) noexcept {
    for (const double v : x)
      if (!is_finite(v)) {
        not_finite_.add(v);
        return v;
      }
    for (std::size_t i = 0; i < sums_.size(); ++i) sums_[i] += std::clamp(x[i], -largest_value, largest_value);
    ++n_;
    return 0.0;
  }

  /// Values taken, values not taken, and the taken ones that the reference never had.
  [[nodiscard]] std::uint64_t n() const noexcept { return n_; }
  [[nodiscard]] const non_finite_counts& not_finite() const noexcept { return not_finite_; }
  [[nodiscard]] std::uint64_t outside() const noexcept { return outside_; }
  [[nodiscard]] std::span<const std::uint64_t> counts() const noexcept { return counts_; }

  /// One number of a series; NaN with too few values.
  [[nodiscard]] double value(series_kind kind, const signal_reference& r) const noexcept {
    if (n_ < least_values) return std::numeric_limits<double>::quiet_NaN();
    const double n = static_cast<double>(n_);
    switch (kind) {
      case series_kind::level: return scores_ / n;
      case series_kind::shape: return excess(r);
      case series_kind::decision: return static_cast<double>(beyond_) / n;
      case series_kind::confidence: return confidence_ / n;
      case series_kind::entropy: return entropy_ / n;
    }
    return std::numeric_limits<double>::quiet_NaN();
  }
  /// Standard deviation over its values of what a series averages; 1 where that has no meaning.
  [[nodiscard]] double spread(series_kind kind) const noexcept {
    if (n_ < 2) return 1.0;
    const double n = static_cast<double>(n_);
    const auto sd = [&](double sum, double squares) { return std::sqrt(std::max(0.0, squares / n - sum / n * (sum / n))); };
    double found = 1.0;
    if (kind == series_kind::decision) found = sd(static_cast<double>(beyond_), static_cast<double>(beyond_));
    if (kind == series_kind::confidence) found = sd(confidence_, confidence2_);
    if (kind == series_kind::entropy) found = sd(entropy_, entropy2_);
    return found > 1e-9 ? found : 1.0;
  }

  /// Total variation from the reference, of categories one a slot, of numbers over groups of four bins; of vectors the
  /// root mean square over the dimensions of (mean - reference's mean) / sd.
  [[nodiscard]] double distance(const signal_reference& r) const noexcept {
    if (r.kind == counted_kind::vectors) return distance_of_means(r);
    return distance_to(r, [&](std::size_t slot) { return r.share(slot); });
  }
  /// What that is on average where nothing has changed: of n values sqrt(2 p (1 - p) / (pi n)) for a group of share p, half
  /// of it summed (the mean of |x| of a normal law); of vectors 1 / sqrt(n).
  [[nodiscard]] double chance_distance(const signal_reference& r) const noexcept {
    const double n = static_cast<double>(std::max<std::uint64_t>(n_, 1));
    if (r.kind == counted_kind::vectors) return 1.0 / std::sqrt(n);
    double sum = 0.0;
    for_each_group(r, [&](std::size_t slot) { return r.share(slot); },
                   [&](double p) { sum += std::sqrt(0.6366197723675814 * std::max(0.0, p * (1.0 - p)) / n); });
    return 0.5 * sum;
  }
  /// The same from other shares, one a slot.
  template <class Share>
  [[nodiscard]] double distance_to(const signal_reference& r, Share&& share) const noexcept {
    if (n_ == 0) return std::numeric_limits<double>::quiet_NaN();
    double sum = 0.0;
    for_each_group(
        r,
        [&](std::size_t slot) { return static_cast<double>(counts_[slot]) / static_cast<double>(n_) - share(slot); },
        [&](double difference) { sum += std::abs(difference); });
    return 0.5 * sum;
  }

  void merge(const window_tally& o) noexcept {
    n_ += o.n_, not_finite_ += o.not_finite_, outside_ += o.outside_, beyond_ += o.beyond_;
    scores_ += o.scores_, confidence_ += o.confidence_, confidence2_ += o.confidence2_;
    entropy_ += o.entropy_, entropy2_ += o.entropy2_;
    for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += o.counts_[i];
    for (std::size_t i = 0; i < sums_.size(); ++i) sums_[i] += o.sums_[i];
  }
  void clear() noexcept {
    std::fill(counts_.begin(), counts_.end(), std::uint64_t{0});
    std::fill(sums_.begin(), sums_.end(), 0.0);
    n_ = outside_ = beyond_ = 0;
    not_finite_ = {};
    scores_ = confidence_ = confidence2_ = entropy_ = entropy2_ = 0.0;
  }

  /// Nothing has come.
  [[nodiscard]] bool empty() const noexcept {
    const auto zero = [](auto x) { return x == 0; };
    return n_ == 0 && not_finite_.total() == 0 && std::all_of(counts_.begin(), counts_.end(), zero) &&
           std::all_of(sums_.begin(), sums_.end(), zero);
  }

  /// The number of slots and dimensions is the reference's.
  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.n_, self.not_finite_, self.outside_, self.beyond_, self.scores_, self.confidence_, self.confidence2_,
       self.entropy_, self.entropy2_);
    for (auto& c : self.counts_) io(c);
    for (auto& s : self.sums_) io(s);
    if constexpr (Io::is_loading) {
      std::uint64_t counted = 0;
      for (const auto c : self.counts_) counted += std::min(c, most);
      // Scores are normal ones, at most 1000 times as large where nearly all of a reference is one value; entropies of a
      // choice of two are below 1.
      const double n = static_cast<double>(self.n_);
      const double shares[] = {self.confidence_, self.confidence2_, self.entropy_, self.entropy2_};
      const auto within = [&](double x, double least, double largest) {
        return x >= least * n && x <= largest * n * (1.0 + 1e-6);
      };
      if (self.n_ > most || !self.not_finite_.at_most(most) || self.outside_ > self.n_ ||
          self.beyond_ > self.n_ || (!self.counts_.empty() && counted != self.n_) ||
          !within(self.scores_, -1e4 * (1.0 + 1e-6), 1e4) ||
          !std::all_of(std::begin(shares), std::end(shares), [&](double x) { return within(x, 0.0, 1.0); }) ||
          !std::all_of(self.sums_.begin(), self.sums_.end(),
                       [&](double x) { return within(x, -largest_value * (1.0 + 1e-6), largest_value); }))
        io.fail();
    }
  }
  friend bool operator==(const window_tally&, const window_tally&) = default;

 private:
  static constexpr std::uint64_t most = std::uint64_t{1} << 53;
  static constexpr double largest_value = 1e150;  // of a dimension of a vector

  static double entropy_of(double p) noexcept {
    const double q = 1.0 - p;
    return -(p > 0 ? p * portable_log(p) : 0.0) - (q > 0 ? q * portable_log(q) : 0.0);
  }
  /// Sums `value(slot)` over groups of slots. A group of numbers ends after each fourth bin; what is below or above all
  /// bins stands alone, as each category does.
  template <class Value, class Take>
  void for_each_group(const signal_reference& r, Value&& value, Take&& take) const noexcept {
    const std::size_t group = r.kind == counted_kind::numbers ? 4 : 1, last = counts_.size() - 1;
    double sum = 0.0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      sum += value(i);
      if (group == 1 || i == 0 || i % group == 0 || i + 1 >= last) {
        take(sum);
        sum = 0.0;
      }
    }
  }
  /// The distance less what chance adds to that of so many values; of a window with fewer than usual, whose distance
  /// varies more, as much less as makes it vary as usual: traffic that falls by night or for good is no drift.
  [[nodiscard]] double excess(const signal_reference& r) const noexcept {
    const double beyond = distance(r) - chance_distance(r);
    const double n = static_cast<double>(n_);
    return n < r.values_a_window ? beyond * std::sqrt(n / r.values_a_window) : beyond;
  }
  [[nodiscard]] double distance_of_means(const signal_reference& r) const noexcept {
    double sum = 0.0;
    for (std::size_t i = 0; i < sums_.size(); ++i) {
      const double d = standardize(sums_[i] / static_cast<double>(n_), r.means[i], 1.0 / r.sds[i]);
      sum += d * d / static_cast<double>(sums_.size());
    }
    return std::sqrt(sum);
  }

  std::vector<std::uint64_t> counts_{};
  std::vector<double> sums_{};
  std::uint64_t n_ = 0, outside_ = 0, beyond_ = 0;
  non_finite_counts not_finite_;
  double scores_ = 0.0, confidence_ = 0.0, confidence2_ = 0.0, entropy_ = 0.0, entropy2_ = 0.0;
};

}  // namespace tepid::inline v0
