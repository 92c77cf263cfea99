// tepid/detectors/seed.hpp - SEED: ADWIN's bound between blocks of equal length, similar neighbours joined.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <vector>

#include <tepid/core/detector.hpp>
#include <tepid/detectors/mean_cut.hpp>
#include <tepid/numerics/elementary.hpp>

namespace tepid::inline v0 {

/// Where seed takes the variance of the window from. The numbers are frozen.
enum class seed_variance : std::uint8_t {
  of_window = 0,  ///< The variance of the values in the window.
  increments = 1, ///< Sums of (W - 1) / W (x - S / (W - 1))^2, S with x in it, one W too many. MOA, CapyMOA.
};
inline constexpr std::string_view seed_variance_names[] = {"of_window", "increments"};

/// Parameters of seed.
struct seed_params {
  double delta = 0.05;
  std::uint64_t block = 32;
  double epsilon = 0.01;
  double alpha = 0.8;
  std::uint64_t compress_every = 75;
  std::uint64_t max_blocks = 128;
  seed_variance variance = seed_variance::of_window;

  friend bool operator==(const seed_params&, const seed_params&) = default;
};

/// SEED: compares the means before and after every border of blocks of a growing window.
///
/// Statistic: whenever a block is full, with W values in the window of variance v, and for each border the difference
///            d of the two means: the t that solves |d| = sqrt(2 v t (1/n0 + 1/n1)) + (2/3) t (1/n0 + 1/n1); the largest
///            less ln ln W, in nats, 0 or more. Alarm when it exceeds ln(2 / delta). It stays as it was in between.
///            Every compress_every blocks, neighbours whose means differ by less than epsilon (1 + alpha age) are
///            joined, age counted in such rounds; when there are max_blocks, the two most similar ones are.
///            After an alarm the next value first makes the window forget all before the latest border above the level.
/// Input:     any real numbers. The bound is meant for values in [0, 1], and epsilon is in units of x.
/// Limit:     set by delta. On standard normal values the defaults alarm once in 52,700 observations (standard error 2,600),
///            with delta = 0.002 about once in 3.3 million (0.5 million).
/// Change:    onset is the border that gave the statistic, direction and effect the difference of the means.
/// Cost:      O(blocks) a block, about 80 ns a value in batches while nothing is joined (128 blocks); 24 bytes a block; no
///            allocation.
/// Errors:    the constructor throws error{bad_parameter}; nothing else throws.
/// Source:    D. T. J. Huang, Y. S. Koh, G. Dobbie, R. Pears, IEEE ICDM 2014, 863-868.
class seed : public scalar_detector<seed, seed_params> {
 public:
  static constexpr descriptor about{.id = 74,
                                    .name = "seed",
                                    .class_name = "SEED",
                                    .title = "SEED: mean of adaptive blocks, joined while they are alike",
                                    .source = "Huang, Koh, Dobbie and Pears 2014, IEEE ICDM",
                                    .limit = "delta"};
  static constexpr std::tuple schema{
      field{"delta", &seed_params::delta, {real_min, 1}, "", "confidence; smaller means fewer alarms"},
      field{"block", &seed_params::block, {2, 1e9}, "observations", "length of a block; looks when one is full"},
      field{"epsilon", &seed_params::epsilon, {0, 1e9}, "x", "blocks whose means are nearer than this are joined"},
      field{"alpha", &seed_params::alpha, {0, 1e9}, "", "how fast epsilon grows with the age of a border"},
      field{"compress_every", &seed_params::compress_every, {1, 1e9}, "blocks", "from one joining to the next"},
      field{"max_blocks", &seed_params::max_blocks, {4, 4096}, "blocks", "kept at most"},
      field{"variance", &seed_params::variance, choice_of(2), "", "of the window, or as MOA sums it up",
            seed_variance_names}};

  explicit seed(const seed_params& p = {})
      : scalar_detector{p}, level_at_{portable_log(2.0 / p.delta)}, blocks_(p.max_blocks) {
    reset();
  }

  /// In nats.
  [[nodiscard]] double statistic() const noexcept { return statistic_; }
  /// What the statistic is compared with: ln(2 / delta).
  [[nodiscard]] double level() const noexcept { return level_at_; }
  /// The delta that has this level.
  [[nodiscard]] static double limit_for(double level) noexcept { return 2.0 * portable_exp(-level); }

  [[nodiscard]] change_estimate change() const noexcept {
    if (onset_ == no_index) return {};
    return {.onset = onset_, .effect = effect_, .direction = effect_ > 0 ? 1 : -1};
  }

