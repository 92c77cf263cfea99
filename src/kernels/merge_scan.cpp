// kernels/merge_scan.cpp - the walk over two sorted samples. Plain code: what bounds it is the chain from one step to the
// next, not arithmetic, and vectors cannot shorten that.
#include <tepid/kernels/merge_scan.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <thread>

namespace tepid::inline v0::kernels {

namespace {

constexpr std::size_t stretches = 8, side_by_side = 4;

/// Where the walk is, and what it has found since the stretch began.
struct walk {
  const double *a = nullptr, *b = nullptr, *end_a = nullptr, *end_b = nullptr;
  std::int64_t n = 0, m = 0, lead = 0, low = 0, high = 0;
  double previous = 0.0, area = 0.0;
  std::int64_t equal = 0;

  void take(double x, std::int64_t by) noexcept {
    const bool same = x == previous;
    // Within a tie group 0 stands for lead, and changes nothing.
    const std::int64_t at_end = same ? 0 : lead;
    low = std::min(low, at_end);
    high = std::max(high, at_end);
    area += static_cast<double>(lead < 0 ? -lead : lead) * (x - previous);
    equal += same;
    lead += by;
    previous = x;
  }
  void step() noexcept {
    const double x = *a, y = *b;
    const bool from_a = x <= y;
    a += from_a;
    b += !from_a;
    take(from_a ? x : y, from_a ? m : -n);
  }
  /// Steps until a sample could run out.
  [[nodiscard]] std::ptrdiff_t safe() const noexcept { return std::min(end_a - a, end_b - b); }
  void finish() noexcept {
    for (std::ptrdiff_t steps = safe(); steps > 0; steps = safe())
      for (; steps > 0; --steps) step();
    while (a != end_a) take(*a++, m);
    while (b != end_b) take(*b++, -n);
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
    for (std::size_t k = 0; k < side_by_side; ++k) w[k] = stretch(first + k);
    for (;;) {
      std::ptrdiff_t steps = w[0].safe();
      for (const walk& each : w) steps = std::min(steps, each.safe());
      if (steps < 16) break;
      for (; steps > 0; --steps)
        for (walk& each : w) each.step();
    }
    for (std::size_t k = 0; k < side_by_side; ++k) {
      w[k].finish();
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
