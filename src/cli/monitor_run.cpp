// src/cli/monitor_run.cpp - tepid watch --config: a whole monitor over the lines of a table.
#include "cli/monitor_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <optional>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include <tepid/core/keyed_hash.hpp>
#include <tepid/monitors/bounded_text.hpp>
#include <tepid/monitors/monitor.hpp>
#include <tepid/monitors/replace_file.hpp>
#include <tepid/reports/alarm_file.hpp>
#include <tepid/reports/alarm_json.hpp>
#include <tepid/reports/prometheus.hpp>

#include "cli/monitor_report.hpp"
#include "cli/output.hpp"
#include "cli/output_file.hpp"
#include "cli/problem.hpp"
#include "cli/profile_file.hpp"
#include "cli/progress.hpp"
#include "cli/stop_signal.hpp"
#include "cli/text.hpp"
#include "tables/open_rows.hpp"

namespace tepid::cli {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint64_t most_lines = 4096;  // between drains
constexpr std::chrono::seconds prometheus_interval{5};

double wall_clock() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

monitor_config configured(const monitor_options& options, bool recorded) {
  monitor_config c = load_config(options.config);
  if (!options.reference.empty()) c.reference = options.reference;
  if (!options.state.empty()) c.state_file = options.state;
  if (!c.state_file.empty() && output_kind_of(c.state_file, "--state") != output_kind::file)
    throw problem{fmt::format("--state {}: it is no file but a device or FIFO, and the state is read again at the next start", c.state_file)};
  if (c.reference.empty())
    throw problem_at(options.config, 0, nullptr,
                     "reference names no profile; 'tepid profile FILE --config' makes one, --reference names another");
  const named_file inputs[] = {{"the table", options.file}, {"--config", options.config}, {"the reference", c.reference}};
  const named_file outputs[] = {
      {"the state", c.state_file}, {"--alarms", options.alarms}, {"--prometheus", options.prometheus}};
  require_distinct(inputs, outputs);
  // Recorded time flies: the state of a recorded file is saved once, at its end.
  if (recorded) c.state_interval_seconds = std::numeric_limits<double>::max();
  return c;
}

/// What monitor::open does, with messages that name the file.
monitor opened(const monitor_options& options, bool recorded) {
  const monitor_config c = configured(options, recorded);
  profile reference = load_profile(c.reference);
  std::string culprit = c.reference;
  try {
    monitor made{c, std::move(reference)};
    culprit = c.state_file;
    if (!c.state_file.empty()) made.open_state_file();
    return made;
  } catch (const error& why) {
    throw problem_at(culprit, 0, nullptr, why.what());
  }
}

/// Numbers that stand for texts, remembered: a monitor looks them up by names.
template <class Number>
class code_cache {
 public:
  template <class Ask>
  Number of(std::string_view text, Ask&& ask) {
    key_.assign(text);
    if (const auto at = known_.find(key_); at != known_.end()) return at->second;
    const Number code = ask(text);
    if (known_.size() < most && key_.size() <= most_name_bytes) known_.emplace(key_, code);
    return code;
  }

