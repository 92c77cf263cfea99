// registry/registry.cpp - the detectors of all families together, and what is found in them by name.
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

}  // namespace tepid::inline v0
