// src/monitors/checks/missing.hpp - values that are missing.
#pragma once

#include "monitors/checks/shares.hpp"

namespace tepid::inline v0 {

/// The share of missing values and NaN, against the reference's worst window.
class missing_check : public saved_check<missing_check> {
 public:
  static constexpr check_about about{.name = "missing", .title = "more values are missing", .policies = {"missing"}};
  [[nodiscard]] static bool suits(const check_subject&) noexcept { return true; }

  explicit missing_check(const check_setting& s)
      : before_{s.reference->missing}, watch_{tolerated_share(s.reference->worst_missing, *s.signal), s.arl_rows()} {}

  void take(std::span<const seen_value> values, std::vector<check_finding>& out) override {
    for (const seen_value& v : values)
      if (watch_.update(is_nan(v.x), v.time)) [[unlikely]] {
        check_finding f = share_finding(watch_, false, before_, v);
        f.kind = alarm_kind::missing;
        f.has_margin = true;
        f.direction = 1;
        out.push_back(f);
        watch_.restart();
      }
  }
  [[nodiscard]] double ratio() const noexcept override { return watch_.statistic() / watch_.limit(); }
  [[nodiscard]] std::string compared_with(const check_finding& f) const override { return tolerated_text(f); }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.watch_);
  }

 private:
  double before_;
  share_watch watch_;
};

}  // namespace tepid::inline v0