  state step(double x) noexcept {
    if (shrink_) shrink();
    const double bounded = std::clamp(x, -standard_max, standard_max);
    if (count_ == 1) origin_ = bounded;
    add(bounded - origin_);
    if (current_.length < params_.block) return verdict();
    close();
    if (used_ < 2) return verdict();
    const cut best = strongest_cut();
    statistic_ = best.evidence;
    onset_ = best.evidence > 0 ? count_ - std::min(count_, best.newer) : no_index;
    effect_ = best.effect;
    shrink_ = statistic_ > level_at_;
    return shrink_ ? state::drift : verdict();
  }

  /// The alarm was none: the window stays.
  void withdraw() noexcept { shrink_ = false; }

  void clear() noexcept {
    used_ = closed_ = 0;
    current_ = {};
    width_ = 0;
    total_ = origin_ = statistic_ = effect_ = 0.0;
    onset_ = no_index;
    shrink_ = false;
  }

  [[nodiscard]] state initial() const noexcept { return state::warming; }

  [[nodiscard]] bool sound() const noexcept {
    std::uint64_t length = 0;
    for (std::size_t i = 0; i < used_; ++i) {
      if (blocks_[i].length == 0 || blocks_[i].length > count_ || !sound(blocks_[i])) return false;
      length += blocks_[i].length;
      if (length > count_) return false;
    }
    const auto within = [](double v, double limit) { return v >= -limit && v <= limit; };
    return current_.length < params_.block && current_.length <= count_ - length && sound(current_) &&
           closed_ <= count_ && within(origin_, standard_max) && statistic_ >= 0 && is_finite(statistic_) &&
           is_finite(effect_) && (onset_ == no_index || onset_ <= count_) && (statistic_ > 0) == (onset_ != no_index) &&
           (!shrink_ || (statistic_ > 0 && used_ >= 2 && current_.length == 0));
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.used_);
    if constexpr (Io::is_loading)
      if (self.used_ > self.params_.max_blocks) {
        self.used_ = 0;
        return io.fail();
      }
    const auto each = [&](auto member, bool first) {  // as one vector of all blocks'
      std::uint64_t n = self.used_;
      if (!first) io(n);
      if (n != self.used_) return io_fail(io);
      for (std::size_t i = 0; i < n; ++i) io(self.blocks_[i].*member);
    };
    each(&part::length, true);
    each(&part::sum, false);
    each(&part::squares, false);
    io(self.current_, self.closed_, self.origin_, self.statistic_, self.onset_, self.effect_, self.shrink_);
    if constexpr (Io::is_loading) self.sum_up();
  }

  friend bool operator==(const seed& a, const seed& b) noexcept {
    return static_cast<const scalar_detector&>(a) == static_cast<const scalar_detector&>(b) && a.used_ == b.used_ &&
           std::equal(a.blocks_.begin(), a.blocks_.begin() + static_cast<std::ptrdiff_t>(a.used_), b.blocks_.begin()) &&
           a.current_ == b.current_ && a.closed_ == b.closed_ && a.origin_ == b.origin_ &&
           a.statistic_ == b.statistic_ && a.onset_ == b.onset_ && a.effect_ == b.effect_ && a.shrink_ == b.shrink_;
  }

 private:
  struct part {
    std::uint64_t length = 0;
    double sum = 0.0;
    double squares = 0.0;  // of deviations from the part's own mean; the increments where variance is so

    [[nodiscard]] double size() const noexcept { return static_cast<double>(length); }
    [[nodiscard]] double mean() const noexcept { return sum / size(); }

    template <class Self, class Io>
    static void state_io(Self& self, Io& io) { io(self.length, self.sum, self.squares); }
    friend bool operator==(const part&, const part&) = default;
  };

  template <class Io>
  static void io_fail(Io& io) {
    if constexpr (Io::is_loading) io.fail();
  }

  struct cut {
    double evidence = 0.0;    ///< The largest t less ln ln W, or 0.
    double effect = 0.0;      ///< Mean after less mean before.
    std::uint64_t newer = 0;  ///< Values after the border.
    std::size_t latest = 0;   ///< Blocks before the latest border above the level; 0 for none.
  };

  [[nodiscard]] static bool sound(const part& b) noexcept {
    const double most = 2.0 * standard_max;
    return b.sum >= -most * b.size() && b.sum <= most * b.size() && b.squares >= 0 && b.squares <= 16.0 * most * (most * b.size());
  }

  [[nodiscard]] state verdict() const noexcept { return closed_ < 2 ? state::warming : state::stable; }

  void add(double z) noexcept {
    const bool as_window = params_.variance == seed_variance::of_window;
    if (as_window && current_.length > 0) {
      const double n = current_.size(), away = z - current_.sum / n;
      current_.squares += away * (away * (n / (n + 1.0)));
    }
    ++current_.length;
    current_.sum += z;
    if (as_window) return;
    const double before = static_cast<double>(width_ + current_.length - 1);
    if (before < 1) return;
    const double away = std::clamp(z - (total_ + current_.sum) / before, -8.0 * standard_max, 8.0 * standard_max);
    current_.squares += away * (away * (before / (before + 1.0)));
  }

