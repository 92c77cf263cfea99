// src/monitors/check.cpp - the table of checks.
#include "monitors/check.hpp"

#include <algorithm>
#include <array>

#include "monitors/checks/all.hpp"

namespace tepid::inline v0 {

namespace {

template <class... Check>
constexpr std::array<check_row, sizeof...(Check)> rows_of(std::tuple<Check...>*) {
  return {row_of_check<Check>()...};
}
constexpr auto rows = rows_of(static_cast<all_checks*>(nullptr));

}  // namespace

std::span<const check_row> check_rows() noexcept { return rows; }

const check_row* find_check(std::string_view name) noexcept {
  const auto at = std::find_if(rows.begin(), rows.end(), [&](const check_row& r) { return r.about.name == name; });
  return at == rows.end() ? nullptr : &*at;
}

}  // namespace tepid::inline v0
