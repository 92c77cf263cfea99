// tepid/monitors/collector.hpp - the request path: threads hand over values, another thread takes them away.
#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <tepid/core/error.hpp>
#include <tepid/monitors/forked.hpp>

namespace tepid::inline v0 {

/// What a model said about one request, to be compared with what comes out later.
struct prediction_event {
  std::uint64_t id = 0;       ///< Of the request; a label comes with the same.
  double score = 0.0;         ///< Of the predicted class, or the predicted number.
  std::int32_t label = 0;     ///< The predicted class.
  std::uint32_t segment = 0;  ///< Which segment the request belongs to.

  friend bool operator==(const prediction_event&, const prediction_event&) = default;
};

/// What came out.
struct label_event {
  std::uint64_t id = 0;
  double outcome = 0.0;      ///< The true class or number.
  double probability = 1.0;  ///< With which this request was chosen to be labelled, in (0, 1].

  friend bool operator==(const label_event&, const label_event&) = default;
};

namespace detail {

/// What lies in a ring. The numbers stay within a process.
enum class record_kind : std::uint8_t { value, row, prediction, label };

/// A ring of eight-byte places between one writing and one reading thread. Wait-free on both sides: each end has its
/// own cache line, and a copy of the other end that it looks at again only when it seems to be full or empty.
class handover_ring {
 public:
  /// `places` is a power of two, or 0: a ring that nothing fits into.
  explicit handover_ring(std::size_t places) : mask_{places - 1}, places_{std::make_unique<double[]>(places)} {}

  /// Writes one record; false, and counted, if it does not fit now, or ever, or in a forked process, whose rings nobody
  /// drains. `time` is left out if it is `no_time`; `what` is at most most_signals.
  template <class Fill>
  bool write(record_kind kind, std::uint32_t what, std::size_t length, std::int64_t time, Fill&& fill) noexcept {
    const std::size_t size = 1 + (time != no_time) + length;
    if (made_.forked()) [[unlikely]]
      return drop(length);
    if (head_ + size - known_tail_ > mask_ + 1) {
      known_tail_ = tail_.load(std::memory_order_acquire);
      if (head_ + size - known_tail_ > mask_ + 1) return drop(length);
    }
    std::uint64_t at = head_;
    // kind 3 bits, time 1 bit, what 28 bits, length 32 bits
    put(at++, std::bit_cast<double>(static_cast<std::uint64_t>(kind) | (std::uint64_t{time != no_time} << 3) |
                                    (std::uint64_t{what} << 4) | (std::uint64_t{length} << 32)));
    if (time != no_time) put(at++, std::bit_cast<double>(time));
    fill(at);
    head_ += size;
    accepted_.store(accepted_.load(std::memory_order_relaxed) + length, std::memory_order_relaxed);
    published_.store(head_, std::memory_order_release);
    return true;
  }
  /// Counts values that cannot be a record: of a signal that no header has room for, less than a row. False.
  bool reject(std::size_t values) noexcept {
    rejected_.store(rejected_.load(std::memory_order_relaxed) + values, std::memory_order_relaxed);
    return false;
  }
  void put(std::uint64_t at, double x) noexcept { std::memcpy(&places_[at & mask_], &x, sizeof x); }
  void put(std::uint64_t at, std::span<const double> xs) noexcept {
    const std::size_t from = at & mask_, first = std::min(xs.size(), mask_ + 1 - from);
    if (first != 0) std::memcpy(&places_[from], xs.data(), first * sizeof(double));
    if (first < xs.size()) std::memcpy(&places_[0], xs.data() + first, (xs.size() - first) * sizeof(double));
  }

  static constexpr std::int64_t no_time = std::numeric_limits<std::int64_t>::min();
  static constexpr std::uint32_t most_signals = (std::uint32_t{1} << 28) - 1;

