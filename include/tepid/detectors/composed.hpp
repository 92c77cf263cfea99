// tepid/detectors/composed.hpp - a detector behind a transform, as one.
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <tepid/core/detector.hpp>
#include <tepid/core/saved.hpp>
#include <tepid/transforms/chain.hpp>
#include <tepid/transforms/transform.hpp>

namespace tepid::inline v0 {

/// A detector D that sees what the transform T makes of each value: composed<whiten, cusum>,
/// composed<chain<deseason, sequential_rank>, ewma_bank>. Known types all through: no virtual call, no allocation.
///
/// It has the faces of a Detector with the same meaning, but for being made of parameters alone: a transform comes from
/// a reference. Of D: verdict, statistic, level, parameters, count, change. Effects are in units of what T gives
/// (standard deviations), indices count the accepted values since the detector started.
///
/// A value that is not finite is counted and reaches neither; a transform of evenly spaced values (deseason) still lets
/// its place pass. reset() forgets all that came after construction. restart() lets the detector alone start anew, as
/// one wants after an alarm: the hour of the week, the past that a prediction needs and the ranks go on. Cost: T's and
/// D's. Batch and one-by-one give the same bits.
template <Transform T, Detector D>
class composed {
 public:
  using transform_type = T;
  using detector_type = D;
  using params = typename D::params;

  /// Throws error{bad_parameter} for the detector's parameters.
  explicit composed(T transform, const params& p = {}) : composed{std::move(transform), D{p}} {}
  composed(T transform, D detector) : transform_{std::move(transform)}, detector_{std::move(detector)} {}

  /// Takes one value; the state after it.
  state update(double x) noexcept {
    if (!is_finite(x)) [[unlikely]]
      return refuse();
    return detector_.update(transform_(x));
  }
  /// Takes the value of a time in seconds.
  state update(double x, std::int64_t seconds) noexcept
    requires TimedTransform<T>
  {
    if (!is_finite(x)) [[unlikely]]
      return refuse();
    return detector_.update(transform_(x, seconds));
  }

  /// Takes values up to and with the first that raises an alarm; returns how many were taken. While an alarm is kept
  /// all are taken.
  std::size_t update(std::span<const double> xs) noexcept {
    const bool kept = status() == state::drift;
    std::size_t done = 0;
    while (done < xs.size() && (kept || status() != state::drift)) {
      if (!is_finite(xs[done])) {
        refuse();
        ++done;
      } else {
        done += take(xs.subspan(done));
      }
    }
    return done;
  }

  void reset() noexcept {
    transform_.clear();
    restart();
  }
  void restart() noexcept {
    detector_.reset();
    rejected_ = 0;
  }
  void rearm() noexcept { detector_.rearm(); }

  [[nodiscard]] state status() const noexcept { return detector_.status(); }
  [[nodiscard]] double statistic() const noexcept { return detector_.statistic(); }
  [[nodiscard]] double level() const noexcept { return detector_.level(); }
  [[nodiscard]] static double limit_for(double level) noexcept { return D::limit_for(level); }
  /// Accepted values since construction, reset or restart.
  [[nodiscard]] std::uint64_t count() const noexcept { return detector_.count(); }
  /// Values since then that were not finite.
  [[nodiscard]] std::uint64_t rejected() const noexcept { return rejected_; }
  [[nodiscard]] change_estimate change() const noexcept { return detector_.change(); }
  [[nodiscard]] const params& parameters() const noexcept { return detector_.parameters(); }

  [[nodiscard]] const T& transform() const noexcept { return transform_; }
  [[nodiscard]] const D& detector() const noexcept { return detector_; }

  friend bool operator==(const composed&, const composed&) = default;

 private:
  static constexpr std::size_t block = 64;

  state refuse() noexcept {
    rejected_ += rejected_ < counter_max;
    if constexpr (requires { transform_.skip(); }) transform_.skip();
    return status();
  }

