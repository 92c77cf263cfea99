// src/monitors/checks/recent.hpp - abrupt changes of the values, within seconds.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <tepid/design/ewma_of_law.hpp>
#include <tepid/monitors/continuing_onset.hpp>
#include <tepid/monitors/recent_watch.hpp>

#include "monitors/check.hpp"
#include "monitors/seen_ring.hpp"

namespace tepid::inline v0 {

/// Could the change have been there when the detector started?
[[nodiscard]] inline bool reaches_start(const change_estimate& c) noexcept {
  return (c.earliest != no_index ? c.earliest : c.onset) == 0;
}

/// The normal scores against the level of the last window or so (recent_watch). Memory: 24 KiB.
class recent_check : public saved_check<recent_check> {
 public:
  static constexpr check_about about{
      .name = "recent", .title = "the values have changed abruptly", .policies = {"values"}, .uses_margin = true};
  [[nodiscard]] static bool suits(const check_subject& s) noexcept { return s.reference->kind == counted_kind::numbers; }

  [[nodiscard]] static std::unique_ptr<check> make(const check_setting& s) {
    if (s.reference->tails.empty()) return nullptr;
    return std::make_unique<recent_check>(s);
  }
  explicit recent_check(const check_setting& s)
      : recent_check{s, rare_rest(*s.reference)} {}

  void take(std::span<const seen_value> values, std::vector<check_finding>& out) override {
    for (const seen_value& v : values) {
      if (is_nan(v.score)) continue;
      seen_.add({v.score, v.time, v.row});
      if (watch_.update(v.score)) [[unlikely]] {
        out.push_back(found(v));
        watch_.restart();
        seen_.restart();
      }
    }
  }
  [[nodiscard]] double ratio() const noexcept override { return watch_.bank().statistic(); }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.watch_, self.onset_, self.seen_);
    if constexpr (Io::is_loading)
      if (self.seen_.since_start() < self.watch_.bank().count()) io.fail();
  }

 private:
  recent_check(const check_setting& s, const std::optional<design::ewma_of_law>& law)
      : watch_{s.reference->tails, s.reference->level_rate, s.seconds * s.values_a_second(), s.values_a_window(),
               law ? &*law : nullptr} {}

  /// The law of the scores, where more than half of the values are in one slot. The others are then counted, and a count
  /// strays further than normal values do: more often than the tails of a short reference tell. Their share is taken one
  /// standard error larger than it was, and a value beyond either end as one in as many as the reference has.
  [[nodiscard]] static std::optional<design::ewma_of_law> rare_rest(const signal_reference& r) {
    std::vector<double> shares(r.scale.shares().begin(), r.scale.shares().end()), scores;
    for (std::size_t i = 0; i < shares.size(); ++i) scores.push_back(r.scale.score(i));
    const auto usual = std::max_element(shares.begin(), shares.end());
    const double values = std::max(1.0, r.outliers.values), rare = 1.0 - *usual;
    if (rare >= 0.5) return std::nullopt;
    const double more = 1.0 + 1.0 / std::sqrt(std::max(1.0, values * rare));
    for (double& s : shares) s *= more;
    *usual = 1.0 - std::min(1.0, rare * more);
    shares.front() = shares.back() = 1.0 / values;
    return design::ewma_of_law{scores, shares};
  }

  [[nodiscard]] check_finding found(const seen_value& v) noexcept {
    check_finding f;
    f.against = watch_.level_rate() > 0 ? reference_kind::recent : reference_kind::frozen;
    f.has_margin = true;
    f.time = v.time;
    f.row = v.row;
    const change_estimate change = watch_.bank().change();
    f.direction = change.direction;
    f.statistic = watch_.bank().statistic();
    f.limit = 1.0;
    // The first scores of all settle the level (recent_watch): the bank has not taken them.
    const std::uint64_t skipped = seen_.since_start() - watch_.bank().count();
    const auto at = [&](std::uint64_t index) { return seen_.at(skipped + index); };
    const std::uint64_t last = watch_.bank().count() - 1;
    const std::uint64_t from = std::min(change.onset, last);
    const seen_ring::entry onset = at(from);
    f.onset = onset.time;
    f.onset_row = onset.row;
    if (change.earliest != no_index) {
      f.onset_low = at(std::min(change.earliest, last)).time;
      f.onset_high = at(std::min(change.latest, last)).time;
    }
    const std::uint64_t kept = std::min(seen_.kept(), watch_.bank().count());
    const std::uint64_t since = std::clamp<std::uint64_t>(last - from + 1, 1, kept);
    double sum = 0.0, before = 0.0;
    for (std::uint64_t i = 0; i < since; ++i) sum += seen_.back(i).value;
    // Against the level it had: the scores before the onset, where enough of them are kept.
    const std::uint64_t earlier = std::min<std::uint64_t>(kept - since, 4 * since);
    if (watch_.level_rate() > 0) {
      for (std::uint64_t i = since; i < since + earlier; ++i) before += seen_.back(i).value;
      before = earlier >= since ? before / static_cast<double>(earlier) : watch_.level();
    }
    f.effect = sum / static_cast<double>(since) - before;
    // Of the values since the onset, and since the end of its interval: an onset that is told too early dilutes the effect.
    f.effect_low = f.effect_high = f.effect;
    const auto widen = [&](double total, double n) {
      const double mean = total / n - before, error = two_sided_95 * std::sqrt(watch_.bank().inflation(n) / n);
      f.effect_low = std::min(f.effect_low, mean - error);
      f.effect_high = std::max(f.effect_high, mean + error);
    };
    widen(sum, static_cast<double>(since));
    if (change.latest != no_index && change.latest > from && change.latest <= last) {
      double later = 0.0;
      const std::uint64_t fewer = std::clamp<std::uint64_t>(last - change.latest + 1, 1, since);
      for (std::uint64_t i = 0; i < fewer; ++i) later += seen_.back(i).value;
      widen(later, static_cast<double>(fewer));
    }
    onset_.join(f, reaches_start(change));
    return f;
  }

  recent_watch watch_;
  continuing_onset onset_;
  seen_ring seen_;
};

}  // namespace tepid::inline v0
