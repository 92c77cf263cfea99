// src/cli/table.cpp - laying a table out.
#include "cli/table.hpp"

#include <algorithm>

#include "cli/text.hpp"

namespace tepid::cli {

std::string table::text(std::size_t width) const {
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
  std::size_t whole = 2 * (widths.size() - 1);
  for (const std::size_t w : widths) whole += w;
  // The widest columns of text give way first, then what is spare from the right, then text again, to what is still told.
  std::vector<bool> shown(widths.size(), true);
  const auto shorten = [&](std::size_t least) {
    while (width != 0 && whole > width) {
      std::size_t widest = widths.size();
      for (std::size_t i = 0; i < widths.size(); ++i)
        if (!columns_[i].right && !columns_[i].spare && widths[i] > std::max(least, width_of(lines[0][i])) &&
            (widest == widths.size() || widths[i] > widths[widest]))
          widest = i;
      if (widest == widths.size()) return;
      --widths[widest];
      --whole;
    }
  };
  shorten(28);
  for (std::size_t i = widths.size(); i-- > 0 && width != 0 && whole > width;)
    if (columns_[i].spare) {
      shown[i] = false;
      whole -= widths[i] + 2;
    }
  shorten(12);
  for (auto& line : lines)
    for (std::size_t i = 0; i < line.size(); ++i) line[i] = shortened(line[i], widths[i]);

  std::string out;
  const auto write = [&](const std::vector<std::string>& line, const colour& stands_out) {
    std::string text;
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (!shown[i]) continue;
      const std::string space(widths[i] - width_of(line[i]), ' ');
      std::string cell = line[i];
      if (i == stands_out.column && !stands_out.code.empty())
        cell = std::string{"\x1b["}.append(stands_out.code).append("m").append(cell).append("\x1b[0m");
      text += (i ? "  " : "") + (columns_[i].right ? space + cell : cell + space);
    }
    text.erase(text.find_last_not_of(' ') + 1);
    out += text + "\n";
  };
  if (std::any_of(columns_.begin(), columns_.end(), [](const column& c) { return !c.title.empty(); })) {
    write(lines[0], {});
    for (std::size_t i = 0; i < widths.size(); ++i)
      if (shown[i]) out += (i ? "  " : "") + std::string(widths[i], '-');
    out += "\n";
  }
  for (std::size_t i = 1; i < lines.size(); ++i) write(lines[i], colours_[i - 1]);
  return out;
}

}  // namespace tepid::cli
