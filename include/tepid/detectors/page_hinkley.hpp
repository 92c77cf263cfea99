// tepid/detectors/page_hinkley.hpp - the Page-Hinkley test.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <tuple>

#include <tepid/core/detector.hpp>
#include <tepid/core/lanes.hpp>
#include <tepid/core/side.hpp>

namespace tepid::inline v0 {

/// Which of the published forms of the test. The numbers are frozen.
enum class page_hinkley_form : std::uint8_t {
  extremum = 0,   ///< Distance of the sum from its running minimum (up) or maximum (down): Gama et al. 2014, river now.
  clipped = 1,    ///< The sum never falls below zero: river until 2024, scikit-multiflow. Up only.
  unclipped = 2,  ///< The bare fading sum: MOA, CapyMOA, frouros. Up only; a fall delays a later alarm.
};
inline constexpr std::string_view page_hinkley_form_names[] = {"extremum", "clipped", "unclipped"};

/// Parameters of page_hinkley. delta and threshold are in units of x / sd.
struct page_hinkley_params {
  double delta = 0.005;
  double threshold = 50.0;
  double alpha = 1.0;
  std::uint64_t min_samples = 30;
  tepid::side side = tepid::side::both;
  page_hinkley_form form = page_hinkley_form::extremum;
  double mean = 0.0;
  double sd = 1.0;

  friend bool operator==(const page_hinkley_params&, const page_hinkley_params&) = default;
};

/// Page-Hinkley test that the mean of a stream has moved away from its own running mean.
///
/// Statistic: z = (x - mean) / sd; m = mean of all z so far;
///            up   U = alpha U + (z - m - delta), alarm when U - min U > threshold;
///            down D = alpha D + (z - m + delta), alarm when max D - D > threshold.
/// Input:     any real numbers; raw (mean 0, sd 1: delta and threshold in units of x), or scaled by mean and sd.
/// Limit:     set by threshold. On standard normal data the defaults with alpha = 0.9999 alarm about once in
///            1,600 observations: calibrate it. The running mean follows a slow drift and so hides part of it;
///            prefer ewma_bank where a reference is known.
/// Change:    onset is the observation after the extremum; effect is the mean of z - m since then, in units of x.
/// Cost:      O(1), about 3 ns a value in batches; no allocation. Batch and one-by-one give the same bits.
/// Errors:    the constructor throws error{bad_parameter}; nothing else throws.
/// Source:    E. S. Page, Biometrika 41 (1954) 100-115; J. Gama et al., ACM Computing Surveys 46 (2014) 44
///            (alarm on the distance from the running extremum). MOA's code has the fading factor alpha.
class page_hinkley : public scalar_detector<page_hinkley, page_hinkley_params> {
 public:
  static constexpr descriptor about{.id = 2,
                                    .name = "page_hinkley",
                                    .class_name = "PageHinkley",
                                    .title = "Page-Hinkley test for a change of the mean",
                                    .source = "Page 1954, Biometrika 41; Gama et al. 2014, ACM Computing Surveys 46",
                                    .limit = "threshold"};
  static constexpr std::tuple schema{
      field{"delta", &page_hinkley_params::delta, {0, 1e9}, "sd", "tolerated change of the mean"},
      field{"threshold", &page_hinkley_params::threshold, {0, 1e12, true}, "sd", "alarm when the distance exceeds it"},
      field{"alpha", &page_hinkley_params::alpha, {0, 1, true}, "", "fading factor of the sum; 1 forgets nothing"},
      field{"min_samples", &page_hinkley_params::min_samples, {1, count_max}, "observations", "first verdict"},
      field{"side", &page_hinkley_params::side, choice_of(3), "", "direction of change to find", side_names},
      field{"form", &page_hinkley_params::form, choice_of(3), "", "which published form; the last two look up only",
            page_hinkley_form_names},
      field{"mean", &page_hinkley_params::mean, {-real_max, real_max}, "x", "subtracted from x first"},
      field{"sd", &page_hinkley_params::sd, {real_min, real_max}, "x", "x is divided by it: the unit of delta and threshold"}};

  explicit page_hinkley(const page_hinkley_params& p = {}) : scalar_detector{p}, inverse_sd_{1.0 / p.sd} {
    if (p.form != page_hinkley_form::extremum && p.side == side::down)
      throw error{errc::bad_parameter, "side", "page_hinkley: parameter 'side' is down, but form '" +
                                                   std::string{page_hinkley_form_names[static_cast<int>(p.form)]} +
                                                   "' looks up only; use form extremum"};
    constexpr double never = std::numeric_limits<double>::infinity();
    const bool up = p.form != page_hinkley_form::extremum || p.side != side::down;
    const bool down = p.form == page_hinkley_form::extremum && p.side != side::up;
    threshold_ = {up ? p.threshold : never, down ? p.threshold : never};
    reset();
  }

  /// The larger distance of those that `side` asks for; compared with threshold.
  [[nodiscard]] double statistic() const noexcept { return std::max(distance(0), distance(1)); }

