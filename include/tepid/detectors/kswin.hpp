// tepid/detectors/kswin.hpp - KSWIN: the latest values against a random sample of those before them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <numeric>
#include <tuple>
#include <vector>

#include <tepid/core/detector.hpp>
#include <tepid/core/healthy_law.hpp>
#include <tepid/core/random.hpp>
#include <tepid/numerics/kolmogorov.hpp>

namespace tepid::inline v0 {

/// What kswin compares with -ln alpha. The numbers are frozen.
enum class kswin_form : std::uint8_t {
  exact = 0,  ///< -ln of the exact p-value. River, scikit-multiflow, frouros.
  bound = 1,  ///< stat_size D^2, the bound of the paper: D > sqrt(-ln alpha / stat_size).
};
inline constexpr std::string_view kswin_form_names[] = {"exact", "bound"};

/// Parameters of kswin.
struct kswin_params {
  double alpha = 0.005;
  std::uint64_t window = 100;
  std::uint64_t stat_size = 30;
  std::uint64_t seed = 0;
  kswin_form form = kswin_form::exact;
  bool least_distance = false;

  friend bool operator==(const kswin_params&, const kswin_params&) = default;
};

/// Kolmogorov-Smirnov test of the last stat_size values of a window against as many drawn from the rest of it.
///
/// Statistic: with every value once the window is full, D = largest distance of the two empirical distribution functions,
///            at the ends of groups of equal values; stat_size older values are drawn at random without replacement.
///            -ln p, p exact for samples of equal size (conservative with ties), or stat_size D^2 (form bound).
///            Alarm when it exceeds -ln alpha. least_distance: 0 where D is 0.1 or less.
/// Input:     any real numbers; only their order matters.
/// Limit:     set by alpha, which is the chance of one test. Overlapping tests at every value come on top: on independent
///            values with the defaults one alarm in 740 observations (standard error 13), and with alpha = 1e-4 one in 14,100 (600). The statistic
///            takes at most stat_size different values, and the run length with it.
/// Change:    onset is the first of the last stat_size values; direction says which are larger, in probability, where D is.
/// Cost:      O(window), about 350 ns a value with the defaults; 20 bytes a value of the window, and 16 of stat_size;
///            no allocation.
/// Errors:    the constructor throws error{bad_parameter}, also where stat_size is more than half the window.
/// Source:    C. Raab, M. Heusinger, F.-M. Schleif, Neurocomputing 416 (2020) 340-351.
class kswin : public scalar_detector<kswin, kswin_params> {
 public:
  static constexpr descriptor about{.id = 71,
                                    .name = "kswin",
                                    .class_name = "KSWIN",
                                    .title = "KSWIN: sliding-window Kolmogorov-Smirnov test",
                                    .source = "Raab, Heusinger and Schleif 2020, Neurocomputing 416",
                                    .limit = "alpha"};
  static constexpr std::tuple schema{
      field{"alpha", &kswin_params::alpha, {real_min, 1}, "", "chance of a false alarm in one test"},
      field{"window", &kswin_params::window, {2, 16384}, "observations", "values kept"},
      field{"stat_size", &kswin_params::stat_size, {1, 8192}, "observations",
            "latest values that are tested, and older ones drawn; at most half of window"},
      field{"seed", &kswin_params::seed, {0, count_max}, "", "of the draws"},
      field{"form", &kswin_params::form, choice_of(2), "", "exact p-value, or the paper's bound", kswin_form_names},
      field{"least_distance", &kswin_params::least_distance, boolean_bounds, "", "ask also for D > 0.1, as river does"}};

  [[nodiscard]] static healthy_law healthy(const kswin_params&) noexcept {
    return healthy_law{}.holding_for("every continuous law; where values are often equal, alarms are rarer");
  }

