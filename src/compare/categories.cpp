// src/compare/categories.cpp - which categories both sides have, and how much is new, gone and changed.
#include "compare/categories.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tepid::inline v0::detail {

bool like_an_identifier(const column_sample& s) {
  constexpr std::uint64_t least_values = 20;
  if (s.values() < least_values) return false;
  if (s.other == 0) return 10 * s.categories.size() >= 9 * s.values();
  // The most frequent ones of a profile: where each of these is there once, so is every other.
  return std::all_of(s.categories.begin(), s.categories.end(), [](const auto& c) { return c.second == 1; });
}

namespace {

/// Up to this count a category of a profile that did not keep all is one of those that it did not keep.
std::uint64_t chosen_by_chance(const column_sample& s) {
  if (s.other == 0 || s.categories.empty()) return 0;
  std::uint64_t least = ~std::uint64_t{0};
  for (const auto& [name, count] : s.categories) least = std::min(least, count);
  const double x = static_cast<double>(least);
  return static_cast<std::uint64_t>(std::ceil(x + 6.0 * std::sqrt(x) + 6.0));
}

}  // namespace

category_rows align_categories(const column_sample& a, const column_sample& b, column_comparison& out) {
  category_rows rows;
  std::uint64_t unknown_before = a.other, unknown_now = b.other, unseen = 0, vanished = 0;
  const std::uint64_t chance_before = chosen_by_chance(a), chance_now = chosen_by_chance(b);
  const double n = static_cast<double>(a.values()), m = static_cast<double>(b.values());
  double changed = 0.0;
  // Where those that a profile did not keep will be.
  constexpr std::uint32_t unknown = ~std::uint32_t{0};
  const auto add = [&](const std::string& name, std::uint64_t i, std::uint64_t j) {
    // A category that one side does not know may be among those that it did not keep.
    if ((a.other != 0 && i <= chance_before) || (b.other != 0 && j <= chance_now)) {
      unknown_before += i;
      unknown_now += j;
      return unknown;
    }
    rows.before.push_back(i);
    rows.now.push_back(j);
    rows.names.push_back(name);
    if (i == 0) {
      unseen += j;
      out.unseen.emplace_back(name, j);
    } else if (j == 0) {
      vanished += i;
    } else {
      changed += std::abs(static_cast<double>(j) / m - static_cast<double>(i) / n);
    }
    return static_cast<std::uint32_t>(rows.names.size() - 1);
  };
  // Both are sorted by name.
  auto x = a.categories.begin();
  auto y = b.categories.begin();
  while (x != a.categories.end() || y != b.categories.end()) {
    const bool first = y == b.categories.end() || (x != a.categories.end() && x->first <= y->first);
    const bool second = x == a.categories.end() || (y != b.categories.end() && y->first <= x->first);
    const std::uint32_t at = add(first ? x->first : y->first, first ? x->second : 0, second ? y->second : 0);
    if (first) rows.place_before.push_back(at);
    if (second) rows.place_now.push_back(at);
    if (first) ++x;
    if (second) ++y;
  }
  for (auto* places : {&rows.place_before, &rows.place_now})
    std::replace(places->begin(), places->end(), unknown, static_cast<std::uint32_t>(rows.names.size()));
  if (unknown_before + unknown_now != 0) {
    rows.before.push_back(unknown_before);
    rows.now.push_back(unknown_now);
    rows.names.emplace_back();
    rows.unknown_before = static_cast<double>(unknown_before) / n;
    rows.unknown_now = static_cast<double>(unknown_now) / m;
    if (unknown_before == 0) {
      unseen += unknown_now;
    } else if (unknown_now == 0) {
      vanished += unknown_before;
    } else {
      changed += std::abs(static_cast<double>(unknown_now) / m - static_cast<double>(unknown_before) / n);
    }
  }
  std::stable_sort(out.unseen.begin(), out.unseen.end(),
                   [](const auto& p, const auto& q) { return p.second > q.second; });
  out.unseen_share = static_cast<double>(unseen) / m;
  out.vanished_share = static_cast<double>(vanished) / n;
  out.changed_share = 0.5 * changed;
  return rows;
}

}  // namespace tepid::inline v0::detail
