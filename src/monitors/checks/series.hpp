// src/monitors/checks/series.hpp - one number of each window against the reference's windows.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <tepid/core/error.hpp>
#include <tepid/monitors/continuing_onset.hpp>
#include <tepid/monitors/series_watch.hpp>
#include <tepid/numerics/normal.hpp>

#include "monitors/check.hpp"
#include "monitors/checks/recent.hpp"
#include "text/counted.hpp"
#include "text/time_span.hpp"

namespace tepid::inline v0 {

/// What the checks of one series have in common: a series_watch, against the whole reference or, `trailing`, against the
/// last windows, and what is left of each window. Memory: 8 KiB and the reference's autoregression.
class series_check : public check {
 public:
  [[nodiscard]] static const window_series* series_of(const check_subject& s, series_kind kind) noexcept {
    for (const window_series& w : s.reference->series)
      if (w.kind == kind) return &w;
    return nullptr;
  }
  [[nodiscard]] static bool has_series(const check_subject& s, series_kind kind) noexcept {
    return s.all->windows >= series_watch::least_windows && series_of(s, kind) != nullptr;
  }

  /// The series of a signal and how it is watched.
  [[nodiscard]] static series_watch watch_of(const check_setting& s, series_kind kind, bool trailing) {
    return series_watch{series_of(s, kind)->values, start(s), parameters(s, trailing)};
  }
  /// By how much more a window's number varies than the reference's did: a mean of fewer values than usual does; shapes are
  /// weighed by their number already.
  [[nodiscard]] static double added_variance(const window_tally& tally, const signal_reference& r, series_kind kind,
                                             double spread) noexcept {
    if (kind == series_kind::shape || tally.n() == 0 || !(r.values_a_window > 0)) return 0.0;
    return spread * spread * (1.0 / static_cast<double>(tally.n()) - 1.0 / r.values_a_window);
  }

  series_check(const check_setting& s, series_kind kind, alarm_kind alarm, bool trailing)
      : kind_{kind},
        alarm_{alarm},
        reference_{s.reference},
        spread_{series_of(s, kind)->spread},
        trailing_windows_{trailing ? s.trailing_windows() : 0.0},
        watch_{watch_of(s, kind, trailing)},
        residuals_(window_log::most, monitor_alarm::unknown) {}

  void close(const closed_window& w, std::vector<check_finding>& out) final {
    const double value = w.enough ? w.tally.value(kind_, *reference_) : monitor_alarm::unknown;
    const auto verdict = watch_.update(value, static_cast<std::int64_t>(w.log.newest().start),
                                       added_variance(w.tally, *reference_, kind_, spread_));
    residuals_[w.log.slot()] = is_nan(value) ? value : watch_.residual();
    if (!(is_trailing() ? verdict.trailing : verdict.frozen)) return;
    out.push_back(found(w.log));
    if (is_trailing())
      watch_.restart_trailing();
    else
      watch_.restart_frozen();
  }
  [[nodiscard]] double ratio() const noexcept final { return bank().statistic(); }

  void save(byte_writer& io) const final { state_io(*this, io); }
  void load(byte_reader& io) final { state_io(*this, io); }

  [[nodiscard]] const series_watch& watch() const noexcept { return watch_; }

