// tepid/detectors/onset_set.hpp - after an alarm: since when, how much, and how sure.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>

#include <tepid/core/numeric.hpp>
#include <tepid/core/status.hpp>
#include <tepid/numerics/elementary.hpp>
#include <tepid/sketches/onset_sums.hpp>

namespace tepid::inline v0 {

/// When a change began and how large it is now. Indices count values from 0; sizes are in standard deviations.
struct onset_set {
  std::uint64_t step = no_index;      ///< Best first changed value, if the change was abrupt.
  std::uint64_t ramp = no_index;      ///< The same, if it was gradual.
  std::uint64_t earliest = no_index;  ///< The change began at one of earliest .. latest: at least 95%.
  std::uint64_t latest = no_index;
  int direction = 0;                       ///< +1 rise, -1 fall.
  double size = 0.0;                       ///< Shift since `step`.
  double size_low = 0.0, size_high = 0.0;  ///< Of the shift that is reached by now, if either shape fits: at least 95%.
};

/// An onset that was kept: its age, and the evidence for a step and for a ramp since it, in nats.
struct onset_candidate {
  std::uint64_t age = 0;
  double step = 0.0, ramp = 0.0;
};

/// The onsets that explain the values about as well as the best: the rule behind every set.
///
/// An onset w values ago with log likelihood ratio E (against no change) belongs to a shape's set if
///   E >= max E - 8.5  and  E + log(min(w, 10,000)) >= max (E + log(min(w, 10,000))) - 4.2,
/// maxima over all onsets kept; the set is spanned by those of both shapes, widened to the next onsets that were kept
/// and do not belong. An alarm comes when chance has helped a young onset: the plain ratio alone (a drop of 3) would
/// cover 71 to 97%. The logarithm takes that back, as in glr, so that one drop does for all; 4.2 and 8.5 were found by
/// simulation. Covered were 95 to 99% of 2,000 alarms each of the EWMA bank, with FOCuS and without, CUSUM, GLR and
/// FOCuS at a budget of 10,000 or 100,000, on steps of .1 to 2 sd and ramps of 1e-4 to 1e-2 sd a value (docs/onset.md).
/// Where evidence is weak the set may reach back to the first value. It is for true alarms; after a false one it says
/// where the false evidence is. Source: D. Siegmund, Annals of Statistics 16 (1988) 487-501 (likelihood sets for an
/// onset); the drops as measured.
class onset_rule {
 public:
  /// The first time through, in any order.
  void look(const onset_candidate& c) noexcept {
    const double more = bonus(c.age);
    step_ = std::max(step_, c.step);
    ramp_ = std::max(ramp_, c.ramp);
    step_score_ = std::max(step_score_, c.step + more);
    ramp_score_ = std::max(ramp_score_, c.ramp + more);
  }

  /// The second time, the youngest first: does a step since it belong, does a ramp?
  std::pair<bool, bool> judge(const onset_candidate& c) noexcept {
    const double more = bonus(c.age);
    const bool steps = c.step >= step_ - plain_drop && c.step + more >= step_score_ - drop;
    const bool ramps = c.ramp >= ramp_ - plain_drop && c.ramp + more >= ramp_score_ - drop;
    if (inside_ && !(steps || ramps)) oldest_ = c.age - 1;
    if ((steps || ramps) && youngest_ == 0) youngest_ = before_ + 1;
    if (steps && c.step + more > best_step_.second) best_step_ = {c.age, c.step + more};
    if (ramps && c.ramp + more > best_ramp_.second) best_ramp_ = {c.age, c.ramp + more};
    inside_ = steps || ramps;
    before_ = c.age;
    return {steps, ramps};
  }

  /// Ages of the best onsets of each shape's set (never empty: log 10,000 < 4.2 + 8.5), 0 where none was judged; then
  /// those that bound the set, `count` being that of the first value.
  [[nodiscard]] std::uint64_t best_step() const noexcept { return best_step_.first; }
  [[nodiscard]] std::uint64_t best_ramp() const noexcept { return best_ramp_.first; }
  [[nodiscard]] std::uint64_t youngest() const noexcept { return youngest_; }
  [[nodiscard]] std::uint64_t oldest(std::uint64_t count) const noexcept { return inside_ ? count : oldest_; }

