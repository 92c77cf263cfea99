// tepid/monitors/config.hpp - what a monitor watches, and how often it may be wrong.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/design/budget.hpp>
#include <tepid/monitors/alarm_config.hpp>
#include <tepid/monitors/bounded_text.hpp>
#include <tepid/monitors/quality_config.hpp>

namespace tepid::inline v0 {

/// What a signal tells about the system. The numbers are frozen (saved monitors).
enum class signal_role : std::uint8_t {
  feature = 0,   ///< What goes into the model.
  output = 1,    ///< What the model says.
  quality = 2,   ///< How good it was, as far as one number tells: a reward, a rating.
  resource = 3,  ///< What the machine was doing: queue length, cache use.
  business = 4,  ///< What it was worth.
  segment = 5,   ///< A key by which quality is told apart; never watched itself.
};
inline constexpr std::string_view signal_role_names[] = {"feature",  "output",   "quality",
                                                         "resource", "business", "segment"};

/// What a signal's values are. The numbers are frozen (saved monitors).
enum class signal_type : std::uint8_t {
  numeric = 0,      ///< Real numbers.
  integer = 1,      ///< Whole numbers, of which one value may suddenly carry mass: counts of tokens.
  categorical = 2,  ///< Text, or its number in a fixed list.
  vector = 3,       ///< A fixed number of real numbers: an embedding.
};
inline constexpr std::string_view signal_type_names[] = {"numeric", "integer", "categorical", "vector"};

[[nodiscard]] constexpr std::string_view to_string(signal_role r) noexcept {
  return signal_role_names[static_cast<std::size_t>(r)];
}
[[nodiscard]] constexpr std::string_view to_string(signal_type t) noexcept {
  return signal_type_names[static_cast<std::size_t>(t)];
}

/// What a detector takes.
enum class check_input : std::uint8_t {
  windows = 0,  ///< The mean of each window, season and autocorrelation out, as a standard normal value.
  values = 1,   ///< Each value as its normal score in the reference: for values that do not depend on each other.
};
inline constexpr std::string_view check_input_names[] = {"windows", "values"};
[[nodiscard]] constexpr std::string_view to_string(check_input i) noexcept {
  return check_input_names[static_cast<std::size_t>(i)];
}

/// A parameter of a detector that is a check: a number, or a word where the detector has a choice.
struct check_parameter {
  std::string name{};
  double number = 0.0;
  std::string word{};  ///< Empty: the number counts.

  friend bool operator==(const check_parameter&, const check_parameter&) = default;
};

/// A wish about the checks of a signal: another weight of one that suits it, or a registered detector besides these.
struct check_config {
  static constexpr double most_weight = 1000.0;

  std::string check{};     ///< The name of a check, as "level"; or
  std::string detector{};  ///< of a registered detector, as "cusum". One of both. Its limit comes from the budget.
  /// The check's part of the monitor's budget, where every other has 1. 0: it is not made, which is noted. [0, 1000]
  double weight = 1.0;
  check_input of = check_input::windows;      ///< Of a detector.
  std::vector<check_parameter> parameters{};  ///< Of a detector, all but its limit.

  /// In alarms and saved states: "cusum(k=0.25)", "ewma of values".
  [[nodiscard]] std::string title() const {
    if (detector.empty()) return check;
    std::string text = detector;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      text += i == 0 ? "(" : ", ";
      text += parameters[i].name + "=" + (parameters[i].word.empty() ? to_text(parameters[i].number) : parameters[i].word);
    }
    if (!parameters.empty()) text += ")";
    if (of == check_input::values) text += " of values";
    return text;
  }

  friend bool operator==(const check_config&, const check_config&) = default;
};

/// One watched signal.
struct signal_config {
  static constexpr std::size_t most_checks = 64;

  std::string name{};  ///< Of at most 256 bytes, like the monitor's.
  signal_role role = signal_role::feature;
  signal_type type = signal_type::numeric;
  /// The least change that matters: for numbers of the mean, in reference standard deviations; for categories the
  /// share that changed (total variation). [0, inf)
  double margin = 0.25;
  /// Of an output: values at or above it mean "yes"; the share of them is watched too.
  std::optional<double> threshold = std::nullopt;
  /// Of a vector: how many numbers. [1, 65536]
  std::uint32_t dimensions = 1;
  /// Tolerated rise of the share of missing values, and of the share of unseen values. Of infinities: the same where
  /// the reference has some, else a tenth of it. (0, 1)
  double share_margin = 0.01;
  /// Its former name, which the reference and a saved state may have. Empty: none.
  std::string formerly{};
  /// Besides the checks that suit such a signal; names are looked up when a monitor is made.
  std::vector<check_config> checks{};

