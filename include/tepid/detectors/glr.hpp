// tepid/detectors/glr.hpp - likelihood ratio of a step and of a ramp, every time scale with the same false-alarm rate.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <tuple>

#include <tepid/core/detector.hpp>
#include <tepid/core/lanes.hpp>
#include <tepid/core/prefix.hpp>
#include <tepid/detectors/onset_set.hpp>
#include <tepid/numerics/elementary.hpp>

namespace tepid::inline v0 {

/// Which change glr looks for. The numbers are frozen.
enum class glr_shape : std::uint8_t {
  step = 0,  ///< The mean jumps.
  ramp = 1,  ///< The mean begins to move by the same amount each observation.
  both = 2,  ///< Whichever of the two fits better.
};
inline constexpr std::string_view glr_shape_names[] = {"step", "ramp", "both"};

/// Parameters of glr.
struct glr_params {
  double limit = 15.27;
  glr_shape shape = glr_shape::both;
  std::uint64_t cap = 10'000;
  double mean = 0.0;
  double sd = 1.0;

  friend bool operator==(const glr_params&, const glr_params&) = default;
};

/// Generalized likelihood ratio of a step or a ramp of the mean, over onsets on an exponential histogram.
///
/// Statistic: z = (x - mean) / sd; for an onset w observations ago, D = sum of the z since and W = sum of k z_k, k = 1
///            .. w: D^2 / (2 w) for a step, W^2 / (2 sum of k^2) for a ramp, plus log(min(w, cap)), in nats; the
///            statistic is the largest over the onsets kept (one and all of the last six, then about six per
///            doubling of their age) and the shapes asked for; alarm when it exceeds `limit`. The logarithm gives
///            every time scale the same rate of false alarms. cap = 1 leaves it out: the plain GLR.
/// Input:     any real numbers; two forms: raw with mean and sd, or already standardized (mean 0, sd 1).
/// Limit:     the default 15.27 with shape both and cap 10,000 gives ARL0 = 100,000 on independent standard normal
///            values (simulated, standard error 3%); with cap 1,000, 12.34 gives 10,000. cap is best a tenth of ARL0.
/// Change:    onset and ramp_onset are the best for each shape; effect is the fitted step, in units of x; earliest
///            .. latest is the set of onset_set.hpp.
/// Cost:      O(log n) a value: about 75 ns (both), 50 ns (step), 60 ns (ramp) after 65,000 values in batches; 13 KiB, no
///            allocation. Batch and one-by-one give the same bits.
/// Errors:    the constructor throws error{bad_parameter}; nothing else throws.
/// Source:    D. Siegmund and E. S. Venkatraman, Annals of Statistics 23 (1995) 255-271 (GLR); L. Xu, S. Wang,
///            M. R. Reynolds, Quality and Reliability Engineering International 29 (2013) 545-559 (drift); the
///            histogram as in M. Datar, A. Gionis, P. Indyk, R. Motwani, SIAM J. Computing 31 (2002) 1794-1813.
class glr : public scalar_detector<glr, glr_params> {
 public:
  static constexpr std::size_t row_length = 6, max_onsets = 6 * 64;

  static constexpr descriptor about{.id = 91,
                                    .name = "glr",
                                    .class_name = "GLR",
                                    .title = "Likelihood ratio of a step or ramp, every scale with the same false-alarm rate",
                                    .source = "Siegmund and Venkatraman 1995, Ann. Statist. 23; Xu, Wang and Reynolds 2013",
                                    .limit = "limit"};
  static constexpr std::tuple schema{
      field{"limit", &glr_params::limit, {0, 1e9, true}, "nats", "alarm when the statistic exceeds it"},
      field{"shape", &glr_params::shape, choice_of(3), "", "which change to look for", glr_shape_names},
      field{"cap", &glr_params::cap, {1, count_max}, "observations", "ages beyond it are favoured no more; 1: no age is"},
      field{"mean", &glr_params::mean, {-real_max, real_max}, "x", "in-control mean"},
      field{"sd", &glr_params::sd, {real_min, real_max}, "x", "in-control standard deviation"}};

  explicit glr(const glr_params& p = {}) : scalar_detector{p}, inverse_sd_{1.0 / p.sd} {
    double oldest = 0.0, distance = 1.0;
    for (double& room : row_room_) {
      oldest += static_cast<double>(row_length) * distance;
      distance *= 2.0;
      room = 2.0 * (p.limit * (1.0 - 1e-9) - bonus(oldest + 1.0));
    }
    reset();
  }

