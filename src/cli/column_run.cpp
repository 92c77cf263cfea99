// src/cli/column_run.cpp - tepid watch --reference: each column of numbers against a profile.
#include "cli/column_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "cli/output.hpp"
#include "cli/problem.hpp"
#include "cli/profile_file.hpp"
#include "cli/progress.hpp"
#include "cli/table.hpp"
#include "cli/text.hpp"
#include "tables/column_picker.hpp"
#include "tables/open_rows.hpp"

namespace tepid::cli {

namespace {

/// Newest values that are kept of all columns together, to measure an effect by: 512 MiB.
constexpr std::uint64_t most_recent = std::uint64_t{1} << 25;

/// One watched column and where it stands in the rows.
struct signal {
  std::string name;
  column_watch watch;
  std::size_t at = tables::row_source::npos;
  bool done = false;           ///< It alarmed, and the user wants only the first.
  std::uint64_t reported = 0;  ///< Alarms that were told.
};

bool can_watch(const column_profile& c) {
  return (c.type == column_type::numeric || c.type == column_type::boolean) && c.values.count() != 0;
}

std::vector<std::string> names_of(const profile& reference) {
  std::vector<std::string> names;
  for (const column_profile& c : reference.columns()) names.push_back(c.name);
  return names;
}

/// The columns to watch, each with its share of the budget: with n columns, each may raise a false alarm every
/// n * arl0 rows.
std::vector<signal> make_signals(const profile& reference, const column_options& options,
                                 const std::vector<std::string>& excluded) {
  std::vector<const column_profile*> columns;
  const auto left_out = [&](const std::string& name) {
    return std::find(excluded.begin(), excluded.end(), name) != excluded.end();
  };
  if (options.columns.empty()) {
    for (const column_profile& c : reference.columns())
      if (can_watch(c) && !left_out(c.name)) columns.push_back(&c);
    if (columns.empty())
      throw problem_at(options.reference, 0, nullptr, "the profile has no column of numbers to watch");
  } else {
    const auto there = names_of(reference);
    for (const std::string& name : tables::chosen_names(options.columns, there)) {
      if (left_out(name)) throw problem{fmt::format("--exclude: column {} is chosen with --columns", in_quotes(name))};
      columns.push_back(reference.find(name));
      if (columns.back() == nullptr) throw problem_at(options.reference, 0, nullptr, no_such_column(name, there));
    }
  }
  watch_params params = options.params;
  // Bounds are those of the whole budget; a part of it may not exceed them either.
  validate(column_watch::name, params, column_watch::schema);
  params.arl0 = std::min(params.arl0 * static_cast<double>(columns.size()), 1e10);
  const std::uint64_t share = most_recent / std::max<std::size_t>(1, columns.size());
  params.recent = std::min(params.recent, std::max<std::uint64_t>(64, share));
  std::vector<signal> signals;
  signals.reserve(columns.size());
  std::map<std::size_t, double> limits;  // by the number of rates
  progress bar{"finding limits", columns.size()};
  for (const column_profile* c : columns) {
    bar.show(signals.size());
    const auto [at, is_new] = limits.try_emplace(column_watch::usable_rates(params.arl0, c->values.count()), 0.0);
    if (is_new) at->second = column_watch::independent_limit(*c, params);
    signals.push_back({c->name, column_watch{*c, params, at->second}});
  }
  return signals;
}

class watcher {
 public:
  watcher(const column_options& options, const profile& reference, tables::row_source& source)
      : options_{options},
        source_{source},
        excluded_{tables::left_out_columns(options.input.exclude, names_of(reference))},
        signals_{make_signals(reference, options, excluded_)},
        out_{!source.bytes().recorded()},
        as_json_{options.as_json || !stdout_is_terminal()} {
    find_columns();
    find_time(reference);
    if (options.columns.empty())
      for (const column_profile& c : reference.columns())
        if (!can_watch(c) && c.type != column_type::time &&
            std::find(excluded_.begin(), excluded_.end(), c.name) == excluded_.end())
          unwatched_.push_back(c.name);
  }

