// tepid/detectors/bocpd.hpp - Bayesian online changepoint detection: the posterior of the time since the last change.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include <tepid/core/detector.hpp>
#include <tepid/core/lanes.hpp>
#include <tepid/numerics/elementary.hpp>
#include <tepid/numerics/gamma.hpp>
#include <tepid/numerics/lane_elementary.hpp>
#include <tepid/numerics/student_normal.hpp>

namespace tepid::inline v0 {

/// What bocpd takes for unknown between changes. The numbers are frozen.
enum class bocpd_model : std::uint8_t {
  unknown_variance = 0,  ///< Mean and variance: a normal-inverse-gamma prior, Student's t as prediction.
  known_variance = 1,    ///< The mean alone; the variance is sd^2. frouros' default.
};
inline constexpr std::string_view bocpd_model_names[] = {"unknown_variance", "known_variance"};

/// Which odds bocpd tells. The numbers are frozen.
enum class bocpd_evidence : std::uint8_t {
  recent = 0,   ///< That a change was within the last `window` values, against that it was not.
  longest = 1,  ///< Of the most probable change, against none since the start. frouros' rule, with limit 0.
};
inline constexpr std::string_view bocpd_evidence_names[] = {"recent", "longest"};

/// Parameters of bocpd. The prior is that of standardized values, (x - mean) / sd.
struct bocpd_params {
  double limit = 3.0;
  double hazard = 0.01;
  std::uint64_t window = 20;
  double mean = 0.0;
  double sd = 1.0;
  double kappa = 1.0;
  double alpha = 1.0;
  double beta = 1.0;
  std::uint64_t max_runs = 48;
  std::uint64_t warm_up = 30;
  bocpd_model model = bocpd_model::unknown_variance;
  bocpd_evidence evidence = bocpd_evidence::recent;

  friend bool operator==(const bocpd_params&, const bocpd_params&) = default;
};

/// BOCPD: Bayes' rule for the run length r, the number of values since the last change.
///
/// Statistic: with z = (x - mean) / sd, a change before each value with probability `hazard`, and between changes normal
///            values with mean m and variance v, m given v normal (0, v / kappa), 1 / v gamma (alpha, rate beta): from the
///            posterior of r the log odds that `evidence` names, 0 or more, in nats. The start does not count as a
///            change. Alarm when it exceeds limit, from the warm_up-th value on. At most max_runs values of r are kept: the
///            start, the shortest, three quarters of all, and of the others the most probable. For evidence `recent` the next
///            longer run takes over the probability of one that is given up.
/// Input:     any real numbers. The prior should be about right: values far from mean, in units of sd, look alike to it.
/// Limit:     limit, in nats: ln of the posterior odds. On standard normal values the defaults alarm once in 25,000 observations
///            (standard error 2,000); with 2 once in 5,600 (200).
/// Change:    onset is where the most probable run of those that count as a change began; effect the mean since less that of
///            the values before, from where the most probable run twice as long or longer began, or of all of them. Only
///            while the odds are above 1.
/// Cost:      O(max_runs), 3.4 us a value with the defaults (Zen 3); 32 bytes a run; no allocation.
/// Errors:    the constructor throws error{bad_parameter}; nothing else throws.
/// Source:    R. P. Adams and D. J. C. MacKay, arXiv 0710.3742 (2007).
class bocpd : public scalar_detector<bocpd, bocpd_params> {
 public:
  static constexpr descriptor about{.id = 95,
                                    .name = "bocpd",
                                    .class_name = "BOCPD",
                                    .title = "Bayesian online changepoint detection, normal values",
                                    .source = "Adams and MacKay 2007, arXiv 0710.3742",
                                    .limit = "limit"};
  static constexpr std::tuple schema{
      field{"limit", &bocpd_params::limit, {0, 1e5}, "nats", "alarm when the log odds exceed it"},
      field{"hazard", &bocpd_params::hazard, {1e-12, 0.5}, "", "probability of a change before each value"},
      field{"window", &bocpd_params::window, {1, 1e9}, "observations", "a change within so many values is recent"},
      field{"mean", &bocpd_params::mean, {-real_max, real_max}, "x", "prior mean"},
      field{"sd", &bocpd_params::sd, {real_min, real_max}, "x", "standard deviation that values are divided by"},
      field{"kappa", &bocpd_params::kappa, {1e-9, 1e9}, "observations", "how many values the prior mean counts for"},
      field{"alpha", &bocpd_params::alpha, {1e-3, 1e9}, "", "shape of the prior of 1 / variance (unknown_variance)"},
      field{"beta", &bocpd_params::beta, {1e-9, 1e9}, "sd^2", "rate of the prior of 1 / variance (unknown_variance)"},
      field{"max_runs", &bocpd_params::max_runs, {4, 1024}, "", "run lengths kept at most"},
      field{"warm_up", &bocpd_params::warm_up, {1, 1e9}, "observations", "before the first verdict"},
      field{"model", &bocpd_params::model, choice_of(2), "", "what is unknown between changes", bocpd_model_names},
      field{"evidence", &bocpd_params::evidence, choice_of(2), "", "which odds", bocpd_evidence_names}};

