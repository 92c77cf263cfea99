// tepid/two_sample/samples.hpp - a reference and a current sample, sorted once for every test.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/two_sample/result.hpp>

namespace tepid::inline v0 {

namespace detail {

/// Sorts finite values in increasing order: the one place where the tests sort.
inline void sort_values(std::span<double> xs) { std::sort(xs.begin(), xs.end()); }

}  // namespace detail

/// How many values of a sample are no finite number.
struct left_out {
  std::uint64_t missing = 0;     ///< NaN.
  std::uint64_t not_finite = 0;  ///< Infinities.

  friend bool operator==(const left_out&, const left_out&) = default;
};

/// A reference and a current sample: their finite values in order, and how many values were none.
///
/// Made once, it serves every test, so comparing a column with all of them sorts it once.
/// Cost: O(N log N) once; 8 bytes a value. Samples without a finite value are taken: each test says what it needs.
class sample_pair {
 public:
  /// A sample may have this many values: products of two sizes, and their multiples, fit 64 bits.
  static constexpr std::size_t most = 1'000'000'000;

  sample_pair(std::span<const double> reference, std::span<const double> current)
      : reference_{reference}, current_{current} {}

  /// Finite values in increasing order. Behind the last one, and readable, is +infinity.
  [[nodiscard]] std::span<const double> reference() const noexcept { return reference_.values(); }
  [[nodiscard]] std::span<const double> current() const noexcept { return current_.values(); }
  [[nodiscard]] const left_out& reference_left_out() const noexcept { return reference_.rest; }
  [[nodiscard]] const left_out& current_left_out() const noexcept { return current_.rest; }

  /// Throws error{bad_data} naming the sample that has no finite value, or too many.
  void require_values(std::string_view test) const {
    reference_.require(test, "reference");
    current_.require(test, "current");
  }

 private:
  struct side {
    std::vector<double> sorted;
    left_out rest;

    explicit side(std::span<const double> xs) {
      sorted.reserve(xs.size() + 1);
      for (const double x : xs) {
        if (is_finite(x))
          sorted.push_back(x);
        else
          ++(is_nan(x) ? rest.missing : rest.not_finite);
      }
      detail::sort_values(sorted);
      sorted.push_back(std::numeric_limits<double>::infinity());
    }
    [[nodiscard]] std::span<const double> values() const noexcept { return {sorted.data(), sorted.size() - 1}; }
    void require(std::string_view test, std::string_view name) const {
      const std::uint64_t others = rest.missing + rest.not_finite;
      const std::string who = std::string{test} + ": ";
      if (values().size() > most)
        throw error{errc::bad_data, name, who + "a sample has at most " + std::to_string(most) + " values"};
      if (values().empty())
        throw error{errc::bad_data, name,
                    who + "the " + std::string{name} + " sample " +
                        (others == 0 ? "is empty" : "has no finite value among its " + std::to_string(others))};
    }
  };

  side reference_, current_;
};

namespace detail {

/// A result with name and sizes; throws error{bad_data} when a sample has no finite value.
[[nodiscard]] inline test_result begin_test(const test_descriptor& about, const sample_pair& samples) {
  samples.require_values(about.name);
  return {.name = about.name, .reference = samples.reference().size(), .current = samples.current().size()};
}

/// No p-value can be told.
inline void without_p(test_result& r) noexcept {
  r.p_value = std::numeric_limits<double>::quiet_NaN();
  r.method = "no p-value";
}

}  // namespace detail

}  // namespace tepid::inline v0