  void take_row() {
    const std::uint64_t row = source_.rows() - 1;
    find_new_columns();
    for (signal& s : signals_) {
      const double x = source_.number(s.at);
      if (s.done) continue;
      if (const auto alarm = s.watch.update(x, row)) {
        if (alarm->continues && options_.on_alarm == "once") continue;
        ++s.reported;
        report(s, *alarm);
        s.done = options_.on_alarm == "stop";
      }
    }
  }

  int finish() {
    for (const signal& s : signals_) static_cast<void>(source_.find_at_end(s.name));
    out_.release();
    if (!options_.as_json) fmt::print(stderr, "{}", summary());
    const auto silent = [](const signal& s) { return s.watch.accepted() == 0; };
    return alarms_ != 0                                            ? drift_found
           : std::any_of(signals_.begin(), signals_.end(), silent) ? inconclusive
                                                                   : nothing_found;
  }

 private:
  /// The places of signals among the columns that came since the last call.
  void find_new_columns() {
    for (const auto& there = source_.columns(); known_ < there.size(); ++known_)
      if (const auto at = waiting_.find(there[known_]); at != waiting_.end()) signals_[at->second].at = known_;
  }

  void find_columns() {
    for (std::size_t i = 0; i < signals_.size(); ++i) waiting_.emplace(signals_[i].name, i);
    find_new_columns();
    std::vector<std::string> gone;
    for (const signal& s : signals_)
      if (s.at == tables::row_source::npos && !source_.open_ended()) gone.push_back(s.name);
    if (gone.size() == 1)
      throw problem_at(source_.name(), 1, nullptr,
                       fmt::format("{}; it is in {}", no_such_column(gone[0], source_.columns()), options_.reference));
    if (!gone.empty())
      throw problem_at(source_.name(), 1, nullptr,
                       fmt::format("there are no columns {}, which are in {}; there are {}", list_of(gone),
                                   options_.reference, list_of(source_.columns())));
  }

  void find_time(const profile& reference) {
    if (!options_.time.empty()) {
      time_at_ = source_.find(options_.time);
      return;
    }
    for (const column_profile& c : reference.columns()) {
      const auto& there = source_.columns();
      const auto at = std::find(there.begin(), there.end(), c.name);
      if (c.type != column_type::time || at == there.end()) continue;
      time_at_ = static_cast<std::size_t>(at - there.begin());
      return;
    }
  }

  /// The current row's time as it is written, null if there is none.
  json time() {
    if (time_at_ == tables::row_source::npos && !options_.time.empty()) time_at_ = source_.find(options_.time);
    const tables::cell c = source_.value(time_at_);
    if (c.kind == tables::cell_kind::missing) return nullptr;
    return c.kind == tables::cell_kind::text ? json(std::string{c.text}) : number_or_null(c.number);
  }

