// src/cli/column_run.hpp - tepid watch --reference: each column of numbers against a profile.
#pragma once

#include <string>
#include <vector>

#include <tepid/monitors/column_watch.hpp>

#include "tables/open_rows.hpp"


namespace tepid::cli {

struct column_options {
  std::string reference, file, time;
  std::vector<std::string> columns;
  watch_params params;
  std::string on_alarm = "once";
  bool as_json = false;
  tables::input_options input;
};

/// Watches the rows to the end of the input; the exit code. Throws problem.
[[nodiscard]] int run_columns(const column_options& options);

}  // namespace tepid::cli
