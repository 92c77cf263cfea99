// registry/healthy_laws.cpp - the law in control of every registered detector, by its parameters.
#include <array>
#include <string>
#include <vector>

#include <tepid/core/healthy_law.hpp>
#include <tepid/design/input_law.hpp>
#include <tepid/registered.hpp>

namespace tepid::inline v0::design {

namespace {

struct law_row {
  std::string_view name;
  healthy_law (*law)(std::span<const setting>);
};

template <class... D>
constexpr std::array<law_row, sizeof...(D)> rows_of(type_list<D...>) {
  return {law_row{D::about.name, [](std::span<const setting> settings) {
                    return healthy_law_of<D>(from_settings(D::about.name, settings, D::schema));
                  }}...};
}

}  // namespace

healthy_law law_of(std::string_view detector, std::span<const setting> settings) {
  static constexpr auto rows = rows_of(detectors{});
  for (const law_row& row : rows)
    if (row.name == detector) return row.law(settings);
  throw error{errc::unknown_name, detector, "there is no detector '" + std::string{detector} + "'"};
}

healthy_law law_of(const erased_detector& detector) {
  const registry_row& row = detector.row();
  std::vector<setting> settings;
  for (std::size_t i = 0; i < row.parameters.size(); ++i)
    settings.push_back({row.parameters[i].name, detector.parameter(i)});
  return law_of(row.about.name, settings);
}

}  // namespace tepid::inline v0::design
