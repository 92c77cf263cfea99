// tepid/detectors/ewma_focus.hpp - the EWMA bank for slow changes and FOCuS for large ones, under one limit.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <tuple>

#include <tepid/core/detector.hpp>
#include <tepid/detectors/ewma_bank.hpp>
#include <tepid/detectors/focus.hpp>

namespace tepid::inline v0 {

/// Parameters of ewma_focus. Those of the bank are as in ewma_bank.
struct ewma_focus_params {
  double limit = 13.83;
  double offset = 0.6;
  std::uint64_t rates = 8;
  double max_rate = 0.75;
  double ratio = 3.0;
  double mean = 0.0;
  double sd = 1.0;

  friend bool operator==(const ewma_focus_params&, const ewma_focus_params&) = default;
};

/// The larger of two detectors' evidence: slow drift as soon as ewma_bank sees it, large steps nearly as soon as focus.
///
/// Statistic: max(ewma_bank's statistic, focus' statistic with known mean + offset), in nats; alarm when it exceeds
///            `limit`. The larger the offset, the more of the false alarms are spent on large, short changes.
/// Input:     any real numbers; two forms: raw with mean and sd, or already standardized (mean 0, sd 1).
/// Limit:     the default 13.83 with 8 rates and offset 0.6 gives ARL0 = 100,000 on independent standard normal values
///            (simulated, standard error 3%); with 7 rates 11.15 gives 10,000.
/// Change:    onset and effect are those of focus, ramp_onset, earliest and latest those of ewma_bank.
/// Cost:      about 60 ns a value; 7.6 KiB, no allocation. Batch and one-by-one give the same bits.
/// Errors:    the constructor throws error{bad_parameter}; nothing else throws.
/// Source:    S. W. Roberts, Technometrics 1 (1959) 239-250; G. Romano, I. Eckley, P. Fearnhead, G. Rigaill, JMLR 24
///            (2023) 81.
class ewma_focus : public scalar_detector<ewma_focus, ewma_focus_params> {
 public:
  static constexpr descriptor about{.id = 97,
                                    .name = "ewma_focus",
                                    .class_name = "EWMAFOCuS",
                                    .title = "The EWMA bank for slow changes and FOCuS for large ones, under one limit",
                                    .source = "Roberts 1959, Technometrics 1; Romano et al. 2023, JMLR 24",
                                    .limit = "limit"};
  static constexpr std::tuple schema{
      field{"limit", &ewma_focus_params::limit, {0, 1e9, true}, "nats", "alarm when the statistic exceeds it"},
      field{"offset", &ewma_focus_params::offset, {-100, 100}, "nats", "added to the evidence of focus"},
      field{"rates", &ewma_focus_params::rates, {1, ewma_bank::max_rates}, "", "number of rates of the bank"},
      field{"max_rate", &ewma_focus_params::max_rate, {1e-9, 1}, "1/observation", "the fastest rate"},
      field{"ratio", &ewma_focus_params::ratio, {1, 1000, true}, "", "each rate is the one before it divided by this"},
      field{"mean", &ewma_focus_params::mean, {-real_max, real_max}, "x", "in-control mean"},
      field{"sd", &ewma_focus_params::sd, {real_min, real_max}, "x", "in-control standard deviation"}};

  explicit ewma_focus(const ewma_focus_params& p = {}) : scalar_detector{p}, bank_{of_bank(p)}, focus_{of_focus(p)} {
    reset();
  }

  [[nodiscard]] double statistic() const noexcept {
    return std::max(bank_.statistic(), focus_.statistic() + params_.offset);
  }

  /// The two parts. They keep no alarms of their own.
  [[nodiscard]] const ewma_bank& bank() const noexcept { return bank_; }
  [[nodiscard]] const focus& likelihood_ratio() const noexcept { return focus_; }

  [[nodiscard]] change_estimate change() const noexcept {
    change_estimate found = focus_.change();
    if (found.direction == 0) return {};
    const change_estimate slow = bank_.change();
    found.ramp_onset = slow.ramp_onset;
    return with_onset_set(found, slow.earliest, slow.latest);
  }

  state step(double x) noexcept {
    const state slow = bank_.update(x), sharp = focus_.update(x);
    bank_.rearm();
    focus_.rearm();
    const bool near = slow == state::drift || sharp == state::drift || params_.limit <= params_.offset;
    return near && statistic() > params_.limit ? state::drift : state::stable;
  }

  void clear() noexcept {
    bank_.reset();
    focus_.reset();
  }

  [[nodiscard]] bool sound() const noexcept { return bank_.sound() && focus_.sound(); }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    detector_codec<ewma_bank>::part_io(self.bank_, self.count_, io);
    detector_codec<focus>::part_io(self.focus_, self.count_, io);
  }

  friend bool operator==(const ewma_focus&, const ewma_focus&) = default;

 private:
  [[nodiscard]] static ewma_bank_params of_bank(const ewma_focus_params& p) {
    return {.rates = p.rates, .max_rate = p.max_rate, .ratio = p.ratio, .limit = p.limit, .mean = p.mean, .sd = p.sd, .tilt = 1.0};
  }
  /// Its limit only says when to look, so it may be a little too low.
  [[nodiscard]] static focus_params of_focus(const ewma_focus_params& p) {
    return {.limit = std::max(1e-9, (p.limit - p.offset) * (1.0 - 1e-9)), .mean = p.mean, .sd = p.sd};
  }

  ewma_bank bank_;
  focus focus_;
};

static_assert(Detector<ewma_focus>);

}  // namespace tepid::inline v0
