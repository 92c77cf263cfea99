// tepid/registry.hpp - every part by its name, without knowing its type.
//
// The C ABI, the command line, Python, the reference page and the conformance tests iterate over these rows and
// never name a part themselves. registered.hpp has the lists; the rows are compiled once, into the library
// tepid::static.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include <tepid/core/detector.hpp>
#include <tepid/sketches/descriptor.hpp>
#include <tepid/two_sample/result.hpp>

namespace tepid::inline v0 {

/// A detector whose type is not known: one indirect call a batch. Not thread-safe; copies are independent.
class erased_detector {
 public:
  virtual ~erased_detector() = default;

  virtual state update(double x) noexcept = 0;
  virtual std::size_t update(std::span<const double> xs) noexcept = 0;
  virtual void reset() noexcept = 0;
  virtual void rearm() noexcept = 0;
  [[nodiscard]] virtual state status() const noexcept = 0;
  [[nodiscard]] virtual double statistic() const noexcept = 0;
  [[nodiscard]] virtual double level() const noexcept = 0;
  [[nodiscard]] virtual std::uint64_t count() const noexcept = 0;
  [[nodiscard]] virtual std::uint64_t rejected() const noexcept = 0;
  [[nodiscard]] virtual change_estimate change() const noexcept = 0;
  /// The value of the parameter at this position of about().parameters; a choice by its position.
  [[nodiscard]] virtual double parameter(std::size_t index) const noexcept = 0;
  /// The same detector under another limit, its alarm cleared; see detector_codec. Throws error{bad_parameter}.
  [[nodiscard]] virtual std::unique_ptr<erased_detector> with_limit(double limit) const = 0;
  /// Writes the saved state into `out` if it fits; returns the size needed.
  virtual std::size_t save(std::span<std::byte> out) const = 0;
  [[nodiscard]] virtual std::unique_ptr<erased_detector> clone() const = 0;
  [[nodiscard]] virtual const struct registry_row& row() const noexcept = 0;

 protected:
  erased_detector() = default;
  erased_detector(const erased_detector&) = default;
  erased_detector& operator=(const erased_detector&) = default;
};

/// What the registry knows of one detector.
struct registry_row {
  descriptor about;
  std::span<const parameter_info> parameters;
  std::size_t size_bytes;  ///< sizeof the detector: all of its memory unless its documentation says more.
  /// Throws error{unknown_name or bad_parameter}.
  std::unique_ptr<erased_detector> (*make)(std::span<const setting> settings);
  /// From a frame that holds this detector; throws error.
  std::unique_ptr<erased_detector> (*load)(const frame& saved);
  /// The limit whose level this is; see scalar_detector::level.
  double (*limit_for)(double level) noexcept;
};

/// The rows of all detectors, in the order of the list.
[[nodiscard]] std::span<const registry_row* const> registered_detectors() noexcept;

/// The row of that name, or null.
[[nodiscard]] const registry_row* find_detector(std::string_view name) noexcept;

/// The bounds of the parameter that a detector's descriptor names as its limit.
[[nodiscard]] bounds limit_range(const registry_row& row) noexcept;

/// Creates a detector by name. Throws error{unknown_name} with the names that there are, or error{bad_parameter}.
[[nodiscard]] std::unique_ptr<erased_detector> make_detector(std::string_view name,
                                                             std::span<const setting> settings = {});

/// Loads whichever detector the bytes hold. Throws error for any bytes that were not saved by tepid.
[[nodiscard]] std::unique_ptr<erased_detector> load_detector(std::span<const std::byte> bytes);

/// The descriptors of all sketches, in the order of the list.
[[nodiscard]] std::span<const sketch_descriptor> registered_sketches() noexcept;

/// What a test takes two of. The numbers are frozen.
enum class sample_kind : std::uint8_t {
  numbers = 0,  ///< Numbers in any order.
  counts = 1,   ///< Counts over the same categories.
  rows = 2,     ///< Rows of equally many numbers.
};

/// "numbers", "counts" or "rows".
[[nodiscard]] constexpr std::string_view to_string(sample_kind kind) noexcept {
  return kind == sample_kind::numbers ? "numbers" : kind == sample_kind::counts ? "counts" : "rows";
}

/// What the registry knows of one test. Of the three functions only the one for its kind of sample is not null; each
/// throws error{unknown_name, bad_parameter, bad_argument or bad_data}.
struct test_row {
  test_descriptor about;
  std::span<const parameter_info> parameters;
  test_result (*run)(std::span<const setting> settings, std::span<const double> reference,
                     std::span<const double> current) = nullptr;
  /// The same on samples that are sorted once for many tests.
  test_result (*run_sorted)(std::span<const setting> settings, const sample_pair& samples) = nullptr;
  sample_kind sample = sample_kind::numbers;
  test_result (*run_counts)(std::span<const setting> settings, std::span<const std::uint64_t> reference,
                            std::span<const std::uint64_t> current) = nullptr;
  test_result (*run_rows)(std::span<const setting> settings, matrix_view reference, matrix_view current) = nullptr;
};

/// The rows of all tests of numbers, in the order of the list.
[[nodiscard]] std::span<const test_row* const> registered_tests() noexcept;

/// The rows of all tests of counts, in the order of the list.
[[nodiscard]] std::span<const test_row* const> registered_categorical_tests() noexcept;

/// The rows of all tests of rows of numbers, in the order of the list.
[[nodiscard]] std::span<const test_row* const> registered_multivariate_tests() noexcept;

/// The row of that name, of any kind of sample, or null.
[[nodiscard]] const test_row* find_test(std::string_view name) noexcept;

/// Runs a test by name. Throws error{unknown_name} with the names that there are, error{bad_argument} when the test
/// takes another kind of sample, error{bad_parameter}, or error{bad_data} naming the sample that cannot be used.
[[nodiscard]] test_result run_test(std::string_view name, std::span<const setting> settings,
                                   std::span<const double> reference, std::span<const double> current);
[[nodiscard]] test_result run_test(std::string_view name, std::span<const setting> settings,
                                   const sample_pair& samples);

/// The same on counts over the same categories.
[[nodiscard]] test_result run_categorical_test(std::string_view name, std::span<const setting> settings,
                                               std::span<const std::uint64_t> reference,
                                               std::span<const std::uint64_t> current);

/// The same on rows of equally many numbers.
[[nodiscard]] test_result run_multivariate_test(std::string_view name, std::span<const setting> settings,
                                                matrix_view reference, matrix_view current);

/// A test chosen for two samples, with the parameters that differ from its defaults, and why; "" if it was asked for.
struct chosen_test {
  const test_row* row = nullptr;
  std::vector<setting> settings;
  std::string_view why;
};

/// The tests of two samples of these sizes that are run unless others are asked for; the first decides. Numbers:
/// kolmogorov_smirnov, psi and wasserstein, by random divisions up to 2,000 values in all. Counts: categorical_psi, by
/// random divisions where a category expects fewer than 100 values in the smaller sample: by the chi-squared law 9 % of
/// p-values of 50 values in ten equal categories are below 0.05 without a change, and 12 % of 100 values below 0.01
/// where one category has a share of 2 %. Rows: mmd, of all pairs up to 1,000 rows in all and of random features
/// beyond. `level`: p-values must be able to be a quarter of it.
[[nodiscard]] std::vector<chosen_test> default_tests(sample_kind kind, std::uint64_t reference, std::uint64_t current,
                                                     double level = 0.01);

/// The same with the least effect that matters, if the test takes one and has not got it and it is above 0.
[[nodiscard]] chosen_test with_margin(chosen_test test, double margin);

}  // namespace tepid::inline v0
