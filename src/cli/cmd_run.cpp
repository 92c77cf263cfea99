// src/cli/cmd_run.cpp - tepid run: one detector over one column, or over rows of several.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <tepid/registry.hpp>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/problem.hpp"
#include "cli/progress.hpp"
#include "cli/row_map.hpp"
#include "cli/settings.hpp"
#include "cli/table_options.hpp"
#include "cli/text.hpp"
#include "tables/open_rows.hpp"

namespace tepid::cli {

namespace {

struct run_options {
  std::string detector, file;
  std::vector<std::string> columns, parameters;
  std::string on_alarm = "reset";
  bool warnings = false, as_json = false;
  tables::input_options input;
};

/// The detector as asked for; with several columns one of rows of so many values.
std::unique_ptr<erased_detector> make_detector(const run_options& options) {
  std::vector<setting> settings = to_settings(options.parameters);
  const std::size_t width = options.columns.size();
  if (width < 2) return tepid::make_detector(options.detector, settings);
  const registry_row* row = find_detector(options.detector);
  const auto named = [](const auto& s) { return s.name == "dimension"; };
  if (row != nullptr && std::none_of(row->parameters.begin(), row->parameters.end(), named))
    throw problem{fmt::format("{} takes one column; --column was given {} times", options.detector, width)};
  if (std::none_of(settings.begin(), settings.end(), named))
    settings.push_back({.name = "dimension", .value = static_cast<double>(width)});
  auto detector = tepid::make_detector(options.detector, settings);
  for (std::size_t i = 0; i < row->parameters.size(); ++i)
    if (named(row->parameters[i]) && detector->parameter(i) != static_cast<double>(width))
      throw problem{
          fmt::format("--param dimension={}: --column was given {} times", brief(detector->parameter(i)), width)};
  return detector;
}

json or_null(std::optional<std::uint64_t> row) { return row ? json(*row) : json(nullptr); }

/// Feeds a detector and reports its alarms by row.
class runner {
 public:
  runner(const run_options& options, bool live)
      : options_{options},
        detector_{make_detector(options)},
        out_{live},
        as_json_{options.as_json || !stdout_is_terminal()},
        width_{std::max<std::size_t>(1, options.columns.size())} {
    values_.reserve(batch * width_);
    rows_.reserve(batch);
  }

  /// Takes the values of the next row; NaN is missing. A row is taken as a whole or not at all.
  void put(std::span<const double> xs) {
    const std::uint64_t row = next_row_++;
    if (std::any_of(xs.begin(), xs.end(), [](double x) { return is_nan(x); })) {
      ++missing_;
      // Skipped rows must reach the map in order with the values.
      feed();
      map_.skip();
      return;
    }
    values_.insert(values_.end(), xs.begin(), xs.end());
    rows_.push_back(row);
    if (rows_.size() == batch) feed();
  }

  /// Hands everything taken so far to the detector.
  void feed() {
    for (std::size_t at = 0; at < rows_.size() && !stopped_;) {
      const std::span<const double> rest = std::span{values_}.subspan(at * width_);
      at += options_.warnings ? step(rest) : batch_step(rest);
      const std::uint64_t row = rows_[at - 1];
      if (detector_->status() == state::warning && before_ != state::warning && options_.warnings) report(row);
      before_ = detector_->status();
      if (before_ == state::drift) alarm(row);
    }
    values_.clear();
    rows_.clear();
  }

  [[nodiscard]] bool stopped() const noexcept { return stopped_; }

  int finish() {
    feed();
    out_.release();
    if (!options_.as_json)
      fmt::print(stderr, "{}: {}, {} missing, {} not finite; {}{}\n", options_.detector, counted(next_row_, "row"),
                 grouped(missing_), grouped(rejected_), counted(alarms_, "alarm"),
                 alarms_ == 0 && no_verdict() ? "; too few values for a verdict" : "");
    return alarms_ != 0 ? drift_found : no_verdict() ? inconclusive : nothing_found;
  }

 private:
  static constexpr std::size_t batch = 4096;

  [[nodiscard]] bool no_verdict() const { return detector_->status() == state::warming || detector_->count() == 0; }

  /// Feeds up to the first alarm, and tells the row map about rows that were refused. Returns how many rows.
  std::size_t batch_step(std::span<const double> xs) {
    // Rows of finite values in one call, each other row apart.
    const auto strange = std::find_if(xs.begin(), xs.end(), [](double x) { return !is_finite(x); });
    const std::size_t finite = static_cast<std::size_t>(strange - xs.begin()) / width_;
    if (finite == 0) return step(xs);
    const std::size_t taken = detector_->update(xs.first(finite * width_)) / width_;  // an alarm comes with a whole row
    map_.accept(taken);
    return taken;
  }
  std::size_t step(std::span<const double> xs) {
    bool finite = true;
    for (const double x : xs.first(width_)) {
      finite = finite && is_finite(x);
      detector_->update(x);  // a detector of rows rejects all values of such a row
    }
    if (finite) {
      map_.accept(1);
    } else {
      ++rejected_;
      map_.skip();
    }
    return 1;
  }
  /// The row of the table where a value that the detector counts is.
  [[nodiscard]] std::optional<std::uint64_t> row_of(std::uint64_t index) const {
    return map_.row_of(index == no_index ? index : index / width_);
  }

  void alarm(std::uint64_t row) {
    ++alarms_;
    report(row);
    if (options_.on_alarm == "stop") {
      stopped_ = true;
      next_row_ = row + 1;
    } else if (options_.on_alarm == "continue") {
      detector_->rearm();
    } else {
      detector_->reset();
      map_.restart(row + 1);
    }
    before_ = detector_->status();
  }

