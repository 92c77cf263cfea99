// src/c_api/table.hpp - what a table of the C interface holds.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include <tepid/compare/memory_side.hpp>
#include <tepid/tepid.h>

struct tepid_table {
  std::uint64_t rows = 0;  ///< Of each column; of no meaning where there is none.
  std::vector<tepid::memory_column> columns;
  std::set<std::string> names;
};
