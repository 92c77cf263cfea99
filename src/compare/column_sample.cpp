// src/compare/column_sample.cpp - categories out of rows.
#include <tepid/compare/column_sample.hpp>

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

namespace tepid::inline v0 {

void column_sample::take_categories(std::span<const std::string_view> texts, std::vector<std::uint32_t> places) {
  std::vector<std::uint64_t> counts(texts.size());
  not_finite = {};
  for (const std::uint32_t place : places) place == no_category ? ++not_finite.missing : ++counts[place];
  std::vector<std::uint32_t> order(texts.size());
  std::iota(order.begin(), order.end(), std::uint32_t{0});
  std::erase_if(order, [&](std::uint32_t place) { return counts[place] == 0; });
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return texts[a] < texts[b]; });
  categories.clear();
  std::vector<std::uint32_t> among(texts.size());
  for (const std::uint32_t place : order) {
    if (categories.empty() || categories.rbegin()->first != texts[place])
      categories.emplace_hint(categories.end(), texts[place], 0);
    categories.rbegin()->second += counts[place];
    among[place] = static_cast<std::uint32_t>(categories.size() - 1);
  }
  for (std::uint32_t& place : places)
    if (place != no_category) place = among[place];
  row_categories = std::move(places);
}

}  // namespace tepid::inline v0
