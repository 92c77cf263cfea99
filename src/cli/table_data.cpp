// src/cli/table_data.cpp - reading a whole table.
#include "cli/table_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <unordered_map>

#include "cli/problem.hpp"
#include "cli/text.hpp"

namespace tepid::cli {

std::optional<double> cell_types::add(const cell& read, std::string_view text, std::uint64_t line) {
  if (read.kind == cell_kind::missing) {
    ++missing_;
    return numbers() ? std::optional{std::numeric_limits<double>::quiet_NaN()} : std::nullopt;
  }
  ++values_;
  if (read.is_number()) ++number_count_;
  all_booleans_ = all_booleans_ && read.kind == cell_kind::boolean;
  if (!read.is_number() && text_line_ == 0) {
    text_line_ = line;
    text_example_ = text;
  }
  if (!numbers()) return std::nullopt;
  const auto time = all_times_ ? time_of(text) : std::nullopt;
  all_times_ = time.has_value();
  all_numbers_ = all_numbers_ && read.is_number();
  if (!numbers()) return std::nullopt;
  return all_times_ ? *time : read.number;
}

void cell_types::add_numbers(std::uint64_t values, std::uint64_t booleans, std::uint64_t missing) noexcept {
  missing_ += missing;
  if (values == 0) return;
  values_ += values;
  number_count_ += values;
  all_booleans_ = all_booleans_ && booleans == values;
  all_times_ = false;
}

void cell_types::add_texts(std::uint64_t values, std::uint64_t numbers, std::uint64_t missing) noexcept {
  missing_ += missing;
  values_ += values;
  number_count_ += numbers;
}

column_type cell_types::type() const noexcept {
  if (values_ == 0) return column_type::numeric;
  if (all_booleans_) return column_type::boolean;
  return all_numbers_ ? column_type::numeric : all_times_ ? column_type::time : column_type::categorical;
}

void data_column::add(const cell& given, std::uint64_t line) {
  const cell c = read_cell(given);
  if (c.kind == cell_kind::missing) {
    lengths_.push_back(no_text);
    if (const auto number = types_.add(c, {}, line)) numbers_.push_back(*number);
    return;
  }
  const std::string text = text_of(c);
  chars_ += text;
  lengths_.push_back(static_cast<std::uint32_t>(text.size()));
  if (const auto number = types_.add(c, text, line))
    numbers_.push_back(*number);
  else
    numbers_ = {};
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

void note_mixed(const std::string& table, const std::string& column, const cell_types& types) {
  if (types.type() == column_type::categorical && 2 * types.number_count() > types.values())
    note(fmt::format("{}:{}: column {} is taken as categorical because of {}, although most of its values are numbers",
                     table, types.text_line(), in_quotes(column), in_quotes(types.text_example())));
}

column_picker::column_picker(const row_source& source, const std::vector<std::string>& chosen)
    : source_{&source}, names_{chosen_names(chosen, source.columns())}, all_{chosen.empty()} {
  for (const std::string& name : names_) static_cast<void>(source.find(name));
}

bool column_picker::wanted(const std::string& name) const {
  return all_ || std::find(names_.begin(), names_.end(), name) != names_.end();
}

void column_picker::finish() const {
  for (const std::string& name : names_) static_cast<void>(source_->find_at_end(name));
}

}  // namespace tepid::cli