  explicit bocpd(const bocpd_params& p = {})
      : scalar_detector{p},
        inverse_sd_{1.0 / p.sd},
        log_hazard_{portable_log(p.hazard)},
        log_stay_{portable_log(1.0 - p.hazard)},
        runs_(p.max_runs) {
    for (std::size_t i = 0; i < short_runs; ++i) half_step_[i] = log_gamma_half_step(p.alpha + 0.5 * static_cast<double>(i));
    reset();
  }

  /// In nats.
  [[nodiscard]] double statistic() const noexcept { return statistic_; }

  [[nodiscard]] change_estimate change() const noexcept {
    if (!(statistic_ > 0)) return {};
    const run* changed = nullptr;
    for (const run& r : runs())
      if (counts(r) && r.length > 0 && (!changed || r.log_weight > changed->log_weight)) changed = &r;
    if (!changed) return {};
    const run* before = &runs_[0];
    for (const run& r : runs())
      if (r.length >= 2 * changed->length && r.log_weight > before->log_weight) before = &r;
    const double longer = before->size() - changed->size();
    const double effect = longer > 0 ? (sum(*changed) / changed->size() - (sum(*before) - sum(*changed)) / longer) * params_.sd : 0.0;
    return {.onset = count_ - std::min(count_, changed->length),
            .effect = effect,
            .direction = effect > 0 ? 1 : (effect < 0 ? -1 : 0)};
  }

  state step(double x) noexcept {
    const double z = standardize(x, params_.mean, inverse_sd_);
    log_sum changed, other;
    for (std::size_t i = 0; i < used_; i += 2) {  // two at a time; the last of an odd number beside one that is not used
      run nobody{};
      nobody.beta = params_.beta;
      run& a = runs_[i];
      run& b = i + 1 < used_ ? runs_[i + 1] : nobody;
      lengthen(a, b, z);
      (counts(a) ? changed : other).reach(a.log_weight);
      if (&b != &nobody) (counts(b) ? changed : other).reach(b.log_weight);
    }
    for (std::size_t begin = 0; begin < used_; begin += 8) {
      const std::size_t n = std::min<std::size_t>(8, static_cast<std::size_t>(used_) - begin);
      const std::span<const run> some = runs().subspan(begin, n);
      double below[8]{};
      for (std::size_t i = 0; i < n; ++i)
        below[i] = std::max(-50.0, some[i].log_weight - (counts(some[i]) ? changed : other).largest);
      lane_pair terms[4]{{below[0], below[1]}, {below[2], below[3]}, {below[4], below[5]}, {below[6], below[7]}};
      lane_exp(terms);
      for (std::size_t i = 0; i < n; ++i)
        (counts(some[i]) ? changed : other).take(some[i].log_weight, terms[i / 2][i % 2]);
    }
    const double rest = other.value(), moved = changed.value(), all = log_of_sum(rest, moved);
    for (run& r : runs()) r.log_weight = std::clamp(r.log_weight + (log_stay_ - all), -impossible, 0.0);
    const double now = params_.evidence == bocpd_evidence::recent
                           ? log_of_sum(moved + log_stay_, all + log_hazard_) - (rest + log_stay_)
                           : most_probable_change() - runs_[0].log_weight;
    add_run();
    if (count_ < params_.warm_up) return state::warming;
    statistic_ = std::clamp(now, 0.0, 2.0 * impossible);
    return statistic_ > params_.limit ? state::drift : state::stable;
  }

