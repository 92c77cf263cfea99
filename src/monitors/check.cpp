// src/monitors/check.cpp - the table of checks.
#include "monitors/check.hpp"

#include <algorithm>
#include <array>

#include "monitors/checks/all.hpp"

namespace tepid::inline v0 {

namespace {

template <class List>
constexpr std::array<check_row, 0> rows_of{};
template <class... Check>
constexpr std::array rows_of<std::tuple<Check...>>{row_of_check<Check>()...};

}  // namespace

std::span<const check_row> check_rows() noexcept { return rows_of<all_checks>; }

const check_row* find_check(std::string_view name) noexcept {
  const std::span<const check_row> rows = check_rows();
  const auto at = std::find_if(rows.begin(), rows.end(), [&](const check_row& r) { return r.about.name == name; });
  return at == rows.end() ? nullptr : &*at;
}

}  // namespace tepid::inline v0
