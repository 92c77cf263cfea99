// src/cli/table.cpp - laying a table out.
#include "cli/table.hpp"

#include <algorithm>

#include "cli/text.hpp"

namespace tepid::cli {

std::string table::text() const {
  std::vector<std::vector<std::string>> lines(1);
  for (const column& c : columns_) lines[0].push_back(c.title);
  for (const auto& row : rows_) {
    auto& line = lines.emplace_back();
    for (std::size_t i = 0; i < columns_.size(); ++i)
      line.push_back(shortened(printable(i < row.size() ? row[i] : ""), columns_[i].most));
  }
  std::vector<std::size_t> widths(columns_.size(), 0);
  for (const auto& line : lines)
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], width_of(line[i]));

  std::string out;
  const auto write = [&](const std::vector<std::string>& line) {
    std::string text;
    for (std::size_t i = 0; i < line.size(); ++i) {
      const std::string space(widths[i] - width_of(line[i]), ' ');
      text += (i ? "  " : "") + (columns_[i].right ? space + line[i] : line[i] + space);
    }
    text.erase(text.find_last_not_of(' ') + 1);
    out += text + "\n";
  };
  write(lines[0]);
  for (std::size_t i = 0; i < widths.size(); ++i) out += (i ? "  " : "") + std::string(widths[i], '-');
  out += "\n";
  for (std::size_t i = 1; i < lines.size(); ++i) write(lines[i]);
  return out;
}

}  // namespace tepid::cli