  /// Of the finite values at the front, up to `block`, those up to an alarm. Where a copy of the transform costs
  /// little, all pass it first; if an alarm comes before the last, it goes back and takes as many as the detector took.
  std::size_t take(std::span<const double> xs) noexcept {
    if constexpr (std::is_nothrow_copy_constructible_v<T> && std::is_nothrow_copy_assignable_v<T>) {
      std::size_t n = 1;
      while (n < std::min(block, xs.size()) && is_finite(xs[n])) ++n;
      std::array<double, block> out;
      const T before = transform_;
      transform_(xs.first(n), std::span{out}.first(n));
      const std::size_t taken = detector_.update(std::span<const double>{out}.first(n));
      if (taken < n) {
        transform_ = before;
        transform_(xs.first(taken), std::span{out}.first(taken));
      }
      return taken;
    } else {
      detector_.update(transform_(xs[0]));
      return 1;
    }
  }

  T transform_;
  D detector_;
  std::uint64_t rejected_ = 0;

  template <class X>
  friend struct composed_codec;
};

template <class C>
concept Composed = requires {
  typename C::transform_type;
  typename C::detector_type;
  requires std::same_as<C, composed<typename C::transform_type, typename C::detector_type>>;
};

/// Saves and loads a composed detector: the transforms in order, the count of what was refused, the detector's own
/// frame.
template <class C>
struct composed_codec {
  using T = typename C::transform_type;
  using D = typename C::detector_type;
  static constexpr std::uint16_t version = 1;

  static std::size_t save(const C& c, std::span<std::byte> out) {
    std::vector<std::byte> detector(detector_codec<D>::save(c.detector_, {}));
    detector_codec<D>::save(c.detector_, detector);
    return write_frame(out, saved_kind::composed, D::about.id, version, [&](byte_writer& io) {
      io(transform_codec<T>::parts);
      transform_codec<T>::save(c.transform_, io);
      io(c.rejected_, static_cast<std::uint64_t>(detector.size()));
      io.raw(detector);
    });
  }

  static C load(const frame& saved) {
    const auto refuse = [](errc code, const std::string& why) { return error{code, "state", "saved state: " + why}; };
    if (saved.id != D::about.id)
      throw refuse(errc::wrong_kind,
                   "its detector is " + std::to_string(saved.id) + ", not " + std::string{D::about.name});
    if (saved.version == 0 || saved.version > version)
      throw refuse(errc::bad_version, "version " + std::to_string(saved.version) +
                                          " of a composed detector is newer than this tepid reads");
    byte_reader io{saved.payload, saved.version};
    std::uint16_t parts = 0;
    io(parts);
    if (parts != transform_codec<T>::parts)
      throw refuse(io.failed() ? errc::truncated : errc::wrong_kind,
                   "it has " + std::to_string(parts) + " transforms, not " + std::to_string(transform_codec<T>::parts));
    T transform = transform_codec<T>::load(io);
    std::uint64_t rejected = 0, length = 0;
    io(rejected, length);
    const auto inner = io.raw(length);
    if (io.failed()) throw refuse(errc::truncated, "it ends too early");
    if (io.remaining() != 0) throw refuse(errc::bad_state, "it is too long");
    C c{std::move(transform), tepid::load<D>(inner)};
    c.rejected_ = rejected;
    if (rejected > counter_max || c.detector_.rejected() != 0)
      throw refuse(errc::bad_state, "its counts contradict each other");
    return c;
  }
};

/// The bytes of a composed detector.
template <Composed C>
[[nodiscard]] std::vector<std::byte> save(const C& c) {
  std::vector<std::byte> out(composed_codec<C>::save(c, {}));
  composed_codec<C>::save(c, out);
  return out;
}

/// The composed detector that `save` wrote. Throws error for any bytes that it did not write.
template <Composed C>
[[nodiscard]] C load(std::span<const std::byte> bytes) {
  return composed_codec<C>::load(read_frame(bytes, saved_kind::composed));
}

}  // namespace tepid::inline v0
