// tepid/two_sample/design_effect.hpp - rows that come in clusters, as of one user, and rows that resemble their
// neighbours.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/math/distributions/students_t.hpp>

#include <tepid/core/error.hpp>
#include <tepid/numerics/normal.hpp>
#include <tepid/two_sample/counts.hpp>
#include <tepid/two_sample/moved_mass.hpp>

namespace tepid::inline v0 {

/// Rows with the cluster that each belongs to; the same number on both sides is the same cluster.
struct clustered_categories {
  std::span<const std::uint32_t> categories;
  std::span<const std::uint64_t> clusters;
};
struct clustered_numbers {
  std::span<const double> values;  ///< Finite, in any order.
  std::span<const std::uint64_t> clusters;
};

/// A moved_mass of clustered rows, and how much less each side tells than as many independent rows: Kish's design
/// effect of the share that was tested. Effective rows are rows / deff.
struct clustered_mass {
  moved_mass mass;
  double reference_deff = 1.0, current_deff = 1.0;
  std::size_t reference_clusters = 0, current_clusters = 0;
};

/// Do neighbouring rows resemble each other?
struct resemblance {
  double rho = 0.0;     ///< Lag-1 correlation: of ranks, or the share of equal neighbours beyond chance.
  double p = 1.0;       ///< Of rows in random order, one-sided.
  double factor = 1.0;  ///< (1 + rho) / (1 - rho): by so much the rows are too many, if rho falls off geometrically.
};

namespace detail {

/// Numbers of clusters as 0, 1, ..., the same on both sides.
struct cluster_places {
  std::vector<std::uint32_t> reference, current;
  std::vector<double> rows_before, rows_now;  ///< Of each cluster.
  double n = 0.0, m = 0.0;
  std::size_t clusters_before = 0, clusters_now = 0;

  cluster_places(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b) {
    std::uint64_t largest = 0;
    for (const auto side : {a, b})
      for (const std::uint64_t id : side) largest = std::max(largest, id);
    if (largest / 4 <= a.size() + b.size()) {  // numbered one after the other: nothing to sort
      std::vector<std::uint32_t> place_of(static_cast<std::size_t>(largest) + 1);
      for (const auto side : {a, b})
        for (const std::uint64_t id : side) place_of[id] = 1;
      std::uint32_t next = 0;
      for (std::uint32_t& at : place_of) at = at != 0 ? next++ : 0;
      take(a, b, next, [&](std::uint64_t id) { return place_of[id]; });
      return;
    }
    std::vector<std::uint64_t> ids(a.begin(), a.end());
    ids.insert(ids.end(), b.begin(), b.end());
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    take(a, b, ids.size(), [&](std::uint64_t id) {
      return static_cast<std::uint32_t>(std::lower_bound(ids.begin(), ids.end(), id) - ids.begin());
    });
  }
  [[nodiscard]] std::size_t size() const noexcept { return rows_before.size(); }

 private:
  template <class Place>
  void take(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b, std::size_t clusters, Place&& place) {
    rows_before.assign(clusters, 0.0);
    rows_now.assign(clusters, 0.0);
    reference.reserve(a.size());
    current.reserve(b.size());
    for (const std::uint64_t id : a) ++rows_before[reference.emplace_back(place(id))];
    for (const std::uint64_t id : b) ++rows_now[current.emplace_back(place(id))];
    n = static_cast<double>(a.size());
    m = static_cast<double>(b.size());
    for (std::size_t c = 0; c < clusters; ++c) {
      clusters_before += rows_before[c] > 0;
      clusters_now += rows_now[c] > 0;
    }
  }
};

/// Sums over clusters from which the variance of a difference of shares follows at any time, while rows enter the set
/// one by one. Of side s: x its rows of the cluster in the set, w all of them, u = (x - share w) / rows.
class cluster_sums {
 public:
  explicit cluster_sums(std::size_t clusters) : x_(clusters), y_(clusters) {}

