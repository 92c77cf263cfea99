// tepid/two_sample/moved_mass.hpp - how much of the mass has moved from a reference to a current sample: the one scale
// of all columns, with an interval that decides.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numbers>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <tepid/core/random.hpp>
#include <tepid/numerics/kolmogorov_limit.hpp>
#include <tepid/numerics/normal.hpp>
#include <tepid/two_sample/counts.hpp>
#include <tepid/two_sample/kolmogorov_smirnov.hpp>
#include <tepid/two_sample/samples.hpp>
#include <tepid/two_sample/share_excess.hpp>
#include <tepid/two_sample/sketched.hpp>

namespace tepid::inline v0 {

/// The share of mass that moved, in [0, 1]: of categories the total variation distance, of numbers the largest distance
/// of the distribution functions, which is the mass that crossed the value where most did, and so at most the former.
struct moved_mass {
  double estimate = 0.0;
  double low = 0.0, high = 1.0;
  double p = 1.0;         ///< Of "at most `margin` moved": p <= near_error just where low > margin.
  double n_needed = 0.0;  ///< Rows of the smaller side, see needs_rows(); infinite beyond 1e9.
  std::string_view method = "";
};

/// What a moved_mass is asked.
struct moved_mass_options {
  double margin = 0.1;      ///< The least share that matters; 0: any change.
  double near_error = 0.01;  ///< Of `low`: of saying "drift" wrongly.
  double far_error = 0.01;   ///< Of `high`: of saying "no drift" wrongly.
};

/// What the interval says.
enum class mass_verdict : std::uint8_t { same, moved, open };

[[nodiscard]] inline mass_verdict verdict_of(const moved_mass& m, double margin) noexcept {
  return m.low > margin ? mass_verdict::moved : m.high <= margin ? mass_verdict::same : mass_verdict::open;
}

namespace detail {

/// Of so many categories every set is looked at, and p is corrected for that.
inline constexpr std::size_t most_enumerated = 8;
/// Beyond that the rows are in so many blocks: the first ones choose the set that the next one tests.
inline constexpr std::uint64_t mass_blocks = 10;

[[nodiscard]] inline double rows_or_infinity(double rows) noexcept {
  return rows <= 1e9 ? std::ceil(rows) : std::numeric_limits<double>::infinity();
}

/// Rows of the smaller side at which the interval would decide, in proportion, if the estimate stays: the gap between
/// the estimate and either end falls with the root of the rows. `near` and `far`: those gaps.
[[nodiscard]] inline double needed_rows(const moved_mass& r, double margin, double near, double far,
                                        double rows) noexcept {
  const double way = std::abs(r.estimate - margin), gap = r.estimate > margin ? near : far;
  const double needed = rows * (gap / way) * (gap / way);
  const bool open = verdict_of(r, margin) == mass_verdict::open;
  return rows_or_infinity(open ? std::max(rows + 1.0, needed) : std::min(rows, needed));
}

/// Makes the ends agree with the estimate, and `low` with p at the margin to the last bit.
inline void settle(moved_mass& r, const moved_mass_options& o) noexcept {
  r.p = std::clamp(r.p, 0.0, 1.0);
  r.low = std::clamp(r.low, 0.0, 1.0);
  if (r.p <= o.near_error) {
    if (!(r.low > o.margin)) r.low = std::nextafter(o.margin, 2.0);
  } else {
    r.low = std::min(r.low, o.margin);
  }
  r.high = std::clamp(r.high, r.low, 1.0);
  r.estimate = std::clamp(r.estimate, r.low, r.high);
}

/// Half the largest standard error of Q(A) - P(A) over shares that differ by delta.
[[nodiscard]] inline double widest_error(double n, double m, double delta) noexcept {
  const double p = std::clamp(0.5 - delta * n / (n + m), 0.0, 1.0 - delta), q = p + delta;
  return std::sqrt(p * (1.0 - p) / n + q * (1.0 - q) / m);
}

/// At least the standard error of the difference at the likeliest shares that differ by delta (score_error), without its
/// cubic: the likeliest first share lies between x / n and y / m - delta.
[[nodiscard]] inline double most_error(const two_shares& s, double delta) noexcept {
  const auto most = [](double a, double b) {  // of p (1 - p) between a and b
    const double low = std::max(0.0, std::min(a, b)), high = std::min(1.0, std::max(a, b));
    const double p = std::clamp(0.5, std::min(low, high), high);
    return p * (1.0 - p);
  };
  const double x = s.x / s.n, y = s.y / s.m;
  return std::sqrt(most(x, y - delta) / s.n + most(x + delta, y) / s.m);
}

/// The largest distance that a distance of `seen` at one set, any, leaves: one-sided, by the normal law of the score.
[[nodiscard]] inline double high_of_any_set(double seen, double n, double m, double z) noexcept {
  double inside = seen, outside = 1.0;
  for (int i = 0; i < 50; ++i) {
    const double middle = 0.5 * (inside + outside);
    (middle - seen <= z * widest_error(n, m, middle) ? inside : outside) = middle;
  }
  return outside;
}

/// What chance alone makes of the total variation, given the pooled counts: c = 1, 2, ... and how many categories have
/// it. E|X - c theta| of a binomial X is in closed form (de Moivre), theta = n / (n + m); a hypergeometric one varies
/// less by the root of 1 - c / (n + m).
class chance_of_counts {
 public:
  chance_of_counts(const count_table& t) : n_{static_cast<double>(t.n)}, m_{static_cast<double>(t.m)} {
    std::vector<std::uint64_t> pooled(t.categories());
    for (std::size_t i = 0; i < pooled.size(); ++i) pooled[i] = t.reference[i] + t.current[i];
    std::sort(pooled.begin(), pooled.end());
    const double theta = n_ / (n_ + m_), unit = 1.0 / n_ + 1.0 / m_;
    for (std::size_t i = 0, j = 0; i < pooled.size(); i = j) {
      while (j < pooled.size() && pooled[j] == pooled[i]) ++j;
      const double c = static_cast<double>(pooled[i]), v = std::min(c, std::floor(c * theta) + 1.0);
      const double log_mass = log_factorial(c) - log_factorial(v) - log_factorial(c - v) + v * std::log(theta) +
                              (c - v) * std::log1p(-theta);
      kind k{.times = static_cast<double>(j - i)};
      const double left = std::sqrt(std::max(0.0, 1.0 - c / (n_ + m_)));  // of the variance, as the rows are all
      k.mean = left * unit * 2.0 * v * (1.0 - theta) * std::exp(log_mass);
      // One more of c than its variance has: an odd number is as far from its half as the next even one, and moves
      // less.
      k.spread = c < 2 ? 0.0 : left * unit * std::sqrt(c * theta * (1.0 - theta) * c / (c - 1.0));
      mean_ += 0.5 * k.times * k.mean;
      // Of unequal sizes the distance may be less on average where the shares differ: by so much at most, computed for
      // ratios of 1 to 100 and c up to 1000.
      const double expected = c * std::min(theta, 1.0 - theta), skew = std::abs(1.0 - 2.0 * theta);
      k.mean *= expected < 1 ? 1.0 - std::min(0.5, skew) : 1.0 - 0.2 * skew / std::sqrt(expected);
      least_ += 0.5 * k.times * k.mean;
      if (c < 2) free_ += 0.5 * k.times * std::max(1.0 / n_, 1.0 / m_);
      kinds_.push_back(k);
    }
  }