  void report(std::uint64_t row) {
    const change_estimate change = detector_->change();
    const auto onset = row_of(change.onset), ramp = row_of(change.ramp_onset);
    const state now = detector_->status();
    if (as_json_) {
      out_.add(to_line({{"detector", options_.detector},
                        {"index", row},
                        {"statistic", number_or_null(detector_->statistic())},
                        {"onset", or_null(onset)},
                        {"state", to_string(now)},
                        {"ramp_onset", or_null(ramp)},
                        {"direction", change.direction > 0   ? json("up")
                                      : change.direction < 0 ? json("down")
                                                             : json(nullptr)},
                        {"effect", number_or_null(change.effect)}}));
      return;
    }
    if (!titled_)
      out_.add(fmt::format("{:<8} {:>12} {:>12} {:>9} {:>12} {:>12}", "state", "row", "onset", "direction", "effect",
                           "statistic"));
    titled_ = true;
    out_.add(fmt::format("{:<8} {:>12} {:>12} {:>9} {:>12} {:>12}", to_string(now), row,
                         onset ? fmt::format("{}", *onset) : "-",
                         change.direction > 0   ? "up"
                         : change.direction < 0 ? "down"
                                                : "-",
                         brief(change.effect), brief(detector_->statistic())));
  }

  const run_options& options_;
  std::unique_ptr<erased_detector> detector_;
  line_output out_;
  bool as_json_, titled_ = false, stopped_ = false;
  std::size_t width_;  // values in a row
  row_map map_;
  std::vector<double> values_;
  std::vector<std::uint64_t> rows_;
  state before_ = state::warming;
  std::uint64_t next_row_ = 0, missing_ = 0, rejected_ = 0, alarms_ = 0;
};

int run_detector(const run_options& options) {
  // The detector first: a wrong name or parameter should not wait for standard input.
  static_cast<void>(make_detector(options));
  const auto source = tables::open_rows(options.file, options.input);
  const bool live = !source->bytes().recorded();
  std::vector<std::string> columns = options.columns;
  if (columns.empty()) {
    if (source->columns().size() != 1)
      throw problem_at(source->name(), 1, nullptr,
                       fmt::format("there are {} columns; say which with --column: {}", source->columns().size(),
                                   list_of(source->columns())));
    columns = source->columns();
  }
  runner detector{options, live};
  source->bytes().before_wait = [&](int) {
    if (live) detector.feed();
  };
  progress bar{source->bytes()};
  std::vector<std::size_t> at;
  for (const std::string& column : columns) at.push_back(source->find(column));
  std::vector<double> row(columns.size());
  std::size_t known = source->columns().size();
  while (!detector.stopped() && source->next()) {
    for (const auto& there = source->columns(); known < there.size(); ++known)
      for (std::size_t i = 0; i < columns.size(); ++i)
        if (there[known] == columns[i]) at[i] = known;
    for (std::size_t i = 0; i < columns.size(); ++i) row[i] = source->number(at[i]);
    detector.put(row);
    bar.tick(source->bytes().taken());
  }
  if (!detector.stopped())
    for (const std::string& column : columns) static_cast<void>(source->find_at_end(column));
  return detector.finish();
}

}  // namespace

void add_run(CLI::App& program, action& chosen) {
  arguments command{program, chosen, "run", "One detector over a column of a file or stream, or over rows of several"};
  auto given = std::make_shared<run_options>();
  command.position("DETECTOR", given->detector, "Its name, as 'tepid list' shows it");
  command.position("FILE", given->file, "CSV or NDJSON, plain, gzip or zstd; - is standard input");
  command.option("-c,--column", given->columns,
                 "The column; not needed if there is only one. Repeat it for a detector of rows", {.type = "NAME"});
  add_settings(command, given->parameters);
  command.option("--on-alarm", given->on_alarm,
                 "reset: start anew with the next row; continue: keep what was learned, alarm again while it "
                 "lasts; stop: at the first",
                 {.show_default = true, .one_of = {"reset", "continue", "stop"}});
  command.flag("--warnings", given->warnings, "Also tell where the detector's warning level is first reached");
  command.flag("--json", given->as_json, "JSON lines even at a terminal, and no summary");
  add_input_options(command, given->input);
  command.footer(
      "Each alarm is one line of JSON, at a terminal a row of a table; rows count from 0.\n"
      "  {\"detector\",\"index\",\"statistic\",\"onset\",\"state\",\"ramp_onset\",\"direction\",\"effect\"}\n"
      "index is the row that raised the alarm, onset the row where the change is estimated to have begun.\n"
      "Missing cells (empty, NaN or a word of --missing; in NDJSON null or no key too) are skipped but counted as "
      "rows.\n"
      "With several columns (hotelling_t2, mewma, mcusum, streaming_mmd) each row of the table is one row of the\n"
      "detector, whose parameter dimension is their number. A row with a missing or infinite cell is left out whole.\n"
      "From standard input and pipes each alarm is printed at once; from a file all of them at the end, so that\n"
      "a file that turns out to be broken leaves no output.\n"
      "Exit code 1 if there was an alarm, 3 if there were too few values for a verdict.\n\n"
      "Examples:\n"
      "  tepid run ewma_bank --param mean=120 --param sd=35 --column latency_ms requests.csv.gz\n"
      "  tepid run page_hinkley -p delta=0.1 -p threshold=20 -c score scores.ndjson --on-alarm continue\n"
      "  tail -f scores.csv | tepid run cusum -p mean=0.7 -p sd=0.1 -c score -\n"
      "  tepid run mewma -p warm_up=500 -c cpu -c memory -c latency hosts.csv");
  command.run([given] { return run_detector(*given); });
}

}  // namespace tepid::cli