  friend bool operator==(const signal_config&, const signal_config&) = default;
};

/// A whole monitor. Made by hand or, from JSON, by config_from_json (reports/config_json.hpp).
///
///     auto config = tepid::monitor_config{.name = "fraud", .budget = "1 per 90 d", .rate = 10.0}
///                       .add({.name = "amount"})
///                       .add({.name = "score", .role = tepid::signal_role::output, .threshold = 0.8});
///     config.validate();
struct monitor_config {
  static constexpr std::size_t most_signals = 65'535;

  std::string name = "tepid";
  /// False alarms that all signals together may raise on a healthy system, as design::budget::parse reads it:
  /// "1 per 90 d".
  std::string budget = "1 per 90 d";
  double rate = 1.0;        ///< Rows a second, about; makes the budget a number of observations. (0, inf)
  std::string reference{};  ///< A profile of healthy traffic: a .tepid file.
  std::vector<signal_config> signals{};
  std::optional<quality_watch_config> quality = std::nullopt;  ///< None: no labels are expected.
  alarm_config alarms{};
  double window_seconds = 3600.0;          ///< Length of a window that is profiled; whole seconds. [1, 1e9]
  std::uint64_t window_rows = 0;           ///< Rows of a window; 0: windows are by time. [0, 2^32]
  double season_seconds = 7 * 86'400.0;    ///< Period of the seasons, a multiple of the window; 0: none. [0, 1e9]
  double trailing_seconds = 7 * 86'400.0;  ///< Memory of the trailing reference. [window, inf)
  std::uint64_t threads = 64;              ///< Most threads that observe at once. [1, 4096]
  std::uint64_t ring_values = 65'536;      ///< Values that wait for a drain, a thread; a power of two. [1024, 2^26]
  std::string state_file{};                ///< Where the monitor saves itself; empty: nowhere.
  double state_interval_seconds = 60.0;    ///< How often. (0, inf)

  monitor_config& add(signal_config signal) & {
    signals.push_back(std::move(signal));
    return *this;
  }
  monitor_config&& add(signal_config signal) && {
    signals.push_back(std::move(signal));
    return std::move(*this);
  }

  /// Signals that can alarm: all but segment keys.
  [[nodiscard]] std::uint64_t watched() const noexcept {
    std::uint64_t n = 0;
    for (const auto& s : signals) n += s.role != signal_role::segment;
    return n;
  }
  /// The whole budget in rows.
  [[nodiscard]] design::budget whole_budget() const { return design::budget::parse(budget, rate); }

  /// Throws error{bad_argument} whose field is the key, as "signals[2].margin", for what cannot be.
  void validate() const;

  friend bool operator==(const monitor_config&, const monitor_config&) = default;
};

