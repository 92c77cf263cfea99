// tepid/monitors/audit.hpp - do the cases that were let pass contain more misses than before?
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <tepid/core/detector.hpp>
#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/core/random.hpp>
#include <tepid/monitors/saved_time.hpp>
#include <tepid/numerics/elementary.hpp>

namespace tepid::inline v0 {

/// What an audit compares with, and how sure it must be.
struct audit_params {
  double reference = 0.002;  ///< Share of misses among the cases below the threshold, as it was. (0, 0.5]
  double tolerance = 1.25;   ///< Up to this many times the reference is accepted. [1, 100], product below 1
  double alpha = 0.01;       ///< Probability of a false alarm, ever. (0, 1)

  /// Throws error{bad_argument} that names the member.
  void validate() const {
    const auto must = [](bool holds, const char* what, const std::string& why) {
      if (!holds) throw error{errc::bad_argument, what, std::string{"audit: "} + what + " " + why};
    };
    must(reference > 0 && reference <= 0.5, "reference", "must be in (0, 0.5], not " + to_text(reference));
    must(tolerance >= 1 && tolerance <= 100 && reference * tolerance < 1, "tolerance",
         "must be in [1, 100] and its product with the reference below 1, not " + to_text(tolerance));
    must(alpha > 0 && alpha < 1, "alpha", "must be in (0, 1), not " + to_text(alpha));
  }
  friend bool operator==(const audit_params&, const audit_params&) = default;
};

/// Watches random cases from below a decision threshold, each labelled as a miss or not: what scores cannot show.
///
/// A model that no longer knows a kind of fraud gives it low scores: score distributions, feature drift and estimates
/// from the scores themselves stay as they were. Labels of a few random cases that were let pass tell.
///
/// Statistic: the logarithm of a mixture of likelihood ratios of miss rates 1.6, 2.56, 4.1, ... times the tolerated
///            one against it, each with half the weight of the one before; seven tenths of the mixture start with the
///            first label, the rest is spread over later starts, one after every 1 / (tolerated rate) labels,
///            0.3 / (2.12 j ln^2 j) on start j, so that a rise that begins late is found too.
/// Alarm:     when it reaches ln(1 / alpha). While the miss rate of each case, given those before it, is at most
///            reference * tolerance, that ever happens with probability at most alpha, looked at after every label.
/// Input:     cases chosen at random among those below the threshold, all with the same probability.
/// Cost:      0.1 us a label; noexcept, no allocation, 650 bytes.
/// Source:    A. Wald, Sequential Analysis, 1947 (likelihood ratios and mixtures of them); H. Robbins, Ann. Math.
///            Statist. 41 (1970) 1397-1409.
class audit {
 public:
  static constexpr std::size_t most_alternatives = 8;

  /// Throws as audit_params::validate.
  explicit audit(const audit_params& p = {}) : params_{p}, limit_{-portable_log(p.alpha)} {
    p.validate();
    const double p0 = p.reference * p.tolerance;
    block_ = static_cast<std::uint64_t>(std::min(1e15, 1.0 / p0)) + 1;
    double q = p0;
    while (size_ < most_alternatives && (q *= 1.6) < 0.99) {
      miss_[size_] = q / p0;
      pass_[size_] = (1.0 - q) / (1.0 - p0);
      ++size_;
    }
    if (size_ == 0) {
      miss_[0] = 0.5 * (1.0 + p0) / p0;  // one alternative halfway to 1
      pass_[0] = 0.5;
      size_ = 1;
    }
    for (std::size_t i = 0; i < size_; ++i) {
      log_miss_[i] = portable_log(miss_[i]);
      log_pass_[i] = portable_log(pass_[i]);
    }
    clear();
  }

  /// Since when it has been worse, as one alternative estimates: where its likelihood ratio over all later cases is largest.
  struct rise {
    double ratio = 0.0;         ///< Its logarithm; 0: it has not been worse.
    double time = std::numeric_limits<double>::quiet_NaN();  ///< Of the first case.
    std::uint64_t count = 0, misses = 0;                     ///< Cases since, and misses among them.

    template <class Self, class Io>
    static void state_io(Self& self, Io& io) {
      io(self.ratio, self.time, self.count, self.misses);
    }
    /// No time equals no time.
    friend bool operator==(const rise& a, const rise& b) noexcept {
      return a.ratio == b.ratio && (a.time == b.time || (is_nan(a.time) && is_nan(b.time))) && a.count == b.count &&
             a.misses == b.misses;
    }
  };