  /// All rows of a cluster that can be in a set.
  void rows(double n, double m) noexcept {
    n_ += n;
    m_ += m;
    nn_ += n * n;
    mm_ += m * m;
    nm_ += n * m;
  }
  /// x and y more rows of cluster c, which has n and m in all, are in the set; negative ones leave it, without a trace.
  void add(std::size_t c, double x, double y, double n, double m) noexcept {
    xx_ += x * (x + 2.0 * x_[c]);
    yy_ += y * (y + 2.0 * y_[c]);
    xy_ += (x_[c] + x) * (y_[c] + y) - x_[c] * y_[c];
    xn_ += x * n;
    ym_ += y * m;
    xm_ += x * m;
    yn_ += y * n;
    x_[c] += x;
    y_[c] += y;
    x_all_ += x;
    y_all_ += y;
  }
  void empty_set() noexcept {
    std::fill(x_.begin(), x_.end(), 0.0);
    std::fill(y_.begin(), y_.end(), 0.0);
    xx_ = yy_ = xy_ = xn_ = ym_ = xm_ = yn_ = x_all_ = y_all_ = 0.0;
  }

  /// A difference of shares, its standard error and the degrees of freedom that it has.
  struct difference {
    double shares_apart = 0.0, error = 0.0, freedom = 1.0, deff_before = 1.0, deff_now = 1.0;
    double effective_before = 1.0, effective_now = 1.0;

    [[nodiscard]] difference growing() const noexcept {
      difference d = *this;
      d.shares_apart = std::abs(d.shares_apart);
      return d;
    }
    /// P(a difference as large | the true one is delta).
    [[nodiscard]] double above(double delta) const {
      if (!(error > 0)) return shares_apart > delta && freedom > 1 ? 0.0 : 1.0;
      return cdf(complement(boost::math::students_t{freedom}, (shares_apart - delta) / error));
    }
    /// Of at most delta on either side.
    [[nodiscard]] double apart_p(double delta) const {
      return shares_apart > delta ? std::min(1.0, above(delta) + above(-delta)) : 1.0;
    }
    /// No less than Student's quantile where the normal law has z, in a hundredth of the time: half as much again of the
    /// first term of its expansion in 1 / freedom, and the second. Checked from 8 degrees on and z up to 4.3;
    /// of fewer a number beyond all.
    [[nodiscard]] double most_of_student(double z) const noexcept {
      if (freedom < 8) return 1e9;
      const double zz = z * z, first = z * (zz + 1.0) / (4.0 * freedom);
      return z + 1.5 * first + z * ((5.0 * zz + 16.0) * zz + 3.0) / (96.0 * freedom * freedom);
    }
    [[nodiscard]] double reach(double tail) const {
      return error > 0 ? -quantile(boost::math::students_t{freedom}, tail) * error : 0.0;
    }
  };
  /// Of `now_times` the current share less `before_times` the reference's.
  [[nodiscard]] difference now(double before_times = 1.0, double now_times = 1.0) const noexcept {
    difference d;
    if (n_ == 0 || m_ == 0) return d;
    const double p = x_all_ / n_, q = y_all_ / m_;
    d.shares_apart = now_times * q - before_times * p;
    d.effective_before = n_ * n_ / nn_;
    d.effective_now = m_ * m_ / mm_;
    const double before = std::max(1.0, d.effective_before - 1.0), now = std::max(1.0, d.effective_now - 1.0);
    const double v = std::max(0.0, xx_ - 2.0 * p * xn_ + p * p * nn_) / (n_ * n_) * (1.0 + 1.0 / before);
    const double w = std::max(0.0, yy_ - 2.0 * q * ym_ + q * q * mm_) / (m_ * m_) * (1.0 + 1.0 / now);
    const double both = (xy_ - q * xm_ - p * yn_ + p * q * nm_) / (n_ * m_);
    const double of_before = before_times * before_times * v, of_now = now_times * now_times * w;
    const double sum = of_before + of_now;
    d.error = std::sqrt(std::max(0.0, sum - 2.0 * before_times * now_times * both));
    d.freedom = sum > 0 ? sum * sum / (of_before * of_before / before + of_now * of_now / now) : 1.0;
    d.deff_before = p > 0 && p < 1 ? v / (p * (1.0 - p) / n_) : 1.0;
    d.deff_now = q > 0 && q < 1 ? w / (q * (1.0 - q) / m_) : 1.0;
    return d;
  }

