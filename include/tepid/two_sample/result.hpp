// tepid/two_sample/result.hpp - what makes a two-sample test: descriptor, result, concept.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <type_traits>

#include <tepid/core/numeric.hpp>
#include <tepid/core/schema.hpp>

namespace tepid::inline v0 {

/// Who a test is. Names are frozen once released.
struct test_descriptor {
  std::string_view name;    ///< snake_case.
  std::string_view title;   ///< One line for people.
  std::string_view source;  ///< Author, year, where.
};

/// What a comparison of a reference and a current sample found.
struct test_result {
  std::string_view name = "";   ///< The test.
  double statistic = 0.0;       ///< In the test's own unit.
  double p_value = 0.0;         ///< NaN where the test has none.
  double effect = 0.0;          ///< How large the change is, apart from how certain; the test says in what unit.
  std::uint64_t reference = 0;  ///< Values used of each sample.
  std::uint64_t current = 0;
  std::string_view method = "";  ///< How the p-value was computed.
  /// Confidence interval of the effect, at the test's parameter `confidence`; NaN where the test has none.
  double effect_low = std::numeric_limits<double>::quiet_NaN();
  double effect_high = std::numeric_limits<double>::quiet_NaN();
  /// The p-value of |effect| <= margin, the test's parameter `margin` (a minimum-effect test): the least 1 - confidence
  /// whose interval lies beyond the margin. So it is as good as the interval, beyond_margin() holds at a confidence
  /// where it is at most one less that, and it is about twice that of the one-sided test where the margin is far from
  /// 0. NaN without a margin, and where the test has no interval.
  double margin_p = std::numeric_limits<double>::quiet_NaN();
};

/// Is the change larger than what matters? True when the whole confidence interval of the effect lies beyond the
/// margin, above it or below its negative; without an interval, when the effect itself does.
[[nodiscard]] inline bool beyond_margin(const test_result& r, double margin) noexcept {
  const bool interval = !is_nan(r.effect_low) && !is_nan(r.effect_high);
  return (interval ? r.effect_low : r.effect) > margin || (interval ? r.effect_high : r.effect) < -margin;
}

/// Rows of equally many numbers, row after row: the sample of a multivariate test.
struct matrix_view {
  std::span<const double> values;
  std::size_t columns = 1;

  [[nodiscard]] std::size_t rows() const noexcept { return columns == 0 ? 0 : values.size() / columns; }
  [[nodiscard]] std::span<const double> row(std::size_t i) const noexcept {
    return values.subspan(i * columns, columns);
  }
};

class sample_pair;  // samples.hpp

/// A test of two samples of numbers, in any order, or sorted once for many tests. Missing values
/// and NaN are no numbers.
template <class T>
concept TwoSampleTest = requires(const T t, std::span<const double> xs, const sample_pair& sorted) {
  typename T::params;
  requires std::same_as<decltype(T::about), const test_descriptor>;
  T::schema;
  T{typename T::params{}};
  { t(xs, xs) } -> std::same_as<test_result>;
  { t(sorted) } -> std::same_as<test_result>;
};

/// A test of two rows of counts over the same categories.
template <class T>
concept CategoricalTest = requires(const T t, std::span<const std::uint64_t> counts) {
  typename T::params;
  requires std::same_as<decltype(T::about), const test_descriptor>;
  T::schema;
  T{typename T::params{}};
  { t(counts, counts) } -> std::same_as<test_result>;
};

/// A test of two samples of vectors of one length.
template <class T>
concept MultivariateTest = requires(const T t, matrix_view rows) {
  typename T::params;
  requires std::same_as<decltype(T::about), const test_descriptor>;
  T::schema;
  T{typename T::params{}};
  { t(rows, rows) } -> std::same_as<test_result>;
};

}  // namespace tepid::inline v0