 private:
  static constexpr std::size_t most = 65'536;
  std::unordered_map<std::string, Number, keyed_hash> known_;
  std::string key_;
};

class runner {
 public:
  runner(const monitor_options& options, tables::row_source& source)
      : options_{options},
        source_{source},
        live_{!source.bytes().recorded()},
        monitor_{opened(options, !live_)},
        config_{monitor_.config()},
        rows_{config_, options.names, source, true},
        shard_{monitor_.shard()},
        row_(monitor_.width(), nan),
        codes_(config_.signals.size()),
        out_{live_},
        as_json_{options.as_json || !stdout_is_terminal()} {
    // A line is at most a row with its time, a prediction and a label.
    const std::uint64_t places = row_.size() + 2 + 2 * 5;
    if (config_.ring_values < places)
      throw problem_at(
          options.config, 0, nullptr,
          fmt::format("ring_values is {}; a row of {} values takes {}", config_.ring_values, row_.size(), places));
    lines_a_drain_ = std::clamp<std::uint64_t>(config_.ring_values / (2 * places), 1, most_lines);
    if (!options.alarms.empty()) monitor_.on_alarm(open_alarms());
    if (!options.prometheus.empty()) prometheus_ = output_kind_of(options.prometheus, "--prometheus");
    if (prometheus_ == output_kind::standard_output)
      throw problem{"--prometheus: alarms are printed to standard output; give it a file, a device or a pipe of its own"};
    if (monitor_.restored().found && !rows_.timed()) started_ = monitor_.restored().saved;
    if (live_) source_.bytes().before_wait = [this](int file) {
      before_wait();
      if (stop_) stop_->wait(file);
    };
  }
  ~runner() { source_.bytes().before_wait = nullptr; }
  runner(const runner&) = delete;
  runner& operator=(const runner&) = delete;

  void take_lines() {
    progress bar{source_.bytes()};
    if (live_) stop_.emplace();  // a recorded file can be read again; what came live is in the state alone
    try {
      while (rows_.next()) {
        take_line();
        bar.tick(source_.bytes().taken());
      }
    } catch (const asked_to_stop&) {
      stopped_ = true;
    }
    stop_.reset();
  }

  int finish() {
    if (!stopped_) rows_.finish();
    // Before the first line there is no time, and nothing to save: what the files hold stays.
    const bool begun = !is_nan(now_);
    if (begun) {
      drain();
      if (!config_.state_file.empty()) save();
      write_prometheus();
    }
    out_.release();
    const monitor_snapshot s = monitor_.snapshot(begun ? now_ : 0.0);
    if (s.sink_failures != 0)
      note(fmt::format("{}: {} could not be written", options_.alarms, counted(s.sink_failures, "alarm")));
    if (!options_.as_json) fmt::print(stderr, "{}", monitor_summary(s, config_, monitor_.notes()));
    const auto silent = [](const signal_snapshot& x) { return x.observed == 0; };
    if (alarms_ != 0) return drift_found;
    return !begun || std::any_of(s.signals.begin(), s.signals.end(), silent) ? inconclusive : nothing_found;
  }

 private:
  alarm_file open_alarms() const {
    if (output_kind_of(options_.alarms, "--alarms") == output_kind::standard_output)
      throw problem{"--alarms: alarms are printed to standard output anyway; --json makes them lines of JSON"};
    try {
      return {options_.alarms, config_.name};
    } catch (const error& why) {
      throw problem{why.what()};
    }
  }

  double time_of_line() {
    if (rows_.timed()) return rows_.time();
    return live_ ? wall_clock() : started_ + static_cast<double>(taken_) / config_.rate;
  }

  void take_line() {
    const double time = time_of_line();
    if (is_nan(now_)) begin(time);
    // Windows end one by one: a pause in a recording is none in its reading.
    if (std::floor(time / config_.window_seconds) > std::floor(now_ / config_.window_seconds)) {
      now_ = time;
      drain();
    }
    now_ = std::max(now_, time);
    const auto stamp = static_cast<std::int64_t>(std::llround(time * 1e9));
    if (auto event = rows_.find_event()) {
      event->time = time;
      monitor_.changed(*std::move(event));
    }
    if (rows_.is_row()) {
      fill_row();
      shard_.observe(std::span<const double>{row_}, stamp);
      ++taken_;
    }
    if (auto p = rows_.find_prediction()) {
      if (p->segment)
        p->event.segment = segments_.of(*p->segment, [this](std::string_view name) { return monitor_.segment(name); });
      shard_.observe(p->event, stamp);
    }
    if (const auto l = rows_.find_label()) shard_.observe(*l, stamp);
    if (++waiting_ >= lines_a_drain_) drain();
  }

