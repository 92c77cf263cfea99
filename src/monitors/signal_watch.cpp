// src/monitors/signal_watch.cpp - one signal of a monitor: its checks, and what becomes of their findings.
#include "monitors/signal_watch.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tepid/core/error.hpp>

#include "monitors/checks/detector.hpp"
#include "text/counted.hpp"
#include "text/time_span.hpp"

namespace tepid::inline v0 {

namespace {

/// Does the wish mean this check of the table? A detector without parameters that a check is named after is that check.
bool means(const check_config& wish, const check_row& row) noexcept {
  return wish.check == row.about.name || (wish.detector == row.about.name && wish.parameters.empty());
}
/// What the configuration wishes of a check of the table; null: nothing.
const check_config* wish_for(const signal_config& signal, const check_row& row) noexcept {
  const auto at = std::find_if(signal.checks.begin(), signal.checks.end(), [&](const check_config& c) { return means(c, row); });
  return at == signal.checks.end() ? nullptr : &*at;
}
double weight_of(const check_config* wish) noexcept { return wish == nullptr ? 1.0 : wish->weight; }

bool is_of_the_table(const check_config& c) noexcept {
  return std::any_of(check_rows().begin(), check_rows().end(), [&](const check_row& row) { return means(c, row); });
}

[[noreturn]] void refuse_wish(const check_subject& s, const check_config& wish, std::string_view why) {
  std::string text = "monitor: the check '";
  text.append(wish.title()).append("' of the signal '").append(s.signal->name).append("': ").append(why);
  throw error{errc::bad_argument, "checks", text};
}

/// The wishes that are detectors. Throws for one that names no check.
std::vector<const check_config*> wished_detectors(const check_subject& s) {
  std::vector<const check_config*> all;
  for (const check_config& c : s.signal->checks) {
    if (is_of_the_table(c)) continue;
    if (c.detector.empty()) {
      std::string names;
      for (const check_row& row : check_rows()) names.append(names.empty() ? "" : ", ").append(row.about.name);
      refuse_wish(s, c, "there is no such check; there are " + names + ", and \"detector\" names a detector");
    }
    all.push_back(&c);
  }
  return all;
}

}  // namespace

signal_watch::budget_parts signal_watch::parts(const check_subject& s) {
  budget_parts sum;
  const auto add = [&](double weight) {
    sum.checks += weight > 0;
    sum.weight += weight;
  };
  for (const check_row& row : check_rows())
    if (row.suits(s)) add(weight_of(wish_for(*s.signal, row)));
  for (const check_config* wish : wished_detectors(s)) add(wish->weight);
  return sum;
}

void signal_watch::add(const check_row& row, std::string name, double seconds, std::unique_ptr<check> watch) {
  made_check made{&row, std::move(name), seconds, std::move(watch), {}};
  const bool of_table = made.name == row.about.name;
  for (const std::string_view shared : row.about.policies) {
    if (shared.empty()) continue;
    const std::string_view policy = of_table ? shared : std::string_view{made.name};  // a detector has its own
    const auto at = std::find_if(policies_.begin(), policies_.end(), [&](const auto& p) { return p.name == policy; });
    made.policies.push_back(static_cast<std::size_t>(at - policies_.begin()));
    if (at == policies_.end()) policies_.push_back({std::string{policy}, alarm_policy{}});
  }
  checks_.push_back(std::move(made));
}

signal_watch::signal_watch(const check_subject& subject, double seconds, double rows_a_second,
                           std::vector<std::string>& notes, design::limit_cache& limits)
    : subject_{subject} {
  const check_setting s{subject, seconds, rows_a_second, &notes, &limits};
  const monitored_reference& all = *subject.all;
  trailing_keep_ = 1.0 - 1.0 / std::max(1.0, s.trailing_windows());
  least_values_ = std::max<std::uint64_t>(window_tally::least_values, static_cast<std::uint64_t>(s.values_a_window() / 4));
  fading_.assign(subject.reference->slots(), 0.0);
  reference_text_ = "the reference";
  if (all.windows > 0)
    reference_text_ += ", " + time_span(static_cast<double>(all.windows) * s.window_span()) + " in " +
                       counted(all.windows, "window");
  recent_text_ = "the last " + time_span(s.window_span());
  trailing_text_ = "the last " + time_span(subject.monitor->trailing_seconds);

  const auto with_weight = [&](double weight) {
    check_setting own = s;
    own.seconds /= weight;
    return own;
  };
  const auto left_out = [&](const std::string& name) { s.note("the check '" + name + "' is not made: its weight is 0"); };
  for (const check_row& row : check_rows()) {
    const check_config* wish = wish_for(*subject.signal, row);
    const std::string name{row.about.name};
    if (!row.suits(s)) {
      if (const std::string why = row.lacking(s); !why.empty()) s.note(why);
      else if (wish != nullptr && wish->weight > 0)
        s.note("the check '" + name + "' is not made: it does not suit the signal, or the reference has not what it takes");
    } else if (!(weight_of(wish) > 0)) {
      left_out(name);
    } else {
      const check_setting own = with_weight(weight_of(wish));
      if (auto made = row.make(own)) add(row, name, own.seconds, std::move(made));
    }
  }
  for (const check_config* wish : wished_detectors(subject)) {
    if (!(wish->weight > 0)) {
      left_out(wish->title());
      continue;
    }
    const check_setting own = with_weight(wish->weight);
    try {
      if (auto made = make_detector_check(*wish, own))
        add(detector_check_row(wish->of), wish->title(), own.seconds, std::move(made));
    } catch (const error& why) {
      refuse_wish(subject, *wish, why.what());
    }
  }
  for (std::size_t i = 0; i < policies_.size(); ++i) {
    const bool has_margin = std::any_of(checks_.begin(), checks_.end(), [&](const made_check& c) {
      return c.row->about.uses_margin && std::count(c.policies.begin(), c.policies.end(), i) > 0;
    });
    policies_[i].policy = alarm_policy{has_margin ? subject.signal->margin : 0.0, subject.monitor->alarms};
  }
  windows_ = window_log{
      std::any_of(checks_.begin(), checks_.end(), [](const made_check& c) { return c.row->about.of_windows; })};
  block_.reserve(block);
}

bool signal_watch::sound() const noexcept {
  for (const std::uint64_t n : {observed_, outside_})
    if (n > counter_max) return false;
  if (!not_finite_.at_most(counter_max)) return false;
  return fading_total_ >= 0 && fading_total_ <= 0x1p62 &&
         std::all_of(fading_.begin(), fading_.end(), [](double x) { return x >= 0 && x <= 0x1p62; });
}

void signal_watch::load(byte_reader& io, std::vector<std::string>& lost) {
  const std::string& name = subject_.signal->name;
  io(observed_, not_finite_, outside_, last_effect_, distance_, distance_low_, distance_high_, distance_trailing_,
     fading_total_);
  for (double& x : fading_) io(x);
  std::uint64_t n = 0;
  io(windows_, n);
  for (; n > 0 && !io.failed(); --n) {
    std::string called;
    alarm_policy policy;
    io(called);
    const auto at = std::find_if(policies_.begin(), policies_.end(), [&](const auto& p) { return p.name == called; });
    io(at != policies_.end() ? at->policy : policy);
  }
  std::vector<const made_check*> loaded;
  for (io(n); n > 0 && !io.failed(); --n) {
    std::string called;
    std::uint16_t version = 0;
    io(called, version);
    byte_reader own = io.section(version);
    const auto at = std::find_if(checks_.begin(), checks_.end(), [&](const auto& c) { return c.name == called; });
    if (io.failed()) break;
    if (at == checks_.end()) {
      lost.push_back(name + ": the check '" + called + "' is no longer made; what was saved of it is dropped");
    } else if (version > at->row->about.version) {
      lost.push_back(name + ": the check '" + called + "' was saved by a newer tepid; it starts anew");
    } else {
      at->watch->load(own);
      if (own.failed() || own.remaining() != 0) return io.fail();
      loaded.push_back(&*at);
    }
  }
  for (const made_check& c : checks_)
    if (std::find(loaded.begin(), loaded.end(), &c) == loaded.end())
      lost.push_back(name + ": nothing was saved of the check '" + c.name + "'; it starts anew");
  if (!sound()) io.fail();
}

void signal_watch::take(double x, double time, std::uint64_t row, window_tally& tally, std::vector<monitor_alarm>& out) {
  const std::uint64_t outside = tally.outside();
  const double score = tally.add(*subject_.reference, x);
  // An infinite code is a category that was never seen.
  const bool is_value = is_finite(x) || (!is_nan(x) && subject_.reference->kind == counted_kind::categories);
  seen({is_value && !is_finite(x) ? 0.0 : x, score, time, row, is_value, tally.outside() != outside}, out);
}

void signal_watch::take_vector(std::span<const double> x, double time, std::uint64_t row, window_tally& tally,
                               std::vector<monitor_alarm>& out) {
  const double what = tally.add_vector(x);
  seen({what, window_tally::no_score, time, row, is_finite(what), false}, out);
}

void signal_watch::seen(const seen_value& v, std::vector<monitor_alarm>& out) {
  observed_ += v.is_value;
  outside_ += v.outside;
  if (!v.is_value) [[unlikely]]
    not_finite_.add(v.x);
  block_.push_back(v);
  if (block_.size() == block) take_block(out);
}

template <class Look>
void signal_watch::ask_each(Look&& look, std::vector<monitor_alarm>& out) {
  for (std::size_t i = 0; i < checks_.size(); ++i) {
    look(*checks_[i].watch, found_by_one_);
    for (const check_finding& f : found_by_one_) found_.emplace_back(f, i);
    found_by_one_.clear();
  }
  judge(out);
}

void signal_watch::take_block(std::vector<monitor_alarm>& out) {
  if (block_.empty()) return;
  ask_each([&](check& c, std::vector<check_finding>& found) { c.take(block_, found); }, out);
  block_.clear();
}

void signal_watch::close(const window_place& where, const window_tally& tally, std::vector<monitor_alarm>& out) {
  take_block(out);
  if (tally.n() >= window_tally::least_values) measure_distance(tally);
  if (!fading_.empty() && tally.n() > 0) {
    for (std::size_t i = 0; i < fading_.size(); ++i)
      fading_[i] = fading_[i] * trailing_keep_ + static_cast<double>(tally.counts()[i]);
    fading_total_ = fading_total_ * trailing_keep_ + static_cast<double>(tally.n());
  }
  windows_.add(where);
  if (windows_.size() == 0) return;
  const closed_window w{windows_, tally, tally.n() >= least_values_};
  ask_each([&](check& c, std::vector<check_finding>& found) { c.close(w, found); }, out);
}

void signal_watch::judge(std::vector<monitor_alarm>& out) {
  if (found_.empty()) [[likely]]
    return;
  std::stable_sort(found_.begin(), found_.end(), [](const auto& a, const auto& b) { return a.first.row < b.first.row; });
  for (const auto& [f, i] : found_) {
    alarm_policy& policy = policies_[checks_[i].policies[f.policy]].policy;
    if (policy.judge(f.effects(), f.direction, f.time) != judgement::told) continue;
    last_effect_ = f.effect;
    out.push_back(alarm_of(f, checks_[i], policy.severity()));
  }
  found_.clear();
}

monitor_alarm signal_watch::alarm_of(const check_finding& f, const made_check& by, severity how) const {
  monitor_alarm a;
  a.signal = subject_.signal->name;
  a.role = subject_.signal->role;
  a.kind = f.kind;
  a.severity = how;
  a.reference = f.against;
  a.reference_text = by.watch->compared_with(f);
  if (a.reference_text.empty())
    a.reference_text = f.against == reference_kind::frozen     ? reference_text_
                       : f.against == reference_kind::trailing ? trailing_text_
                       : f.against == reference_kind::recent   ? recent_text_
                                                               : std::string{};
  a.time = f.time;
  a.row = f.row;
  a.onset = f.onset;
  a.onset_low = f.onset_low;
  a.onset_high = f.onset_high;
  a.onset_row = f.onset_row;
  a.direction = f.direction;
  a.effect = f.effect;
  a.effect_low = f.effect_low;
  a.effect_high = f.effect_high;
  a.statistic = f.statistic;
  a.limit = f.limit;
  a.check = by.name;
  if (is_finite(f.value)) a.value = f.value;
  return a;
}

void signal_watch::measure_distance(const window_tally& tally) {
  const signal_reference& r = *subject_.reference;
  const double n = static_cast<double>(tally.n());
  distance_ = tally.distance(r);
  const double chance = tally.chance_distance(r);
  const bool vectors = r.kind == counted_kind::vectors;
  // One value moves a total variation by at most 1 / n (McDiarmid), so it varies by at most 0.5 / sqrt(n); a mean by one.
  const double error = two_sided_95 * (vectors ? 1.0 : 0.5) / std::sqrt(n);
  distance_low_ = std::max(0.0, distance_ - chance - error);
  distance_high_ = vectors ? distance_ + error : std::min(1.0, distance_ + error);
  if (fading_total_ > 0)
    distance_trailing_ = tally.distance_to(r, [&](std::size_t slot) { return fading_[slot] / fading_total_; });
}

/// The largest of the checks whose findings a policy judges.
double signal_watch::ratio(std::size_t policy) const noexcept {
  double largest = 0.0;
  for (const made_check& c : checks_)
    if (std::find(c.policies.begin(), c.policies.end(), policy) != c.policies.end())
      largest = std::max(largest, c.watch->ratio());
  return largest;
}

void signal_watch::tick(double now, std::vector<monitor_alarm>& out) {
  take_block(out);
  for (std::size_t i = 0; i < policies_.size(); ++i)
    if (policies_[i].policy.latched()) policies_[i].policy.observe(ratio(i), 1.0, now);
}

void signal_watch::acknowledge() noexcept {
  for (shared_policy& p : policies_) p.policy.acknowledge();
  for (const made_check& c : checks_) c.watch->acknowledge();
}

signal_snapshot signal_watch::snapshot() const {
  signal_snapshot s{.name = subject_.signal->name, .role = subject_.signal->role};
  for (const auto& [name, p] : policies_) {
    s.latched |= p.latched();
    s.severity = std::max(s.severity, p.severity());
    s.alarms += p.alarms();
    if (!is_nan(p.last_alarm()) && !(p.last_alarm() <= s.last_alarm)) s.last_alarm = p.last_alarm();
  }
  for (const made_check& c : checks_) {
    s.statistic = std::max(s.statistic, c.watch->ratio());
    s.checks.push_back({c.name, c.watch->ratio(), c.seconds});
    s.slow |= c.row->about.of_windows;
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
  return s;
}

}  // namespace tepid::inline v0