namespace detail {

inline void config_must(bool holds, const std::string& key, const std::string& what) {
  if (!holds) throw error{errc::bad_argument, key, "monitor: " + key + " " + what};
}
[[nodiscard]] inline bool is_whole(double x, double low, double high) noexcept {
  return is_finite(x) && x >= low && x <= high && x == std::floor(x);
}
inline void config_positive(double x, const std::string& key) {
  config_must(is_finite(x) && x > 0, key, "must be a positive number, not " + to_text(x));
}

/// Control characters would break every line that names the signal.
[[nodiscard]] inline bool printable_name(std::string_view name) noexcept {
  for (const char c : name)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return false;
  return !name.empty();
}

inline void validate_checks(const std::vector<check_config>& checks, const std::string& key) {
  config_must(checks.size() <= signal_config::most_checks, key, "has more than 64 checks");
  for (std::size_t i = 0; i < checks.size(); ++i) {
    const check_config& c = checks[i];
    const std::string here = key + "[" + std::to_string(i) + "]";
    config_must(c.check.empty() != c.detector.empty(), here, "must name a check or a detector, one of both");
    config_must(is_finite(c.weight) && c.weight >= 0 && c.weight <= check_config::most_weight, here + ".weight",
                "must be in [0, 1000], not " + to_text(c.weight));
    config_must(c.parameters.empty() || !c.detector.empty(), here, "has parameters, which only detectors take");
    config_must(c.parameters.size() <= 64, here, "has more than 64 parameters");
    for (const check_parameter& p : c.parameters)
      config_must(p.name.size() <= most_name_bytes && printable_name(p.name) && p.word.size() <= most_name_bytes &&
                      (p.word.empty() || printable_name(p.word)) && is_finite(p.number),
                  here, "has a parameter that is no name with a number or a word");
    config_must(c.title().size() <= most_name_bytes, here, "has a longer name with its parameters than 256 bytes");
    for (std::size_t j = 0; j < i; ++j)
      config_must(checks[j].title() != c.title(), here, "is '" + c.title() + "', which is there already");
  }
}

inline void validate_signal(const signal_config& s, std::span<const signal_config> before, const std::string& key) {
  config_must(!s.name.empty(), key + ".name", "is missing");
  config_must(s.name.size() <= most_name_bytes, key + ".name",
              "has " + std::to_string(s.name.size()) + " bytes; it may have " + std::to_string(most_name_bytes));
  config_must(printable_name(s.name), key + ".name", "has a control character in it");
  config_must(s.formerly.empty() || (s.formerly.size() <= most_name_bytes && printable_name(s.formerly)), key + ".formerly",
              "must be a name of at most " + std::to_string(most_name_bytes) + " bytes without control characters");
  for (const auto& other : before)
    config_must(other.name != s.name, key + ".name", "is '" + s.name + "', which another signal is called too");
  config_must(is_finite(s.margin) && s.margin >= 0, key + ".margin", "must be 0 or more, not " + to_text(s.margin));
  config_must(!s.threshold || is_finite(*s.threshold), key + ".threshold", "must be a finite number");
  config_must(!s.threshold || s.role == signal_role::output, key + ".threshold",
              "belongs to outputs, and the role of '" + s.name + "' is " + std::string{to_string(s.role)});
  config_must(!s.threshold || s.type == signal_type::numeric || s.type == signal_type::integer, key + ".threshold",
              "belongs to numbers, and the type of '" + s.name + "' is " + std::string{to_string(s.type)});
  config_must(s.share_margin > 0 && s.share_margin < 1, key + ".share_margin",
              "must be in (0, 1), not " + to_text(s.share_margin));
  config_must(s.dimensions >= 1 && s.dimensions <= 65'536, key + ".dimensions", "must be in [1, 65536]");
  config_must(s.dimensions == 1 || s.type == signal_type::vector, key + ".dimensions",
              "belongs to vectors, and the type of '" + s.name + "' is " + std::string{to_string(s.type)});
  validate_checks(s.checks, key + ".checks");
}

}  // namespace detail

inline void monitor_config::validate() const {
  using detail::config_must, detail::is_whole;
  config_must(name.size() <= most_name_bytes, "name",
              "has " + std::to_string(name.size()) + " bytes; it may have " + std::to_string(most_name_bytes));
  config_must(detail::printable_name(name), "name", name.empty() ? "is empty" : "has a control character in it");
  detail::config_positive(rate, "rate");
  config_must(!signals.empty(), "signals", "is empty: there is nothing to watch");
  config_must(signals.size() <= most_signals, "signals", "has more than 65535 signals");
  for (std::size_t i = 0; i < signals.size(); ++i)
    detail::validate_signal(signals[i], std::span{signals}.first(i), "signals[" + std::to_string(i) + "]");
  config_must(watched() > 0, "signals", "has segment keys alone: there is nothing to watch");
  try {
    static_cast<void>(whole_budget().split(watched()));
  } catch (const error& why) {
    throw error{why.code(), "budget", std::string{"monitor: "} + why.what()};
  }
  if (quality) quality->validate();
  detail::config_positive(alarms.rearm_seconds, "alarms.rearm_seconds");
  config_must(is_finite(alarms.critical_margins) && alarms.critical_margins >= 1, "alarms.critical_margins",
              "must be 1 or more, not " + to_text(alarms.critical_margins));
  config_must(is_whole(window_seconds, 1.0, 1e9), "window_seconds",
              "must be whole seconds in [1, 1e9], not " + to_text(window_seconds));
  config_must(window_rows <= (std::uint64_t{1} << 32), "window_rows", "must be at most 2^32");
  config_must(season_seconds == 0 || (is_whole(season_seconds, 1.0, 1e9) &&
                                      std::fmod(season_seconds, window_seconds) == 0 && season_seconds > window_seconds),
              "season_seconds", "must be 0 or a multiple of window_seconds (" + to_text(window_seconds) + "), not " +
                                    to_text(season_seconds));
  config_must(is_finite(trailing_seconds) && trailing_seconds >= window_seconds, "trailing_seconds",
              "must be at least window_seconds (" + to_text(window_seconds) + "), not " + to_text(trailing_seconds));
  config_must(threads >= 1 && threads <= 4096, "threads", "must be in [1, 4096], not " + std::to_string(threads));
  config_must(ring_values >= 1024 && ring_values <= (std::uint64_t{1} << 26) && (ring_values & (ring_values - 1)) == 0,
              "ring_values", "must be a power of two in [1024, 2^26], not " + std::to_string(ring_values));
  detail::config_positive(state_interval_seconds, "state_interval_seconds");
}

}  // namespace tepid::inline v0
