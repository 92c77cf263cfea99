// src/monitors/checks/shares.hpp - what the checks of shares have in common.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

#include <tepid/core/error.hpp>
#include <tepid/monitors/share_watch.hpp>

#include "monitors/check.hpp"

namespace tepid::inline v0 {

/// A share for messages.
[[nodiscard]] inline std::string share_text(double share) { return to_text(std::round(1e6 * share) / 1e6); }

/// What a watch found of the share since the evidence began, of values for which it is there or, `good`, of all others.
[[nodiscard]] inline check_finding share_finding(const share_watch& watch, bool good, double before, const seen_value& at) {
  check_finding f;
  f.against = reference_kind::level;
  f.time = at.time;
  f.row = at.row;
  f.onset = watch.since();
  f.statistic = watch.statistic();
  f.limit = watch.limit();
  f.onset_row = at.row + 1 - std::min(at.row + 1, watch.values());
  f.before = before;
  f.tolerated = good ? 1.0 - watch.tolerated() : watch.tolerated();
  if (watch.values() == 0) return f;
  const double n = static_cast<double>(watch.values()), bads = static_cast<double>(watch.bads());
  const double share = (good ? n - bads : bads) / n;
  const double error = two_sided_95 * std::sqrt(std::max(share * (1.0 - share), 1.0 / n) / n);
  f.effect = share - before;
  f.effect_low = std::max(0.0, share - error) - before;
  f.effect_high = std::min(1.0, share + error) - before;
  return f;
}

[[nodiscard]] inline std::string tolerated_text(const check_finding& f) {
  std::string text = "a share of ";
  text.append(share_text(f.before)).append(" in the reference; up to ").append(share_text(f.tolerated));
  return text.append(" is tolerated");
}

/// A check that is one share_watch.
template <class Check>
class share_check : public saved_check<Check> {
 public:
  [[nodiscard]] double ratio() const noexcept final { return watch_.statistic() / watch_.limit(); }
  [[nodiscard]] std::string compared_with(const check_finding& f) const final { return tolerated_text(f); }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.watch_);
  }

 protected:
  /// Of a share that was `before` in the reference and may be `worst` and the signal's share_margin.
  share_check(const check_setting& s, double before, double worst)
      : before_{before}, watch_{std::min(0.999, worst + s.signal->share_margin), s.arl_rows()} {}

  /// Takes a value; true when the share has risen, and `f` is what was found.
  bool rises(bool bad, const seen_value& v, check_finding& f) {
    if (!watch_.update(bad, v.time)) [[likely]]
      return false;
    f = share_finding(watch_, false, before_, v);
    watch_.restart();
    return true;
  }

 private:
  double before_;
  share_watch watch_;
};

}  // namespace tepid::inline v0
