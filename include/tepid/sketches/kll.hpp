// tepid/sketches/kll.hpp - quantiles and ranks of a stream of numbers, in a few kilobytes.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <tepid/core/bytes.hpp>
#include <tepid/core/error.hpp>
#include <tepid/core/non_finite.hpp>
#include <tepid/core/random.hpp>
#include <tepid/numerics/elementary.hpp>
#include <tepid/sketches/descriptor.hpp>
#include <tepid/sketches/kll_image.hpp>
#include <tepid/sketches/kll_levels.hpp>
#include <tepid/sketches/saved_sketch.hpp>
#include <tepid/sketches/weighted_values.hpp>

namespace tepid::inline v0 {

/// KLL sketch of a stream of doubles or floats: ranks and quantiles with a stated error in rank.
///
/// Rank:    of x: the share of values at most x, or with `inclusive` false below x. Quantile at p: the smallest kept
///          value whose rank is at least p; with `inclusive` false, above p. As Apache DataSketches defines both.
/// Error:   a rank asked for is within error() of the truth with probability 99%: 2.296 / k^0.9723; a difference of
///          two ranks, so each place of pmf(), within error(true): 2.446 / k^0.9433. k = 200: 1.33% and 1.65%.
///          Exact for up to k values, and of a quantile the rank is meant, not the value. min() and max() are exact.
/// Merging: in any order, of any k: the error is that of the smallest k that had lost values. Two orders give
///          two sketches, each within that error.
/// Input:   infinities are values like any other, as in DataSketches; missing values and NaN are not taken and counted
///          in not_finite(). A missing value is one as a double alone: of floats all are NaN.
/// Memory:  bytes(): k = 200: 10.7 KB; k = 1024: 45 KB; at most 2.1 MB; half as much for floats.
/// Cost:    a block of 128 to k values is sorted, and every second value goes up: 13 ns a value. No allocation after construction; asking
///          for quantiles allocates a sorted view: take view() once to ask for many.
/// Repeats: a batch gives the same bits as its values one by one; equal seeds and equal values give equal sketches.
/// Source:  Z. Karnin, K. Lang, E. Liberty, FOCS 2016; the lazy compaction, the error's constants and the
///          bytes are those of Apache DataSketches (datasketches.apache.org/docs/KLL).
template <class T>
class kll {
  static_assert(std::is_same_v<T, double> || std::is_same_v<T, float>);

 public:
  using value_type = T;
  static constexpr bool is_double = std::is_same_v<T, double>;
  static constexpr sketch_descriptor about{
      .name = is_double ? "kll" : "kll_float",
      .title = is_double ? "KLL: quantiles and ranks of doubles, in the format of Apache DataSketches"
                         : "KLL: quantiles and ranks of floats, in the format of Apache DataSketches",
      .source = "Karnin, Lang and Liberty 2016, FOCS",
      .error = "of a rank, as a share of the values: exceeded once in a hundred times",
      .id = is_double ? 1 : 2,
      .state_version = 2};
  static constexpr std::uint16_t least_k = 8;

  /// 8 <= k; throws error{bad_parameter} otherwise. Sketches of the same data with the same seed are equal.
  explicit kll(std::uint16_t k = 200, std::uint64_t seed = 0)
      : k_{checked(k)}, min_k_{k}, random_{seed}, levels_{k, block_for(k)}, block_(block_for(k)) {}

  /// Takes a value; what is none is only counted.
  void update(T x) noexcept {
    block_[staged_] = x;
    const bool taken = !is_nan(x);
    const bool missing = is_missing(x);  // no branch to mispredict
    staged_ += taken;
    not_finite_.missing += missing;
    not_finite_.nan += taken == missing;
    if (staged_ == block_.size()) take_block(staged_);
  }
  void update(std::span<const T> xs) noexcept {
    for (const T x : xs) update(x);
  }

  /// The same for values that are not NaN, with blocks of them sorted by `sort`, which may be faster: it returns false for a
  /// block that it has left alone. Any order by < will do if it keeps the signs of zeros.
  template <class Sort>
  void update(std::span<const T> xs, Sort&& sort) {
    while (!xs.empty()) {
      const std::size_t part = std::min(xs.size(), block_.size() - staged_);
      std::copy_n(xs.begin(), part, block_.begin() + static_cast<std::ptrdiff_t>(staged_));
      staged_ += part;
      xs = xs.subspan(part);
      if (staged_ == block_.size()) take_block(staged_, sort);
    }
  }

