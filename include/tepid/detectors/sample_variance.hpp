// tepid/detectors/sample_variance.hpp - values gathered into samples, and each sample's variance.
#pragma once

#include <cstdint>
#include <string_view>

#include <tepid/core/numeric.hpp>

namespace tepid::inline v0 {

inline constexpr std::string_view df_doc = "values in a sample, less one if its own mean is taken off";
inline constexpr std::string_view own_mean_doc =
    "1: samples of df + 1 values, about their own mean; 0: of df values, about `mean`";

/// Gathers standardized values into samples of `df` values about 0, or of df + 1 about their own mean; their variance
/// has df degrees of freedom.
class sample_variance {
 public:
  sample_variance() = default;
  sample_variance(std::uint64_t df, bool own_mean) : df_{df}, own_mean_{own_mean} {}

  /// True when z completes a sample; its variance is then in value().
  bool take(double z) noexcept {
    const double n = static_cast<double>(taken_ + 1), before = z - mean_;
    if (own_mean_) mean_ += before / n;
    squares_ += before * (z - mean_);
    if (++taken_ < size()) return false;
    value_ = squares_ / static_cast<double>(df_);
    mean_ = squares_ = 0.0;
    taken_ = 0;
    return true;
  }

  /// The variance of the last complete sample.
  [[nodiscard]] double value() const noexcept { return value_; }
  /// Values in a sample.
  [[nodiscard]] std::uint64_t size() const noexcept { return df_ + own_mean_; }

  void clear() noexcept {
    value_ = mean_ = squares_ = 0.0;
    taken_ = 0;
  }

  [[nodiscard]] bool sound() const noexcept {
    constexpr double most = 4.0 * standard_max * standard_max;
    return value_ >= 0.0 && value_ <= 2.0 * most && mean_ >= -standard_max && mean_ <= standard_max &&
           (own_mean_ || mean_ == 0.0) && taken_ < size() && squares_ >= 0.0 &&
           squares_ <= most * static_cast<double>(taken_);
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.taken_, self.mean_, self.squares_, self.value_);
  }

  friend bool operator==(const sample_variance&, const sample_variance&) = default;

 private:
  std::uint64_t taken_ = 0;  // values of the sample so far, with their mean and squared deviations
  double mean_ = 0.0, squares_ = 0.0;
  double value_ = 0.0;
  std::uint64_t df_ = 1;
  bool own_mean_ = false;
};

}  // namespace tepid::inline v0
