// tepid/monitors/profile.hpp - what is kept of a reference: one frozen summary for each column.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tepid/core/bytes.hpp>
#include <tepid/core/error.hpp>
#include <tepid/core/non_finite.hpp>
#include <tepid/core/saved.hpp>
#include <tepid/design/limit_cache.hpp>
#include <tepid/monitors/signal_reference.hpp>
#include <tepid/numerics/moments.hpp>
#include <tepid/sketches/bins.hpp>
#include <tepid/sketches/ecdf.hpp>

namespace tepid::inline v0 {

/// What a column holds. The numbers are frozen (saved profiles).
enum class column_type : std::uint8_t {
  numeric = 0,
  categorical = 1,  ///< Text.
  time = 2,         ///< Times as numbers, in seconds since 1970, or as they were where they were numbers; never watched: they only grow.
  boolean = 3,      ///< Numbers 0 and 1.
};

[[nodiscard]] constexpr std::string_view to_string(column_type type) noexcept {
  constexpr std::string_view names[] = {"numeric", "categorical", "time", "boolean"};
  return names[static_cast<std::size_t>(type)];
}

/// The rates at which a profile replays its reference: rate_j = max_rate / ratio^j.
struct replay_grid {
  static constexpr std::size_t size = 20;
  static constexpr double max_rate = 0.75;
  static constexpr double ratio = 3.0;

  /// The rates as ewma_bank computes them, bit for bit.
  static constexpr std::array<double, size> rates = [] {
    std::array<double, size> found{};
    double rate = max_rate;
    for (double& r : found) {
      r = rate;
      rate /= ratio;
    }
    return found;
  }();
};

/// A text value and how often it occurs.
struct category {
  std::string value;
  std::uint64_t count = 0;

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.value, self.count);
  }
  friend bool operator==(const category&, const category&) = default;
};

/// The summary of one column.
struct column_profile {
  /// Categories that are kept by name, at most.
  static constexpr std::size_t most_categories = 1024;

  std::string name;
  column_type type = column_type::numeric;
  std::uint64_t rows = 0;        ///< Values of any kind.
  non_finite_counts not_finite;  ///< Of text the missing ones alone.
  /// False where a profile of before version 5 has missing values or infinities: it had one count for missing values
  /// and NaN, which is not_finite.missing, and one for both infinities, which is not_finite.positive_infinity.
  bool kinds_known = true;

  // Of the finite values of a column of numbers.
  moments values;
  bins histogram;  ///< On the reference's deciles; values that are not finite have counts of their own.
  /// The distribution; never null, and empty if the column has no value.
  std::shared_ptr<const ecdf> distribution = std::make_shared<const ecdf>();
  /// Values whose place among the points of the distribution is not known, beside those that lie between two points:
  /// merging sketched columns leaves some. See rank_error().
  std::uint64_t misplaced = 0;
  /// For each rate of replay_grid the largest e^2 / (2 s^2), in nats, that the EWMA e (s its standard deviation)
  /// of the reference's own normal scores, in their own order, reaches: how far healthy traffic strays.
  std::array<double, replay_grid::size> replay{};

  // Of a column of text.
  std::vector<category> top;   ///< The most frequent values, by falling count, then by value.
  std::uint64_t other = 0;     ///< Rows with a value that is not in `top`.
  std::uint64_t distinct = 0;  ///< Different values, missing not counted.

  [[nodiscard]] bool is_text() const noexcept { return type == column_type::categorical; }
  /// Rows with a value, infinities among them.
  [[nodiscard]] std::uint64_t with_value() const noexcept { return rows - not_finite.no_value(); }

  /// The distribution function is off by at most this share of the values, anywhere; 0 when it is exact.
  [[nodiscard]] double rank_error() const noexcept {
    const double n = static_cast<double>(distribution->size());
    return n == 0 ? 0.0 : std::min(1.0, distribution->error() + static_cast<double>(misplaced) / n);
  }

