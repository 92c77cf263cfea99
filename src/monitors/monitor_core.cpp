// src/monitors/monitor_core.cpp - what a drain changes.
#include "monitors/monitor_core.hpp"

#include <tepid/monitors/monitor_reference.hpp>
#include <tepid/monitors/quality_metric.hpp>

#include "monitors/even_sample.hpp"

namespace tepid::inline v0 {

namespace {

constexpr double unknown = monitor_alarm::unknown;
constexpr double snapshot_alpha = 0.05;

[[noreturn]] void refuse(const std::string& key, const std::string& what) {
  throw error{errc::bad_argument, key, "monitor: " + what};
}

/// The reference's part for a signal of the configuration; throws where they do not belong together.
const signal_reference& matching(const signal_config& s, const monitored_reference& all) {
  const signal_reference* r = find_reference(s, all);
  if (r == nullptr) refuse(s.name, "the reference has no signal '" + s.name + "' of type " + std::string{to_string(s.type)});
  const counted_kind kind = s.type == signal_type::categorical ? counted_kind::categories
                            : s.type == signal_type::vector    ? counted_kind::vectors
                                                               : counted_kind::numbers;
  if (r->kind != kind) refuse(s.name, "in the reference '" + s.name + "' is not " + std::string{to_string(s.type)}); 
  if (kind == counted_kind::vectors && r->means.size() != s.dimensions)
    refuse(s.name, "in the reference '" + s.name + "' has " + std::to_string(r->means.size()) + " dimensions, not " +
                       std::to_string(s.dimensions));
  if (s.threshold && (!r->has_threshold || r->threshold != *s.threshold))
    refuse(s.name, "the reference was made without the threshold " + to_text(*s.threshold) + " of '" + s.name +
                       "'; make it again");
  return *r;
}

/// What the saved state of a signal depends on, whatever it is called: limits and margins may become others.
std::uint32_t print_of(const check_subject& s) {
  return crc32(written_bytes([&](byte_writer& io) {
    io(s.monitor->window_seconds, s.monitor->window_rows, s.monitor->season_seconds, s.monitor->trailing_seconds,
       s.all->start, s.all->windows, s.signal->type, s.signal->dimensions, s.signal->threshold.has_value(),
       s.signal->threshold.value_or(0.0));
    signal_reference unnamed = *s.reference;
    unnamed.name.clear();
    io(unnamed);
  }));
}
std::uint32_t print_of(const quality_watch_config& q) {
  return crc32(written_bytes([&](byte_writer& io) {
    io(q.settings.kind, q.settings.classes, q.settings.most_error, q.settings.least_probability,
       static_cast<std::uint64_t>(q.capacity), q.horizon_seconds, q.cohort_seconds, q.mature_share, q.matures_after_seconds,
       q.most_segments, q.alpha, q.audit.has_value());
    if (q.audit) io(q.audit->reference, q.audit->tolerance, q.audit->alpha);
    for (const quality_floor& f : q.floors) io(f.metric, f.level);
    for (const quality_reference& f : q.references) io(f.metric, f.level, f.margin);
  }));
}

}  // namespace

monitored_reference reference_of(const monitor_config& config, const profile& from) {
  monitored_reference all = from.monitored() ? *from.monitored() : reference_without_windows(config, from);
  for (const signal_config& s : config.signals)
    for (signal_reference& r : all.signals) {
      const column_profile* column = r.name == s.name || r.name == s.formerly ? from.find(r.name) : nullptr;
      if (r.kind != counted_kind::numbers || column == nullptr || column->is_text()) continue;
      r.outliers = outlier_tails{*column->distribution};
      if (s.type == signal_type::integer) r.sample = even_sample(*column->distribution, signal_reference::most_sampled);
    }
  return all;
}

monitor_core::monitor_core(const monitor_config& config, const monitored_reference& reference)
    : config_{&config} {
  if (reference.windows > 0 &&
      (reference.window_rows != config.window_rows ||
       (config.window_rows == 0 && reference.window_seconds != config.window_seconds)))
    refuse("window_seconds", "the reference has windows of " +
                                 (reference.window_rows != 0 ? std::to_string(reference.window_rows) + " rows"
                                                             : to_text(reference.window_seconds) + " s") +
                                 "; make it again for other windows");
  std::vector<check_subject> watched;
  double weight = 0.0;  // of all checks
  for (const signal_config& s : config.signals) {
    const bool is_watched = s.role != signal_role::segment;
    const std::size_t length = s.type == signal_type::vector ? s.dimensions : 1;
    places_.push_back({is_watched ? watched.size() : none, length});
    for (std::size_t i = 1; i < length; ++i) places_.push_back({none, 0});
    if (!is_watched) continue;
    watched.push_back({&s, &config, &matching(s, reference), &reference});
    const signal_watch::budget_parts own = signal_watch::parts(watched.back());
    parts_ += own.checks;
    weight += own.weight;
  }
  const bool falls = config.quality && !config.quality->references.empty();
  parts_ += falls;
  weight += falls;
  budget_seconds_ = config.whole_budget().arl0() / config.rate;
  const double part = budget_seconds_ * weight;  // a check of weight w may be wrong once in part / w seconds
  design::limit_cache limits;
  for (const check_subject& s : watched) {
    watches_.emplace_back(s, part, config.rate, notes_, limits);
    prints_.push_back(print_of(s));
  }
  if (config.quality) {
    quality_watch_config q = *config.quality;
    q.alarms = config.alarms;
    if (falls) q.fall_cohorts = std::clamp(part / q.cohort_seconds, 1.0, 1e9);
    quality_print_ = print_of(q);
    quality_.emplace(std::move(q));
  }
  for (const signal_watch& w : watches_) late_tallies_.emplace_back(w.reference());
  open_.resize(open_windows);
  for (open_window& o : open_) o.tallies = late_tallies_;
}

std::vector<window_tally>& monitor_core::tallies_at(double time) {
  const std::int64_t index =
      config_->window_rows != 0
          ? static_cast<std::int64_t>(std::min(rows_ / config_->window_rows, most_index))
          : static_cast<std::int64_t>(std::floor(std::clamp(time, -most_time, most_time) / config_->window_seconds));
  if (newest_ != nullptr && newest_->index == index) return newest_->tallies;
  if (index < closed_through_) {
    ++late_;
    return late_tallies_;
  }
  open_window* place = nullptr;
  for (open_window& o : open_) {
    if (o.used && o.index == index) {
      newest_ = &o;
      return o.tallies;
    }
    if (!o.used && place == nullptr) place = &o;
  }
  if (place == nullptr) {
    open_window& oldest = *std::min_element(open_.begin(), open_.end(),
                                            [](const auto& a, const auto& b) { return a.index < b.index; });
    if (index < oldest.index) {  // it would be closed at once
      ++late_;
      return late_tallies_;
    }
    close(oldest);
    place = &oldest;
  }
  place->used = true;
  place->index = index;
  place->first_row = rows_;
  place->first_time = time;
  newest_ = place;
  return place->tallies;
}

bool monitor_core::sound() const {
  if (std::max({rows_, late_, rejected_, alarms_}) > counter_max ||
      !is_saved_time_or_none(begun_) || !is_saved_time_or_none(last_row_))
    return false;
  const bool by_rows = config_->window_rows != 0;
  const auto newest = by_rows ? static_cast<std::int64_t>(rows_ / config_->window_rows)
                              : static_cast<std::int64_t>(most_time / config_->window_seconds);
  const std::int64_t oldest = by_rows ? 0 : -newest - 1;
  const auto within = [&](std::int64_t index) { return index >= oldest && index <= newest; };
  const bool closed = closed_through_ != std::numeric_limits<std::int64_t>::min();
  if (closed && !within(closed_through_ - 1)) return false;
  for (std::size_t i = 0; i < open_.size(); ++i) {
    const open_window& w = open_[i];
    if (!is_saved_time(w.first_time) || w.first_row > rows_) return false;
    if (!w.used) {  // what it was is no matter, but nothing may be left in it
      for (const window_tally& t : w.tallies)
        if (!t.empty()) return false;
      continue;
    }
    if (!within(w.index) || w.index < closed_through_) return false;
    for (std::size_t j = 0; j < i; ++j)
      if (open_[j].used && open_[j].index == w.index) return false;
  }
  return true;
}

bool monitor_core::load(byte_reader& io, std::vector<std::string>& lost) {
  std::vector<std::string> names;
  io(rows_, late_, rejected_, alarms_, begun_, closed_through_, changes_, last_row_, texts_cut_, names_not_kept_, names);
  if (io.failed() || !restore_names(std::move(names))) {
    io.fail();
    return true;
  }
  for (open_window& o : open_) io(o.used, o.index, o.first_row, o.first_time);
  struct saved_signal {
    std::string name;
    std::uint32_t print = 0;
    byte_reader own;
    bool taken = false;
  };
  std::vector<saved_signal> saved;
  std::unordered_map<std::string, std::size_t, keyed_hash> by_name;  // their places
  std::uint64_t n = 0;
  io(n);
  if (n > monitor_config::most_signals) io.fail();
  for (; n > 0 && !io.failed(); --n) {
    std::string name;
    std::uint32_t print = 0;
    io(name, print);
    if (!by_name.emplace(name, saved.size()).second) io.fail();  // twice
    saved.push_back({std::move(name), print, io.section(io.version())});
  }
  const auto find = [&](const std::string& name) -> saved_signal* {
    const auto at = by_name.find(name);
    return at == by_name.end() ? nullptr : &saved[at->second];
  };
  bool any = false;
  for (std::size_t i = 0; i < watches_.size() && !io.failed(); ++i) {
    // What has its name may be another signal that is gone; then its former name counts.
    saved_signal *const here = find(watches_[i].name()), *const before = find(watches_[i].former_name());
    const auto fits = [&](const saved_signal* at) { return at != nullptr && !at->taken && at->print == prints_[i]; };
    saved_signal* const at = fits(here) ? here : fits(before) ? before : nullptr;
    if (at == nullptr) {
      lost.push_back(watches_[i].name() + (here == nullptr && before == nullptr
                                               ? ": nothing was saved of it; it starts anew"
                                               : ": its type, its reference or its windows are others now; it starts anew"));
      continue;
    }
    for (open_window& o : open_) at->own(o.tallies[i]);
    watches_[i].load(at->own, lost);
    if (at->own.failed() || at->own.remaining() != 0) io.fail();
    at->taken = any = true;
  }
  for (const saved_signal& s : saved)
    if (!s.taken && std::none_of(watches_.begin(), watches_.end(), [&](const auto& w) { return w.name() == s.name; }))
      lost.push_back(s.name + ": it is not watched any more; what was saved of it is dropped");
  std::uint8_t has_quality = 0;
  io(has_quality);
  if (has_quality > 1) io.fail();
  if (has_quality == 1) {
    std::uint32_t print = 0;
    io(print);
    byte_reader own = io.section(io.version());
    if (!quality_) {
      lost.push_back("quality: no labels are expected any more; what was saved is dropped");
    } else if (print != quality_print_) {
      lost.push_back("quality: its settings are others now; it starts anew");
    } else {
      own(*quality_);
      if (own.failed() || own.remaining() != 0) io.fail();
    }
  } else if (quality_) {
    lost.push_back("quality: nothing was saved of it; it starts anew");
  }
  if (any && !sound()) io.fail();
  return any;
}

void monitor_core::close(open_window& w) {
  const double span = config_->window_seconds;
  window_place where{static_cast<double>(w.index) * span, static_cast<double>(w.index + 1) * span, w.first_row};
  if (config_->window_rows != 0) where = {w.first_time, std::max(w.first_time, now_), w.first_row};
  for (std::size_t i = 0; i < watches_.size(); ++i) {
    watches_[i].close(where, w.tallies[i], found_);
    w.tallies[i].clear();
  }
  closed_through_ = std::max(closed_through_, w.index + 1);
  w.used = false;
  if (newest_ == &w) newest_ = nullptr;
}

void monitor_core::close_through(std::int64_t before) {
  for (;;) {
    open_window* oldest = nullptr;
    for (open_window& o : open_)
      if (o.used && o.index < before && (oldest == nullptr || o.index < oldest->index)) oldest = &o;
    if (oldest == nullptr) break;
    close(*oldest);
  }
}

void monitor_core::value(std::size_t, std::uint32_t place, double x, std::int64_t time) {
  if (place >= places_.size() || places_[place].length != 1) {
    ++rejected_;
    return;
  }
  last_row_ = now_;
  const std::size_t i = places_[place].watch;
  if (i == none) return;
  const double at = seconds(time);
  watches_[i].take(x, at, rows_, tallies_at(at)[i], found_);
}

void monitor_core::row(std::size_t, std::span<const double> values, std::int64_t time) {
  if (values.size() != places_.size()) {
    ++rejected_;
    return;
  }
  last_row_ = now_;
  const double at = seconds(time);
  std::vector<window_tally>& tallies = tallies_at(at);
  for (std::size_t place = 0; place < values.size(); ++place) {
    const std::size_t i = places_[place].watch;
    if (i == none) continue;
    if (watches_[i].reference().kind == counted_kind::vectors)
      watches_[i].take_vector(values.subspan(place, places_[place].length), at, rows_, tallies[i], found_);
    else
      watches_[i].take(values[place], at, rows_, tallies[i], found_);
  }
  ++rows_;
}

void monitor_core::prediction(std::size_t, const prediction_event& e, std::int64_t time) noexcept {
  if (quality_)
    quality_->predict(e, seconds(time));
  else
    ++rejected_;
}

void monitor_core::label(std::size_t, const label_event& e, std::int64_t time) noexcept {
  if (quality_)
    quality_->label(e, seconds(time));
  else
    ++rejected_;
}

std::vector<monitor_alarm> monitor_core::end() {
  if (is_nan(begun_)) begun_ = now_;
  close_through(config_->window_rows != 0
                    ? static_cast<std::int64_t>(std::min(rows_ / config_->window_rows, most_index))
                    : static_cast<std::int64_t>(
                          std::floor(std::clamp(now_, -most_time, most_time) / config_->window_seconds)));
  for (signal_watch& w : watches_) w.tick(now_, found_);
  finish_quality();
  std::vector<monitor_alarm> out = std::exchange(found_, {});
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
    return a.time < b.time || (a.time == b.time && a.row < b.row);
  });
  for (monitor_alarm& a : out) {
    a.sequence = alarms_++;
    a.nearest = changes_.explain(a);
  }
  return out;
}

