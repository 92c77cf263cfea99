// tepid/monitors/monitor_reference.hpp - the reference of a monitor: a profile, and how healthy windows follow another.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <tepid/monitors/config.hpp>
#include <tepid/monitors/profile.hpp>

namespace tepid::inline v0 {

/// Some rows of one signal: numbers (of a vector dimensions() of them a row, one row after the other; missing_value and
/// NaN are none: the profile counts them apart, the monitor's part together), or, of a categorical signal, texts (nullopt is missing) or numbers that stand for themselves.
struct signal_values {
  std::span<const double> numbers{};
  std::span<const std::optional<std::string_view>> texts{};
};

/// Makes a monitor's reference from recorded rows, in memory that does not depend on how many there are: they are given
/// twice, in the same order.
///
///     reference_builder builder{config};
///     for (each block of rows) builder.first_pass(times, signals);
///     builder.begin_second_pass();
///     for (each block of rows) builder.second_pass(times, signals);
///     profile reference = builder.finish();   // save() it: the .tepid file that monitor_config::reference names
///
/// The first pass finds what values there are, the second profiles them window by window, as the monitor will, and
/// measures how far healthy traffic strays on each time scale. The profile is one like any other (`tepid compare` takes
/// it), with `monitored()` beside its columns.
/// Times are seconds since 1970, not falling; without any (an empty span) row i is observed at i / rate.
/// A block has as many values of each signal as times; rows may not be split. Segment signals are left out (empty).
/// Memory: 1.6 MiB a numeric signal, 80 MiB a categorical one at most, 8 bytes for each window and series.
/// Cost: 0.1 us a value.
class reference_builder {
 public:
  /// Throws as monitor_config::validate. Without replays (column_profile::replay, half of the time) the profile is for
  /// monitors alone, not for column_watch.
  explicit reference_builder(const monitor_config& config, bool with_replays = true);
  ~reference_builder();
  reference_builder(reference_builder&&) noexcept;
  reference_builder& operator=(reference_builder&&) noexcept;

  /// Throws error{bad_data, signal} for the wrong number of values or times that fall.
  void first_pass(std::span<const double> times, std::span<const signal_values> signals);
  /// Throws error{bad_data, signal} when a watched signal has no value at all.
  void begin_second_pass();
  void second_pass(std::span<const double> times, std::span<const signal_values> signals);
  /// Throws error{bad_data} when the second pass was not given what the first was.
  [[nodiscard]] profile finish();

 private:
  struct state;
  std::unique_ptr<state> state_;
};

/// What a monitor can know from a profile that was made without windows: no slow drift, no seasons. Signals that the
/// profile has no column of are left out.
[[nodiscard]] monitored_reference reference_without_windows(const monitor_config& config, const profile& from);

/// The same as reference_builder of rows that are in memory.
[[nodiscard]] profile make_reference(const monitor_config& config, std::span<const double> times,
                                     std::span<const signal_values> signals);

}  // namespace tepid::inline v0
