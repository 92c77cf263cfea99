// src/text/names.cpp - lists of names, and the one that was meant.
#include "text/names.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <vector>

#include "text/printable.hpp"

namespace tepid::inline v0 {

std::string located(std::string_view file, std::uint64_t line, std::optional<std::string_view> column,
                    std::string_view what) {
  std::string text{file};
  if (line != 0) text.append(":").append(std::to_string(line));
  if (column) text.append(": column ").append(in_quotes(*column));
  return text.append(": ").append(what);
}

std::string list_of(std::span<const std::string> names) {
  constexpr std::size_t most = 20;
  std::string list;
  for (std::size_t i = 0; i < std::min(names.size(), most); ++i) list.append(i ? ", " : "").append(in_quotes(names[i]));
  if (names.size() > most) list.append(" and ").append(std::to_string(names.size() - most)).append(" more");
  return list;
}

namespace {

std::string plain(std::string_view name) {
  std::string key;
  for (const char c : name)
    if (std::isalnum(static_cast<unsigned char>(c)))
      key += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return key;
}

/// Insertions, deletions and replacements from a to b (Levenshtein).
std::size_t edits(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

bool is_among(std::span<const std::string> names, std::string_view column) {
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    return column.starts_with(name) && (column.size() == name.size() || column[name.size()] == '.');
  });
}

std::string no_such_column(std::string_view wanted, std::span<const std::string> columns) {
  std::string text{"there is no column "};
  text.append(in_quotes(wanted)).append(columns.size() == 1 ? "; the only one is " : "; there are ");
  text += list_of(columns);
  constexpr std::size_t far = 3, looked_at = 5000, longest = 100;
  const std::string key = plain(wanted).substr(0, longest);
  const std::string* closest = nullptr;
  std::size_t least = std::min(far, key.size() / 2 + 1);
  for (const std::string& name : columns.first(std::min(columns.size(), looked_at))) {
    const std::size_t distance = edits(key, plain(name).substr(0, longest));
    if (distance < least) {
      least = distance;
      closest = &name;
    }
  }
  if (closest != nullptr && columns.size() > 1) text.append(" (did you mean ").append(in_quotes(*closest)).append("?)");
  if (columns.size() == 1 && columns[0].find_first_of(";\t|") != std::string::npos)
    text += "; cells seem to be separated by something else than commas";
  return text;
}

}  // namespace tepid::inline v0
