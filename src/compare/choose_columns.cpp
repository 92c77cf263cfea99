// src/compare/choose_columns.cpp - which columns of two tables are compared.
#include <tepid/compare/comparison.hpp>

#include <algorithm>
#include <unordered_set>

#include <tepid/core/error.hpp>

#include "text/printable.hpp"

namespace tepid::inline v0 {

std::vector<std::string> columns_to_compare(const table_side& reference, const table_side& current,
                                            const std::optional<std::vector<std::string>>& named,
                                            const comparison_options& rule) {
  using names = std::unordered_set<std::string, keyed_hash>;
  const names left_out(rule.left_out.begin(), rule.left_out.end());
  if (!rule.cluster.empty() && left_out.contains(rule.cluster))
    throw error{errc::bad_argument, "cluster", "compare: cluster " + in_quotes(rule.cluster) + " is left out by exclude"};
  std::vector<std::string> wanted = named ? *named : reference.columns();
  if (!named)
    wanted.insert(wanted.end(), current.columns().begin(), current.columns().end());
  else if (!rule.cluster.empty())
    wanted.push_back(rule.cluster);
  names taken;
  std::erase_if(wanted, [&](const std::string& name) { return left_out.contains(name) || !taken.insert(name).second; });
  for (const std::string& name : wanted)
    for (const table_side* side : {&reference, &current})
      if (!side->has(name))
        throw error{errc::bad_data, name,
                    "compare: the " + side->name() + " table has no column " + in_quotes(name) +
                        (named ? "" : "; choose with columns, or leave it out with exclude")};
  return wanted;
}

}  // namespace tepid::inline v0