  void clear() noexcept {
    used_ = 1;
    runs_[0] = {0, 0.0, 0.0, params_.beta};
    statistic_ = 0.0;
  }

  [[nodiscard]] state initial() const noexcept { return state::warming; }

  [[nodiscard]] bool sound() const noexcept {
    if (runs_[0].length != count_ || (count_ > 0) != (used_ > 1)) return false;
    const double most = params_.beta + 4.0 * standard_max * (standard_max * (static_cast<double>(count_) + 1.0));
    for (std::size_t i = 0; i < used_; ++i) {
      const run& r = runs_[i];
      if (i > 0 && r.length > runs_[i - 1].length) return false;
      if (!(r.log_weight >= -impossible && r.log_weight <= 0.0) || !(r.beta >= params_.beta && r.beta <= most) ||
          !(r.mean >= -standard_max && r.mean <= standard_max))
        return false;
    }
    return statistic_ >= 0 && statistic_ <= 2.0 * impossible && (count_ == 0 || runs_[used_ - 1].length == 0);
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.used_);
    if constexpr (Io::is_loading)
      if (self.used_ == 0 || self.used_ > self.params_.max_runs) {
        self.used_ = 1;
        return io.fail();
      }
    const auto each = [&](auto member, bool first) {  // as one vector of all runs'
      std::uint64_t n = self.used_;
      if (!first) io(n);
      if constexpr (Io::is_loading)
        if (n != self.used_) return io.fail();
      for (std::size_t i = 0; i < self.used_; ++i) io(self.runs_[i].*member);
    };
    each(&run::length, true);
    each(&run::log_weight, false);
    each(&run::mean, false);
    each(&run::beta, false);
    io(self.statistic_);
  }

  friend bool operator==(const bocpd& a, const bocpd& b) noexcept {
    return static_cast<const scalar_detector&>(a) == static_cast<const scalar_detector&>(b) &&
           std::equal(a.runs().begin(), a.runs().end(), b.runs().begin(), b.runs().end()) && a.statistic_ == b.statistic_;
  }

 private:
  /// Log weights go no further down: e^-100000 is no probability.
  static constexpr double impossible = 1e5;

  /// Run lengths whose share of the density is tabulated.
  static constexpr std::size_t short_runs = 32;

  struct run {
    std::uint64_t length = 0;
    double log_weight = 0.0;  // of the posterior
    double mean = 0.0, beta = 0.0;

    [[nodiscard]] double size() const noexcept { return static_cast<double>(length); }
    friend bool operator==(const run&, const run&) = default;
  };

  /// ln of a sum, of terms by their ln: first reach() by all, then take() all.
  struct log_sum {
    double largest = -1e300, sum = 0.0;
    void reach(double term) noexcept { largest = std::max(largest, term); }
    void take(double term, double share) noexcept { sum += term > largest - 45.0 ? share : 0.0; }  // e^(term - largest)
    [[nodiscard]] double value() const noexcept { return sum > 0 ? largest + portable_log(sum) : -1e300; }
  };
  [[nodiscard]] static double log_of_sum(double a, double b) noexcept {
    const double least = std::min(a, b) - std::max(a, b);
    return std::max(a, b) + detail::portable_log1p(portable_exp(least));
  }

  [[nodiscard]] std::span<run> runs() noexcept { return std::span{runs_}.first(used_); }
  [[nodiscard]] std::span<const run> runs() const noexcept { return std::span{runs_}.first(used_); }