  explicit kswin(const kswin_params& p = {})
      : scalar_detector{p}, level_at_{-portable_log(p.alpha)}, ring_(p.window), sorted_(p.window), slots_(p.window),
        drawn_(p.stat_size), weight_(p.window) {
    if (p.stat_size > p.window / 2)
      throw error{errc::bad_parameter, "stat_size",
                  "kswin: parameter 'stat_size' is " + std::to_string(p.stat_size) +
                      "; it must be at most half of window, " + std::to_string(p.window)};
    evidence_ = kolmogorov_evidence(p.stat_size);
    const double r = static_cast<double>(p.stat_size);
    for (std::size_t h = 0; h <= p.stat_size; ++h) {
      const double distance = static_cast<double>(h);
      if (p.form == kswin_form::bound) evidence_[h] = distance * distance / r;
      if (p.least_distance && distance <= 0.1 * r) evidence_[h] = 0.0;
    }
    reset();
  }

  /// In nats.
  [[nodiscard]] double statistic() const noexcept { return evidence_[static_cast<std::size_t>(std::abs(lead_))]; }
  /// What the statistic is compared with: -ln alpha.
  [[nodiscard]] double level() const noexcept { return level_at_; }
  /// The alpha that has this level.
  [[nodiscard]] static double limit_for(double level) noexcept { return portable_exp(-level); }

  [[nodiscard]] change_estimate change() const noexcept {
    if (!(statistic() > 0)) return {};
    return {.onset = count_ - std::min(count_, params_.stat_size), .direction = lead_ < 0 ? 1 : -1};
  }

  state step(double x) noexcept {
    push(x);
    if (held_ < params_.window) return state::warming;
    draw();
    compare();
    return statistic() > level_at_ ? state::drift : state::stable;
  }

  void clear() noexcept {
    held_ = next_ = 0;
    lead_ = 0;
    random_ = random_source{params_.seed};
    std::fill(weight_.begin(), weight_.end(), std::int8_t{0});
  }

  [[nodiscard]] state initial() const noexcept { return state::warming; }

  [[nodiscard]] bool sound() const noexcept {
    for (std::size_t i = 0; i < held_; ++i)
      if (!is_finite(sorted_[i])) return false;
    return held_ == std::min(count_, params_.window) && random_.valid() && (held_ == params_.window || lead_ == 0) &&
           static_cast<std::uint64_t>(std::abs(std::int64_t{lead_})) <= params_.stat_size;
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.held_);
    if constexpr (Io::is_loading)
      if (self.held_ > self.params_.window) {
        self.held_ = 0;
        return io.fail();
      }
    if constexpr (Io::is_loading) {
      for (std::size_t i = 0; i < self.held_; ++i) io(self.ring_[i]);
    } else {
      for (std::size_t i = 0; i < self.held_; ++i) io(self.ring_[self.slot_of_age(i)]);
    }
    io(self.lead_, self.random_);
    if constexpr (Io::is_loading) self.restore();
  }

  friend bool operator==(const kswin& a, const kswin& b) noexcept {
    if (!(static_cast<const scalar_detector&>(a) == static_cast<const scalar_detector&>(b)) || a.held_ != b.held_ ||
        a.lead_ != b.lead_ || !(a.random_ == b.random_))
      return false;
    for (std::size_t i = 0; i < a.held_; ++i)
      if (a.ring_[a.slot_of_age(i)] != b.ring_[b.slot_of_age(i)]) return false;
    return true;
  }

 private:
  /// The place of the value of which `age` held ones are older.
  [[nodiscard]] std::size_t slot_of_age(std::size_t age) const noexcept {
    const std::size_t at = (held_ < params_.window ? 0 : next_) + age;
    return at < params_.window ? at : at - params_.window;
  }

