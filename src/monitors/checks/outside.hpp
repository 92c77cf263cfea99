// src/monitors/checks/outside.hpp - values that the reference never had.
#pragma once

#include "monitors/checks/shares.hpp"

namespace tepid::inline v0 {

/// The share, among the values, of those out of the reference's range and of categories that it never had.
class outside_check : public saved_check<outside_check> {
 public:
  static constexpr check_about about{.name = "outside", .title = "values that the reference never had", .policies = {"values"}};
  [[nodiscard]] static bool suits(const check_subject& s) noexcept { return s.reference->kind != counted_kind::vectors; }

  explicit outside_check(const check_setting& s) : watch_{tolerated_share(0.0, *s.signal), s.arl_rows()} {}

  void take(std::span<const seen_value> values, std::vector<check_finding>& out) override {
    for (const seen_value& v : values)
      if (v.is_value && watch_.update(v.outside, v.time)) [[unlikely]] {
        check_finding f = share_finding(watch_, false, 0.0, v);
        f.kind = alarm_kind::outside;
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
  share_watch watch_;
};

}  // namespace tepid::inline v0
