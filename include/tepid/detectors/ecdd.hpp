// tepid/detectors/ecdd.hpp - ECDD: an EWMA chart for an error rate that is estimated from the stream.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <tuple>

#include <tepid/core/detector.hpp>
#include <tepid/detectors/error_stream.hpp>

namespace tepid::inline v0 {

/// What ecdd's limit is in units of. The numbers are frozen.
enum class ecdd_unit : std::uint8_t {
  sd = 0,       ///< Standard deviations of the EWMA.
  arl_100 = 1,  ///< The published polynomial in p for a run length of 100 at lambda = 0.2: frouros.
  arl_400 = 2,  ///< For 400: frouros' default; MOA's and CapyMOA's only one.
};
inline constexpr std::string_view ecdd_unit_names[] = {"sd", "arl_100", "arl_400"};

/// Parameters of ecdd.
struct ecdd_params {
  double limit = 1.0;
  double lambda = 0.2;
  ecdd_unit unit = ecdd_unit::arl_400;
  double warning_fraction = 0.5;
  std::uint64_t warm_start = 30;

  friend bool operator==(const ecdd_params&, const ecdd_params&) = default;
};

/// ECDD: notices that the recent, weighted error rate lies above the average one.
///
/// Statistic: p = errors / n; Z = (1 - lambda) Z + lambda x from Z = 0; sd = sqrt(p (1 - p) v) with v the sum of the
///            squared weights of Z; (Z - p) / (sd L(p)), at least 0. L is 1, or a polynomial in p (`unit`). Alarm when
///            it exceeds `limit`, warning when it exceeds warning_fraction * limit.
/// Input:     1 an error, 0 none; another value counts as 1 if it exceeds 0.5.
/// Limit:     limit. The default, 1 in units of the polynomial for a run length of 400, gives 356 (se 8) at an error
///            rate of 0.1, 294 (se 15) at 0.05, 375 (se 19) at 0.2.
/// Change:    always a rise; effect is Z - p, which lags behind the true change; the onset is not known.
/// Cost:      O(1), 4 to 8 ns a value (Zen 3); no allocation.
/// Errors:    the constructor throws error{bad_parameter}; nothing else throws.
/// Source:    G. J. Ross, N. M. Adams, D. K. Tasoulis, D. J. Hand, Pattern Recognition Letters 33 (2012) 191-198.
class ecdd : public scalar_detector<ecdd, ecdd_params> {
 public:
  static constexpr descriptor about{.id = 43,
                                    .name = "ecdd",
                                    .class_name = "ECDD",
                                    .title = "ECDD: EWMA chart for a rise of an error rate",
                                    .source = "Ross, Adams, Tasoulis and Hand 2012, Pattern Recognition Letters 33",
                                    .limit = "limit",
                                    .input = input_kind::binary};
  static constexpr std::tuple schema{
      field{"limit", &ecdd_params::limit, {0, 1e6, true}, "",
            "alarm when the statistic exceeds it; 1 is what the polynomials are for"},
      field{"lambda", &ecdd_params::lambda, {1e-9, 1}, "", "weight of the newest value; smaller remembers longer"},
      field{"unit", &ecdd_params::unit, choice_of(3), "",
            "unit of the limit: standard deviations, or a published polynomial for a run length", ecdd_unit_names},
      field{"warning_fraction", &ecdd_params::warning_fraction, {0, 1e6, true}, "",
            "warning when the statistic exceeds this part of the limit"},
      field{"warm_start", &ecdd_params::warm_start, {1, count_max}, "observations", "first verdict"}};

  explicit ecdd(const ecdd_params& p = {}) : scalar_detector{p}, keep_{1.0 - p.lambda} { reset(); }

  /// How far the weighted error rate lies above the average one, in the unit asked for.
  [[nodiscard]] double statistic() const noexcept {
    if (errors_ == 0 || count_ < params_.warm_start) return 0.0;
    const double p = rate(), variance = p * (1.0 - p) * squares_;
    if (!(variance > 0) || !(recent_ > p)) return 0.0;
    return (recent_ - p) / (std::sqrt(variance) * unit(p));
  }

  [[nodiscard]] change_estimate change() const noexcept {
    if (!(statistic() > 0)) return {};
    return {.effect = recent_ - rate(), .direction = 1};
  }

  state step(double x) noexcept {
    const bool error = is_error(x);
    errors_ += error && errors_ < count_;  // the count may have stopped at its largest value
    recent_ = error ? keep_ * recent_ + params_.lambda : keep_ * recent_;
    squares_ = params_.lambda * params_.lambda + keep_ * keep_ * squares_;
    if (count_ < params_.warm_start) return state::warming;
    const double s = statistic();
    if (s > params_.limit) return state::drift;
    return s > params_.warning_fraction * params_.limit ? state::warning : state::stable;
  }

  void clear() noexcept {
    errors_ = 0;
    recent_ = squares_ = 0.0;
  }

  [[nodiscard]] state initial() const noexcept { return state::warming; }

  [[nodiscard]] bool sound() const noexcept {
    const double first = params_.lambda * params_.lambda;
    return errors_ <= count_ && recent_ >= 0 && recent_ <= 1.0 + 1e-9 &&
           (count_ == 0 ? squares_ == 0 : squares_ >= first && squares_ <= 1);
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.errors_, self.recent_, self.squares_);
  }

  friend bool operator==(const ecdd&, const ecdd&) = default;

 private:
  [[nodiscard]] double rate() const noexcept { return static_cast<double>(errors_) / static_cast<double>(count_); }

  /// L(p). The polynomials were fitted to small p; where p is large some are negative, and are held at 0.1.
  [[nodiscard]] double unit(double p) const noexcept {
    const auto odd = [](double x, double c0, double c1, double c3, double c5, double c7) {
      const double s = x * x;
      return std::max(0.1, c0 + x * (c1 + s * (c3 + s * (c5 + s * c7))));
    };
    switch (params_.unit) {
      case ecdd_unit::sd:
        return 1.0;
      case ecdd_unit::arl_100:
        return odd(p, 2.76, -6.23, 18.12, -312.45, 1002.18);
      case ecdd_unit::arl_400:
        return odd(p, 3.97, -6.56, 48.73, -330.13, 848.18);
    }
    return 1.0;
  }

  std::uint64_t errors_ = 0;
  double recent_ = 0.0, squares_ = 0.0;
  double keep_;
};

static_assert(Detector<ecdd>);

}  // namespace tepid::inline v0
