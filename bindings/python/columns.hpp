// columns.hpp - columns read from Python's objects, for comparisons and profiles.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <tepid/compare/memory_side.hpp>

#include "objects.hpp"

namespace tepid_python {

/// Columns in memory, as tepid._columns fills them.
struct column_list {
  std::vector<tepid::memory_column> columns;
};

/// The bytes of a str; what is no UTF-8 as the file system has it.
std::string bytes_of_text(py::handle text);

}  // namespace tepid_python
