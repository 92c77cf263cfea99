// src/monitors/checks/outlier.hpp - a value far beyond the reference.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <string>

#include <tepid/core/error.hpp>
#include <tepid/monitors/outlier_tails.hpp>

#include "monitors/check.hpp"

namespace tepid::inline v0 {

/// A single value so far from the reference that a healthy one is as far once in the check's budget, half of which each
/// side has (outlier_tails). Ranks do not see it: to them it is the largest value, whatever it is. Each side is told once
/// while its latch holds. Cost: a flag for each value.
class outlier_check : public saved_check<outlier_check> {
 public:
  static constexpr check_about about{.name = "outlier",
                                     .title = "a value far beyond the reference",
                                     .policies = {"outlier above", "outlier below"}};
  [[nodiscard]] static bool suits(const check_subject& s) noexcept {
    return s.reference->kind == counted_kind::numbers && s.reference->outliers.known();
  }
  [[nodiscard]] static std::string lacking(const check_setting& s) {
    if (s.reference->kind != counted_kind::numbers) return {};
    return "a value far beyond the reference is not watched: all values of the reference are equal, or none is known";
  }

  explicit outlier_check(const check_setting& s)
      : tails_{&s.reference->outliers},
        arl_{std::max(1.0, s.seconds * s.values_a_second())},
        reach_below_{tails_->reach(false, arl_)},
        reach_above_{tails_->reach(true, arl_)},
        limits_{tails_->limits_for(arl_)} {
    if (!reaches_well()) s.note(what_it_can());
  }

  void take(std::span<const seen_value> values, std::vector<check_finding>& out) override {
    ratio_ = 0.0;
    for (const seen_value& v : values)
      if (v.outside) [[unlikely]]
        look(v, out);
  }
  [[nodiscard]] double ratio() const noexcept override { return ratio_; }
  [[nodiscard]] std::string compared_with(const check_finding& f) const override {
    std::string text = "the value ";
    text.append(to_text(f.value)).append(f.direction > 0 ? " above " : " below ");
    text.append(rounded_text(f.direction > 0 ? limits_.high : limits_.low)).append("; the reference goes ");
    text.append(f.direction > 0 ? "up to " : "down to ");
    const outlier_tail& side = f.direction > 0 ? tails_->high : tails_->low;
    const double end = f.direction > 0 ? side.farthest : -side.farthest;
    return text.append(rounded_text(2.0 * (0.5 * tails_->median + end)));
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.ratio_);
    if constexpr (Io::is_loading)
      if (!(self.ratio_ >= 0 && self.ratio_ <= most_ratio)) io.fail();
  }

 private:
  static constexpr double most_ratio = 1e300;
  /// Limits that are more times as far as the farthest value of the reference are told in a note.
  static constexpr double noted_reach = 100.0;

  void look(const seen_value& v, std::vector<check_finding>& out) {
    const bool above = v.x > tails_->median;
    const double distance = tails_->distance(v.x), reach = above ? reach_above_ : reach_below_;
    ratio_ = std::max(ratio_, std::min(distance / reach, most_ratio));
    if (!(distance > reach)) return;
    check_finding f;
    f.kind = alarm_kind::outlier;
    f.policy = above ? 0 : 1;
    f.time = f.onset = f.onset_low = f.onset_high = v.time;
    f.row = f.onset_row = v.row;
    f.direction = above ? 1 : -1;
    f.statistic = from_halves(distance);
    f.limit = from_halves(reach);
    f.value = v.x;
    out.push_back(f);
  }
  [[nodiscard]] static double from_halves(double d) noexcept { return std::min(2.0 * d, std::numeric_limits<double>::max()); }

  [[nodiscard]] bool reaches_well() const noexcept {
    const double farthest = std::max(tails_->low.farthest, tails_->high.farthest);
    return std::max(reach_below_, reach_above_) <= noted_reach * farthest;
  }
  /// To three digits: no limit is known better.
  [[nodiscard]] static std::string rounded_text(double x) {
    if (!is_finite(x)) return to_text(x);
    char text[40];
    std::snprintf(text, sizeof text, "%.3g", x);
    return text;
  }
  [[nodiscard]] std::string what_it_can() const {
    std::string text = "a value is told as an outlier only below ";
    text.append(rounded_text(limits_.low)).append(" and above ").append(rounded_text(limits_.high)).append(": ");
    text.append(to_text(tails_->values)).append(" values of the reference, with such tails, support no nearer limit for one ");
    return text.append("false alarm in ").append(rounded_text(arl_)).append(" values");
  }

  const outlier_tails* tails_;
  double arl_;  // values between false alarms
  double reach_below_, reach_above_;  // halves, as outlier_tails has them
  outlier_tails::limits limits_;
  double ratio_ = 0.0;  // the largest of the newest block
};

}  // namespace tepid::inline v0
