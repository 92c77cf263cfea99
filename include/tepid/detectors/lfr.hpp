// tepid/detectors/lfr.hpp - Linear Four Rates: the four rates of a confusion matrix.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <tuple>

#include <tepid/core/detector.hpp>
#include <tepid/numerics/elementary.hpp>
#include <tepid/numerics/geometric_bernoulli.hpp>

namespace tepid::inline v0 {

/// The rates of lfr: hits among the outcomes with label 1, label 0, prediction 1, prediction 0.
enum class lfr_rate : std::uint8_t { tpr = 0, tnr = 1, ppv = 2, npv = 3 };
inline constexpr std::string_view lfr_rate_names[] = {"tpr", "tnr", "ppv", "npv"};

/// Parameters of lfr.
struct lfr_params {
  double decay = 0.9;
  double alpha_drift = 1e-5;
  double alpha_warning = 0.001;
  std::uint64_t warm_up = 50;

  friend bool operator==(const lfr_params&, const lfr_params&) = default;
};

/// LFR: notices that one of the four rates of a binary classifier (true positive and true negative rate, positive and
/// negative predictive value) has moved; also where the error rate stays as it was.
///
/// Statistic: for each rate that a pair bears on, R = d R + (1 - d) [label = prediction], d = `decay`, R = 1/2 at first, and
///            p = (hits + 1) / (outcomes + 2) over all such pairs so far. Were these n outcomes independent with
///            probability p: -ln of the probability of an R as far out on its side, 0 within one standard deviation; the
///            largest of the four rates, each from its `warm_up`-th outcome on. Alarm when it exceeds
///            ln(1 / alpha_drift), warning likewise. The probability is a saddlepoint's: see geometric_bernoulli.
/// Input:     one number for each pair: 2 label + prediction, that is 0 to 3. Other values count as the nearest of these,
///            halves as the larger.
/// Limit:     alpha_drift, the significance of one test of one rate on one side. With the defaults and nine of ten pairs right, one
///            alarm in 77,000 observations (standard error 12,000); with 1e-4 one in 9,300 (500).
/// Change:    direction and effect are those of the rate that the statistic is of: R - p. No onset.
/// Cost:      O(ln(t) / (1 - decay)) with t the evidence, mostly less: about 1.2 us a value (Zen 3); no allocation.
/// Errors:    the constructor throws error{bad_parameter}; nothing else throws.
/// Source:    H. Wang and Z. Abraham, Concept drift detection for streaming data, IJCNN 2015.
class lfr : public scalar_detector<lfr, lfr_params> {
 public:
  static constexpr descriptor about{.id = 50,
                                    .name = "lfr",
                                    .class_name = "LFR",
                                    .title = "Linear Four Rates: the rates of a binary classifier's confusion matrix",
                                    .source = "Wang and Abraham 2015, IJCNN",
                                    .limit = "alpha_drift",
                                    .input = input_kind::pair};
  static constexpr std::tuple schema{
      field{"decay", &lfr_params::decay, {0.5, 0.999}, "", "weight of the past in a rate's moving value"},
      field{"alpha_drift", &lfr_params::alpha_drift, {1e-300, 0.1}, "",
            "significance of one test of one rate on one side: alarm when the p-value is below it"},
      field{"alpha_warning", &lfr_params::alpha_warning, {1e-300, 0.1}, "", "warning when the p-value is below it"},
      field{"warm_up", &lfr_params::warm_up, {1, 1e9}, "observations", "outcomes of a rate before it is tested"}};

  explicit lfr(const lfr_params& p = {})
      : scalar_detector{p},
        law_{p.decay},
        level_value_{-portable_log(p.alpha_drift)},
        warning_value_{-portable_log(p.alpha_warning)} {
    reset();
  }

  /// ln(1 / alpha_drift).
  [[nodiscard]] double level() const noexcept { return level_value_; }
  /// The alpha_drift that has this level.
  [[nodiscard]] static double limit_for(double level) noexcept { return portable_exp(-level); }

  /// In nats.
  [[nodiscard]] double statistic() const noexcept { return evidence_[strongest()]; }
  /// The rate that it is of.
  [[nodiscard]] lfr_rate rate() const noexcept { return static_cast<lfr_rate>(strongest()); }
  /// A rate over all pairs so far, and its moving value.
  [[nodiscard]] double overall(lfr_rate r) const noexcept { return part(static_cast<std::size_t>(r)).p; }
  [[nodiscard]] double recent(lfr_rate r) const noexcept { return moving_[static_cast<std::size_t>(r)]; }