  /// Adds what another sketch has seen.
  void merge(const kll& other) {
    if (other.empty()) {
      not_finite_ += other.not_finite_;
      return;
    }
    if (other.n() > detail::kll_most_values - n())
      throw tepid::error{errc::bad_argument, "other", "kll: together they would have seen more than 2^60 values"};
    kll_image<T> theirs = other.image();
    drain();
    kll_image<T> mine = image();
    const bool first = mine.n == 0, lost = theirs.sizes.size() > 1;
    const std::size_t levels = std::max(mine.sizes.size(), theirs.sizes.size());
    std::vector<T> items(mine.items.size() + theirs.items.size());
    mine.sizes.resize(levels);
    theirs.sizes.resize(levels);
    const T *a = mine.items.data(), *b = theirs.items.data();
    T* out = items.data();
    for (std::size_t i = 0; i < levels; ++i) {
      out = std::merge(a, a + mine.sizes[i], b, b + theirs.sizes[i], out);
      a += mine.sizes[i];
      b += theirs.sizes[i];
      mine.sizes[i] += theirs.sizes[i];
    }
    levels_.assign(mine.sizes, std::span<const T>{items}, random_);
    taken_ = mine.n + theirs.n;
    not_finite_ += other.not_finite_;
    min_ = first ? theirs.min : std::min(mine.min, theirs.min);
    max_ = first ? theirs.max : std::max(mine.max, theirs.max);
    if (lost) min_k_ = std::min(min_k_, other.min_k_);
  }

  /// Forgets all values; k stays and the random bits go on.
  void clear() noexcept {
    levels_.clear();
    staged_ = 0;
    taken_ = 0;
    not_finite_ = {};
    min_ = max_ = T{};
    min_k_ = k_;
  }

  [[nodiscard]] std::uint16_t k() const noexcept { return k_; }
  /// Values taken.
  [[nodiscard]] std::uint64_t n() const noexcept { return taken_ + staged_; }
  [[nodiscard]] bool empty() const noexcept { return n() == 0; }
  /// Missing values and NaN, which were not taken. No infinities: those are values.
  [[nodiscard]] const non_finite_counts& not_finite() const noexcept { return not_finite_; }
  /// Smallest and largest value ever; 0 of none.
  [[nodiscard]] T min() const noexcept {
    T low = taken_ > 0 || staged_ == 0 ? min_ : block_[0];
    for (std::size_t i = 0; i < staged_; ++i) low = std::min(low, block_[i]);
    return low;
  }
  [[nodiscard]] T max() const noexcept {
    T high = taken_ > 0 || staged_ == 0 ? max_ : block_[0];
    for (std::size_t i = 0; i < staged_; ++i) high = std::max(high, block_[i]);
    return high;
  }
  /// Values kept.
  [[nodiscard]] std::size_t retained() const noexcept { return levels_.retained() + staged_; }
  /// False while every value is kept.
  [[nodiscard]] bool estimating() const noexcept { return levels_.count() > 1; }
  /// The error in rank (see above) that is exceeded once in a hundred times; 0 while every value is kept.
  [[nodiscard]] double error(bool of_difference = false) const noexcept {
    if (!estimating()) return 0.0;
    const double log_k = portable_log(min_k_);
    return of_difference ? 2.446 * portable_exp(-0.9433 * log_k) : 2.296 * portable_exp(-0.9723 * log_k);
  }
  /// Memory in use, whatever has been taken.
  [[nodiscard]] std::size_t bytes() const noexcept { return sizeof *this + levels_.bytes() + block_.size() * sizeof(T); }

  /// Calls f(value, weight) for every value kept; the weights sum to n().
  template <class F>
  void for_each_weighted(F&& f) const {
    for (std::size_t i = 0; i < levels_.count(); ++i)
      for (const T x : levels_.level(i)) f(x, std::uint64_t{1} << i);
    for (std::size_t i = 0; i < staged_; ++i) f(block_[i], std::uint64_t{1});
  }

