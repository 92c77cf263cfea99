// tepid/detectors/learned_scale.hpp - an in-control mean and sd that are given, or learned from the first values.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/core/schema.hpp>

namespace tepid::inline v0 {

/// What `warm_up` means to every chart that has one.
inline constexpr std::string_view warm_up_doc =
    "values from which mean and sd are learned after construction and reset; 0: the given ones are used";

/// Mean and standard deviation for standardizing: the given ones with warm_up 0, else those of the first `warm_up`
/// values, fixed from then on. Values that are all equal, or whose sd is below real_min, leave the given sd.
class learned_scale {
 public:
  learned_scale() = default;
  /// Throws error{bad_parameter, "warm_up"} for 1: one value has no sd.
  learned_scale(std::string_view owner, double mean, double sd, std::uint64_t warm_up)
      : given_mean_{mean}, given_sd_{sd}, warm_up_{warm_up} {
    if (warm_up == 1)
      throw error{errc::bad_parameter, "warm_up",
                  std::string{owner} + ": parameter 'warm_up' is 1; it must be 0 or at least 2"};
    clear();
  }

  /// True when value number `count` (from 1) is to be judged; before that it is taken into the estimate.
  bool ready(double x, std::uint64_t count) noexcept {
    if (count > warm_up_) [[likely]]
      return true;
    const double bounded = std::clamp(x, -standard_max, standard_max);
    const double before = bounded - mean_;
    mean_ += before / static_cast<double>(count);
    squares_ += before * (bounded - mean_);
    if (count == warm_up_) inverse_sd_ = learned_inverse_sd();
    return false;
  }

  [[nodiscard]] double operator()(double x) const noexcept { return standardize(x, mean_, inverse_sd_); }
  [[nodiscard]] double mean() const noexcept { return mean_; }
  [[nodiscard]] double inverse_sd() const noexcept { return inverse_sd_; }
  /// A standardized shift in units of x; finite.
  [[nodiscard]] double in_x(double z) const noexcept {
    return std::clamp(z, -standard_max, standard_max) / inverse_sd_;
  }

  void clear() noexcept {
    mean_ = warm_up_ == 0 ? given_mean_ : 0.0;
    inverse_sd_ = 1.0 / given_sd_;
    squares_ = 0.0;
  }

  [[nodiscard]] bool sound(std::uint64_t count) const noexcept {
    if (!(squares_ >= 0) || !is_finite(squares_)) return false;
    const double given = 1.0 / given_sd_;
    if (warm_up_ == 0) return mean_ == given_mean_ && inverse_sd_ == given && squares_ == 0;
    return mean_ >= -standard_max && mean_ <= standard_max &&
           inverse_sd_ == (count >= warm_up_ ? learned_inverse_sd() : given);
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.mean_, self.inverse_sd_, self.squares_);
  }

  friend bool operator==(const learned_scale&, const learned_scale&) = default;

 private:
  [[nodiscard]] double learned_inverse_sd() const noexcept {
    const double sd = std::sqrt(squares_ / static_cast<double>(warm_up_ - 1));
    return 1.0 / (sd >= real_min ? sd : given_sd_);
  }

  double mean_ = 0.0, inverse_sd_ = 1.0;
  double squares_ = 0.0;  // sum of squared deviations while the scale is learned
  double given_mean_ = 0.0, given_sd_ = 1.0;
  std::uint64_t warm_up_ = 0;
};

}  // namespace tepid::inline v0
