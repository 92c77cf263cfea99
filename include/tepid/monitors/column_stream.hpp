// tepid/monitors/column_stream.hpp - the profile of a column that is too long to be kept.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <tepid/core/keyed_hash.hpp>
#include <tepid/monitors/profile.hpp>
#include <tepid/sketches/distinct.hpp>
#include <tepid/sketches/frequent_items.hpp>

namespace tepid::inline v0 {

/// How much is found out about a column that is streamed.
enum class stream_detail : std::uint8_t {
  sketched,  ///< One pass: the distribution as a KLL sketch has it.
  counted,   ///< Two passes: the distribution at known points, exactly.
  replayed,  ///< Two passes: also how far the reference strays (column_profile::replay), which costs most.
};

/// A column of numbers that is too long to be kept, in memory that does not grow with it.
///
/// The first pass finds where its values lie (KLL); the second, of the same values in the same order, counts them
/// exactly between and at the points that were chosen. So all that the profile says is exact, but that its
/// distribution function is known at up to 12,000 points only: ecdf::error() says how far apart they are, about
/// 5e-4 of the values. Without a second pass the sketch's ranks stand for the counts: column_profile::rank_error(),
/// about 3e-4, then holds with 99% (k = 16,384), and the histogram is known as well as that. Moments are summed in
/// blocks, so their last digits are not those of profile_builder.
/// Memory: 1.5 MiB, sketched 2.5; up to 512 values 2 KiB and 8 bytes a value, for a table may have many columns and few
/// rows. Cost: 10 ns a value and pass, with replay 30 ns in the second one.
class column_stream {
 public:
  column_stream(std::string name, column_type type, stream_detail detail);
  ~column_stream();
  column_stream(column_stream&&) noexcept;
  column_stream& operator=(column_stream&&) noexcept;

  /// Some values, in their order; values that are not finite are counted by kind.
  void first_pass(std::span<const double> xs);
  /// Adds this many missing rows at once, as first_pass of as many missing values.
  void add_missing(std::uint64_t rows) noexcept;
  /// Unless `sketched`. Throws error{bad_data} when there were 2^32 values or more. Missing values need not be given
  /// again.
  void begin_second_pass();
  void second_pass(std::span<const double> xs);
  /// After the first pass: the values at so many probabilities, and the share of values at or below x.
  [[nodiscard]] std::vector<double> quantiles(std::span<const double> probabilities) const;
  [[nodiscard]] std::vector<double> ranks(std::span<const double> xs) const;
  /// Finite values of the first pass, and their moments.
  [[nodiscard]] const moments& values() const noexcept;
  /// The profile, after the last pass. Throws error{bad_data} when the second pass has not seen what the first has, or
  /// for 2^32 values or more.
  [[nodiscard]] column_profile finish();

 private:
  struct state;
  std::unique_ptr<state> state_;
};

/// A column of text seen once, in bounded memory: exact up to most_kept different values of 32 MiB together; beyond
/// that its most frequent values are those of frequent_items (each counted with its lower bound) and the number of
/// different ones is estimated by distinct.
class text_stream {
 public:
  static constexpr std::size_t most_kept = 500'000, most_bytes = std::size_t{32} << 20;

  explicit text_stream(std::string name) : name_{std::move(name)} {}

  /// A value; nullopt is missing.
  void add(std::optional<std::string_view> text);
  /// Adds this many missing values.
  void add_missing(std::uint64_t rows) noexcept { rows_ += rows, missing_ += rows; }
  [[nodiscard]] column_profile finish() const;
  /// False once counts are bounds.
  [[nodiscard]] bool exact() const noexcept { return !often_; }

 private:
  void give_up();

  std::string name_;
  std::uint64_t rows_ = 0, missing_ = 0;
  std::size_t bytes_ = 0;
  std::unordered_map<std::string, std::uint64_t, keyed_hash, std::equal_to<>> counts_;
  std::unique_ptr<frequent_items> often_;
  std::unique_ptr<distinct> different_;
};

}  // namespace tepid::inline v0
