// src/monitors/monitor_core.hpp - what a monitor knows at a moment: all that is saved, and what a drain changes.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <tepid/core/keyed_hash.hpp>
#include <tepid/monitors/alarm.hpp>
#include <tepid/monitors/bounded_text.hpp>
#include <tepid/monitors/collector.hpp>
#include <tepid/monitors/config.hpp>
#include <tepid/monitors/profile.hpp>
#include <tepid/monitors/quality_watch.hpp>
#include <tepid/monitors/saved_time.hpp>
#include <tepid/monitors/signal_reference.hpp>
#include <tepid/monitors/snapshot.hpp>

#include "monitors/signal_watch.hpp"

namespace tepid::inline v0 {

/// The reference's part for a signal, under its name or its former one; null if there is none.
[[nodiscard]] inline const signal_reference* find_reference(const signal_config& s, const monitored_reference& all) noexcept {
  const signal_reference* r = all.find(s.name);
  return r == nullptr && !s.formerly.empty() ? all.find(s.formerly) : r;
}

/// What a monitor knows from a profile: the part that was made for monitors, or else what one without windows tells.
[[nodiscard]] monitored_reference reference_of(const monitor_config& config, const profile& from);

/// One thread's: the owner sees to that. Configuration and reference outlive it.
class monitor_core {
 public:
  monitor_core(const monitor_config& config, const monitored_reference& reference);

  // What collector::drain calls. `now` is the time of what has none of its own.
  void begin(double now) noexcept { now_ = is_nan(now) ? now_ : std::clamp(now, -most_time, most_time); }
  void value(std::size_t, std::uint32_t place, double x, std::int64_t time);
  void row(std::size_t, std::span<const double> values, std::int64_t time);
  void prediction(std::size_t, const prediction_event& e, std::int64_t time) noexcept;
  void label(std::size_t, const label_event& e, std::int64_t time) noexcept;
  /// Everything has been given: windows close, labels mature. The alarms since the last call, by time.
  [[nodiscard]] std::vector<monitor_alarm> end();

  void changed(change_event e);
  bool acknowledge(std::string_view signal) noexcept;
  void restart_quality(double time) noexcept;
  [[nodiscard]] std::uint32_t segment(std::string_view name);
  void fill(monitor_snapshot& s, double now) const;

  [[nodiscard]] const std::vector<std::string>& notes() const noexcept { return notes_; }
  [[nodiscard]] std::size_t parts() const noexcept { return parts_; }
  [[nodiscard]] std::uint64_t rows() const noexcept { return rows_; }

  /// Between drains. What is of one signal, and of quality, stands in a section under a fingerprint of its own.
  template <class Io>
  void save(Io& io) const {
    io(rows_, late_, rejected_, alarms_, begun_, closed_through_, changes_, last_row_, texts_cut_, names_not_kept_,
       std::vector<std::string>(segments_.begin(), segments_.end()));
    for (const open_window& o : open_) io(o.used, o.index, o.first_row, o.first_time);
    io(static_cast<std::uint64_t>(watches_.size()));
    for (std::size_t i = 0; i < watches_.size(); ++i) {
      io(watches_[i].name(), prints_[i]);
      io.section([&](auto& own) {
        for (const open_window& o : open_) own(o.tallies[i]);
        watches_[i].save(own);
      });
    }
    io(static_cast<std::uint8_t>(quality_.has_value()));
    if (!quality_) return;
    io(quality_print_);
    io.section([&](auto& own) { own(*quality_); });
  }
  /// Takes what save() wrote, into a core that has seen nothing, and tells `lost` what starts anew and what is dropped:
  /// a signal or quality under another fingerprint, or that is not configured any more. False if no signal is the same.
  bool load(byte_reader& io, std::vector<std::string>& lost);

 private:
  struct open_window {
    bool used = false;
    std::int64_t index = 0;
    std::uint64_t first_row = 0;
    double first_time = 0.0;
    std::vector<window_tally> tallies;  // one a watched signal
  };
  struct place_of_row {
    std::size_t watch = none;  // none: a segment key, or within a vector
    std::size_t length = 1;
  };
  static constexpr std::size_t none = ~std::size_t{0}, open_windows = 4, most_segments = 65'536;
  /// Of windows of rows: none is counted beyond, so that the one behind it has an index too.
  static constexpr std::uint64_t most_index = std::uint64_t{1} << 62;

  /// After loading: indices of windows that rows and times can have led to, each once, none that is closed; else their
  /// arithmetic could overflow, or windows would be closed for ever.
  [[nodiscard]] bool sound() const;
  [[nodiscard]] double seconds(std::int64_t time) const noexcept {
    return time == shard::no_time ? now_ : static_cast<double>(time) * 1e-9;
  }
  [[nodiscard]] std::vector<window_tally>& tallies_at(double time);
  void close(open_window& w);
  void close_through(std::int64_t before);
  void finish_quality();
  [[nodiscard]] monitor_alarm alarm_of(const quality_alarm& q) const;
  [[nodiscard]] std::string segment_name(std::uint32_t key) const;
  void fill_quality(monitor_snapshot& s) const;
  /// False for names that segment() would not have kept.
  bool restore_names(std::vector<std::string> names);

  const monitor_config* config_;
  std::deque<signal_watch> watches_;  // their addresses stay
  std::vector<std::uint32_t> prints_;   // of what the state of each depends on
  std::uint32_t quality_print_ = 0;
  std::vector<place_of_row> places_;
  std::optional<quality_watch> quality_;
  std::vector<std::string> notes_;
  std::size_t parts_ = 0;
  double budget_seconds_ = 0.0;

  double now_ = 0.0;
  double begun_ = std::numeric_limits<double>::quiet_NaN();  // time of the first drain
  std::uint64_t rows_ = 0, late_ = 0, rejected_ = 0, alarms_ = 0;
  std::vector<open_window> open_;
  std::vector<window_tally> late_tallies_;  // where values of closed windows go: nobody reads them
  std::int64_t closed_through_ = std::numeric_limits<std::int64_t>::min();  // windows before it are closed
  open_window* newest_ = nullptr;                                          // where the last row went
  change_log changes_;
  std::uint64_t texts_cut_ = 0, names_not_kept_ = 0;
  double last_row_ = std::numeric_limits<double>::quiet_NaN();  // time of the drain that took it
  std::deque<std::string> segments_;                            // by key; their addresses stay
  std::unordered_map<std::string_view, std::uint32_t, keyed_hash> keys_;  // of segments_
  std::vector<monitor_alarm> found_;
};

}  // namespace tepid::inline v0
