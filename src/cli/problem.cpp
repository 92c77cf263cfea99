// src/cli/problem.cpp - messages about what cannot be used.
#include "cli/problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <vector>

#include "cli/text.hpp"

namespace tepid::cli {

problem problem_at(std::string_view file, std::uint64_t line, const std::string* column, std::string_view what) {
  std::string text{file};
  if (line != 0) text += fmt::format(":{}", line);
  if (column != nullptr) text += fmt::format(": column {}", in_quotes(*column));
  return problem{fmt::format("{}: {}", text, what)};
}

void note(std::string_view text) { fmt::print(stderr, "tepid: note: {}\n", text); }

std::string in_quotes(std::string_view text) { return fmt::format("'{}'", shortened(printable(text), 60)); }

std::string list_of(std::span<const std::string> names) {
  constexpr std::size_t most = 20;
  std::string list;
  for (std::size_t i = 0; i < std::min(names.size(), most); ++i) list.append(i ? ", " : "").append(in_quotes(names[i]));
  if (names.size() > most) list += fmt::format(" and {} more", names.size() - most);
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

std::string no_such_column(std::string_view wanted, std::span<const std::string> columns) {
  std::string text = fmt::format("there is no column {}; {} {}", in_quotes(wanted),
                                 columns.size() == 1 ? "the only one is" : "there are", list_of(columns));
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
  if (closest != nullptr && columns.size() > 1) text += fmt::format(" (did you mean {}?)", in_quotes(*closest));
  if (columns.size() == 1 && columns[0].find_first_of(";\t|") != std::string::npos)
    text += "; cells seem to be separated by something else than commas: see --delimiter";
  return text;
}

}  // namespace tepid::cli