void monitor_core::finish_quality() {
  if (!quality_) return;
  for (const quality_alarm& q : quality_->advance(now_)) found_.push_back(alarm_of(q));
}

monitor_alarm monitor_core::alarm_of(const quality_alarm& q) const {
  monitor_alarm a;
  a.signal = to_string(q.metric);
  a.role = signal_role::quality;
  a.kind = q.kind == quality_alarm_kind::floor  ? alarm_kind::floor
           : q.kind == quality_alarm_kind::fall ? alarm_kind::fall
                                                : alarm_kind::audit;
  a.severity = severity::critical;
  a.reference = reference_kind::level;
  if (q.other_segments)
    a.segment = "(other)";
  else if (q.segment)
    a.segment = segment_name(*q.segment);
  a.time = q.time;
  a.onset = q.onset;
  a.row = rows_;
  a.onset_row = rows_;
  a.direction = is_loss(q.metric) || a.kind == alarm_kind::audit ? 1 : -1;
  a.effect = q.estimate - q.level;
  a.effect_low = q.low - q.level;
  a.effect_high = q.high - q.level;
  a.statistic = a.kind == alarm_kind::audit ? q.statistic : q.estimate;
  a.limit = a.kind == alarm_kind::audit ? q.limit : q.level;
  a.reference_text = "the level " + to_text(std::round(1e6 * q.level) / 1e6) + "; " + to_text(std::round(1e4 * q.estimate) / 1e4) + " in " +
                     std::to_string(q.labels) + " labels";
  return a;
}