  struct record {
    record_kind kind;
    std::uint32_t what, length;
    std::int64_t time;
    std::uint64_t at, next;
  };
  /// How far the writer has come.
  [[nodiscard]] std::uint64_t published() const noexcept { return published_.load(std::memory_order_acquire); }
  /// How far the reader has: only the reader asks.
  [[nodiscard]] std::uint64_t taken() const noexcept { return tail_.load(std::memory_order_relaxed); }
  [[nodiscard]] record read(std::uint64_t at) const noexcept {
    const auto header = std::bit_cast<std::uint64_t>(get(at));
    const bool timed = (header >> 3 & 1) != 0;
    record r{static_cast<record_kind>(header & 7),
             static_cast<std::uint32_t>(header >> 4 & most_signals),
             static_cast<std::uint32_t>(header >> 32),
             timed ? std::bit_cast<std::int64_t>(get(at + 1)) : no_time,
             at + 1 + timed,
             0};
    r.next = r.at + r.length;
    return r;
  }
  [[nodiscard]] double get(std::uint64_t at) const noexcept { return places_[at & mask_]; }
  /// The values of a record: where they lie, or together in `scratch` if the ring's end is between them.
  [[nodiscard]] std::span<const double> values(const record& r, std::vector<double>& scratch) const {
    const std::size_t from = r.at & mask_;
    if (from + r.length <= mask_ + 1) return {&places_[from], r.length};
    scratch.resize(r.length);
    for (std::uint32_t i = 0; i < r.length; ++i) scratch[i] = get(r.at + i);
    return scratch;
  }
  void take_through(std::uint64_t next, std::uint64_t values) noexcept {
    drained_.store(drained_.load(std::memory_order_relaxed) + values, std::memory_order_release);
    tail_.store(next, std::memory_order_release);
  }

  struct counts {
    std::uint64_t drained = 0, accepted = 0, dropped = 0, rejected = 0;
  };
  [[nodiscard]] counts count() const noexcept {
    counts c;
    c.drained = drained_.load(std::memory_order_acquire);  // first: what is read after it can only be more
    c.accepted = accepted_.load(std::memory_order_relaxed);
    c.dropped = dropped_.load(std::memory_order_relaxed);
    c.rejected = rejected_.load(std::memory_order_relaxed);
    return c;
  }
  [[nodiscard]] bool forked() const noexcept { return made_.forked(); }

 private:
  bool drop(std::size_t values) noexcept {
    dropped_.store(dropped_.load(std::memory_order_relaxed) + values, std::memory_order_relaxed);
    return false;
  }

  // Read by both, written by none.
  const std::size_t mask_;
  const process_mark made_;
  std::unique_ptr<double[]> places_;
  // The writer's.
  alignas(64) std::uint64_t head_ = 0;
  std::uint64_t known_tail_ = 0;
  std::atomic<std::uint64_t> published_{0};
  std::atomic<std::uint64_t> accepted_{0}, dropped_{0}, rejected_{0};
  // The reader's.
  alignas(64) std::atomic<std::uint64_t> tail_{0};
  std::atomic<std::uint64_t> drained_{0};
};

/// Where a shard that has been moved from writes: everything is dropped.
inline handover_ring no_ring{0};

/// The rings of all threads, kept as long as anybody has one; and what a drain needs.
struct collector_rings {
  struct extent {
    handover_ring* ring;
    std::uint64_t end;
  };

  std::mutex mutex;  // of registering and of draining, never on the request path
  std::vector<std::unique_ptr<handover_ring>> all;
  std::vector<std::size_t> free;
  std::size_t most = 0, places = 0;
  std::mutex draining;
  std::vector<extent> seen;
  std::vector<double> scratch;
  process_mark made;

  /// Where another thread was in the middle of something when the process was forked, the child leaves it as it is.
  static void leave(collector_rings* rings) noexcept {
    if (!rings->made.forked()) delete rings;
  }
  void must_be_here(const char* what) const {
    if (made.forked())
      throw error{errc::bad_argument, "fork",
                  std::string{"collector: "} + what +
                      " was called in a process that was forked after the collector was made; make one in each process"};
  }
};

}  // namespace detail

/// The place where one thread hands over what it sees. Wait-free, noexcept, no allocation: a call copies its values
/// into a ring of the thread's own and never waits for anybody. What finds the ring full is dropped and counted.
///
/// Made by collector::shard(); used by one thread at a time; given back when it is destroyed. It may outlive its
/// collector: then nobody drains it, and its ring fills.
/// Cost: about 3 ns a call and 0.3 ns a value. Times are the caller's, in nanoseconds since 1970; none is taken here.
class shard {
 public:
  static constexpr std::int64_t no_time = detail::handover_ring::no_time;

  shard(shard&& other) noexcept
      : rings_{std::move(other.rings_)}, ring_{std::exchange(other.ring_, &detail::no_ring)}, place_{other.place_} {}
  shard(const shard&) = delete;
  shard& operator=(const shard&) = delete;
  shard& operator=(shard&&) = delete;
  ~shard() {
    if (!rings_ || rings_->made.forked()) return;
    const std::lock_guard lock{rings_->mutex};
    rings_->free.push_back(place_);  // room for it was made when the ring was
  }

