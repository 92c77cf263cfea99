// src/compare/shapes.cpp - the outlines of both sides of a column, to be drawn.
#include "compare/shapes.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include <tepid/core/numeric.hpp>

namespace tepid::inline v0::detail {

namespace {

constexpr std::size_t most_bins = 10;
constexpr double tail = 0.01;

/// `share(side, x)`: of the side's values at or below x; `quantile(side, q)`.
template <class Share, class Quantile>
two_shapes bins_of(Share&& share, Quantile&& quantile) {
  const double low = std::min(quantile(0, tail), quantile(1, tail)),
               high = std::max(quantile(0, 1.0 - tail), quantile(1, 1.0 - tail));
  two_shapes out;
  const double width = high / most_bins - low / most_bins;  // of the largest values the difference is not finite
  if (!(width > 0)) {
    out.edges = {low, high};
    out.reference = out.current = {1.0};
    return out;
  }
  for (std::size_t i = 0; i <= most_bins; ++i) out.edges.push_back(i == most_bins ? high : low + static_cast<double>(i) * width);
  for (const int side : {0, 1}) {
    std::vector<double>& shares = side == 0 ? out.reference : out.current;
    double before = 0.0;
    for (std::size_t i = 1; i <= most_bins; ++i) {
      const double here = i == most_bins ? 1.0 : share(side, out.edges[i]);
      shares.push_back(here - before);
      before = here;
    }
  }
  return out;
}

}  // namespace

two_shapes shapes_of(const sample_pair& sorted) {
  const auto side = [&](int i) { return i == 0 ? sorted.reference() : sorted.current(); };
  return bins_of(
      [&](int i, double x) {
        const auto xs = side(i);
        const auto through = std::upper_bound(xs.begin(), xs.end(), x) - xs.begin();
        return static_cast<double>(through) / static_cast<double>(xs.size());
      },
      [&](int i, double q) {
        const auto xs = side(i);
        return xs[std::min(xs.size() - 1, static_cast<std::size_t>(q * static_cast<double>(xs.size())))];
      });
}

two_shapes shapes_of(const weighted_points& reference, const weighted_points& current) {
  const auto side = [&](int i) -> const weighted_points& { return i == 0 ? reference : current; };
  return bins_of([&](int i, double x) { return side(i)(x); }, [&](int i, double q) { return side(i).quantile(q); });
}

two_shapes shapes_of(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> current,
                     std::span<const std::string> names) {
  two_shapes out;
  double n = 0.0, m = 0.0;
  for (const std::uint64_t c : reference) n += static_cast<double>(c);
  for (const std::uint64_t c : current) m += static_cast<double>(c);
  if (!(n > 0) || !(m > 0)) return out;
  const auto shares = [&](std::size_t i) {
    return std::pair{static_cast<double>(reference[i]) / n, static_cast<double>(current[i]) / m};
  };
  std::vector<std::size_t> order(reference.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  const std::size_t shown = std::min(order.size(), most_bins);
  const auto more_of_both = [&](std::size_t i, std::size_t j) {
    const double x = shares(i).first + shares(i).second, y = shares(j).first + shares(j).second;
    return x > y || (x == y && names[i] < names[j]);
  };
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(shown), order.end(), more_of_both);
  std::sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(shown), [&](std::size_t i, std::size_t j) {
    return shares(i).first > shares(j).first || (shares(i).first == shares(j).first && more_of_both(i, j));
  });
  double rest_before = 0.0, rest_now = 0.0;
  for (std::size_t k = 0; k < order.size(); ++k) {
    const auto [before, now] = shares(order[k]);
    if (k < shown) {
      out.names.push_back(names[order[k]]);
      out.reference.push_back(before);
      out.current.push_back(now);
    } else {
      rest_before += before;
      rest_now += now;
    }
  }
  if (order.size() > shown) {
    out.names.emplace_back();
    out.reference.push_back(rest_before);
    out.current.push_back(rest_now);
  }
  return out;
}

}  // namespace tepid::inline v0::detail