  /// The mean of the plug-in distance under no change.
  [[nodiscard]] double mean() const noexcept { return mean_; }

  /// The largest distance whose plug-in is at most `seen` on average, wherever the mass moved: what moves hides best
  /// where each category moves in proportion to its own noise. Of rows that are the only ones of their category nothing
  /// is known.
  [[nodiscard]] double most_hidden(double seen) const noexcept {
    if (!(seen > least_)) return free_;
    // By the Lagrange multiplier: what one more of the distance adds to the plug-in. It is below 1.
    double low = 0.0, high = most_slope, plug_in = 0.0, moved = 0.0;
    const auto at = [&](double slope) {
      plug_in = 0.0;
      moved = free_;
      for (const kind& k : kinds_) {
        if (k.spread == 0) {
          plug_in += 0.5 * k.times * k.mean;
          continue;
        }
        const double part = std::min(slope * k.spread / k.mean * root_two_over_pi, most_slope);
        const double x = normal_quantile(0.5 + 0.5 * part);
        plug_in += 0.5 * k.times * k.mean * folded(x) / root_two_over_pi;
        moved += 0.5 * k.times * k.spread * x;
      }
    };
    for (const kind& k : kinds_)
      if (k.spread > 0) high = std::min(high, most_slope * k.mean / (k.spread * root_two_over_pi));
    const double steepest = high;
    at(steepest);
    if (plug_in <= seen) return std::min(1.0, moved + (seen - plug_in) / steepest);  // convex: above its tangent
    for (int i = 0; i < 60; ++i) {
      const double middle = 0.5 * (low + high);
      at(middle);
      (plug_in <= seen ? low : high) = middle;
    }
    return std::min(1.0, moved);
  }

