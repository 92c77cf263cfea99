// tepid/monitors/profile_merge.hpp - the profile of shards from the profiles of each.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tepid/core/error.hpp>
#include <tepid/monitors/profile.hpp>

namespace tepid::inline v0 {

namespace detail {

/// Points of two distributions as one. Values between two points of one side are put right before the second of them,
/// wherever points of the other lie: so far they may be misplaced.
class merged_points {
 public:
  merged_points(const ecdf& a, const ecdf& b) {
    const std::vector<point> x = points_of(a), y = points_of(b);
    std::uint64_t waiting = 0;
    for (std::size_t i = 0, j = 0; i < x.size() || j < y.size();) {
      const bool first = j == y.size() || (i < x.size() && x[i].value <= y[j].value);
      const bool second = i == x.size() || (j < y.size() && y[j].value <= x[i].value);
      point p{first ? x[i].value : y[j].value, 0, 0};
      for (const point* q : {first ? &x[i] : nullptr, second ? &y[j] : nullptr})
        if (q != nullptr) {
          waiting += q->between;
          p.at += q->at;
        }
      p.between = std::exchange(waiting, 0);
      points_.push_back(p);
      i += first;
      j += second;
    }
    const std::uint64_t n = std::uint64_t{a.size()} + b.size();
    for (std::uint64_t step = n / ecdf::most_points + 1; points_.size() > ecdf::most_points; step += step / 8 + 1) {
      thin(step);
      thinned_ = true;
    }
  }

  [[nodiscard]] ecdf distribution() const {
    std::vector<double> value;
    std::vector<std::uint32_t> between, at;
    for (const point& p : points_) {
      value.push_back(p.value);
      between.push_back(static_cast<std::uint32_t>(p.between));
      at.push_back(static_cast<std::uint32_t>(p.at));
    }
    return ecdf::of_counts(std::move(value), std::move(between), std::move(at));
  }
  [[nodiscard]] bool thinned() const noexcept { return thinned_; }

 private:
  struct point {
    double value;
    std::uint64_t between, at;
  };

  static std::vector<point> points_of(const ecdf& e) {
    std::vector<point> all;
    e.for_each_point([&](double value, std::uint32_t between, std::uint32_t at) {
      all.push_back({value, between, at});
    });
    return all;
  }

  /// Keeps the first, the last, and every point that ends a stretch of `step` values.
  void thin(std::uint64_t step) {
    std::vector<point> kept;
    std::uint64_t waiting = 0;
    for (std::size_t i = 0; i < points_.size(); ++i) {
      point p = points_[i];
      p.between += waiting;
      if (i == 0 || i + 1 == points_.size() || p.between + p.at >= step) {
        kept.push_back(p);
        waiting = 0;
      } else {
        waiting = p.between + p.at;
      }
    }
    points_ = std::move(kept);
  }

