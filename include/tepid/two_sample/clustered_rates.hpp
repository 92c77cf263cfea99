// tepid/two_sample/clustered_rates.hpp - small but important where rows come in clusters: a rare share that changed by a
// ratio.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numbers>
#include <numeric>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/math/distributions/binomial.hpp>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/kernels/sort.hpp>
#include <tepid/two_sample/atom_change.hpp>
#include <tepid/two_sample/design_effect.hpp>
#include <tepid/two_sample/rate_change.hpp>
#include <tepid/two_sample/share_excess.hpp>
#include <tepid/two_sample/tail_change.hpp>

namespace tepid::inline v0 {

namespace detail {

/// Rows of a set that one cluster has on either side.
struct cluster_rows {
  std::uint32_t cluster = 0;
  double reference = 0.0, current = 0.0;
};

/// Pieces of whole sizes, each of which is taken with the same probability, independently.
class taken_pieces {
 public:
  /// Of sizes above 0.
  explicit taken_pieces(std::vector<double> sizes) {
    std::sort(sizes.begin(), sizes.end());
    for (const double size : sizes) {
      if (sizes_.empty() || sizes_.back().first != size) sizes_.emplace_back(size, 0.0);
      sizes_.back().second += 1.0;
      all_ += size;
      squares_ += size * size;
      step_ = std::gcd(step_, static_cast<std::uint64_t>(size));
    }
    count_ = static_cast<double>(sizes.size());
  }

  [[nodiscard]] double count() const noexcept { return count_; }
  /// Of as many rows the sum has a variance larger by this factor than where each is a piece.
  [[nodiscard]] double design_effect() const noexcept { return all_ > 0 ? squares_ / all_ : 1.0; }

  /// P(the sizes of those taken sum to y or more), y such a sum. Exact where that costs little, and where all are of one
  /// size; else the saddlepoint's, right to some percent. Source of that: R. Lugannani and S. Rice, Adv. Appl. Probab. 12
  /// (1980) 475-490, with H. E. Daniels's correction for steps, Int. Statist. Rev. 55 (1987) 37-48.
  [[nodiscard]] double at_least(double y, double share) const {
    constexpr double most_exact_work = 1e6;
    if (!(y > 0)) return 1.0;
    if (y > all_) return 0.0;
    if (sizes_.size() == 1)
      return cdf(complement(boost::math::binomial{count_, share}, std::ceil(y / sizes_.front().first) - 1.0));
    return count_ * all_ <= most_exact_work ? exact(y, share) : saddlepoint(y - 0.5 * static_cast<double>(step_), share);
  }

 private:
  [[nodiscard]] double exact(double y, double share) const {
    std::vector<double> law(static_cast<std::size_t>(all_) + 1);
    law[0] = 1.0;
    std::size_t reached = 0;
    for (const auto& [size, times] : sizes_)
      for (double t = 0; t < times; t += 1.0) {
        const auto by = static_cast<std::size_t>(size);
        reached += by;
        for (std::size_t j = reached; j >= by; --j) law[j] = law[j] * (1.0 - share) + law[j - by] * share;
        for (std::size_t j = 0; j < by; ++j) law[j] *= 1.0 - share;
      }
    return std::min(1.0, std::accumulate(law.begin() + static_cast<std::ptrdiff_t>(y), law.end(), 0.0));
  }
  [[nodiscard]] double saddlepoint(double y, double share) const {
    const double odds = (1.0 - share) / share;
    const auto mean_at = [&](double t) {
      double sum = 0.0;
      for (const auto& [size, times] : sizes_) sum += times * size / (1.0 + odds * std::exp(-size * t));
      return sum;
    };
    if (y <= mean_at(0.0)) return 1.0;
    double low = 0.0, high = 1.0 / sizes_.back().first;
    while (mean_at(high) < y && high < 1e3) high *= 2.0;
    for (int i = 0; i < 60; ++i) {
      const double middle = 0.5 * (low + high);
      (mean_at(middle) < y ? low : high) = middle;
    }
    const double t = 0.5 * (low + high);
    double log_mean = 0.0, variance = 0.0;
    for (const auto& [size, times] : sizes_) {
      const double less = std::exp(-size * t), taken = 1.0 / (1.0 + odds * less);
      log_mean += times * (size * t + std::log(share + (1.0 - share) * less));
      variance += times * size * size * taken * (1.0 - taken);
    }
    const double w = std::sqrt(2.0 * std::max(0.0, t * y - log_mean));
    const double half = 0.5 * static_cast<double>(step_) * t;
    const double u = 2.0 * std::sinh(half) / static_cast<double>(step_) * std::sqrt(variance);
    if (!(w > 1e-3) || !(u > 0)) return 0.5;
    const double density = std::exp(-0.5 * w * w) / std::sqrt(2.0 * std::numbers::pi);
    return std::clamp(normal_above(w) + density * (1.0 / u - 1.0 / w), 0.0, 1.0);
  }

