// tepid/monitors/signal_reference.hpp - what a monitor knows of healthy windows of a signal.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <tepid/core/numeric.hpp>
#include <tepid/design/tail_limit.hpp>
#include <tepid/monitors/infinity_watch.hpp>
#include <tepid/monitors/outlier_tails.hpp>
#include <tepid/monitors/value_scale.hpp>

namespace tepid::inline v0 {

/// What is computed of each window of a signal. The numbers are frozen (saved profiles).
enum class series_kind : std::uint8_t {
  level = 0,       ///< The mean normal score.
  /// Total variation between the window and the reference, of vectors the distance of the means: beyond what chance adds.
  shape = 1,
  decision = 2,    ///< The share of values at or above the threshold.
  confidence = 3,  ///< The mean of max(p, 1 - p).
  entropy = 4,     ///< The mean of -p ln p - (1 - p) ln(1 - p), in nats.
};

/// One number for each window, in order; NaN where there were too few values.
struct window_series {
  series_kind kind = series_kind::level;
  /// Standard deviation of one value's part in it: what turns a change of the series into standard deviations. (0, inf)
  double spread = 1.0;
  std::vector<double> values{};

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.kind, self.spread, self.values);
  }
  friend bool operator==(const window_series& a, const window_series& b) {
    return a.kind == b.kind && a.spread == b.spread && a.values.size() == b.values.size() &&
           std::equal(a.values.begin(), a.values.end(), b.values.begin(),
                      [](double x, double y) { return x == y || (is_nan(x) && is_nan(y)); });
  }
};

/// What kind of values a signal has: how they are counted.
enum class counted_kind : std::uint8_t { numbers = 0, categories = 1, vectors = 2 };

/// The reference of one signal.
struct signal_reference {
  static constexpr std::size_t most_named = 64;  ///< Categories counted by name.

  std::string name{};
  counted_kind kind = counted_kind::numbers;
  value_scale scale{};                  ///< Of numbers.
  std::vector<std::string> named{};     ///< Of categories: the most frequent. Then two slots: other known ones, unseen ones.
  std::vector<std::string> known{};     ///< Further categories that are known to be other, in order.
  bool tells_unseen = true;             ///< All categories of the reference are named or known.
  std::vector<double> shares{};         ///< Of categories, one a slot.
  std::vector<double> means{}, sds{};   ///< Of vectors, one a dimension.
  bool has_threshold = false;
  double threshold = 0.0;
  bool is_probability = false;          ///< An output within [0, 1]: confidence and entropy mean something.
  double missing = 0.0;                 ///< Share of missing values and NaN,
  double worst_missing = 0.0;           ///< and the largest of any window.
  infinity_shares infinities{};         ///< Of numbers and vectors.
  double values_a_window = 0.0;         ///< Of a usual window: distances of smaller ones are noisier.
  std::vector<window_series> series{};
  double level_rate = 0.0;                ///< recent_watch's; 0: its level stays that of the reference.
  std::vector<design::tail_fit> tails{};  ///< Of each rate of recent_watch.
  /// Of integer signals: values at even ranks, at most most_sampled. Not saved: a monitor takes them from the profile.
  static constexpr std::size_t most_sampled = 4096;
  std::vector<double> sample{};
  /// Of numbers: how far they go at both ends. Likewise not saved.
  outlier_tails outliers{};

  /// Slots in which values are counted.
  [[nodiscard]] std::size_t slots() const noexcept {
    return kind == counted_kind::numbers ? scale.slots() : kind == counted_kind::categories ? named.size() + 2 : 0;
  }
  /// The slot of a category.
  [[nodiscard]] std::size_t code(std::string_view category) const noexcept {
    const auto at = std::find(named.begin(), named.end(), category);
    if (at != named.end()) return static_cast<std::size_t>(at - named.begin());
    const bool is_known = !tells_unseen || std::binary_search(known.begin(), known.end(), category);
    return named.size() + (is_known ? 0 : 1);
  }
  /// What share of the reference lies in a slot.
  [[nodiscard]] double share(std::size_t slot) const noexcept {
    return kind == counted_kind::numbers ? scale.shares()[slot] : shares[slot];
  }

