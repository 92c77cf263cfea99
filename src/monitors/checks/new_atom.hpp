// src/monitors/checks/new_atom.hpp - one value suddenly carries mass.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include <tepid/core/random.hpp>
#include <tepid/detectors/new_atom.hpp>
#include <tepid/numerics/elementary.hpp>

#include "monitors/check.hpp"
#include "monitors/checks/shares.hpp"
#include "monitors/checks/told_atoms.hpp"
#include "monitors/seen_ring.hpp"

namespace tepid::inline v0 {

/// The share of each single value of an integer signal, of its frequent ones and of any other, against the reference:
/// the detector new_atom, which has learned from values at even ranks of the reference, not from live ones. Its limit is
/// the logarithm of the budget in values, a bound that holds for any law under the reference's shares. Values that are
/// equal one after the other count once; so a signal that is stuck at one value is the affair of other checks. A value that
/// was told is not told again until it is gone (told_atoms); meanwhile others are that began to rise later.
/// Memory: 500 KiB. Cost: 0.1 to 0.4 us a value.
class new_atom_check : public saved_check<new_atom_check> {
 public:
  static constexpr check_about about{
      .name = "new_atom", .version = 2, .title = "one value suddenly carries mass", .policies = {"new_atom"}};
  [[nodiscard]] static bool suits(const check_subject& s) noexcept {
    return s.signal->type == signal_type::integer && !s.reference->sample.empty();
  }
  [[nodiscard]] static std::string lacking(const check_setting& s) {
    if (s.signal->type != signal_type::integer) return {};
    return "that one value suddenly carries mass is not watched: the reference has no finite value";
  }

  explicit new_atom_check(const check_setting& s)
      : reference_{&s.reference->sample}, limit_{parameters(s).limit},
        rearm_seconds_{s.monitor->alarms.rearm_seconds},
        detector_{parameters(s)} {
    // Shuffled: what of a long tail has a place should not depend on its order.
    std::vector<double> values = *reference_;
    random_source random{1};
    for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[random.below(i)]);
    for (const double x : values) detector_.update(x);
  }

