// src/monitors/column_stream.cpp - the profile of a column that is too long to be kept.
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <utility>

#include <tepid/kernels/bin_counts.hpp>
#include <tepid/kernels/moments.hpp>
#include <tepid/kernels/replay.hpp>
#include <tepid/kernels/sort.hpp>
#include <tepid/monitors/column_stream.hpp>
#include <tepid/monitors/profile_merge.hpp>
#include <tepid/sketches/kll.hpp>

namespace tepid::inline v0 {

namespace {

/// Of two passes the second counts; of one the sketch's error is what remains.
constexpr std::uint16_t sketch_size(stream_detail detail) noexcept {
  return detail == stream_detail::sketched ? 16384 : 4096;
}
constexpr std::size_t histogram_bins = 10;  // as profile_builder
/// Values that are kept as they are before there is a sketch, which would take hundreds of times as much. No more than a
/// sketch keeps in the order in which they came, so it is the same one.
constexpr std::size_t few_values = 512;
/// Values up to which they are counted one by one: a bin_counter takes up to 80 KiB.
constexpr std::uint64_t few_counted = 4096;
constexpr std::size_t most_points = 12'000;

/// For the sketch: Highway's sort, which does not keep the signs of zeros, where there are none to keep.
bool sort_block(std::span<double> block) {
  bool negative_zero = false;
  for (const double x : block) negative_zero |= std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(-0.0);
  if (negative_zero) return false;
  kernels::sort(block);
  return true;
}

/// The points at which the second pass counts: both extremes and what the sketch keeps, thinned evenly.
std::vector<double> chosen_points(const moments& values, const weighted_values<double>& view) {
  std::vector<double> points{values.min()};
  const double step = static_cast<double>(view.n()) / most_points;
  std::uint64_t passed = 0;
  for (const auto& e : view.entries()) {
    if (e.value == points.back()) continue;
    if (static_cast<double>(e.weight - passed) < step) continue;
    points.push_back(e.value);
    passed = e.weight;
  }
  if (values.max() > points.back()) points.push_back(values.max());
  return points;
}

/// Of points and of counts by place (see column_stream::state). A point that turns out to have no
/// value of its own is left out.
std::shared_ptr<const ecdf> distribution_of(std::span<const double> points, std::span<const std::uint32_t> counts) {
  std::vector<double> value;
  std::vector<std::uint32_t> between, at;
  std::uint32_t waiting = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    waiting += i == 0 ? 0 : counts[2 * i - 1];
    if (const std::uint32_t here = counts[2 * i]; here > 0) {
      value.push_back(points[i]);
      between.push_back(std::exchange(waiting, 0));
      at.push_back(here);
    }
  }
  return std::make_shared<const ecdf>(ecdf::of_counts(std::move(value), std::move(between), std::move(at)));
}

}  // namespace

struct column_stream::state {
  explicit state(stream_detail d) : detail{d} {}

  stream_detail detail;
  column_profile made;
  std::vector<double> few;  // all finite values, while there is no sketch
  std::unique_ptr<kll<double>> sketch;
  // The second pass.
  ecdf slots;                         // a point's place: rank(x).below is 2 i at point i, 2 i - 1 between i - 1 and i
  std::vector<std::uint32_t> counts;  // by place
  std::vector<rank_range> expected;   // by place, of the sketch: for the replay
  std::unique_ptr<kernels::bin_counter> counter;  // none for few values
  random_source random{0};
  kernels::replay_lanes lanes;
  kernels::replay_kernel_t replay = kernels::replay_kernel(kernels::active_target());
  std::uint64_t seen = 0;

  /// Finite values, fewer than a profile's counts can hold.
  [[nodiscard]] std::uint64_t count() const {
    const std::uint64_t n = made.values.count();
    if (n >= std::numeric_limits<std::uint32_t>::max())
      throw error{errc::bad_data, made.name, "profile: column '" + made.name + "' has more than 4294967294 values"};
    return n;
  }

  /// Takes some finite values into the sketch, or what stands for it.
  void sketch_values(std::span<const double> finite) {
    if (!sketch) {
      if (few.size() + finite.size() <= few_values) {
        few.insert(few.end(), finite.begin(), finite.end());
        return;
      }
      sketch = std::make_unique<kll<double>>(sketch_size(detail));
      sketch->update(few, sort_block);
      few = {};
    }
    sketch->update(finite, sort_block);
  }

  /// The values in order, with their weights.
  [[nodiscard]] weighted_values<double> view() const {
    if (sketch) return sketch->view();
    std::vector<weighted_values<double>::entry> entries;
    for (const double x : few) entries.push_back({x, 1});
    return weighted_values<double>{std::move(entries)};
  }

