// tepid/detectors/hddm_a.hpp - HDDM_A: means before and after the likeliest cut, Hoeffding's bound.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string_view>
#include <tuple>

#include <tepid/core/detector.hpp>
#include <tepid/core/side.hpp>
#include <tepid/detectors/error_stream.hpp>
#include <tepid/numerics/elementary.hpp>

namespace tepid::inline v0 {

/// What hddm_a's statistic is compared with for a confidence a. The numbers are frozen.
enum class hddm_a_bound : std::uint8_t {
  two_over = 0,  ///< ln(2 / a): MOA, river, scikit-multiflow.
  one_over = 1,  ///< ln(1 / a), Hoeffding's bound for one side: frouros.
};
inline constexpr std::string_view hddm_a_bound_names[] = {"two_over", "one_over"};

/// Parameters of hddm_a.
struct hddm_a_params {
  double drift_confidence = 0.001;
  double warning_confidence = 0.005;
  tepid::side side = tepid::side::up;
  hddm_a_bound bound = hddm_a_bound::two_over;
  double cut_confidence = 0.001;

  friend bool operator==(const hddm_a_params&, const hddm_a_params&) = default;
};

/// HDDM_A: notices that the mean of values in [0, 1] has moved away from that of an earlier part of the stream.
///
/// Statistic: the cut m is where mean + sqrt(ln(1 / cut_confidence) / (2 n)) was lowest (for a rise; highest mean -
///            sqrt(...) for a fall); T = 2 (mean of all n - mean of the first m)^2 n m / (n - m). Alarm when T exceeds
///            ln(2 / drift_confidence), warning likewise. With bound one_over ln 2 is added to T instead.
/// Input:     1 an error, 0 none, or a loss between; values outside [0, 1] count as the nearer end.
/// Limit:     drift_confidence. At an error rate of 0.1 the defaults alarm 0.6% of all streams within 1,000 values,
///            10% within 100,000. For one test the bound holds; over all tests of a stream it does not.
/// Change:    onset is the value after the cut; effect is the mean since the cut less the mean before.
/// Cost:      O(1), 6 to 9 ns a value (0/1 data, Zen 3), 7 to 11 for both sides; no allocation.
/// Errors:    the constructor throws error{bad_parameter}; nothing else throws.
/// Source:    I. Frias-Blanco et al., IEEE Trans. Knowledge and Data Engineering 27 (2015) 810-823.
class hddm_a : public scalar_detector<hddm_a, hddm_a_params> {
 public:
  static constexpr descriptor about{.id = 45,
                                    .name = "hddm_a",
                                    .class_name = "HDDM_A",
                                    .title = "HDDM_A: change of a mean, by Hoeffding's bound",
                                    .source = "Frias-Blanco et al. 2015, IEEE TKDE 27",
                                    .limit = "drift_confidence",
                                    .input = input_kind::binary};
  static constexpr std::tuple schema{
      field{"drift_confidence", &hddm_a_params::drift_confidence, {0, 1, true, true}, "",
            "significance of one test: alarm when the statistic exceeds ln(2 / it)"},
      field{"warning_confidence", &hddm_a_params::warning_confidence, {0, 1, true, true}, "",
            "warning when the statistic exceeds ln(2 / it)"},
      field{"side", &hddm_a_params::side, choice_of(3), "", "direction of change to find", side_names},
      field{"bound", &hddm_a_params::bound, choice_of(2), "",
            "compare with ln(2 / confidence) or with ln(1 / confidence)", hddm_a_bound_names},
      field{"cut_confidence", &hddm_a_params::cut_confidence, {0, 1, true, true}, "",
            "sets the bound that places the cut; other libraries use drift_confidence"}};

  explicit hddm_a(const hddm_a_params& p = {})
      : scalar_detector{p},
        half_log_cut_{-portable_log(p.cut_confidence) / 2},
        offset_{p.bound == hddm_a_bound::one_over ? ln2 : 0.0},
        level_value_{ln2 - portable_log(p.drift_confidence)},
        warning_value_{ln2 - portable_log(p.warning_confidence)} {
    reset();
  }

  /// ln(2 / drift_confidence).
  [[nodiscard]] double level() const noexcept { return level_value_; }
  /// The drift_confidence that has this level.
  [[nodiscard]] static double limit_for(double level) noexcept { return portable_exp(ln2 - level); }

  /// The evidence for a change on the side asked for, in nats; of two sides the larger.
  [[nodiscard]] double statistic() const noexcept {
    if (count_ == 0) return 0.0;
    const double n = static_cast<double>(count_), mean = sum() * (1.0 / n);
    return std::max(evidence(0, n, mean), evidence(1, n, mean)) + offset_;
  }

