// tepid/detectors/adwin.hpp - ADWIN: a window that grows while its mean stays and shrinks when it has moved.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <tuple>

#include <tepid/core/detector.hpp>
#include <tepid/core/side.hpp>
#include <tepid/detectors/mean_cut.hpp>
#include <tepid/numerics/elementary.hpp>
#include <tepid/sketches/exponential_histogram.hpp>

namespace tepid::inline v0 {

/// How the published programs of ADWIN cut and bound; n0 and n1 are the values before and after a cut.
/// The numbers are frozen.
enum class adwin_form : std::uint8_t {
  all_cuts = 0,      ///< Every border of buckets; 1/m = 1/(n0 - k + 1) + 1/(n1 - k + 1), k = min_window. River now.
  last_skipped = 1,  ///< As all_cuts, but each row's newest bucket never leaves the newer part. River until early 2024,
                     ///< scikit-multiflow.
  long_parts = 2,    ///< As all_cuts, but both parts longer than k + 1. MOA, CapyMOA.
  plain_bound = 3,   ///< Every border of buckets; 1/m = 1/n0 + 1/n1. The paper.
};
inline constexpr std::string_view adwin_form_names[] = {"all_cuts", "last_skipped", "long_parts", "plain_bound"};

/// Parameters of adwin.
struct adwin_params {
  double delta = 0.002;
  std::uint64_t clock = 32;
  std::uint64_t max_buckets = 5;
  std::uint64_t min_window = 5;
  std::uint64_t grace_period = 10;
  tepid::side side = tepid::side::both;
  adwin_form form = adwin_form::all_cuts;

  friend bool operator==(const adwin_params&, const adwin_params&) = default;
};

/// ADWIN2: compares the means of the older and the newer part of a window, at every border of its buckets.
///
/// Statistic: every `clock` values, with W values in the window of variance v, and for each cut the difference d of
///            the two means: the t that solves |d| = sqrt(2 v t / m) + (2/3) t / m; the largest over all cuts,
///            less ln ln W, in nats; 0 or more. Alarm when it exceeds ln(2 / delta): the same as ADWIN's bound
///            with delta' = ln(2 ln W / delta). It stays as it was until the next check.
///            After an alarm the next value first makes the window drop its oldest buckets until no cut
///            alarms; reset() forgets all, as river does.
/// Input:     any real numbers. The bound is meant for values in [0, 1]: there the term (2/3) t / m is right.
/// Limit:     set by delta. On standard normal values the defaults alarm about once in 3.5 million, on 0/1 values
///            still less often: delta says little about the rate; simulate it.
/// Change:    onset is the border of buckets that gave the statistic, direction and effect the difference of the means.
/// Cost:      about 20 ns a value in batches with a window of a million (clock 32), 450 with clock 1; O(log W) a
///            check. About 6 KB for any window up to 2^62 values; no allocation.
/// Errors:    the constructor throws error{bad_parameter}; nothing else throws.
/// Source:    A. Bifet and R. Gavalda, SIAM Int. Conf. on Data Mining 2007, 443-448.
class adwin : public scalar_detector<adwin, adwin_params> {
 public:
  static constexpr descriptor about{.id = 70,
                                    .name = "adwin",
                                    .class_name = "ADWIN",
                                    .title = "ADWIN: adaptive window for a change of the mean",
                                    .source = "Bifet and Gavalda 2007, SIAM Int. Conf. on Data Mining",
                                    .limit = "delta"};
  static constexpr std::tuple schema{
      field{"delta", &adwin_params::delta, {real_min, 1}, "", "confidence; smaller means fewer alarms"},
      field{"clock", &adwin_params::clock, {1, 1e9}, "observations", "looks for a change every so many values"},
      field{"max_buckets", &adwin_params::max_buckets, {2, 32}, "buckets", "of each size: more give finer cuts"},
      field{"min_window", &adwin_params::min_window, {1, 1e9}, "observations", "shortest part that is compared"},
      field{"grace_period", &adwin_params::grace_period, {0, 1e9}, "observations", "no check of a window not longer"},
      field{"side", &adwin_params::side, choice_of(3), "", "direction of change to find", side_names},
      field{"form", &adwin_params::form, choice_of(4), "", "which cuts and which bound", adwin_form_names}};

  explicit adwin(const adwin_params& p = {})
      : scalar_detector{p}, level_at_{portable_log(2.0 / p.delta)}, window_{p.max_buckets}, due_{p.clock} {
    reset();
  }

  /// In nats.
  [[nodiscard]] double statistic() const noexcept { return statistic_; }
  /// What the statistic is compared with: ln(2 / delta).
  [[nodiscard]] double level() const noexcept { return level_at_; }
  /// The delta that has this level.
  [[nodiscard]] static double limit_for(double level) noexcept { return 2.0 * portable_exp(-level); }

