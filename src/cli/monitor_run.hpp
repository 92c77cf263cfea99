// src/cli/monitor_run.hpp - tepid watch --config: a whole monitor over the lines of a table.
#pragma once

#include <string>

#include "cli/monitor_rows.hpp"
#include "tables/open_rows.hpp"

namespace tepid::cli {

struct monitor_options {
  std::string config, file;
  std::string reference;   ///< Instead of the configuration's; empty: that.
  std::string state;       ///< Instead of the configuration's; empty: that.
  std::string alarms;      ///< A file to which alarms are appended; empty: none.
  std::string prometheus;  ///< A file for the newest snapshot; empty: none.
  column_names names;
  bool as_json = false;
  tables::input_options input;
};

/// Runs the monitor to the end of the input; the exit code. Throws problem.
[[nodiscard]] int run_monitor(const monitor_options& options);

}  // namespace tepid::cli