  /// One value of one signal. NaN is a missing value and is handed over like any other. A signal number of 2^28 or more
  /// is invalid: returns false, and the value is counted as rejected.
  bool observe(std::uint32_t signal, double value, std::int64_t time = no_time) noexcept {
    if (signal > detail::handover_ring::most_signals) [[unlikely]]
      return ring_->reject(1);
    return ring_->write(detail::record_kind::value, signal, 1, time, [&](std::uint64_t at) { ring_->put(at, value); });
  }
  /// A row: one value for each signal, in the configuration's order. Taken whole or not at all.
  bool observe(std::span<const double> row, std::int64_t time = no_time) noexcept {
    return ring_->write(detail::record_kind::row, 0, row.size(), time,
                        [&](std::uint64_t at) { ring_->put(at, row); });
  }
  /// Rows of `width` values, one after the other; returns how many were taken: the rest was dropped. Values that are
  /// left over, fewer than a row, are counted as rejected, and so are all of them where the width is 0.
  std::size_t observe_batch(std::span<const double> rows, std::size_t width, std::int64_t time = no_time) noexcept {
    std::size_t taken = 0;
    while (width > 0 && rows.size() >= width) {
      taken += observe(rows.first(width), time);
      rows = rows.subspan(width);
    }
    if (!rows.empty()) ring_->reject(rows.size());
    return taken;
  }
  bool observe(const prediction_event& e, std::int64_t time = no_time) noexcept {
    return event(detail::record_kind::prediction, e, time);
  }
  bool observe(const label_event& e, std::int64_t time = no_time) noexcept {
    return event(detail::record_kind::label, e, time);
  }
  /// Is this a process that was forked after the shard was made? Then all that it observes is dropped and counted.
  [[nodiscard]] bool forked() const noexcept { return ring_->forked(); }

 private:
  friend class collector;
  shard(std::shared_ptr<detail::collector_rings> rings, std::size_t place)
      : rings_{std::move(rings)}, ring_{rings_->all[place].get()}, place_{place} {}

  template <class Event>
  bool event(detail::record_kind kind, const Event& e, std::int64_t time) noexcept {
    static_assert(std::is_trivially_copyable_v<Event> && sizeof(Event) % sizeof(double) == 0);
    double words[sizeof(Event) / sizeof(double)];
    std::memcpy(words, &e, sizeof e);
    return ring_->write(kind, 0, std::size(words), time,
                        [&](std::uint64_t at) { ring_->put(at, words); });
  }

