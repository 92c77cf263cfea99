// tepid/sketches/distinct.hpp - how many different values a stream has.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tepid/core/error.hpp>
#include <tepid/core/hash.hpp>
#include <tepid/core/non_finite.hpp>
#include <tepid/sketches/descriptor.hpp>
#include <tepid/sketches/saved_sketch.hpp>

namespace tepid::inline v0 {

/// HyperLogLog: the number of different values, from the most leading zeros of their hashes in each of 2^lg_k groups.
///
/// Input:   numbers (0.0 and -0.0 are one; either infinity is one; missing values and NaN are not taken and counted in
///          not_finite()), integers, text. An integer and the number of the same value count as two.
/// Error:   relative, at any count: standard error 1.04 / sqrt(2^lg_k); lg_k = 12: 1.6%. Up to about 2^lg_k
///          different values a third less. lower() and upper() are so many standard errors away.
/// Merging: exact: the same registers, in any order and grouping, as if one sketch had seen everything.
/// Memory:  2^lg_k bytes and a little; saved as much.
/// Cost:    O(1), a few ns; O(2^lg_k) for estimate(). No allocation after construction.
/// Source:  P. Flajolet, E. Fusy, O. Gandouet, F. Meunier, AofA 2007; the estimator without tables or switches:
///          O. Ertl, arXiv:1702.01284 (2017), algorithm 6.
class distinct {
 public:
  static constexpr sketch_descriptor about{.name = "distinct",
                                           .title = "HyperLogLog: the number of different values",
                                           .source = "Flajolet et al. 2007, AofA; Ertl 2017, arXiv:1702.01284",
                                           .error = "of the estimate, relative: the standard error",
                                           .id = 5,
                                           .state_version = 2};
  static constexpr unsigned least_lg_k = 4, most_lg_k = 18;

  /// 4 <= lg_k <= 18; throws error{bad_parameter} otherwise.
  explicit distinct(unsigned lg_k = 12) : registers_(std::size_t{1} << checked(lg_k)), lg_k_{lg_k} {}

  void update(double x) noexcept {
    if (is_nan(x)) {
      not_finite_.add(x);
      return;
    }
    update_hash(hash_of(x));
  }
  template <std::integral T>
  void update(T x) noexcept {
    update_hash(hash_of(static_cast<std::uint64_t>(x)));
  }
  void update(std::string_view text) noexcept { update_hash(hash_of(text)); }
  void update(const char* text) noexcept { update(std::string_view{text}); }
  void update(std::span<const double> xs) noexcept {
    for (const double x : xs) update(x);
  }
  /// A value by its hash, which must be as good as those of core/hash.hpp.
  void update_hash(std::uint64_t hash) noexcept {
    std::uint8_t& most = registers_[static_cast<std::size_t>(hash >> (64 - lg_k_))];
    const auto zeros = static_cast<unsigned>(std::countl_zero((hash << lg_k_) | (std::uint64_t{1} << (lg_k_ - 1))));
    most = std::max(most, static_cast<std::uint8_t>(zeros + 1));
  }

  /// Throws error{bad_argument} unless both have the same lg_k.
  void merge(const distinct& other) {
    if (lg_k_ != other.lg_k_)
      throw tepid::error{errc::bad_argument, "lg_k", "distinct: only sketches with the same lg_k can be merged"};
    for (std::size_t i = 0; i < registers_.size(); ++i) registers_[i] = std::max(registers_[i], other.registers_[i]);
    not_finite_ += other.not_finite_;
  }

  void clear() noexcept {
    std::fill(registers_.begin(), registers_.end(), std::uint8_t{0});
    not_finite_ = {};
  }

  [[nodiscard]] unsigned lg_k() const noexcept { return lg_k_; }
  /// Missing values and NaN, which were not taken. No infinities: those are values.
  [[nodiscard]] const non_finite_counts& not_finite() const noexcept { return not_finite_; }
  [[nodiscard]] bool empty() const noexcept {
    return std::all_of(registers_.begin(), registers_.end(), [](std::uint8_t r) { return r == 0; });
  }
  /// Standard error of the estimate, relative; of 16 groups it is 6% more than of many.
  [[nodiscard]] double error() const noexcept {
    const double m = static_cast<double>(registers_.size());
    return 1.04 / std::sqrt(m) * (1.0 + 1.0 / m);
  }
  [[nodiscard]] std::size_t bytes() const noexcept { return sizeof *this + registers_.capacity(); }

