// tepid/detectors/eddm.hpp - EDDM: the distance between errors against its highest value.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <string_view>
#include <tuple>

#include <tepid/core/detector.hpp>
#include <tepid/detectors/error_stream.hpp>

namespace tepid::inline v0 {

/// What eddm divides the sum of squared deviations of k distances by. The numbers are frozen.
enum class eddm_variance : std::uint8_t {
  population = 0,  ///< k: MOA, the code of the method's author.
  sample = 1,      ///< k - 1: river.
};
inline constexpr std::string_view eddm_variance_names[] = {"population", "sample"};

/// Parameters of eddm. The levels are ratios to the highest distance so far.
struct eddm_params {
  std::uint64_t warm_start = 30;
  double warning_level = 0.95;
  double drift_level = 0.9;
  eddm_variance variance = eddm_variance::population;

  friend bool operator==(const eddm_params&, const eddm_params&) = default;
};

/// EDDM: notices that errors follow each other more closely than before; made for slow changes.
///
/// Statistic: at each error, d = mean + 2 standard deviations of the distances between errors (the first from the
///            start); 1 - d / (highest d so far, after `warm_start` values). Between errors it stays. Alarm when it
///            exceeds 1 - drift_level, warning likewise, once more than `warm_start` errors were seen.
/// Input:     1 an error, 0 none; another value counts as 1 if it exceeds 0.5.
/// Limit:     drift_level, which is a ratio: smaller means fewer alarms. At an error rate of 0.1 the defaults alarm
///            0.91 of all streams within 1,000 values (mean run length 4,000, se 91): calibrate it.
/// Change:    onset is the value after the highest d; effect is the error rate since then less that before.
/// Cost:      O(1), 2 ns a value at an error rate of 0.05, 10 at 0.5 (Zen 3); no allocation. Batch and one-by-one
///            give the same bits.
/// Errors:    the constructor throws error{bad_parameter}; nothing else throws.
/// Source:    M. Baena-Garcia et al., Fourth Int. Workshop on Knowledge Discovery from Data Streams, 2006.
class eddm : public scalar_detector<eddm, eddm_params> {
 public:
  static constexpr descriptor about{.id = 41,
                                    .name = "eddm",
                                    .class_name = "EDDM",
                                    .title = "EDDM: errors following each other more closely",
                                    .source = "Baena-Garcia et al. 2006, Knowledge Discovery from Data Streams",
                                    .limit = "drift_level",
                                    .input = input_kind::binary};
  static constexpr std::tuple schema{
      field{"warm_start", &eddm_params::warm_start, {0, count_max}, "observations",
            "values before a highest distance is set; errors before the first verdict"},
      field{"warning_level", &eddm_params::warning_level, {0, 1, true, true}, "", "warning when the ratio is below it"},
      field{"drift_level", &eddm_params::drift_level, {0, 1, true, true}, "", "alarm when the ratio is below it"},
      field{"variance", &eddm_params::variance, choice_of(2), "",
            "variance of the distances by their number or one less", eddm_variance_names}};

  explicit eddm(const eddm_params& p = {}) : scalar_detector{p} { reset(); }

  /// 1 - drift_level.
  [[nodiscard]] double level() const noexcept { return 1.0 - params_.drift_level; }
  /// The drift_level that has this level.
  [[nodiscard]] static double limit_for(double level) noexcept { return 1.0 - level; }

  /// 1 less the ratio of the last error's distance to the highest; 0 before the first verdict.
  [[nodiscard]] double statistic() const noexcept { return statistic_; }

  [[nodiscard]] change_estimate change() const noexcept {
    if (!(statistic_ > 0) || highest_at_ >= count_) return {};
    const double before = static_cast<double>(highest_errors_) / static_cast<double>(highest_at_);
    const double since = static_cast<double>(errors_ - highest_errors_) / static_cast<double>(count_ - highest_at_);
    if (!(since > before)) return {};
    return {.onset = highest_at_, .effect = since - before, .direction = 1};
  }

  state step(double x) noexcept {
    if (is_error(x) && last_ < count_) take_error();  // the count may have stopped at its largest value
    if (errors_ <= params_.warm_start) return state::warming;
    if (statistic_ > level()) return state::drift;
    return statistic_ > 1.0 - params_.warning_level ? state::warning : state::stable;
  }

  /// Between errors nothing changes.
  bool take_quiet(std::span<const double, quiet_block> xs) noexcept {
    if (errors_ <= params_.warm_start || statistic_ > std::min(level(), 1.0 - params_.warning_level)) return false;
    std::uint64_t errors = 0;
    return count_errors(xs, errors) && errors == 0;
  }

  void clear() noexcept {
    errors_ = last_ = highest_at_ = highest_errors_ = 0;
    squares_ = highest_ = statistic_ = 0.0;
  }

  [[nodiscard]] state initial() const noexcept { return state::warming; }

  [[nodiscard]] bool sound() const noexcept {
    const double most = static_cast<double>(count_);
    if (errors_ > last_ || last_ > count_ || (errors_ == 0) != (last_ == 0)) return false;
    if (!(squares_ >= 0 && squares_ <= most * most * 4.0)) return false;
    if ((highest_at_ == 0) != (highest_ == 0) || highest_errors_ > highest_at_ || highest_errors_ > errors_ ||
        highest_at_ > last_ || errors_ - highest_errors_ > last_ - highest_at_)
      return false;
    return highest_ >= 0 && highest_ <= 4.0 * most;
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.errors_, self.last_, self.squares_, self.highest_, self.highest_at_, self.highest_errors_);
    if constexpr (Io::is_loading) self.statistic_ = self.fall_from_highest();
  }

  friend bool operator==(const eddm&, const eddm&) = default;

 private:
  void take_error() noexcept {
    const double distance = static_cast<double>(count_ - last_);
    const double before = mean();
    last_ = count_;
    ++errors_;
    squares_ += std::max(0.0, (distance - before) * (distance - mean()));
    const double now = upper_distance();
    if (count_ > params_.warm_start && now > highest_) {
      highest_ = now;
      highest_at_ = count_;
      highest_errors_ = errors_;
    }
    statistic_ = fall_from_highest();
  }

  /// Distances count from the start, so their sum is the place of the last error.
  [[nodiscard]] double mean() const noexcept {
    return errors_ ? static_cast<double>(last_) / static_cast<double>(errors_) : 0.0;
  }
  [[nodiscard]] double upper_distance() const noexcept {
    const std::uint64_t k = params_.variance == eddm_variance::sample && errors_ > 0 ? errors_ - 1 : errors_;
    return k == 0 ? mean() : mean() + 2.0 * std::sqrt(squares_ / static_cast<double>(k));
  }
  [[nodiscard]] double fall_from_highest() const noexcept {
    if (errors_ <= params_.warm_start || !(highest_ > 0)) return 0.0;
    return std::max(0.0, 1.0 - upper_distance() / highest_);
  }

  std::uint64_t errors_ = 0, last_ = 0;  // the last error's place, counted from 1
  double squares_ = 0.0;                 // sum of squared deviations of the distances
  double highest_ = 0.0;
  std::uint64_t highest_at_ = 0, highest_errors_ = 0;
  double statistic_ = 0.0;
};

static_assert(Detector<eddm>);

}  // namespace tepid::inline v0