  std::shared_ptr<detail::collector_rings> rings_;
  detail::handover_ring* ring_;
  std::size_t place_;
};

/// What all shards together have seen. Of every shard drained <= accepted, whenever it is read. An event counts as the
/// values it takes up: a prediction 3, a label 3.
struct collector_counts {
  std::uint64_t accepted = 0;  ///< Values handed over.
  std::uint64_t dropped = 0;   ///< Values that found a full ring.
  std::uint64_t rejected = 0;  ///< Values with an invalid signal number, and values of incomplete rows.
  std::uint64_t drained = 0;   ///< Values given to a visitor.
  std::size_t shards = 0;      ///< Number of rings.
};

/// Collects what many threads observe, for one thread that drains it.
///
/// Memory: for each thread 8 bytes times `places`, taken when the thread registers and kept for the next one. A value
/// takes two places, a row one and its width, an event four, and a time one more.
/// Order: drain() takes shard after shard, in the order in which their rings were made, each from its oldest record to
/// the newest that was there when drain() began: a recorded run gives the same order every time.
/// Forks: a collector belongs to the process that made it. In a forked one shard(), drain() and counts() throw
/// error{bad_argument, "fork"}, and what its shards observe is dropped: make another after the fork.
class collector {
 public:
  /// `threads` in [1, 4096] shards at once; `places` a power of two in [64, 2^28]. Throws error{bad_argument}.
  explicit collector(std::size_t threads = 64, std::size_t places = 65'536)
      : rings_{new detail::collector_rings, detail::collector_rings::leave} {
    if (threads < 1 || threads > 4096)
      throw error{errc::bad_argument, "threads",
                  "collector: threads is " + std::to_string(threads) + "; it must be in [1, 4096]"};
    if (places < 64 || places > (std::size_t{1} << 28) || !std::has_single_bit(places))
      throw error{errc::bad_argument, "places",
                  "collector: places is " + std::to_string(places) + "; it must be a power of two in [64, 2^28]"};
    rings_->most = threads;
    rings_->places = places;
  }

  collector(const collector&) = delete;
  collector& operator=(const collector&) = delete;

  /// A place for the calling thread, to be kept by it: registering takes a lock and memory. Throws error{bad_argument,
  /// "threads"} when there are as many shards as allowed.
  [[nodiscard]] tepid::shard shard() {
    rings_->must_be_here("shard()");
    const std::lock_guard lock{rings_->mutex};
    if (rings_->free.empty()) {
      if (rings_->all.size() == rings_->most)
        throw error{errc::bad_argument, "threads",
                    "collector: all " + std::to_string(rings_->most) + " shards are in use; allow more threads"};
      auto ring = std::make_unique<detail::handover_ring>(rings_->places);
      rings_->free.reserve(rings_->all.size() + 1);
      rings_->all.push_back(std::move(ring));
      rings_->free.push_back(rings_->all.size() - 1);
    }
    const std::size_t place = rings_->free.back();
    rings_->free.pop_back();
    return tepid::shard{rings_, place};
  }

  /// Gives everything that has been handed over to the visitor, in the order above:
  ///
  ///     visitor.value(shard, signal, value, time)     visitor.row(shard, std::span<const double>, time)
  ///     visitor.prediction(shard, event, time)        visitor.label(shard, event, time)
  ///
  /// with time = shard::no_time where none was given. Returns the number of values, or nothing when another thread is
  /// draining. What the visitor throws is passed on; the record that it was given counts as drained, the rest waits.
  template <class Visitor>
  std::optional<std::uint64_t> drain(Visitor&& visitor) {
    rings_->must_be_here("drain()");
    const std::unique_lock lock{rings_->draining, std::try_to_lock};
    if (!lock) return std::nullopt;
    std::vector<detail::collector_rings::extent>& seen = rings_->seen;
    {
      const std::lock_guard registering{rings_->mutex};
      seen.clear();
      for (const auto& ring : rings_->all) seen.push_back({ring.get(), ring->published()});
    }
    std::uint64_t values = 0;
    for (std::size_t i = 0; i < seen.size(); ++i) values += drain_one(i, visitor);
    return values;
  }

  [[nodiscard]] collector_counts counts() const {
    rings_->must_be_here("counts()");
    const std::lock_guard lock{rings_->mutex};
    collector_counts all;
    for (const auto& ring : rings_->all) {
      const auto c = ring->count();
      all.accepted += c.accepted;
      all.dropped += c.dropped;
      all.rejected += c.rejected;
      all.drained += c.drained;
    }
    all.shards = rings_->all.size();
    return all;
  }

 private:
  /// Frees the places in steps, so that a writer need not wait for the end of a long drain.
  template <class Visitor>
  std::uint64_t drain_one(std::size_t index, Visitor& visitor) {
    constexpr std::uint64_t step = 1024;
    struct progress {
      detail::handover_ring& ring;
      std::uint64_t at, freed, values = 0, told = 0;
      void tell() noexcept {
        ring.take_through(at, values - told);
        freed = at;
        told = values;
      }
      ~progress() { tell(); }
    };
    const auto [from, end] = rings_->seen[index];
    detail::handover_ring& ring = *from;
    progress p{ring, ring.taken(), ring.taken()};
    while (p.at < end) {
      const auto r = ring.read(p.at);
      const std::span<const double> values = ring.values(r, rings_->scratch);
      p.at = r.next;
      p.values += r.length;
      visit(index, r, values, visitor);
      if (p.at - p.freed >= step) p.tell();
    }
    return p.values;
  }

  template <class Visitor>
  static void visit(std::size_t index, const detail::handover_ring::record& r, std::span<const double> values,
                    Visitor& visitor) {
    switch (r.kind) {
      case detail::record_kind::value:
        return visitor.value(index, r.what, values[0], r.time);
      case detail::record_kind::row:
        return visitor.row(index, values, r.time);
      case detail::record_kind::prediction:
        return visitor.prediction(index, event_of<prediction_event>(values), r.time);
      case detail::record_kind::label:
        return visitor.label(index, event_of<label_event>(values), r.time);
    }
  }
  template <class Event>
  static Event event_of(std::span<const double> words) noexcept {
    Event e;
    std::memcpy(static_cast<void*>(&e), words.data(), sizeof e);
    return e;
  }

  std::shared_ptr<detail::collector_rings> rings_;
};

}  // namespace tepid::inline v0
