// tepid/two_sample/sketch_points.hpp - sketches and sorted samples as the step functions that sketched tests compare.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/sketches/ecdf.hpp>
#include <tepid/sketches/kll.hpp>
#include <tepid/two_sample/sketched.hpp>

namespace tepid::inline v0 {

/// A step function that owns its points. O(points log points) once, 16 bytes a point.
class sketch_points {
 public:
  /// Of a frozen reference.
  [[nodiscard]] static sketch_points of(const ecdf& distribution) {
    sketch_points p;
    p.rank_error_ = distribution.error();
    std::uint64_t through = 0;
    distribution.for_each_point([&](double value, std::uint32_t between, std::uint32_t at) {
      through += std::uint64_t{between} + at;
      p.add(value, through);
    });
    return p;
  }

  /// Of a KLL sketch; its rank error is the one that is exceeded once in a hundred times. Throws error{bad_data} if it
  /// has taken an infinity: there is no step function then.
  [[nodiscard]] static sketch_points of(const kll<double>& sketch) {
    sketch_points p;
    if (sketch.empty()) return p;
    if (!is_finite(sketch.min()) || !is_finite(sketch.max()))
      throw error{errc::bad_data, "sketch", "kll: the sketch holds an infinity; only finite values can be compared"};
    p.rank_error_ = sketch.error();
    const weighted_values<double> view = sketch.view();
    for (const auto& e : view.entries()) p.add(e.value, e.weight);
    p.reach(sketch.min(), sketch.max());
    return p;
  }

  /// Of a whole sample: finite values in increasing order.
  [[nodiscard]] static sketch_points of_sorted(std::span<const double> sorted) {
    sketch_points p;
    p.values_.reserve(sorted.size());
    p.through_.reserve(sorted.size());
    for (std::size_t i = 0; i < sorted.size(); ++i) p.add(sorted[i], i + 1);
    return p;
  }

  /// Valid as long as this object.
  [[nodiscard]] weighted_points view() const noexcept { return {values_, through_, rank_error_}; }

 private:
  void add(double value, std::uint64_t through) {
    if (!values_.empty() && values_.back() == value) {
      through_.back() = through;
    } else {
      values_.push_back(value);
      through_.push_back(through);
    }
  }

  /// A sketch knows its extremes exactly and need not keep them: one value each of those nearest to them.
  void reach(double low, double high) {
    if (low < values_.front()) {
      if (through_.front() == 1) {
        values_.front() = low;
      } else {
        values_.insert(values_.begin(), low);
        through_.insert(through_.begin(), 1);
      }
    }
    if (high > values_.back()) {
      const std::uint64_t before = through_.size() > 1 ? through_[through_.size() - 2] : 0, all = through_.back();
      if (all - before == 1) {
        values_.back() = high;
      } else {
        through_.back() = all - 1;
        values_.push_back(high);
        through_.push_back(all);
      }
    }
  }

  std::vector<double> values_;
  std::vector<std::uint64_t> through_;
  double rank_error_ = 0.0;
};

}  // namespace tepid::inline v0