 private:
  std::vector<double> x_, y_;
  double n_ = 0.0, m_ = 0.0, nn_ = 0.0, mm_ = 0.0, nm_ = 0.0;
  double xx_ = 0.0, yy_ = 0.0, xy_ = 0.0, xn_ = 0.0, ym_ = 0.0, xm_ = 0.0, yn_ = 0.0, x_all_ = 0.0, y_all_ = 0.0;
};

/// low, p and the rest from the tested difference, one of so many.
inline void decide_clustered(clustered_mass& out, const cluster_sums::difference& tested, double sets, double far,
                             const moved_mass_options& o, double fewer) {
  moved_mass& r = out.mass;
  const cluster_sums::difference d = tested.growing();
  r.p = std::min(1.0, sets * d.apart_p(o.margin));
  out.reference_deff = tested.deff_before;
  out.current_deff = tested.deff_now;
  double low = 0.0, high = d.shares_apart;
  for (int i = 0; i < 50; ++i) {
    const double middle = 0.5 * (low + high);
    (sets * d.apart_p(middle) <= o.near_error ? low : high) = middle;
  }
  r.low = low;
  r.high = far;
  const double near = d.reach(o.near_error / sets), gap = r.high - r.estimate;
  settle(r, o);
  r.n_needed = needed_rows(r, o.margin, near, gap, fewer);
}

inline void require_clusters(std::string_view side, std::size_t rows, std::size_t clusters) {
  if (rows != clusters)
    throw error{errc::bad_argument, side, "moved_mass: the " + std::string{side} + " rows need a cluster each"};
  if (rows == 0) throw error{errc::bad_data, side, "moved_mass: the " + std::string{side} + " sample is empty"};
}

/// Numbers are cut at the quantiles of both samples together, so many cells for p and low.
inline constexpr std::size_t clustered_cells = 16;

}  // namespace detail

/// moved_mass_of_numbers where rows come in clusters.
///
/// low, p: the share at or below each of 15 quantiles of both samples together (or of each of at most 12 different
///         values), its difference by the clusters' own variance and Student's law (Welch's degrees of freedom, of as
///         many clusters as weigh equally); p times the number of cuts. A cluster on both sides lowers the variance by
///         what it repeats.
/// high:   the largest one-sided limit over all values, as there.
/// Limits: measured with intraclass correlations of 0 to .9, 20 rows a cluster or uneven ones, no change: p <= .01 in
///         at most 1.3 % from 20 clusters a side on, in 1.7 % with 5 to 10; with those low is above the distance in up
///         to 3.4 %.
/// Cost:   O(N log N). Errors: error{bad_argument} for rows without clusters, error{bad_data} for an empty side or a
///         value that is not finite.
/// Source: L. Kish, Survey Sampling, 1965; F. E. Satterthwaite, Biometrics Bull. 2 (1946) 110-114.
[[nodiscard]] inline clustered_mass moved_mass_of_clusters(const clustered_numbers& reference,
                                                           const clustered_numbers& current,
                                                           const moved_mass_options& o = {}) {
  detail::require_clusters("reference", reference.values.size(), reference.clusters.size());
  detail::require_clusters("current", current.values.size(), current.clusters.size());
  const detail::cluster_places places{reference.clusters, current.clusters};
  struct row {
    double value;
    std::uint32_t cluster;
    bool now;
  };
  std::vector<row> rows;
  for (const bool now : {false, true}) {
    const auto& side = now ? current : reference;
    for (std::size_t i = 0; i < side.values.size(); ++i) {
      if (!is_finite(side.values[i]))
        throw error{errc::bad_data, now ? "current" : "reference", "moved_mass: a clustered value is not finite"};
      rows.push_back({side.values[i], now ? places.current[i] : places.reference[i], now});
    }
  }
  std::sort(rows.begin(), rows.end(), [](const row& x, const row& y) { return x.value < y.value; });
  std::size_t values = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) values += i == 0 || rows[i].value != rows[i - 1].value;
  detail::cluster_sums sums{places.size()};
  for (std::size_t c = 0; c < places.size(); ++c) sums.rows(places.rows_before[c], places.rows_now[c]);
  clustered_mass out{.mass = {.method = values < 2 ? "one value" : "clusters, every cut"},
                     .reference_clusters = places.clusters_before,
                     .current_clusters = places.clusters_now};
  detail::cluster_sums::difference best = sums.now();
  const double before = best.effective_before, now = best.effective_now, fewer = std::min(places.n, places.m);
  const bool few = values <= detail::few_values;
  double distance = 0.0, most = -1.0, sets = 0.0, next = 1.0;
  // A value that neither side has shown: as of so many clusters.
  const double z = -normal_quantile(o.far_error);
  double high =
      std::max(detail::score_high({0.0, before, 0.0, now}, z), detail::score_high({0.0, now, 0.0, before}, z));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const row& here = rows[i];
    sums.add(here.cluster, here.now ? 0.0 : 1.0, here.now ? 1.0 : 0.0, places.rows_before[here.cluster],
             places.rows_now[here.cluster]);
    if (i + 1 == rows.size()) break;
    if (rows[i + 1].value == here.value) continue;
    const auto d = sums.now();
    const double apart = std::abs(d.shares_apart);
    distance = std::max(distance, apart);
    if (apart + d.error * d.most_of_student(z) > high) high = std::max(high, apart + d.reach(o.far_error));
    const double share = static_cast<double>(i + 1) / static_cast<double>(rows.size()) * detail::clustered_cells;
    if (!few && share < next) continue;
    next = std::floor(share) + 1.0;
    sets += 1.0;
    const double score = d.error > 0 ? (apart - o.margin) / d.error : apart > o.margin ? 1e9 : -1e9;
    if (sets == 1 || score > most) {
      most = score;
      best = d;
    }
  }
  const double chance = 0.86873116 * std::sqrt(best.deff_before / places.n + best.deff_now / places.m);
  out.mass.estimate = std::sqrt(std::max(0.0, distance * distance - chance * chance));
  detail::decide_clustered(out, best, std::max(1.0, sets), std::min(1.0, high), o, fewer);
  return out;
}

