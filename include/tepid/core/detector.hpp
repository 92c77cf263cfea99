// tepid/core/detector.hpp - what makes a detector: descriptor, concept, and the part they all share.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

#include <tepid/core/bytes.hpp>
#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/core/saved.hpp>
#include <tepid/core/schema.hpp>
#include <tepid/core/status.hpp>

namespace tepid::inline v0 {

/// What values a detector is made for; it accepts any finite value all the same.
/// The numbers are frozen (C ABI).
enum class input_kind : std::uint8_t {
  real = 0,    ///< Any real number.
  binary = 1,  ///< 0 or 1, 1 for an error.
  unit = 2,    ///< Within [0, 1].
  count = 3,   ///< 0, 1, 2, ...
  pair = 4,    ///< 2 label + prediction of a binary classifier: 0 to 3; 0 and 3 are right.
};

[[nodiscard]] constexpr std::string_view to_string(input_kind kind) noexcept {
  constexpr std::string_view names[] = {"real", "binary", "unit", "count", "pair"};
  return names[static_cast<std::size_t>(kind)];
}

/// Counters stop here instead of wrapping around: at one value a nanosecond, after 146 years.
inline constexpr std::uint64_t counter_max = std::uint64_t{1} << 62;

/// Who a detector is. Ids and names are frozen once released.
struct descriptor {
  std::uint16_t id = 0;
  std::string_view name;        ///< snake_case: C++, C and the command line.
  std::string_view class_name;  ///< PEP 8: Python; river's name where river has the detector.
  std::string_view title;       ///< One line for people.
  std::string_view source;      ///< Author, year, where.
  std::uint16_t state_version = 1;
  std::string_view limit;  ///< The parameter that sets the false-alarm rate; see scalar_detector::level.
  input_kind input = input_kind::real;
  /// The limit is itself a lower bound of the mean run length for every law of the class that the documentation states.
  bool guaranteed = false;
};

/// A streaming detector of one value a step. Construction throws; nothing after it does.
template <class D>
concept Detector = requires(D d, const D c, double x, std::span<const double> xs) {
  typename D::params;
  requires std::same_as<decltype(D::about), const descriptor>;
  D::schema;
  D{typename D::params{}};
  { d.update(x) } noexcept -> std::same_as<state>;
  { d.update(xs) } noexcept -> std::same_as<std::size_t>;
  { d.reset() } noexcept;
  { d.rearm() } noexcept;
  { c.status() } noexcept -> std::same_as<state>;
  { c.statistic() } noexcept -> std::same_as<double>;
  { c.level() } noexcept -> std::same_as<double>;
  { D::limit_for(x) } noexcept -> std::same_as<double>;
  { c.count() } noexcept -> std::same_as<std::uint64_t>;
  { c.rejected() } noexcept -> std::same_as<std::uint64_t>;
  { c.change() } noexcept -> std::same_as<change_estimate>;
  { c.parameters() } noexcept -> std::same_as<const typename D::params&>;
  { c == c } -> std::same_as<bool>;
};

/// What every scalar detector does alike: counting, refusing values that are not finite, keeping the
/// alarm, feeding a batch, saving. The detector D adds
///
///   state step(double x) noexcept;     take one finite value; the verdict if no alarm were kept
///   void clear() noexcept;             back to the state after construction
///   bool sound() const noexcept;       could the state have come from updates? (after loading)
///   static void state_io(self, io);    io(...) of what clear() resets
///
/// The rule for an alarm is statistic() > level(), and up to the alarm the state does not depend on the level: so one
/// simulation tells the run length for every level. D may add
///
///   double level() const noexcept;           where the level is not the parameter itself: ln(1 / alpha), say, for a
///   static double limit_for(double) noexcept;  significance alpha; and the parameter that has a given level
///   void withdraw() noexcept;                undo what an alarm has set in motion for the next value
///   state initial() const noexcept;          the verdict before the first value, if not `stable`
///   bool take_quiet(std::span<const double, quiet_block> xs) noexcept;
///
/// a fast path for batches: take all values of a block and return true, or, where one of them is not
/// finite or would raise an alarm (or for any other reason), change nothing and return false: the block
/// is then fed one by one. It is asked only while no alarm is kept. count() is the caller's affair.
template <class D, class P>
class scalar_detector {
 public:
  using params = P;
  /// Values in a block of the fast path.
  static constexpr std::size_t quiet_block = 16;

