// tepid/detectors/incremental_ks.hpp - Kolmogorov-Smirnov distance of a sliding window from a learned reference.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <tuple>
#include <vector>

#include <tepid/core/detector.hpp>
#include <tepid/core/healthy_law.hpp>
#include <tepid/numerics/kolmogorov.hpp>

namespace tepid::inline v0 {

/// Parameters of incremental_ks.
struct incremental_ks_params {
  double alpha = 0.001;
  std::uint64_t window = 200;

  friend bool operator==(const incremental_ks_params&, const incremental_ks_params&) = default;
};

/// Two-sample Kolmogorov-Smirnov test of the last `window` values against the first `window`, at every value.
///
/// Statistic: D = largest distance of the two empirical distribution functions, at the ends of groups of equal values;
///            -ln p in nats, p exact for samples of equal size (conservative with ties). Alarm when it exceeds -ln alpha.
/// Input:     any real numbers; only their order matters. The first `window` values after construction and reset are
///            the reference; the first verdict comes when as many have followed.
/// Limit:     set by alpha, which is the chance of one test. The tests overlap and share one reference, so false alarms
///            come in bursts and far more from some references than from others: with the defaults, on independent
///            values, 54 of 400 references alarm within 10,000 observations and 172 within 100,000.
/// Change:    direction says which sample is larger, in probability, where D is; no onset.
/// Cost:      O(log window), about 115 ns a value at window 1,000; 26 bytes a value of the window and 24 for each of the places
///            of a tree, a power of two above 2 window; no allocation.
/// Errors:    the constructor throws error{bad_parameter}; nothing else throws.
/// Source:    D. M. dos Reis, P. Flach, S. Matwin, G. Batista, KDD 2016, 1545-1554. There a treap holds both samples;
///            here the reference stays, so that its values can be numbered once: a complete tree over them is enough.
class incremental_ks : public scalar_detector<incremental_ks, incremental_ks_params> {
 public:
  static constexpr descriptor about{.id = 76,
                                    .name = "incremental_ks",
                                    .class_name = "IncrementalKS",
                                    .title = "Incremental Kolmogorov-Smirnov test against a learned reference",
                                    .source = "dos Reis, Flach, Matwin and Batista 2016, KDD",
                                    .limit = "alpha"};
  static constexpr std::tuple schema{
      field{"alpha", &incremental_ks_params::alpha, {real_min, 1}, "", "chance of a false alarm in one test"},
      field{"window", &incremental_ks_params::window, {2, 8192}, "observations",
            "values of the reference, and of the sliding window"}};

  [[nodiscard]] static healthy_law healthy(const incremental_ks_params&) noexcept {
    return healthy_law{}.holding_for("every continuous law; where values are often equal, alarms are rarer");
  }

  explicit incremental_ks(const incremental_ks_params& p = {})
      : scalar_detector{p}, level_at_{-portable_log(p.alpha)}, evidence_{kolmogorov_evidence(p.window)},
        reference_(p.window), ring_(p.window), place_(p.window), leaves_{std::bit_ceil(2 * p.window + 1)},
        tree_(2 * leaves_) {
    reset();
  }

  /// In nats.
  [[nodiscard]] double statistic() const noexcept { return evidence_[distance()]; }
  /// What the statistic is compared with: -ln alpha.
  [[nodiscard]] double level() const noexcept { return level_at_; }
  /// The alpha that has this level.
  [[nodiscard]] static double limit_for(double level) noexcept { return portable_exp(-level); }

  [[nodiscard]] change_estimate change() const noexcept {
    if (!(statistic() > 0)) return {};
    return {.direction = tree_[1].highest >= -tree_[1].lowest ? 1 : -1};
  }

  state step(double x) noexcept {
    if (learned_ < params_.window) {
      reference_[static_cast<std::size_t>(learned_++)] = x + 0.0;  // no -0: sorting may put it on either side of 0
      if (learned_ == params_.window) learn();
      return state::warming;
    }
    const bool full = held_ == params_.window;
    if (full) add(place_[next_], 1);
    ring_[next_] = x;
    place_[next_] = place_of(x);
    add(place_[next_], -1);
    next_ = next_ + 1 < params_.window ? next_ + 1 : 0;
    held_ += !full;
    if (held_ < params_.window) return state::warming;
    return statistic() > level_at_ ? state::drift : state::stable;
  }

  void clear() noexcept {
    learned_ = held_ = 0;
    next_ = 0;
    std::fill(tree_.begin(), tree_.end(), node{});
  }

  [[nodiscard]] state initial() const noexcept { return state::warming; }

