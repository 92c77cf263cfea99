// tepid/monitors/monitor.hpp - one object that watches a model's inputs, outputs and quality inside a process.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tepid/monitors/alarm.hpp>
#include <tepid/monitors/collector.hpp>
#include <tepid/monitors/config.hpp>
#include <tepid/monitors/profile.hpp>
#include <tepid/monitors/snapshot.hpp>

namespace tepid::inline v0 {

/// What a monitor restored from its state file.
struct restored_state {
  bool found = false;
  double saved = 0.0;      ///< When it was saved, seconds since 1970.
  std::uint64_t rows = 0;  ///< Rows that it had taken before that.
  std::vector<std::string> lost{};  ///< What was dropped and what starts anew, one line each; also in notes().
};

/// Watches every signal of a configuration against its reference and spends one false-alarm budget over all of them.
///
///     tepid::monitor monitor{config, tepid::profile::load(bytes)};
///     monitor.on_alarm([](const tepid::monitor_alarm& a) { page(a); });
///
///     tepid::shard mine = monitor.shard();                // once in each thread that serves requests
///     mine.observe(row, nanoseconds);                     // a few nanoseconds; never blocks, allocates or throws
///
///     monitor.drain(seconds);                             // on any other thread, every second or so
///
/// Rows:     one value for each signal in the configuration's order, dimensions of them for a vector; missing_value
///           and NaN are counted apart and watched together, infinities by themselves.
///           A category is its code(). A value may also come alone, observe(signal, value), signal counting the places.
///           A segment key has a place too; it is not looked at (a prediction carries its own).
/// Watched:  of each signal, each with an equal part of the budget:
///           values, within seconds against the last window or so (recent_watch);
///           series of whole windows: the mean, the distance from the reference, of outputs the share beyond the
///           threshold, confidence and entropy; each against the frozen reference, and the mean against the trailing
///           one too; without seasons and autocorrelation (series_watch); needs 120 windows of reference;
///           of integer signals the share of each single value (new_atom);
///           the shares of missing and of never seen values (share_watch), and of infinities (infinity_watch).
///           Of labels: quality_watch.
/// Alarms:   one for one change of a signal (alarm_policy), in the order of their times; explained by the newest change
///           event before.
/// Times:    seconds since 1970. Rows without a time are observed when they are drained. Windows close when drain() is
///           told a time beyond their end; rows that come later than that are counted as late.
/// Threads:  any number observe, each with its own shard; drain, snapshot, save and the others may be called from any
///           thread and wait for each other.
/// Forks:    a monitor belongs to the process that made it. In a forked one its locks may be held for ever, so all but
///           code(), width(), place() and config() throws error{bad_argument, "fork"}, and what its
///           shards observe is dropped (shard::forked). Make one in each process, after the fork, with
///           a state file of its own.
/// Memory:   fixed after construction: the rings, 80 KiB a numeric signal (500 KiB more an integer one), and quality_watch's.
/// Cost:     drain 30 to 40 ns a numeric value.
class monitor {
 public:
  /// Throws error{bad_argument or bad_data} that names the key or the signal: an invalid configuration, a signal that
  /// is missing from the reference, or a reference with other windows or another threshold.
  monitor(monitor_config config, profile reference);
  /// With the reference that the configuration names, and open_state_file() where it names one. Throws also error{io}.
  [[nodiscard]] static monitor open(monitor_config config);
  ~monitor();
  monitor(monitor&&) noexcept;
  monitor& operator=(monitor&&) noexcept;

  /// A place for the calling thread; throws error{bad_argument, "threads"} when there are as many as allowed.
  [[nodiscard]] tepid::shard shard();
  /// The number that stands for a category of a signal. All categories that the reference never had share one number.
  /// Lock-free: any thread, any time. Throws error{bad_argument} for a signal that is not categorical.
  [[nodiscard]] double code(std::string_view signal, std::string_view category) const;
  /// The number that stands for a segment in prediction_event::segment; its name comes back in alarms. Takes a lock. Up
  /// to 65,536 names of 256 bytes are remembered. Longer ones are cut (bounded_text); all further ones are one segment,
  /// "(other names)". The snapshot counts both.
  [[nodiscard]] std::uint32_t segment(std::string_view name);
  /// Number of places of a row, and the first place of a signal; throws error{bad_argument, signal} for an unknown one.
  [[nodiscard]] std::size_t width() const noexcept;
  [[nodiscard]] std::uint32_t place(std::string_view signal) const;

  /// Takes what has been observed, then it is `now`: windows close, labels mature, the state is saved if it is time.
  /// Returns the alarms that this raised, by time; sinks are given each one too, without any lock being held.
  std::vector<monitor_alarm> drain(double now);

  /// Called with each alarm, by the thread that drains; what it throws is counted. May be called more than once: all
  /// are called, in that order.
  void on_alarm(std::function<void(const monitor_alarm&)> sink);
  /// The host changed something: a deployment, a schema, a configuration. Texts of more than 4096 bytes are cut and counted.
  void changed(change_event event);
  /// The signal's alarms were seen: the next finding raises a new one. False for an unknown signal.
  bool acknowledge(std::string_view signal);
  /// Another model since `time`: quality starts anew (quality_watch::restart).
  void restart_quality(double time);

  [[nodiscard]] monitor_snapshot snapshot(double now) const;
  [[nodiscard]] const monitor_config& config() const noexcept;
  /// What is not watched and why, a line each: a reference without windows, too few of them, no season.
  [[nodiscard]] std::vector<std::string> notes() const;
  /// Parts among which the budget is split.
  [[nodiscard]] std::size_t parts() const;

  /// Everything but the rings. restore() takes what save() gave. Budgets, margins and names (signal_config::formerly) may
  /// have changed since; a signal whose type, reference or length of windows changed starts anew; a signal that is no
  /// longer configured is dropped; restored().lost lists both. Throws error{bad_argument, "state"} if no signal is the
  /// same, and for damaged bytes what profile::load throws. `now` must be a time within 3e15 s of 1970; else save() and
  /// save_to_file() throw error{bad_argument, "now"}, and a drain() at such a time saves nothing and counts that in
  /// save_failures.
  [[nodiscard]] std::vector<std::byte> save(double now) const;
  void restore(std::span<const std::byte> bytes);
  /// Takes the configuration's state file: no other process and no other monitor may open or write it until this one is
  /// closed or gone, however its process ends (state_lock). Then restores what the file holds, if it is there. Throws
  /// error{bad_argument} without one or after close(), error{io, "state.file"} that names the process which has it, and
  /// what restore() throws: a state that cannot be read is never overwritten silently. A monitor that has not opened its
  /// state file takes it when it first writes it, as drain() and save_to_file() do.
  void open_state_file();
  /// Writes the state file now (write, sync, rename). Throws error{bad_argument} without one or after close(), error{io}.
  void save_to_file(double now);
  /// Gives the state file back: this monitor never writes it again, another may open it. Saves nothing: call
  /// save_to_file() before. All else goes on. In a forked process it does nothing: the file is the parent's.
  void close() noexcept;
  [[nodiscard]] restored_state restored() const;

 private:
  struct state;
  explicit monitor(std::unique_ptr<state> s);
  void leave() noexcept;
  std::unique_ptr<state> state_;
};

}  // namespace tepid::inline v0