 private:
  struct kind {
    double times = 0.0, mean = 0.0, spread = 0.0;
  };
  static constexpr double root_two_over_pi = 0.79788456080286535588, most_slope = 1.0 - 1e-6;
  /// E|Z + x|.
  [[nodiscard]] static double folded(double x) noexcept {
    return x * std::erf(x / std::numbers::sqrt2) + root_two_over_pi * std::exp(-0.5 * x * x);
  }

  double n_, m_, mean_ = 0.0, least_ = 0.0, free_ = 0.0;
  std::vector<kind> kinds_;
};

/// A binomial number of c trials with probability 1 / of, the same on every platform up to the last bits of exp and
/// log.
[[nodiscard]] inline std::uint64_t one_part(random_source& random, std::uint64_t c, std::uint64_t of) noexcept {
  if (of <= 1) return c;
  if (c <= 24) {
    std::uint64_t k = 0;
    for (std::uint64_t i = 0; i < c; ++i) k += random.below(of) == 0;
    return k;
  }
  const double n = static_cast<double>(c), p = 1.0 / static_cast<double>(of), odds = p / (1.0 - p);
  const double variance = n * p * (1.0 - p);
  if (variance > 250000.0)
    return static_cast<std::uint64_t>(std::clamp(std::round(n * p + std::sqrt(variance) * normal(random)), 0.0, n));
  const double mode = std::floor((n + 1.0) * p);
  const double peak = std::exp(log_factorial(n) - log_factorial(mode) - log_factorial(n - mode) + mode * std::log(p) +
                               (n - mode) * std::log1p(-p));
  double u = random.uniform() - peak, up = mode, down = mode, p_up = peak, p_down = peak;
  while (u > 0 && (up < n || down > 0)) {
    if (up < n) {
      p_up *= odds * (n - up) / (up + 1.0);
      up += 1.0;
      if ((u -= p_up) <= 0) return static_cast<std::uint64_t>(up);
    }
    if (down > 0) {
      p_down *= down / (odds * (n - down + 1.0));
      down -= 1.0;
      if ((u -= p_down) <= 0) return static_cast<std::uint64_t>(down);
    }
  }
  return static_cast<std::uint64_t>(mode);
}

/// By how many of its standard deviations a category must have grown to be in the set.
inline constexpr std::array<double, 14> growth_steps{-6.0, -4.0, -3.0, -2.0, -1.3, -0.6, -0.05,
                                                     0.05, 0.6,  1.3,  2.0,  3.0,  4.0,  6.0};

using rows_by_step = std::array<double, growth_steps.size() + 1>;

/// The set of categories that grew, chosen from blocks of rows and tested on the next: in each block after the second
/// all rows before it say by how much each category grew, and all blocks between the first and it, where the set of
/// those that had grown by more than each step differed most, in standard errors beyond the margin. Counts in the sets
/// of the blocks that are tested, together.
class growing_set {
 public:
  growing_set() { seen_.fill({}); }

  /// The mark, by its growth, of a category that had a of n rows before and b of m.
  [[nodiscard]] static std::size_t step_of(double a, double n, double b, double m) noexcept {
    const double growth = (b / m - a / n) / std::sqrt((a + b + 0.5) / (n + m) * (1.0 / n + 1.0 / m));
    std::size_t step = 0;
    while (step < growth_steps.size() && growth > growth_steps[step]) ++step;
    return step;
  }

