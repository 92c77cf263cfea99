// tepid/monitors/label_delays.hpp - how long labels take to come.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include <tepid/core/numeric.hpp>

namespace tepid::inline v0 {

/// Delays of the labels of one cohort, or of several: 64 bins, each a quarter of a doubling, the last one ending at the
/// horizon.
class label_delays {
 public:
  static constexpr std::size_t bins = 64;

  void add(double delay, double horizon) noexcept {
    double& count = count_[bin(delay / horizon)];
    count = std::min(most, count + 1.0);
  }
  /// Another cohort's, the older ones counting for so much less.
  void add_cohort(const label_delays& o, double keep) noexcept {
    for (std::size_t i = 0; i < bins; ++i) count_[i] = std::min(most, keep * count_[i] + o.count_[i]);
  }
  void clear() noexcept { count_.fill(0.0); }

  [[nodiscard]] double total() const noexcept {
    double sum = 0.0;
    for (const double c : count_) sum += c;
    return sum;
  }
  /// The age, as a share of the horizon, at which `share` of the labels that ever come have come: a bin's upper end; 1
  /// without a label.
  [[nodiscard]] double age_of(double share) const noexcept {
    const double wanted = share * total();
    double sum = 0.0;
    for (std::size_t i = 0; i < bins; ++i)
      if ((sum += count_[i]) >= wanted && sum > 0) return end(i);
    return 1.0;
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.count_);
    if constexpr (Io::is_loading)
      if (!std::all_of(self.count_.begin(), self.count_.end(), [](double c) { return c >= 0 && c <= most; }))
        io.fail();
  }
  friend bool operator==(const label_delays&, const label_delays&) = default;

 private:
  static double end(std::size_t i) noexcept {
    constexpr double quarters[] = {1.0, 0.8408964152537145, 0.7071067811865476, 0.5946035575013605};
    const std::size_t back = bins - 1 - i;
    return std::ldexp(quarters[back % 4], -static_cast<int>(back / 4));
  }
  static std::size_t bin(double part) noexcept {
    for (std::size_t i = bins; i-- > 1;)
      if (!(part <= end(i - 1))) return i;
    return 0;
  }

  static constexpr double most = 1e300;

  std::array<double, bins> count_{};
};

}  // namespace tepid::inline v0
