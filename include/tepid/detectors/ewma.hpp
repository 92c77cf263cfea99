// tepid/detectors/ewma.hpp - the EWMA chart.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <tuple>

#include <tepid/core/detector.hpp>
#include <tepid/core/side.hpp>
#include <tepid/detectors/learned_scale.hpp>

namespace tepid::inline v0 {

/// How the limits of an EWMA depend on the number t of values. The numbers are frozen.
enum class ewma_limits_form : std::uint8_t {
  fix = 0,      ///< At once in full.
  vacl = 1,     ///< By the exact standard deviation of Z_t: times sqrt(1 - (1 - lambda)^(2t)).
  fir = 2,      ///< Less head_start (1 - lambda)^t: two charts started at +-head_start (Lucas and Saccucci 1990).
  both = 3,     ///< vacl, less head_start (1 - lambda)^t.
  steiner = 4,  ///< vacl times 1 - (1/2)^(1 + a (t - 1)), a = (2 / log10(2) - 1) / 19 (Steiner 1999).
};
inline constexpr std::string_view ewma_limits_form_names[] = {"fix", "vacl", "fir", "both", "steiner"};

/// Parameters of ewma; the same as those of the chart that design solves.
struct ewma_params {
  double lambda = 0.1;
  double L = 2.814;
  tepid::side side = tepid::side::both;
  double head_start = 0.0;
  ewma_limits_form limits = ewma_limits_form::fix;
  double barrier = -6.0;
  double mean = 0.0;
  double sd = 1.0;
  std::uint64_t warm_up = 0;

  friend bool operator==(const ewma_params&, const ewma_params&) = default;
};

/// EWMA chart for a small or slow change of the mean.
///
/// Statistic: z = (x - mean) / sd; Z = (1 - lambda) Z + lambda z; the statistic is |Z| (side up: Z, down: -Z) over
///            its long-run standard deviation sqrt(lambda / (2 - lambda)), and over what `limits` makes of it while
///            the chart is young; alarm when it exceeds L. A one-sided Z is held at `barrier` on its quiet side.
/// Input:     any real numbers; raw with mean and sd, already standardized, or learned from the first warm_up values.
/// Limit:     lambda = 0.1, L = 2.814 gives ARL0 = 500 on independent normal data with known mean and sd (exact).
///            Mean and sd learned from few values do not keep it: at least some 100 / lambda are needed.
/// Change:    onset is the value after Z last crossed the mean; effect is Z / (1 - (1 - lambda)^length), in units of x.
/// Cost:      O(1), about 2 ns a value in batches; no allocation. Batch and one-by-one give the same bits.
/// Errors:    the constructor throws error{bad_parameter}; nothing else throws.
/// Source:    S. W. Roberts, Technometrics 1 (1959) 239-250; J. M. Lucas and M. S. Saccucci, Technometrics 32 (1990)
///            1-12; S. H. Steiner, J. of Quality Technology 31 (1999) 75-86.
class ewma : public scalar_detector<ewma, ewma_params> {
 public:
  static constexpr descriptor about{
      .id = 13,
      .name = "ewma",
      .class_name = "EWMA",
      .title = "EWMA chart for a change of the mean",
      .source = "Roberts 1959, Technometrics 1; Lucas and Saccucci 1990, Technometrics 32",
      .limit = "L"};
  static constexpr std::tuple schema{
      field{"lambda", &ewma_params::lambda, {0, 1, true}, "", "weight of the newest value"},
      field{"L", &ewma_params::L, {0, 1e6, true}, "sd of Z", "limit in long-run standard deviations of the EWMA"},
      field{"side", &ewma_params::side, choice_of(3), "", "direction of change to find", side_names},
      field{"head_start", &ewma_params::head_start, {-1e3, 1e3}, "sd of Z", "where the EWMA starts; within the limits"},
      field{"limits", &ewma_params::limits, choice_of(5), "",
            "fix: at once in full; vacl: of the exact variance; fir: fast initial response; both; steiner",
            ewma_limits_form_names},
      field{
          "barrier", &ewma_params::barrier, {-1e3, 1e3}, "sd of Z", "a one-sided EWMA is held here on its quiet side"},
      field{"mean", &ewma_params::mean, {-real_max, real_max}, "x", "in-control mean"},
      field{"sd", &ewma_params::sd, {real_min, real_max}, "x", "in-control standard deviation"},
      field{"warm_up", &ewma_params::warm_up, {0, 1e9}, "observations", warm_up_doc}};

