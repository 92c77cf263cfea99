// tepid/monitors/prediction_table.hpp - predictions that wait for their labels, in fixed memory.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <tepid/core/detector.hpp>
#include <tepid/core/error.hpp>
#include <tepid/core/keyed_hash.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/monitors/collector.hpp>
#include <tepid/monitors/saved_time.hpp>

namespace tepid::inline v0 {

/// What became of a label.
enum class label_fate : std::uint8_t {
  matched,    ///< Its prediction was there and waiting.
  duplicate,  ///< Its prediction has been labelled before; the first label counts.
  unknown,    ///< No such prediction: never made, or gone.
};

/// Predictions and labels that a table has seen. predictions = waiting + matched + evicted + expired + replaced.
struct prediction_counts {
  std::uint64_t predictions = 0;
  std::uint64_t matched = 0;    ///< Labelled.
  std::uint64_t evicted = 0;    ///< Left unlabelled because the table was full.
  std::uint64_t expired = 0;    ///< Left unlabelled because they were older than the horizon.
  std::uint64_t replaced = 0;   ///< Unlabelled when another prediction with the same id came.
  std::uint64_t waiting = 0;    ///< Unlabelled and still there.
  std::uint64_t unknown = 0;    ///< Labels without a prediction.
  std::uint64_t duplicate = 0;  ///< Labels of what had been labelled.

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.predictions, self.matched, self.evicted, self.expired, self.replaced, self.waiting, self.unknown,
       self.duplicate);
  }
  friend bool operator==(const prediction_counts&, const prediction_counts&) = default;
};

/// Keeps predictions by their id until a label comes, the horizon has passed, or room is needed: then the oldest goes.
/// A labelled prediction stays as long as any other, so that a second label is known for what it is. An id that comes
/// again belongs to the newer prediction from then on. Every loss is counted.
///
/// Memory: 40 bytes times capacity and 4 bytes times twice that, rounded up to a power of two; all taken at once.
/// Cost: O(1), about 40 ns a prediction and a label when the table is larger than the caches; noexcept. Ids have places
/// by a hash whose key is the process's secret, so nobody can choose ids that collide; nothing else depends on it.
class prediction_table {
 public:
  /// A prediction as it is kept.
  struct entry {
    std::uint64_t id = 0;
    double score = 0.0, time = 0.0;
    std::int32_t label = 0;
    std::uint32_t segment = 0;
    std::uint8_t state = 0;  // empty, waiting, labelled, replaced

    template <class Self, class Io>
    static void state_io(Self& self, Io& io) {
      io(self.id, self.score, self.time, self.label, self.segment, self.state);
    }
    friend bool operator==(const entry&, const entry&) = default;
  };

  /// `capacity` in [1, 2^30] predictions; `horizon` in seconds, positive. Throws error{bad_argument}.
  prediction_table(std::size_t capacity, double horizon) : horizon_{horizon} {
    if (capacity < 1 || capacity > (std::size_t{1} << 30))
      throw error{errc::bad_argument, "capacity",
                  "prediction_table: capacity is " + std::to_string(capacity) + "; it must be in [1, 2^30]"};
    if (!is_finite(horizon) || !(horizon > 0))
      throw error{errc::bad_argument, "horizon",
                  "prediction_table: horizon is " + to_text(horizon) + " s; it must be positive"};
    ring_.resize(capacity);
    index_.assign(std::bit_ceil(2 * capacity), 0);
  }

  /// Times are seconds, and should not fall by much: what is expired is looked for at the oldest place alone.
  void predict(const prediction_event& e, double time) noexcept {
    if (const std::size_t at = find(e.id); index_[at] != 0) {
      entry& old = ring_[index_[at] - 1];
      if (old.state == waiting) ++counts_.replaced, --counts_.waiting;
      old.state = replaced;
      erase(at);
    }
    if (size_ == ring_.size()) drop_oldest(counts_.evicted);
    const std::size_t place = (first_ + size_) % ring_.size();
    ++size_;
    ring_[place] = {e.id, e.score, time, e.label, e.segment, waiting};
    index_[find(e.id)] = static_cast<std::uint32_t>(place + 1);
    ++counts_.predictions;
    ++counts_.waiting;
  }