  /// Takes one value. Not-finite values are counted in rejected() and change nothing else.
  /// Returns the state after it; `drift` stays until reset() or rearm().
  state update(double x) noexcept {
    if (!is_finite(x)) [[unlikely]] {
      rejected_ += rejected_ < counter_max;
      return verdict_;
    }
    count_ += count_ < counter_max;
    return raise(self().step(x));
  }

  /// Takes values up to and with the first that raises an alarm; returns how many were taken.
  /// The same bits as one by one. While an alarm is kept no further one is raised and all are taken.
  std::size_t update(std::span<const double> xs) noexcept {
    std::size_t done = 0;
    while (done < xs.size()) {
      const std::span<const double> rest = xs.subspan(done);
      const bool kept = verdict_ == state::drift;
      if constexpr (requires(D& d) { d.take_quiet(rest.template first<quiet_block>()); }) {
        const bool room = rest.size() >= quiet_block && count_ <= counter_max - quiet_block;
        if (!kept && room && self().take_quiet(rest.template first<quiet_block>())) {
          count_ += quiet_block;
          verdict_ = state::stable;
          done += quiet_block;
          continue;
        }
      }
      done += one_by_one(kept ? rest : rest.first(std::min(rest.size(), quiet_block)));
      if (!kept && verdict_ == state::drift) break;
    }
    return done;
  }

  /// Forgets everything but the parameters.
  void reset() noexcept {
    count_ = rejected_ = 0;
    verdict_ = state::warming;
    self().clear();
    verdict_ = self().initial();
  }

  /// Clears the alarm and keeps what was learned: the next value that meets the condition raises it again.
  void rearm() noexcept {
    if (verdict_ == state::drift) verdict_ = state::stable;
  }

  [[nodiscard]] state status() const noexcept { return verdict_; }
  /// What the statistic is compared with: above it is an alarm.
  [[nodiscard]] double level() const noexcept {
    double found = 0.0;
    const auto look = [&](const auto& f) {
      if constexpr (std::is_same_v<typename std::remove_cvref_t<decltype(f)>::value_type, double>)
        if (f.name == D::about.limit) found = params_.*(f.member);
    };
    std::apply([&](const auto&... f) { (look(f), ...); }, D::schema);
    return found;
  }
  /// The value of the parameter named by the descriptor's `limit` that has this level.
  [[nodiscard]] static double limit_for(double level) noexcept { return level; }
  /// Accepted values since construction or reset.
  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
  /// Values that were not finite.
  [[nodiscard]] std::uint64_t rejected() const noexcept { return rejected_; }
  [[nodiscard]] const P& parameters() const noexcept { return params_; }

  friend bool operator==(const scalar_detector&, const scalar_detector&) = default;

 protected:
  explicit scalar_detector(const P& p) : params_{p} {
    static_assert(covers<P>(D::schema), "the schema must have one field for every parameter");
    validate(D::about.name, p, D::schema);
  }

  /// The state before the first value.
  [[nodiscard]] state initial() const noexcept { return state::stable; }

  P params_;
  std::uint64_t count_ = 0;
  std::uint64_t rejected_ = 0;
  state verdict_ = state::stable;

 private:
  D& self() noexcept { return static_cast<D&>(*this); }

  state raise(state s) noexcept { return verdict_ = verdict_ == state::drift ? state::drift : s; }

  std::size_t one_by_one(std::span<const double> xs) noexcept {
    const bool kept = verdict_ == state::drift;
    for (std::size_t i = 0; i < xs.size(); ++i)
      if (update(xs[i]) == state::drift && !kept) return i + 1;
    return xs.size();
  }

  template <class X>
  friend struct detector_codec;
};

/// Saves and loads a detector: parameters by position (as doubles), then counters, then its own state.
template <class D>
struct detector_codec {
  /// Writes into `out` if it fits; returns the size needed.
  static std::size_t save(const D& d, std::span<std::byte> out) {
    return write_frame(out, saved_kind::detector, D::about.id, D::about.state_version,
                       [&](byte_writer& io) { write(d, io); });
  }