  /// The share of rows that have a finite value.
  [[nodiscard]] double finite_share() const noexcept { return std::max(0.0, 1.0 - missing - infinities.both()); }

  /// Can these belong together? (after loading)
  [[nodiscard]] bool sound(std::uint64_t windows) const;

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.name, self.kind, self.scale, self.named, self.known, self.tells_unseen, self.shares, self.means, self.sds,
       self.has_threshold, self.threshold, self.is_probability, self.missing, self.worst_missing,
       self.values_a_window, self.series, self.level_rate, self.tails);
    if constexpr (Io::is_loading)
      if (io.version() < 6) return;  // profile::load finds out what it can
    io(self.infinities);
  }
  friend bool operator==(const signal_reference&, const signal_reference&) = default;
};

/// The monitor's part of a profile.
struct monitored_reference {
  double window_seconds = 3600.0;
  std::uint64_t window_rows = 0;      ///< Rows of a window; 0: windows are by time.
  double start = 0.0;                 ///< When the first window began, seconds since 1970.
  std::uint64_t windows = 0;          ///< Windows, empty ones included.
  double rows_a_window = 0.0;         ///< In the median window.
  std::vector<signal_reference> signals{};

  [[nodiscard]] const signal_reference* find(std::string_view name) const noexcept {
    const auto at = std::find_if(signals.begin(), signals.end(), [&](const auto& s) { return s.name == name; });
    return at == signals.end() ? nullptr : &*at;
  }
  [[nodiscard]] bool sound() const;

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.window_seconds, self.window_rows, self.start, self.windows, self.rows_a_window, self.signals);
  }
  friend bool operator==(const monitored_reference&, const monitored_reference&) = default;
};

inline bool signal_reference::sound(std::uint64_t windows) const {
  const auto share = [](double x) { return x >= 0 && x <= 1; };
  if (kind > counted_kind::vectors || !share(missing) || !share(worst_missing) || !is_finite(threshold)) return false;
  if (!infinities.sound()) return false;
  if (named.size() > most_named || !std::is_sorted(known.begin(), known.end())) return false;
  if (kind == counted_kind::categories ? shares.size() != named.size() + 2 : !shares.empty()) return false;
  if (!std::all_of(shares.begin(), shares.end(), share)) return false;
  if (kind == counted_kind::vectors ? means.empty() : !means.empty()) return false;
  if (means.size() != sds.size()) return false;
  for (std::size_t i = 0; i < means.size(); ++i)
    if (!is_finite(means[i]) || !(sds[i] > 0) || !is_finite(sds[i])) return false;
  for (std::size_t i = 0; i < series.size(); ++i) {
    const window_series& s = series[i];
    if (s.kind > series_kind::entropy || !(s.spread > 0) || !is_finite(s.spread) || s.values.size() != windows)
      return false;
    for (const double x : s.values)
      if (!is_nan(x) && !is_finite(x)) return false;
    for (std::size_t j = 0; j < i; ++j)
      if (series[j].kind == s.kind) return false;
  }
  return values_a_window >= 0 && is_finite(values_a_window) && level_rate >= 0 && level_rate <= 1 && tails.size() <= 32 && std::all_of(tails.begin(), tails.end(), [](const auto& t) { return t.sound(); });
}

inline bool monitored_reference::sound() const {
  if (!(window_seconds >= 1 && window_seconds <= 1e9) || !is_finite(start) || !(rows_a_window >= 0) ||
      !is_finite(rows_a_window) || windows > std::uint64_t{1} << 32)
    return false;
  for (std::size_t i = 0; i < signals.size(); ++i) {
    if (!signals[i].sound(windows)) return false;
    for (std::size_t j = 0; j < i; ++j)
      if (signals[j].name == signals[i].name) return false;
  }
  return true;
}

}  // namespace tepid::inline v0
