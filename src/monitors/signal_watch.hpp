// src/monitors/signal_watch.hpp - one signal of a monitor: its checks, and what becomes of their findings.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <tepid/core/non_finite.hpp>
#include <tepid/monitors/alarm.hpp>
#include <tepid/monitors/alarm_policy.hpp>
#include <tepid/monitors/config.hpp>
#include <tepid/monitors/signal_reference.hpp>
#include <tepid/monitors/snapshot.hpp>
#include <tepid/monitors/window_tally.hpp>

#include "monitors/check.hpp"
#include "monitors/window_log.hpp"

namespace tepid::inline v0 {

/// Watches one signal by its checks: values in blocks, each window when it closes. What they find passes an alarm_policy;
/// checks that share one are told as one change.
/// Memory: fixed after construction, about 80 KiB.
class signal_watch {
 public:
  /// The checks that a signal is to have, and the sum of their weights: parts of the budget.
  struct budget_parts {
    std::size_t checks = 0;
    double weight = 0.0;
  };
  /// Throws error{bad_argument} for a wish that names no check.
  [[nodiscard]] static budget_parts parts(const check_subject& s);

  /// seconds: between false alarms of a check of weight 1. Notes are told what cannot be watched. Throws what
  /// make_detector_check does.
  signal_watch(const check_subject& subject, double seconds, double rows_a_second, std::vector<std::string>& notes,
               design::limit_cache& limits);

  [[nodiscard]] const std::string& name() const noexcept { return subject_.signal->name; }
  [[nodiscard]] const std::string& former_name() const noexcept { return subject_.signal->formerly; }
  [[nodiscard]] const signal_reference& reference() const noexcept { return *subject_.reference; }

  /// A value, a category's code, or a missing one; alarms are added to `out`.
  void take(double x, double time, std::uint64_t row, window_tally& tally, std::vector<monitor_alarm>& out);
  void take_vector(std::span<const double> x, double time, std::uint64_t row, window_tally& tally,
                   std::vector<monitor_alarm>& out);
  /// A window is over.
  void close(const window_place& where, const window_tally& tally, std::vector<monitor_alarm>& out);
  /// All that was taken has been looked at; it is `now`: latches that have been quiet for long enough are released.
  void tick(double now, std::vector<monitor_alarm>& out);
  void acknowledge() noexcept;

  [[nodiscard]] signal_snapshot snapshot() const;

  /// Between a tick and the next value.
  template <class Io>
  void save(Io& io) const {
    io(observed_, not_finite_, outside_, last_effect_, distance_, distance_low_, distance_high_, distance_trailing_,
       fading_total_);
    for (const double x : fading_) io(x);
    io(windows_, static_cast<std::uint64_t>(policies_.size()));
    for (const shared_policy& p : policies_) io(p.name, p.policy);
    io(static_cast<std::uint64_t>(checks_.size()));
    for (const made_check& c : checks_) {
      io(c.name, c.row->about.version);
      io.section([&](auto& own) {
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(own)>, byte_writer>)
          c.watch->save(own);
        else
          own.raw(written_bytes([&](byte_writer& w) { c.watch->save(w); }));
      });
    }
  }
  /// Takes what save() wrote under the same reference; `lost` is told what of it there is no check for, and what starts
  /// anew.
  void load(byte_reader& io, std::vector<std::string>& lost);

 private:
  struct shared_policy {
    std::string name;
    alarm_policy policy;
  };
  struct made_check {
    const check_row* row;
    std::string name;  // of the row, or check_config::title() of a detector
    double seconds;    // between its false alarms
    std::unique_ptr<check> watch;
    std::vector<std::size_t> policies;  // of shared policies, one for each of the row's
  };
  static constexpr std::size_t block = 64;

  /// Adds a check that is there, and its policies.
  void add(const check_row& row, std::string name, double seconds, std::unique_ptr<check> watch);
  /// After loading: could it have come from values and windows?
  [[nodiscard]] bool sound() const noexcept;
  void seen(const seen_value& v, std::vector<monitor_alarm>& out);
  void take_block(std::vector<monitor_alarm>& out);
  /// Calls look(check, findings) for each check, and judges what they find.
  template <class Look>
  void ask_each(Look&& look, std::vector<monitor_alarm>& out);
  /// Judges what the checks have found, in the order of rows.
  void judge(std::vector<monitor_alarm>& out);
  [[nodiscard]] monitor_alarm alarm_of(const check_finding& f, const made_check& by, severity s) const;
  void measure_distance(const window_tally& tally);
  [[nodiscard]] double ratio(std::size_t policy) const noexcept;

  check_subject subject_;
  std::string reference_text_, recent_text_, trailing_text_;
  double trailing_keep_;
  std::uint64_t least_values_;
  std::vector<shared_policy> policies_;
  std::vector<made_check> checks_;
  window_log windows_;
  std::vector<seen_value> block_;                                  // not looked at yet
  std::vector<std::pair<check_finding, std::size_t>> found_;       // and by which check; empty between calls
  std::vector<check_finding> found_by_one_;

  std::uint64_t observed_ = 0, outside_ = 0;
  non_finite_counts not_finite_;
  double last_effect_ = monitor_alarm::unknown;
  double distance_ = monitor_alarm::unknown, distance_low_ = monitor_alarm::unknown;
  double distance_high_ = monitor_alarm::unknown, distance_trailing_ = monitor_alarm::unknown;
  std::vector<double> fading_;  // counts by slot, older windows fading
  double fading_total_ = 0.0;
};

}  // namespace tepid::inline v0
