// tepid/detectors/error_stream.hpp - what detectors of error streams share: outcomes, error rates, windows of outcomes.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <tepid/core/detector.hpp>

namespace tepid::inline v0 {

/// An outcome is 1 for an error and 0 otherwise; any other number counts as the nearer of the two.
[[nodiscard]] constexpr bool is_error(double x) noexcept { return x > 0.5; }

/// A statistic up to here is rounding, and is told as 0: no significance has a level as near to 0 as that.
inline constexpr double no_evidence = 1e-9;

/// x held within [0, 1], for detectors that take losses between the two. Never -0.
[[nodiscard]] constexpr double within_unit(double x) noexcept { return x > 0.0 ? (x < 1.0 ? x : 1.0) : 0.0; }

/// How many of these are errors; false if one of them is not finite.
template <std::size_t N>
[[nodiscard]] inline bool count_errors(std::span<const double, N> xs, std::uint64_t& errors) noexcept {
  std::uint64_t sum = 0;
  bool finite = true;
  for (const double x : xs) {
    finite &= is_finite(x);
    sum += is_error(x);
  }
  errors = sum;
  return finite;
}

/// A share of errors and its standard deviation, were the outcomes independent.
struct error_rate {
  double p = 0.0;
  double s = 0.0;

  /// `errors` of n outcomes, n > 0.
  [[nodiscard]] static error_rate of(std::uint64_t errors, std::uint64_t n) noexcept {
    const double all = static_cast<double>(n), p = static_cast<double>(errors) / all;
    return {p, std::sqrt(p * (1.0 - p) / all)};
  }
  friend bool operator==(const error_rate&, const error_rate&) = default;
};

/// The outcomes after which error rate plus standard deviation was lowest: what DDM and its kin compare with.
class lowest_error_rate {
 public:
  /// How far a rate lies above a lowest one without spread (all outcomes alike), and the largest distance of all.
  static constexpr double far = 1e9;

  [[nodiscard]] bool known() const noexcept { return n_ != 0; }
  /// Outcomes and errors up to the lowest rate.
  [[nodiscard]] std::uint64_t n() const noexcept { return n_; }
  [[nodiscard]] std::uint64_t errors() const noexcept { return errors_; }
  [[nodiscard]] const error_rate& rate() const noexcept { return rate_; }

  void take(const error_rate& rate, std::uint64_t errors, std::uint64_t n) noexcept {
    if (known() && !(rate.p + rate.s < rate_.p + rate_.s)) return;
    rate_ = rate;
    errors_ = errors;
    n_ = n;
  }

  /// How many of the lowest rate's standard deviations the upper end p + s lies above the lowest p.
  [[nodiscard]] double distance(const error_rate& rate) const noexcept {
    const double above = rate.p + rate.s - rate_.p;
    if (!known() || !(above > 0.0)) return 0.0;
    return above < far * rate_.s ? above / rate_.s : far;
  }

  /// False only if no p + s of p within [low, high] after `least` to `most` outcomes is a new lowest one or lies
  /// `level` or more away; a little wider than that, to be on the safe side of rounding.
  [[nodiscard]] bool may_matter(double low, double high, double least, double most, double level) const noexcept {
    const double lower = low + std::sqrt(std::max(low * (1.0 - high), 0.0) / most);
    const double upper = high + std::sqrt(high * (1.0 - low) / least);
    constexpr double margin = 1e-12;
    return !(lower > (rate_.p + rate_.s) * (1.0 + margin) && upper * (1.0 + margin) < rate_.p + level * rate_.s);
  }

  /// Could it have come from updates, after `errors` of n outcomes?
  [[nodiscard]] bool sound(std::uint64_t errors, std::uint64_t n) const noexcept {
    return n_ <= n && errors_ <= n_ && errors_ <= errors && (errors - errors_ <= n - n_ || n == counter_max);
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.errors_, self.n_);
    if constexpr (Io::is_loading) self.rate_ = self.n_ ? error_rate::of(self.errors_, self.n_) : error_rate{};
  }

  friend bool operator==(const lowest_error_rate&, const lowest_error_rate&) = default;

 private:
  std::uint64_t errors_ = 0, n_ = 0;
  error_rate rate_{};
};

/// The last `size` outcomes, one bit each. Memory: size / 8 bytes, taken by the constructor.
class outcome_window {
 public:
  explicit outcome_window(std::uint64_t size) : size_{size}, words_((size + 63) / 64) {}

  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  /// Errors among the outcomes held.
  [[nodiscard]] std::uint64_t errors() const noexcept { return errors_; }
  /// Where the next outcome will be put: over the oldest, once the window is full.
  [[nodiscard]] std::uint64_t next() const noexcept { return next_; }
  /// The outcome at a place 0 .. size - 1.
  [[nodiscard]] bool operator[](std::uint64_t place) const noexcept { return (words_[place / 64] >> (place % 64)) & 1; }
  /// The place `ago` outcomes before the next one's; ago at most size.
  [[nodiscard]] std::uint64_t place(std::uint64_t ago) const noexcept {
    return next_ >= ago ? next_ - ago : next_ + size_ - ago;
  }

  /// Takes an outcome; returns the one that it replaces, false while there is none.
  bool push(bool error) noexcept {
    std::uint64_t& word = words_[next_ / 64];
    const std::uint64_t shift = next_ % 64;
    const bool old = (word >> shift) & 1;
    word = (word & ~(std::uint64_t{1} << shift)) | (std::uint64_t{error} << shift);
    errors_ += std::uint64_t{error} - std::uint64_t{old};
    next_ = next_ + 1 == size_ ? 0 : next_ + 1;
    return old;
  }

  void clear() noexcept {
    std::fill(words_.begin(), words_.end(), 0);
    next_ = errors_ = 0;
  }

  /// Could it have come from updates, after `taken` outcomes?
  [[nodiscard]] bool sound(std::uint64_t taken) const noexcept {
    if (next_ >= size_ || (size_ % 64 && words_.back() >> (size_ % 64))) return false;
    if (taken >= size_) return true;
    if (next_ != taken) return false;
    for (std::uint64_t i = taken; i < size_; ++i)
      if ((*this)[i]) return false;
    return true;
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.next_);
    for (auto& word : self.words_) io(word);
    if constexpr (Io::is_loading) {
      self.errors_ = 0;
      for (const auto word : self.words_) self.errors_ += static_cast<std::uint64_t>(std::popcount(word));
    }
  }

  friend bool operator==(const outcome_window&, const outcome_window&) = default;

 private:
  std::uint64_t size_;
  std::vector<std::uint64_t> words_;
  std::uint64_t next_ = 0, errors_ = 0;
};

}  // namespace tepid::inline v0
