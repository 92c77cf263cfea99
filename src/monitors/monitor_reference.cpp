// src/monitors/monitor_reference.cpp - the reference of a monitor: a profile, and how healthy windows follow another.
#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include <tepid/monitors/column_stream.hpp>
#include <tepid/monitors/monitor_reference.hpp>
#include <tepid/monitors/recent_watch.hpp>
#include <tepid/monitors/series_watch.hpp>
#include <tepid/monitors/window_tally.hpp>

namespace tepid::inline v0 {

namespace {

/// Most windows of a reference: a century of hours.
constexpr std::uint64_t most_windows = 1'000'000;

[[noreturn]] void refuse(const std::string& what, const std::string& why) {
  throw error{errc::bad_data, what, "reference: " + why};
}

counted_kind kind_of(const signal_config& s) noexcept {
  switch (s.type) {
    case signal_type::categorical: return counted_kind::categories;
    case signal_type::vector: return counted_kind::vectors;
    default: return counted_kind::numbers;
  }
}

/// Values at evenly spaced probabilities as cuts of a scale, strictly increasing and below the largest value.
template <class Quantile>
std::vector<double> cuts_of(double high, Quantile&& quantile) {
  std::vector<double> cuts;
  for (std::size_t i = 1; i < value_scale::most_bins; ++i) {
    const double cut = quantile(static_cast<double>(i) / value_scale::most_bins);
    if (cut < high && (cuts.empty() || cut > cuts.back())) cuts.push_back(cut);
  }
  return cuts;
}

/// From the share at or below each cut the share in each bin.
std::vector<double> shares_of(std::span<const double> through) {
  std::vector<double> shares;
  double before = 0.0;
  for (const double t : through) {
    shares.push_back(std::max(0.0, t - before));
    before = std::max(before, t);
  }
  shares.push_back(std::max(0.0, 1.0 - before));
  return shares;
}

std::vector<series_kind> series_of(const signal_reference& r) {
  std::vector<series_kind> kinds;
  if (r.kind == counted_kind::numbers) kinds.push_back(series_kind::level);
  kinds.push_back(series_kind::shape);
  if (r.has_threshold) kinds.push_back(series_kind::decision);
  if (r.is_probability) kinds.insert(kinds.end(), {series_kind::confidence, series_kind::entropy});
  return kinds;
}

void name_categories(signal_reference& r, const column_profile& c) {
  const std::size_t named = std::min(c.top.size(), signal_reference::most_named);
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < c.top.size(); ++i) {
    if (i < named) {
      r.named.push_back(c.top[i].value);
      r.shares.push_back(static_cast<double>(c.top[i].count));
      count += c.top[i].count;
    } else {
      r.known.push_back(c.top[i].value);
    }
  }
  std::sort(r.known.begin(), r.known.end());
  r.tells_unseen = c.other == 0;
  const double values = static_cast<double>(c.with_value());
  for (double& s : r.shares) s /= std::max(values, 1.0);
  r.shares.push_back(std::clamp((values - static_cast<double>(count)) / std::max(values, 1.0), 0.0, 1.0));
  r.shares.push_back(0.0);
}

/// One signal while its reference is made.
struct signal_builder {
  const signal_config* config = nullptr;
  signal_reference made;
  std::unique_ptr<column_stream> numbers;
  std::unique_ptr<text_stream> texts;
  std::optional<column_profile> profile;  // of text, after the first pass
  std::vector<moments> dimensions;
  std::uint64_t first_values = 0;
  double no_number = 0.0;  // share of rows without a finite value
  non_finite_counts closed, counted;  // in windows that are over; in blocks that are over
  std::uint64_t block_rows = 0;

  window_tally tally, all;
  recent_watch recent;
  std::vector<std::vector<double>> maxima;  // of each rate, a window with values each
  std::vector<double> highest;

  [[nodiscard]] std::size_t values_a_row() const noexcept {
    return config->type == signal_type::vector ? config->dimensions : 1;
  }

