// tepid/design/input_law.hpp - healthy data for a detector of which nothing else is known, and the same data changed.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <tepid/core/detector.hpp>
#include <tepid/core/random.hpp>
#include <tepid/design/run_length.hpp>
#include <tepid/design/sampler.hpp>
#include <tepid/numerics/normal.hpp>
#include <tepid/registry.hpp>

namespace tepid::inline v0::design {

/// Independent values of the kind that a detector is made for, with a change in units of their in-control standard
/// deviation after `healthy` of them:
///   real    normal with the detector's parameters mean and sd, where it has them, else 0 and 1
///   binary  1 with probability 0.1
///   unit    normal with mean 0.5 and standard deviation 0.1, held within [0, 1]
///   count   normal with mean 25 and standard deviation 5, rounded and held at 0
/// A changed probability or mean is held within what the kind allows.
[[nodiscard]] inline sampler input_of(const erased_detector& detector, const mean_change& change = {},
                                      std::uint64_t healthy = 0) {
  const input_kind kind = detector.row().about.input;
  double mean = kind == input_kind::unit ? 0.5 : kind == input_kind::binary ? 0.1 : kind == input_kind::count ? 25 : 0;
  double sd = kind == input_kind::unit ? 0.1 : kind == input_kind::binary ? 0.3 : kind == input_kind::count ? 5 : 1;
  if (kind == input_kind::real) {
    const auto parameters = detector.row().parameters;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      if (parameters[i].name == "mean") mean = detector.parameter(i);
      if (parameters[i].name == "sd") sd = detector.parameter(i);
    }
  }
  const auto before = static_cast<double>(healthy);
  return detail::from_draw([kind, mean, sd, change, before, drawn = 0.0](random_source& source) mutable {
    const double since = ++drawn - before;
    const double now = since > 0.0 ? mean + sd * change.mean_at(since) : mean;
    switch (kind) {
      case input_kind::binary:
        return source.uniform() < now ? 1.0 : 0.0;
      case input_kind::unit:
        return std::clamp(now + sd * normal(source), 0.0, 1.0);
      case input_kind::count:
        return std::fmax(0.0, std::round(now + sd * normal(source)));
      case input_kind::real:
        break;
    }
    return now + sd * normal(source);
  });
}

}  // namespace tepid::inline v0::design