  /// Finds the prediction that the label belongs to; `into` is set when it is matched.
  label_fate label(std::uint64_t id, entry& into) noexcept {
    const std::size_t at = find(id);
    if (index_[at] == 0) {
      ++counts_.unknown;
      return label_fate::unknown;
    }
    entry& e = ring_[index_[at] - 1];
    if (e.state == labelled) {
      ++counts_.duplicate;
      return label_fate::duplicate;
    }
    e.state = labelled;
    ++counts_.matched;
    --counts_.waiting;
    into = e;
    return label_fate::matched;
  }

  /// It is `now`: predictions older than the horizon leave.
  void advance(double now) noexcept {
    while (size_ > 0 && now - ring_[first_].time > horizon_) drop_oldest(counts_.expired);
  }

  [[nodiscard]] const prediction_counts& counts() const noexcept { return counts_; }
  [[nodiscard]] std::size_t capacity() const noexcept { return ring_.size(); }
  [[nodiscard]] std::size_t bytes() const noexcept {
    return ring_.size() * sizeof(entry) + index_.size() * sizeof(std::uint32_t);
  }

  /// Loads into a table of at least as many places as are filled; the index is made anew.
  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    std::uint64_t size = self.size_;
    io(self.counts_, size);
    if constexpr (Io::is_loading) {
      if (size > self.ring_.size() || size > io.remaining()) return io.fail();
      std::fill(self.index_.begin(), self.index_.end(), 0);
      self.first_ = self.size_ = 0;
      std::uint64_t waits = 0;
      for (; self.size_ < size; ++self.size_) {
        entry& e = self.ring_[self.size_];
        io(e);
        if (e.state < waiting || e.state > replaced || !is_saved_time(e.time)) return io.fail();
        waits += e.state == waiting;
        if (e.state == replaced) continue;
        const std::size_t at = self.find(e.id);
        if (self.index_[at] != 0) return io.fail();
        self.index_[at] = static_cast<std::uint32_t>(self.size_ + 1);
      }
      const auto& c = self.counts_;
      if (std::max({c.predictions, c.unknown, c.duplicate}) > counter_max || waits != c.waiting ||
          std::max({c.matched, c.evicted, c.expired, c.replaced}) > c.predictions || c.predictions != c.waiting + c.matched + c.evicted + c.expired + c.replaced)
        return io.fail();
    } else {
      for (std::size_t i = 0; i < self.size_; ++i) io(self.ring_[(self.first_ + i) % self.ring_.size()]);
    }
  }

 private:
  static constexpr std::uint8_t waiting = 1, labelled = 2, replaced = 3;

  /// The place of an id in the index, or the empty one where it would be.
  [[nodiscard]] std::size_t find(std::uint64_t id) const noexcept {
    const std::size_t mask = index_.size() - 1;
    std::size_t at = static_cast<std::size_t>(hash_(id)) & mask;
    while (index_[at] != 0 && ring_[index_[at] - 1].id != id) at = (at + 1) & mask;
    return at;
  }
  /// Empties a place and closes the gap: what would no longer be found moves back.
  void erase(std::size_t gap) noexcept {
    const std::size_t mask = index_.size() - 1;
    for (std::size_t at = (gap + 1) & mask; index_[at] != 0; at = (at + 1) & mask) {
      const std::size_t wanted = static_cast<std::size_t>(hash_(ring_[index_[at] - 1].id)) & mask;
      if (((at - wanted) & mask) >= ((at - gap) & mask)) {
        index_[gap] = index_[at];
        gap = at;
      }
    }
    index_[gap] = 0;
  }
  void drop_oldest(std::uint64_t& reason) noexcept {
    entry& e = ring_[first_];
    if (e.state == waiting) ++reason, --counts_.waiting;
    if (e.state != replaced) erase(find(e.id));
    e.state = 0;
    first_ = first_ + 1 == ring_.size() ? 0 : first_ + 1;
    --size_;
  }

  double horizon_;
  keyed_hash hash_;
  std::vector<entry> ring_;           // in the order in which they came, from first_
  std::vector<std::uint32_t> index_;  // by hash of the id: the place in the ring and 1, 0 empty
  std::size_t first_ = 0, size_ = 0;
  prediction_counts counts_;
};

}  // namespace tepid::inline v0