/// moved_mass_of_counts where rows come in clusters; categories are 0 .. k - 1.
///
/// low, p: up to 8 categories every set, as there; beyond, the clusters and not the rows are in ten random blocks, so
///         what chooses a set and what tests it are independent. Variances as of clustered numbers.
/// high:   up to 8 categories the largest limit over all sets; beyond, the plug-in and the widest error of a set whose
///         rows are alike within each cluster.
/// Cost:   O(rows log clusters + k clusters up to 8 categories). Errors: as of clustered numbers; error{bad_argument}
///         for a category of k or more.
[[nodiscard]] inline clustered_mass moved_mass_of_clusters(const clustered_categories& reference,
                                                           const clustered_categories& current, std::size_t k,
                                                           const moved_mass_options& o = {}) {
  detail::require_clusters("reference", reference.categories.size(), reference.clusters.size());
  detail::require_clusters("current", current.categories.size(), current.clusters.size());
  std::vector<double> a(k), b(k);
  for (const bool now : {false, true})
    for (const std::uint32_t c : (now ? current : reference).categories) {
      if (c >= k)
        throw error{errc::bad_argument, now ? "current" : "reference",
                    "moved_mass: category " + std::to_string(c) + " of " + std::to_string(k)};
      ++(now ? b : a)[c];
    }
  const detail::cluster_places places{reference.clusters, current.clusters};
  const double n = places.n, m = places.m, fewer = std::min(n, m);
  clustered_mass out{.mass = {}, .reference_clusters = places.clusters_before, .current_clusters = places.clusters_now};
  // Categories that are there, in the order of their counts, so that the names are no matter.
  std::vector<std::uint32_t> order, place(k, 0);
  for (std::uint32_t c = 0; c < k; ++c)
    if (a[c] + b[c] > 0) order.push_back(c);
  std::sort(order.begin(), order.end(), [&](std::uint32_t x, std::uint32_t y) {
    return std::pair{a[x] + b[x], a[x]} > std::pair{a[y] + b[y], a[y]};
  });
  for (std::uint32_t i = 0; i < order.size(); ++i) place[order[i]] = i;
  double plug_in = 0.0;
  for (const std::uint32_t c : order) plug_in += 0.5 * std::abs(a[c] / n - b[c] / m);
  detail::cluster_sums sums{places.size()};
  detail::cluster_sums::difference best;
  const double z = -normal_quantile(o.far_error);
  double sets = 1.0, high = 0.0;
  const auto all_rows = [&] {
    for (std::size_t c = 0; c < places.size(); ++c) sums.rows(places.rows_before[c], places.rows_now[c]);
  };
  if (order.size() < 2) {
    out.mass.method = "one category";
    all_rows();
    best = sums.now();
    high = std::max(detail::score_high({0.0, best.effective_before, 0.0, best.effective_now}, z),
                    detail::score_high({0.0, best.effective_now, 0.0, best.effective_before}, z));
  } else if (order.size() <= detail::most_enumerated) {
    out.mass.method = "clusters, every set";
    all_rows();
    const std::size_t width = order.size();
    std::vector<double> x(places.size() * width), y(places.size() * width);
    for (std::size_t i = 0; i < places.reference.size(); ++i)
      ++x[places.reference[i] * width + place[reference.categories[i]]];
    for (std::size_t i = 0; i < places.current.size(); ++i)
      ++y[places.current[i] * width + place[current.categories[i]]];
    sets = static_cast<double>((std::uint64_t{1} << (width - 1)) - 1);
    double most = 0.0;
    for (std::uint64_t set = 1; set < std::uint64_t{1} << (width - 1); ++set) {
      sums.empty_set();
      for (std::size_t c = 0; c < places.size(); ++c) {
        double in_x = 0.0, in_y = 0.0;
        for (std::size_t i = 0; i + 1 < width; ++i)
          if (set >> i & 1) {
            in_x += x[c * width + i];
            in_y += y[c * width + i];
          }
        sums.add(c, in_x, in_y, places.rows_before[c], places.rows_now[c]);
      }
      const auto d = sums.now();
      const double apart = std::abs(d.shares_apart);
      const double score = d.error > 0 ? (apart - o.margin) / d.error : apart > o.margin ? 1e9 : -1e9;
      if (set == 1 || score > most) {
        most = score;
        best = d;
      }
      high = std::max({high, apart + d.reach(o.far_error),
                       detail::score_high({0.0, d.effective_before, 0.0, d.effective_now}, z)});
    }
  } else {
    out.mass.method = "clusters, set from others";
    std::vector<std::uint64_t> block(places.size());
    random_source random{order.size(), places.size()};
    for (std::uint64_t& at : block) at = random.below(detail::mass_blocks);
    // Rows in the order of their blocks.
    std::array<std::vector<std::pair<std::uint32_t, std::uint32_t>>, detail::mass_blocks> before, now;
    for (std::size_t i = 0; i < places.reference.size(); ++i)
      before[block[places.reference[i]]].emplace_back(place[reference.categories[i]], places.reference[i]);
    for (std::size_t i = 0; i < places.current.size(); ++i)
      now[block[places.current[i]]].emplace_back(place[current.categories[i]], places.current[i]);
    std::vector<double> seen_a(order.size()), seen_b(order.size());
    std::vector<std::size_t> step(order.size());
    double seen_n = 0.0, seen_m = 0.0;
    detail::growing_set set;
    for (std::uint64_t at = 0; at < detail::mass_blocks; ++at) {
      if (seen_n > 0 && seen_m > 0) {
        for (std::size_t i = 0; i < step.size(); ++i)
          step[i] = detail::growing_set::step_of(seen_a[i], seen_n, seen_b[i], seen_m);
        detail::rows_by_step x{}, y{};
        for (const auto& [c, who] : before[at]) ++x[step[c]];
        for (const auto& [c, who] : now[at]) ++y[step[c]];
        const bool test = at >= 2;
        const std::size_t chosen = set.add(x, y, test, o.margin);
        if (test) {
          for (std::size_t c = 0; c < places.size(); ++c)
            if (block[c] == at) sums.rows(places.rows_before[c], places.rows_now[c]);
          for (const auto& [c, who] : before[at])
            if (step[c] > chosen) sums.add(who, 1.0, 0.0, places.rows_before[who], places.rows_now[who]);
          for (const auto& [c, who] : now[at])
            if (step[c] > chosen) sums.add(who, 0.0, 1.0, places.rows_before[who], places.rows_now[who]);
        }
      }
      for (const auto& [c, who] : before[at]) ++seen_a[c];
      for (const auto& [c, who] : now[at]) ++seen_b[c];
      seen_n += static_cast<double>(before[at].size());
      seen_m += static_cast<double>(now[at].size());
    }
    best = sums.now();
    if (best.shares_apart < 0) best.shares_apart = 0.0;  // the set was to have grown
    detail::cluster_sums whole{places.size()};
    for (std::size_t c = 0; c < places.size(); ++c) whole.rows(places.rows_before[c], places.rows_now[c]);
    const auto all = whole.now();
    high = detail::high_of_any_set(plug_in, all.effective_before, all.effective_now, z);
  }
  std::vector<std::uint64_t> counts_a, counts_b;
  for (const std::uint32_t c : order) {
    counts_a.push_back(static_cast<std::uint64_t>(a[c]));
    counts_b.push_back(static_cast<std::uint64_t>(b[c]));
  }
  const double deff = std::max(1.0, 0.5 * (best.deff_before + best.deff_now));
  const double chance =
      detail::chance_of_counts{detail::checked_counts("moved_mass", counts_a, counts_b)}.mean() * std::sqrt(deff);
  out.mass.estimate = std::sqrt(std::max(0.0, plug_in * plug_in - chance * chance));
  if (order.size() > detail::most_enumerated) out.mass.estimate = 0.5 * (out.mass.estimate + best.shares_apart);
  detail::decide_clustered(out, best, sets, std::min(1.0, high), o, fewer);
  return out;
}

