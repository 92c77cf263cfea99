// registry/registry.cpp - the rows of all families together, and what is found in them by name.
#include "registry/rows.hpp"

#include <algorithm>
#include <string>

#include <tepid/registered.hpp>
#include <tepid/registered_tests.hpp>

namespace tepid::inline v0 {

namespace {

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

template <class Rows>
[[nodiscard]] std::string names_of(const Rows& rows) {
  std::string names;
  for (const auto* row : rows) names.append(names.empty() ? "" : ", ").append(row->about.name);
  return names;
}

template <class... T>
consteval bool test_names_differ(type_list<T...>) {
  const std::string_view all[]{T::about.name...};
  for (std::size_t i = 0; i < sizeof...(T); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (all[i] == all[j]) return false;
  return true;
}
static_assert(test_names_differ(joined<tests, categorical_tests, multivariate_tests>{}), "two tests share a name");

/// The row of a test that takes this kind of sample, or throws.
[[nodiscard]] const test_row& row_for(std::string_view name, sample_kind kind, test_rows of_kind) {
  const test_row* const row = find_test(name);
  if (row == nullptr)
    throw error{errc::unknown_name, name,
                "there is no test '" + std::string{name} + "'; there are " + names_of(of_kind)};
  if (row->sample != kind)
    throw error{errc::bad_argument, name,
                "test '" + std::string{name} + "' takes " + std::string{to_string(row->sample)} + ", not " +
                    std::string{to_string(kind)} + "; of " + std::string{to_string(kind)} + " there are " +
                    names_of(of_kind)};
  return *row;
}

}  // namespace

std::span<const registry_row* const> registered_detectors() noexcept {
  static const auto rows = [] {
    std::array<const registry_row*, detectors::size> all{};
    auto next = all.begin();
    for (const detector_rows family :
         {control_chart_rows(), error_detector_rows(), window_detector_rows(), sequential_detector_rows()})
      next = std::copy(family.begin(), family.end(), next);
    return all;
  }();
  return rows;
}

const registry_row* find_detector(std::string_view name) noexcept {
  for (const registry_row* row : registered_detectors())
    if (row->about.name == name) return row;
  return nullptr;
}

bounds limit_range(const registry_row& row) noexcept {
  for (const parameter_info& p : row.parameters)
    if (p.name == row.about.limit) return p.range;
  return {};
}

std::unique_ptr<erased_detector> make_detector(std::string_view name, std::span<const setting> settings) {
  if (const registry_row* row = find_detector(name)) return row->make(settings);
  throw error{errc::unknown_name, name,
              "there is no detector '" + std::string{name} + "'; there are " + names_of(registered_detectors())};
}

std::unique_ptr<erased_detector> load_detector(std::span<const std::byte> bytes) {
  const frame saved = read_frame(bytes, saved_kind::detector);
  for (const registry_row* row : registered_detectors())
    if (row->about.id == saved.id) return row->load(saved);
  throw error{errc::bad_version, "state",
              "saved state: detector " + std::to_string(saved.id) + " is not known to this tepid; it may be newer"};
}

std::span<const sketch_descriptor> registered_sketches() noexcept {
  static constexpr auto all = []<class... S>(type_list<S...>) { return std::array{S::about...}; }(sketches{});
  return all;
}

std::span<const test_row* const> registered_tests() noexcept { return test_rows_of(tests{}); }

const test_row* find_test(std::string_view name) noexcept {
  for (const test_rows kind : {registered_tests(), registered_categorical_tests(), registered_multivariate_tests()})
    for (const test_row* row : kind)
      if (row->about.name == name) return row;
  return nullptr;
}

test_result run_test(std::string_view name, std::span<const setting> settings, std::span<const double> reference,
                     std::span<const double> current) {
  return row_for(name, sample_kind::numbers, registered_tests()).run(settings, reference, current);
}

test_result run_categorical_test(std::string_view name, std::span<const setting> settings,
                                 std::span<const std::uint64_t> reference, std::span<const std::uint64_t> current) {
  return row_for(name, sample_kind::counts, registered_categorical_tests()).run_counts(settings, reference, current);
}

test_result run_multivariate_test(std::string_view name, std::span<const setting> settings, matrix_view reference,
                                  matrix_view current) {
  return row_for(name, sample_kind::rows, registered_multivariate_tests()).run_rows(settings, reference, current);
}

test_result run_test(std::string_view name, std::span<const setting> settings, const sample_pair& samples) {
  return row_for(name, sample_kind::numbers, registered_tests()).run_sorted(settings, samples);
}

}  // namespace tepid::inline v0
