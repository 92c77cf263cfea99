// registry/registry_tests.cpp - the comparisons of samples together, and what is found in them by name.
#include "registry/rows.hpp"

#include <string>

#include <tepid/registered_tests.hpp>

namespace tepid::inline v0 {

namespace {

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