  void take(std::span<const seen_value> values, std::vector<check_finding>& out) override {
    for (const seen_value& v : values) {
      // The same value again at once says nothing new: samples of one prompt, retries, a sensor that is read twice.
      if (!v.is_value || (seen_.since_start() > 0 && v.x == seen_.back(0).value)) continue;
      seen_.add({v.x, v.time, v.row});
      if (!told_.empty() && told_.take(v.x, v.time, limit_)) {
        detector_.pass();
      } else if (detector_.update(v.x) == state::drift) [[unlikely]] {
        tell(v, out);
        detector_.forget(detector_.value());
      }
    }
  }
  /// 1 while a value that was told is not gone.
  [[nodiscard]] double ratio() const noexcept override {
    return std::max(told_.standing() ? 1.0 : 0.0, detector_.statistic() / limit_);
  }
  void acknowledge() noexcept override { told_.clear(); }
  [[nodiscard]] std::string compared_with(const check_finding& f) const override {
    std::string text = "the value ";
    text.append(to_text(f.value)).append(": a share of ").append(share_text(f.before));
    return text.append(" in the reference, of ").append(share_text(f.before + f.effect)).append(" since the onset");
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.seen_);
    detector_codec<new_atom>::part_io(self.detector_, self.reference_->size() + self.seen_.since_start(), io);
    if constexpr (Io::is_loading)
      if (!self.detector_.sound()) io.fail();
    if constexpr (Io::is_loading) {
      self.value_unknown_ = io.version() < 2;
      if (self.value_unknown_) return;
    }
    io(self.told_);
  }

 private:
  [[nodiscard]] static new_atom_params parameters(const check_setting& s) {
    return {.limit = portable_log(std::max(64.0, s.seconds * s.values_a_second())),
            .warm_up = s.reference->sample.size(),
            .values = 1024};
  }

  /// Tells it. Where another value stands, it is told if it began after that one; values that began to rise together, as
  /// where all values move, are one change, and so are more than 16.
  void tell(const seen_value& v, std::vector<check_finding>& out) {
    check_finding f = found(v);
    const double share = std::clamp(f.before + f.effect, 1e-9, 0.99);
    f.is_another = !told_.full() && !value_unknown_ && told_.all_before(f.onset_low);
    if (!told_.full()) told_.add(f.value, std::min(at_most_before(f.before), 0.5 * share), share, f.onset, quiet_for(f));
    value_unknown_ = false;
    out.push_back(f);
  }
  /// As alarm_policy has it.
  [[nodiscard]] double quiet_for(const check_finding& f) const noexcept {
    return std::max(rearm_seconds_, 3.0 * std::max(0.0, f.time - f.onset));
  }

  [[nodiscard]] check_finding found(const seen_value& v) const noexcept {
    check_finding f;
    f.kind = alarm_kind::new_atom;
    f.time = v.time;
    f.row = v.row;
    f.statistic = detector_.statistic();
    f.limit = limit_;
    f.value = detector_.value();
    f.direction = 1;
    f.before = share_in_reference(f.value);
    const change_estimate change = detector_.change();
    const atom_onset at = onset_of(f.value, at_most_before(f.before),
                                   std::min(change.onset - reference_->size(), seen_.since_start() - 1), change.effect);
    const seen_ring::entry onset = seen_.at(at.onset);
    f.onset = onset.time;
    f.onset_row = onset.row;
    f.onset_low = seen_.at(at.earliest).time;
    f.onset_high = seen_.at(at.latest).time;
    // Of so many values since the onset, the share with its 95% interval, less what it was.
    const double n = static_cast<double>(seen_.since_start() - at.onset);
    const double share = std::clamp(at.share, 0.0, 1.0);
    const double error = two_sided_95 * std::sqrt(std::max(share * (1.0 - share), 1.0 / n) / n);
    f.effect = share - f.before;
    f.effect_low = std::max(0.0, share - error) - f.before;
    f.effect_high = std::min(1.0, share + error) - f.before;
    return f;
  }

  /// Indices since the start of `seen_`, and the share since the onset.
  struct atom_onset {
    std::uint64_t onset, earliest, latest;
    double share;
  };
  /// Where the rise of a value may have begun, by the rule of docs/onset.md, of the likelihood that its share is what it
  /// has been since then and not `before`. The newest 1,024 values say it. If it may be older, it is bounded by the first
  /// appearance since the detector had no evidence, `since`, less four times the longest wait for one: the detector forgets
  /// early appearances that are far apart.
  [[nodiscard]] atom_onset onset_of(double value, double before, std::uint64_t since, double effect) const noexcept {
    static constexpr double drop = 4.2;  // nats
    const std::uint64_t newest = seen_.since_start() - 1, kept = seen_.kept();
    std::array<double, seen_ring::most> evidence{};
    double most = 0.0, hits = 0.0;
    for (std::uint64_t age = 0; age < kept; ++age) {
      const double n = static_cast<double>(age + 1);
      hits += seen_.back(age).value == value;
      evidence[age] = gain(hits, n, before) + portable_log(n);
      most = std::max(most, evidence[age]);
    }
    std::uint64_t oldest = 0, youngest = kept - 1;
    for (std::uint64_t age = 0; age < kept; ++age)
      if (evidence[age] >= most - drop) {
        oldest = age;
        youngest = std::min(youngest, age);
      }
    atom_onset found{.onset = since, .earliest = newest - oldest, .latest = newest - youngest, .share = before + effect};
    if (oldest + 1 == kept && kept <= newest) {
      const auto wait = static_cast<std::uint64_t>(4.0 * drop / std::clamp(found.share, 1e-6, 1.0));
      found.earliest = std::min(found.earliest, since - std::min(since, wait));
      found.latest = std::max(found.latest, since);
    }
    found.onset = std::clamp(since, found.earliest, found.latest);
    if (newest - found.onset < kept) {
      hits = 0.0;
      for (std::uint64_t age = 0; age <= newest - found.onset; ++age) hits += seen_.back(age).value == value;
      found.share = hits / static_cast<double>(newest - found.onset + 1);
    }
    return found;
  }
  /// Log likelihood ratio of the share hits / n to `before`, if it is larger.
  [[nodiscard]] static double gain(double hits, double n, double before) noexcept {
    const double share = hits / n;
    if (share <= before) return 0.0;
    const double others = share < 1.0 ? (n - hits) * portable_log((1.0 - share) / (1.0 - before)) : 0.0;
    return hits * portable_log(share / before) + others;
  }
  /// The share that the detector takes for the reference's: two standard errors are added.
  [[nodiscard]] double at_most_before(double share) const noexcept {
    const double n = static_cast<double>(reference_->size()), seen = n * share + 1.0;
    return std::min(0.99, (seen + 2.0 * std::sqrt(seen)) / n);
  }
  [[nodiscard]] double share_in_reference(double x) const noexcept {
    return static_cast<double>(std::count(reference_->begin(), reference_->end(), x)) /
           static_cast<double>(reference_->size());
  }

  const std::vector<double>* reference_;
  double limit_, rearm_seconds_;
  new_atom detector_;
  seen_ring seen_;
  told_atoms told_;
  bool value_unknown_ = false;  // loaded from version 1: an alarm may stand, of a value that was not kept
};

}  // namespace tepid::inline v0
