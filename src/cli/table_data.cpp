// src/cli/table_data.cpp - reading a whole table.
#include "cli/table_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <unordered_map>

#include "cli/problem.hpp"
#include "cli/progress.hpp"
#include "cli/text.hpp"

namespace tepid::cli {

void data_column::add(const cell& given, std::uint64_t line) {
  const cell c = read_cell(given);
  if (c.kind == cell_kind::missing) {
    ++missing_;
    lengths_.push_back(no_text);
    if (all_numbers_ || all_times_) numbers_.push_back(std::numeric_limits<double>::quiet_NaN());
    return;
  }
  const std::string text = text_of(c);
  chars_ += text;
  lengths_.push_back(static_cast<std::uint32_t>(text.size()));
  if (c.is_number()) ++number_count_;
  all_booleans_ = all_booleans_ && c.kind == cell_kind::boolean;
  if (!c.is_number() && text_line_ == 0) {
    text_line_ = line;
    text_example_ = text;
  }
  if (!all_numbers_ && !all_times_) return;
  const auto time = all_times_ ? time_of(text) : std::nullopt;
  all_times_ = time.has_value();
  all_numbers_ = all_numbers_ && c.is_number();
  if (all_numbers_ || all_times_)
    numbers_.push_back(all_times_ ? *time : c.number);
  else
    numbers_ = {};
}

column_type data_column::type() const noexcept {
  if (empty()) return column_type::numeric;
  if (all_booleans_) return column_type::boolean;
  return all_numbers_ ? column_type::numeric : all_times_ ? column_type::time : column_type::categorical;
}

std::vector<std::optional<std::string_view>> data_column::texts() const {
  std::vector<std::optional<std::string_view>> all;
  all.reserve(lengths_.size());
  std::size_t at = 0;
  for (const std::uint32_t length : lengths_) {
    if (length == no_text) {
      all.emplace_back();
    } else {
      all.emplace_back(std::string_view{chars_}.substr(at, length));
      at += length;
    }
  }
  return all;
}

const data_column* table_data::find(std::string_view column) const noexcept {
  const auto at =
      std::find_if(columns.begin(), columns.end(), [&](const data_column& c) { return c.name() == column; });
  return at == columns.end() ? nullptr : &*at;
}

std::vector<std::string> chosen_names(const std::vector<std::string>& words, std::span<const std::string> columns) {
  std::vector<std::string> names;
  const auto add = [&](std::string_view name) {
    if (name.empty()) throw problem{"--columns: a name is empty"};
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

void add_columns_option(arguments& command, std::vector<std::string>& words, const std::string& meaning) {
  command.option("-c,--columns", words, meaning, {.type = "A,B,..."});
}

namespace {

/// A few words among numbers are worth a look: they are why a column is not compared as numbers.
void note_mixed(const table_data& table) {
  for (const data_column& c : table.columns)
    if (c.type() == column_type::categorical && 2 * c.number_count() > c.rows() - c.missing())
      note(
          fmt::format("{}:{}: column {} is taken as categorical because of {}, although most of its values are numbers",
                      table.name, c.text_line(), in_quotes(c.name()), in_quotes(c.text_example())));
}

}  // namespace

table_data load_table(const std::string& path, const input_options& options, const std::vector<std::string>& chosen) {
  const auto source = open_rows(path, options);
  table_data table{.name = source->name(), .rows = 0, .columns = {}};
  const std::vector<std::string> wanted = chosen_names(chosen, source->columns());
  const auto is_wanted = [&](const std::string& name) {
    return chosen.empty() || std::find(wanted.begin(), wanted.end(), name) != wanted.end();
  };
  for (const std::string& name : wanted) static_cast<void>(source->find(name));

  // For each column of the source its place in the table, npos for one that nobody wants.
  std::vector<std::size_t> places;
  progress bar{source->bytes()};
  while (source->next()) {
    for (std::size_t i = places.size(); i < source->columns().size(); ++i) {
      const std::string& name = source->columns()[i];
      places.push_back(is_wanted(name) ? table.columns.size() : row_source::npos);
      if (places.back() != row_source::npos) table.columns.emplace_back(name).add_missing(table.rows);
    }
    const auto cells = source->cells();
    for (std::size_t i = 0; i < cells.size(); ++i)
      if (places[i] != row_source::npos) table.columns[places[i]].add(cells[i], source->line());
    ++table.rows;
    bar.tick(source->bytes().taken());
  }
  for (const std::string& name : wanted) static_cast<void>(source->find_at_end(name));
  note_mixed(table);
  return table;
}

}  // namespace tepid::cli