  /// The first line.
  void begin(double time) {
    now_ = time;
    drain();
    // What cannot be written is told before long work. Who reads a pipe would take this for all.
    if (prometheus_ == output_kind::file) write_prometheus();
    const restored_state before = monitor_.restored();
    if (!before.found) return;
    const double gap = time - before.saved;
    note(fmt::format("{}: restored the state of {}, {}; {}", config_.state_file, time_text(before.saved),
                     counted(before.rows, "row"),
                     gap >= 0 ? fmt::format("{:.1f} seconds since then were not seen", gap)
                              : fmt::format("this input begins {:.1f} seconds before it", -gap)));
    for (const std::string& line : before.lost) note(fmt::format("{}: {}", config_.state_file, line));
  }

  void fill_row() {
    std::size_t place = 0;
    for (std::size_t i = 0; i < config_.signals.size(); ++i) {
      const signal_config& s = config_.signals[i];
      if (s.role == signal_role::segment) {
        place += s.dimensions;  // nobody looks at it
      } else if (s.type == signal_type::categorical) {
        const auto text = rows_.text(i, made_);
        row_[place++] = text ? codes_[i].of(*text, [&](std::string_view t) { return monitor_.code(s.name, t); }) : nan;
      } else {
        for (std::uint32_t d = 0; d < s.dimensions; ++d) row_[place++] = rows_.number(i, d);
      }
    }
  }

  void drain() {
    waiting_ = 0;
    for (const monitor_alarm& a : monitor_.drain(now_)) {
      if (alarms_++ == 0 && !as_json_) out_.add(alarm_titles());
      out_.add(as_json_ ? to_json_line(a, config_.name) : alarm_line(a));
    }
  }

  void save() {
    try {
      monitor_.save_to_file(now_);
    } catch (const error& why) {
      throw problem{why.what()};
    }
  }

  void before_wait() {
    if (waiting_ != 0) drain();
    if (options_.prometheus.empty() || is_nan(now_)) return;
    const auto now = std::chrono::steady_clock::now();
    // An alarm before a long pause must be seen during it.
    if (now - written_ < prometheus_interval && alarms_ == alarms_written_) return;
    written_ = now;
    alarms_written_ = alarms_;
    try {
      write_prometheus();
    } catch (const problem& why) {
      // A full disk must not end the watch.
      if (!std::exchange(prometheus_failed_, true)) note(why.what());
    }
  }

  void write_prometheus() {
    if (options_.prometheus.empty()) return;
    const std::string text = to_prometheus(monitor_.snapshot(now_));
    if (prometheus_ == output_kind::stream) return write_stream(options_.prometheus, std::as_bytes(std::span{text}), false);
    try {
      replace_file(options_.prometheus, std::as_bytes(std::span{text}));
    } catch (const error& why) {
      throw problem{why.what()};
    }
  }

  const monitor_options& options_;
  tables::row_source& source_;
  bool live_;
  monitor monitor_;
  const monitor_config& config_;
  monitor_rows rows_;
  shard shard_;
  std::vector<double> row_;
  std::vector<code_cache<double>> codes_;  // one a signal
  code_cache<std::uint32_t> segments_;
  line_output out_;
  output_kind prometheus_ = output_kind::file;
  std::optional<stop_signal> stop_;  // while it reads live
  bool as_json_, prometheus_failed_ = false, stopped_ = false;
  std::string made_;
  std::uint64_t lines_a_drain_ = 1, waiting_ = 0, taken_ = 0, alarms_ = 0, alarms_written_ = 0;
  double started_ = 0.0;  // when row 0 was, where there are no times
  double now_ = nan;      // the newest time; NaN before the first line
  std::chrono::steady_clock::time_point written_{};
};

}  // namespace

int run_monitor(const monitor_options& options) {
  const auto source = tables::open_rows(options.file, options.input);
  runner all{options, *source};
  all.take_lines();
  return all.finish();
}

}  // namespace tepid::cli
