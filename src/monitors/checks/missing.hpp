// src/monitors/checks/missing.hpp - values that are missing.
#pragma once

#include "monitors/checks/shares.hpp"

namespace tepid::inline v0 {

/// The share of missing values and NaN, against the reference's worst window.
class missing_check : public share_check<missing_check> {
 public:
  static constexpr check_about about{.name = "missing", .title = "more values are missing", .policies = {"missing"}};
  [[nodiscard]] static bool suits(const check_subject&) noexcept { return true; }

  explicit missing_check(const check_setting& s) : share_check{s, s.reference->missing, s.reference->worst_missing} {}

  void take(std::span<const seen_value> values, std::vector<check_finding>& out) override {
    check_finding f;
    for (const seen_value& v : values)
      if (rises(is_nan(v.x), v, f)) [[unlikely]] {
        f.kind = alarm_kind::missing;
        f.has_margin = true;
        f.direction = 1;
        out.push_back(f);
      }
  }
};

}  // namespace tepid::inline v0
