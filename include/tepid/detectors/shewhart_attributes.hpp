// tepid/detectors/shewhart_attributes.hpp - the p, np, c and u charts.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <string_view>
#include <tuple>

#include <tepid/core/detector.hpp>
#include <tepid/core/healthy_law.hpp>
#include <tepid/core/side.hpp>

namespace tepid::inline v0 {

/// What the values of an attributes chart are. The numbers are frozen.
enum class attributes_kind : std::uint8_t {
  p = 0,   ///< Share of n items that do not conform, binomial / n.
  np = 1,  ///< Number of n items that do not conform, binomial.
  c = 2,   ///< Number of faults in an inspected unit, Poisson.
  u = 3,   ///< Number of faults by unit in n units, Poisson / n.
};
inline constexpr std::string_view attributes_kind_names[] = {"p", "np", "c", "u"};

/// Parameters of shewhart_attributes.
struct shewhart_attributes_params {
  attributes_kind kind = attributes_kind::c;
  double center = 4.0;
  std::uint64_t n = 100;
  double L = 3.0;
  tepid::side side = tepid::side::both;

  friend bool operator==(const shewhart_attributes_params&, const shewhart_attributes_params&) = default;
};

/// Shewhart chart of shares or counts: alarms at once for a large deviation.
///
/// Statistic: (x - center) / sd, its absolute value for side both; sd by the binomial law (p: sqrt(c (1 - c) / n), np:
///            sqrt(n c (1 - c)) about n c) or the Poisson law (c: sqrt(c), u: sqrt(c / n)), c being `center`; alarm
///            when it exceeds L.
/// Input:     p: shares in [0, 1]; np: numbers out of n; c: counts; u: counts / n. Any finite value is taken as it is.
/// Limit:     L = 3 is customary. These laws are discrete and skewed: c = 4 gives ARL0 = 353 (exact), all of it
/// upwards,
///            where a normal value would give 370; for other limits choose L between two of their points.
/// Change:    onset is the value itself, effect its deviation, in units of x.
/// Cost:      O(1), about 1 ns a value in batches; no allocation. Batch and one-by-one give the same bits.
/// Errors:    the constructor throws error{bad_parameter}; nothing else throws.
/// Source:    W. A. Shewhart 1931, Economic Control of Quality; D. C. Montgomery, Introduction to Statistical Quality
///            Control, chapter 7.
class shewhart_attributes : public scalar_detector<shewhart_attributes, shewhart_attributes_params> {
 public:
  static constexpr descriptor about{.id = 12,
                                    .name = "shewhart_attributes",
                                    .class_name = "ShewhartAttributes",
                                    .title = "Shewhart chart of shares or counts: p, np, c and u",
                                    .source = "Shewhart 1931, Economic Control of Quality of Manufactured Product",
                                    .limit = "L",
                                    .input = input_kind::count};
  static constexpr std::tuple schema{
      field{"kind", &shewhart_attributes_params::kind, choice_of(4), "",
            "p and np: of binomial data; c and u: of Poisson data", attributes_kind_names},
      field{"center",
            &shewhart_attributes_params::center,
            {0, 1e6},
            "",
            "in control: the share (p, np), the mean count (c), the mean count by unit (u)"},
      field{"n", &shewhart_attributes_params::n, {1, 1e9}, "", "items (p, np) or units (u) behind a value; c has none"},
      field{"L", &shewhart_attributes_params::L, {0, 1e6, true}, "sd", "alarm when the deviation exceeds it"},
      field{"side", &shewhart_attributes_params::side, choice_of(3), "", "direction of change to find", side_names}};

  [[nodiscard]] static healthy_law healthy(const shewhart_attributes_params& p) noexcept {
    const double n = static_cast<double>(p.n);
    const bool binomial = p.kind == attributes_kind::p || p.kind == attributes_kind::np;
    healthy_law law = binomial                     ? healthy_law::binomial(n, p.center)
                      : p.kind == attributes_kind::c ? healthy_law::poisson(p.center)
                                                     : healthy_law::poisson(p.center * n);
    if (p.kind == attributes_kind::p || p.kind == attributes_kind::u) law.scale = 1.0 / n;
    return law;
  }

  explicit shewhart_attributes(const shewhart_attributes_params& p = {}) : scalar_detector{p} {
    const bool binomial = p.kind == attributes_kind::p || p.kind == attributes_kind::np;
    if (binomial && p.center > 1.0)
      throw error{errc::bad_parameter, "center",
                  "shewhart_attributes: parameter 'center' is " + to_text(p.center) +
                      "; for kind p and np it is a share, at most 1"};
    const double n = static_cast<double>(p.n), c = p.center;
    const double variance = p.kind == attributes_kind::p    ? c * (1.0 - c) / n
                            : p.kind == attributes_kind::np ? n * c * (1.0 - c)
                            : p.kind == attributes_kind::c  ? c
                                                            : c / n;
    middle_ = p.kind == attributes_kind::np ? n * c : c;
    sd_ = std::max(std::sqrt(variance), 1e-50);  // a center of 0 expects nothing else
    reset();
  }

  /// In standard deviations; compared with L.
  [[nodiscard]] double statistic() const noexcept { return judged(deviation_); }

  [[nodiscard]] change_estimate change() const noexcept {
    if (!(statistic() > params_.L)) return {};
    return {.onset = count_ - 1, .effect = deviation_ * sd_, .direction = deviation_ > 0 ? 1 : -1};
  }

  state step(double x) noexcept {
    deviation_ = deviation(x);
    return statistic() > params_.L ? state::drift : state::stable;
  }

  bool take_quiet(std::span<const double, quiet_block> xs) noexcept {
    double high = -standard_max, low = standard_max;
    bool finite = true;
    for (const double x : xs) {
      finite &= is_finite(x);
      const double z = deviation(x);
      high = std::max(high, z);
      low = std::min(low, z);
    }
    if (!finite || judged(high) > params_.L || judged(low) > params_.L) return false;
    deviation_ = deviation(xs.back());
    return true;
  }

  void clear() noexcept { deviation_ = 0.0; }

  [[nodiscard]] bool sound() const noexcept { return deviation_ >= -standard_max && deviation_ <= standard_max; }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.deviation_);
  }

  friend bool operator==(const shewhart_attributes&, const shewhart_attributes&) = default;

 private:
  [[nodiscard]] double deviation(double x) const noexcept {
    return std::clamp((x - middle_) / sd_, -standard_max, standard_max);
  }
  [[nodiscard]] double judged(double z) const noexcept {
    return params_.side == side::both ? std::fabs(z) : params_.side == side::up ? z : -z;
  }

  double deviation_ = 0.0;  // of the last value, in standard deviations
  double middle_ = 0.0, sd_ = 1.0;
};

static_assert(Detector<shewhart_attributes>);

}  // namespace tepid::inline v0
