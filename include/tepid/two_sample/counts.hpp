// tepid/two_sample/counts.hpp - two rows of counts over the same categories, checked, and rare categories pooled.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tepid/two_sample/result.hpp>

namespace tepid::inline v0::detail {

/// Counts of a reference and a current sample without the categories that are empty in both.
struct count_table {
  std::vector<std::uint64_t> reference, current;
  std::uint64_t n = 0, m = 0;  ///< Totals of reference and current.

  [[nodiscard]] std::size_t categories() const noexcept { return reference.size(); }
  [[nodiscard]] double total() const noexcept { return static_cast<double>(n) + static_cast<double>(m); }

  /// The smaller of a category's two expected counts when both samples have the pooled shares.
  [[nodiscard]] double expected(std::size_t i) const noexcept {
    return static_cast<double>(reference[i] + current[i]) * static_cast<double>(std::min(n, m)) / total();
  }
  [[nodiscard]] double least_expected() const noexcept {
    double least = categories() == 0 ? 0.0 : expected(0);
    for (std::size_t i = 1; i < categories(); ++i) least = std::min(least, expected(i));
    return least;
  }
};

/// Throws error{bad_argument} when the lengths differ, error{bad_data} naming the sample whose counts are all zero
/// or sum to more than 2^52.
[[nodiscard]] inline count_table checked_counts(std::string_view test, std::span<const std::uint64_t> reference,
                                                std::span<const std::uint64_t> current) {
  const std::string who{test};
  if (reference.size() != current.size())
    throw error{errc::bad_argument, "current",
                who + ": reference has " + std::to_string(reference.size()) + " counts and current " +
                    std::to_string(current.size()) + "; they must be over the same categories"};
  constexpr std::uint64_t most = std::uint64_t{1} << 52;  // both together are exact as a double
  const auto sum = [&](std::string_view sample, std::span<const std::uint64_t> counts) {
    std::uint64_t total = 0;
    for (const std::uint64_t c : counts) {
      if (c > most - total)
        throw error{errc::bad_data, sample,
                    who + ": the counts of the " + std::string{sample} + " sample sum to more than 2^52"};
      total += c;
    }
    if (total == 0)
      throw error{errc::bad_data, sample,
                  who + ": the " + std::string{sample} + " sample is empty" +
                      (counts.empty() ? "" : ": all its counts are zero")};
    return total;
  };
  count_table t;
  t.n = sum("reference", reference);
  t.m = sum("current", current);
  t.reference.reserve(reference.size());
  t.current.reserve(reference.size());
  for (std::size_t i = 0; i < reference.size(); ++i) {
    if (reference[i] == 0 && current[i] == 0) continue;
    t.reference.push_back(reference[i]);
    t.current.push_back(current[i]);
  }
  return t;
}

/// The table with rare categories pooled, from the rarest up: those whose smaller expected count is below
/// `min_expected` become one, with the next rarest added while their sum is below it too.
[[nodiscard]] inline count_table pool_rare(const count_table& t, double min_expected) {
  std::vector<std::size_t> rare;
  std::size_t next = t.categories();  // the rarest that is not rare
  std::uint64_t a = 0, b = 0;
  for (std::size_t i = 0; i < t.categories(); ++i) {
    if (t.expected(i) < min_expected) {
      rare.push_back(i);
      a += t.reference[i];
      b += t.current[i];
    } else if (next == t.categories() || t.expected(i) < t.expected(next)) {
      next = i;
    }
  }
  const double share = static_cast<double>(std::min(t.n, t.m)) / t.total();
  if (rare.empty()) return t;
  if (static_cast<double>(a + b) * share < min_expected && next < t.categories()) {
    a += t.reference[next];
    b += t.current[next];
    rare.insert(std::upper_bound(rare.begin(), rare.end(), next), next);
  }
  count_table out{.reference = {}, .current = {}, .n = t.n, .m = t.m};
  std::size_t r = 0;
  for (std::size_t i = 0; i < t.categories(); ++i) {
    if (r < rare.size() && rare[r] == i) {
      ++r;
      continue;
    }
    out.reference.push_back(t.reference[i]);
    out.current.push_back(t.current[i]);
  }
  out.reference.push_back(a);
  out.current.push_back(b);
  return out;
}

}  // namespace tepid::inline v0::detail
