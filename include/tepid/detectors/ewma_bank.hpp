// tepid/detectors/ewma_bank.hpp - EWMAs at log-spaced rates, each scale with the same false-alarm rate.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <tuple>
#include <utility>

#include <tepid/core/detector.hpp>
#include <tepid/core/lanes.hpp>
#include <tepid/detectors/ewma_change.hpp>
#include <tepid/numerics/elementary.hpp>

namespace tepid::inline v0 {

/// Parameters of ewma_bank. The rates are max_rate / ratio^j for j = 0 .. rates - 1.
struct ewma_bank_params {
  std::uint64_t rates = 7;
  double max_rate = 0.75;
  double ratio = 3.0;
  double limit = 14.06;
  double mean = 0.0;
  double sd = 1.0;
  double tilt = 1.1;

  friend bool operator==(const ewma_bank_params&, const ewma_bank_params&) = default;
};

/// Two-sided bank of EWMA charts for a change of the mean of unknown size and speed: the default detector.
///
/// Statistic: z = (x - mean) / sd; e_j = (1 - r_j) e_j + r_j z, from 0; with s_j^2 = r_j / (2 - r_j) its
///            in-control variance, the statistic is max over j of e_j^2 / (2 s_j^2) + tilt log(1 / r_j), in nats;
///            alarm when it exceeds `limit`. The logarithm gives every time scale the same rate of false
///            alarms: a flat limit would spend nearly all of it on the fast rates. A tilt above 1 moves some of
///            them to the slow rates. At ARL0 = 10,000 the default finds ramps of 1e-4 to 1e-2 sd a step 6 to 7%
///            later than a detector that knows the slope; 8 rates with tilt 1 are 6 to 9% behind.
/// Input:     any real numbers; two forms: raw with mean and sd, or already standardized (mean 0, sd 1).
///            The limit assumes independent normal values: put a rank transform before other data.
/// Limit:     the default 14.06 with 7 rates gives ARL0 = 100,000 on independent standard normal data
///            (simulated, standard error 1%). The slowest rate should be at least about 100 / (length of the
///            reference), or errors of its mean cost false alarms.
/// Change:    the onset that explains all e_j best (generalized least squares over the age of a step and of
///            a ramp; the joint law of the e_j is known); effect is the fitted step, in units of x. earliest
///            .. latest is spanned by all ages that fit about as well, by onset_rule.
/// Cost:      O(rates) a value: about 4 ns for 7 or 8 rates in batches; 1.3 KiB, no allocation; change() takes
///            some 100 us and is meant for the moment after an alarm. Batch and one-by-one give the same bits.
/// Errors:    the constructor throws error{bad_parameter}; nothing else throws.
/// Source:    S. W. Roberts, Technometrics 1 (1959) 239-250 (EWMA); scale equalisation as for scan statistics,
///            L. Duembgen and V. Spokoiny, Annals of Statistics 29 (2001) 124-152.
class ewma_bank : public scalar_detector<ewma_bank, ewma_bank_params> {
 public:
  static constexpr std::size_t max_rates = 32;

  static constexpr descriptor about{
      .id = 3,
      .name = "ewma_bank",
      .class_name = "EWMABank",
      .title = "EWMAs at log-spaced rates, every scale with the same false-alarm rate",
      .source = "Roberts 1959, Technometrics 1; Duembgen and Spokoiny 2001, Ann. Statist. 29",
      .state_version = 2,  // 1 had no tilt
      .limit = "limit"};
  static constexpr std::tuple schema{
      field{"rates", &ewma_bank_params::rates, {1, max_rates}, "", "number of rates"},
      field{"max_rate", &ewma_bank_params::max_rate, {1e-9, 1}, "1/observation", "the fastest rate"},
      field{"ratio", &ewma_bank_params::ratio, {1, 1000, true}, "", "each rate is the one before it divided by this"},
      field{"limit", &ewma_bank_params::limit, {0, 1e9, true}, "nats", "alarm when the statistic exceeds it"},
      field{"mean", &ewma_bank_params::mean, {-real_max, real_max}, "x", "in-control mean"},
      field{"sd", &ewma_bank_params::sd, {real_min, real_max}, "x", "in-control standard deviation"},
      field{"tilt",
            &ewma_bank_params::tilt,
            {0, 10},
            "",
            "above 1, slow rates get more of the false alarms; below, fast ones"}};

  explicit ewma_bank(const ewma_bank_params& p = {}) : scalar_detector{p}, inverse_sd_{1.0 / p.sd} {
    offset_.fill(-std::numeric_limits<double>::infinity());  // places beyond the last rate never win
    decay_.fill(1.0);
    double rate = p.max_rate;
    for (std::size_t j = 0; j < size(); ++j, rate /= p.ratio) {
      if (rate < 1e-12)
        throw error{errc::bad_parameter, "rates",
                    "ewma_bank: parameter 'rates' is " + std::to_string(p.rates) +
                        "; with this max_rate and ratio the slowest rate would be below 1e-12"};
      rate_[j] = rate;
      decay_[j] = 1.0 - rate;
      scale_[j] = (2.0 - rate) / (2.0 * rate);
      offset_[j] = -p.tilt * portable_log(rate);
    }
    reset();
  }