  void look(const signal_values& v) {
    if (numbers) {
      numbers->first_pass(v.numbers);
    } else if (texts) {
      for_each_text(v, [&](std::optional<std::string_view> t) { texts->add(t); });
    } else {
      for (std::size_t at = 0; at < v.numbers.size(); at += config->dimensions) {
        const auto x = v.numbers.subspan(at, config->dimensions);
        if (!std::all_of(x.begin(), x.end(), is_finite)) continue;
        ++first_values;
        for (std::size_t i = 0; i < x.size(); ++i) dimensions[i].add(x[i]);
      }
    }
  }
  template <class F>
  static void for_each_text(const signal_values& v, F&& f) {
    for (const auto& t : v.texts) f(t);
    for (const double x : v.numbers) {
      if (is_nan(x)) {
        f(std::optional<std::string_view>{});
      } else {
        const std::string text = to_text(x);
        f(std::optional<std::string_view>{text});
      }
    }
  }

  /// Everything is known that scores need.
  void begin(double rows_a_window, bool has_windows, double rows) {
    signal_reference& r = made;
    r.name = config->name;
    r.kind = kind_of(*config);
    if (config->threshold) r.has_threshold = true, r.threshold = *config->threshold;
    if (numbers) {
      const moments& m = numbers->values();
      if (m.count() == 0) refuse(r.name, "signal '" + r.name + "' has no value");
      std::vector<double> probabilities;
      for (std::size_t i = 1; i < value_scale::most_bins; ++i)
        probabilities.push_back(static_cast<double>(i) / value_scale::most_bins);
      const std::vector<double> at = numbers->quantiles(probabilities);
      std::vector<double> cuts = cuts_of(m.max(), [&](double p) {
        return std::max(m.min(), at[static_cast<std::size_t>(p * value_scale::most_bins + 0.5) - 1]);
      });
      const std::vector<double> shares = shares_of(numbers->ranks(cuts));
      r.scale = value_scale{m.min(), m.max(), std::move(cuts), shares};
      r.is_probability = config->role == signal_role::output && m.min() >= 0 && m.max() <= 1 && m.max() > m.min() &&
                         config->type == signal_type::numeric;
      no_number = 1.0 - static_cast<double>(m.count()) / rows;
      numbers->begin_second_pass();
      const double values = rows_a_window * (1.0 - no_number);
      r.level_rate = has_windows ? 1.0 / std::max(1.0, values) : 0.0;
      recent = recent_watch{
          recent_watch::usable_rates(values, has_windows ? 0.0 : static_cast<double>(m.count())), r.level_rate};
      maxima.resize(recent.bank().rates());
      highest.assign(recent.bank().rates(), 0.0);
    } else if (texts) {
      profile = texts->finish();
      if (profile->with_value() == 0) refuse(r.name, "signal '" + r.name + "' has no value");
      name_categories(r, *profile);
      no_number = static_cast<double>(profile->not_finite.missing) / static_cast<double>(profile->rows);
      texts.reset();
    } else {
      if (first_values < 2) refuse(r.name, "signal '" + r.name + "' has fewer than two whole vectors");
      for (const moments& m : dimensions) {
        r.means.push_back(m.mean());
        // Squares of values beyond 1e154 leave the range of a double; half the values' range does not.
        const double sd = is_finite(m.sd()) ? m.sd() : 0.5 * m.max() - 0.5 * m.min();
        r.sds.push_back(sd > 1e-100 ? sd : 1.0);
      }
      no_number = 1.0 - static_cast<double>(first_values) / rows;
    }
    no_number = std::clamp(no_number, 0.0, 1.0);
    r.values_a_window = rows_a_window * (1.0 - no_number);
    r.infinities.negative.least = r.infinities.positive.least = 1.0;
    for (const series_kind k : series_of(r)) r.series.push_back({k, 1.0, {}});
    tally = all = window_tally{r};
  }

  void take(const signal_values& v, std::size_t row) {
    if (made.kind == counted_kind::vectors) {
      tally.add_vector(v.numbers.subspan(row * config->dimensions, config->dimensions));
    } else if (made.kind == counted_kind::categories) {
      double code = std::numeric_limits<double>::quiet_NaN();
      if (!v.texts.empty()) {
        if (v.texts[row]) code = static_cast<double>(made.code(*v.texts[row]));
      } else if (!is_nan(v.numbers[row])) {
        code = static_cast<double>(made.code(to_text(v.numbers[row])));
      }
      tally.add(made, code);
    } else if (const double z = tally.add(made, v.numbers[row]); !is_nan(z)) {
      recent.update(z);
      for (std::size_t j = 0; j < highest.size(); ++j) highest[j] = std::max(highest[j], recent.bank().score(j));
    }
    count_infinities();
  }