  std::vector<std::pair<double, double>> sizes_;  // size and how many
  double count_ = 0.0, all_ = 0.0, squares_ = 0.0;
  std::uint64_t step_ = 0;  // all sizes are multiples
};

}  // namespace detail

/// Shares of rows that come in clusters, for many sets of the same rows.
///
/// The p-value of a ratio is the larger of two. The first takes what a cluster has in the set as one piece: given all
///   pieces, and that those of the current rows are no more than `ratio_margin` times as many, each is of them with the
///   same probability, so its law is exact however few they are (ratio_excess_p, where each piece is one row). The second
///   is Student's, of the clusters' own variance on each side, which holds where the sides' clusters differ in kind. That
///   of a difference is Student's alone (cluster_sums). A cluster on both sides is two pieces.
/// Limits: the law of the first is of rare pieces. Measured without a change, users of 20 rows, strong effects:
///   p <= .01 in at most 1 %, p <= .001 in at most .1 % from 25 users a side on (tests/long/clusters.cpp). Counts divided
///   by the design effect, in their place, have p <= .01 in up to 15 % where few clusters have such rows.
/// Cost:   O(N) to make, O(clusters in the set) and at most some ms a set. Memory: 48 bytes a cluster, 4 a row.
class clustered_rates {
 public:
  /// The cluster of each row. The same number on both sides is the same cluster. Throws error{bad_data} for a side
  /// without rows, naming it.
  clustered_rates(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> current)
      : places_{reference, current}, sums_{places_.size()} {
    detail::require_clusters("reference", reference.size(), reference.size());
    detail::require_clusters("current", current.size(), current.size());
    for (std::size_t c = 0; c < places_.size(); ++c) sums_.rows(places_.rows_before[c], places_.rows_now[c]);
  }

  [[nodiscard]] std::size_t reference_clusters() const noexcept { return places_.clusters_before; }
  [[nodiscard]] std::size_t current_clusters() const noexcept { return places_.clusters_now; }
  /// As many clusters of one size would tell of a share of the rows: L. Kish's (sum w)^2 / sum w^2.
  [[nodiscard]] double reference_effective() const noexcept { return sums_.now().effective_before; }
  [[nodiscard]] double current_effective() const noexcept { return sums_.now().effective_now; }

  /// One share, named beforehand. in_reference(i), in_current(i): is row i in the set?
  template <class A, class B>
  [[nodiscard]] rate_change change(A&& in_reference, B&& in_current, const rate_change_options& o = {}) {
    return change_of(rows_of(in_reference, in_current), o);
  }
  /// P-value of a share that changed by at most `margin`, in [0, 1): as moved_mass_of_clusters of one set.
  template <class A, class B>
  [[nodiscard]] double margin_p(A&& in_reference, B&& in_current, double margin) {
    const std::vector<detail::cluster_rows> set = rows_of(in_reference, in_current);
    const inside now{*this, set};
    return sums_.now().growing().apart_p(margin);
  }