  void report(const signal& s, const watch_alarm& alarm) {
    ++alarms_;
    const json when = time();
    const char* direction = alarm.direction > 0 ? "up" : "down";
    const bool infinite = alarm.kind == alarm_kind::non_finite, share = alarm.kind != alarm_kind::values;
    if (as_json_) {
      out_.add(to_line({{"signal", s.name},
                        {"index", alarm.row},
                        {"time", when},
                        {"onset", alarm.onset},
                        {"direction", direction},
                        {"effect", number_or_null(alarm.effect)},
                        {"statistic", number_or_null(alarm.statistic)},
                        {"limit", number_or_null(alarm.limit)},
                        {"ramp_onset", alarm.onset_ramp},
                        {"continues", alarm.continues},
                        {"limit_from", share ? "budget" : from(s)},
                        {"kind", to_string(alarm.kind)},
                        {"which", infinite ? json(to_string(alarm.which)) : json(nullptr)}}));
      return;
    }
    constexpr const char* layout = "{:<24} {:<9} {:>10} {:>10}  {:<5} {:>9} {:>10} {:>7}  {}";
    if (alarms_ == 1)
      out_.add(fmt::format(layout, "signal", "kind", "row", "onset", "", "effect", "statistic", "limit", "time"));
    const std::string_view kind = !infinite                                          ? to_string(alarm.kind)
                                  : alarm.which == non_finite::positive_infinity ? "+infinity"
                                                                                 : "-infinity";
    out_.add(fmt::format(layout, shortened(printable(s.name), 24), kind, alarm.row, alarm.onset, direction,
                         is_nan(alarm.effect) ? "-"
                         : share              ? fmt::format("{:+.3g} %", 100.0 * alarm.effect)
                                              : fmt::format("{:+.2f} sd", alarm.effect),
                         brief(alarm.statistic),
                         fmt::format("{:.3g}", alarm.limit),
                         when.is_null()     ? ""
                         : when.is_string() ? printable(when.get<std::string>())
                                            : when.dump()));
  }

  static std::string from(const signal& s) {
    return s.watch.origin() == limit_origin::independent ? "budget" : "reference";
  }

  [[nodiscard]] std::string summary() const {
    table rows{{{"signal"},
                {"values", true},
                {"missing", true},
                {"NaN", true},
                {"-infinity", true},
                {"+infinity", true},
                {"alarms", true},
                {"repeats", true},
                {"limit", true},
                {"limit from"}}};
    std::vector<std::string> gaps, infinities;
    for (const signal& s : signals_) {
      const non_finite_counts& no = s.watch.not_finite();
      rows.add({s.name, grouped(s.watch.accepted()), grouped(no.missing), grouped(no.nan), grouped(no.negative_infinity),
                grouped(no.positive_infinity), grouped(s.reported), grouped(s.watch.alarms() - s.reported),
                fmt::format("{:.3g}", s.watch.limit()),
                s.watch.origin() == limit_origin::independent ? "the budget" : "how far the reference strays"});
      if (!s.watch.watches_missing()) gaps.push_back(s.name);
      if (!s.watch.watches_infinities()) infinities.push_back(s.name);
    }
    std::string notes;
    if (!excluded_.empty()) notes += fmt::format("\nleft out (--exclude): {}", list_of(excluded_));
    if (!unwatched_.empty())
      notes += fmt::format("\nnot watched: {}, of which there are no numbers to watch; a monitor (--config) watches categories",
                           list_of(unwatched_));
    if (!gaps.empty())
      notes += fmt::format("\nnot watched: the share of missing values and NaN of {}, of which the reference has some",
                           list_of(gaps));
    if (!infinities.empty())
      notes += fmt::format(
          "\nnot watched: infinities of {}, of which the reference has some; it is of an earlier tepid, make it anew",
          list_of(infinities));
    return fmt::format("\n{}, {}\n{}{}{}", counted(source_.rows(), "row"), counted(alarms_, "alarm"), rows.text(), notes,
                       notes.empty() ? "" : "\n");
  }

  const column_options& options_;
  tables::row_source& source_;
  std::vector<std::string> excluded_;
  std::vector<std::string> unwatched_;  // of the profile, and nobody left them out
  std::vector<signal> signals_;
  std::unordered_map<std::string, std::size_t> waiting_;  // the signals by name
  std::size_t known_ = 0;                                 // columns that were looked at
  line_output out_;
  bool as_json_;
  std::size_t time_at_ = tables::row_source::npos;
  std::uint64_t alarms_ = 0;
};

}  // namespace

int run_columns(const column_options& options) {
  const profile reference = load_profile(options.reference);
  const auto source = tables::open_rows(options.file, options.input);
  watcher all{options, reference, *source};
  progress bar{source->bytes()};
  while (source->next()) {
    all.take_row();
    bar.tick(source->bytes().taken());
  }
  return all.finish();
}

}  // namespace tepid::cli
