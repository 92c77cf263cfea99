// tepid/sketches/frequent_items.hpp - the values that a stream has most often, with bounds of their counts.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <tepid/core/error.hpp>
#include <tepid/core/hash.hpp>
#include <tepid/core/prefix.hpp>
#include <tepid/sketches/descriptor.hpp>
#include <tepid/sketches/saved_sketch.hpp>
#include <tepid/sketches/short_text.hpp>

namespace tepid::inline v0 {

/// What is sure of the items that a list names.
enum class frequent_list : std::uint8_t {
  no_false_positives = 0,  ///< Each has been seen more often than the threshold.
  no_false_negatives = 1,  ///< All that have been seen more often are there.
};

/// Frequent items of a stream of Key: text (std::string_view, see frequent_items) or integers (std::int64_t, see
/// frequent_integers). Counters for at most `capacity` different keys; when one more comes, the median of the counts is
/// taken off all of them, and those that are left with nothing go.
///
/// Error:   lower(key) <= true count <= upper(key), always; upper - lower is error() for every key, and error() is at most
///          2 n / capacity, often far less: 0 while at most `capacity` different keys have come.
/// Keys:    text of up to 64 bytes as it is. Of longer text the first 47 bytes (never part of a UTF-8 character), '~'
///          and a hash of all of it as 16 hexadecimal digits stand for it: keys(), lists and saved bytes have that form.
/// Merging: in any order: the bounds hold, and error() is at most 2 n / capacity (of the smaller capacity).
/// Memory:  bytes(): 89 to 97 bytes a counter for text, 32 to 40 for integers.
/// Cost:    O(1) on average, O(capacity) when the counts are cut. No allocation after construction.
/// Repeats: no random numbers: equal streams give equal sketches.
/// Source:  J. Misra, D. Gries, Sci. Comput. Programming 2 (1982) 143-152; cutting by the median: D. Anderson et al.,
///          IMC 2017; merging: P. Agarwal et al., PODS 2012.
template <class Key>
class basic_frequent_items {
  static constexpr bool is_text = std::is_same_v<Key, std::string_view>;
  static_assert(is_text || std::is_same_v<Key, std::int64_t>);
  using stored = std::conditional_t<is_text, detail::short_text, std::int64_t>;

 public:
  static constexpr sketch_descriptor about{
      .name = is_text ? "frequent_items" : "frequent_integers",
      .title = is_text ? "Frequent items: the most frequent texts with bounds of their counts"
                       : "Frequent items: the most frequent integers with bounds of their counts",
      .source = "Misra and Gries 1982; Anderson et al. 2017, IMC",
      .error = "of a count, in values: never exceeded",
      .id = is_text ? 3 : 4};
  static constexpr std::size_t most_capacity = 65536;

  struct item {
    std::conditional_t<is_text, std::string, std::int64_t> key;
    std::uint64_t lower = 0, upper = 0;
    friend bool operator==(const item&, const item&) = default;
  };

  /// 2 <= capacity <= 65536; throws error{bad_parameter} otherwise.
  explicit basic_frequent_items(std::size_t capacity = 256)
      : capacity_{checked(capacity)}, keys_(capacity), counts_(capacity), scratch_(capacity),
        index_(std::bit_ceil(2 * capacity), none) {}

  /// Counts a key `times` times.
  void update(Key key, std::uint64_t times = 1) noexcept {
    n_ += times;
    count(stored{key}, times);
  }

  /// Adds what another sketch has counted.
  void merge(const basic_frequent_items& other) {
    if (other.n_ > most_values - n_)
      throw tepid::error{errc::bad_argument, "other", about_name() + ": together they would have counted more than 2^60"};
    const auto theirs = other;  // it may be this one
    for (std::size_t i = 0; i < theirs.used_; ++i) count(theirs.keys_[i], theirs.counts_[i]);
    n_ += theirs.n_;
    cut_ += theirs.cut_;
  }

  void clear() noexcept {
    used_ = 0;
    n_ = cut_ = 0;
    std::fill(index_.begin(), index_.end(), none);
  }

  /// All counts together.
  [[nodiscard]] std::uint64_t n() const noexcept { return n_; }
  [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }
  /// Keys that have a counter.
  [[nodiscard]] std::size_t retained() const noexcept { return used_; }
  /// How much higher a true count can be than lower() says, of any key.
  [[nodiscard]] std::uint64_t error() const noexcept { return cut_; }
  [[nodiscard]] std::size_t bytes() const noexcept {
    return sizeof *this + capacity_ * (sizeof(stored) + 16) + index_.size() * sizeof(std::uint32_t);
  }
  /// At least so often has the key been seen; 0 without a counter.
  [[nodiscard]] std::uint64_t lower(Key key) const noexcept {
    const std::uint32_t at = index_[place(stored{key})];
    return at == none ? 0 : counts_[at];
  }
  /// At most so often.
  [[nodiscard]] std::uint64_t upper(Key key) const noexcept { return lower(key) + cut_; }