/// Design effect of categories, after Rao and Scott's first order: the mean of the categories' own ones, each weighted
/// by one less its share, over k - 1: a chi-squared statistic over this has the law that it has of independent rows.
/// 1 with one category or cluster. Source: J. N. K. Rao and A. J. Scott, Ann. Statist. 12 (1984) 46-60.
[[nodiscard]] inline double category_design_effect(const clustered_categories& rows, std::size_t k) {
  detail::require_clusters("reference", rows.categories.size(), rows.clusters.size());
  const detail::cluster_places places{rows.clusters, {}};
  const double n = places.n, clusters = static_cast<double>(places.size());
  std::vector<std::pair<std::uint64_t, std::uint32_t>> cells;  // category, cluster
  for (std::size_t i = 0; i < rows.categories.size(); ++i) {
    if (rows.categories[i] >= k) throw error{errc::bad_argument, "reference", "design_effect: a category of k or more"};
    cells.emplace_back(rows.categories[i], places.reference[i]);
  }
  if (clusters < 2) return 1.0;
  std::sort(cells.begin(), cells.end());
  double squares = 0.0, sum = 0.0, used = 0.0;
  for (const double w : places.rows_before) squares += w * w;
  for (std::size_t i = 0, j = 0; i < cells.size(); i = j) {
    double xx = 0.0, xw = 0.0, x_all = 0.0;
    while (j < cells.size() && cells[j].first == cells[i].first) {
      std::size_t same = j;
      while (same < cells.size() && cells[same] == cells[j]) ++same;
      const double x = static_cast<double>(same - j);
      xx += x * x;
      xw += x * places.rows_before[cells[j].second];
      x_all += x;
      j = same;
    }
    const double p = x_all / n;
    const double variance = (xx - 2.0 * p * xw + p * p * squares) / (n * n) * clusters / (clusters - 1.0);
    sum += variance * n / p;  // (1 - p) times the design effect
    used += 1.0;
  }
  return used < 2 ? 1.0 : sum / (used - 1.0);
}

