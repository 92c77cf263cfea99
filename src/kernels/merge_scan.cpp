// kernels/merge_scan.cpp - the walk over two sorted samples. Plain code: what bounds it is the chain from one step to the
// next, not arithmetic, and vectors cannot shorten that.
#include <tepid/kernels/merge_scan.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <thread>

namespace tepid::inline v0::kernels {

namespace {

constexpr std::size_t stretches = 8, side_by_side = 4;

/// Merged values that wait to be taken: in the first-level cache for all stretches side by side.
constexpr std::ptrdiff_t batch = 256;

/// Values in order, after the one that came before them at place 0, and whether each is from `a`.
struct merged {
  std::array<double, batch + 1> value;
  std::array<std::uint8_t, batch> from_a;
};

/// Where the walk is, and what it has found since the stretch began.
struct walk {
  const double *a = nullptr, *b = nullptr, *end_a = nullptr, *end_b = nullptr;
  std::int64_t n = 0, m = 0, lead = 0, low = 0, high = 0, equal = 0;
  double previous = 0.0, area = 0.0;

  void take(const merged& next, std::ptrdiff_t count) noexcept {
    std::int64_t l = lead, least = low, most = high, same_count = 0;
    double even = 0.0, odd = 0.0;  // two sums wait half as long for each other
    for (std::ptrdiff_t k = 0; k < count; ++k) {
      const auto at = static_cast<std::size_t>(k);
      const double x = next.value[at + 1], before = next.value[at];
      const bool same = x == before;
      // Within a tie group 0 stands for the lead, and changes nothing.
      const std::int64_t at_end = l & (static_cast<std::int64_t>(same) - 1);
      least = std::min(least, at_end);
      most = std::max(most, at_end);
      same_count += same;
      const double part = static_cast<double>(l < 0 ? -l : l) * (x - before);
      const double sum = even + part;
      even = odd;
      odd = sum;
      l += ((n + m) & -static_cast<std::int64_t>(next.from_a[at])) - n;
    }
    area += even + odd;
    lead = l;
    low = least;
    high = most;
    equal += same_count;
    previous = next.value[static_cast<std::size_t>(count)];
  }

  /// Merges one value to place k. The arithmetic of the flag keeps compilers from a branch that is guessed wrong half
  /// the time.
  void merge_one(merged& to, std::size_t k) noexcept {
    const double x = *a, y = *b;
    const bool from_a = x <= y;
    to.value[k + 1] = y < x ? y : x;
    to.from_a[k] = from_a;
    a += from_a;
    b += !from_a;
  }
  /// Steps until a sample could run out, at most a batch.
  [[nodiscard]] std::ptrdiff_t safe() const noexcept { return std::min({end_a - a, end_b - b, batch}); }

  void finish(merged& buffer) noexcept {
    while (a != end_a || b != end_b) {
      buffer.value[0] = previous;
      std::ptrdiff_t count = safe();
      if (count > 0) {
        for (std::ptrdiff_t k = 0; k < count; ++k) merge_one(buffer, static_cast<std::size_t>(k));
      } else {  // one sample is left
        const bool left_a = a != end_a;
        const double*& from = left_a ? a : b;
        count = std::min((left_a ? end_a : end_b) - from, batch);
        std::copy_n(from, count, buffer.value.begin() + 1);
        std::fill_n(buffer.from_a.begin(), count, static_cast<std::uint8_t>(left_a));
        from += count;
      }
      take(buffer, count);
    }
  }
};

/// How many values of `a` are among the first `count` of the walk, which takes a's first of equal values.
std::size_t cut(std::span<const double> a, std::span<const double> b, std::size_t count) noexcept {
  std::size_t low = count > b.size() ? count - b.size() : 0, high = std::min(count, a.size());
  while (low < high) {
    const std::size_t i = low + (high - low) / 2;
    if (a[i] <= b[count - i - 1])
      low = i + 1;
    else
      high = i;
  }
  return low;
}

struct pair_of_samples {
  std::span<const double> a, b;

  [[nodiscard]] walk stretch(std::size_t k) const noexcept {
    const std::size_t all = a.size() + b.size(), from = all / stretches * k + std::min(k, all % stretches);
    const std::size_t to = from + all / stretches + (k < all % stretches ? 1 : 0);
    const std::size_t i = cut(a, b, from), j = from - i, stop = cut(a, b, to);
    walk w{.a = a.data() + i, .b = b.data() + j, .end_a = a.data() + stop, .end_b = b.data() + (to - stop)};
    w.n = static_cast<std::int64_t>(a.size());
    w.m = static_cast<std::int64_t>(b.size());
    w.lead = static_cast<std::int64_t>(i) * w.m - static_cast<std::int64_t>(j) * w.n;
    if (from > 0)
      w.previous = i == 0 ? b[j - 1] : j == 0 ? a[i - 1] : std::max(a[i - 1], b[j - 1]);
    else if (all > 0) {  // nothing comes before the first value, which is no tie
      w.previous = a.empty() ? b[0] : b.empty() ? a[0] : std::min(a[0], b[0]);
      w.equal = -1;
    }
    return w;
  }

  /// Walks stretches [first, first + side_by_side).
  void run(std::size_t first, walk* to) const noexcept {
    std::array<walk, side_by_side> w;
    std::array<merged, side_by_side> buffer;
    for (std::size_t k = 0; k < side_by_side; ++k) w[k] = stretch(first + k);
    for (;;) {
      std::ptrdiff_t steps = batch;
      for (const walk& each : w) steps = std::min(steps, each.safe());
      if (steps < 16) break;
      for (std::size_t k = 0; k < side_by_side; ++k) buffer[k].value[0] = w[k].previous;
      for (std::ptrdiff_t s = 0; s < steps; ++s)
        for (std::size_t k = 0; k < side_by_side; ++k) w[k].merge_one(buffer[k], static_cast<std::size_t>(s));
      for (std::size_t k = 0; k < side_by_side; ++k) w[k].take(buffer[k], steps);
    }
    for (std::size_t k = 0; k < side_by_side; ++k) {
      w[k].finish(buffer[k]);
      to[k] = w[k];
    }
  }
};

}  // namespace

merge_result merge_scan(std::span<const double> a, std::span<const double> b, unsigned threads) {
  constexpr std::size_t worth_a_thread = std::size_t{1} << 16;
  const pair_of_samples both{a, b};
  std::array<walk, stretches> w;
  if (threads < 2 || a.size() + b.size() < worth_a_thread) {
    both.run(0, w.data());
    both.run(side_by_side, w.data() + side_by_side);
  } else {
    const std::jthread other{[&] { both.run(side_by_side, w.data() + side_by_side); }};
    both.run(0, w.data());
  }
  merge_result r;
  std::int64_t low = 0, high = 0;
  for (const walk& each : w) {
    low = std::min(low, each.low);
    high = std::max(high, each.high);
    r.ties |= each.equal > 0;
  }
  r.distance = std::max(high, -low);
  r.a_first = r.distance > 0 && high == r.distance;
  if (a.empty() || b.empty()) return r;
  const double area = ((w[0].area + w[4].area) + (w[2].area + w[6].area)) +
                      ((w[1].area + w[5].area) + (w[3].area + w[7].area));
  r.wasserstein = area / (static_cast<double>(a.size()) * static_cast<double>(b.size()));
  // No distance times an infinite gap is no number; such a gap is infinite whatever stands beside it.
  if (r.wasserstein != r.wasserstein) r.wasserstein = std::numeric_limits<double>::infinity();
  return r;
}

}  // namespace tepid::inline v0::kernels
