// src/monitors/signal_watch.cpp - everything that is watched of one signal of a monitor.
#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include <tepid/monitors/signal_watch.hpp>
#include <tepid/numerics/normal.hpp>

namespace tepid::inline v0 {

namespace {

std::string span_text(double seconds) {
  const auto in = [](double x, const char* unit) {
    std::string text = to_text(std::round(x * 10) / 10);
    text += unit;
    return text;
  };
  if (seconds >= 2 * 86'400.0) return in(seconds / 86'400.0, " days");
  if (seconds >= 2 * 3600.0) return in(seconds / 3600.0, " hours");
  if (seconds >= 120.0) return in(seconds / 60.0, " minutes");
  return in(seconds, " seconds");
}

double window_span(const monitored_reference& all, double rows_a_second) {
  return all.window_rows == 0 ? all.window_seconds : static_cast<double>(all.window_rows) / rows_a_second;
}

/// A share of few cases is nothing like normal: windows need so many values on either side of the threshold.
constexpr double least_decisions = 10.0;
bool rare(const window_series& decisions, double values_a_window) noexcept {
  double sum = 0.0, n = 0.0;
  for (const double x : decisions.values)
    if (!is_nan(x)) sum += x, n += 1.0;
  const double share = n > 0 ? sum / n : 0.0;
  return std::min(share, 1.0 - share) * values_a_window < least_decisions;
}

}  // namespace

std::size_t signal_watch::parts(const signal_reference& r, const monitored_reference& all) {
  std::size_t n = 1;  // missing
  if (r.kind != counted_kind::categories && r.infinities.known) ++n;  // infinities of either sign
  if (r.kind != counted_kind::vectors) ++n;  // outside
  if (r.kind == counted_kind::numbers) ++n;  // recent
  if (all.windows >= series_watch::least_windows)
    for (const window_series& s : r.series) n += s.kind == series_kind::level ? 2 : 1;
  return n;
}

signal_watch::signal_watch(const signal_config& config, const monitor_config& whole, const signal_reference& r,
                           const monitored_reference& all, const signal_budget& budget, std::vector<std::string>& notes)
    : config_{&config}, reference_{&r}, policies_(policies) {
  const double span = window_span(all, budget.rows_a_second);
  const double values_a_window = std::max(1.0, all.rows_a_window * r.finite_share());
  const double values_a_second = std::max(1e-9, budget.rows_a_second * r.finite_share());
  trailing_windows_ = whole.trailing_seconds / span;
  trailing_keep_ = 1.0 - 1.0 / std::max(1.0, trailing_windows_);
  least_values_ = std::max<std::uint64_t>(window_tally::least_values, static_cast<std::uint64_t>(values_a_window / 4));
  fading_.assign(r.slots(), 0.0);
  reference_text_ = "the reference";
  if (all.windows > 0) {
    const double length = all.window_rows == 0 ? static_cast<double>(all.windows) * all.window_seconds
                                               : static_cast<double>(all.windows) * span;
    reference_text_ += ", " + span_text(length) + " in " + std::to_string(all.windows) + " windows";
  }
  recent_text_ = "the last " + span_text(span);
  trailing_text_ = "the last " + span_text(whole.trailing_seconds);

  // Series of windows first: the recent watch leaves to them what is slow.
  const double arl_windows = std::clamp(budget.seconds / span, 10.0, 1e10);
  for (const window_series& s : r.series) {
    if (all.windows < series_watch::least_windows) break;
    if (s.kind == series_kind::decision && rare(s, values_a_window)) {
      notes.push_back(config.name + ": the share at or above the threshold is not watched: a window has fewer than " +
                      to_text(least_decisions) + " such values, or fewer others");
      continue;
    }
    series_watch_params p{.arl0 = arl_windows};
    const auto window = static_cast<std::uint64_t>(all.window_rows == 0 ? all.window_seconds : 1.0);
    p.season.window_seconds = window;
    const bool seasonal = whole.season_seconds > 0 && all.window_rows == 0;
    p.season.period_seconds = seasonal ? static_cast<std::uint64_t>(whole.season_seconds) : window * (all.windows + 1);
    p.season.smooth_seconds = 2 * window;
    if (s.kind == series_kind::level) p.trailing_windows = trailing_windows_;
    try {
      const auto start = static_cast<std::int64_t>(all.window_rows == 0 ? all.start : 0.0);
      series_.push_back({s.kind, s.spread, series_watch{s.values, start, p}, {}, {}});
      if (seasonal && series_.back().watch.periods() < 2 && s.kind == series_kind::level)
        notes.push_back(config.name + ": the reference has no two whole seasons of " +
                        span_text(whole.season_seconds) + "; none is taken out");
    } catch (const error& why) {
      notes.push_back(config.name + ": " + std::string{to_string(kind_of(s.kind))} + " of windows is not watched: " +
                      why.what());
    }
  }
  if (all.windows < series_watch::least_windows)
    notes.push_back(config.name + ": slow drift is not watched: the reference has " + std::to_string(all.windows) +
                    " windows of " + span_text(span) + ", and it takes " + std::to_string(series_watch::least_windows));

  if (r.kind == counted_kind::numbers && !r.tails.empty()) {
    recent_ = recent_watch{r.tails, r.level_rate, budget.seconds * values_a_second, values_a_window};
    scores_.resize(most_scores);
  }
  const double arl_rows = budget.seconds * budget.rows_a_second;
  const auto tolerated = [&](double share) { return std::min(0.999, share + config.share_margin); };
  missing_watch_ = share_watch{tolerated(r.worst_missing), arl_rows};
  outside_watch_ = share_watch{tolerated(0.0), arl_rows};
  infinity_watch_ = infinity_watch{r.infinities, config.share_margin, arl_rows};
  if (!r.infinities.known)
    notes.push_back(config.name + ": infinities are not watched: the reference has some, or may have, and an earlier "
                                  "tepid did not keep how many in which window; make it anew");
  windows_.resize(series_.empty() ? 0 : most_windows);
  residuals_.assign(windows_.size() * series_.size(), monitor_alarm::unknown);
  for (std::size_t i = 0; i < policies; ++i)
    policies_[i] = alarm_policy{i < of_missing ? config.margin : 0.0, whole.alarms};
}

bool signal_watch::sound() const noexcept {
  for (const std::uint64_t n : {observed_, outside_, first_row_, scores_taken_, windows_closed_})
    if (n > counter_max) return false;
  if (!not_finite_.at_most(counter_max)) return false;
  if (!(fading_total_ >= 0 && fading_total_ <= 0x1p62) || !is_saved_time(first_time_)) return false;
  return std::all_of(fading_.begin(), fading_.end(), [](double x) { return x >= 0 && x <= 0x1p62; }) &&
         std::all_of(scores_.begin(), scores_.end(),
                     [](const seen_score& s) {
                       return std::abs(s.score) <= 1e4 && is_saved_time(s.time) && s.row <= counter_max;
                     }) &&
         std::all_of(windows_.begin(), windows_.end(),
                     [](const window_place& w) {
                       return is_saved_time(w.start) && is_saved_time(w.end) && w.row <= counter_max;
                     }) &&
         std::all_of(residuals_.begin(), residuals_.end(),
                     [](double x) { return is_nan(x) || std::abs(x) <= standard_max; });
}

alarm_kind signal_watch::kind_of(series_kind k) noexcept {
  switch (k) {
    case series_kind::level: return alarm_kind::values;
    case series_kind::shape: return alarm_kind::shape;
    case series_kind::decision: return alarm_kind::decision;
    case series_kind::confidence: return alarm_kind::confidence;
    case series_kind::entropy: return alarm_kind::entropy;
  }
  return alarm_kind::values;
}

signal_watch::policy_kind signal_watch::policy_of(series_kind k) noexcept {
  switch (k) {
    case series_kind::decision: return of_decision;
    case series_kind::confidence: return of_confidence;
    case series_kind::entropy: return of_entropy;
    default: return of_values;
  }
}

void signal_watch::take(double x, double time, std::uint64_t row, window_tally& tally,
                        std::vector<monitor_alarm>& out) {
  const std::uint64_t outside = tally.outside();
  const double z = tally.add(*reference_, x);
  // An infinite code is a category that was never seen.
  const bool is_value = is_finite(x) || (!is_nan(x) && reference_->kind == counted_kind::categories);
  count_share(is_value ? 0.0 : x, tally.outside() != outside, time, row, out);
  if (is_nan(z) || scores_.empty()) return;
  if (recent_.bank().count() == 0) {
    first_time_ = time;
    first_row_ = row;
  }
  scores_[scores_taken_++ % most_scores] = {z, time, row};
  if (recent_.update(z)) [[unlikely]]
    recent_alarm(time, row, out);
}

void signal_watch::take_vector(std::span<const double> x, double time, std::uint64_t row, window_tally& tally,
                               std::vector<monitor_alarm>& out) {
  count_share(tally.add_vector(x), false, time, row, out);
}

/// `x` is what is not finite, or any finite number for what is.
void signal_watch::count_share(double x, bool outside, double time, std::uint64_t row,
                               std::vector<monitor_alarm>& out) {
  const bool is_value = is_finite(x);
  observed_ += is_value;
  outside_ += outside;
  if (!is_value) [[unlikely]]
    not_finite_.add(x);
  if (missing_watch_.update(is_nan(x), time)) [[unlikely]]
    share_alarm(missing_watch_, alarm_kind::missing, reference_->missing, time, row, out);
  if (const auto found = infinity_watch_.update(x, time); !found.empty() && reference_->infinities.known) [[unlikely]]
    for (const infinity_watch::finding& f : found) infinity_alarm(f, time, row, out);
  if (is_value && outside_watch_.update(outside, time)) [[unlikely]]
    share_alarm(outside_watch_, alarm_kind::outside, 0.0, time, row, out);
}

void signal_watch::close(const window_place& where, const window_tally& tally, std::vector<monitor_alarm>& out) {
  if (tally.n() >= window_tally::least_values) measure_distance(tally);
  if (!fading_.empty() && tally.n() > 0) {
    for (std::size_t i = 0; i < fading_.size(); ++i)
      fading_[i] = fading_[i] * trailing_keep_ + static_cast<double>(tally.counts()[i]);
    fading_total_ = fading_total_ * trailing_keep_ + static_cast<double>(tally.n());
  }
  if (series_.empty()) return;
  const std::size_t place = windows_closed_ % windows_.size();
  windows_[place] = where;
  ++windows_closed_;
  const auto seconds = static_cast<std::int64_t>(where.start);
  const bool enough = tally.n() >= least_values_;
  // A mean of fewer values than usual varies more; shapes are weighed by their number already.
  const double fewer = tally.n() > 0 && reference_->values_a_window > 0
                           ? 1.0 / static_cast<double>(tally.n()) - 1.0 / reference_->values_a_window
                           : 0.0;
  std::vector<std::pair<std::size_t, bool>> found;
  for (std::size_t i = 0; i < series_.size(); ++i) {
    const double value = enough ? tally.value(series_[i].kind, *reference_) : monitor_alarm::unknown;
    const double added = series_[i].kind == series_kind::shape ? 0.0 : series_[i].spread * series_[i].spread * fewer;
    const auto verdict = series_[i].watch.update(value, seconds, added);
    residuals_[place * series_.size() + i] = is_nan(value) ? value : series_[i].watch.residual();
    if (verdict.frozen) found.emplace_back(i, false);
    if (verdict.trailing) found.emplace_back(i, true);
  }
  for (const auto& [i, trailing] : found) series_alarm(i, trailing, out);
}

void signal_watch::measure_distance(const window_tally& tally) {
  const double n = static_cast<double>(tally.n());
  distance_ = tally.distance(*reference_);
  const double chance = tally.chance_distance(*reference_);
  const bool vectors = reference_->kind == counted_kind::vectors;
  // One value moves a total variation by at most 1 / n (McDiarmid), so it varies by at most 0.5 / sqrt(n); a mean by one.
  const double error = two_sided_95 * (vectors ? 1.0 : 0.5) / std::sqrt(n);
  distance_low_ = std::max(0.0, distance_ - chance - error);
  distance_high_ = vectors ? distance_ + error : std::min(1.0, distance_ + error);
  if (fading_total_ > 0)
    distance_trailing_ =
        tally.distance_to(*reference_, [&](std::size_t slot) { return fading_[slot] / fading_total_; });
}

double signal_watch::largest_ratio(policy_kind policy) const noexcept {
  if (policy == of_missing) return missing_watch_.statistic() / missing_watch_.limit();
  if (policy == of_infinities || policy == of_infinities_gone)
    return reference_->infinities.known ? infinity_watch_.ratio() : 0.0;
  double largest = 0.0;
  if (policy == of_values)
    largest = std::max(recent_.bank().statistic(), outside_watch_.statistic() / outside_watch_.limit());
  for (const watched_series& s : series_) {
    if (policy_of(s.kind) != policy) continue;
    largest = std::max(largest, s.watch.frozen().statistic());
    if (s.watch.has_trailing()) largest = std::max(largest, s.watch.trailing().statistic());
  }
  return largest;
}

void signal_watch::tick(double now) noexcept {
  for (std::size_t i = 0; i < policies; ++i)
    policies_[i].observe(largest_ratio(static_cast<policy_kind>(i)), 1.0, now);
}

void signal_watch::acknowledge() noexcept {
  for (alarm_policy& p : policies_) p.acknowledge();
}

signal_snapshot signal_watch::snapshot() const {
  signal_snapshot s{.name = config_->name, .role = config_->role};
  for (std::size_t i = 0; i < policies; ++i) {
    const alarm_policy& p = policies_[i];
    s.latched |= p.latched();
    s.severity = std::max(s.severity, p.severity());
    s.alarms += p.alarms();
    if (!is_nan(p.last_alarm()) && !(p.last_alarm() <= s.last_alarm)) s.last_alarm = p.last_alarm();
    s.statistic = std::max(s.statistic, largest_ratio(static_cast<policy_kind>(i)));
  }
  s.limit = 1.0;
  s.effect = last_effect_;
  s.observed = observed_;
  s.not_finite = not_finite_;
  s.outside = outside_;
  s.distance = distance_;
  s.distance_low = distance_low_;
  s.distance_high = distance_high_;
  s.distance_trailing = distance_trailing_;
  s.slow = !series_.empty();
  return s;
}

}  // namespace tepid::inline v0