  /// x comes, the oldest goes once the window is full; sorted_ stays sorted, slots_ with it.
  void push(double x) noexcept {
    const auto slot = static_cast<std::uint16_t>(next_);
    std::size_t gap = held_;  // the place that is free, or becomes free
    if (held_ == params_.window) {
      const double old = ring_[slot];
      gap = static_cast<std::size_t>(std::lower_bound(sorted_.begin(), sorted_.end(), old) - sorted_.begin());
      while (slots_[gap] != slot) ++gap;
    }
    const auto from = sorted_.begin();
    const auto at = [](std::size_t i) { return static_cast<std::ptrdiff_t>(i); };
    const auto to = static_cast<std::size_t>(std::upper_bound(from, from + at(held_), x) - from);
    if (to > gap) {  // x goes behind the gap: what lies between moves down
      std::copy(from + at(gap + 1), from + at(to), from + at(gap));
      std::copy(slots_.begin() + at(gap + 1), slots_.begin() + at(to), slots_.begin() + at(gap));
      gap = to - 1;
    } else {
      std::copy_backward(from + at(to), from + at(gap), from + at(gap + 1));
      std::copy_backward(slots_.begin() + at(to), slots_.begin() + at(gap), slots_.begin() + at(gap + 1));
      gap = to;
    }
    sorted_[gap] = ring_[slot] = x;
    slots_[gap] = slot;
    held_ += held_ < params_.window;
    next_ = next_ + 1 < params_.window ? next_ + 1 : 0;
    weight_[slot] = 1;
    if (held_ > params_.stat_size) weight_[slot_of_age(held_ - params_.stat_size - 1)] = 0;
  }

  /// stat_size of the older values, each set as likely as any other (Floyd's method).
  void draw() noexcept {
    const std::size_t older = params_.window - params_.stat_size;
    std::size_t n = 0;
    for (std::size_t last = older - params_.stat_size; last < older; ++last) {
      std::size_t slot = slot_of_age(static_cast<std::size_t>(random_.below(last + 1)));
      if (weight_[slot] != 0) slot = slot_of_age(last);
      weight_[slot] = -1;
      drawn_[n++] = static_cast<std::uint16_t>(slot);
    }
  }

  /// The difference of the two counts of values up to x, where it is largest; the draw is undone.
  void compare() noexcept {
    std::int32_t lead = 0, highest = 0, lowest = 0;
    const std::size_t last = params_.window - 1;
    for (std::size_t i = 0; i < last; ++i) {
      lead += weight_[slots_[i]];
      const std::int32_t seen = sorted_[i] != sorted_[i + 1] ? lead : 0;
      highest = std::max(highest, seen);
      lowest = std::min(lowest, seen);
    }
    lead_ = highest >= -lowest ? highest : lowest;
    for (const auto slot : drawn_) weight_[slot] = 0;
  }

  void restore() noexcept {
    next_ = held_ < params_.window ? static_cast<std::size_t>(held_) : 0;
    const auto used = static_cast<std::ptrdiff_t>(held_);
    std::iota(slots_.begin(), slots_.begin() + used, std::uint16_t{0});
    std::sort(slots_.begin(), slots_.begin() + used, [&](std::uint16_t a, std::uint16_t b) {
      const double x = is_nan(ring_[a]) ? 0.0 : ring_[a], y = is_nan(ring_[b]) ? 0.0 : ring_[b];
      return x < y || (x == y && a < b);
    });
    for (std::size_t i = 0; i < held_; ++i) sorted_[i] = ring_[slots_[i]];
    std::fill(weight_.begin(), weight_.end(), std::int8_t{0});
    for (std::size_t i = held_ - std::min<std::size_t>(held_, params_.stat_size); i < held_; ++i) weight_[i] = 1;
  }

  double level_at_;
  std::vector<double> evidence_;      // of each distance, in nats
  std::vector<double> ring_;          // the values; next_ is the oldest once all places are taken
  std::vector<double> sorted_;        // the same in order
  std::vector<std::uint16_t> slots_;  // where in ring_ each of sorted_ is
  std::vector<std::uint16_t> drawn_;
  std::vector<std::int8_t> weight_;   // by place in ring_: 1 for the latest, -1 for those drawn, else 0
  std::uint64_t held_ = 0;
  std::size_t next_ = 0;
  std::int32_t lead_ = 0;             // latest less drawn values up to x, at the x where that is largest
  random_source random_;
};

static_assert(Detector<kswin>);

}  // namespace tepid::inline v0