  [[nodiscard]] change_estimate change() const noexcept {
    if (count_ == 0) return {};
    const double n = static_cast<double>(count_), mean = sum() * (1.0 / n);
    const double up = evidence(0, n, mean), down = evidence(1, n, mean);
    if (!(std::max(up, down) > 0)) return {};
    const cut& c = cuts_[up >= down ? 0 : 1];
    const double since = n / static_cast<double>(count_ - c.n);  // all values for each one since the cut
    const double effect = std::clamp((mean - c.mean) * since, -1.0, 1.0);
    return {.onset = c.n, .effect = effect, .direction = up >= down ? 1 : -1};
  }

  state step(double x) noexcept {
    add(within_unit(x), count_);
    const double n = static_cast<double>(count_), inverse = 1.0 / n, mean = sum() * inverse;
    const double margin = std::sqrt(half_log_cut_ * inverse);
    for (std::size_t i = 0; i < 2; ++i) {
      const double end = i == 0 ? mean + margin : margin - mean;
      if (wanted(i) && end <= cuts_[i].end) cuts_[i] = {sum(), count_, mean, end};
    }
    const double s = std::max(evidence(0, n, mean), evidence(1, n, mean)) + offset_;
    if (s > level_value_) return state::drift;
    return s > warning_value_ ? state::warning : state::stable;
  }

  void clear() noexcept {
    old_ = lost_ = recent_ = 0.0;
    cuts_ = {};
  }

  [[nodiscard]] bool sound() const noexcept {
    const double most = static_cast<double>(count_) * (1.0 + 1e-9);
    if (!(old_ >= 0 && old_ <= most && recent_ >= 0 && recent_ <= fold && sum() <= most)) return false;
    if (!(lost_ >= -1e-9 * most && lost_ <= 1e-9 * most)) return false;
    for (std::size_t i = 0; i < 2; ++i) {
      const cut& c = cuts_[i];
      if (!wanted(i) || count_ == 0) {
        if (!(c == cut{})) return false;
      } else if (c.n == 0 || c.n > count_ || !(c.sum >= 0 && c.mean <= 1.0 + 1e-9)) {
        return false;
      }
    }
    return true;
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.old_, self.lost_, self.recent_);
    for (std::size_t i = 0; i < 2; ++i) {
      auto& c = self.cuts_[i];
      io(c.sum, c.n);
      if constexpr (Io::is_loading)
        if (c.n) c = self.cut_after(i, c.sum, c.n);
    }
  }

  friend bool operator==(const hddm_a&, const hddm_a&) = default;

 private:
  static constexpr double ln2 = 0x1.62e42fefa39efp-1;
  static constexpr std::uint64_t fold = 4096;

  /// Where the mean's upper end was lowest (with the sign of the mean turned for the other side).
  struct cut {
    double sum = 0.0;
    std::uint64_t n = 0;
    double mean = 0.0, end = std::numeric_limits<double>::infinity();
    friend bool operator==(const cut&, const cut&) = default;
  };

  [[nodiscard]] bool wanted(std::size_t i) const noexcept {
    return params_.side == tepid::side::both || params_.side == (i == 0 ? tepid::side::up : tepid::side::down);
  }
  [[nodiscard]] cut cut_after(std::size_t i, double sum, std::uint64_t n) const noexcept {
    const double inverse = 1.0 / static_cast<double>(n), mean = sum * inverse;
    const double margin = std::sqrt(half_log_cut_ * inverse);
    return {sum, n, mean, i == 0 ? mean + margin : margin - mean};
  }

  [[nodiscard]] double sum() const noexcept { return old_ + recent_; }

  /// Sums of 4,096 values are added up with what rounding loses: the error stays near 1e-13 of the sum for ever.
  void add(double x, std::uint64_t n) noexcept {
    recent_ += x;
    if (n % fold != 0) return;
    const double part = recent_ + lost_, whole = old_ + part;
    lost_ = part - (whole - old_);
    old_ = whole;
    recent_ = 0.0;
  }

  [[nodiscard]] double evidence(std::size_t i, double n, double mean) const noexcept {
    const cut& c = cuts_[i];
    const double difference = i == 0 ? mean - c.mean : c.mean - mean;
    if (c.n == 0 || c.n >= count_ || !(difference > 0.0)) return 0.0;
    return 2.0 * difference * difference * n * (static_cast<double>(c.n) / static_cast<double>(count_ - c.n));
  }

  double old_ = 0.0, lost_ = 0.0, recent_ = 0.0;  // the sum is old_ + recent_, but for lost_
  std::array<cut, 2> cuts_{};
  double half_log_cut_, offset_, level_value_, warning_value_;
};

static_assert(Detector<hddm_a>);

}  // namespace tepid::inline v0