  explicit ewma(const ewma_params& p = {})
      : scalar_detector{p}, scale_{about.name, p.mean, p.sd, p.warm_up}, keep_{1.0 - p.lambda} {
    const auto refuse = [](std::string_view field, const std::string& why) {
      throw error{errc::bad_parameter, field, "ewma: parameter '" + std::string{field} + "' " + why};
    };
    if (!(std::fabs(p.head_start) < p.L)) refuse("head_start", "must be within the limits, between -L and L");
    if (p.side != side::both && p.barrier > p.head_start) refuse("barrier", "must be at most the head start");
    if (p.side != side::both && p.limits > ewma_limits_form::vacl)
      refuse("limits", "of a one-sided chart must be fix or vacl");
    weight_ = p.side == side::down ? -p.lambda : p.lambda;
    long_run_sd_ = std::sqrt(p.lambda / (2.0 - p.lambda));
    per_sd_ = 1.0 / std::max(long_run_sd_, 1e-140);
    reset();
  }

  /// In standard deviations of the EWMA; compared with L.
  [[nodiscard]] double statistic() const noexcept { return judged(value_); }
  /// The EWMA of the standardized values; of side down with its sign turned.
  [[nodiscard]] double value() const noexcept { return value_; }
  /// The weights of the EWMA and of the newest value (of side down negative), and 1 / the EWMA's long-run sd.
  [[nodiscard]] double keep() const noexcept { return keep_; }
  [[nodiscard]] double weight() const noexcept { return weight_; }
  [[nodiscard]] double per_sd() const noexcept { return per_sd_; }
  /// Where a one-sided EWMA is held; the barrier moves with the limit.
  [[nodiscard]] double lowest() const noexcept {
    return params_.side == side::both ? -std::numeric_limits<double>::infinity()
                                      : params_.barrier * long_run_sd_ * share_;
  }

  [[nodiscard]] change_estimate change() const noexcept {
    if (count_ <= params_.warm_up || value_ == 0.0 || (params_.side != side::both && value_ < 0.0)) return {};
    const auto length = std::max<std::uint64_t>(1, count_ - since_);
    const double share = std::max(1.0 - integer_power(keep_, length), std::max(params_.lambda, real_min));
    const double shift = scale_.in_x(params_.side == side::down ? -value_ / share : value_ / share);
    return {.onset = since_, .effect = shift, .direction = (shift > 0) - (shift < 0)};
  }

  state step(double x) noexcept {
    if (!scale_.ready(x, count_)) {
      since_ = count_;
      return state::warming;
    }
    age();
    const double before = value_;
    value_ = next(value_, scale_(x), lowest());
    if ((value_ > 0.0) != (before > 0.0)) since_ = count_ - 1;
    return statistic() > params_.L ? state::drift : state::stable;
  }

  bool take_quiet(std::span<const double, quiet_block> xs) noexcept {
    if (young_ != 0.0 || count_ < params_.warm_up) return false;  // the limits still move
    return params_.side == side::both ? take_quietly<false>(xs) : take_quietly<true>(xs);
  }

  void clear() noexcept {
    scale_.clear();
    const bool two_charts = params_.limits == ewma_limits_form::fir || params_.limits == ewma_limits_form::both;
    value_ = two_charts ? 0.0 : params_.head_start * long_run_sd_;
    since_ = 0;
    young_ = params_.limits == ewma_limits_form::fix ? 0.0 : 1.0;
    faded_ = params_.limits == ewma_limits_form::steiner ? 0.5 / steiner_base : 0.0;
    update_limits();
  }

