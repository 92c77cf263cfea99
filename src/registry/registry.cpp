// registry/registry.cpp - the rows of all families together, and what is found in them by name.
#include "registry/rows.hpp"

#include <algorithm>
#include <string>

#include <tepid/registered.hpp>

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

template <TwoSampleTest T>
struct test_entry {
  static constexpr auto parameters = describe(T::schema);
  static constexpr test_row row{
      T::about, parameters,
      [](std::span<const setting> settings, std::span<const double> reference, std::span<const double> current) {
        return T{from_settings(T::about.name, settings, T::schema)}(reference, current);
      },
      [](std::span<const setting> settings, const sample_pair& samples) {
        return T{from_settings(T::about.name, settings, T::schema)}(samples);
      }};
};

template <class... T>
constexpr auto test_rows_of(type_list<T...>) {
  return std::array<const test_row*, sizeof...(T)>{&test_entry<T>::row...};
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

std::span<const test_row* const> registered_tests() noexcept {
  static constexpr auto rows = test_rows_of(tests{});
  return rows;
}

const test_row* find_test(std::string_view name) noexcept {
  for (const test_row* row : registered_tests())
    if (row->about.name == name) return row;
  return nullptr;
}

namespace {

const test_row& test_named(std::string_view name) {
  if (const test_row* row = find_test(name)) return *row;
  throw error{errc::unknown_name, name,
              "there is no test '" + std::string{name} + "'; there are " + names_of(registered_tests())};
}

}  // namespace

test_result run_test(std::string_view name, std::span<const setting> settings, std::span<const double> reference,
                     std::span<const double> current) {
  return test_named(name).run(settings, reference, current);
}

test_result run_test(std::string_view name, std::span<const setting> settings, const sample_pair& samples) {
  return test_named(name).run_sorted(settings, samples);
}

}  // namespace tepid::inline v0
