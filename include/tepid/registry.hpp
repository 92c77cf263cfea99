// tepid/registry.hpp - the one place that knows every part.
//
// A detector is registered by one line here. The C ABI, the command line, Python, the reference page and
// the conformance tests iterate over these rows and never name a detector themselves.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tepid/core/detector.hpp>
#include <tepid/core/type_list.hpp>
#include <tepid/detectors/cusum.hpp>
#include <tepid/detectors/ewma_bank.hpp>
#include <tepid/detectors/page_hinkley.hpp>
#include <tepid/sketches/bins.hpp>
#include <tepid/sketches/ecdf.hpp>
#include <tepid/two_sample/kolmogorov_smirnov.hpp>
#include <tepid/two_sample/psi.hpp>

namespace tepid::inline v0 {

/// Every detector, by id.
using detectors = type_list<cusum,         //
                            page_hinkley,  //
                            ewma_bank>;

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
};

/// The erased face of one detector type.
template <Detector D>
class erased final : public erased_detector {
 public:
  static constexpr auto parameters = describe(D::schema);
  static const registry_row description;

  explicit erased(const D& d) : detector_{d} {}

  state update(double x) noexcept override { return detector_.update(x); }
  std::size_t update(std::span<const double> xs) noexcept override { return detector_.update(xs); }
  void reset() noexcept override { detector_.reset(); }
  void rearm() noexcept override { detector_.rearm(); }
  [[nodiscard]] state status() const noexcept override { return detector_.status(); }
  [[nodiscard]] double statistic() const noexcept override { return detector_.statistic(); }
  [[nodiscard]] std::uint64_t count() const noexcept override { return detector_.count(); }
  [[nodiscard]] std::uint64_t rejected() const noexcept override { return detector_.rejected(); }
  [[nodiscard]] change_estimate change() const noexcept override { return detector_.change(); }
  [[nodiscard]] double parameter(std::size_t index) const noexcept override {
    return value_at(detector_.parameters(), D::schema, index);
  }
  [[nodiscard]] std::unique_ptr<erased_detector> with_limit(double limit) const override {
    return std::make_unique<erased>(detector_codec<D>::with_limit(detector_, limit));
  }
  std::size_t save(std::span<std::byte> out) const override { return detector_codec<D>::save(detector_, out); }
  [[nodiscard]] std::unique_ptr<erased_detector> clone() const override { return std::make_unique<erased>(detector_); }
  [[nodiscard]] const registry_row& row() const noexcept override { return description; }

 private:
  D detector_;
};

template <Detector D>
constexpr registry_row erased<D>::description{
    D::about, erased<D>::parameters, sizeof(D),
    [](std::span<const setting> settings) -> std::unique_ptr<erased_detector> {
      return std::make_unique<erased<D>>(D{from_settings(D::about.name, settings, D::schema)});
    },
    [](const frame& saved) -> std::unique_ptr<erased_detector> {
      return std::make_unique<erased<D>>(detector_codec<D>::load(saved));
    }};

