// src/compare/second_look.cpp - small but important: what the margin of the moved mass does not see.
#include "compare/second_look.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include <tepid/core/numeric.hpp>
#include <tepid/two_sample/atom_change.hpp>
#include <tepid/two_sample/tail_change.hpp>

#include "text/number.hpp"
#include "text/printable.hpp"

namespace tepid::inline v0::detail {

namespace {

second_look surest(const tail_change& tails, const atom_change& atoms) {
  second_look found;
  if (atoms.looked_at == 0) {
    found.p = tails.p;
  } else {
    found.p = std::min(1.0, 2.0 * std::min(tails.p, atoms.change.p));
    if (atoms.change.p < tails.p) {
      found.small = {.what = "equal to " + to_text(atoms.value), .rate = atoms.change};
      return found;
    }
  }
  const auto name = [](std::string_view side, double x, const rate_change& rate) {
    return small_change{.what = std::string{side}.append(number_text(x)), .rate = rate};
  };
  // Of equals the hundredth, which has a share to begin with.
  found.small = name("below ", tails.below_threshold, tails.below);
  if (tails.above.p <= found.small.rate.p) found.small = name("above ", tails.above_threshold, tails.above);
  if (tails.above_all.p < found.small.rate.p) found.small = name("above the highest, ", tails.highest, tails.above_all);
  if (tails.below_all.p < found.small.rate.p) found.small = name("below the lowest, ", tails.lowest, tails.below_all);
  if (is_nan(found.small.rate.ratio)) found.small = {};  // no such value on either side
  return found;
}

}  // namespace

small_share_options small_shares_of(const comparison_options& options, double margin) noexcept {
  small_share_options o = options.small;
  o.common_difference = 0.5 * margin;
  return o;
}

second_look look_at_numbers(const sample_pair& sorted, const small_share_options& options) {
  return surest(tail_change_of(sorted, options), atom_change_of(sorted, options));
}

second_look look_at_numbers(const weighted_points& reference, const weighted_points& current,
                            const small_share_options& options) {
  return surest(tail_change_of(reference, current, options), atom_change_of(reference, current, options));
}

second_look look_at_numbers(clustered_rates& rates, std::span<const double> reference, std::span<const double> current,
                            const small_share_options& options) {
  const tail_change tails = rates.tails(reference, current, options);
  return surest(tails, rates.atoms(reference, current, options));
}

second_look look_at_categories(const rare_category_change& found, std::span<const std::string> names) {
  if (found.looked_at == 0) return {};
  if (!(found.change.p < 1)) return {.p = 1.0};  // no category that changed by what matters
  const std::string& name = names[found.category];
  return {.small = {.what = name.empty() ? "categories that the profile did not keep" : in_quotes(name), .rate = found.change},
          .p = found.change.p};
}

}  // namespace tepid::inline v0::detail