  /// Infinities come in bursts: what is healthy is what each block had that the watch will look at.
  void count_infinities() {
    if (++block_rows < share_watch::block) return;
    const non_finite_counts& inside = tally.not_finite();
    const auto end = [&](share_range& r, std::uint64_t now, std::uint64_t& before) {
      const double share = static_cast<double>(now - before) / static_cast<double>(share_watch::block);
      r.most = std::max(r.most, share);
      r.least = std::min(r.least, share);
      before = now;
    };
    end(made.infinities.negative, closed.negative_infinity + inside.negative_infinity, counted.negative_infinity);
    end(made.infinities.positive, closed.positive_infinity + inside.positive_infinity, counted.positive_infinity);
    block_rows = 0;
  }

  void close_window(double least_values) {
    for (window_series& s : made.series)
      s.values.push_back(static_cast<double>(tally.n()) >= least_values ? tally.value(s.kind, made)
                                                                        : std::numeric_limits<double>::quiet_NaN());
    const non_finite_counts& no = tally.not_finite();
    const double rows = static_cast<double>(tally.n() + no.total());
    if (rows >= window_tally::least_values)
      made.worst_missing = std::max(made.worst_missing, static_cast<double>(no.no_value()) / rows);
    if (tally.n() > 0)
      for (std::size_t j = 0; j < highest.size(); ++j) maxima[j].push_back(std::exchange(highest[j], 0.0));
    closed += no;
    all.merge(tally);
    tally.clear();
  }

  void finish() {
    const non_finite_counts& no = all.not_finite();
    const double rows = static_cast<double>(std::max<std::uint64_t>(1, all.n() + no.total()));
    const auto end = [&](share_range& r, std::uint64_t count) {
      r.share = static_cast<double>(count) / rows;
      r.least = std::min(r.least, r.share);
      r.most = std::max(r.most, r.share);
    };
    end(made.infinities.negative, no.negative_infinity);
    end(made.infinities.positive, no.positive_infinity);
    made.missing = std::max(0.0, no_number - made.infinities.both());
    for (window_series& s : made.series) s.spread = all.spread(s.kind);
    for (const auto& m : maxima) made.tails.push_back(design::fit_tail(m));
  }
};

}  // namespace

struct reference_builder::state {
  monitor_config config;
  std::vector<signal_builder> signals;       // watched ones
  std::vector<std::size_t> place;            // of each in the configuration
  std::vector<std::uint64_t> rows_of_window;  // first pass, by window
  double first_time = 0.0, last_time = 0.0;
  std::uint64_t rows = 0, second_rows = 0;
  bool second = false;
  std::int64_t first_index = 0, index = 0;  // windows
  std::uint64_t closed = 0;
  double rows_a_window = 0.0;

  [[nodiscard]] double time_of(std::span<const double> times, std::size_t i, std::uint64_t row) const noexcept {
    return times.empty() ? static_cast<double>(row) / config.rate : times[i];
  }
  [[nodiscard]] std::int64_t index_of(double time, std::uint64_t row) const noexcept {
    return config.window_rows != 0 ? static_cast<std::int64_t>(row / config.window_rows)
                                   : static_cast<std::int64_t>(std::floor(time / config.window_seconds));
  }

  /// Rows of a block; throws where signals disagree.
  [[nodiscard]] std::size_t rows_of(std::span<const double> times, std::span<const signal_values> given) const {
    if (given.size() != config.signals.size())
      refuse("signals", "a block has " + std::to_string(given.size()) + " signals; the configuration has " +
                            std::to_string(config.signals.size()));
    std::optional<std::size_t> n;
    if (!times.empty()) n = times.size();
    for (std::size_t i = 0; i < signals.size(); ++i) {
      const signal_values& v = given[place[i]];
      const signal_builder& s = signals[i];
      if (!v.texts.empty() && s.config->type != signal_type::categorical)
        refuse(s.config->name, "signal '" + s.config->name + "' is " + std::string{to_string(s.config->type)} +
                                   " and was given text");
      const std::size_t values = v.texts.size() + v.numbers.size();
      const std::size_t rows_here = values / s.values_a_row();
      if (values % s.values_a_row() != 0 || (!v.texts.empty() && !v.numbers.empty()) || (n && *n != rows_here))
        refuse(s.config->name, "signal '" + s.config->name + "' has " + std::to_string(values) + " values in a block of " +
                                   std::to_string(n.value_or(rows_here)) + " rows");
      n = rows_here;
    }
    return n.value_or(0);
  }