  /// Can these numbers belong together? (after loading)
  [[nodiscard]] bool sound() const {
    constexpr std::uint64_t most = std::uint64_t{1} << 53;
    if (type > column_type::boolean || rows > most || !not_finite.at_most(rows) || not_finite.total() > rows)
      return false;
    return is_text() ? text_sound() && numbers_empty() : numbers_sound() && text_empty();
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.name, self.type, self.rows);
    if constexpr (Io::is_loading) {
      io.as_of(counts_version(io.version()), self.not_finite);
      self.kinds_known = io.version() >= 5 || self.type == column_type::categorical || self.not_finite.total() == 0;
      if (io.version() >= 5) io(self.kinds_known);
    } else {
      io(self.not_finite, self.kinds_known);
    }
    if (self.type == column_type::categorical) return io(self.top, self.other, self.distinct);
    io(self.values);
    if constexpr (Io::is_loading) {
      io.as_of(counts_version(io.version()), self.histogram);
      auto loaded = std::make_shared<ecdf>();
      io(*loaded);
      self.distribution = std::move(loaded);
    } else {
      io(self.histogram, *self.distribution);
    }
    io(self.replay);
    if constexpr (Io::is_loading) {
      if (io.version() < 3) return;
    }
    io(self.misplaced);
  }

  friend bool operator==(const column_profile& a, const column_profile& b) {
    return a.name == b.name && a.type == b.type && a.rows == b.rows && a.not_finite == b.not_finite &&
           a.kinds_known == b.kinds_known && a.values == b.values && a.histogram == b.histogram &&
           *a.distribution == *b.distribution && a.misplaced == b.misplaced && a.replay == b.replay && a.top == b.top &&
           a.other == b.other && a.distinct == b.distinct;
  }

 private:
  /// The version of non_finite_counts and of bins within a profile's.
  static constexpr std::uint16_t counts_version(std::uint16_t profile_version) noexcept {
    return profile_version < 5 ? 1 : 2;
  }
  [[nodiscard]] bool numbers_empty() const {
    return values == moments{} && histogram == bins{} && distribution->size() == 0 && misplaced == 0 && kinds_known &&
           not_finite.total() == not_finite.missing;
  }
  [[nodiscard]] bool text_empty() const { return top.empty() && other == 0 && distinct == 0; }

  [[nodiscard]] bool numbers_sound() const {
    if (!values.sound() || !histogram.sound() || !distribution) return false;
    const std::uint64_t finite = rows - not_finite.total();
    if (misplaced > finite || values.count() != finite || distribution->size() != finite ||
        histogram.inside() != finite || histogram.below() != 0 || histogram.above() != 0 ||
        histogram.not_finite() != not_finite)
      return false;
    if (finite > 0 && (histogram.low() != values.min() || histogram.high() != values.max() ||
                       distribution->rank(values.min()).below != 0 || (*distribution)(values.max()) != 1.0))
      return false;
    return std::all_of(replay.begin(), replay.end(), [](double v) { return is_finite(v) && v >= 0; });
  }
  [[nodiscard]] bool text_sound() const {
    if (top.size() > most_categories || top.size() > distinct) return false;
    std::uint64_t named = 0;
    for (std::size_t i = 0; i < top.size(); ++i) {
      const auto& c = top[i];
      if (c.count == 0 || c.count > rows - named) return false;
      if (i > 0 && (c.count > top[i - 1].count || (c.count == top[i - 1].count && c.value <= top[i - 1].value)))
        return false;
      named += c.count;
    }
    std::vector<std::string_view> names;
    for (const auto& c : top) names.push_back(c.value);
    std::sort(names.begin(), names.end());
    if (std::adjacent_find(names.begin(), names.end()) != names.end()) return false;
    const std::uint64_t unnamed = distinct - top.size();
    return named + other == with_value() && other >= unnamed && (unnamed > 0 || other == 0);
  }
};

/// A reference profile: columns by name, in the order they were added, and the limits that were simulated for them.
/// The columns are immutable in use; save() and load() keep every bit. Memory and file: up to about 270 KiB for a
/// column of numbers (16 bytes for each of at most 16,383 distinct values kept), a few KiB for a column of text.
class profile {
 public:
  static constexpr std::uint16_t version =
      6;  ///< 1 had no limits, 2 no misplaced values, 3 no monitor's part, 4 two counts of what is not finite,
          ///< 5 no windows' shares of infinities.

