// tepid/numerics/autoregression.hpp - fitting an autoregression to a series: Burg, Yule-Walker, order by AIC.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <tepid/numerics/elementary.hpp>

namespace tepid::inline v0 {

/// How an autoregression is fitted. The numbers are frozen.
enum class ar_method : std::uint8_t {
  burg = 0,         ///< Forward and backward errors of each order made least.
  yule_walker = 1,  ///< From autocovariances with divisor n, by Levinson's recursion.
};
inline constexpr std::string_view ar_method_names[] = {"burg", "yule_walker"};

/// An autoregression of every order up to the last: its reflection coefficients (partial autocorrelations), and what
/// is left of the variance with each, as a share; share[0] = 1, and share[m] has taken reflection[m - 1].
struct ar_fit {
  std::vector<double> reflection;
  std::vector<double> share;

  /// Keeps the first `order` coefficients.
  void cut(std::size_t order) {
    reflection.resize(std::min(order, reflection.size()));
    share.resize(reflection.size() + 1);
  }
};

/// Of values about 0 with variance (divisor n) about 1. Stops before an order that leaves less than 1e-10 of the
/// variance: such values are predictable, and their innovations rounding. O(n order); both give a stable filter.
/// Source: J. P. Burg, 37th meeting of the Society of Exploration Geophysicists, 1967; J. Durbin, Review of the
/// International Statistical Institute 28 (1960) 233-244.
[[nodiscard]] inline ar_fit fit_autoregression(std::span<const double> z, std::size_t most_order, ar_method method) {
  constexpr double least_share = 1e-10;
  const std::size_t n = z.size();
  ar_fit fit{{}, {1.0}};
  std::vector<double> ahead(z.begin(), z.end()), behind = ahead, a, before;
  std::vector<double> covariance;
  for (std::size_t lag = 0; lag <= (method == ar_method::burg ? 0 : most_order) && lag < n; ++lag) {
    covariance.push_back(0.0);
    for (std::size_t t = lag; t < n; ++t) covariance.back() += z[t] * z[t - lag];
  }
  const double whole = n == 0 ? 0.0 : covariance[0];
  for (std::size_t m = 1; m <= most_order && m < n && whole > 0; ++m) {
    double above = 0.0, below = 0.0;
    if (method == ar_method::burg) {
      for (std::size_t t = m; t < n; ++t) {
        above += 2.0 * ahead[t] * behind[t - 1];
        below += ahead[t] * ahead[t] + behind[t - 1] * behind[t - 1];
      }
    } else {
      above = covariance[m];
      for (std::size_t j = 1; j < m; ++j) above -= a[j - 1] * covariance[m - j];
      below = whole * fit.share.back();
    }
    const double k = below > 0 ? above / below : 1.0;
    const double left = fit.share.back() * (1.0 - k * k);
    if (!(left >= least_share)) break;
    if (method == ar_method::burg)
      for (std::size_t t = n - 1; t >= m; --t) {
        const double f = ahead[t], b = behind[t - 1];
        ahead[t] = f - k * b;
        behind[t] = b - k * f;
      }
    before = a;
    for (std::size_t j = 0; j + 1 < m; ++j) a[j] -= k * before[m - 2 - j];
    a.push_back(k);
    fit.reflection.push_back(k);
    fit.share.push_back(left);
  }
  return fit;
}

/// The coefficients a of x_t = a_1 x_(t-1) + ... + a_p x_(t-p) + e_t that these reflection coefficients mean.
[[nodiscard]] inline std::vector<double> ar_coefficients(std::span<const double> reflection) {
  std::vector<double> a, before;
  for (const double k : reflection) {
    before = a;
    for (std::size_t j = 0; j < a.size(); ++j) a[j] -= k * before[a.size() - 1 - j];
    a.push_back(k);
  }
  return a;
}

/// The order with the least n log(share) + 2 order (Akaike), n values.
[[nodiscard]] inline std::size_t ar_order(const ar_fit& fit, std::size_t n) {
  std::size_t best = 0;
  double least = 0.0;
  for (std::size_t m = 1; m < fit.share.size(); ++m) {
    const double aic = static_cast<double>(n) * portable_log(fit.share[m]) + 2.0 * static_cast<double>(m);
    if (aic < least) {
      least = aic;
      best = m;
    }
  }
  return best;
}

}  // namespace tepid::inline v0