  /// All values kept, in order, with their weights: for many questions.
  [[nodiscard]] weighted_values<T> view() const {
    std::vector<typename weighted_values<T>::entry> entries;
    entries.reserve(retained());
    for_each_weighted([&](T x, std::uint64_t weight) { entries.push_back({x, weight}); });
    return weighted_values<T>{std::move(entries)};
  }

  /// Share of the values at most x (or below x). NaN of no values. Allocates nothing.
  [[nodiscard]] double rank(T x, bool inclusive = true) const noexcept {
    if (empty()) return std::numeric_limits<double>::quiet_NaN();
    std::uint64_t weight = 0;
    for (std::size_t i = 0; i < levels_.count(); ++i) {
      const auto level = levels_.level(i);
      const auto at = inclusive ? std::upper_bound(level.begin(), level.end(), x)
                                : std::lower_bound(level.begin(), level.end(), x);
      weight += static_cast<std::uint64_t>(at - level.begin()) << i;
    }
    for (std::size_t i = 0; i < staged_; ++i) weight += inclusive ? block_[i] <= x : block_[i] < x;
    return static_cast<double>(weight) / static_cast<double>(n());
  }
  /// The value at rank p in [0, 1]. Throws error{bad_argument} for any other p, error{bad_data} when empty.
  [[nodiscard]] T quantile(double p, bool inclusive = true) const { return view().quantile(p, inclusive); }
  /// Ranks of increasing points, and 1 at the end. Throws error{bad_argument} unless they increase, error{bad_data} when
  /// empty.
  [[nodiscard]] std::vector<double> cdf(std::span<const T> points, bool inclusive = true) const {
    return view().cdf(points, inclusive);
  }
  /// The shares between these points: differences of cdf().
  [[nodiscard]] std::vector<double> pmf(std::span<const T> points, bool inclusive = true) const {
    return view().pmf(points, inclusive);
  }

  /// The bytes that Apache DataSketches reads as a KLL sketch of doubles (or floats). NaN are not in it.
  [[nodiscard]] std::vector<std::byte> to_datasketches() const { return kll_to_datasketches(image()); }
  /// The sketch in bytes that Apache DataSketches wrote (compact, serial versions 1 and 2). Throws error{truncated,
  /// bad_magic, bad_version or bad_state} for any others; nothing may follow.
  [[nodiscard]] static kll from_datasketches(std::span<const std::byte> bytes, std::uint64_t seed = 0) {
    const auto image = kll_from_datasketches<T>(bytes);
    kll sketch{image.k, seed};
    sketch.restore(image);
    return sketch;
  }

  [[nodiscard]] std::vector<std::byte> save() const { return save_sketch(*this); }
  [[nodiscard]] static kll load(std::span<const std::byte> bytes) { return load_sketch<kll>(bytes); }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    if constexpr (Io::is_loading) {
      kll_image<T> levels;
      std::uint64_t staged = 0;
      non_finite_counts not_finite;
      random_source random;
      io(levels.k, levels.min_k);
      non_finite_counts::no_value_io(not_finite, io);
      io(random, levels.sizes);
      values_io(io, levels.items, detail::kll_capacity(std::numeric_limits<std::uint16_t>::max(), 61));
      detail::value_io<T>(io, levels.min);
      detail::value_io<T>(io, levels.max);
      io(staged);
      if (io.failed() || !random.valid() || !not_finite.at_most(detail::kll_most_values)) return io.fail();
      for (std::size_t i = 0; i < levels.sizes.size() && i < detail::kll_most_levels; ++i)
        levels.n += std::uint64_t{levels.sizes[i]} << i;
      if (!levels.sound() || levels.n > detail::kll_most_values - staged) return io.fail();
      if (staged >= block_for(levels.k)) return io.fail();
      self = kll{levels.k};
      self.restore(levels);
      self.random_ = random;
      self.not_finite_ = not_finite;
      for (; self.staged_ < staged; ++self.staged_) {
        detail::value_io<T>(io, self.block_[self.staged_]);
        if (is_nan(self.block_[self.staged_])) return io.fail();
      }
    } else {
      std::vector<std::uint32_t> sizes;
      std::vector<T> items;
      for (std::size_t i = 0; i < self.levels_.count(); ++i) {
        const auto level = self.levels_.level(i);
        sizes.push_back(static_cast<std::uint32_t>(level.size()));
        items.insert(items.end(), level.begin(), level.end());
      }
      io(self.k_, self.min_k_);
      non_finite_counts::no_value_io(self.not_finite_, io);
      io(self.random_, sizes);
      values_io(io, items, items.size());
      detail::value_io<T>(io, self.min_);
      detail::value_io<T>(io, self.max_);
      io(static_cast<std::uint64_t>(self.staged_));
      for (std::size_t i = 0; i < self.staged_; ++i) detail::value_io<T>(io, self.block_[i]);
    }
  }

