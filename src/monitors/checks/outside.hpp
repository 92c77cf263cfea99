// src/monitors/checks/outside.hpp - values that the reference never had.
#pragma once

#include "monitors/checks/shares.hpp"

namespace tepid::inline v0 {

/// The share, among the values, of those out of the reference's range and of categories that it never had.
class outside_check : public share_check<outside_check> {
 public:
  static constexpr check_about about{.name = "outside", .title = "values that the reference never had", .policies = {"values"}};
  [[nodiscard]] static bool suits(const check_subject& s) noexcept { return s.reference->kind != counted_kind::vectors; }

  explicit outside_check(const check_setting& s) : share_check{s, 0.0, 0.0} {}

  void take(std::span<const seen_value> values, std::vector<check_finding>& out) override {
    check_finding f;
    for (const seen_value& v : values)
      if (v.is_value && rises(v.outside, v, f)) [[unlikely]] {
        f.kind = alarm_kind::outside;
        out.push_back(f);
      }
  }
};

}  // namespace tepid::inline v0