namespace detail {

template <class... D>
constexpr auto rows_of(type_list<D...>) {
  return std::array<const registry_row*, sizeof...(D)>{&erased<D>::description...};
}

template <class... D>
consteval bool ids_and_names_differ(type_list<D...>) {
  const descriptor all[]{D::about...};
  for (std::size_t i = 0; i < sizeof...(D); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (all[i].id == all[j].id || all[i].name == all[j].name || all[i].class_name == all[j].class_name) return false;
  return true;
}
static_assert(ids_and_names_differ(detectors{}), "two detectors share an id or a name");

/// Each descriptor must name one of its real-valued parameters as its limit.
template <class... D>
consteval bool limits_exist(type_list<D...>) {
  const auto has = []<class X>() {
    for (const auto& p : describe(X::schema))
      if (p.name == X::about.limit && p.kind == value_kind::real) return true;
    return false;
  };
  return (has.template operator()<D>() && ...);
}
static_assert(limits_exist(detectors{}), "a descriptor's limit is not one of its parameters");

}  // namespace detail

/// The rows of all detectors, in the order of the list.
[[nodiscard]] inline std::span<const registry_row* const> registered_detectors() noexcept {
  static constexpr auto rows = detail::rows_of(detectors{});
  return rows;
}

/// The row of that name, or null.
[[nodiscard]] inline const registry_row* find_detector(std::string_view name) noexcept {
  for (const registry_row* row : registered_detectors())
    if (row->about.name == name) return row;
  return nullptr;
}

/// The bounds of the parameter that a detector's descriptor names as its limit.
[[nodiscard]] inline bounds limit_range(const registry_row& row) noexcept {
  for (const parameter_info& p : row.parameters)
    if (p.name == row.about.limit) return p.range;
  return {};
}

/// Creates a detector by name. Throws error{unknown_name} with the names that there are, or error{bad_parameter}.
[[nodiscard]] inline std::unique_ptr<erased_detector> make_detector(std::string_view name,
                                                                    std::span<const setting> settings = {}) {
  if (const registry_row* row = find_detector(name)) return row->make(settings);
  std::string names;
  for (const registry_row* row : registered_detectors())
    names.append(names.empty() ? "" : ", ").append(row->about.name);
  throw error{errc::unknown_name, name, "there is no detector '" + std::string{name} + "'; there are " + names};
}

/// Loads whichever detector the bytes hold. Throws error for any bytes that were not saved by tepid.
[[nodiscard]] inline std::unique_ptr<erased_detector> load_detector(std::span<const std::byte> bytes) {
  const frame saved = read_frame(bytes, saved_kind::detector);
  for (const registry_row* row : registered_detectors())
    if (row->about.id == saved.id) return row->load(saved);
  throw error{errc::bad_version, "state",
              "saved state: detector " + std::to_string(saved.id) + " is not known to this tepid; it may be newer"};
}

/// Every sketch.
using sketches = type_list<bins,  //
                           ecdf>;

/// The descriptors of all sketches, in the order of the list.
[[nodiscard]] inline std::span<const sketch_descriptor> registered_sketches() noexcept {
  static constexpr auto all = []<class... S>(type_list<S...>) { return std::array{S::about...}; }(sketches{});
  return all;
}

/// Every two-sample test.
using tests = type_list<kolmogorov_smirnov,  //
                        psi>;

/// What the registry knows of one test.
struct test_row {
  test_descriptor about;
  std::span<const parameter_info> parameters;
  /// Throws error{unknown_name, bad_parameter or bad_data}.
  test_result (*run)(std::span<const setting> settings, std::span<const double> reference,
                     std::span<const double> current);
};

namespace detail {

template <TwoSampleTest T>
struct test_entry {
  static constexpr auto parameters = describe(T::schema);
  static constexpr test_row row{
      T::about, parameters,
      [](std::span<const setting> settings, std::span<const double> reference, std::span<const double> current) {
        return T{from_settings(T::about.name, settings, T::schema)}(reference, current);
      }};
};

template <class... T>
constexpr auto test_rows_of(type_list<T...>) {
  return std::array<const test_row*, sizeof...(T)>{&test_entry<T>::row...};
}

}  // namespace detail

/// The rows of all tests, in the order of the list.
[[nodiscard]] inline std::span<const test_row* const> registered_tests() noexcept {
  static constexpr auto rows = detail::test_rows_of(tests{});
  return rows;
}

/// The row of that name, or null.
[[nodiscard]] inline const test_row* find_test(std::string_view name) noexcept {
  for (const test_row* row : registered_tests())
    if (row->about.name == name) return row;
  return nullptr;
}

/// Runs a test by name. Throws error{unknown_name} with the names that there are, error{bad_parameter}, or
/// error{bad_data} naming the sample that cannot be used.
[[nodiscard]] inline test_result run_test(std::string_view name, std::span<const setting> settings,
                                          std::span<const double> reference, std::span<const double> current) {
  if (const test_row* row = find_test(name)) return row->run(settings, reference, current);
  std::string names;
  for (const test_row* row : registered_tests()) names.append(names.empty() ? "" : ", ").append(row->about.name);
  throw error{errc::unknown_name, name, "there is no test '" + std::string{name} + "'; there are " + names};
}

}  // namespace tepid::inline v0