  /// The same values kept, the same counts and the same random bits to come.
  friend bool operator==(const kll& a, const kll& b) {
    if (a.k_ != b.k_ || a.min_k_ != b.min_k_ || a.taken_ != b.taken_ || a.staged_ != b.staged_ ||
        a.not_finite_ != b.not_finite_ || a.min() != b.min() || a.max() != b.max() || !(a.random_ == b.random_) ||
        a.levels_.count() != b.levels_.count())
      return false;
    for (std::size_t i = 0; i < a.levels_.count(); ++i)
      if (!std::ranges::equal(a.levels_.level(i), b.levels_.level(i))) return false;
    return std::equal(a.block_.begin(), a.block_.begin() + static_cast<std::ptrdiff_t>(a.staged_), b.block_.begin());
  }

 private:
  /// Values that are sorted at once: more where levels are long, or most of the time would go into moving those.
  static constexpr std::size_t block_for(std::uint16_t k) noexcept {
    return std::max(std::size_t{128}, std::bit_floor(std::size_t{k}));
  }
  static std::uint16_t checked(std::uint16_t k) {
    if (k < least_k)
      throw tepid::error{errc::bad_parameter, "k", "kll: k is " + std::to_string(k) + "; it must be at least 8"};
    return k;
  }

  /// Sorts the whole block and takes its first `count` values.
  void take_block(std::size_t count) noexcept {
    take_block(count, [](std::span<T>) noexcept { return false; });
  }
  template <class Sort>
  void take_block(std::size_t count, Sort&& sort) {
    if (!sort(std::span<T>{block_})) levels_.sort(block_);
    min_ = taken_ == 0 ? block_[0] : std::min(min_, block_[0]);
    max_ = taken_ == 0 ? block_[count - 1] : std::max(max_, block_[count - 1]);
    levels_.add({block_.data(), count}, random_);
    taken_ += count;
    staged_ = 0;
  }

  /// Takes the values that wait.
  void drain() noexcept {
    if (staged_ == 0) return;
    std::fill(block_.begin() + static_cast<std::ptrdiff_t>(staged_), block_.end(), std::numeric_limits<T>::infinity());
    take_block(staged_);
  }

  /// All values in levels.
  [[nodiscard]] kll_image<T> image() const {
    if (staged_ > 0) {
      kll all = *this;
      all.drain();
      return all.image();
    }
    kll_image<T> found{.k = k_, .min_k = min_k_, .n = taken_, .min = min_, .max = max_, .sizes = {}, .items = {}};
    for (std::size_t i = 0; i < levels_.count(); ++i) {
      const auto level = levels_.level(i);
      found.sizes.push_back(static_cast<std::uint32_t>(level.size()));
      found.items.insert(found.items.end(), level.begin(), level.end());
    }
    return found;
  }

  void restore(const kll_image<T>& image) {
    min_k_ = image.min_k;
    taken_ = image.n;
    min_ = image.min;
    max_ = image.max;
    levels_.assign(image.sizes, image.items, random_);
  }

  /// As vec<f64> or vec<f32>.
  template <class Io, class Values>
  static void values_io(Io& io, Values& values, std::size_t most) {
    std::uint64_t length = values.size();
    io(length);
    if constexpr (Io::is_loading) {
      if (length > most || length > io.remaining() / sizeof(T)) return io.fail();
      values.resize(static_cast<std::size_t>(length));
    }
    static_cast<void>(most);
    for (auto& x : values) detail::value_io<T>(io, x);
  }

  std::uint16_t k_, min_k_;
  std::uint64_t taken_ = 0;  ///< Those in the levels.
  non_finite_counts not_finite_;
  T min_{}, max_{};          ///< Of those in the levels.
  random_source random_;
  detail::kll_levels<T> levels_;
  std::size_t staged_ = 0;
  std::vector<T> block_;  ///< Values that wait to be sorted.
};

}  // namespace tepid::inline v0