  /// Throws error{bad_argument} when two columns share a name.
  explicit profile(std::vector<column_profile> columns = {}) : columns_{std::move(columns)} {
    if (const auto* twice = shared_name())
      throw error{errc::bad_argument, *twice, "profile: there are two columns '" + *twice + "'"};
  }

  [[nodiscard]] std::span<const column_profile> columns() const noexcept { return columns_; }
  /// The column of that name, or null.
  [[nodiscard]] const column_profile* find(std::string_view name) const noexcept {
    const auto at = std::find_if(columns_.begin(), columns_.end(), [&](const auto& c) { return c.name == name; });
    return at == columns_.end() ? nullptr : &*at;
  }

  /// Limits that were simulated before; design_options::cache.
  [[nodiscard]] const design::limit_cache& limits() const noexcept { return limits_; }
  [[nodiscard]] design::limit_cache& limits() noexcept { return limits_; }

  /// What a monitor needs beyond the columns; none unless reference_builder made the profile.
  [[nodiscard]] const std::optional<monitored_reference>& monitored() const noexcept { return monitored_; }
  void set_monitored(monitored_reference m) { monitored_ = std::move(m); }

  /// The bytes of a .tepid file.
  [[nodiscard]] std::vector<std::byte> save() const {
    return write_frame(saved_kind::profile, 0, version, [&](byte_writer& io) {
      io(columns_, limits_, monitored_.has_value());
      if (monitored_) io(*monitored_);
    });
  }

  /// Throws error{truncated, bad_magic, bad_checksum, bad_version, wrong_kind or bad_state} for any bytes that
  /// save() did not write; allocates no more than a small multiple of what is there.
  [[nodiscard]] static profile load(std::span<const std::byte> bytes) {
    const frame saved = read_frame(bytes, saved_kind::profile);
    if (saved.id != 0 || saved.version == 0 || saved.version > version)
      throw error{errc::bad_version, "state",
                  "saved profile: version " + std::to_string(saved.version) + " is newer than this tepid reads (" +
                      std::to_string(version) + ")"};
    byte_reader io{saved.payload, saved.version};
    profile p;
    io(p.columns_);
    if (saved.version >= 2) io(p.limits_);
    if (bool has = false; saved.version >= 4) {
      io(has);
      if (has) io(p.monitored_.emplace());
    }
    if (io.failed()) throw error{errc::bad_state, "state", "saved profile: it ends too early or its values are wrong"};
    if (io.remaining() != 0) throw error{errc::bad_state, "state", "saved profile: it is too long"};
    for (const auto& c : p.columns_)
      if (!c.sound())
        throw error{errc::bad_state, c.name,
                    "saved profile: the values of column '" + c.name + "' contradict each other"};
    if (p.shared_name()) throw error{errc::bad_state, "state", "saved profile: two columns share a name"};
    if (p.monitored_ && saved.version < 6) p.find_infinities();
    if (p.monitored_ && !p.monitored_->sound())
      throw error{errc::bad_state, "state", "saved profile: what it keeps for monitors contradicts itself"};
    if (!p.limits_.sound()) throw error{errc::bad_state, "state", "saved profile: the limits it keeps cannot be"};
    return p;
  }

  friend bool operator==(const profile&, const profile&) = default;

 private:
  /// Before version 6 shares of infinities were not kept for monitors: they are known where there were none.
  void find_infinities() {
    for (signal_reference& r : monitored_->signals) {
      const column_profile* c = find(r.name);
      r.infinities.known = r.kind == counted_kind::vectors ? r.missing == 0.0 : c == nullptr || c->not_finite.infinite() == 0;
    }
  }
  /// A name that two columns have, or null.
  [[nodiscard]] const std::string* shared_name() const {
    std::vector<const std::string*> names;
    for (const auto& c : columns_) names.push_back(&c.name);
    std::sort(names.begin(), names.end(), [](const auto* a, const auto* b) { return *a < *b; });
    const auto twice =
        std::adjacent_find(names.begin(), names.end(), [](const auto* a, const auto* b) { return *a == *b; });
    return twice == names.end() ? nullptr : *twice;
  }

  std::vector<column_profile> columns_;
  design::limit_cache limits_;
  std::optional<monitored_reference> monitored_;
};

}  // namespace tepid::inline v0