  /// The number of different values, missing ones not counted.
  [[nodiscard]] double estimate() const noexcept {
    std::array<std::uint32_t, 66> count{};  // registers by their value
    for (const std::uint8_t r : registers_) ++count[r];
    const double m = static_cast<double>(registers_.size());
    const std::size_t most = 64 - lg_k_;
    if (count[0] == registers_.size()) return 0.0;
    double z = m * tau(1.0 - count[most + 1] / m);
    for (std::size_t k = most; k >= 1; --k) z = 0.5 * (z + count[k]);
    z += m * sigma(count[0] / m);
    // 1 / (2 log 2) for many groups; of few the estimate would be 1.079 / m too high (Flajolet et al., figure 3).
    return 0.72134752044448170368 / (1.0 + 1.079 / m) * m * m / z;
  }
  /// So many standard errors below the estimate, and not below the registers in use: each has seen a value.
  [[nodiscard]] double lower(double errors = 2.0) const noexcept {
    const auto used = registers_.size() - static_cast<std::size_t>(std::count(registers_.begin(), registers_.end(), 0));
    return std::max(static_cast<double>(used), estimate() / (1.0 + errors * error()));
  }
  /// So many above it; infinite where the error allows any number.
  [[nodiscard]] double upper(double errors = 2.0) const noexcept {
    const double rest = 1.0 - errors * error();
    return rest > 0 ? estimate() / rest : std::numeric_limits<double>::infinity();
  }

  [[nodiscard]] std::vector<std::byte> save() const { return save_sketch(*this); }
  [[nodiscard]] static distinct load(std::span<const std::byte> bytes) { return load_sketch<distinct>(bytes); }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    auto lg_k = static_cast<std::uint8_t>(self.lg_k_);
    io(lg_k);
    non_finite_counts::no_value_io(self.not_finite_, io);
    io(self.registers_);
    if constexpr (Io::is_loading) self.lg_k_ = lg_k;
  }
  /// Could these registers have come from values? (after loading)
  [[nodiscard]] bool sound() const noexcept {
    return lg_k_ >= least_lg_k && lg_k_ <= most_lg_k && registers_.size() == std::size_t{1} << lg_k_ &&
           std::all_of(registers_.begin(), registers_.end(), [&](std::uint8_t r) { return r <= 65 - lg_k_; });
  }
  friend bool operator==(const distinct&, const distinct&) = default;

 private:
  static unsigned checked(unsigned lg_k) {
    if (lg_k < least_lg_k || lg_k > most_lg_k)
      throw tepid::error{errc::bad_parameter, "lg_k",
                         "distinct: lg_k is " + std::to_string(lg_k) + "; it must be from 4 to 18"};
    return lg_k;
  }
  /// x + sum over k of x^(2^k) 2^(k-1): what registers at 0 stand for.
  static double sigma(double x) noexcept {
    if (x == 1.0) return std::numeric_limits<double>::infinity();
    double y = 1.0, z = x, before = 0.0;
    do {
      x *= x;
      before = z;
      z += x * y;
      y += y;
    } while (z != before);
    return z;
  }
  /// (1 - x - sum over k of (1 - x^(2^-k))^2 2^-k) / 3: what registers at their end stand for.
  static double tau(double x) noexcept {
    if (x == 0.0 || x == 1.0) return 0.0;
    double y = 1.0, z = 1.0 - x, before = 0.0;
    do {
      x = std::sqrt(x);
      before = z;
      y *= 0.5;
      z -= (1.0 - x) * (1.0 - x) * y;
    } while (z != before);
    return z / 3.0;
  }

  std::vector<std::uint8_t> registers_;
  unsigned lg_k_;
  non_finite_counts not_finite_;
};

}  // namespace tepid::inline v0