  /// Rows of a block by their step; x of the reference, y of the current sample. Tests the set, if it is to; returns
  /// the last step that is not in it.
  std::size_t add(const rows_by_step& x, const rows_by_step& y, bool test, double margin) noexcept {
    double n = 0.0, m = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      n += x[i];
      m += y[i];
    }
    std::size_t best = 0;
    if (test) {
      for (std::size_t i = 1; i < growth_steps.size(); ++i)
        if (promise(seen_[i], margin) > promise(seen_[best], margin)) best = i;
      for (std::size_t i = best + 1; i < x.size(); ++i) {
        tested_.x += x[i];
        tested_.y += y[i];
      }
      tested_.n += n;
      tested_.m += m;
    }
    double above_x = 0.0, above_y = 0.0;
    for (std::size_t i = growth_steps.size(); i-- > 0;) {
      above_x += x[i + 1];
      above_y += y[i + 1];
      seen_[i].x += above_x;
      seen_[i].y += above_y;
      seen_[i].n += n;
      seen_[i].m += m;
    }
    return best;
  }

  [[nodiscard]] two_shares tested() const noexcept { return tested_; }

 private:
  /// Standard errors beyond the margin, one value more of each kind on each side.
  [[nodiscard]] static double promise(const two_shares& s, double margin) noexcept {
    const double n = s.n + 1.0, m = s.m + 1.0;
    double p = (s.x + 0.5) / n, q = (s.y + 0.5) / m;
    const double above = q - p - margin;
    if (margin == 0) p = q = (s.x + s.y + 1.0) / (n + m);
    return above / std::sqrt(p * (1.0 - p) / n + q * (1.0 - q) / m);
  }

  std::array<two_shares, growth_steps.size()> seen_;
  two_shares tested_{.x = 0.0, .n = 0.0, .y = 0.0, .m = 0.0};
};

/// The same from counts alone: each row is in a random block; the seed comes from the counts, whose order does not
/// matter.
[[nodiscard]] inline two_shares tested_set(const count_table& t, double margin) {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> rest(t.categories());
  for (std::size_t i = 0; i < rest.size(); ++i) rest[i] = {t.reference[i], t.current[i]};
  std::sort(rest.begin(), rest.end());
  std::uint64_t seed = t.n;
  for (const auto& [a, b] : rest) {
    seed ^= a;
    seed = split_mix(seed) ^ b;
    seed = split_mix(seed);
  }
  random_source random{seed};
  std::vector<std::pair<double, double>> before(rest.size());
  double n = 0.0, m = 0.0;
  growing_set set;
  for (std::uint64_t block = 0; block < mass_blocks; ++block) {
    rows_by_step x{}, y{};
    double block_n = 0.0, block_m = 0.0;
    for (std::size_t i = 0; i < rest.size(); ++i) {
      auto& [a, b] = before[i];
      const std::uint64_t da = one_part(random, rest[i].first, mass_blocks - block),
                          db = one_part(random, rest[i].second, mass_blocks - block);
      if (da == 0 && db == 0) continue;
      rest[i].first -= da;
      rest[i].second -= db;
      const double now_a = static_cast<double>(da), now_b = static_cast<double>(db);
      if (n > 0 && m > 0) {
        const std::size_t step = growing_set::step_of(a, n, b, m);
        x[step] += now_a;
        y[step] += now_b;
      }
      a += now_a;
      b += now_b;
      block_n += now_a;
      block_m += now_b;
    }
    if (n > 0 && m > 0) set.add(x, y, block >= 2, margin);
    n += block_n;
    m += block_m;
  }
  return set.tested();
}

/// Of few categories: the set whose score beyond the margin is the largest, and `high` over all sets.
struct enumerated_sets {
  two_shares best;
  double sets = 1.0, high = 0.0;
};

[[nodiscard]] inline enumerated_sets enumerate_sets(const count_table& t, double margin, double far_error) {
  enumerated_sets e;
  const std::size_t k = t.categories();
  const double n = static_cast<double>(t.n), m = static_cast<double>(t.m), z = -normal_quantile(far_error);
  e.sets = static_cast<double>((std::uint64_t{1} << (k - 1)) - 1);
  double most = -std::numeric_limits<double>::infinity();
  two_shares furthest{0.0, n, 0.0, m};
  // A category that neither sample has may be anywhere between nothing and what neither would show.
  for (std::uint64_t set = 0; set < std::uint64_t{1} << (k - 1); ++set) {  // without the last category
    two_shares s{0.0, n, 0.0, m};
    for (std::size_t i = 0; i + 1 < k; ++i)
      if (set >> i & 1) {
        s.x += static_cast<double>(t.reference[i]);
        s.y += static_cast<double>(t.current[i]);
      }
    s = s.growing();
    if (set > 0) {
      const double score = score_above(s, margin);
      if (score > most) {
        most = score;
        e.best = s;
      }
    }
    for (const two_shares& side : {s, s.others()})
      if (side.difference() + z * widest_error(n, m, std::max(0.0, side.difference())) > e.high) {
        const double high = score_high(side, z);
        if (high > e.high) {
          e.high = high;
          furthest = side;
        }
      }
  }
  e.high = std::max(e.high, share_excess_high(furthest, far_error));
  return e;
}

}  // namespace detail

