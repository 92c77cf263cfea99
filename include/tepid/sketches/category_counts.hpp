// tepid/sketches/category_counts.hpp - exact counts of the categories that a reference has most often, and of the rest.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tepid/core/error.hpp>
#include <tepid/core/hash.hpp>
#include <tepid/sketches/descriptor.hpp>
#include <tepid/sketches/saved_sketch.hpp>

namespace tepid::inline v0 {

/// What `bins` is for numbers: each value is counted exactly once,
///   by its name         one of the top categories of the reference,
///   in other()          the reference has it, but not among the top,
///   in unseen()         the reference never had it,
///   in missing()        there is no value.
///
/// Error:   none, but for a value that the reference never had and whose 64-bit hash is that of one it had: for 10^5
///          categories 1 in 10^14.
/// Merging: adds counts: exact, in any order.
/// Memory:  bytes(): 48 to 56 for each name and what is longer than 15 bytes of it, and 8 for each other category of the
///          reference, of which at most 2^20 are kept: with more of them unseen values cannot be told and count as other
///          (tells_unseen()).
/// Cost:    O(log categories) a value, no allocation after construction.
class category_counts {
 public:
  static constexpr sketch_descriptor about{
      .name = "category_counts",
      .title = "Exact counts of a reference's top categories, with bins for other, unseen and missing",
      .source = "",
      .error = "none",
      .id = 8};
  static constexpr std::size_t most_top = 65536, most_known = std::size_t{1} << 20;

  /// A category of the reference and how often it occurs there.
  struct category {
    std::string_view value;
    std::uint64_t count = 0;
  };

  /// Knows no category.
  category_counts() { build_index(); }

