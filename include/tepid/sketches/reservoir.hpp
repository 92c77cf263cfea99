// tepid/sketches/reservoir.hpp - a uniform sample of a stream.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <tepid/core/error.hpp>
#include <tepid/core/non_finite.hpp>
#include <tepid/core/random.hpp>
#include <tepid/sketches/descriptor.hpp>
#include <tepid/sketches/saved_sketch.hpp>

namespace tepid::inline v0 {

/// A sample without replacement of up to `size` of the values seen: each set of that many is equally likely.
///
/// Input:   finite numbers; all else is counted in not_finite() and not sampled.
/// Error:   that of a random sample: a share p in it has the standard error sqrt(p (1 - p) (1 / size - 1 / n)), at most
///          error().
/// Merging: in any order; each part gets places by its number of values seen, drawn from the hypergeometric law,
///          so the result is a uniform sample of everything. Give parts different seeds.
/// Memory:  8 bytes a place. Cost: O(1), one random number a value once the sample is full. No allocation
///          after construction.
/// Source:  A. G. Waterman's algorithm R, in D. E. Knuth, The Art of Computer Programming 2, 3.4.2.
class reservoir {
 public:
  static constexpr sketch_descriptor about{.name = "reservoir",
                                           .title = "Reservoir: a uniform sample of a stream",
                                           .source = "Knuth, The Art of Computer Programming 2, 3.4.2, algorithm R",
                                           .error = "of a share of the values: the largest standard error",
                                           .id = 7,
                                           .state_version = 2};
  static constexpr std::size_t most_size = std::size_t{1} << 20;

  /// 1 <= size <= 2^20; throws error{bad_parameter} otherwise.
  explicit reservoir(std::size_t size = 1024, std::uint64_t seed = 0) : size_{checked(size)}, random_{seed} {
    values_.reserve(size_);
  }
  reservoir(const reservoir& other)
      : size_{other.size_}, n_{other.n_}, not_finite_{other.not_finite_}, random_{other.random_} {
    values_.reserve(size_);  // a copied vector has no room to grow
    values_ = other.values_;
  }
  reservoir& operator=(const reservoir& other) {
    if (this != &other) *this = reservoir{other};
    return *this;
  }
  reservoir(reservoir&&) noexcept = default;
  reservoir& operator=(reservoir&&) noexcept = default;
  ~reservoir() = default;

  void update(double x) noexcept {
    if (!is_finite(x)) {
      not_finite_.add(x);
      return;
    }
    ++n_;
    if (values_.size() < size_) {
      values_.push_back(x);  // within what is reserved
      return;
    }
    const std::uint64_t place = random_.below(n_);
    if (place < size_) values_[static_cast<std::size_t>(place)] = x;
  }
  void update(std::span<const double> xs) noexcept {
    for (const double x : xs) update(x);
  }

  /// Adds what another reservoir has seen; the smaller of the two sizes stays.
  void merge(const reservoir& other) {
    if (other.n_ > most_values - n_)
      throw tepid::error{errc::bad_argument, "other", "reservoir: together they would have seen more than 2^60 values"};
    reservoir merged{std::min(size_, other.size_)};
    merged.random_ = random_;
    std::vector<double> mine = values_, theirs = other.values_;
    std::uint64_t left_mine = n_, left_theirs = other.n_;
    const auto draw = [&](std::vector<double>& from) {
      const auto at = static_cast<std::size_t>(merged.random_.below(from.size()));
      merged.values_.push_back(from[at]);
      from[at] = from.back();
      from.pop_back();
    };
    const std::uint64_t places = std::min<std::uint64_t>(merged.size_, n_ + other.n_);
    for (std::uint64_t i = 0; i < places; ++i) {
      // As if drawn from all values left: of a side that gave g so far at most g <= size, so it has one to give.
      if (merged.random_.below(left_mine + left_theirs) < left_mine) {
        --left_mine;
        draw(mine);
      } else {
        --left_theirs;
        draw(theirs);
      }
    }
    merged.n_ = n_ + other.n_;
    merged.not_finite_ = not_finite_;
    merged.not_finite_ += other.not_finite_;
    *this = std::move(merged);
  }

  void clear() noexcept {
    values_.clear();
    n_ = 0;
    not_finite_ = {};
  }

  /// The sample, in no order that means anything.
  [[nodiscard]] std::span<const double> values() const noexcept { return values_; }
  /// Places.
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  /// Values seen that could be sampled.
  [[nodiscard]] std::uint64_t n() const noexcept { return n_; }
  [[nodiscard]] const non_finite_counts& not_finite() const noexcept { return not_finite_; }
  /// The largest standard error of a share; 0 while every value is kept.
  [[nodiscard]] double error() const noexcept {
    const auto n = static_cast<double>(n_), kept = static_cast<double>(values_.size());
    return n_ == values_.size() ? 0.0 : std::sqrt(0.25 * (1.0 / kept - 1.0 / n));
  }
  [[nodiscard]] std::size_t bytes() const noexcept { return sizeof *this + values_.capacity() * sizeof(double); }

  [[nodiscard]] std::vector<std::byte> save() const { return save_sketch(*this); }
  [[nodiscard]] static reservoir load(std::span<const std::byte> bytes) {
    return load_sketch<reservoir>(bytes);
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    auto size = static_cast<std::uint64_t>(self.size_);
    io(size, self.n_, self.not_finite_, self.random_, self.values_);
    if constexpr (Io::is_loading) {
      if (io.failed() || size > most_size) return io.fail();
      self.size_ = static_cast<std::size_t>(size);
      self.values_.reserve(self.size_);
    }
  }
  /// Could this have come from values? (after loading)
  [[nodiscard]] bool sound() const noexcept {
    return size_ >= 1 && size_ <= most_size && n_ <= most_values && not_finite_.at_most(most_values) && random_.valid() && values_.size() == std::min<std::uint64_t>(size_, n_) &&
           std::all_of(values_.begin(), values_.end(), [](double x) { return is_finite(x); });
  }
  friend bool operator==(const reservoir&, const reservoir&) = default;

 private:
  static constexpr std::uint64_t most_values = std::uint64_t{1} << 60;

  static std::size_t checked(std::size_t size) {
    if (size < 1 || size > most_size)
      throw tepid::error{errc::bad_parameter, "size",
                  "reservoir: size is " + std::to_string(size) + "; it must be from 1 to 1048576"};
    return size;
  }

  std::size_t size_;
  std::uint64_t n_ = 0;
  non_finite_counts not_finite_;
  random_source random_;
  std::vector<double> values_;
};

}  // namespace tepid::inline v0
