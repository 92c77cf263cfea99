// tepid/two_sample/atom_change.hpp - values that repeat: the single number whose share changed most surely.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include <tepid/two_sample/rate_change.hpp>
#include <tepid/two_sample/samples.hpp>
#include <tepid/two_sample/sketched.hpp>

namespace tepid::inline v0 {

/// Of the values that repeat the one whose share changed most surely.
struct atom_change {
  rate_change change;         ///< p is corrected for all that could have been it.
  double value = 0.0;         ///< Meaningful where looked_at > 0 and p < 1.
  std::size_t looked_at = 0;
};

namespace detail {

/// How often a value stands in both samples.
struct atom {
  double value = 0.0, reference = 0.0, current = 0.0;
};

/// The values that both samples together have at least `fewest` times, in increasing order. O(N / fewest) and two searches
/// for each value that repeats.
[[nodiscard]] inline std::vector<atom> atoms_of(std::span<const double> a, std::span<const double> b, double fewest) {
  std::vector<double> values;
  // One of the samples has half of them at least, in one run, which no steps of that many pass by.
  const auto step = static_cast<std::size_t>(std::max(1.0, std::ceil(0.5 * fewest)));
  for (const auto side : {a, b}) {
    double last = 0.0;
    bool any = false;
    for (std::size_t i = 0; i < side.size(); i += step) {
      const double x = side[i];
      if (any && x == last) continue;
      const bool repeats = (i > 0 && side[i - 1] == x) || (i + 1 < side.size() && side[i + 1] == x);
      if (!repeats && step > 1) continue;
      any = true;
      last = x;
      values.push_back(x);
    }
  }
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  const auto count = [](std::span<const double> side, double x) {
    const auto [from, to] = std::equal_range(side.begin(), side.end(), x);
    return static_cast<double>(to - from);
  };
  std::vector<atom> atoms;
  for (const double x : values) {
    const atom found{x, count(a, x), count(b, x)};
    if (found.reference + found.current >= fewest) atoms.push_back(found);
  }
  return atoms;
}

[[nodiscard]] inline atom_change as_atom(const rare_category_change& found, const std::vector<atom>& atoms) {
  return {found.change, found.looked_at == 0 ? 0.0 : atoms[found.category].value, found.looked_at};
}

}  // namespace detail

/// Values taken as categories: a sentinel such as -1, a value that is filled in, a grid that changed. Tails do not see an
/// atom that the thresholds lie on, nor one between them.
///
/// p:    as of rare_category_change_of, exact given how often both samples together have a value.
/// Cost: O(N / 4) comparisons, some 100 ns for each value that repeats, and some 100 us.
/// Errors: error{bad_data} when a sample has no finite value, naming it.
[[nodiscard]] inline atom_change atom_change_of(const sample_pair& samples, const small_share_options& o = {}) {
  samples.require_values("atom_change");
  const auto a = samples.reference(), b = samples.current();
  detail::surest_share surest{static_cast<double>(a.size()), static_cast<double>(b.size()), o};
  const std::vector<detail::atom> atoms = detail::atoms_of(a, b, surest.fewest());
  for (std::size_t i = 0; i < atoms.size(); ++i) surest.look(i, atoms[i].reference, atoms[i].current);
  return detail::as_atom(surest.find(), atoms);
}

/// The same of step functions: a step may be off by twice the rank error, which counts against a change. So of sketches only
/// atoms of more than that are seen. Errors: naming the side that is none.
[[nodiscard]] inline atom_change atom_change_of(const weighted_points& reference, const weighted_points& current,
                                                const small_share_options& o = {}) {
  detail::require_points("atom_change", "reference", reference);
  detail::require_points("atom_change", "current", current);
  const double n = static_cast<double>(reference.size()), m = static_cast<double>(current.size());
  const double n_off = std::ceil(2.0 * reference.rank_error * n), m_off = std::ceil(2.0 * current.rank_error * m);
  detail::surest_share surest{n, m, o};
  std::vector<detail::atom> atoms;
  const auto step = [](const weighted_points& p, std::size_t i) {
    return static_cast<double>(p.through[i] - (i == 0 ? 0 : p.through[i - 1]));
  };
  for (std::size_t i = 0, j = 0; i < reference.values.size() || j < current.values.size();) {
    const bool first = j == current.values.size() ||
                       (i < reference.values.size() && reference.values[i] <= current.values[j]);
    detail::atom here{first ? reference.values[i] : current.values[j]};
    if (i < reference.values.size() && reference.values[i] == here.value) here.reference = step(reference, i++);
    if (j < current.values.size() && current.values[j] == here.value) here.current = step(current, j++);
    if (here.reference + here.current - n_off - m_off < surest.fewest()) continue;
    atoms.push_back(here);
    surest.look(atoms.size() - 1, here.reference, here.current, n_off, m_off);
  }
  return detail::as_atom(surest.find(), atoms);
}

}  // namespace tepid::inline v0