bool monitor_core::acknowledge(std::string_view signal) noexcept {
  for (signal_watch& w : watches_)
    if (w.name() == signal) {
      w.acknowledge();
      return true;
    }
  return false;
}

void monitor_core::restart_quality(double time) noexcept {
  if (quality_) quality_->restart(time);
}

void monitor_core::changed(change_event e) {
  texts_cut_ += (e.kind.size() > most_event_bytes) + (e.id.size() > most_event_bytes);
  changes_.add(std::move(e));
}

std::uint32_t monitor_core::segment(std::string_view name) {
  std::string cut;
  if (name.size() > most_name_bytes) {
    ++texts_cut_;
    name = cut = bounded_text(name, most_name_bytes);
  }
  if (const auto at = keys_.find(name); at != keys_.end()) return at->second;
  if (segments_.size() == most_segments) {
    ++names_not_kept_;
    return most_segments;
  }
  segments_.emplace_back(name);
  const auto key = static_cast<std::uint32_t>(segments_.size() - 1);
  keys_.emplace(segments_.back(), key);
  return key;
}

/// Of the segments that nobody named; of all whose names were too many.
std::string monitor_core::segment_name(std::uint32_t key) const {
  if (key < segments_.size()) return segments_[key];
  return key == most_segments && names_not_kept_ > 0 ? "(other names)" : std::to_string(key);
}