  /// Values in the window. What an alarm makes old is dropped with the next value.
  [[nodiscard]] std::uint64_t width() const noexcept { return window_.width() + held_; }

  struct window_moments {
    std::uint64_t width = 0;  ///< Values.
    double mean = 0.0;        ///< 0 where there are none.
    double variance = 0.0;    ///< With divisor width.
  };
  /// Of the values in the window without what an alarm has made old: the mean estimates the present one. O(log W);
  /// after an alarm it copies the window.
  [[nodiscard]] window_moments window() const {
    if (shrink_) {
      adwin after{*this};
      after.shrink();
      return after.window();
    }
    window_moments found{.width = width()};
    if (found.width == 0) return found;
    const double W = static_cast<double>(found.width);
    double total = 0.0, spread = 0.0;
    each_bucket([&](double /*n*/, double sum, double /*square*/) { total += sum; });
    const double mean = total / W;
    each_bucket([&](double n, double sum, double square) {
      const double above = sum - n * mean;
      spread += square + above * above / n;
    });
    found.mean = origin_ + mean;
    found.variance = spread / W;
    return found;
  }

  [[nodiscard]] change_estimate change() const noexcept {
    if (onset_ == no_index) return {};
    return {.onset = onset_, .effect = effect_, .direction = effect_ > 0 ? 1 : -1};
  }

  state step(double x) noexcept {
    if (shrink_) shrink();
    const double bounded = std::clamp(x, -standard_max, standard_max);
    if (count_ == 1) origin_ = bounded;
    recent_[held_++] = bounded - origin_;
    const bool check = --due_ == 0;
    if (!check && held_ < recent_.size()) return verdict();
    window_.add(std::span{recent_}.first(held_));
    held_ = 0;
    if (!check) return verdict();
    due_ = params_.clock;
    if (window_.width() <= params_.grace_period) return verdict();
    const cut best = strongest_cut();
    statistic_ = best.evidence;
    onset_ = best.evidence > 0 ? count_ - std::min(count_, best.newer) : no_index;
    effect_ = best.effect;
    shrink_ = statistic_ > level_at_;
    return shrink_ ? state::drift : verdict();
  }

  /// The alarm was none: the window stays.
  void withdraw() noexcept { shrink_ = false; }

  void clear() noexcept {
    window_.clear();
    held_ = 0;
    due_ = params_.clock;
    origin_ = statistic_ = effect_ = 0.0;
    onset_ = no_index;
    shrink_ = false;
  }

  [[nodiscard]] state initial() const noexcept { return state::warming; }

  [[nodiscard]] bool sound() const noexcept {
    const auto within = [](double x, double limit) { return x >= -limit && x <= limit; };
    for (std::size_t i = 0; i < held_; ++i)
      if (!within(recent_[i], 2.0 * standard_max)) return false;
    return window_.sound(2.0 * standard_max) && window_.width() + held_ <= count_ && due_ >= 1 && due_ <= params_.clock &&
           within(origin_, standard_max) && statistic_ >= 0 && is_finite(statistic_) && is_finite(effect_) &&
           (onset_ == no_index || onset_ <= count_) && (statistic_ > 0) == (onset_ != no_index) &&
           (!shrink_ || (statistic_ > 0 && window_.width() > 1));
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    exponential_histogram::state_io(self.window_, io);
    io(self.held_);
    if constexpr (Io::is_loading)
      if (self.held_ >= self.recent_.size()) {
        self.held_ = 0;
        return io.fail();
      }
    for (std::size_t i = 0; i < self.held_; ++i) io(self.recent_[i]);
    io(self.due_, self.origin_, self.statistic_, self.onset_, self.effect_, self.shrink_);
  }

  friend bool operator==(const adwin& a, const adwin& b) noexcept {
    return static_cast<const scalar_detector&>(a) == static_cast<const scalar_detector&>(b) && a.window_ == b.window_ &&
           a.held_ == b.held_ && std::equal(a.recent_.begin(), a.recent_.begin() + static_cast<std::ptrdiff_t>(a.held_),
                                            b.recent_.begin()) &&
           a.due_ == b.due_ && a.origin_ == b.origin_ && a.statistic_ == b.statistic_ && a.onset_ == b.onset_ &&
           a.effect_ == b.effect_ && a.shrink_ == b.shrink_;
  }

 private:
  struct cut {
    double evidence = 0.0;    ///< The largest t less ln ln W, or 0.
    double effect = 0.0;      ///< Mean after less mean before.
    std::uint64_t newer = 0;  ///< Values after the cut.
  };

  [[nodiscard]] state verdict() const noexcept {
    return count_ < params_.clock || count_ <= params_.grace_period ? state::warming : state::stable;
  }