  /// Does this run mean a change?
  [[nodiscard]] bool counts(const run& r) const noexcept {
    return &r != &runs_[0] && (params_.evidence == bocpd_evidence::longest || r.length < params_.window);
  }

  /// Of the run's values, standardized: the prior mean counts as `kappa` zeros.
  [[nodiscard]] double sum(const run& r) const noexcept { return r.mean * (params_.kappa + r.size()); }

  /// The value is one of both runs: the ln of its predictive density joins their weight, and it their moments.
  void lengthen(run& first, run& second, double z) noexcept {
    const lane_pair mean{first.mean, second.mean}, beta{first.beta, second.beta}, size{first.size(), second.size()};
    const lane_pair away = z - mean, k = params_.kappa + size;
    const lane_pair density = log_density(first, second, away, k, size, beta);
    const lane_pair wider = beta + k * (away * (away / (2.0 * (k + 1.0))));
    constexpr lane_pair most{standard_max, standard_max};
    lane_pair moved = mean + away / (k + 1.0);
    moved = moved < -most ? -most : most < moved ? most : moved;
    std::size_t lane = 0;
    for (run* const r : {&first, &second}) {
      r->log_weight += density[lane];
      r->beta = wider[lane];
      r->mean = moved[lane];
      r->length += r->length < counter_max;
      ++lane;
    }
  }

  /// ln of the predictive densities at a distance from the runs' means that k values stand for.
  [[nodiscard]] lane_pair log_density(const run& first, const run& second, lane_pair away, lane_pair k, lane_pair size,
                                      lane_pair beta) const noexcept {
    constexpr double half_log_pi = 0.5723649429247001, half_log_two_pi = 0.9189385332046728;
    const lane_pair wider = (k + 1.0) / k;
    if (params_.model == bocpd_model::known_variance)
      return -half_log_two_pi - 0.5 * (lane_log(wider) + away * (away / wider));
    const lane_pair a = params_.alpha + 0.5 * size, scale = 2.0 * beta * wider;
    const lane_pair_index tabulated{first.length < short_runs ? -1 : 0, second.length < short_runs ? -1 : 0};
    const lane_pair half_log = 0.5 * lane_log(tabulated ? scale : a / scale);
    const lane_pair table{half_step_[std::min<std::size_t>(first.length, short_runs - 1)],
                          half_step_[std::min<std::size_t>(second.length, short_runs - 1)]};
    lane_pair constant = table - half_log;
    if ((tabulated[0] & tabulated[1]) == 0) {
      const lane_pair rest{log_gamma_half_step_rest(a[0]), log_gamma_half_step_rest(a[1])};
      constant = tabulated ? constant : half_log + rest;
    }
    return constant - half_log_pi - (a + 0.5) * lane_log1p(away * (away / scale));
  }

  [[nodiscard]] double most_probable_change() const noexcept {
    double most = log_hazard_;  // the run that begins now
    for (const run& r : runs().subspan(1)) most = std::max(most, r.log_weight);
    return most;
  }

  /// A change after the value just taken; an old run makes room for it.
  void add_run() noexcept {
    if (used_ == params_.max_runs) {
      const auto oldest = runs_.begin() + 1, young = runs_.end() - static_cast<std::ptrdiff_t>(params_.max_runs / 4 * 3 - 1);
      const auto least = std::min_element(oldest, young, [](const run& a, const run& b) { return a.log_weight < b.log_weight; });
      if (params_.evidence == bocpd_evidence::recent) {
        run& older = *(least - 1);
        older.log_weight = std::min(0.0, log_of_sum(older.log_weight, least->log_weight));
      }
      std::copy(least + 1, runs_.end(), least);
      --used_;
    }
    runs_[static_cast<std::size_t>(used_++)] = {0, log_hazard_, 0.0, params_.beta};
  }

  double inverse_sd_, log_hazard_, log_stay_;
  std::array<double, short_runs> half_step_{};
  std::vector<run> runs_;  // the first began with the first value; each later one after it
  std::uint64_t used_ = 1;
  double statistic_ = 0.0;
};

static_assert(Detector<bocpd>);

}  // namespace tepid::inline v0
