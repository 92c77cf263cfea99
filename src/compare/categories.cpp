// src/compare/categories.cpp - which categories are compared, and which are pooled.
#include "compare/categories.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace tepid::inline v0::detail {

bool like_an_identifier(const column_sample& a, const column_sample& b) {
  std::set<std::string_view> names;
  for (const column_sample* s : {&a, &b})
    for (const auto& [name, count] : s->categories) names.insert(name);
  return 2 * names.size() > a.values() + b.values() || 2 * a.other > a.values();
}

category_rows align_categories(const column_sample& a, const column_sample& b, column_comparison& out) {
  std::set<std::string_view> names;
  for (const auto& [name, count] : a.categories) names.insert(name);
  for (const auto& [name, count] : b.categories) names.insert(name);
  const auto count_in = [](const column_sample& s, std::string_view name) {
    const auto at = s.categories.find(std::string{name});
    return at == s.categories.end() ? 0 : at->second;
  };
  const double total = static_cast<double>(a.rows + b.rows);
  const double smaller = static_cast<double>(std::min(a.rows, b.rows));
  std::vector<std::uint64_t> before{0, a.other, a.not_finite.missing}, now{0, b.other, b.not_finite.missing};
  for (const std::string_view name : names) {
    const std::uint64_t i = count_in(a, name), j = count_in(b, name);
    if (a.other != 0 && i == 0) {
      now[1] += j;
      continue;
    }
    if (i == 0) out.unseen.emplace_back(name, j);
    if (static_cast<double>(i + j) / total * smaller < 5.0) {
      before[0] += i;
      now[0] += j;
    } else {
      before.push_back(i);
      now.push_back(j);
    }
  }
  std::stable_sort(out.unseen.begin(), out.unseen.end(),
                   [](const auto& x, const auto& y) { return x.second > y.second; });
  std::uint64_t unseen = 0;
  for (const auto& [name, count] : out.unseen) unseen += count;
  out.unseen_share = static_cast<double>(unseen) / static_cast<double>(b.values());
  return {std::move(before), std::move(now)};
}

}  // namespace tepid::inline v0::detail
