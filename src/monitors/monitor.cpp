// src/monitors/monitor.cpp - one object that watches a model's inputs, outputs and quality inside a process.
#include <cmath>
#include <limits>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include <tepid/core/saved.hpp>
#include <tepid/monitors/monitor.hpp>
#include <tepid/monitors/replace_file.hpp>
#include <tepid/monitors/saved_time.hpp>
#include <tepid/monitors/state_file.hpp>

#include "monitors/fair_mutex.hpp"
#include "monitors/monitor_core.hpp"

namespace tepid::inline v0 {

namespace {

constexpr std::uint16_t state_version = 4;
constexpr double never = std::numeric_limits<double>::quiet_NaN();

monitor_config checked(monitor_config config) {
  config.validate();
  return config;
}

void require_time(double now) {
  if (!is_time(now))
    throw error{errc::bad_argument, "now",
                "monitor: it cannot be saved at " + to_text(now) + ", which is no time in seconds since 1970"};
}

}  // namespace

struct monitor::state {
  const monitor_config config;
  const monitored_reference reference;
  const detail::process_mark made;
  collector rings;
  std::vector<std::uint32_t> places;  // first place of each signal in a row
  std::size_t width = 0;
  std::unordered_map<std::string_view, std::size_t> indices;  // of signals, by the configuration's names
  std::vector<const signal_reference*> references;            // of signals; null: it has none

  std::mutex writing;          // of the state file, and of the two below; taken before the other one
  std::optional<state_lock> writer;
  bool closed = false;
  mutable fair_mutex mutex;    // of all below; never held while a disk is waited for
  std::unique_ptr<monitor_core> core;
  std::vector<std::function<void(const monitor_alarm&)>> sinks;
  double saved = never, save_from = never;  // when it was, and since when the interval to the next one runs
  std::uint64_t save_failures = 0, sink_failures = 0;
  restored_state restored;

  state(monitor_config c, monitored_reference r)
      : config{std::move(c)},
        reference{std::move(r)},
        rings{static_cast<std::size_t>(config.threads), static_cast<std::size_t>(config.ring_values)},
        core{std::make_unique<monitor_core>(config, reference)} {
    for (const signal_config& s : config.signals) {
      indices.emplace(s.name, places.size());
      references.push_back(find_reference(s, reference));
      places.push_back(static_cast<std::uint32_t>(width));
      width += s.type == signal_type::vector ? s.dimensions : 1;
    }
  }

  /// Another thread may have held the locks when the process was forked, and nobody gives them back.
  void must_be_here(const char* what) const {
    if (made.forked())
      throw error{errc::bad_argument, "fork",
                  std::string{"monitor: "} + what +
                      " was called in a process that was forked after the monitor was made; make a monitor in each "
                      "process, with a state file of its own"};
  }
  [[nodiscard]] std::size_t index_of(std::string_view signal) const {
    if (const auto at = indices.find(signal); at != indices.end()) return at->second;
    throw error{errc::bad_argument, signal, "monitor: there is no signal '" + std::string{signal} + "'"};
  }

  /// The caller has `writing`.
  void take_file() {
    if (config.state_file.empty())
      throw error{errc::bad_argument, "state.file", "monitor: the configuration names no state file"};
    if (closed)
      throw error{errc::bad_argument, "state.file", "monitor: it was closed, and its state file given back"};
    if (!writer) writer.emplace(config.state_file);
    writer->require_own_process();
  }

