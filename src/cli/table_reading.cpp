// src/cli/table_reading.cpp - a whole table read while a bar shows how far.
#include "cli/table_reading.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>

#include "cli/progress.hpp"
#include "tables/open_rows.hpp"

namespace tepid::cli {

tables::table_or_profile read_with_bar(const std::string& path, tables::input_options options,
                                       const std::vector<std::string>& chosen, stream_detail detail) {
  const std::string label = path == "-" ? "standard input" : std::filesystem::path{path}.filename().string();
  std::optional<progress> bar;
  options.on_progress = [&](std::uint64_t done, std::uint64_t total) {
    if (done == 0)
      bar.emplace(label, total);
    else if (bar)
      bar->show(done);
    return true;
  };
  options.on_note = [&bar, tell = std::move(options.on_note)](std::string_view text, const tables::advice& help) {
    bar.reset();
    if (tell) tell(text, help);
  };
  return tables::read_table(path, options, chosen, detail);
}

}  // namespace tepid::cli
