// src/monitors/checks/infinities.hpp - infinities that come, or no longer do.
#pragma once

#include <limits>

#include <tepid/monitors/infinity_watch.hpp>

#include "monitors/checks/shares.hpp"

namespace tepid::inline v0 {

/// The shares of -infinity and of +infinity. One sign may come while the other goes: two changes, each told once.
class infinities_check : public saved_check<infinities_check> {
 public:
  static constexpr check_about about{.name = "infinities",
                                     .title = "infinities come more often, or no longer",
                                     .policies = {"infinities come", "infinities go"}};
  [[nodiscard]] static bool suits(const check_subject& s) noexcept {
    return s.reference->kind != counted_kind::categories && s.reference->infinities.known;
  }
  [[nodiscard]] static std::string lacking(const check_setting& s) {
    if (s.reference->infinities.known) return {};
    return "infinities are not watched: the reference has some, or may have, and an earlier tepid did not keep how many in "
           "which window; make it anew";
  }

  explicit infinities_check(const check_setting& s)
      : reference_{&s.reference->infinities}, watch_{*reference_, s.signal->share_margin, s.arl_rows()} {}

  void take(std::span<const seen_value> values, std::vector<check_finding>& out) override {
    for (const seen_value& v : values) {
      const auto found = watch_.update(v.x, v.time);
      if (found.empty()) [[likely]]
        continue;
      for (const infinity_watch::finding& which : found) {
        constexpr double infinity = std::numeric_limits<double>::infinity();
        const double before = (which.positive ? reference_->positive : reference_->negative).share;
        check_finding f = share_finding(watch_.watch(which), !which.rise, before, v);
        f.kind = alarm_kind::non_finite;
        f.policy = which.rise ? 0 : 1;
        f.has_margin = true;
        f.direction = which.rise ? 1 : -1;
        f.value = which.positive ? infinity : -infinity;
        out.push_back(f);
        watch_.restart(which);
      }
    }
  }
  [[nodiscard]] double ratio() const noexcept override { return watch_.ratio(); }
  [[nodiscard]] std::string compared_with(const check_finding& f) const override {
    // Appended piece by piece: gcc 12 warns falsely of sums of texts where a sanitizer looks on.
    std::string text = f.value > 0 ? "+infinity" : "-infinity";
    text.append(": a share of ").append(share_text(f.before)).append(" in the reference; ");
    text.append(f.direction > 0 ? "up to " : "down to ").append(share_text(f.tolerated));
    return text.append(" is tolerated, and since the onset it is ").append(share_text(f.before + f.effect));
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.watch_);
  }

 private:
  const infinity_shares* reference_;
  infinity_watch watch_;
};

}  // namespace tepid::inline v0