  [[nodiscard]] std::vector<std::byte> save(double now) const {
    return write_frame(saved_kind::monitor, 0, state_version,
                       [&](byte_writer& io) { io(now, core->rows()); core->save(io); });
  }
  /// Files are written one after the other, newer states later; others drain and look meanwhile.
  void write_file(double now) {
    require_time(now);
    const std::lock_guard mine{writing};
    take_file();
    std::vector<std::byte> bytes;
    {
      const std::lock_guard lock{mutex};
      bytes = save(now);
    }
    write_state_file(config.state_file, bytes);
    const std::lock_guard lock{mutex};
    saved = save_from = now;
  }
  /// As write_file where nobody is to be told: what fails is counted.
  void write_file_if_it_can(double now) {
    try {
      write_file(now);
    } catch (const error&) {
      const std::lock_guard lock{mutex};
      ++save_failures;
    }
  }
};

monitor::monitor(std::unique_ptr<state> s) : state_{std::move(s)} {}
monitor::monitor(monitor_config config, profile reference) {
  monitor_config c = checked(std::move(config));
  monitored_reference r = reference_of(c, reference);
  state_ = std::make_unique<state>(std::move(c), std::move(r));
}
monitor::~monitor() { leave(); }
monitor::monitor(monitor&&) noexcept = default;
monitor& monitor::operator=(monitor&& other) noexcept {
  leave();
  state_ = std::move(other.state_);
  return *this;
}
/// In a forked process what another thread was changing stays as it is: it cannot be taken apart.
void monitor::leave() noexcept {
  if (state_ && state_->made.forked()) static_cast<void>(state_.release());
}

monitor monitor::open(monitor_config config) {
  config.validate();
  if (config.reference.empty())
    throw error{errc::bad_argument, "reference", "monitor: reference is missing: the .tepid file of healthy traffic"};
  profile reference = profile::load(read_state_file(config.reference));
  monitor made{std::move(config), std::move(reference)};
  if (!made.config().state_file.empty()) made.open_state_file();
  return made;
}

void monitor::open_state_file() {
  state_->must_be_here("open_state_file()");
  {
    const std::lock_guard mine{state_->writing};
    state_->take_file();
  }
  const std::string& file = state_->config.state_file;
  if (require_regular(file) == path_kind::regular) restore(read_state_file(file));
}

void monitor::close() noexcept {
  if (!state_ || state_->made.forked()) return;  // the file is the parent's, and so may the lock be
  const std::lock_guard mine{state_->writing};
  state_->closed = true;
  state_->writer.reset();
}

shard monitor::shard() {
  state_->must_be_here("shard()");
  return state_->rings.shard();
}

double monitor::code(std::string_view signal, std::string_view category) const {
  const std::size_t i = state_->index_of(signal);
  const signal_config& s = state_->config.signals[i];
  if (s.type != signal_type::categorical || s.role == signal_role::segment)
    throw error{errc::bad_argument, signal, "monitor: '" + s.name + "' has no categories"};
  return static_cast<double>(state_->references[i]->code(category));
}

std::uint32_t monitor::segment(std::string_view name) {
  state_->must_be_here("segment()");
  const std::lock_guard lock{state_->mutex};
  return state_->core->segment(name);
}

std::size_t monitor::width() const noexcept { return state_->width; }
std::uint32_t monitor::place(std::string_view signal) const { return state_->places[state_->index_of(signal)]; }

std::vector<monitor_alarm> monitor::drain(double now) {
  state_->must_be_here("drain()");
  state& s = *state_;
  std::vector<monitor_alarm> alarms;
  std::vector<std::function<void(const monitor_alarm&)>> sinks;
  bool is_due = false;
  {
    const std::lock_guard lock{s.mutex};
    s.core->begin(now);
    s.rings.drain(*s.core);
    alarms = s.core->end();
    if (!alarms.empty()) sinks = s.sinks;
    if (is_nan(s.save_from) && is_time(now)) s.save_from = now;
    if (!s.config.state_file.empty()) {
      // A clock that was set back must not stop saving until it is where it was.
      is_due = is_time(now) && std::abs(now - s.save_from) >= s.config.state_interval_seconds;
      s.save_failures += !is_time(now);
    }
    if (is_due) s.save_from = now;  // whether it can be written or not: again in an interval, not at every drain
  }
  if (is_due) s.write_file_if_it_can(now);
  for (const auto& sink : sinks)
    for (const monitor_alarm& a : alarms) {
      try {
        sink(a);
      } catch (...) {
        const std::lock_guard lock{s.mutex};
        ++s.sink_failures;
      }
    }
  return alarms;
}

void monitor::on_alarm(std::function<void(const monitor_alarm&)> sink) {
  state_->must_be_here("on_alarm()");
  const std::lock_guard lock{state_->mutex};
  state_->sinks.push_back(std::move(sink));
}

void monitor::changed(change_event event) {
  state_->must_be_here("changed()");
  if (!is_finite(event.time))
    throw error{errc::bad_argument, "time", "monitor: the time of a change event must be finite"};
  const std::lock_guard lock{state_->mutex};
  state_->core->changed(std::move(event));
}

bool monitor::acknowledge(std::string_view signal) {
  state_->must_be_here("acknowledge()");
  const std::lock_guard lock{state_->mutex};
  return state_->core->acknowledge(signal);
}

void monitor::restart_quality(double time) {
  state_->must_be_here("restart_quality()");
  if (!is_time(time))
    throw error{errc::bad_argument, "time",
                "monitor: quality cannot be restarted at " + to_text(time) + ", which is no time in seconds since 1970"};
  const std::lock_guard lock{state_->mutex};
  state_->core->restart_quality(time);
}

monitor_snapshot monitor::snapshot(double now) const {
  state_->must_be_here("snapshot()");
  monitor_snapshot s{.monitor = state_->config.name, .time = now};
  const std::lock_guard lock{state_->mutex};
  state_->core->fill(s, now);
  const collector_counts counts = state_->rings.counts();
  s.dropped = counts.dropped;
  s.rejected += counts.rejected;
  s.saved = state_->config.state_file.empty() ? never : state_->saved;
  s.save_failures = state_->save_failures;
  s.sink_failures = state_->sink_failures;
  return s;
}

const monitor_config& monitor::config() const noexcept { return state_->config; }

std::vector<std::string> monitor::notes() const {
  state_->must_be_here("notes()");
  const std::lock_guard lock{state_->mutex};
  std::vector<std::string> all = state_->core->notes();
  all.insert(all.end(), state_->restored.lost.begin(), state_->restored.lost.end());
  return all;
}

std::size_t monitor::parts() const {
  state_->must_be_here("parts()");
  const std::lock_guard lock{state_->mutex};
  return state_->core->parts();
}

std::vector<std::byte> monitor::save(double now) const {
  state_->must_be_here("save()");
  require_time(now);
  const std::lock_guard lock{state_->mutex};
  return state_->save(now);
}

void monitor::restore(std::span<const std::byte> bytes) {
  state_->must_be_here("restore()");
  const frame saved = read_frame(bytes, saved_kind::monitor);
  if (saved.id != 0 || saved.version != state_version)
    throw error{errc::bad_version, "state",
                "saved monitor: version " + std::to_string(saved.version) + "; this tepid reads version " +
                    std::to_string(state_version) + ". Move the state file away to begin anew"};
  byte_reader io{saved.payload, saved.version};
  restored_state found{.found = true};
  io(found.saved, found.rows);
  auto core = std::make_unique<monitor_core>(state_->config, state_->reference);
  if (!core->load(io, found.lost) && !io.failed())
    throw error{errc::bad_argument, "state",
                "saved monitor: it was saved under another configuration or reference, and no signal is the same; move the "
                "state file away to begin anew"};
  if (io.failed() || !is_time(found.saved) || found.rows != core->rows())
    throw error{errc::bad_state, "state", "saved monitor: it ends too early or its values are wrong"};
  if (io.remaining() != 0) throw error{errc::bad_state, "state", "saved monitor: it is too long"};
  const std::lock_guard lock{state_->mutex};
  state_->core = std::move(core);
  state_->saved = state_->save_from = found.saved;
  state_->restored = std::move(found);
}

void monitor::save_to_file(double now) {
  state_->must_be_here("save_to_file()");
  state_->write_file(now);
}

restored_state monitor::restored() const {
  state_->must_be_here("restored()");
  const std::lock_guard lock{state_->mutex};
  return state_->restored;
}

}  // namespace tepid::inline v0
