// src/cli/table_data.cpp - reading a whole table.
#include "cli/table_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "cli/problem.hpp"
#include "cli/text.hpp"

namespace tepid::cli {

const data_column* table_data::find(std::string_view column) const noexcept {
  const auto at =
      std::find_if(columns.begin(), columns.end(), [&](const data_column& c) { return c.name() == column; });
  return at == columns.end() ? nullptr : &*at;
}

void kept_rows::read_texts(std::span<data_column* const> wanted) const {
  if (wanted.empty()) return;
  const auto& columns = parser->columns();
  std::unordered_map<std::string_view, std::size_t> place_of;
  for (std::size_t i = 0; i < columns.size(); ++i) place_of.emplace(columns[i], i);
  std::vector<cell_use> uses(columns.size(), cell_use::none);
  std::vector<std::size_t> places;
  for (const data_column* c : wanted) {
    places.push_back(place_of.at(c->name()));
    uses[places.back()] = cell_use::texts;
  }
  parsed_block rows;
  for (const block& b : blocks) {
    parser->parse(std::string_view{b.text}.substr(0, b.text.size() - padding), b.first_line, uses, rows);
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      const parsed_column& cells = rows.columns[places[i]];
      cells.for_each_stretch(
          rows.rows,
          [&](std::size_t first, std::size_t count) {
            for (const std::string_view t : std::span{cells.texts}.subspan(first, count))
              wanted[i]->take_text(t.data() == nullptr ? std::nullopt : std::optional{t});
          },
          [&](std::uint64_t absent) { wanted[i]->take_missing_texts(absent); });
    }
  }
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

void note_mixed(const std::string& table, const std::string& column, const typed_column& typed) {
  if (typed.type() == column_type::categorical && 2 * typed.number_count() > typed.values())
    note(fmt::format("{}:{}: column {} is taken as categorical because of {}, although most of its values are numbers",
                     table, typed.text_line(), in_quotes(column), in_quotes(typed.text_example())));
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
