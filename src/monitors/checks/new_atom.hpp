// src/monitors/checks/new_atom.hpp - one value suddenly carries mass.
#pragma once

#include <algorithm>
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
#include "monitors/seen_ring.hpp"

namespace tepid::inline v0 {

/// The share of each single value of an integer signal, of its frequent ones and of any other, against the reference:
/// the detector new_atom, which has learned from values at even ranks of the reference, not from live ones. Its limit is
/// the logarithm of the budget in values, a bound that holds for any law under the reference's shares. Values that are
/// equal one after the other count once; so a signal that is stuck at one value is the affair of other checks.
/// Memory: 500 KiB. Cost: 0.1 to 0.4 us a value.
class new_atom_check : public saved_check<new_atom_check> {
 public:
  static constexpr check_about about{
      .name = "new_atom", .title = "one value suddenly carries mass", .policies = {"new_atom"}};
  [[nodiscard]] static bool suits(const check_subject& s) noexcept {
    return s.signal->type == signal_type::integer && !s.reference->sample.empty();
  }
  [[nodiscard]] static std::string lacking(const check_setting& s) {
    if (s.signal->type != signal_type::integer) return {};
    return "that one value suddenly carries mass is not watched: the reference has no finite value";
  }

  explicit new_atom_check(const check_setting& s)
      : reference_{&s.reference->sample}, limit_{parameters(s).limit}, learned_{parameters(s)}, detector_{learned_} {
    // Shuffled: what of a long tail has a place should not depend on its order.
    std::vector<double> values = *reference_;
    random_source random{1};
    for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[random.below(i)]);
    for (const double x : values) learned_.update(x);
    detector_ = learned_;
  }

  void take(std::span<const seen_value> values, std::vector<check_finding>& out) override {
    for (const seen_value& v : values) {
      // The same value again at once says nothing new: samples of one prompt, retries, a sensor that is read twice.
      if (!v.is_value || (seen_.since_start() > 0 && v.x == seen_.back(0).value)) continue;
      seen_.add({v.x, v.time, v.row});
      if (detector_.update(v.x) == state::drift) [[unlikely]] {
        out.push_back(found(v));
        detector_ = learned_;
        seen_.restart();
      }
    }
  }
  [[nodiscard]] double ratio() const noexcept override { return detector_.statistic() / limit_; }
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
  }

 private:
  [[nodiscard]] static new_atom_params parameters(const check_setting& s) {
    return {.limit = portable_log(std::max(64.0, s.seconds * s.values_a_second())),
            .warm_up = s.reference->sample.size(),
            .values = 1024};
  }

  [[nodiscard]] check_finding found(const seen_value& v) const noexcept {
    check_finding f;
    f.kind = alarm_kind::new_atom;
    f.time = v.time;
    f.row = v.row;
    f.statistic = detector_.statistic();
    f.limit = limit_;
    f.value = detector_.value();
    const change_estimate change = detector_.change();
    f.direction = 1;
    const std::uint64_t from = std::min(change.onset - reference_->size(), seen_.since_start() - 1);
    const seen_ring::entry onset = seen_.at(from);
    f.onset = onset.time;
    f.onset_row = onset.row;
    f.effect = change.effect;
    // Of so many values since the onset, the share with its 95% interval, less what it was.
    const double n = static_cast<double>(seen_.since_start() - from);
    f.before = share_in_reference(f.value);
    const double share = std::clamp(f.before + f.effect, 0.0, 1.0);
    const double error = two_sided_95 * std::sqrt(std::max(share * (1.0 - share), 1.0 / n) / n);
    f.effect_low = std::max(0.0, share - error) - f.before;
    f.effect_high = std::min(1.0, share + error) - f.before;
    return f;
  }
  [[nodiscard]] double share_in_reference(double x) const noexcept {
    return static_cast<double>(std::count(reference_->begin(), reference_->end(), x)) /
           static_cast<double>(reference_->size());
  }

  const std::vector<double>* reference_;
  double limit_;
  new_atom learned_, detector_;  // as the reference left it, and now
  seen_ring seen_;
};

}  // namespace tepid::inline v0