  /// One case, whose label came at `time` (seconds; NaN: unknown); true when the alarm is, or has been, raised.
  bool update(bool missed, double time = std::numeric_limits<double>::quiet_NaN()) noexcept {
    ++count_;
    misses_ += missed;
    double share = 0.0, sum = 0.0;
    if ((count_ - 1) % block_ == 0) {
      const double j = static_cast<double>((count_ - 1) / block_ + 1), lg = portable_log(j);
      share = count_ == 1 ? 0.7 : 0.3 / (2.12 * j * lg * lg);  // 1 / (j ln^2 j) from 2 on sums to less than 2.11
    }
    for (std::size_t i = 0; i < size_; ++i) {
      share *= 0.5;
      value_[i] = std::min(1e300, (value_[i] + share) * (missed ? miss_[i] : pass_[i]));
      sum += value_[i];
      rise& r = rises_[i];
      const double ratio = r.ratio + (missed ? log_miss_[i] : log_pass_[i]);
      if (!(ratio > 0.0)) {
        r = {};
        continue;
      }
      if (r.count == 0) r.time = time;
      r.ratio = std::min(ratio, 1e300);
      ++r.count;
      r.misses += missed;
    }
    statistic_ = portable_log(std::max(sum, 1e-300));
    if (statistic_ >= limit_ && alarmed_at_ == 0) alarmed_at_ = count_;
    return alarmed_at_ != 0;
  }
  void clear() noexcept {
    value_.fill(0.0);
    rises_.fill({});
    statistic_ = -690.0;
    count_ = misses_ = alarmed_at_ = 0;
  }

  /// When the misses rose: the rise of the alternative that fits best (the maximum-likelihood onset).
  [[nodiscard]] const rise& since() const noexcept {
    return *std::max_element(rises_.begin(), rises_.end(), [](const rise& a, const rise& b) { return a.ratio < b.ratio; });
  }
  [[nodiscard]] double statistic() const noexcept { return statistic_; }
  [[nodiscard]] double limit() const noexcept { return limit_; }
  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
  [[nodiscard]] std::uint64_t misses() const noexcept { return misses_; }
  /// The label that raised the alarm, from 1; 0: none did.
  [[nodiscard]] std::uint64_t alarmed_at() const noexcept { return alarmed_at_; }
  [[nodiscard]] const audit_params& parameters() const noexcept { return params_; }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.value_, self.statistic_, self.count_, self.misses_, self.alarmed_at_, self.rises_);
    if constexpr (Io::is_loading)
      if (!std::all_of(self.rises_.begin(), self.rises_.end(),
                       [&](const rise& r) {
                         return r.ratio >= 0 && r.ratio <= 1e300 && is_saved_time_or_none(r.time) &&
                                r.misses <= r.count && r.count <= self.count_;
                       }) ||
          !std::all_of(self.value_.begin(), self.value_.end(), [](double v) { return v >= 0.0 && v <= 1e300; }) ||
          !is_finite(self.statistic_) || self.count_ > counter_max || self.misses_ > self.count_ || self.alarmed_at_ > self.count_)
        io.fail();
  }
  friend bool operator==(const audit&, const audit&) = default;

 private:
  audit_params params_;
  double limit_;
  std::uint64_t block_ = 1;  // labels from one start to the next
  std::size_t size_ = 0;
  std::array<double, most_alternatives> miss_{}, pass_{}, log_miss_{}, log_pass_{}, value_{};
  std::array<rise, most_alternatives> rises_{};
  double statistic_ = -690.0;
  std::uint64_t count_ = 0, misses_ = 0, alarmed_at_ = 0;
};

/// How many labels an audit needs to see the miss rate rise to `factor` times the reference (more than the tolerance)
/// with probability `power` in (0, 1), if it starts when the rise does: a quantile of 2,000 simulated audits, off by
/// some 3%. Throws error{bad_argument} naming what cannot be. Cost: 0.1 us for each simulated label, often a second.
[[nodiscard]] inline double audit_plan(const audit_params& p, double factor, double power = 0.5,
                                       std::uint64_t seed = 1) {
  p.validate();
  const double rate = p.reference * factor;
  if (!(factor > p.tolerance) || !(rate < 1))
    throw error{errc::bad_argument, "factor",
                "audit: factor is " + to_text(factor) + "; it must exceed the tolerance (" + to_text(p.tolerance) +
                    "), and its product with the reference must be below 1"};
  if (!(power > 0 && power < 1))
    throw error{errc::bad_argument, "power", "audit: power is " + to_text(power) + "; it must be in (0, 1)"};
  constexpr std::size_t runs = 2000;
  constexpr std::uint64_t most = 10'000'000;  // an audit that needs more is none
  std::vector<double> needed;
  for (std::size_t r = 0; r < runs; ++r) {
    random_source random{seed, r};
    audit a{p};
    while (a.count() < most && !a.update(random.uniform() < rate)) {
    }
    needed.push_back(a.alarmed_at() == 0 ? std::numeric_limits<double>::infinity() : static_cast<double>(a.count()));
  }
  const auto at = needed.begin() + static_cast<std::ptrdiff_t>(power * runs);
  std::nth_element(needed.begin(), at, needed.end());
  return *at;
}

}  // namespace tepid::inline v0
