// registry/rows.hpp - the row of one detector type: its erased face.
#pragma once

#include <array>
#include <memory>
#include <span>
#include <string>

#include <tepid/core/type_list.hpp>
#include <tepid/registry.hpp>

namespace tepid::inline v0 {

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
  [[nodiscard]] double level() const noexcept override { return detector_.level(); }
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
    D::about,
    erased<D>::parameters,
    sizeof(D),
    [](std::span<const setting> settings) -> std::unique_ptr<erased_detector> {
      return std::make_unique<erased<D>>(D{from_settings(D::about.name, settings, D::schema)});
    },
    [](const frame& saved) -> std::unique_ptr<erased_detector> {
      return std::make_unique<erased<D>>(detector_codec<D>::load(saved));
    },
    [](double level) noexcept { return D::limit_for(level); }};

using detector_rows = std::span<const registry_row* const>;

/// The rows of a list, made where this is called: each family in a source file of its own, to compile side by side.
template <class... D>
[[nodiscard]] detector_rows rows_of(type_list<D...>) noexcept {
  if constexpr (sizeof...(D) == 0) {
    return {};
  } else {
    static constexpr std::array<const registry_row*, sizeof...(D)> rows{&erased<D>::description...};
    return rows;
  }
}

/// The names of some rows, for messages.
template <class Rows>
[[nodiscard]] std::string names_of(const Rows& rows) {
  std::string names;
  for (const auto* row : rows) names.append(names.empty() ? "" : ", ").append(row->about.name);
  return names;
}

using test_rows = std::span<const test_row* const>;

/// The row of one test, with the function for its kind of sample.
template <class T>
struct test_entry {
  static constexpr auto parameters = describe(T::schema);

  template <class Sample>
  static test_result run(std::span<const setting> settings, Sample reference, Sample current) {
    return T{from_settings(T::about.name, settings, T::schema)}(reference, current);
  }

  static constexpr test_row row = [] {
    test_row r{.about = T::about, .parameters = parameters};
    if constexpr (TwoSampleTest<T>) {
      r.run = run<std::span<const double>>;
      r.run_sorted = [](std::span<const setting> settings, const sample_pair& samples) {
        return T{from_settings(T::about.name, settings, T::schema)}(samples);
      };
    } else if constexpr (CategoricalTest<T>) {
      r.sample = sample_kind::counts;
      r.run_counts = run<std::span<const std::uint64_t>>;
    } else {
      static_assert(MultivariateTest<T>);
      r.sample = sample_kind::rows;
      r.run_rows = run<matrix_view>;
    }
    return r;
  }();
};

template <class... T>
[[nodiscard]] test_rows test_rows_of(type_list<T...>) noexcept {
  if constexpr (sizeof...(T) == 0) {
    return {};
  } else {
    static constexpr std::array<const test_row*, sizeof...(T)> rows{&test_entry<T>::row...};
    return rows;
  }
}

[[nodiscard]] detector_rows control_chart_rows() noexcept;
[[nodiscard]] detector_rows error_detector_rows() noexcept;
[[nodiscard]] detector_rows window_detector_rows() noexcept;
[[nodiscard]] detector_rows sequential_detector_rows() noexcept;

}  // namespace tepid::inline v0