  /// As tail_change_of: the thresholds come from the reference itself. What of a cluster lies beyond them is one piece;
  /// beyond all of the reference's values one piece of the reference is counted, that of its extreme.
  /// Throws error{bad_argument} unless there is a value for each row, error{bad_data} for one that is not finite.
  [[nodiscard]] tail_change tails(std::span<const double> reference, std::span<const double> current,
                                  const small_share_options& options = {}) {
    require("reference", reference.size(), places_.reference.size());
    require("current", current.size(), places_.current.size());
    const std::vector<double> sorted = kernels::sorted_finite(reference);
    if (sorted.size() != reference.size())
      throw error{errc::bad_data, "reference", "tail_change: a clustered value is not finite"};
    const rate_change_options o = options.of_rare();
    tail_change t;
    const auto tail = [&](detail::tail_start from, double sign, double& threshold) {
      threshold = from.threshold;
      const auto beyond = [&](std::size_t i) { return sign * reference[i] > sign * from.threshold; };
      const auto strict = rows_of(beyond, [&](std::size_t i) { return sign * current[i] > sign * from.threshold; });
      rate_change found = change_of(strict, o, direction::grew);
      if (found.p < 1) return found;
      // What is between the threshold and the reference's next value counts against a fall.
      const auto closed = rows_of(beyond, [&](std::size_t i) { return sign * current[i] >= sign * from.next; });
      found.p = change_of(closed, o, direction::fell).p;
      return found;
    };
    const auto beyond_all = [&](double extreme, double sign) {
      const auto set = rows_of([&](std::size_t i) { return reference[i] == extreme; },
                               [&](std::size_t i) { return sign * current[i] > sign * extreme; });
      rate_change found = change_of(set, o, direction::grew);
      found.reference = 0.0;
      found.ratio = found.current > 0 ? std::numeric_limits<double>::infinity() : std::numeric_limits<double>::quiet_NaN();
      found.ratio_high = std::numeric_limits<double>::infinity();
      return found;
    };
    t.above = tail(detail::tail_start::above(sorted, options.tail), 1.0, t.above_threshold);
    t.below = tail(detail::tail_start::below(sorted, options.tail), -1.0, t.below_threshold);
    t.highest = sorted.back();
    t.lowest = sorted.front();
    t.above_all = beyond_all(t.highest, 1.0);
    t.below_all = beyond_all(t.lowest, -1.0);
    t.finish();
    return t;
  }

  /// As atom_change_of: each value that repeats as a category. Errors as of tails().
  [[nodiscard]] atom_change atoms(std::span<const double> reference, std::span<const double> current,
                                  const small_share_options& o = {}) {
    const std::vector<double> a = kernels::sorted_finite(reference), b = kernels::sorted_finite(current);
    const detail::surest_share rows{places_.n, places_.m, o};
    const std::vector<detail::atom> atoms = detail::atoms_of(a, b, rows.fewest());
    if (atoms.empty()) return {};
    const auto places = [&](std::span<const double> side) {
      std::vector<std::uint32_t> of(side.size(), no_category);
      for (std::size_t i = 0; i < side.size(); ++i) {
        const auto at = std::lower_bound(atoms.begin(), atoms.end(), side[i],
                                         [](const detail::atom& left, double x) { return left.value < x; });
        if (at != atoms.end() && at->value == side[i]) of[i] = static_cast<std::uint32_t>(at - atoms.begin());
      }
      return of;
    };
    return detail::as_atom(rare_category(places(reference), places(current), atoms.size(), o), atoms);
  }

  static constexpr std::uint32_t no_category = std::numeric_limits<std::uint32_t>::max();

  /// As rare_category_change_of, of categories 0 .. k - 1. How many are looked at follows from their rows and pieces,
  /// not from how these divide. Rows of `no_category` are in none.
  /// Throws error{bad_argument} unless there is a category for each row, below k.
  [[nodiscard]] rare_category_change rare_category(std::span<const std::uint32_t> reference,
                                                   std::span<const std::uint32_t> current, std::size_t k,
                                                   const small_share_options& o = {}) {
    require("reference", reference.size(), places_.reference.size());
    require("current", current.size(), places_.current.size());
    std::vector<double> before(k), now(k);
    for (const bool current_side : {false, true})
      for (const std::uint32_t c : current_side ? current : reference) {
        if (c == no_category) continue;
        if (c >= k) throw error{errc::bad_argument, "categories", "rate_change: a category of k or more"};
        ++(current_side ? now : before)[c];
      }
    const detail::fewest_of_a_share fewest{places_.n, places_.m, o};
    const auto smaller_share = [&](std::size_t c) { return std::min(before[c] / places_.n, now[c] / places_.m); };
    rare_category_change r;
    std::vector<std::uint8_t> wanted(k);
    for (std::size_t c = 0; c < k; ++c) {
      if (before[c] + now[c] < fewest.both()) continue;
      wanted[c] = o.of(smaller_share(c)).has_value();
      r.looked_at += wanted[c] == 0;  // of so many rows the pieces are enough
    }
    // The rows of the others by category and cluster; the second is the side.
    std::vector<std::pair<std::uint64_t, bool>> cells;
    for (const bool current_side : {false, true}) {
      const auto& side = current_side ? current : reference;
      const auto& places = current_side ? places_.current : places_.reference;
      for (std::size_t i = 0; i < side.size(); ++i)
        if (side[i] != no_category && wanted[side[i]] != 0)
          cells.emplace_back(std::uint64_t{side[i]} << 32 | places[i], current_side);
    }
    std::sort(cells.begin(), cells.end());
    r.change.p = 1.0;
    std::vector<detail::cluster_rows> set;
    for (std::size_t i = 0, j = 0; i < cells.size(); i = j) {
      set.clear();
      const auto category = static_cast<std::size_t>(cells[i].first >> 32);
      double pieces = 0.0;
      for (; j < cells.size() && cells[j].first >> 32 == category; ++j) {
        const auto cluster = static_cast<std::uint32_t>(cells[j].first);
        if (set.empty() || set.back().cluster != cluster) set.push_back({.cluster = cluster});
        double& of_side = cells[j].second ? set.back().current : set.back().reference;
        pieces += of_side == 0;
        of_side += 1.0;
      }
      if (pieces < fewest.certain) continue;
      ++r.looked_at;
      const rate_change found = change_of(set, *o.of(smaller_share(category)));
      if (!(found.p < r.change.p)) continue;
      r.change = found;
      r.category = category;
    }
    r.change.p = std::min(1.0, r.change.p * static_cast<double>(std::max<std::size_t>(1, r.looked_at)));
    return r;
  }

