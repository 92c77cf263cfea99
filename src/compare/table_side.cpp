// src/compare/table_side.cpp - columns by their names.
#include <tepid/compare/table_side.hpp>

#include <utility>

#include <tepid/core/error.hpp>

#include "text/names.hpp"
#include "text/printable.hpp"

namespace tepid::inline v0 {

table_side::table_side(std::string name, std::uint64_t rows, std::vector<std::string> columns)
    : name_{std::move(name)}, rows_{rows}, columns_{std::move(columns)} {
  for (std::size_t i = 0; i < columns_.size(); ++i)
    if (!places_.emplace(columns_[i], i).second)
      throw error{errc::bad_argument, columns_[i], located(name_, 0, columns_[i], "there are two of this name")};
}

std::string table_side::problem_of(const std::string&) const { return {}; }

std::string table_side::without_rows() const { return {}; }

text_example table_side::first_text(const std::string&) const { return {}; }

void table_side::read_texts(const std::vector<std::string>&) {}

}  // namespace tepid::inline v0