  void count_rows(std::span<const double> times, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i, ++rows) {
      const double time = time_of(times, i, rows);
      if (!is_finite(time) || std::abs(time) > 1e14) refuse("times", "the time of row " + std::to_string(rows) + " is no time");
      if (rows == 0) {
        first_time = time;
        first_index = index_of(time, 0);
      } else if (time < last_time) {
        refuse("times", "the time of row " + std::to_string(rows) + " is earlier than that of the row before");
      }
      last_time = time;
      const auto at = static_cast<std::uint64_t>(index_of(time, rows) - first_index);
      if (at >= most_windows)
        refuse("times", "the reference would have more than 1000000 windows of " + to_text(config.window_seconds) +
                            " s; the time of row " + std::to_string(rows) + " is " + to_text(time));
      if (at >= rows_of_window.size()) rows_of_window.resize(at + 1);
      ++rows_of_window[at];
    }
  }

  void close_windows_before(std::int64_t next) {
    for (; index < next; ++index, ++closed)
      for (signal_builder& s : signals)
        s.close_window(std::max<double>(window_tally::least_values, 0.25 * rows_a_window * (1.0 - s.no_number)));
  }
};

reference_builder::reference_builder(const monitor_config& config, bool with_replays) : state_{std::make_unique<state>()} {
  config.validate();
  state& s = *state_;
  s.config = config;
  for (std::size_t i = 0; i < s.config.signals.size(); ++i) {
    const signal_config& c = s.config.signals[i];
    if (c.role == signal_role::segment) continue;
    signal_builder& b = s.signals.emplace_back();
    s.place.push_back(i);
    b.config = &c;
    if (c.type == signal_type::vector)
      b.dimensions.resize(c.dimensions);
    else if (c.type == signal_type::categorical)
      b.texts = std::make_unique<text_stream>(c.name);
    else
      b.numbers = std::make_unique<column_stream>(c.name, column_type::numeric,
                                                  with_replays ? stream_detail::replayed : stream_detail::counted);
  }
}
reference_builder::~reference_builder() = default;
reference_builder::reference_builder(reference_builder&&) noexcept = default;
reference_builder& reference_builder::operator=(reference_builder&&) noexcept = default;

void reference_builder::first_pass(std::span<const double> times, std::span<const signal_values> signals) {
  state& s = *state_;
  const std::size_t n = s.rows_of(times, signals);
  s.count_rows(times, n);
  for (std::size_t i = 0; i < s.signals.size(); ++i) s.signals[i].look(signals[s.place[i]]);
}

void reference_builder::begin_second_pass() {
  state& s = *state_;
  if (s.rows == 0) refuse("reference", "there is no row");
  // The first and the last window are rarely whole.
  std::vector<std::uint64_t> whole(s.rows_of_window);
  if (whole.size() > 2) whole = {whole.begin() + 1, whole.end() - 1};
  std::erase(whole, std::uint64_t{0});
  if (whole.empty()) whole.push_back(s.rows);
  const auto middle = whole.begin() + static_cast<std::ptrdiff_t>(whole.size() / 2);
  std::nth_element(whole.begin(), middle, whole.end());
  s.rows_a_window = static_cast<double>(*middle);
  const bool has_windows = s.rows_of_window.size() >= series_watch::least_windows;
  for (signal_builder& b : s.signals) b.begin(s.rows_a_window, has_windows, static_cast<double>(s.rows));
  s.index = s.first_index;
  s.second = true;
}

void reference_builder::second_pass(std::span<const double> times, std::span<const signal_values> signals) {
  state& s = *state_;
  if (!s.second) refuse("reference", "begin_second_pass was not called");
  const std::size_t n = s.rows_of(times, signals);
  for (std::size_t i = 0; i < s.signals.size(); ++i)
    if (s.signals[i].numbers) s.signals[i].numbers->second_pass(signals[s.place[i]].numbers);
  for (std::size_t row = 0; row < n; ++row, ++s.second_rows) {
    s.close_windows_before(std::min(s.index_of(s.time_of(times, row, s.second_rows), s.second_rows),
                                    s.first_index + static_cast<std::int64_t>(most_windows)));
    for (std::size_t i = 0; i < s.signals.size(); ++i) s.signals[i].take(signals[s.place[i]], row);
  }
}