/// Numbers in the order of the rows: the lag-1 correlation of their ranks. Missing values are to be left out before.
/// O(N log N). Source: A. Wald and J. Wolfowitz, Ann. Math. Statist. 14 (1943) 378-388.
[[nodiscard]] inline resemblance neighbours_resemble(std::span<const double> values) {
  resemblance r;
  const std::size_t n = values.size();
  if (n < 3) return r;
  std::vector<std::size_t> order(n);
  for (std::size_t i = 0; i < n; ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) { return values[i] < values[j]; });
  std::vector<double> rank(n);
  const double middle = 0.5 * static_cast<double>(n - 1);
  double squares = 0.0;
  for (std::size_t i = 0, j = 0; i < n; i = j) {
    while (j < n && values[order[j]] == values[order[i]]) ++j;
    const double at = 0.5 * static_cast<double>(i + j - 1) - middle;
    for (std::size_t t = i; t < j; ++t) rank[order[t]] = at;
    squares += at * at * static_cast<double>(j - i);
  }
  if (squares == 0) return r;
  double sum = 0.0;
  for (std::size_t i = 1; i < n; ++i) sum += rank[i] * rank[i - 1];
  const double rows = static_cast<double>(n);
  r.rho = std::clamp(sum / squares, -1.0, 1.0 - 1e-9);
  r.p = detail::normal_above((r.rho + 1.0 / rows) * std::sqrt(rows));
  r.factor = std::max(1.0, (1.0 + r.rho) / (1.0 - r.rho));
  return r;
}

