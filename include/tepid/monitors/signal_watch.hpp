// tepid/monitors/signal_watch.hpp - everything that is watched of one signal of a monitor.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <tepid/core/non_finite.hpp>
#include <tepid/monitors/alarm.hpp>
#include <tepid/monitors/alarm_policy.hpp>
#include <tepid/monitors/config.hpp>
#include <tepid/monitors/continuing_onset.hpp>
#include <tepid/monitors/infinity_watch.hpp>
#include <tepid/monitors/recent_watch.hpp>
#include <tepid/monitors/series_watch.hpp>
#include <tepid/monitors/share_watch.hpp>
#include <tepid/monitors/signal_reference.hpp>
#include <tepid/monitors/snapshot.hpp>
#include <tepid/monitors/window_tally.hpp>

namespace tepid::inline v0 {

/// The budget of one signal's parts.
struct signal_budget {
  double seconds = 0.0;         ///< Between false alarms of one part.
  double rows_a_second = 1.0;
};

/// Where a window lies: seconds since 1970, and its first row.
struct window_place {
  double start = 0.0, end = 0.0;
  std::uint64_t row = 0;
};

/// Watches one signal: each value as it is drained, each window when it closes. What it finds passes an alarm_policy:
/// one for the values themselves (recent, level, shape and what is outside are told as one change), one for each further kind.
/// Memory: fixed after construction, about 60 KiB.
class signal_watch {
 public:
  /// Parts of a signal among which budgets are split.
  [[nodiscard]] static std::size_t parts(const signal_reference& r, const monitored_reference& all);

  /// The configuration and the reference are the owner's and outlive it. Notes are told what cannot be watched.
  signal_watch(const signal_config& config, const monitor_config& whole, const signal_reference& r,
               const monitored_reference& all, const signal_budget& budget, std::vector<std::string>& notes);

  [[nodiscard]] const signal_reference& reference() const noexcept { return *reference_; }

  /// A value, a category's code, or a missing one; alarms are added to `out`.
  void take(double x, double time, std::uint64_t row, window_tally& tally, std::vector<monitor_alarm>& out);
  void take_vector(std::span<const double> x, double time, std::uint64_t row, window_tally& tally,
                   std::vector<monitor_alarm>& out);
  /// A window is over.
  void close(const window_place& where, const window_tally& tally, std::vector<monitor_alarm>& out);
  /// It is `now`: latches that have been quiet for long enough are released.
  void tick(double now) noexcept;
  void acknowledge() noexcept;

  [[nodiscard]] signal_snapshot snapshot() const;

  /// The owner has checked that configuration and reference are those of the bytes.
  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.observed_, self.not_finite_, self.outside_, self.recent_, self.recent_onset_, self.missing_watch_,
       self.outside_watch_, self.infinity_watch_, self.last_effect_, self.distance_, self.distance_low_, self.distance_high_,
       self.distance_trailing_, self.fading_total_, self.first_time_, self.first_row_);
    for (auto& x : self.fading_) io(x);
    for (auto& p : self.policies_) io(p);
    for (auto& s : self.series_) io(s.watch, s.frozen, s.trailing);
    for (auto& v : self.scores_) io(v.score, v.time, v.row);
    for (auto& w : self.windows_) io(w.start, w.end, w.row);
    for (auto& x : self.residuals_) io(x);
    io(self.scores_taken_, self.windows_closed_);
    if constexpr (Io::is_loading) {
      if (!self.sound()) io.fail();
    }
  }

 private:
  struct watched_series {
    series_kind kind;
    double spread;
    series_watch watch;
    continuing_onset frozen, trailing;
  };
  struct seen_score {
    double score = 0.0;
    double time = 0.0;
    std::uint64_t row = 0;
  };
  /// Policies by what they are about.
  enum policy_kind : std::size_t {
    of_values, of_decision, of_confidence, of_entropy, of_missing, of_infinities, of_infinities_gone, policies
  };
  static constexpr std::size_t most_scores = 1024, most_windows = 1024;
  static constexpr double two_sided_95 = 1.959963984540054;

  /// After loading: could it have come from values and windows?
  [[nodiscard]] bool sound() const noexcept;
  [[nodiscard]] static policy_kind policy_of(series_kind k) noexcept;
  [[nodiscard]] static alarm_kind kind_of(series_kind k) noexcept;
  void count_share(double x, bool outside, double time, std::uint64_t row, std::vector<monitor_alarm>& out);
  void infinity_alarm(const infinity_watch::finding& found, double time, std::uint64_t row,
                      std::vector<monitor_alarm>& out);
  void share_alarm(share_watch& watch, alarm_kind kind, double before, double time, std::uint64_t row,
                   std::vector<monitor_alarm>& out);
  static void measure_share(monitor_alarm& a, const share_watch& watch, bool good, double before, std::uint64_t row);
  void recent_alarm(double time, std::uint64_t row, std::vector<monitor_alarm>& out);
  void series_alarm(std::size_t i, bool trailing, std::vector<monitor_alarm>& out);
  void tell(monitor_alarm& alarm, policy_kind policy, std::vector<monitor_alarm>& out);
  [[nodiscard]] monitor_alarm blank(alarm_kind kind, reference_kind against, double time, std::uint64_t row) const;
  [[nodiscard]] std::uint64_t scores_kept() const noexcept;
  [[nodiscard]] const seen_score& score_back(std::uint64_t back) const noexcept;
  [[nodiscard]] seen_score score_at(std::uint64_t accepted) const noexcept;
  void measure_distance(const window_tally& tally);
  [[nodiscard]] double largest_ratio(policy_kind policy) const noexcept;

  const signal_config* config_;
  const signal_reference* reference_;
  std::string reference_text_, recent_text_, trailing_text_;
  double trailing_keep_, trailing_windows_;
  recent_watch recent_;
  continuing_onset recent_onset_;
  share_watch missing_watch_, outside_watch_;
  infinity_watch infinity_watch_;
  std::vector<watched_series> series_;
  std::vector<alarm_policy> policies_;
  std::uint64_t least_values_;

  std::uint64_t observed_ = 0, outside_ = 0;
  non_finite_counts not_finite_;
  double last_effect_ = monitor_alarm::unknown;
  double distance_ = monitor_alarm::unknown, distance_low_ = monitor_alarm::unknown;
  double distance_high_ = monitor_alarm::unknown, distance_trailing_ = monitor_alarm::unknown;
  std::vector<double> fading_;  // counts by slot, older windows fading
  double fading_total_ = 0.0;
  std::vector<seen_score> scores_;  // the newest scores; score i at place i mod size
  std::uint64_t scores_taken_ = 0;
  double first_time_ = 0.0;  // of the first score since the last start
  std::uint64_t first_row_ = 0;
  std::vector<window_place> windows_;  // the newest windows, likewise
  std::vector<double> residuals_;      // of each window, one a series; NaN: none
  std::uint64_t windows_closed_ = 0;
};

}  // namespace tepid::inline v0
