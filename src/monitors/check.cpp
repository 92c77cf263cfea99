// src/monitors/check.cpp - the table of checks.
#include "monitors/check.hpp"

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

}  // namespace tepid::inline v0