  /// The same detector, with all it has learned, under another limit (the parameter that the descriptor
  /// names); an alarm is cleared. Throws error{bad_parameter}. Meant for calibration: it allocates.
  static D with_limit(const D& d, double limit) {
    typename D::params p = d.params_;
    const auto set = [&](const auto& f) {
      if constexpr (std::is_same_v<typename std::remove_cvref_t<decltype(f)>::value_type, double>)
        if (f.name == D::about.limit) p.*(f.member) = limit;
    };
    std::apply([&](const auto&... f) { (set(f), ...); }, D::schema);
    D other{p};
    std::vector<std::byte> bytes;
    const auto write = [&] {
      byte_writer io{bytes};
      io(d.count_, d.rejected_, d.verdict_);
      D::state_io(d, io);
      return io.size();
    };
    bytes.resize(write());
    write();
    byte_reader io{bytes, D::about.state_version};
    io(other.count_, other.rejected_, other.verdict_);
    D::state_io(other, io);
    other.rearm();
    if constexpr (requires { other.withdraw(); }) other.withdraw();
    return other;
  }

  /// Saves and loads what a detector that is part of another has learned; its count is its owner's, and it keeps
  /// no alarm.
  template <class Self, class Io>
  static void part_io(Self& d, std::uint64_t count, Io& io) {
    if constexpr (Io::is_loading) d.count_ = count;
    D::state_io(d, io);
  }

  /// From a frame of the right id. Throws error{bad_version, bad_state or bad_parameter}.
  static D load(const frame& saved) {
    const auto refuse = [](errc code, const std::string& why) {
      return error{code, "state", "saved state of " + std::string{D::about.name} + ": " + why};
    };
    if (saved.version == 0 || saved.version > D::about.state_version)
      throw refuse(errc::bad_version, "version " + std::to_string(saved.version) + " is newer than this tepid reads (" +
                                          std::to_string(D::about.state_version) + ")");
    byte_reader io{saved.payload, saved.version};
    D d{read_params(io, refuse)};
    io(d.count_, d.rejected_, d.verdict_);
    D::state_io(d, io);
    if (io.failed()) throw refuse(errc::truncated, "it ends too early");
    if (io.remaining() != 0) throw refuse(errc::bad_state, "it is too long");
    if (d.count_ > counter_max || d.rejected_ > counter_max || d.verdict_ > state::drift || !d.sound())
      throw refuse(errc::bad_state, "its values contradict each other");
    if (d.count_ == 0) {  // values that are not finite change nothing else: this is the state after construction
      D fresh{d.params_};
      fresh.rejected_ = d.rejected_;
      if (!(fresh == d)) throw refuse(errc::bad_state, "it has taken no values and is not empty");
    }
    return d;
  }

 private:
  static void write(const D& d, byte_writer& io) {
    constexpr auto n = std::tuple_size_v<std::remove_cvref_t<decltype(D::schema)>>;
    io(static_cast<std::uint16_t>(n));
    for (std::size_t i = 0; i < n; ++i) io(value_at(d.params_, D::schema, i));
    io(d.count_, d.rejected_, d.verdict_);
    D::state_io(d, io);
  }

  /// An older state has fewer parameters: the rest are what D::former_settings(version) says, or their defaults.
  template <class Refuse>
  static typename D::params read_params(byte_reader& io, const Refuse& refuse) {
    const auto infos = describe(D::schema);
    std::uint16_t n = 0;
    io(n);
    if (n > infos.size()) throw refuse(errc::bad_state, "it has more parameters than there are");
    std::vector<setting> settings(n);
    for (std::size_t i = 0; i < n; ++i) {
      settings[i].name = infos[i].name;
      io(settings[i].value);
    }
    if (io.failed()) throw refuse(errc::truncated, "it ends too early");
    if constexpr (requires { D::former_settings(io.version()); })
      for (const setting& s : D::former_settings(io.version())) settings.push_back(s);
    return from_settings(D::about.name, settings, D::schema);
  }
};

/// The bytes of a detector: frame, parameters and state.
template <Detector D>
[[nodiscard]] std::vector<std::byte> save(const D& d) {
  std::vector<std::byte> out(detector_codec<D>::save(d, {}));
  detector_codec<D>::save(d, out);
  return out;
}

/// The detector that `save` wrote. Throws error for any bytes that it did not write.
template <Detector D>
[[nodiscard]] D load(std::span<const std::byte> bytes) {
  const frame saved = read_frame(bytes, saved_kind::detector);
  if (saved.id != D::about.id)
    throw error{errc::wrong_kind, "state",
                "saved state: it holds detector " + std::to_string(saved.id) + ", not " + std::string{D::about.name}};
  return detector_codec<D>::load(saved);
}

}  // namespace tepid::inline v0