  [[nodiscard]] change_estimate change() const noexcept {
    if (count_ < params_.min_samples || !(statistic() > 0)) return {};
    const bool rising = distance(0) >= distance(1);
    const std::uint64_t onset = low_at_[rising ? 0 : 1];
    const double length = std::max(1.0, static_cast<double>(count_ - onset));
    const double shift = (statistic() / length + params_.delta) * params_.sd;
    return {.onset = onset, .effect = rising ? shift : -shift, .direction = rising ? 1 : -1};
  }

  state step(double x) noexcept {
    if (count_ == 1) origin_ = scaled(x);
    const double z = scaled(x) - origin_;
    total_ += z;
    const double deviation = z - total_ / static_cast<double>(count_);
    const std::array<double, 2> signed_deviation{deviation, -deviation};
    for (std::size_t i = 0; i < 2; ++i) {
      sum_[i] = params_.alpha * sum_[i] + (signed_deviation[i] - params_.delta);
      if (params_.form == page_hinkley_form::clipped && sum_[i] < 0.0) sum_[i] = 0.0;
      const bool lowest = params_.form == page_hinkley_form::extremum ? sum_[i] < low_[i] : !(sum_[i] > 0.0);
      if (params_.form == page_hinkley_form::extremum && lowest) low_[i] = sum_[i];
      low_at_[i] = lowest ? count_ : low_at_[i];
    }
    if (count_ < params_.min_samples) return state::warming;
    return alarming() ? state::drift : state::stable;
  }

  bool take_quiet(std::span<const double, quiet_block> xs) noexcept {
    if (params_.form != page_hinkley_form::extremum || count_ < params_.min_samples) return false;
    if (count_ > exact_counts - quiet_block) return false;
    // Forgetting nothing is the common case, and multiplying by 1 would be half of the way from sum to sum.
    return params_.alpha == 1.0 ? take_quietly<false>(xs) : take_quietly<true>(xs);
  }

  void clear() noexcept {
    origin_ = total_ = 0.0;
    sum_ = low_ = {0.0, 0.0};
    low_at_ = {0, 0};
  }

  [[nodiscard]] state initial() const noexcept { return state::warming; }

  [[nodiscard]] bool sound() const noexcept {
    const double most = 8.0 * standard_max * static_cast<double>(count_);  // |z| <= 2, |deviation| <= 4 standard_max
    const auto within = [](double x, double limit) { return x >= -limit && x <= limit; };
    for (std::size_t i = 0; i < 2; ++i)
      if (!within(sum_[i], most) || !within(low_[i], most) || low_[i] > 0 || low_at_[i] > count_) return false;
    return within(origin_, standard_max) && within(total_, most);
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.origin_, self.total_, self.sum_, self.low_, self.low_at_);
  }

  friend bool operator==(const page_hinkley&, const page_hinkley&) = default;

 private:
  static constexpr std::uint64_t exact_counts = std::uint64_t{1} << 53;

  /// take_quiet; without `fading`, alpha is 1.
  template <bool fading>
  bool take_quietly(std::span<const double, quiet_block> xs) noexcept {
    lane_pair sum = load_pair(sum_), low = load_pair(low_), largest{};
    double total = total_, count = static_cast<double>(static_cast<std::int64_t>(count_));
    lane_history lows;
    bool finite = true;
    for (const double x : xs) {
      finite &= is_finite(x);
      const double z = scaled(x) - origin_;
      total += z;
      count += 1.0;
      sum = (fading ? params_.alpha * sum : sum) + (both_signs(z - total / count) - params_.delta);
      const lane_pair next_low = smaller(low, sum);
      lows.push(next_low < low);  // not sum < low: low would be made from that mask, slowly
      low = next_low;
      largest = larger(largest, sum - low);
    }
    if (!finite || largest[0] > threshold_[0] || largest[1] > threshold_[1]) return false;
    store_pair(sum_, sum);
    store_pair(low_, low);
    total_ = total;
    for (std::size_t i = 0; i < 2; ++i)
      if (std::uint64_t ago; lows.last(i, ago)) low_at_[i] = count_ + quiet_block - ago;
    return true;
  }

  [[nodiscard]] double scaled(double x) const noexcept { return standardize(x, params_.mean, inverse_sd_); }
  [[nodiscard]] double distance(std::size_t i) const noexcept {
    return is_finite(threshold_[i]) ? sum_[i] - low_[i] : 0.0;
  }
  [[nodiscard]] bool alarming() const noexcept {
    return sum_[0] - low_[0] > threshold_[0] || sum_[1] - low_[1] > threshold_[1];
  }

  // The mean is origin_ + total_ / count: subtracting the first value keeps digits that an offset would cost.
  double origin_ = 0.0, total_ = 0.0;
  // [0] looks up, [1] down, with the sign of the deviation turned: both look for a rise above the lowest sum.
  std::array<double, 2> sum_{}, low_{};
  std::array<std::uint64_t, 2> low_at_{};
  std::array<double, 2> threshold_{};  // infinite for a side that nobody asked for
  double inverse_sd_ = 1.0;
};

static_assert(Detector<page_hinkley>);

}  // namespace tepid::inline v0