  /// Of a reference's categories, each once: names the `top` most frequent, of equal ones the first in the order of their
  /// bytes. All counts start at zero. Throws error{bad_argument} for a category that comes twice or top > 65536.
  category_counts(std::span<const category> reference, std::size_t top) {
    if (top > most_top) throw tepid::error{errc::bad_argument, "top", "category_counts: top is at most 65536"};
    std::vector<category> sorted(reference.begin(), reference.end());
    std::sort(sorted.begin(), sorted.end(), [](const category& a, const category& b) { return a.value < b.value; });
    for (std::size_t i = 1; i < sorted.size(); ++i)
      if (sorted[i].value == sorted[i - 1].value)
        throw tepid::error{errc::bad_argument, "reference",
                    "category_counts: the category '" + std::string{sorted[i].value} + "' comes twice"};
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const category& a, const category& b) { return a.count > b.count; });
    top = std::min(top, sorted.size());
    for (std::size_t i = 0; i < top; ++i) names_.emplace_back(sorted[i].value);
    tells_unseen_ = sorted.size() - top <= most_known;
    for (std::size_t i = top; tells_unseen_ && i < sorted.size(); ++i) known_.push_back(hash_of(sorted[i].value));
    std::sort(known_.begin(), known_.end());
    known_.erase(std::unique(known_.begin(), known_.end()), known_.end());
    counts_.resize(top);
    build_index();
  }

  void add(std::string_view value, std::uint64_t times = 1) noexcept {
    const std::uint64_t hash = hash_of(value);
    const std::uint32_t at = index_[place(value, hash)];
    if (at != none) counts_[at] += times;
    else if (!tells_unseen_ || std::binary_search(known_.begin(), known_.end(), hash)) other_ += times;
    else unseen_ += times;
  }
  void add_missing(std::uint64_t times = 1) noexcept { missing_ += times; }

  /// Throws error{bad_argument} unless both know the same categories.
  void merge(const category_counts& more) {
    if (names_ != more.names_ || known_ != more.known_ || tells_unseen_ != more.tells_unseen_)
      throw tepid::error{errc::bad_argument, "category_counts",
                  "category_counts: only counts of the same reference's categories can be merged"};
    for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += more.counts_[i];
    other_ += more.other_;
    unseen_ += more.unseen_;
    missing_ += more.missing_;
  }

  /// The same categories with all counts zero.
  [[nodiscard]] category_counts emptied() const {
    category_counts fresh = *this;
    std::fill(fresh.counts_.begin(), fresh.counts_.end(), std::uint64_t{0});
    fresh.other_ = fresh.unseen_ = fresh.missing_ = 0;
    return fresh;
  }

  /// The top categories, by falling count in the reference.
  [[nodiscard]] std::span<const std::string> names() const noexcept { return names_; }
  /// One count a name.
  [[nodiscard]] std::span<const std::uint64_t> counts() const noexcept { return counts_; }
  [[nodiscard]] std::uint64_t other() const noexcept { return other_; }
  [[nodiscard]] std::uint64_t unseen() const noexcept { return unseen_; }
  [[nodiscard]] std::uint64_t missing() const noexcept { return missing_; }
  [[nodiscard]] bool tells_unseen() const noexcept { return tells_unseen_; }
  /// Values that have a name.
  [[nodiscard]] std::uint64_t inside() const noexcept {
    return std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
  }
  /// All values, wherever they fell.
  [[nodiscard]] std::uint64_t total() const noexcept { return inside() + other_ + unseen_ + missing_; }
  /// How far a count may be off: not at all.
  [[nodiscard]] double error() const noexcept { return 0.0; }
  /// Memory in use.
  [[nodiscard]] std::size_t bytes() const noexcept {
    static const std::size_t in_place = std::string{}.capacity();  // what a string holds without memory of its own
    std::size_t texts = names_.capacity() * sizeof(std::string);
    for (const std::string& name : names_) texts += name.capacity() > in_place ? name.capacity() + 1 : 0;
    return sizeof *this + texts + (counts_.capacity() + known_.capacity()) * sizeof(std::uint64_t) +
           index_.capacity() * sizeof(std::uint32_t);
  }
  /// counts(), then other, unseen, missing: a row for psi_of_counts and the like.
  [[nodiscard]] std::vector<std::uint64_t> all_counts() const {
    std::vector<std::uint64_t> row = counts_;
    row.insert(row.end(), {other_, unseen_, missing_});
    return row;
  }

  [[nodiscard]] std::vector<std::byte> save() const { return save_sketch(*this); }
  [[nodiscard]] static category_counts load(std::span<const std::byte> bytes) {
    return load_sketch<category_counts>(bytes);
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.names_, self.counts_, self.known_, self.tells_unseen_, self.other_, self.unseen_, self.missing_);
    if constexpr (Io::is_loading) {
      if (io.failed() || self.names_.size() > most_top) return io.fail();
      self.build_index();
    }
  }
  /// Do the counts fit the names, and is every name and known category there once? (after loading)
  [[nodiscard]] bool sound() const {
    constexpr std::uint64_t most = std::uint64_t{1} << 53;
    const auto small = [](std::uint64_t n) { return n <= most; };
    const auto rising = [](const auto& v) {
      return std::adjacent_find(v.begin(), v.end(), [](auto a, auto b) { return !(a < b); }) == v.end();
    };
    std::vector<std::string_view> sorted(names_.begin(), names_.end());
    std::sort(sorted.begin(), sorted.end());
    return counts_.size() == names_.size() && rising(sorted) && known_.size() <= most_known && rising(known_) &&
           (tells_unseen_ || (known_.empty() && unseen_ == 0)) && std::all_of(counts_.begin(), counts_.end(), small) &&
           small(other_) && small(unseen_) && small(missing_);
  }
  friend bool operator==(const category_counts&, const category_counts&) = default;

 private:
  static constexpr std::uint32_t none = ~std::uint32_t{0};

  [[nodiscard]] std::size_t place(std::string_view value, std::uint64_t hash) const noexcept {
    const std::size_t mask = index_.size() - 1;
    std::size_t at = static_cast<std::size_t>(hash) & mask;
    while (index_[at] != none && names_[index_[at]] != value) at = (at + 1) & mask;
    return at;
  }
  void build_index() {
    index_.assign(std::bit_ceil(2 * names_.size() + 1), none);
    for (std::size_t i = 0; i < names_.size(); ++i)
      index_[place(names_[i], hash_of(std::string_view{names_[i]}))] = static_cast<std::uint32_t>(i);
  }

  std::vector<std::string> names_;
  std::vector<std::uint64_t> counts_;
  std::vector<std::uint64_t> known_;  ///< Hashes of the reference's other categories, in order.
  bool tells_unseen_ = true;
  std::uint64_t other_ = 0, unseen_ = 0, missing_ = 0;
  std::vector<std::uint32_t> index_;  ///< Of the names; open addressing, at most half full.
};

}  // namespace tepid::inline v0
