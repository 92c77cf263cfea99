// src/monitors/growing_time.hpp - times that are written as numbers: seconds since 1970, or a part of one.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tepid::inline v0::detail {

/// What a number since 1970 counts.
struct time_unit {
  std::string_view name;    ///< "seconds", "milliseconds", ...
  double a_second = 1.0;    ///< How many there are in one.
};
/// The unit in which all times from `first` to `last` are of the years 2001 to 2100; at most one is.
[[nodiscard]] std::optional<time_unit> unit_of_times(double first, double last) noexcept;

/// Does a column's name say that it is a time: "ts", "date", "created_at", "user.createdAt"?
[[nodiscard]] bool names_a_time(std::string_view column);

/// The numbers of a column in the order of its rows: are they times? They must only grow (never fall, and the last is
/// greater than the first), 20 of them at least; and the column's name must say so, or their range: whole numbers that are of
/// the years 2001 to 2100 in some unit. Cost: two comparisons a number, nothing once one has fallen.
class growing_time {
 public:
  /// NaN is no number.
  void add(std::span<const double> numbers) noexcept;
  /// Why the numbers so far are times; empty if they are not.
  [[nodiscard]] std::string why(std::string_view column) const;

 private:
  double first_ = 0.0, last_ = 0.0;
  std::uint64_t count_ = 0;
  bool grows_ = true, whole_ = true;
};

}  // namespace tepid::inline v0::detail