  std::vector<point> points_;
  bool thinned_ = false;
};

/// Counts on deciles of a distribution, as far as it knows them; of no values the one bin of bins{}.
[[nodiscard]] inline bins histogram_of(const column_profile& c) {
  constexpr std::size_t wanted = 10;
  std::vector<double> cuts;
  std::vector<std::uint64_t> counts(1, 0);
  const double n = static_cast<double>(c.distribution->size());
  std::uint64_t through = 0;
  std::size_t next = 1;
  kernels::bin_tally tally;
  c.distribution->for_each_point([&](double value, std::uint32_t between, std::uint32_t at) {
    through += std::uint64_t{between} + at;
    counts.back() += std::uint64_t{between} + at;
    if (next == wanted || static_cast<double>(through) < n * static_cast<double>(next) / wanted ||
        value == c.values.max())
      return;
    cuts.push_back(value);
    counts.push_back(0);
    while (next < wanted && static_cast<double>(through) >= n * static_cast<double>(next) / wanted) ++next;
  });
  tally.counts = std::move(counts);
  tally.not_finite = c.not_finite;
  bins made = n == 0 ? bins{} : bins{c.values.min(), c.values.max(), std::move(cuts)};
  made.add(tally);
  return made;
}

inline void merge_numbers(column_profile& into, const column_profile& other) {
  const auto widest = [](const column_profile& c) {
    return static_cast<std::uint64_t>(c.rank_error() * static_cast<double>(c.distribution->size()) + 0.5);
  };
  const std::uint64_t total = std::uint64_t{into.distribution->size()} + other.distribution->size();
  if (total >= std::numeric_limits<std::uint32_t>::max())
    throw error{errc::bad_data, into.name,
                "profile: column '" + into.name + "' would have more than 4294967294 values"};
  const std::uint64_t unknown = widest(into) + widest(other);
  const merged_points points{*into.distribution, *other.distribution};
  into.values.merge(other.values);
  into.distribution = std::make_shared<const ecdf>(points.distribution());
  const auto shown = static_cast<std::uint64_t>(into.distribution->error() * static_cast<double>(total) + 0.5);
  into.misplaced = std::min(total, points.thinned() ? unknown : unknown - std::min(unknown, shown));
  for (std::size_t j = 0; j < into.replay.size(); ++j) into.replay[j] = std::max(into.replay[j], other.replay[j]);
  into.histogram = histogram_of(into);
}

inline void merge_text(column_profile& into, const column_profile& other) {
  std::map<std::string_view, std::uint64_t> counts;
  for (const column_profile* c : {&std::as_const(into), &other})
    for (const category& k : c->top) counts[k.value] += k.count;
  std::vector<category> all;
  for (const auto& [value, count] : counts) all.push_back({std::string{value}, count});
  std::stable_sort(all.begin(), all.end(), [](const category& a, const category& b) { return a.count > b.count; });
  const std::size_t different = all.size();
  if (all.size() > column_profile::most_categories) all.resize(column_profile::most_categories);
  std::uint64_t named = 0;
  for (const category& k : all) named += k.count;
  into.top = std::move(all);
  into.other = into.with_value() - named;
  // What lies behind two others may be the same: at least so many are different.
  const std::uint64_t least = std::max<std::uint64_t>({different, into.distinct, other.distinct});
  into.distinct = into.other == 0 ? into.top.size()
                                  : std::clamp<std::uint64_t>(least, into.top.size() + 1, into.top.size() + into.other);
}

}  // namespace detail

/// Adds a shard's column. Rows, what is not finite, moments (up to rounding) and categories that both name are exact;
/// distributions that are exact stay so up to 16,383 different values; others' errors add up (rank_error). A category
/// that only one names counts what that one knows; `distinct` is the least that is possible. The replay is the larger
/// of the two. Shards in any order give the same up to these errors. Throws error{bad_argument, name} when names or
/// types differ, error{bad_data} for 2^32 values and more.
inline void merge(column_profile& into, const column_profile& other) {
  if (into.name != other.name)
    throw error{errc::bad_argument, other.name,
                "profile: column '" + other.name + "' cannot be added to column '" + into.name + "'"};
  const bool nothing = into.with_value() == 0, nothing_there = other.with_value() == 0;
  if (into.type != other.type && !nothing && !nothing_there)
    throw error{errc::bad_argument, other.name,
                "profile: column '" + other.name + "' is " + std::string{to_string(other.type)} + " in one and " +
                    std::string{to_string(into.type)} + " in the other"};
  if (into.is_text() != other.is_text()) {
    // One side has no value at all: its type means nothing.
    column_profile kept = nothing ? other : into;
    const column_profile& without = nothing ? into : other;
    kept.rows += without.rows;
    if (kept.is_text()) {
      kept.not_finite.missing += without.rows;  // beside text NaN is a missing value
    } else {
      kept.not_finite += without.not_finite;
      kept.histogram = detail::histogram_of(kept);
    }
    into = std::move(kept);
    return;
  }
  if (nothing) into.type = other.type;
  into.rows += other.rows;
  into.not_finite += other.not_finite;
  into.kinds_known = into.kinds_known && other.kinds_known;
  if (into.is_text())
    detail::merge_text(into, other);
  else
    detail::merge_numbers(into, other);
}

/// The profile of all shards, with the columns of the first, which all must have; simulated limits are left behind.
/// Throws as merge of columns, and error{bad_argument, name} for a column that one side lacks.
[[nodiscard]] inline profile merged(const profile& a, const profile& b) {
  std::vector<column_profile> columns(a.columns().begin(), a.columns().end());
  for (column_profile& c : columns) {
    const column_profile* other = b.find(c.name);
    if (other == nullptr) throw error{errc::bad_argument, c.name, "profile: one has no column '" + c.name + "'"};
    merge(c, *other);
  }
  for (const column_profile& c : b.columns())
    if (a.find(c.name) == nullptr)
      throw error{errc::bad_argument, c.name, "profile: one has no column '" + c.name + "'"};
  return profile{std::move(columns)};
}

}  // namespace tepid::inline v0
