// src/tables/column_picker.cpp - chosen columns by their names.
#include "tables/column_picker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include <tepid/core/error.hpp>

#include "tables/table_error.hpp"
#include "text/names.hpp"
#include "text/printable.hpp"

namespace tepid::inline v0::tables {

std::vector<std::string> chosen_names(const std::vector<std::string>& words, std::span<const std::string> columns,
                                      const char* option) {
  std::vector<std::string> names;
  const auto add = [&](std::string_view name) {
    if (name.empty()) throw wrong_option{option, "a name is empty"};
    if (std::find(names.begin(), names.end(), name) == names.end()) names.emplace_back(name);
  };
  for (const std::string& word : words) {
    if (std::find(columns.begin(), columns.end(), word) != columns.end()) {
      add(word);
      continue;
    }
    std::string_view rest{word};
    for (std::size_t comma; (comma = rest.find(',')) != std::string_view::npos; rest.remove_prefix(comma + 1))
      add(rest.substr(0, comma));
    add(rest);
  }
  return names;
}

std::vector<std::string> left_out_columns(const std::vector<std::string>& words, std::span<const std::string> columns) {
  const std::vector<std::string> names = chosen_names(words, columns, "exclude");
  std::vector<std::string> found;
  for (const std::string& name : names)
    if (std::none_of(columns.begin(), columns.end(), [&](const auto& column) { return is_among(std::span{&name, 1}, column); }))
      throw wrong_option{"exclude", no_such_column(name, columns)};
  for (const std::string& column : columns)
    if (is_among(names, column) && std::find(found.begin(), found.end(), column) == found.end()) found.push_back(column);
  return found;
}

column_picker::column_picker(const row_source& source, const std::vector<std::string>& chosen,
                             const std::vector<std::string>& excluded)
    : source_{&source},
      names_{chosen_names(chosen, source.columns())},
      excluded_{chosen_names(excluded, source.columns(), "exclude")},
      all_{chosen.empty()} {
  for (const std::string& name : names_)
    if (is_among(excluded_, name))
      throw wrong_option{"exclude", fmt::format("column {} is among those that are chosen", in_quotes(name))};
  for (const std::string& name : names_) static_cast<void>(source.find(name));
}

bool column_picker::wanted(const std::string& name) const {
  return all_ ? !is_among(excluded_, name)
              : std::find(names_.begin(), names_.end(), name) != names_.end();
}

std::vector<std::string> column_picker::finish() const {
  for (const std::string& name : names_) static_cast<void>(source_->find_at_end(name));
  if (picked_ == 0)
    throw excluded_.empty() ? table_error{errc::bad_data, source_->name(), 0, "there is no column: every line is {}"}
                            : table_error{errc::bad_argument, source_->name(), 0, "all columns are excluded"};
  std::vector<std::string> found;
  for (const std::string& name : source_->columns())
    if (is_among(excluded_, name)) found.push_back(name);
  return found;
}

}  // namespace tepid::inline v0::tables
