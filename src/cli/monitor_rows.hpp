// src/cli/monitor_rows.hpp - the lines of a table as a monitor sees them: rows, predictions, labels, events.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tepid/monitors/alarm.hpp>
#include <tepid/monitors/collector.hpp>
#include <tepid/monitors/config.hpp>

#include "cli/arguments.hpp"
#include "tables/row_source.hpp"

namespace tepid::cli {

/// Names of columns that are no signals; nothing: the default, which is the member's name.
struct column_names {
  std::optional<std::string> time, id, score, predicted, outcome, probability, event, event_id;

  /// Did the user name any?
  [[nodiscard]] bool given() const noexcept {
    return time || id || score || predicted || outcome || probability || event || event_id;
  }
};

/// Adds --id, --score, --predicted, --outcome, --probability, --event and --event-id; --time is the command's.
void add_column_names(arguments& command, column_names& names);

/// What 'tepid profile' and 'tepid watch' say about the lines of a table when they are given a configuration.
[[nodiscard]] std::string line_help();

/// The configuration in a file of JSON. Throws problem naming the file and the key.
[[nodiscard]] monitor_config load_config(const std::string& path);

/// Takes a table apart. Columns are found by the signals' names, of a vector by NAME[0], NAME[1], ...
///
/// A line is an event if its event column has a value and no signal has. It is a label if it has an id and an outcome,
/// a prediction if it has an id and a score or a class; it may be both, and a row too. A label without any signal's
/// value is no row: nothing is missing in it. Labels and predictions are looked for where the configuration has
/// quality.
class monitor_rows {
 public:
  struct prediction {
    prediction_event event;  ///< Its segment is still to be set.
    /// The value of the first segment signal, "(missing)" where it has none; nothing without one. Valid until next().
    std::optional<std::string_view> segment;
  };

  /// Keeps references to configuration and source. Throws problem for columns that are not there; where they may still
  /// come (NDJSON) finish() does. Columns of segment signals must be there only for whoever takes predictions.
  monitor_rows(const monitor_config& config, const column_names& names, tables::row_source& source,
               bool takes_predictions);

  /// The next line, false at the end.
  bool next();
  /// At the end of the table. Throws problem for columns that never came.
  void finish() const;

  /// Does the table have a column of times? Its first line decides.
  [[nodiscard]] bool timed() const noexcept { return time_.at != tables::row_source::npos; }
  /// The line's time, seconds since 1970; that of the line before where it has none. Throws problem.
  [[nodiscard]] double time();

  [[nodiscard]] bool is_row() const noexcept { return is_row_; }
  /// NaN: missing. Throws problem for text.
  [[nodiscard]] double number(std::size_t signal, std::size_t dimension = 0) const {
    return source_.number(signals_[signal][dimension].at);
  }
  /// Nothing: missing. Valid until next(), or in `made`.
  [[nodiscard]] std::optional<std::string_view> text(std::size_t signal, std::string& made) const {
    return text_at(signals_[signal][0], made);
  }

  /// Each throws problem for a cell that cannot be used.
  [[nodiscard]] std::optional<prediction> find_prediction();
  [[nodiscard]] std::optional<label_event> find_label();
  [[nodiscard]] std::optional<change_event> find_event();

  [[nodiscard]] tables::row_source& source() noexcept { return source_; }

 private:
  struct place {
    std::string name;
    std::size_t at = tables::row_source::npos;
  };

  void look();
  void must_be_there() const;
  [[nodiscard]] bool has(const place& p) const;
  [[nodiscard]] bool any_signal() const;
  [[nodiscard]] std::optional<std::string_view> text_at(const place& p, std::string& made) const;
  [[nodiscard]] std::uint64_t id();
  [[nodiscard]] std::int32_t class_of(double number, const place& p) const;
  [[noreturn]] void refuse(const place& p, std::string_view what) const;

  const monitor_config& config_;
  tables::row_source& source_;
  std::vector<std::vector<place>> signals_;  // of each its dimensions
  place time_, id_, score_, predicted_, outcome_, probability_, event_, event_id_;
  std::size_t segment_;  // the signal whose value goes with predictions; none: as many as there are
  double threshold_ = 0.5;
  std::size_t known_columns_ = 0;
  double newest_time_;
  bool is_row_ = false, labels_, takes_predictions_, hashed_ = false;
  std::string segment_text_;
};

}  // namespace tepid::cli
