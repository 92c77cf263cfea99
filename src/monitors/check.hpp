// src/monitors/check.hpp - a check: one thing that is watched of a signal.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <tepid/core/bytes.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/design/limit_cache.hpp>
#include <tepid/monitors/alarm.hpp>
#include <tepid/monitors/alarm_policy.hpp>
#include <tepid/monitors/config.hpp>
#include <tepid/monitors/signal_reference.hpp>
#include <tepid/monitors/window_tally.hpp>

#include "monitors/window_log.hpp"

namespace tepid::inline v0 {

/// The signal that a check is about. All are the owner's and outlive it.
struct check_subject {
  const signal_config* signal;
  const monitor_config* monitor;
  const signal_reference* reference;
  const monitored_reference* all;
};

/// What a check is made from.
struct check_setting : check_subject {
  double seconds = 0.0;        ///< Between its false alarms: its share of the budget.
  double rows_a_second = 1.0;
  std::vector<std::string>* notes = nullptr;  ///< What it cannot watch is told here.
  design::limit_cache* limits = nullptr;      ///< Simulated limits of the whole monitor: each is simulated once.

  [[nodiscard]] double arl_rows() const noexcept { return seconds * rows_a_second; }
  /// Length of a window in seconds, about.
  [[nodiscard]] double window_span() const noexcept {
    return all->window_rows == 0 ? all->window_seconds : static_cast<double>(all->window_rows) / rows_a_second;
  }
  [[nodiscard]] double values_a_window() const noexcept { return std::max(1.0, all->rows_a_window * reference->finite_share()); }
  [[nodiscard]] double values_a_second() const noexcept { return std::max(1e-9, rows_a_second * reference->finite_share()); }
  [[nodiscard]] double trailing_windows() const noexcept { return monitor->trailing_seconds / window_span(); }
  void note(const std::string& text) const { notes->push_back(signal->name + ": " + text); }
};

/// A value of a signal, as checks see it.
struct seen_value {
  double x;      ///< A number, a category's code, of a vector that was taken 0; what is not finite as it came.
  double score;  ///< Its normal score against the reference; NaN: none.
  double time;
  std::uint64_t row;
  bool is_value;  ///< A finite number or a category, also one that was never seen.
  bool outside;   ///< The reference never had it.
};

/// A window of a signal that is over.
struct closed_window {
  const window_log& log;  ///< Ends with it.
  const window_tally& tally;
  bool enough;            ///< It has values enough to say something.
};

/// What a check found. Times are seconds since 1970; NaN where unknown.
struct check_finding {
  static constexpr double unknown = monitor_alarm::unknown;

  alarm_kind kind = alarm_kind::values;
  reference_kind against = reference_kind::frozen;
  std::size_t policy = 0;     ///< Which of the check's policies judges it.
  bool has_margin = false;    ///< The effect is in the unit of the signal's margin.
  double time = unknown;
  std::uint64_t row = 0;
  double onset = unknown, onset_low = unknown, onset_high = unknown;
  std::uint64_t onset_row = 0;
  int direction = 0;
  double effect = unknown, effect_low = unknown, effect_high = unknown;
  double statistic = 0.0, limit = 0.0;
  double before = unknown;     ///< Of shares: what it was in the reference,
  double tolerated = unknown;  ///< and what is tolerated.
  double value = unknown;      ///< The value that it is about.
  bool is_another = false;     ///< It is told although another change of the same policy stands.

  [[nodiscard]] finding effects() const noexcept {
    finding f{.is_another = is_another};
    if (has_margin) f.effect = effect, f.effect_low = effect_low, f.effect_high = effect_high;
    if (!is_nan(onset)) f.evidence_seconds = std::max(0.0, time - onset);
    return f;
  }
};

/// What a class of checks says of itself: `static constexpr check_about about`.
struct check_about {
  std::string_view name;      ///< In the configuration and in alarms; frozen.
  std::uint16_t version = 1;  ///< Of its saved state.
  std::string_view title;     ///< What it notices, in one line.
  bool of_windows = false;    ///< It looks at windows, not at values: what is slow.
  /// Latches that its findings go through. Checks of one signal that name the same one are told as one change.
  std::array<std::string_view, 2> policies{};
  bool uses_margin = false;   ///< Findings below the signal's margin are not told.
};

/// Watches one thing of one signal. It knows nothing of names, latches or other checks.
class check {
 public:
  check() = default;
  check(const check&) = delete;
  check& operator=(const check&) = delete;
  virtual ~check() = default;

  /// Values one after the other. A check that found something starts anew.
  virtual void take(std::span<const seen_value>, std::vector<check_finding>&) {}
  /// A window is over; the values of its end may not have been taken yet.
  virtual void close(const closed_window&, std::vector<check_finding>&) {}
  /// The largest of statistic over limit.
  [[nodiscard]] virtual double ratio() const noexcept = 0;
  /// What was told has been seen: a change that goes on is to be told again.
  virtual void acknowledge() noexcept {}
  /// What a finding was compared with, in words; empty: its reference_kind says it.
  [[nodiscard]] virtual std::string compared_with(const check_finding&) const { return {}; }
  virtual void save(byte_writer& io) const = 0;
  /// The owner has seen to it that configuration and reference are those of the bytes; failed() afterwards if not.
  virtual void load(byte_reader& io) = 0;
};

/// Saves and loads by the state_io of a class.
template <class Check>
class saved_check : public check {
 public:
  void save(byte_writer& io) const final { Check::state_io(static_cast<const Check&>(*this), io); }
  void load(byte_reader& io) final { Check::state_io(static_cast<Check&>(*this), io); }
};

/// A row of the table of checks.
struct check_row {
  check_about about;
  /// Does such a signal have it, unless the configuration says otherwise? It then has its share of the budget.
  bool (*suits)(const check_subject&);
  /// Why a signal that people expect to have it has not; empty: nobody would.
  std::string (*lacking)(const check_setting&);
  /// Null where it cannot be watched after all; why has been noted.
  std::unique_ptr<check> (*make)(const check_setting&);
};

/// The row of a class with `about`, `suits(const check_subject&)`, maybe `lacking(const check_setting&)`, and
/// `make(const check_setting&)` or a constructor from check_setting.
template <class Check>
[[nodiscard]] constexpr check_row row_of_check() {
  return {.about = Check::about,
          .suits = &Check::suits,
          .lacking = [](const check_setting& s) -> std::string {
            if constexpr (requires { Check::lacking(s); })
              return Check::lacking(s);
            else
              return {};
          },
          .make = [](const check_setting& s) -> std::unique_ptr<check> {
            if constexpr (requires { Check::make(s); })
              return Check::make(s);
            else
              return std::make_unique<Check>(s);
          }};
}

/// All checks, in the order in which findings of one row are told.
[[nodiscard]] std::span<const check_row> check_rows() noexcept;

inline constexpr double two_sided_95 = 1.959963984540054;

}  // namespace tepid::inline v0