  [[nodiscard]] double statistic() const noexcept {
    double largest = 0.0;
    for (std::size_t i = 0; 2 * i < size_; ++i) {
      const lane_pair e = evidence_pair(i);
      for (std::size_t k = 0; k < 2 && 2 * i + k < size_; ++k)  // a logarithm only where it may matter
        if (e[k] + row_bonus(2 * i + k) >= largest) largest = std::max(largest, e[k] + bonus(age_[2 * i + k]));
    }
    return std::min(largest, evidence_max);
  }

  /// The onsets kept, oldest first: how long ago each is, and the sums D and W since.
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] std::uint64_t age(std::size_t i) const noexcept { return static_cast<std::uint64_t>(age_[i]); }
  [[nodiscard]] double sum(std::size_t i) const noexcept { return sum_[i]; }
  [[nodiscard]] double weighted_sum(std::size_t i) const noexcept { return weighted_[i]; }

  [[nodiscard]] change_estimate change() const noexcept {
    if (size_ == 0) return {};
    std::size_t step = 0, ramp = 0;
    for (std::size_t i = 1; i < size_; ++i) {
      if (step_evidence(i) + bonus(age_[i]) > step_evidence(step) + bonus(age_[step])) step = i;
      if (ramp_evidence(i) + bonus(age_[i]) > ramp_evidence(ramp) + bonus(age_[ramp])) ramp = i;
    }
    if (sum_[step] == 0.0) return {};
    const onset_set around = find_onset_set(count_, [&](auto&& f) {
      for (std::size_t i = size_; i-- > 0;) f(onset_sums::since{age(i), sum_[i], weighted_[i]});
    });
    return with_onset_set({.onset = count_ - std::min(count_, age(step)),
                           .ramp_onset = count_ - std::min(count_, age(ramp)),
                           .effect = sum_[step] / age_[step] * params_.sd,
                           .direction = sum_[step] > 0 ? 1 : -1},
                          around.earliest, around.latest);
  }

  state step(double x) noexcept {
    const double z = standardize(x, params_.mean, inverse_sd_);
    if (added_ < counter_max) add_onset();
    switch (params_.shape) {
      case glr_shape::step: return accumulate<true, false>(z);
      case glr_shape::ramp: return accumulate<false, true>(z);
      case glr_shape::both: break;
    }
    return accumulate<true, true>(z);
  }

  void clear() noexcept {
    row_.fill(0);
    size_ = 0;
    added_ = 0;
    age_.fill(0.0);
    sum_.fill(0.0);
    weighted_.fill(0.0);
    room_.fill(std::numeric_limits<double>::infinity());
  }

  [[nodiscard]] bool sound() const noexcept {
    for (std::size_t i = 0; i < size_; ++i) {
      const double most = 1.001 * standard_max * age_[i];
      if (!(sum_[i] >= -most && sum_[i] <= most)) return false;
      if (!(weighted_[i] >= -most * age_[i] && weighted_[i] <= most * age_[i])) return false;
    }
    return true;
  }

