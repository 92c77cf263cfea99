// tepid/design/front_end.hpp - simulated streams that pass what a monitor puts before a detector.
//
// A limit is a promise about what the detector sees, and that is not the raw stream but what a baseline or a
// rank transform, estimated from a reference of limited length, makes of it. Here every simulated path draws
// its own reference first, so that the limit pays for the estimation.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <tepid/core/error.hpp>
#include <tepid/core/random.hpp>
#include <tepid/design/sampler.hpp>
#include <tepid/numerics/moments.hpp>
#include <tepid/sketches/ecdf.hpp>
#include <tepid/transforms/pit.hpp>

namespace tepid::inline v0::design {

namespace detail {

/// The next values of `inner`, each passed through `transform`.
template <class Transform>
class transformed_stream final : public sample_stream {
 public:
  transformed_stream(std::unique_ptr<sample_stream> inner, Transform transform)
      : inner_{std::move(inner)}, transform_{std::move(transform)} {}
  void draw(std::span<double> out) override {
    inner_->draw(out);
    for (double& x : out) x = transform_(x);
  }

 private:
  std::unique_ptr<sample_stream> inner_;
  Transform transform_;
};

inline void check_reference_length(std::size_t length, const char* who) {
  if (length < 2)
    throw error{errc::bad_argument, "reference_length",
                std::string{who} + ": reference_length is " + std::to_string(length) + "; it must be at least 2"};
}

}  // namespace detail

/// Each path standardizes by the mean and standard deviation of its own first `reference_length` values of `base`.
[[nodiscard]] inline sampler standardized_by_estimate(sampler base, std::size_t reference_length) {
  detail::check_reference_length(reference_length, "standardized_by_estimate");
  return [base = std::move(base), reference_length](random_source source) -> std::unique_ptr<sample_stream> {
    auto inner = base(source);
    std::vector<double> reference(reference_length);
    inner->draw(reference);
    moments m;
    m.add(reference);
    const double mean = m.mean(), inverse_sd = 1.0 / m.sd();
    const auto transform = [mean, inverse_sd](double x) { return standardize(x, mean, inverse_sd); };
    return std::make_unique<detail::transformed_stream<decltype(transform)>>(std::move(inner), transform);
  };
}

/// Each path takes the normal scores of randomized ranks in its own first `reference_length` values of `base`.
/// The law of the scores is the same for every continuous `base`: a limit from one holds for all.
[[nodiscard]] inline sampler ranked_in_reference(sampler base, std::size_t reference_length) {
  detail::check_reference_length(reference_length, "ranked_in_reference");
  return [base = std::move(base), reference_length](random_source source) -> std::unique_ptr<sample_stream> {
    const random_source ties{source.bits()};
    auto inner = base(source);
    std::vector<double> reference(reference_length);
    inner->draw(reference);
    std::sort(reference.begin(), reference.end());
    pit transform{ecdf::of_sorted(reference), ties};
    return std::make_unique<detail::transformed_stream<pit>>(std::move(inner), std::move(transform));
  };
}

}  // namespace tepid::inline v0::design