profile reference_builder::finish() {
  state& s = *state_;
  if (!s.second || s.second_rows != s.rows)
    refuse("reference", "the second pass had " + std::to_string(s.second_rows) + " rows, the first " + std::to_string(s.rows));
  s.close_windows_before(s.index + 1);
  monitored_reference m{.window_seconds = s.config.window_seconds,
                        .window_rows = s.config.window_rows,
                        .start = s.config.window_rows != 0 ? s.first_time
                                                           : static_cast<double>(s.first_index) * s.config.window_seconds,
                        .windows = s.closed,
                        .rows_a_window = s.rows_a_window,
                        .signals = {}};
  std::vector<column_profile> columns;
  for (signal_builder& b : s.signals) {
    b.finish();
    if (b.numbers) columns.push_back(b.numbers->finish());
    if (b.profile) columns.push_back(std::move(*b.profile));
    m.signals.push_back(std::move(b.made));
  }
  profile made{std::move(columns)};
  made.set_monitored(std::move(m));
  return made;
}

profile make_reference(const monitor_config& config, std::span<const double> times,
                       std::span<const signal_values> signals) {
  reference_builder builder{config};
  builder.first_pass(times, signals);
  builder.begin_second_pass();
  builder.second_pass(times, signals);
  return builder.finish();
}

monitored_reference reference_without_windows(const monitor_config& config, const profile& from) {
  monitored_reference m{.window_seconds = config.window_seconds, .window_rows = config.window_rows};
  m.rows_a_window = config.window_rows != 0 ? static_cast<double>(config.window_rows) : config.rate * config.window_seconds;
  for (const signal_config& s : config.signals) {
    const column_profile* c = from.find(s.name);
    if (c == nullptr && !s.formerly.empty()) c = from.find(s.formerly);
    if (s.role == signal_role::segment || s.type == signal_type::vector || c == nullptr) continue;
    signal_reference r;
    r.name = c->name;
    r.kind = kind_of(s);
    if ((r.kind == counted_kind::categories) != c->is_text()) continue;
    r.missing = r.worst_missing = c->rows == 0 ? 0.0 : static_cast<double>(c->not_finite.no_value()) / static_cast<double>(c->rows);
    if (r.kind == counted_kind::categories) {
      name_categories(r, *c);
    } else {
      if (c->values.count() == 0) continue;
      const double rows = static_cast<double>(std::max<std::uint64_t>(1, c->rows));
      r.infinities.negative = share_range::around(static_cast<double>(c->not_finite.negative_infinity) / rows);
      r.infinities.positive = share_range::around(static_cast<double>(c->not_finite.positive_infinity) / rows);
      r.infinities.known = c->kinds_known || c->not_finite.infinite() == 0;
      std::vector<std::pair<double, double>> points;  // value, values at or below it
      double through = 0.0;
      c->distribution->for_each_point([&](double value, std::uint32_t between, std::uint32_t at) {
        through += static_cast<double>(between) + static_cast<double>(at);
        points.emplace_back(value, through);
      });
      std::vector<double> cuts = cuts_of(c->values.max(), [&](double p) {
        return std::lower_bound(points.begin(), points.end(), p * through,
                                [](const auto& a, double rank) { return a.second < rank; })->first;
      });
      std::vector<double> at;
      for (const double cut : cuts) at.push_back((*c->distribution)(cut));
      const std::vector<double> shares = shares_of(at);
      r.scale = value_scale{c->values.min(), c->values.max(), std::move(cuts), shares};
      if (s.threshold) r.has_threshold = true, r.threshold = *s.threshold;
      const double n = static_cast<double>(c->values.count());
      const std::size_t rates = std::min(recent_watch::usable_rates(m.rows_a_window, n), replay_grid::size);
      for (std::size_t j = 0; j < rates; ++j) {
        const double largest = c->replay[j];
        const double windows = std::max(1.0, n / std::max(1.0, m.rows_a_window));
        r.tails.push_back({.level = largest,
                           .scale = std::max(1.0, 0.1 * largest),
                           .share_beyond = 1.0 / windows,
                           .largest = largest,
                           .windows = static_cast<std::uint64_t>(windows)});
      }
    }
    m.signals.push_back(std::move(r));
  }
  return m;
}

}  // namespace tepid::inline v0
