// src/cli/monitor_profile.hpp - tepid profile --config: the reference of a monitor.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <tepid/monitors/profile.hpp>

#include "cli/monitor_rows.hpp"
#include "tables/open_rows.hpp"

namespace tepid::cli {

/// A monitor's reference and the table it was made of.
struct monitor_profile {
  std::string name;                ///< Of the table.
  std::uint64_t rows = 0;          ///< Lines that are rows.
  bool timed = false;              ///< Rows had times; otherwise they were taken to come at the configuration's rate.
  double first = 0.0, last = 0.0;  ///< Seconds.
  profile made;
  tables::bad_lines bad{};  ///< Lines that were left out.
};

/// Reads the table twice (what comes from a pipe is kept in a file without a name meanwhile), with a progress bar.
/// Throws problem naming file, line and column.
[[nodiscard]] monitor_profile make_monitor_profile(const monitor_config& config, const column_names& names,
                                                   const std::string& path, const tables::input_options& input);

}  // namespace tepid::cli