 private:
  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.watch_, self.onset_);
    for (auto& x : self.residuals_) io(x);
    if constexpr (Io::is_loading)
      if (!std::all_of(self.residuals_.begin(), self.residuals_.end(),
                       [](double x) { return is_nan(x) || std::abs(x) <= standard_max; }))
        io.fail();
  }

  [[nodiscard]] static std::int64_t start(const check_setting& s) noexcept {
    return static_cast<std::int64_t>(s.all->window_rows == 0 ? s.all->start : 0.0);
  }
  [[nodiscard]] static series_watch_params parameters(const check_setting& s, bool trailing) {
    series_watch_params p{.arl0 = std::clamp(s.seconds / s.window_span(), 10.0, 1e10)};
    const auto window = static_cast<std::uint64_t>(s.all->window_rows == 0 ? s.all->window_seconds : 1.0);
    p.season.window_seconds = window;
    p.season.period_seconds =
        is_seasonal(s) ? static_cast<std::uint64_t>(s.monitor->season_seconds) : window * (s.all->windows + 1);
    p.season.smooth_seconds = 2 * window;
    if (trailing) p.trailing_windows = s.trailing_windows();
    return p;
  }

 protected:
  [[nodiscard]] static bool is_seasonal(const check_setting& s) noexcept {
    return s.monitor->season_seconds > 0 && s.all->window_rows == 0;
  }

 private:
  [[nodiscard]] bool is_trailing() const noexcept { return trailing_windows_ > 0; }
  [[nodiscard]] const rate_bank& bank() const noexcept { return is_trailing() ? watch_.trailing() : watch_.frozen(); }

  [[nodiscard]] check_finding found(const window_log& log) {
    check_finding f;
    f.kind = alarm_;
    f.against = is_trailing() ? reference_kind::trailing : reference_kind::frozen;
    f.has_margin = true;
    f.time = log.newest().end;
    f.row = log.newest().row;
    const change_estimate change = bank().change();
    f.statistic = bank().statistic();
    f.limit = 1.0;
    f.direction = change.direction;

    // The slots of the windows that this series had a value of, newest first: there is one, or there were no alarm.
    std::vector<std::size_t> slots;
    for (std::uint64_t back = 0; back < log.size(); ++back)
      if (!is_nan(residuals_[log.slot(back)])) slots.push_back(log.slot(back));
    const auto window = [&](std::uint64_t back) { return log.at(slots[std::min<std::uint64_t>(back, slots.size() - 1)]); };
    const auto back_of = [&](std::uint64_t index) { return bank().count() - 1 - std::min(index, bank().count() - 1); };
    const std::uint64_t since = back_of(change.onset) + 1;
    f.onset = window(since - 1).start;
    f.onset_row = window(since - 1).row;
    if (change.earliest != no_index) {
      f.onset_low = window(back_of(change.earliest)).start;
      f.onset_high = window(back_of(change.latest)).end;
    }
    double sum = 0.0, n = 0.0, before = 0.0, n_before = 0.0, expected = 0.0;
    for (const std::size_t slot : slots) {
      const double r = residuals_[slot];
      if (n < static_cast<double>(since)) {
        sum += r;
        expected += watch_.expected(static_cast<std::int64_t>(log.at(slot).start));
        n += 1.0;
      } else if (n_before < trailing_windows_) {
        before += r;
        n_before += 1.0;
      } else {
        break;
      }
    }
    const double moved = sum / n - (n_before > 0 ? before / n_before : 0.0);
    const double error = two_sided_95 * watch_.standard_error(n);
    if (kind_ == series_kind::shape) {
      const double usual = expected / n;  // of a season that moves the values: it is no change
      const auto effect = [&](double d) {
        const double added = std::max(0.0, d - std::max(0.0, -usual));
        return reference_->kind == counted_kind::numbers ? shift_of(added) : added;
      };
      f.direction = 0;
      f.effect = effect(moved);
      f.effect_low = effect(moved - error);
      f.effect_high = effect(moved + error);
    } else {
      f.effect = moved / spread_;
      f.effect_low = (moved - error) / spread_;
      f.effect_high = (moved + error) / spread_;
    }
    onset_.join(f, reaches_start(change));
    return f;
  }

  /// The shift of a normal law, in standard deviations, that has this total variation.
  [[nodiscard]] static double shift_of(double variation) noexcept {
    return 2.0 * normal_quantile(0.5 * (1.0 + std::clamp(variation, 0.0, 1.0 - 1e-9)));
  }

  series_kind kind_;
  alarm_kind alarm_;
  const signal_reference* reference_;
  double spread_, trailing_windows_;
  series_watch watch_;
  continuing_onset onset_;
  std::vector<double> residuals_;  // one a slot of the log; NaN: the window had too few values
};

/// The level of each window as a standard normal value: season and autocorrelation out. For a detector.
class series_input {
 public:
  /// Throws as series_watch.
  explicit series_input(const check_setting& s)
      : reference_{s.reference},
        spread_{series_check::series_of(s, series_kind::level)->spread},
        watch_{series_check::watch_of(s, series_kind::level, false)} {}

  /// Nothing for a window that has too few values.
  [[nodiscard]] std::optional<double> take(const closed_window& w) noexcept {
    const double value = w.enough ? w.tally.value(series_kind::level, *reference_) : monitor_alarm::unknown;
    if (!is_finite(value)) return std::nullopt;
    watch_.update(value, static_cast<std::int64_t>(w.log.newest().start),
                  series_check::added_variance(w.tally, *reference_, series_kind::level, spread_));
    return watch_.innovation();
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.watch_);
  }

 private:
  const signal_reference* reference_;
  double spread_;
  series_watch watch_;
};

/// Makes a check of a series; null, with a note, where the reference does not do.
template <class Check>
[[nodiscard]] std::unique_ptr<check> series_check_or_note(const check_setting& s) {
  try {
    return std::make_unique<Check>(s);
  } catch (const error& why) {
    s.note(std::string{Check::about.name} + " of windows is not watched: " + why.what());
    return nullptr;
  }
}