  [[nodiscard]] state initial() const noexcept { return params_.warm_up == 0 ? state::stable : state::warming; }

  [[nodiscard]] bool sound() const noexcept {
    constexpr double most = 1e5 * standard_max;  // what rounding may add, and still far from overflow
    return scale_.sound(count_) && since_ <= count_ && value_ >= -most && value_ <= most && young_ >= 0.0 &&
           young_ <= 1.0 && faded_ >= 0.0 && faded_ <= 0.5 / steiner_base && (young_ > 0.0 || faded_ == 0.0) &&
           (params_.limits != ewma_limits_form::fix || young_ == 0.0) &&
           (params_.limits == ewma_limits_form::steiner || faded_ == 0.0) &&
           (params_.limits == ewma_limits_form::fix || count_ > params_.warm_up || young_ == 1.0);
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.scale_, self.value_, self.since_, self.young_, self.faded_);
    if constexpr (Io::is_loading) self.update_limits();
  }

  friend bool operator==(const ewma&, const ewma&) = default;

 private:
  // 2^-a, a as at ewma_limits_form::steiner.
  static constexpr double steiner_base = 0.8139177619294621;

  [[nodiscard]] double next(double value, double z, double lowest) const noexcept {
    const double moved = value * keep_ + weight_ * z;
    return moved > lowest ? moved : lowest;
  }
  [[nodiscard]] double judged(double value) const noexcept {
    const double distance = (params_.side == side::both ? std::fabs(value) : value) * per_sd_;
    return (distance + raised_) * per_share_;
  }

  /// One value older: young_ is (1 - lambda)^t, and 0 once that is of no consequence.
  void age() noexcept {
    if (young_ == 0.0) return;
    young_ = young_ * keep_;
    faded_ = faded_ * steiner_base;
    if (young_ < 0x1p-60 && faded_ < 0x1p-60) young_ = faded_ = 0.0;
    update_limits();
  }
  void update_limits() noexcept {
    const bool with_variance = params_.limits != ewma_limits_form::fix && params_.limits != ewma_limits_form::fir;
    const bool two_charts = params_.limits == ewma_limits_form::fir || params_.limits == ewma_limits_form::both;
    share_ = with_variance ? std::sqrt(std::max(1.0 - young_ * young_, 0x1p-53)) : 1.0;
    share_ *= 1.0 - faded_;
    per_share_ = 1.0 / share_;
    raised_ = two_charts ? std::fabs(params_.head_start) * young_ : 0.0;
  }

  template <bool one_sided>
  bool take_quietly(std::span<const double, quiet_block> xs) noexcept {
    const double least = lowest();
    double value = value_, largest = 0.0;
    std::uint64_t since = since_, at = count_;
    bool finite = true, positive = value > 0.0;
    for (const double x : xs) {
      finite &= is_finite(x);
      value = value * keep_ + weight_ * scale_(x);
      if (one_sided) value = value > least ? value : least;
      largest = std::max(largest, one_sided ? value : std::fabs(value));
      since = (value > 0.0) != positive ? at : since;
      positive = value > 0.0;
      ++at;
    }
    if (!finite || judged(largest) > params_.L) return false;
    value_ = value;
    since_ = since;
    return true;
  }

  learned_scale scale_;
  double value_ = 0.0;
  std::uint64_t since_ = 0;  // values taken when the EWMA last changed sides of the mean
  double young_ = 0.0, faded_ = 0.0;
  double share_ = 1.0, per_share_ = 1.0, raised_ = 0.0;  // of the limits, by young_ and faded_
  double keep_ = 0.9, weight_ = 0.1, long_run_sd_ = 1.0, per_sd_ = 1.0;
};

static_assert(Detector<ewma>);

}  // namespace tepid::inline v0