 private:
  enum class direction : std::uint8_t { either, grew, fell };

  /// A set while it is in the sums.
  class inside {
   public:
    inside(clustered_rates& all, std::span<const detail::cluster_rows> set) : all_{all}, set_{set} { add(1.0); }
    ~inside() { add(-1.0); }
    inside(const inside&) = delete;
    inside& operator=(const inside&) = delete;

   private:
    void add(double sign) noexcept {
      for (const auto& [c, x, y] : set_)
        all_.sums_.add(c, sign * x, sign * y, all_.places_.rows_before[c], all_.places_.rows_now[c]);
    }
    clustered_rates& all_;
    std::span<const detail::cluster_rows> set_;
  };

  static void require(std::string_view side, std::size_t values, std::size_t rows) {
    if (values != rows)
      throw error{errc::bad_argument, side, "rate_change: the " + std::string{side} + " rows need a cluster each"};
  }

  template <class A, class B>
  [[nodiscard]] std::vector<detail::cluster_rows> rows_of(A&& in_reference, B&& in_current) {
    std::vector<detail::cluster_rows> set;
    where_.resize(places_.size(), 0);  // one more than the place in `set`
    const auto of = [&](std::uint32_t cluster) -> detail::cluster_rows& {
      if (where_[cluster] == 0) {
        set.push_back({.cluster = cluster});
        where_[cluster] = static_cast<std::uint32_t>(set.size());
      }
      return set[where_[cluster] - 1];
    };
    for (std::size_t i = 0; i < places_.reference.size(); ++i)
      if (in_reference(i)) of(places_.reference[i]).reference += 1.0;
    for (std::size_t i = 0; i < places_.current.size(); ++i)
      if (in_current(i)) of(places_.current[i]).current += 1.0;
    for (const auto& rows : set) where_[rows.cluster] = 0;
    return set;
  }

  [[nodiscard]] rate_change change_of(std::span<const detail::cluster_rows> set, const rate_change_options& o,
                                      direction way = direction::either) {
    detail::two_shares s{0.0, places_.n, 0.0, places_.m};
    std::vector<double> sizes;
    for (const auto& rows : set) {
      s.x += rows.reference;
      s.y += rows.current;
      for (const double size : {rows.reference, rows.current})
        if (size > 0) sizes.push_back(size);
    }
    const detail::taken_pieces pieces{std::move(sizes)};
    const double less = 1.0 / std::max(1.0, pieces.design_effect());
    rate_change r;
    detail::set_ratio(r, s.x * less, s.n * less, s.y * less, s.m * less, o.confidence);
    const bool grew = s.difference() > 0;
    if (way != direction::either && grew != (way == direction::grew)) return r;
    if (!(std::abs(s.difference()) > o.least_difference)) return r;
    const double up = grew ? o.ratio_margin * s.m : o.ratio_margin * s.n, down = grew ? s.n : s.m;
    double p = pieces.at_least(grew ? s.y : s.x, up / (up + down));
    const inside now{*this, set};
    auto by_ratio = grew ? sums_.now(o.ratio_margin, 1.0) : sums_.now(1.0, o.ratio_margin);
    if (!grew) by_ratio.shares_apart = -by_ratio.shares_apart;
    p = std::max({p, by_ratio.above(0.0), sums_.now().growing().above(o.least_difference)});
    r.p = detail::with_other_side(p, s.x * less, s.y * less, o.ratio_margin);
    return r;
  }

  detail::cluster_places places_;
  detail::cluster_sums sums_;
  std::vector<std::uint32_t> where_;
};

}  // namespace tepid::inline v0