  void begin() {
    if (count() == 0) return;
    const weighted_values<double> view = this->view();
    const std::vector<double> points = chosen_points(made.values, view);
    std::vector<std::uint32_t> ones(points.size(), 1);
    std::vector<std::uint32_t> gaps(points.size(), 1);
    gaps[0] = 0;
    slots = ecdf::of_counts(points, gaps, ones);
    counts.assign(2 * points.size(), 0);
    expect(points, view);
    std::vector<double> cuts;
    for (std::size_t i = 1; i < histogram_bins; ++i) {
      const double cut = view.quantile(static_cast<double>(i) / histogram_bins);
      if (cuts.empty() || cut > cuts.back()) cuts.push_back(cut);
    }
    made.histogram = bins{made.values.min(), made.values.max(), cuts};
    if (made.values.count() > few_counted)
      counter = std::make_unique<kernels::bin_counter>(made.histogram.low(), made.histogram.high(), cuts);
  }

  /// What each place holds, as far as the sketch knows.
  void expect(const std::vector<double>& points, const weighted_values<double>& view) {
    const auto scaled = [&](double share) {
      return static_cast<std::uint32_t>(share * static_cast<double>(made.values.count()) + 0.5);
    };
    expected.assign(2 * points.size(), {});
    std::uint32_t before = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
      const std::uint32_t below = std::max(before, scaled(view.rank(points[i], false)));
      const std::uint32_t through = std::max(below, scaled(view.rank(points[i])));
      if (i > 0) expected[2 * i - 1] = {before, below - before};
      expected[2 * i] = {below, through - below};
      before = through;
    }
  }

  /// After one pass. The sketch knows the extremes but need not keep them: then they are one value each of those
  /// nearest to them.
  void believe_sketch() {
    const std::uint64_t n = count();
    if (n > 0) {
      const weighted_values<double> view = this->view();
      const std::vector<double> points = chosen_points(made.values, view);
      expect(points, view);
      for (const rank_range& r : expected) counts.push_back(r.equal);
      const auto lend = [](auto to, auto end) {
        if (*to != 0) return;
        --*std::find_if(to, end, [](std::uint32_t held) { return held != 0; });
        *to = 1;
      };
      counts.pop_back();  // the place above all points
      lend(counts.begin(), counts.end());
      lend(counts.rbegin(), counts.rend());
      made.distribution = distribution_of(points, counts);
      made.misplaced = std::min(n, static_cast<std::uint64_t>(std::ceil((sketch ? sketch->error() : 0.0) * static_cast<double>(n))));
    }
    made.histogram = detail::histogram_of(made);
  }

  void take(std::span<const double> xs) {
    constexpr std::size_t block = 256;
    if (counter) counter->add(xs);
    std::array<double, block> finite;
    std::array<std::uint32_t, block> place;
    for (; !xs.empty(); xs = xs.subspan(std::min(block, xs.size()))) {
      const std::size_t n = kernels::copy_finite(xs.first(std::min(block, xs.size())), finite.data());
      seen += n;
      if (!counter) made.histogram.add(std::span<const double>{finite.data(), n});
      slots.ranks_below({finite.data(), n}, place.data());
      for (std::size_t i = 0; i < n; ++i) ++counts[place[i]];
      if (detail != stream_detail::replayed) continue;
      for (std::size_t i = 0; i < n; ++i) finite[i] = probability(expected[place[i]]);
      replay(lanes, {finite.data(), n});
    }
  }

  /// As pit, but that it leaves the normal score to the kernel.
  double probability(const rank_range& r) noexcept {
    const double n = static_cast<double>(made.values.count());
    const double u = (r.below + random.uniform() * (static_cast<double>(r.equal) + 1.0)) / (n + 1.0);
    return std::clamp(u, 0x1p-53, 1.0 - 0x1p-53);
  }
};

column_stream::column_stream(std::string name, column_type type, stream_detail detail)
    : state_{std::make_unique<state>(detail)} {
  state_->made.name = std::move(name);
  state_->made.type = type;
  for (std::size_t j = 0; j < replay_grid::size; ++j) {
    state_->lanes.rate[j] = replay_grid::rates[j];
    state_->lanes.keep[j] = 1.0 - replay_grid::rates[j];
  }
}
column_stream::~column_stream() = default;
column_stream::column_stream(column_stream&&) noexcept = default;
column_stream& column_stream::operator=(column_stream&&) noexcept = default;

void column_stream::first_pass(std::span<const double> xs) {
  state& s = *state_;
  const auto others = kernels::add_moments(s.made.values, xs);
  s.made.rows += xs.size();
  s.made.not_finite += others;
  constexpr std::size_t block = 1024;
  std::array<double, block> finite;
  for (; !xs.empty(); xs = xs.subspan(std::min(block, xs.size()))) {
    const std::size_t n = kernels::copy_finite(xs.first(std::min(block, xs.size())), finite.data());
    s.sketch_values({finite.data(), n});
  }
}

