// Two laws whose effects are known by integration, and samples of them.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <tepid/numerics/normal.hpp>
#include <tepid/registry.hpp>

namespace known {

struct true_effect {
  std::string_view test;
  double effect;
};

/// Settings for many rounds: this margin, few permutations, whose p-values nobody asks for.
inline std::vector<tepid::setting> quick(std::string_view test, double margin) {
  std::vector<tepid::setting> out{{"margin", std::abs(margin)}};
  for (const auto& p : tepid::find_test(test)->parameters) {
    if (p.name == "permutations") out.push_back({"permutations", std::max(p.range.low, 0.0)});
    if (p.name == "exact_work") out.push_back({"exact_work", 0});
  }
  return out;
}

/// The current law is that of a transformed uniform number, as the reference's.
struct two_laws {
  std::string name;
  std::function<double(double)> reference, current;  ///< Quantile functions on (0, 1).

  [[nodiscard]] std::vector<double> draw_reference(tepid::random_source& random, std::size_t n) const {
    return draw(reference, random, n);
  }
  [[nodiscard]] std::vector<double> draw_current(tepid::random_source& random, std::size_t n) const {
    return draw(current, random, n);
  }

  /// By 200,000 quantiles of either law, taken as samples without chance.
  [[nodiscard]] std::vector<true_effect> effects(std::size_t n, std::size_t m) const {
    constexpr std::size_t points = 200'000;
    std::vector<double> a(points), b(points);
    for (std::size_t i = 0; i < points; ++i) {
      const double u = (static_cast<double>(i) + 0.5) / points;
      a[i] = reference(u);
      b[i] = current(u);
    }
    const auto below = [](const std::vector<double>& xs, double x) {
      return static_cast<double>(std::upper_bound(xs.begin(), xs.end(), x) - xs.begin()) / points;
    };
    double highest = 0.0, lowest = 0.0, of_a = 0.0, of_b = 0.0, cliff = 0.0, sum_a = 0.0, sum_b = 0.0, squares = 0.0;
    for (const std::vector<double>* xs : {&a, &b})
      for (const double x : *xs) {
        const double lead = below(a, x) - below(b, x);
        highest = std::max(highest, lead);
        lowest = std::min(lowest, lead);
        (xs == &a ? of_a : of_b) += lead * lead / points;
      }
    for (std::size_t i = 0; i < points; ++i) {
      const double under = static_cast<double>(std::lower_bound(a.begin(), a.end(), b[i]) - a.begin()) / points;
      cliff += (under + below(a, b[i]) - 1.0) / points;
      sum_a += a[i] / points;
      sum_b += b[i] / points;
    }
    for (const double x : a) squares += (x - sum_a) * (x - sum_a) / points;
    const auto spread = [](const std::vector<double>& xs) {
      double sum = 0.0;
      for (const double x : xs) sum += std::abs(x - xs[points / 2]) / points;
      return sum;
    };
    double area = 0.0, area_2 = 0.0;
    for (std::size_t i = 0, j = 0; i < points && j < points;) {
      const double x = std::min(a[i], b[j]);
      while (i < points && a[i] == x) ++i;
      while (j < points && b[j] == x) ++j;
      const double next = i < points && j < points ? std::min(a[i], b[j]) : i < points ? a.back() : b.back();
      const double lead = (static_cast<double>(i) - static_cast<double>(j)) / points;
      area += std::abs(lead) * (next - x);
      area_2 += lead * lead * (next - x);
    }
    for (std::size_t i = 1; i < points; ++i) {  // the rest beyond the end of one of them
      if (a[i] > b.back()) area += (a[i] - std::max(a[i - 1], b.back())) * (1.0 - static_cast<double>(i) / points);
      if (b[i] > a.back()) area += (b[i] - std::max(b[i - 1], a.back())) * (1.0 - static_cast<double>(i) / points);
    }
    const double quartiles = (reference(0.75) - reference(0.25)) / 1.3489795003921634;
    const double dn = static_cast<double>(n), dm = static_cast<double>(m);
    return {{"kolmogorov_smirnov", std::max(highest, -lowest)},
            {"kuiper", highest - lowest},
            {"cramer_von_mises", std::sqrt((dn * of_a + dm * of_b) / (dn + dm))},
            {"mann_whitney", cliff},
            {"welch", (sum_b - sum_a) / std::sqrt(squares)},
            {"brown_forsythe", std::log(spread(b) / spread(a))},
            {"wasserstein", area / quartiles},
            {"energy_distance", std::sqrt(2.0 * area_2 / quartiles)}};
  }