/// The share of rows that moved to another category: total variation of two rows of counts over the same categories.
///
/// Estimate: the plug-in distance T less what chance makes of it, C, given the pooled counts: sqrt(T^2 - C^2), between
///           the ends; beyond 8 categories the mean of that, which tells too much where few of very many move, and of
///           Q(A) - P(A) of the tested set, which tells too little where all move a little.
/// low, p:   for every set A, Q(A) - P(A) is at most the distance. Up to 8 categories: "every set": that with the
///           largest score, its exact unconditional test (share_apart_p), p times the number of sets, 2^(k - 1) - 1.
///           Beyond: "set from other rows": the rows in ten random blocks; those before each block choose the set that
///           it tests, so eight tenths of the rows are in one test. The rows are told from counts alone, and the order
///           of the categories is no matter; equal counts give equal results.
/// high:     the distance is Q(A) - P(A) of one set, so it is at least the margin only if that of some set is: the
///           largest one-sided limit over all sets, no level corrected (intersection-union). Beyond 8 categories T + z
///           / 2 sqrt(1 / n + 1 / m), with the widest error of a set; or, where that is less under no change, the
///           largest distance that hides in the noise of the categories (chance_of_counts::most_hidden).
/// Limits:   where most rows are the only ones of their category nothing says that nothing moved: high is near 1.
/// Cost:     O(k) and up to 5 ms with 8 categories; with more O(rows in small categories + 10 k): 0.5 s for a million.
/// Errors:   error{bad_argument} when the lengths differ; error{bad_data} naming the sample whose counts are all zero.
/// Source:   R. L. Berger, Technometrics 24 (1982) 295-300 (intersection-union); D. R. Cox, Biometrika 62 (1975)
///           441-444 (splitting); C. McDiarmid 1989; A. de Moivre 1730.
[[nodiscard]] inline moved_mass moved_mass_of_counts(std::span<const std::uint64_t> reference,
                                                     std::span<const std::uint64_t> current,
                                                     const moved_mass_options& o = {}) {
  const detail::count_table t = detail::checked_counts("moved_mass", reference, current);
  const double n = static_cast<double>(t.n), m = static_cast<double>(t.m), fewer = std::min(n, m);
  const std::size_t k = t.categories();
  const double z = -normal_quantile(o.far_error);
  moved_mass r;
  if (k == 1) {
    r.method = "one category";
    r.high = detail::share_excess_high({0.0, n, 0.0, m}, o.far_error);
    r.n_needed = r.high <= o.margin ? 1.0 : detail::rows_or_infinity(fewer * r.high / o.margin);
    return r;
  }
  double plug_in = 0.0;
  for (std::size_t i = 0; i < k; ++i)
    plug_in += 0.5 * std::abs(static_cast<double>(t.reference[i]) / n - static_cast<double>(t.current[i]) / m);
  const detail::chance_of_counts chance{t};
  r.estimate = std::sqrt(std::max(0.0, plug_in * plug_in - chance.mean() * chance.mean()));
  double near = 0.0;
  if (k <= detail::most_enumerated) {
    r.method = "every set";
    const detail::enumerated_sets e = detail::enumerate_sets(t, o.margin, o.far_error);
    r.p = std::min(1.0, e.sets * detail::share_apart_p(e.best, o.margin));
    const double each = o.near_error / e.sets;
    r.low = detail::share_apart_low(e.best, each);
    r.high = e.high;
    near = -normal_quantile(each) * detail::score_error(e.best, e.best.difference());
  } else {
    r.method = "set from other rows";
    const detail::two_shares set = detail::tested_set(t, o.margin);
    if (set.n > 0 && set.m > 0) {
      r.p = set.difference() > o.margin ? detail::share_excess_p(set, o.margin) : 1.0;
      r.low = set.difference() > 0 ? std::max(0.0, detail::share_excess_low(set, o.near_error)) : 0.0;
      near = -normal_quantile(o.near_error) * detail::score_error(set, set.difference());
      // The set of other rows tells less than all that moved; the plug-in tells too much where few of many move.
      r.estimate = 0.5 * (r.estimate + std::max(0.0, set.difference()));
    }
    const double wide = z * 0.5 * std::sqrt(1.0 / n + 1.0 / m);
    const bool hidden = chance.most_hidden(chance.mean() + wide) < detail::high_of_any_set(chance.mean(), n, m, z);
    r.high = hidden ? chance.most_hidden(plug_in + wide) : detail::high_of_any_set(plug_in, n, m, z);
  }
  const double far = r.high - r.estimate;
  detail::settle(r, o);
  r.n_needed = detail::needed_rows(r, o.margin, near, far, fewer);
  return r;
}