  /// The current block is full: it joins the others.
  void close() noexcept {
    if (used_ == params_.max_blocks) join(most_alike());
    blocks_[used_++] = current_;
    current_ = {};
    closed_ += closed_ < counter_max;
    if (closed_ % params_.compress_every == 0) compress();
    sum_up();
  }

  void sum_up() noexcept {
    total_ = 0.0;
    width_ = 0;
    for (std::size_t i = 0; i < used_; ++i) {
      total_ += blocks_[i].sum;
      width_ += blocks_[i].length;
    }
  }

  [[nodiscard]] part joined(const part& a, const part& b) const noexcept {
    const double apart = a.mean() - b.mean();
    const double between =
        params_.variance == seed_variance::of_window ? apart * (apart * (a.size() / (a.size() + b.size()) * b.size())) : 0.0;
    return {a.length + b.length, a.sum + b.sum, a.squares + b.squares + between};
  }

  /// Block i and the next become one.
  void join(std::size_t i) noexcept {
    blocks_[i] = joined(blocks_[i], blocks_[i + 1]);
    std::copy(blocks_.begin() + static_cast<std::ptrdiff_t>(i + 2), blocks_.begin() + static_cast<std::ptrdiff_t>(used_),
              blocks_.begin() + static_cast<std::ptrdiff_t>(i + 1));
    --used_;
  }

  [[nodiscard]] std::size_t most_alike() const noexcept {
    std::size_t best = 0;
    double least = 8.0 * standard_max;
    for (std::size_t i = 0; i + 1 < used_; ++i) {
      const double apart = std::fabs(blocks_[i].mean() - blocks_[i + 1].mean());
      if (apart < least) {
        least = apart;
        best = i;
      }
    }
    return best;
  }

  void compress() noexcept {
    const double round = static_cast<double>(params_.block) * static_cast<double>(params_.compress_every);
    double newer = 0.0;
    for (std::size_t i = used_ - 1; i-- > 0;) {  // from the latest border back
      newer += blocks_[i + 1].size();
      const double near = params_.epsilon * (1.0 + params_.alpha * (newer / round));
      if (std::fabs(blocks_[i].mean() - blocks_[i + 1].mean()) < near) {
        newer -= blocks_[i + 1].size();
        join(i);
      }
    }
  }

  void shrink() noexcept {
    shrink_ = false;
    const std::size_t old = strongest_cut().latest;
    std::copy(blocks_.begin() + static_cast<std::ptrdiff_t>(old), blocks_.begin() + static_cast<std::ptrdiff_t>(used_),
              blocks_.begin());
    used_ -= old;
    sum_up();
  }

  /// Of the full blocks; there are two or more.
  [[nodiscard]] cut strongest_cut() const noexcept {
    const double W = static_cast<double>(width_), mean = total_ / W;
    double spread = 0.0, residue = 0.0;
    for (std::size_t i = 0; i < used_; ++i) {
      const double above = blocks_[i].sum - mean * blocks_[i].size();
      residue += above;
      spread += blocks_[i].squares;
      if (params_.variance == seed_variance::of_window) spread += above * (above / blocks_[i].size());
    }
    const mean_cut bound{spread / W};
    const double slack = 0x1p-46 * std::fabs(mean), tilt = residue / W;  // see adwin
    const double more = portable_log(portable_log(W));
    double newer = 0.0, lead = 0.0;
    cut found;
    for (std::size_t i = used_ - 1; i > 0; --i) {
      newer += blocks_[i].size();
      lead += blocks_[i].sum - (mean + tilt) * blocks_[i].size();
      const double older = W - newer, d = lead * (W / (newer * older)), m = newer * (older / W);
      const double apart = std::max(0.0, std::fabs(d) - slack);
      if (!bound.may_exceed(found.evidence, apart, m)) continue;
      const double evidence = bound.t(apart, m) - more;
      if (found.latest == 0 && evidence > level_at_) found.latest = i;
      if (evidence > found.evidence) {
        found.evidence = evidence;
        found.effect = d;
        found.newer = static_cast<std::uint64_t>(newer);
      }
    }
    return found;
  }

  double level_at_;
  std::vector<part> blocks_;  // full ones, the oldest first
  std::uint64_t used_ = 0;
  part current_;
  std::uint64_t closed_ = 0;  // blocks filled so far
  std::uint64_t width_ = 0;   // values in the full blocks, and their sum
  double total_ = 0.0;
  double origin_ = 0.0;       // the first value, subtracted from all
  double statistic_ = 0.0, effect_ = 0.0;
  std::uint64_t onset_ = no_index;
  bool shrink_ = false;
};

static_assert(Detector<seed>);

}  // namespace tepid::inline v0