  [[nodiscard]] double statistic() const noexcept {
    double largest = 0.0;
    for (std::size_t j = 0; j < size(); ++j) largest = std::max(largest, score(j, value_[j] * value_[j]));
    return largest;
  }

  /// The number of rates, each rate, and its EWMA of z.
  [[nodiscard]] std::size_t size() const noexcept { return static_cast<std::size_t>(params_.rates); }
  [[nodiscard]] double rate(std::size_t j) const noexcept { return rate_[j]; }
  [[nodiscard]] double value(std::size_t j) const noexcept { return value_[j]; }
  /// 1 - rate, and what makes a value e of rate j the score e^2 scale + offset.
  [[nodiscard]] double decay(std::size_t j) const noexcept { return decay_[j]; }
  [[nodiscard]] double scale(std::size_t j) const noexcept { return scale_[j]; }
  [[nodiscard]] double offset(std::size_t j) const noexcept { return offset_[j]; }

  [[nodiscard]] change_estimate change() const noexcept {
    return change_of_ewmas<max_rates>(std::span{rate_}.first(size()), std::span{value_}.first(size()), count_, params_.sd);
  }

  state step(double x) noexcept {
    const double z = standardize(x, params_.mean, inverse_sd_);
    for (std::size_t j = 0; j < size(); ++j) value_[j] = value_[j] * decay_[j] + rate_[j] * z;
    return statistic() > params_.limit ? state::drift : state::stable;
  }

  /// A block without looking at the limit at every value: each e_j^2 is compared once, by its largest value,
  /// which is the same as comparing every one, since the score grows with e_j^2.
  bool take_quiet(std::span<const double, quiet_block> xs) noexcept {
    const std::size_t n = size();
    if (n <= 4) return take_quiet_padded<4>(xs);
    if (n <= 8) return take_quiet_padded<8>(xs);
    if (n <= 12) return take_quiet_padded<12>(xs);
    if (n <= 16) return take_quiet_padded<16>(xs);
    return take_quiet_padded<max_rates>(xs);
  }

  void clear() noexcept { value_.fill(0.0); }

  [[nodiscard]] bool sound() const noexcept {
    return std::all_of(value_.begin(), value_.begin() + static_cast<std::ptrdiff_t>(size()),
                       [](double v) { return is_finite(v) && v >= -standard_max && v <= standard_max; });
  }

  /// How states of a version behave that had not all parameters.
  [[nodiscard]] static std::span<const setting> former_settings(std::uint16_t version) noexcept {
    static constexpr setting without_tilt[] = {{.name = "tilt", .value = 1.0}};
    return version < 2 ? std::span<const setting>{without_tilt} : std::span<const setting>{};
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    for (std::size_t j = 0; j < self.size(); ++j) io(self.value_[j]);
  }

  friend bool operator==(const ewma_bank&, const ewma_bank&) = default;

 private:
  [[nodiscard]] double score(std::size_t j, double squared) const noexcept { return squared * scale_[j] + offset_[j]; }

  /// With the number of rates rounded up to N, so that every EWMA stays in a register.
  template <std::size_t N>
  bool take_quiet_padded(std::span<const double, quiet_block> xs) noexcept {
    return [&]<std::size_t... J>(std::index_sequence<J...>) __attribute__((always_inline)) {
      lane_pair value[]{load_pair(value_, J)...}, largest[]{(static_cast<void>(J), lane_pair{})...};
      const lane_pair decay[]{load_pair(decay_, J)...}, rate[]{load_pair(rate_, J)...};
      bool finite = true;
      for (const double x : xs) {
        finite &= is_finite(x);
        const double one = standardize(x, params_.mean, inverse_sd_);
        const lane_pair z{one, one};
        ((value[J] = value[J] * decay[J] + rate[J] * z), ...);
        ((largest[J] = larger(largest[J], value[J] * value[J])), ...);
      }
      if (!finite) return false;
      for (std::size_t j = 0; j < size(); ++j)
        if (score(j, largest[j / 2][j % 2]) > params_.limit) return false;
      (store_pair(value_, value[J], J), ...);
      return true;
    }
    (std::make_index_sequence<N / 2>{});
  }

  std::array<double, max_rates> value_{}, decay_{}, rate_{}, scale_{}, offset_{};
  double inverse_sd_ = 1.0;
};

static_assert(Detector<ewma_bank>);

}  // namespace tepid::inline v0