namespace detail {

/// Numbers of so many different values are cut at each of them; others by the band of the whole distance.
inline constexpr std::size_t few_values = 12;

/// From the distance of two step functions: estimate, ends and p. `walk(visit)` calls visit(x) with the counts at or
/// below each cut but the last; `error`: by how much the distance may be off anywhere; `any_p`: of no change.
template <class Walk>
[[nodiscard]] moved_mass mass_of_cuts(double n, double m, std::size_t values, double error, double any_p,
                                      const moved_mass_options& o, Walk&& walk) {
  moved_mass r;
  const double fewer = std::min(n, m), z = -normal_quantile(o.far_error);
  two_shares best{0.0, n, 0.0, m}, furthest{0.0, n, 0.0, m};
  double distance = 0.0, most = -std::numeric_limits<double>::infinity();
  // Begun with a cut that is likely the furthest, for few others need a closer look then.
  double likely = -1.0;
  walk([&](const two_shares& cut) {
    const double pooled = (cut.x + cut.y) / (n + m);
    const double d = std::abs(cut.difference()), far = d + z * std::sqrt(pooled * (1.0 - pooled) * (1.0 / n + 1.0 / m));
    if (far > likely) {
      likely = far;
      furthest = cut.growing();
    }
  });
  r.high = score_high(furthest, z);
  const bool few = values <= few_values && error == 0;
  walk([&](const two_shares& cut) {
    const two_shares s = cut.growing();
    const double d = s.difference();
    distance = std::max(distance, d);
    if (few) {
      const double score = score_above(s, o.margin);
      if (score > most) {
        most = score;
        best = s;
      }
    }
    for (const two_shares& side : {s, s.others()}) {
      const double here = side.difference();
      if (here + z * most_error(side, std::clamp(r.high, 0.0, 1.0)) < r.high) continue;
      if (score_above(side, r.high) < -z) continue;
      r.high = std::max(r.high, score_high(side, z));
      furthest = side;
    }
  });
  r.high = std::max(r.high, share_excess_high(furthest, o.far_error)) + error;
  double near = 0.0;
  if (values < 2) {
    r.method = "one value";
  } else if (few) {
    r.method = "every cut";
    const double cuts = static_cast<double>(values - 1);
    r.p = std::min(1.0, cuts * share_apart_p(best, o.margin));
    r.low = share_apart_low(best, o.near_error / cuts);
    near = -normal_quantile(o.near_error / cuts) * score_error(best, best.difference());
  } else {
    const double known = std::max(0.0, distance - error);
    r.method = error > 0 ? "band, rank error carried" : "band";
    const double beyond = known - o.margin;
    if (o.margin > 0) {
      r.p = beyond > 0 ? 2.0 * std::exp(-2.0 * beyond * beyond / (1.0 / n + 1.0 / m)) : 1.0;
    } else {
      r.p = any_p;
    }
    near = difference_band(n, m, o.near_error) + error;
    r.low = distance - near;
  }
  // What chance makes of it: the mean of Kolmogorov's law; of few values that of the normal law at one cut.
  const double chance = few ? std::sqrt(2.0 / std::numbers::pi) * score_error(best, 0.0)
                            : 0.86873116 * std::sqrt(1.0 / n + 1.0 / m);
  if (values > 1) r.estimate = std::sqrt(std::max(0.0, distance * distance - chance * chance));
  const double far = r.high - r.estimate;
  settle(r, o);
  r.n_needed = needed_rows(r, o.margin, near, far, fewer);
  return r;
}

}  // namespace detail