  /// The keys seen more often than `threshold`, by falling count, then by key: only those that surely were, or all that
  /// may have been. A threshold below error() is taken as error(): what has been seen less often may be forgotten.
  [[nodiscard]] std::vector<item> frequent(frequent_list kind = frequent_list::no_false_positives,
                                           std::uint64_t threshold = 0) const {
    threshold = std::max(threshold, cut_);
    std::vector<item> found;
    for (std::size_t i = 0; i < used_; ++i) {
      const std::uint64_t low = counts_[i], high = low + cut_;
      if ((kind == frequent_list::no_false_positives ? low : high) <= threshold) continue;
      if constexpr (is_text) found.push_back({std::string{keys_[i].view()}, low, high});
      else found.push_back({keys_[i], low, high});
    }
    std::sort(found.begin(), found.end(), [](const item& a, const item& b) {
      return a.lower != b.lower ? a.lower > b.lower : a.key < b.key;
    });
    return found;
  }

  [[nodiscard]] std::vector<std::byte> save() const { return save_sketch(*this); }
  [[nodiscard]] static basic_frequent_items load(std::span<const std::byte> bytes) {
    return load_sketch<basic_frequent_items>(bytes);
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    auto capacity = static_cast<std::uint32_t>(self.capacity_);
    if constexpr (!Io::is_loading) {
      io(capacity, self.n_, self.cut_);
      prefix_io(io, self.keys_, self.used_);
      prefix_io(io, self.counts_, self.used_);
    } else {
      std::uint64_t n = 0, cut = 0, counted = 0;
      io(capacity, n, cut);
      if (io.failed() || capacity < 2 || capacity > most_capacity || n > most_values || cut > 2 * n / capacity)
        return io.fail();
      self = basic_frequent_items{capacity};
      self.n_ = n;
      self.cut_ = cut;
      prefix_io(io, self.keys_, self.used_, 0, capacity);
      prefix_io(io, self.counts_, self.used_);
      if (io.failed()) return;
      for (std::size_t i = 0; i < self.used_; ++i) {
        const std::size_t at = self.place(self.keys_[i]);
        if (self.counts_[i] == 0 || self.counts_[i] > n - counted || self.index_[at] != none) return io.fail();
        counted += self.counts_[i];
        self.index_[at] = static_cast<std::uint32_t>(i);
      }
      if (cut == 0 && counted != n) return io.fail();
    }
  }

  friend bool operator==(const basic_frequent_items& a, const basic_frequent_items& b) {
    const auto same = [&](const auto& x, const auto& y) {
      return std::equal(x.begin(), x.begin() + static_cast<std::ptrdiff_t>(a.used_), y.begin());
    };
    return a.capacity_ == b.capacity_ && a.used_ == b.used_ && a.n_ == b.n_ && a.cut_ == b.cut_ &&
           same(a.keys_, b.keys_) && same(a.counts_, b.counts_);
  }

 private:
  static constexpr std::uint32_t none = ~std::uint32_t{0};
  static constexpr std::uint64_t most_values = std::uint64_t{1} << 60;

  static std::string about_name() { return std::string{about.name}; }
  static std::size_t checked(std::size_t capacity) {
    if (capacity < 2 || capacity > most_capacity)
      throw tepid::error{errc::bad_parameter, "capacity",
                         about_name() + ": capacity is " + std::to_string(capacity) + "; it must be from 2 to 65536"};
    return capacity;
  }
  static std::uint64_t hash(const stored& key) noexcept {
    if constexpr (is_text) return hash_of(key.view());
    else return hash_of(static_cast<std::uint64_t>(key));
  }

  /// Where in the index the key is, or where it would go.
  [[nodiscard]] std::size_t place(const stored& key) const noexcept {
    const std::size_t mask = index_.size() - 1;
    std::size_t at = static_cast<std::size_t>(hash(key)) & mask;
    while (index_[at] != none && !(keys_[index_[at]] == key)) at = (at + 1) & mask;
    return at;
  }

  void count(const stored& key, std::uint64_t times) noexcept {
    if (times == 0) return;
    std::size_t at = place(key);
    if (index_[at] != none) {
      counts_[index_[at]] += times;
      return;
    }
    if (used_ == capacity_) {
      cut();
      at = place(key);
    }
    index_[at] = static_cast<std::uint32_t>(used_);
    keys_[used_] = key;
    counts_[used_++] = times;
  }

  /// Takes the median off all counts. At least half of them are as large, so each unit of cut_ stands for capacity / 2
  /// counts: cut_ <= 2 n / capacity.
  void cut() noexcept {
    std::copy(counts_.begin(), counts_.end(), scratch_.begin());
    const auto middle = scratch_.begin() + static_cast<std::ptrdiff_t>(capacity_ / 2);
    std::nth_element(scratch_.begin(), middle, scratch_.end());
    const std::uint64_t off = *middle;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < used_; ++i)
      if (counts_[i] > off) {
        keys_[kept] = keys_[i];
        counts_[kept++] = counts_[i] - off;
      }
    used_ = kept;
    cut_ += off;
    std::fill(index_.begin(), index_.end(), none);
    for (std::size_t i = 0; i < used_; ++i) index_[place(keys_[i])] = static_cast<std::uint32_t>(i);
  }

  std::size_t capacity_, used_ = 0;
  std::uint64_t n_ = 0, cut_ = 0;
  std::vector<stored> keys_;
  std::vector<std::uint64_t> counts_, scratch_;
  std::vector<std::uint32_t> index_;  ///< Open addressing, at most half full.
};

/// Frequent texts.
using frequent_items = basic_frequent_items<std::string_view>;
/// Frequent integers.
using frequent_integers = basic_frequent_items<std::int64_t>;

}  // namespace tepid::inline v0