/// The mean normal score of a window, against the whole reference: what is gradual.
class level_check : public series_check {
 public:
  static constexpr check_about about{.name = "level",
                                     .title = "the level of the values has moved from the reference's",
                                     .of_windows = true,
                                     .policies = {"values"},
                                     .uses_margin = true};
  [[nodiscard]] static bool suits(const check_subject& s) noexcept { return has_series(s, series_kind::level); }
  [[nodiscard]] static std::string lacking(const check_setting& s) {
    if (s.all->windows >= series_watch::least_windows) return {};
    std::string text = "slow drift is not watched: the reference has ";
    text.append(counted(s.all->windows, "window")).append(" of ").append(time_span(s.window_span()));
    return text.append(", and it takes ").append(std::to_string(series_watch::least_windows));
  }
  [[nodiscard]] static std::unique_ptr<check> make(const check_setting& s) { return series_check_or_note<level_check>(s); }
  explicit level_check(const check_setting& s) : series_check{s, series_kind::level, alarm_kind::values, false} {
    if (is_seasonal(s) && watch().periods() < 2)
      s.note("the reference has no two whole seasons of " + time_span(s.monitor->season_seconds) + "; none is taken out");
  }
};

/// The same against the last windows: what is new, even where the level has long alarmed.
class trailing_check : public series_check {
 public:
  static constexpr check_about about{.name = "trailing",
                                     .title = "the level of the values has moved from that of the last days",
                                     .of_windows = true,
                                     .policies = {"values"},
                                     .uses_margin = true};
  [[nodiscard]] static bool suits(const check_subject& s) noexcept { return has_series(s, series_kind::level); }
  [[nodiscard]] static std::unique_ptr<check> make(const check_setting& s) {
    return series_check_or_note<trailing_check>(s);
  }
  explicit trailing_check(const check_setting& s) : series_check{s, series_kind::level, alarm_kind::values, true} {}
};

/// How far the law of a window's values is from the reference's, beyond chance.
class shape_check : public series_check {
 public:
  static constexpr check_about about{.name = "shape",
                                     .title = "the values are distributed otherwise, or categories come more or less often",
                                     .of_windows = true,
                                     .policies = {"values"},
                                     .uses_margin = true};
  [[nodiscard]] static bool suits(const check_subject& s) noexcept { return has_series(s, series_kind::shape); }
  [[nodiscard]] static std::unique_ptr<check> make(const check_setting& s) { return series_check_or_note<shape_check>(s); }
  explicit shape_check(const check_setting& s) : series_check{s, series_kind::shape, alarm_kind::shape, false} {}
};

/// The share of a window's values at or above the threshold.
class decision_check : public series_check {
 public:
  static constexpr check_about about{.name = "decision",
                                     .title = "the share of values at or above the threshold has changed",
                                     .of_windows = true,
                                     .policies = {"decision"},
                                     .uses_margin = true};
  [[nodiscard]] static bool suits(const check_subject& s) noexcept { return has_series(s, series_kind::decision); }
  [[nodiscard]] static std::unique_ptr<check> make(const check_setting& s) {
    if (is_rare(*series_of(s, series_kind::decision), s.values_a_window())) {
      s.note("the share at or above the threshold is not watched: a window has fewer than " + to_text(least_decisions) +
             " such values, or fewer others");
      return nullptr;
    }
    return series_check_or_note<decision_check>(s);
  }
  explicit decision_check(const check_setting& s) : series_check{s, series_kind::decision, alarm_kind::decision, false} {}

 private:
  /// A share of few cases is nothing like normal: windows need so many values on either side of the threshold.
  static constexpr double least_decisions = 10.0;
  [[nodiscard]] static bool is_rare(const window_series& decisions, double values_a_window) noexcept {
    double sum = 0.0, n = 0.0;
    for (const double x : decisions.values)
      if (!is_nan(x)) sum += x, n += 1.0;
    const double share = n > 0 ? sum / n : 0.0;
    return std::min(share, 1.0 - share) * values_a_window < least_decisions;
  }
};

/// How sure the model is.
class confidence_check : public series_check {
 public:
  static constexpr check_about about{.name = "confidence",
                                     .title = "the model has become more or less sure",
                                     .of_windows = true,
                                     .policies = {"confidence"},
                                     .uses_margin = true};
  [[nodiscard]] static bool suits(const check_subject& s) noexcept { return has_series(s, series_kind::confidence); }
  [[nodiscard]] static std::unique_ptr<check> make(const check_setting& s) {
    return series_check_or_note<confidence_check>(s);
  }
  explicit confidence_check(const check_setting& s)
      : series_check{s, series_kind::confidence, alarm_kind::confidence, false} {}
};

/// The mean entropy of what the model says.
class entropy_check : public series_check {
 public:
  static constexpr check_about about{.name = "entropy",
                                     .title = "the entropy of what the model says has changed",
                                     .of_windows = true,
                                     .policies = {"entropy"},
                                     .uses_margin = true};
  [[nodiscard]] static bool suits(const check_subject& s) noexcept { return has_series(s, series_kind::entropy); }
  [[nodiscard]] static std::unique_ptr<check> make(const check_setting& s) {
    return series_check_or_note<entropy_check>(s);
  }
  explicit entropy_check(const check_setting& s) : series_check{s, series_kind::entropy, alarm_kind::entropy, false} {}
};

}  // namespace tepid::inline v0