/// The same of two samples of numbers: the largest distance D of the distribution functions.
///
/// Estimate: that of the empirical ones less what chance makes of it, as of counts; between the ends.
/// low, p:   up to 12 different values "every cut": the exact unconditional test of the share at or below each, p times
///           the number of cuts. Else "band": 2 exp(-2 (D - margin)^2 n m / (n + m)) (difference_band); with margin 0
///           the p-value of kolmogorov_smirnov, "exact given ties" where that is affordable.
/// high:     the largest one-sided limit of |F - G|(x) over all x, no level corrected (intersection-union): at least
///           the margin only where it is at some x.
/// Cost:     O(N) for sorted samples, a few ms; with margin 0 up to 50 ms.
/// Errors:   error{bad_data} when a sample has no finite value, naming it.
[[nodiscard]] inline moved_mass moved_mass_of_numbers(const sample_pair& samples, const moved_mass_options& o = {}) {
  samples.require_values("moved_mass");
  const auto a = samples.reference(), b = samples.current();
  const double n = static_cast<double>(a.size()), m = static_cast<double>(b.size());
  const auto walk = [&](auto&& visit) {
    for (std::size_t i = 0, j = 0; i < a.size() || j < b.size();) {
      const double x = i == a.size() ? b[j] : j == b.size() ? a[i] : std::min(a[i], b[j]);
      while (i < a.size() && a[i] == x) ++i;
      while (j < b.size() && b[j] == x) ++j;
      visit(detail::two_shares{static_cast<double>(i), n, static_cast<double>(j), m});
    }
  };
  std::size_t values = 0;
  walk([&](const detail::two_shares&) { ++values; });
  const double any_p =
      o.margin > 0 || values <= detail::few_values ? 1.0 : kolmogorov_smirnov{}(samples).p_value;
  return detail::mass_of_cuts(n, m, values, 0.0, any_p, o, walk);
}

/// The same of step functions that are off by their rank errors. O(points); error{bad_data} naming the side that is
/// none.
[[nodiscard]] inline moved_mass moved_mass_of_points(const weighted_points& reference, const weighted_points& current,
                                                     const moved_mass_options& o = {}) {
  detail::require_points("moved_mass", "reference", reference);
  detail::require_points("moved_mass", "current", current);
  const double n = static_cast<double>(reference.size()), m = static_cast<double>(current.size());
  std::size_t values = 0;
  const auto walk = [&](auto&& visit) {
    values = 0;
    std::size_t i = 0, j = 0;
    while (i < reference.values.size() || j < current.values.size()) {
      const bool first = j == current.values.size() ||
                         (i < reference.values.size() && reference.values[i] <= current.values[j]);
      const double x = first ? reference.values[i] : current.values[j];
      i += i < reference.values.size() && reference.values[i] == x;
      j += j < current.values.size() && current.values[j] == x;
      ++values;
      visit(detail::two_shares{i == 0 ? 0.0 : static_cast<double>(reference.through[i - 1]), n,
                               j == 0 ? 0.0 : static_cast<double>(current.through[j - 1]), m});
    }
  };
  double distance = 0.0;
  walk([&](const detail::two_shares& s) { distance = std::max(distance, std::abs(s.difference())); });
  const double error = reference.rank_error + current.rank_error, known = std::max(0.0, distance - error);
  const std::size_t different = values;
  return detail::mass_of_cuts(n, m, different, error, kolmogorov_upper_tail(known * std::sqrt(n / (n + m) * m)), o,
                              walk);
}

}  // namespace tepid::inline v0