/// Categories 0 .. k - 1 in the order of the rows: how often neighbours are equal, beyond chance. O(N + k).
/// Source: P. A. P. Moran, J. Roy. Statist. Soc. B 10 (1948) 243-251 (join counts).
[[nodiscard]] inline resemblance neighbours_resemble(std::span<const std::uint32_t> categories, std::size_t k) {
  resemblance r;
  if (categories.size() < 3) return r;
  std::vector<double> counts(k);
  for (const std::uint32_t c : categories) {
    if (c >= k) throw error{errc::bad_argument, "categories", "neighbours_resemble: a category of k or more"};
    ++counts[c];
  }
  const double n = static_cast<double>(categories.size()), pairs = n - 1.0;
  double equal = 0.0, two = 0.0, three = 0.0;
  for (std::size_t i = 1; i < categories.size(); ++i) equal += categories[i] == categories[i - 1];
  for (const double c : counts) {
    two += c / n * ((c - 1.0) / (n - 1.0));
    three += c / n * (c / n) * (c / n);
  }
  const double variance = pairs * std::max(0.0, two - 2.0 * three + two * two);
  if (!(two < 1) || variance == 0) return r;
  r.rho = std::clamp((equal / pairs - two) / (1.0 - two), -1.0, 1.0 - 1e-9);
  r.p = detail::normal_above((equal - 0.5 - pairs * two) / std::sqrt(variance));
  r.factor = std::max(1.0, (1.0 + r.rho) / (1.0 - r.rho));
  return r;
}

}  // namespace tepid::inline v0