void column_stream::add_missing(std::uint64_t rows) noexcept {
  state_->made.rows += rows;
  state_->made.not_finite.missing += rows;
}

std::vector<double> column_stream::quantiles(std::span<const double> probabilities) const {
  const weighted_values<double> view = state_->view();
  std::vector<double> found;
  for (const double p : probabilities) found.push_back(view.quantile(p));
  return found;
}

std::vector<double> column_stream::ranks(std::span<const double> xs) const {
  const weighted_values<double> view = state_->view();
  std::vector<double> found;
  for (const double x : xs) found.push_back(view.rank(x));
  return found;
}

const moments& column_stream::values() const noexcept { return state_->made.values; }

void column_stream::begin_second_pass() { state_->begin(); }

void column_stream::second_pass(std::span<const double> xs) {
  if (!state_->counts.empty()) state_->take(xs);
}

column_profile column_stream::finish() {
  state& s = *state_;
  if (s.detail == stream_detail::sketched) {
    s.believe_sketch();
    return std::move(s.made);
  }
  if (s.seen != s.made.values.count())
    throw error{errc::bad_data, s.made.name,
                "profile: column '" + s.made.name + "' had " + std::to_string(s.made.values.count()) +
                    " numbers when it was read first and " + std::to_string(s.seen) + " the second time"};
  if (s.counts.empty()) {
    s.made.histogram = detail::histogram_of(s.made);  // what was not finite
    return std::move(s.made);
  }
  // What is not finite need not be given a second time.
  kernels::bin_tally tally;
  if (s.counter)
    tally = s.counter->take();
  else
    tally.counts.assign(s.made.histogram.counts().size(), 0);
  tally.not_finite = s.made.not_finite;
  s.made.histogram.add(tally);
  std::vector<double> points;
  s.slots.for_each_point([&](double value, std::uint32_t, std::uint32_t) { points.push_back(value); });
  s.made.distribution = distribution_of(points, s.counts);
  for (std::size_t j = 0; s.detail == stream_detail::replayed && j < replay_grid::size; ++j) {
    const double rate = replay_grid::rates[j];
    s.made.replay[j] = s.lanes.largest[j] * ((2.0 - rate) / (2.0 * rate));  // over twice the variance rate / (2 - rate)
  }
  return std::move(s.made);
}

void text_stream::add(std::optional<std::string_view> text) {
  ++rows_;
  if (!text) {
    ++missing_;
    return;
  }
  if (often_) {
    often_->update(*text);
    different_->update(*text);
    return;
  }
  if (const auto at = counts_.find(*text); at != counts_.end()) {
    ++at->second;
    return;
  }
  counts_.emplace(*text, 1);
  bytes_ += text->size();
  if (counts_.size() > most_kept || bytes_ > most_bytes) give_up();
}

void text_stream::give_up() {
  often_ = std::make_unique<frequent_items>(frequent_items::most_capacity);
  different_ = std::make_unique<distinct>(16);
  // By falling count, so that what is kept does not depend on how a table orders its entries.
  std::vector<std::pair<std::string_view, std::uint64_t>> order(counts_.begin(), counts_.end());
  std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  for (const auto& [text, count] : order) {
    often_->update(text, count);
    different_->update(text);
  }
  counts_.clear();
}

column_profile text_stream::finish() const {
  column_profile c;
  c.name = name_;
  c.type = column_type::categorical;
  c.rows = rows_;
  c.not_finite.missing = missing_;
  std::vector<category> all;
  if (often_) {
    for (const auto& item : often_->frequent(frequent_list::no_false_positives, 0))
      if (item.lower > 0) all.push_back({std::string{item.key}, item.lower});
  } else {
    for (const auto& [text, count] : counts_) all.push_back({text, count});
  }
  std::sort(all.begin(), all.end(), [](const category& a, const category& b) {
    return a.count != b.count ? a.count > b.count : a.value < b.value;
  });
  const std::size_t kept = std::min(all.size(), column_profile::most_categories);
  std::uint64_t named = 0;
  for (std::size_t i = 0; i < kept; ++i) named += all[i].count;
  all.resize(kept);
  c.top = std::move(all);
  c.other = rows_ - missing_ - named;
  const std::uint64_t unnamed =
      often_ ? static_cast<std::uint64_t>(different_->estimate()) : static_cast<std::uint64_t>(counts_.size());
  c.distinct = c.other == 0 ? kept : std::clamp<std::uint64_t>(unnamed, kept + 1, kept + c.other);
  return c;
}

}  // namespace tepid::inline v0