  [[nodiscard]] bool sound() const noexcept {
    const auto finite = [](double x) { return is_finite(x); };
    const auto end = [](const std::vector<double>& v, std::uint64_t n) {
      return v.begin() + static_cast<std::ptrdiff_t>(n);
    };
    if (learned_ != std::min(count_, params_.window) || held_ != std::min(count_ - learned_, params_.window)) return false;
    if (learned_ == params_.window && !std::is_sorted(reference_.begin(), reference_.end())) return false;
    return std::all_of(reference_.begin(), end(reference_, learned_), finite) &&
           std::all_of(ring_.begin(), end(ring_, held_), finite);
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.learned_);
    if constexpr (Io::is_loading)
      if (self.learned_ > self.params_.window) {
        self.learned_ = 0;
        return io.fail();
      }
    for (std::size_t i = 0; i < self.learned_; ++i) io(self.reference_[i]);
    io(self.held_);
    if constexpr (Io::is_loading) {
      if (self.held_ > self.params_.window || (self.held_ > 0 && self.learned_ < self.params_.window)) {
        self.held_ = 0;
        return io.fail();
      }
      for (std::size_t i = 0; i < self.held_; ++i) io(self.ring_[i]);
      self.restore();
    } else {
      for (std::size_t i = 0; i < self.held_; ++i) io(self.ring_[self.oldest(i)]);
    }
  }

  friend bool operator==(const incremental_ks& a, const incremental_ks& b) noexcept {
    if (!(static_cast<const scalar_detector&>(a) == static_cast<const scalar_detector&>(b)) ||
        a.learned_ != b.learned_ || a.held_ != b.held_)
      return false;
    for (std::size_t i = 0; i < a.learned_; ++i)
      if (a.reference_[i] != b.reference_[i]) return false;
    for (std::size_t i = 0; i < a.held_; ++i)
      if (a.ring_[a.oldest(i)] != b.ring_[b.oldest(i)]) return false;
    return true;
  }

 private:
  /// Of a stretch of places: reference less current values there, and the same up to a place within, at most and at least.
  struct node {
    std::int32_t sum = 0, highest = 0, lowest = 0;
  };

  /// r D: both samples have r values.
  [[nodiscard]] std::size_t distance() const noexcept {
    if (held_ < params_.window) return 0;
    return static_cast<std::size_t>(std::max(tree_[1].highest, -tree_[1].lowest));
  }

  [[nodiscard]] std::size_t oldest(std::size_t age) const noexcept {
    const std::size_t at = (held_ < params_.window ? 0 : next_) + age;
    return at < params_.window ? at : at - params_.window;
  }

  /// Between the reference values lie gaps: the values below the first have place 0, those equal to the first distinct
  /// value, at index i, place 2 i + 1, those above it up to the next 2 i + 2. Within a gap the reference's
  /// distribution function stands still and the window's grows: the ends of the gaps are all that matters.
  [[nodiscard]] std::uint16_t place_of(double x) const noexcept {
    const double* low = reference_.data();
    for (std::size_t n = reference_.size(); n > 1;) {  // low + n is always past the first that is not below x
      const std::size_t half = n / 2;
      low += low[half - 1] < x ? half : 0;
      n -= half;
    }
    auto i = static_cast<std::size_t>(low - reference_.data());
    i += *low < x;
    const bool equal = i < reference_.size() && reference_[i] == x;
    return static_cast<std::uint16_t>(2 * i + (equal ? 1 : 0));
  }

  /// Counts a value at a place, and on all stretches that hold it.
  void add(std::uint16_t place, std::int32_t what) noexcept {
    std::size_t i = leaves_ + place;
    node& leaf = tree_[i];
    leaf.sum += what;
    leaf.highest = std::max(leaf.sum, 0);
    leaf.lowest = std::min(leaf.sum, 0);
    while ((i /= 2) > 0) join(i);
  }

  void join(std::size_t i) noexcept {
    const node &left = tree_[2 * i], &right = tree_[2 * i + 1];
    tree_[i] = {left.sum + right.sum, std::max(left.highest, left.sum + right.highest),
                std::min(left.lowest, left.sum + right.lowest)};
  }

  /// Sorts the reference and counts it.
  void learn() noexcept {
    std::sort(reference_.begin(), reference_.end());
    count_reference();
  }

  void count_reference() noexcept {
    std::fill(tree_.begin(), tree_.end(), node{});
    for (const double x : reference_) ++tree_[leaves_ + place_of(x)].sum;
    for (std::size_t i = leaves_; i < 2 * leaves_; ++i)
      tree_[i].highest = std::max(tree_[i].sum, 0), tree_[i].lowest = std::min(tree_[i].sum, 0);
    for (std::size_t i = leaves_ - 1; i > 0; --i) join(i);
  }

  void restore() noexcept {
    next_ = held_ < params_.window ? static_cast<std::size_t>(held_) : 0;
    std::fill(tree_.begin(), tree_.end(), node{});
    if (learned_ < params_.window) return;
    count_reference();
    for (std::size_t i = 0; i < held_; ++i) {
      place_[i] = place_of(ring_[i]);
      add(place_[i], -1);
    }
  }

  double level_at_;
  std::vector<double> evidence_;      // of each distance, in nats
  std::vector<double> reference_;     // in order once it is complete
  std::vector<double> ring_;          // the latest values; next_ is the oldest once all places are taken
  std::vector<std::uint16_t> place_;  // of each of ring_
  std::size_t leaves_;
  std::vector<node> tree_;            // tree_[1] is the whole; tree_[leaves_ + p] place p
  std::uint64_t learned_ = 0, held_ = 0;
  std::size_t next_ = 0;
};

static_assert(Detector<incremental_ks>);

}  // namespace tepid::inline v0