  [[nodiscard]] change_estimate change() const noexcept {
    const std::size_t r = strongest();
    if (!(evidence_[r] > 0)) return {};
    const double effect = moving_[r] - part(r).p;
    return {.effect = effect, .direction = effect > 0 ? 1 : -1};
  }

  state step(double x) noexcept {
    const std::size_t pair = x >= 1.5 ? (x >= 2.5 ? 3 : 2) : (x >= 0.5 ? 1 : 0);
    counts_[pair] += counts_[pair] < counter_max;
    const double hit = pair == 0 || pair == 3 ? 1.0 : 0.0;
    for (const std::size_t r : {pair >= 2 ? tpr : tnr, pair % 2 ? ppv : npv}) {
      moving_[r] = std::min(1.0, params_.decay * moving_[r] + (1.0 - params_.decay) * hit);
      evidence_[r] = evidence_of(r);
    }
    const double now = statistic();
    if (now > level_value_) return state::drift;
    if (now > warning_value_) return state::warning;
    return tested() ? state::stable : state::warming;
  }

  void clear() noexcept {
    counts_ = {};
    moving_ = {0.5, 0.5, 0.5, 0.5};
    evidence_ = {};
  }

  [[nodiscard]] state initial() const noexcept { return state::warming; }

  [[nodiscard]] bool sound() const noexcept {
    std::uint64_t sum = 0;
    for (const std::uint64_t n : counts_) {
      if (n > counter_max - sum) return count_ == counter_max;
      sum += n;
    }
    for (std::size_t r = 0; r < 4; ++r)
      if (!(moving_[r] >= 0 && moving_[r] <= 1) || (part(r).n == 0 && moving_[r] != 0.5)) return false;
    return sum == count_;
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.counts_, self.moving_);
    if constexpr (Io::is_loading) {
      const auto credible = [](std::uint64_t n) { return n <= counter_max; };
      const auto within = [](double v) { return v >= 0 && v <= 1; };
      if (!std::all_of(self.counts_.begin(), self.counts_.end(), credible) ||
          !std::all_of(self.moving_.begin(), self.moving_.end(), within))
        return io.fail();
      for (std::size_t r = 0; r < 4; ++r) self.evidence_[r] = self.evidence_of(r);
    }
  }

  friend bool operator==(const lfr& a, const lfr& b) noexcept {
    return static_cast<const scalar_detector&>(a) == static_cast<const scalar_detector&>(b) && a.counts_ == b.counts_ &&
           a.moving_ == b.moving_;
  }

 private:
  static constexpr std::size_t tpr = 0, tnr = 1, ppv = 2, npv = 3;

  struct outcomes {
    std::uint64_t n = 0;
    double p = 0.5;
  };
  /// Outcomes of a rate so far, and the share of hits among them and two more, one of them a hit.
  [[nodiscard]] outcomes part(std::size_t r) const noexcept {
    constexpr std::size_t hits[] = {3, 0, 3, 0}, misses[] = {2, 1, 1, 2};
    const std::uint64_t h = counts_[hits[r]], n = h + counts_[misses[r]];
    return {n, (static_cast<double>(h) + 1.0) / (static_cast<double>(n) + 2.0)};
  }

  [[nodiscard]] double evidence_of(std::size_t r) const noexcept {
    const auto [n, p] = part(r);
    if (n < params_.warm_up || !(p > 0 && p < 1)) return 0.0;
    const double start = law_.faded(n), up = moving_[r] - (p * (1.0 - start) + 0.5 * start);
    const double variance = p * (1.0 - p) * (1.0 - law_.decay()) / (1.0 + law_.decay()) * (1.0 - start * start);
    if (up * up <= variance) return 0.0;
    const double slack = (up > 0 ? 1.0 - moving_[r] : moving_[r]) - 0.5 * start;
    return law_.evidence(slack, up > 0 ? p : 1.0 - p, n);
  }

  [[nodiscard]] std::size_t strongest() const noexcept {
    return static_cast<std::size_t>(std::max_element(evidence_.begin(), evidence_.end()) - evidence_.begin());
  }
  [[nodiscard]] bool tested() const noexcept {
    for (std::size_t r = 0; r < 4; ++r)
      if (part(r).n >= params_.warm_up) return true;
    return false;
  }

  std::array<std::uint64_t, 4> counts_{};  // of the pairs, by their number
  std::array<double, 4> moving_{};         // R of each rate
  std::array<double, 4> evidence_{};       // follows from these
  geometric_bernoulli law_;
  double level_value_, warning_value_;
};

static_assert(Detector<lfr>);

}  // namespace tepid::inline v0