 private:
  static constexpr double drop = 4.2, plain_drop = 8.5, none = -std::numeric_limits<double>::infinity();

  [[nodiscard]] static double bonus(std::uint64_t age) noexcept {
    return portable_log(std::min(static_cast<double>(age), 10'000.0));
  }

  double step_ = none, ramp_ = none, step_score_ = none, ramp_score_ = none;
  std::pair<std::uint64_t, double> best_step_{0, none}, best_ramp_{0, none};
  std::uint64_t youngest_ = 0, oldest_ = 0, before_ = 0;
  bool inside_ = false;
};

/// The estimate with the set from `earliest` to `latest`, widened where the estimate's own onsets lie outside.
[[nodiscard]] inline change_estimate with_onset_set(change_estimate c, std::uint64_t earliest,
                                                    std::uint64_t latest) noexcept {
  c.earliest = std::min({earliest, c.onset, c.ramp_onset});
  c.latest = latest == no_index ? 0 : latest;
  for (const std::uint64_t onset : {c.onset, c.ramp_onset})
    if (onset != no_index) c.latest = std::max(c.latest, onset);
  return c;
}

/// The set for a known mean and sd before the change, by onset_rule. each(f) calls f(onset_sums::since) for every onset
/// kept, the newest first. Some 500 logarithms at a million values.
template <class Each>
[[nodiscard]] onset_set find_onset_set(std::uint64_t count, Each&& each) noexcept {
  const auto squares = [](double w) { return w * (w + 1.0) * (2.0 * w + 1.0) * (1.0 / 6.0); };
  const auto candidate = [&](const onset_sums::since& s) {
    const double w = static_cast<double>(s.age);
    return onset_candidate{s.age, s.sum * (s.sum / w) * 0.5, s.weighted * (s.weighted / squares(w)) * 0.5};
  };
  onset_rule rule;
  each([&](const onset_sums::since& s) { rule.look(candidate(s)); });
  onset_set found;
  found.size_low = std::numeric_limits<double>::infinity();
  found.size_high = -found.size_low;
  each([&](const onset_sums::since& s) {
    const double w = static_cast<double>(s.age);
    const auto widen = [&](double size, double error) {
      found.size_low = std::min(found.size_low, size - 1.96 * error);
      found.size_high = std::max(found.size_high, size + 1.96 * error);
    };
    const auto [steps, ramps] = rule.judge(candidate(s));
    if (s.age == rule.best_step()) {  // up to now
      found.size = s.sum / w;
      found.direction = s.sum > 0 ? 1 : s.sum < 0 ? -1 : 0;
    }
    if (steps) widen(s.sum / w, 1.0 / std::sqrt(w));
    if (ramps) widen(s.weighted / squares(w) * w, w / std::sqrt(squares(w)));
  });
  if (found.direction == 0) return {};
  const auto at = [&](std::uint64_t age) { return count - std::min(count, age); };
  found.step = at(rule.best_step());
  found.ramp = at(rule.best_ramp());
  found.earliest = at(rule.oldest(count));
  found.latest = at(rule.youngest());
  return found;
}

/// Runs beside any detector and tells, after its alarm, when the change began: give it the same values, standardized by
/// the in-control mean and sd (or as normal scores), and start it anew together with the detector. Cost: O(1) a value
/// on average, some 8 ns (2.45 GHz Zen 3), noexcept, 17 KiB, no allocation. Values that are not finite are left out, so
/// that indices are those of the detector. find() takes some 10 us.
class onset_tracker {
 public:
  void update(double z) noexcept {
    if (is_finite(z)) sums_.add(std::clamp(z, -standard_max, standard_max));
  }
  void update(std::span<const double> zs) noexcept {
    for (const double z : zs) update(z);
  }

  /// Unknown (no_index, direction 0) before the first value.
  [[nodiscard]] onset_set find() const noexcept {
    return find_onset_set(sums_.count(), [&](auto&& f) { sums_.for_each(f); });
  }

  [[nodiscard]] std::uint64_t count() const noexcept { return sums_.count(); }
  void reset() noexcept { sums_.clear(); }
  [[nodiscard]] bool sound() const noexcept { return sums_.sound(); }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.sums_);
  }

  friend bool operator==(const onset_tracker&, const onset_tracker&) = default;

 private:
  onset_sums sums_;
};

}  // namespace tepid::inline v0