 private:
  static std::vector<double> draw(const std::function<double(double)>& quantile, tepid::random_source& random,
                                  std::size_t n) {
    std::vector<double> x(n);
    for (double& v : x) v = quantile(random.uniform());
    return x;
  }
};

/// A shift of normal values, of a flat law (the distance is the same over most of it: the worst for D), of a skewed
/// law, a wider law, and counts.
inline std::vector<two_laws> shapes() {
  const auto z = [](double u) { return tepid::normal_quantile(u); };
  const auto poisson = [](double mean) {
    return [mean](double u) {
      double k = 0.0, p = std::exp(-mean), sum = p;
      while (u > sum && k < 100) {
        k += 1.0;
        p *= mean / k;
        sum += p;
      }
      return k;
    };
  };
  return {{"normal shift", z, [z](double u) { return z(u) + 0.25; }},
          {"flat shift", [](double u) { return u; }, [](double u) { return u + 0.1; }},
          {"skewed shift", [z](double u) { return std::exp(z(u)); }, [z](double u) { return std::exp(z(u)) + 0.3; }},
          {"normal scale", z, [z](double u) { return 1.4 * z(u); }},
          {"counts", poisson(3.0), poisson(3.6)}};
}

inline std::vector<std::uint64_t> draw_counts(tepid::random_source& random, std::uint64_t n,
                                              const std::vector<double>& shares) {
  std::vector<std::uint64_t> counts(shares.size());
  for (std::uint64_t i = 0; i < n; ++i) {
    double u = random.uniform();
    std::size_t k = 0;
    while (k + 1 < shares.size() && u >= shares[k]) u -= shares[k++];
    ++counts[k];
  }
  return counts;
}

/// Of categories; V is that of samples of these sizes.
inline std::vector<true_effect> effects_of_shares(const std::vector<double>& p, const std::vector<double>& q,
                                                  std::uint64_t n, std::uint64_t m) {
  constexpr double floor = 1e-4;
  double psi = 0.0, kl = 0.0, js = 0.0, bc = 0.0, tv = 0.0, most = 0.0, chi = 0.0, all_p = 0.0, all_q = 0.0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    all_p += std::max(p[i], floor);
    all_q += std::max(q[i], floor);
  }
  const double share = static_cast<double>(n) / static_cast<double>(n + m);
  for (std::size_t i = 0; i < p.size(); ++i) {
    const double a = std::max(p[i], floor), b = std::max(q[i], floor), middle = 0.5 * (p[i] + q[i]);
    psi += (b - a) * std::log(b / a);
    kl += b / all_q * std::log(b / all_q / (a / all_p));
    js +=
        0.5 * ((p[i] > 0 ? p[i] * std::log2(p[i] / middle) : 0.0) + (q[i] > 0 ? q[i] * std::log2(q[i] / middle) : 0.0));
    bc += std::sqrt(p[i] * q[i]);
    tv += 0.5 * std::abs(p[i] - q[i]);
    most = std::max(most, std::abs(p[i] - q[i]));
    const double both = share * p[i] + (1.0 - share) * q[i], off = p[i] - q[i];
    chi += share * (1.0 - share) * off * off / both;
  }
  return {{"categorical_psi", psi},
          {"categorical_kl", kl},
          {"categorical_jensen_shannon", std::sqrt(js)},
          {"categorical_hellinger", std::sqrt(1.0 - bc)},
          {"categorical_total_variation", tv},
          {"categorical_l_infinity", most},
          {"chi_square", std::sqrt(chi)}};
}

}  // namespace known