bool monitor_core::restore_names(std::vector<std::string> names) {
  if (names.size() > most_segments) return false;
  segments_.clear();
  keys_.clear();
  for (std::string& name : names) {
    if (name.size() > most_name_bytes) return false;
    segments_.push_back(std::move(name));
    if (!keys_.emplace(segments_.back(), static_cast<std::uint32_t>(segments_.size() - 1)).second) return false;
  }
  return true;
}

void monitor_core::fill(monitor_snapshot& s, double now) const {
  s.rows = rows_;
  s.late = late_;
  s.rejected = rejected_;
  s.texts_cut = texts_cut_;
  s.names_not_kept = names_not_kept_;
  s.last_row = last_row_;
  s.alarms = alarms_;
  s.expected_false_alarms = is_nan(begun_) ? 0.0 : std::max(0.0, now - begun_) / budget_seconds_;
  for (const signal_watch& w : watches_) s.signals.push_back(w.snapshot());
  if (quality_) fill_quality(s);
}

void monitor_core::fill_quality(monitor_snapshot& s) const {
  const quality_watch_config& c = quality_->config();
  const prediction_counts& counts = quality_->counts();
  s.labels = {counts.matched, counts.unknown, counts.duplicate, counts.evicted};
  const auto add = [&](quality_metric m, const quality_tally& tally, std::string segment) {
    quality_snapshot q{.metric = std::string{to_string(m)}, .segment = std::move(segment)};
    q.labels = tally.count(m);
    if (q.labels > 0) {
      const mean_bounds b = tally.bounds(m, snapshot_alpha);
      q.estimate = tally.estimate(m);
      q.low = is_finite(b.low) ? b.low : unknown;
      q.high = is_finite(b.high) ? b.high : unknown;
    }
    for (const quality_floor& f : c.floors)
      if (f.metric == q.metric) q.floor = f.level;
    q.latched = q.segment.empty() && quality_->latched(m);
    s.quality.push_back(std::move(q));
  };
  for (const quality_metric m : metrics_of(c.settings.kind)) add(m, quality_->overall(), {});
  // In segments what has a level: the others would be thousands of series.
  for (const quality_floor& f : c.floors) {
    const quality_metric m = *quality_metric_called(f.metric);
    for (const std::uint32_t key : quality_->segments()) add(m, *quality_->segment(key), segment_name(key));
  }
}

}  // namespace tepid::inline v0