  /// Which onsets are kept follows from the count alone.
  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    if constexpr (Io::is_loading) self.restore_onsets();
    prefix_io(io, self.sum_, self.size_);
    prefix_io(io, self.weighted_, self.size_);
  }

  friend bool operator==(const glr& a, const glr& b) noexcept {
    const auto same = [&](const auto& x, const auto& y) {
      return std::equal(x.begin(), x.begin() + static_cast<std::ptrdiff_t>(a.size_), y.begin());
    };
    return static_cast<const scalar_detector&>(a) == static_cast<const scalar_detector&>(b) && a.size_ == b.size_ &&
           same(a.age_, b.age_) && same(a.sum_, b.sum_) && same(a.weighted_, b.weighted_);
  }

 private:
  static constexpr double evidence_max = 1e300;

  /// Row k holds onsets 2^k apart, the newest row first; when a row has more than row_length, its second oldest is
  /// dropped and its oldest becomes the newest of the next row. So after n values the rows depend on n alone.
  void add_onset() noexcept {
    ++added_;
    age_[size_] = sum_[size_] = weighted_[size_] = 0.0;
    room_[size_] = row_room_[0];
    ++size_;
    ++row_[0];
    std::size_t newer = 0;  // onsets in rows before k
    for (std::size_t k = 0; row_[k] > row_length; ++k) {
      newer += row_[k];
      const std::size_t dropped = size_ - newer + 1;
      for (auto* values : {&age_, &sum_, &weighted_, &room_})
        std::copy(values->begin() + static_cast<std::ptrdiff_t>(dropped) + 1,
                  values->begin() + static_cast<std::ptrdiff_t>(size_),
                  values->begin() + static_cast<std::ptrdiff_t>(dropped));
      room_[--size_] = std::numeric_limits<double>::infinity();
      room_[dropped - 1] = row_room_[k + 1];
      newer -= 2;
      row_[k] = static_cast<std::uint8_t>(row_[k] - 2);
      ++row_[k + 1];
    }
  }

  /// The onsets kept after count_ values.
  void restore_onsets() noexcept {
    clear();
    added_ = count_ < counter_max ? count_ : counter_max;
    std::uint64_t left = added_;
    for (std::size_t k = 0; left != 0; ++k) {
      const std::uint64_t in_row = left <= row_length ? left : row_length - 1 + (left - (row_length - 1)) % 2;
      row_[k] = static_cast<std::uint8_t>(in_row);
      size_ += static_cast<std::size_t>(in_row);
      left = (left - in_row) / 2;
    }
    std::size_t i = size_;
    double age = 0.0, distance = 1.0;
    for (std::size_t k = 0; i > 0; ++k, distance *= 2.0)
      for (std::uint8_t r = 0; r < row_[k]; ++r) {
        age_[--i] = age += distance;
        room_[i] = row_room_[k];
      }
  }

  /// Takes z into the sums of all onsets, in pairs. Whether one may exceed the limit is told without division or
  /// logarithm, by the greatest age that its row can have.
  template <bool steps, bool ramps>
  state accumulate(double z) noexcept {
    lane_pair_index suspicious{};
    for (std::size_t i = 0; 2 * i < size_; ++i) {
      const lane_pair w = load_pair(age_, i) + 1.0, d = load_pair(sum_, i) + z;
      const lane_pair r = load_pair(weighted_, i) + w * z, most = w * load_pair(room_, i);
      store_pair(age_, w, i);
      store_pair(sum_, d, i);
      store_pair(weighted_, r, i);
      const lane_pair q = (w + 1.0) * (2.0 * w + 1.0) * (1.0 / 6.0);  // sum of squares / w
      if constexpr (steps && ramps) suspicious |= larger(d * d * q, r * r) > most * q;
      else if constexpr (steps) suspicious |= d * d > most;
      else suspicious |= r * r > most * q;
    }
    return (suspicious[0] | suspicious[1]) != 0 && exceeds() ? state::drift : state::stable;
  }

  /// statistic() > limit, with logarithms for those onsets only that may exceed it.
  [[nodiscard]] bool exceeds() const noexcept {
    for (std::size_t i = 0; i < size_; ++i)
      if (2.0 * age_[i] * evidence(i) > age_[i] * room_[i] && std::min(evidence(i) + bonus(age_[i]), evidence_max) > params_.limit)
        return true;
    return false;
  }

  /// 1 + 4 + ... + w^2.
  [[nodiscard]] static double squares(double w) noexcept { return w * (w + 1.0) * (2.0 * w + 1.0) * (1.0 / 6.0); }

  [[nodiscard]] double bonus(double age) const noexcept {
    return portable_log(std::min(age, static_cast<double>(params_.cap)));
  }
  /// A little more than the largest bonus in the onset's row.
  [[nodiscard]] double row_bonus(std::size_t i) const noexcept { return params_.limit - 0.5 * room_[i] + 1e-6; }
  [[nodiscard]] double step_evidence(std::size_t i) const noexcept { return sum_[i] * (sum_[i] / age_[i]) * 0.5; }
  [[nodiscard]] double ramp_evidence(std::size_t i) const noexcept {
    return weighted_[i] * (weighted_[i] / squares(age_[i])) * 0.5;
  }
  [[nodiscard]] double evidence(std::size_t i) const noexcept { return evidence_pair(i / 2)[i % 2]; }
  [[nodiscard]] lane_pair evidence_pair(std::size_t i) const noexcept {
    const lane_pair w = load_pair(age_, i), d = load_pair(sum_, i), r = load_pair(weighted_, i);
    const lane_pair step = d * (d / w) * 0.5, ramp = r * (r / (w * (w + 1.0) * (2.0 * w + 1.0) * (1.0 / 6.0))) * 0.5;
    return params_.shape == glr_shape::step ? step : params_.shape == glr_shape::ramp ? ramp : larger(step, ramp);
  }

  std::array<double, max_onsets> age_{}, sum_{}, weighted_{};
  std::array<double, max_onsets> room_{};  // 2 (limit - the largest bonus in the onset's row); infinite beyond size_
  std::array<double, 64> row_room_{};
  std::array<std::uint8_t, 64> row_{};
  std::size_t size_ = 0;
  std::uint64_t added_ = 0;
  double inverse_sd_ = 1.0;
};

static_assert(Detector<glr>);

}  // namespace tepid::inline v0