  /// f(values, sum, sum of squared deviations) of each bucket, and of each value that is in none yet.
  template <class F>
  void each_bucket(const F& f) const {
    for (std::size_t row = window_.rows(); row-- > 0;) {
      const double n = static_cast<double>(exponential_histogram::size(row));
      const auto sums = window_.sums(row), squares = window_.squares(row);
      for (std::size_t i = 0; i < sums.size(); ++i) f(n, sums[i], squares[i]);
    }
    for (std::size_t i = 0; i < held_; ++i) f(1.0, recent_[i], 0.0);
  }

  void shrink() noexcept {
    shrink_ = false;
    do window_.drop_oldest();
    while (window_.width() > 1 && strongest_cut().evidence > level_at_);
  }

  [[nodiscard]] cut strongest_cut() const noexcept {
    const double W = static_cast<double>(window_.width());
    double total = 0.0;
    for (std::size_t row = window_.rows(); row-- > 0;) {
      double sum = 0.0;
      for (const double s : window_.sums(row)) sum += s;
      total += sum;
    }
    const double mean = total / W;

    // Sums of values less the mean up to each cut, and lengths, from the oldest on.
    constexpr std::size_t most = exponential_histogram::most_rows * exponential_histogram::most_per_row;
    std::array<double, most> lead, older;
    std::size_t cuts = 0;
    double spread = 0.0, residue = 0.0, lead_here = 0.0, older_here = 0.0;
    for (std::size_t row = window_.rows(); row-- > 0;) {
      const double n = static_cast<double>(exponential_histogram::size(row)), part = 1.0 / n, expected = n * mean;
      const auto sums = window_.sums(row), squares = window_.squares(row);
      const std::size_t leaving = sums.size() - (params_.form == adwin_form::last_skipped && !sums.empty());
      double row_spread = 0.0, row_above = 0.0;
      for (std::size_t i = 0; i < sums.size(); ++i) {
        const double above = sums[i] - expected;
        row_spread += squares[i] + above * (above * part);
        row_above += above;
        if (i >= leaving) continue;
        lead[cuts] = lead_here += above;
        older[cuts++] = older_here += n;
      }
      spread += row_spread;
      residue += row_above;
    }

    const double k = static_cast<double>(params_.min_window);
    const double shortest = params_.form == adwin_form::long_parts ? k + 2.0 : k;
    const double less = params_.form == adwin_form::plain_bound ? 0.0 : k - 1.0;
    std::size_t first = 0, last = cuts;
    while (first < last && older[first] < shortest) ++first;
    while (first < last && W - older[last - 1] < shortest) --last;
    if (first == last) return {};

    // The difference d of the means, and d^2 m: t is at most d^2 m / (2 v).
    // Less than rounding off the mean can make is no difference.
    const double slack = 0x1p-46 * std::fabs(mean);
    const double tilt = residue / W;  // what rounding has left in the mean; a short newer part would magnify it
    const double share = 1.0 / (W - 2.0 * less);
    const double rise = params_.side == side::down ? -1.0 : 1.0;
    const bool both = params_.side == side::both;
    std::array<double, most> apart, weight;
    for (std::size_t i = first; i < last; ++i) {
      const double n0 = older[i], n1 = W - n0;
      const double d = (lead[i] - n0 * tilt) * (W / (n0 * n1));
      apart[i] = std::max(0.0, (both ? std::fabs(d) : -rise * d) - slack);
      weight[i] = (n0 - less) * (n1 - less) * share;
    }
    const mean_cut bound{spread / W};
    double evidence = 0.0;
    std::size_t at = first;
    for (std::size_t i = first; i < last; ++i) {
      if (!bound.may_exceed(evidence, apart[i], weight[i])) continue;
      const double t = bound.t(apart[i], weight[i]);
      if (t > evidence) {
        evidence = t;
        at = i;
      }
    }
    evidence -= portable_log(portable_log(W));
    if (!(evidence > 0)) return {};
    const double newer = W - older[at];
    return {.evidence = evidence,
            .effect = (older[at] * tilt - lead[at]) * (W / (older[at] * newer)),
            .newer = static_cast<std::uint64_t>(newer)};
  }

  double level_at_;
  exponential_histogram window_;
  std::array<double, exponential_histogram::most_added> recent_{};  // not yet in window_
  std::uint64_t held_ = 0;                                          // how many
  std::uint64_t due_;                                               // values until the next check
  double origin_ = 0.0;  // the first value, subtracted from all: an offset costs no digits
  double statistic_ = 0.0, effect_ = 0.0;
  std::uint64_t onset_ = no_index;
  bool shrink_ = false;
};

static_assert(Detector<adwin>);

}  // namespace tepid::inline v0
