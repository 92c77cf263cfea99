// src/monitors/checks/detector.cpp - any registered detector as a check, by its name in the configuration.
#include "monitors/checks/detector.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tepid/core/error.hpp>
#include <tepid/design/design.hpp>
#include <tepid/monitors/series_watch.hpp>
#include <tepid/registry.hpp>

#include "monitors/checks/series.hpp"
#include "monitors/seen_ring.hpp"

namespace tepid::inline v0 {

namespace {

/// What both inputs have in common: a detector of standard normal values, and when these came. Memory: the detector's and
/// 24 KiB.
class detector_check : public check {
 public:
  explicit detector_check(std::unique_ptr<erased_detector> detector) : detector_{std::move(detector)} {}

  [[nodiscard]] double ratio() const noexcept final {
    const double limit = limit_value(*detector_), statistic = detector_->statistic();
    return limit > 0 && is_finite(statistic) ? statistic / limit : 0.0;
  }
  [[nodiscard]] std::string compared_with(const check_finding& f) const final {
    std::string text = "the reference, by the detector ";
    text.append(detector_->row().about.name).append(" at the limit ").append(to_text(f.limit));
    return text;
  }

  void save(byte_writer& io) const final {
    io(seen_);
    save_input(io);
    std::vector<std::byte> bytes(detector_->save({}));
    detector_->save(bytes);
    io.section([&](auto& own) { own.raw(bytes); });
  }
  void load(byte_reader& io) final {
    io(seen_);
    load_input(io);
    byte_reader own = io.section(1);
    if (io.failed()) return;
    try {
      const std::unique_ptr<erased_detector> saved = load_detector(own.raw(own.remaining()));
      if (&saved->row() != &detector_->row() || saved->count() != seen_.since_start()) return io.fail();
      detector_ = saved->with_limit(limit_value(*detector_));  // the budget may be another now
    } catch (const error&) {
      io.fail();
    }
  }

 protected:
  /// Takes a value that came at these times; true where the detector alarms, which then starts anew.
  void look(double z, double start, double end, std::uint64_t row, std::vector<check_finding>& out) {
    seen_.add({z, start, row});
    if (detector_->update(z) != state::drift) [[likely]]
      return;
    out.push_back(found(end, row));
    detector_->reset();
    seen_.restart();
  }
  virtual void save_input(byte_writer&) const {}
  virtual void load_input(byte_reader&) {}

 private:
  [[nodiscard]] static double limit_value(const erased_detector& d) noexcept {
    const auto parameters = d.row().parameters;
    for (std::size_t i = 0; i < parameters.size(); ++i)
      if (parameters[i].name == d.row().about.limit) return d.parameter(i);
    return 0.0;
  }

  [[nodiscard]] check_finding found(double time, std::uint64_t row) const noexcept {
    check_finding f;
    f.kind = alarm_kind::values;
    f.time = time;
    f.row = row;
    f.statistic = detector_->statistic();
    f.limit = limit_value(*detector_);
    const change_estimate change = detector_->change();
    f.direction = change.direction;
    const std::uint64_t last = seen_.since_start() - 1;
    const std::uint64_t from = std::min(change.onset, last);  // no_index, too
    const seen_ring::entry onset = seen_.at(from);
    f.onset = onset.time;
    f.onset_row = onset.row;
    if (change.earliest != no_index) {
      f.onset_low = seen_.at(std::min(change.earliest, last)).time;
      f.onset_high = seen_.at(std::min(change.latest, last)).time;
    }
    // The mean of what it took since, in standard deviations of that.
    const std::uint64_t since = std::clamp<std::uint64_t>(last - from + 1, 1, seen_.kept());
    double sum = 0.0;
    for (std::uint64_t i = 0; i < since; ++i) sum += seen_.back(i).value;
    const double n = static_cast<double>(since), error = two_sided_95 / std::sqrt(n);
    f.effect = sum / n;
    f.effect_low = f.effect - error;
    f.effect_high = f.effect + error;
    return f;
  }

  std::unique_ptr<erased_detector> detector_;
  seen_ring seen_;  // entry i is the detector's observation i since its start
};

class values_detector_check final : public detector_check {
 public:
  using detector_check::detector_check;
  void take(std::span<const seen_value> values, std::vector<check_finding>& out) override {
    for (const seen_value& v : values)
      if (!is_nan(v.score)) look(v.score, v.time, v.time, v.row, out);
  }
};

class windows_detector_check final : public detector_check {
 public:
  windows_detector_check(std::unique_ptr<erased_detector> detector, series_input input)
      : detector_check{std::move(detector)}, input_{std::move(input)} {}
  void close(const closed_window& w, std::vector<check_finding>& out) override {
    if (const std::optional<double> z = input_.take(w))
      look(*z, w.log.newest().start, w.log.newest().end, w.log.newest().row, out);
  }

 private:
  void save_input(byte_writer& io) const override { io(input_); }
  void load_input(byte_reader& io) override { io(input_); }
  series_input input_;
};

/// The settings of a wish, and mean and spread of what the detector takes.
std::vector<setting> settings_of(const check_config& wish, const registry_row& row) {
  const auto has = [&](std::string_view name) {
    return std::any_of(row.parameters.begin(), row.parameters.end(), [&](const auto& p) { return p.name == name; });
  };
  std::vector<setting> all;
  for (const check_parameter& p : wish.parameters) {
    if (p.name == row.about.limit)
      throw error{errc::bad_argument, p.name, p.name + " is the limit of " + wish.detector + ", which the budget sets"};
    if ((p.name == "mean" || p.name == "sd") && has(p.name))
      throw error{errc::bad_argument, p.name, p.name + " is known: what the detector takes has mean 0 and standard deviation 1"};
    all.push_back({.name = p.name, .value = p.number, .text = p.word});
  }
  if (has("mean")) all.push_back({.name = "mean", .value = 0.0});
  if (has("sd")) all.push_back({.name = "sd", .value = 1.0});
  return all;
}

/// Of a reference of 30 windows of independent values 1 in 1,000 has more.
constexpr double most_design_effect = 2.0;

double limit_for(const check_config& wish, std::span<const setting> settings, double arl0, design::limit_cache* cache) {
  return design::design_limit(wish.detector, settings, design::budget::mean_between_alarms(arl0),
                              {.law = std::nullopt, .steps = {}, .slopes = {}, .cache = cache})
      .limit;
}

/// By how much more the means of windows vary than those of independent values: rows that depend on each other, a season, a
/// level that wanders. 1 where the reference has too few windows to tell.
double design_effect(const check_setting& s) noexcept {
  const window_series* level = series_check::series_of(s, series_kind::level);
  if (level == nullptr) return 1.0;
  double n = 0.0, sum = 0.0, squares = 0.0;
  for (const double x : level->values)
    if (!is_nan(x)) {
      n += 1.0;
      sum += x;
      squares += x * x;
    }
  constexpr double least_windows = 30.0;
  return n < least_windows ? 1.0 : (squares - sum * sum / n) / (n - 1.0) * s.values_a_window();
}

constexpr check_about about_of(bool windows) noexcept {
  return {.name = "detector", .title = "a registered detector alarms", .of_windows = windows, .policies = {"detector"}};
}

}  // namespace

const check_row& detector_check_row(check_input of) noexcept {
  static constexpr check_row rows[] = {{.about = about_of(true), .suits = nullptr, .lacking = nullptr, .make = nullptr},
                                       {.about = about_of(false), .suits = nullptr, .lacking = nullptr, .make = nullptr}};
  return rows[static_cast<std::size_t>(of)];
}

std::unique_ptr<check> make_detector_check(const check_config& wish, const check_setting& s) {
  const registry_row* row = find_detector(wish.detector);
  if (row == nullptr) static_cast<void>(make_detector(wish.detector));  // throws, with the names that there are
  if (row->about.input != input_kind::real)
    throw error{errc::bad_argument, "detector", wish.detector + " takes values of the kind '" +
                                                    std::string{to_string(row->about.input)} + "', and a signal gives real numbers"};
  const std::vector<setting> settings = settings_of(wish, *row);
  static_cast<void>(row->make(settings));  // throws for what cannot be, before anything is simulated
  const bool windows = wish.of == check_input::windows;
  try {
    std::optional<series_input> input;
    if (windows) {
      if (!series_check::has_series(s, series_kind::level))
        throw error{errc::bad_data, "reference",
                    "the reference has " + counted(s.all->windows, "window") + " of its values, and it takes " +
                        std::to_string(series_watch::least_windows)};
      input.emplace(s);
    } else if (s.reference->kind != counted_kind::numbers) {
      throw error{errc::bad_data, "reference", "single values have scores only where they are numbers"};
    } else if (const double effect = design_effect(s); effect > most_design_effect) {
      throw error{errc::bad_data, "reference",
                  "the means of its windows vary " + std::to_string(static_cast<int>(std::min(effect, 1e9))) +
                      " times as much as those of independent values, so no limit for these keeps the budget; \"of\": "
                      "\"windows\" takes out what repeats"};
    }
    const double arl0 = windows ? std::clamp(s.seconds / s.window_span(), 10.0, 1e10) : std::max(10.0, s.seconds * s.values_a_second());
    auto detector = row->make(settings)->with_limit(limit_for(wish, settings, arl0, s.limits));
    if (windows) return std::make_unique<windows_detector_check>(std::move(detector), std::move(*input));
    return std::make_unique<values_detector_check>(std::move(detector));
  } catch (const error& why) {
    s.note("the check '" + wish.title() + "' is not made: " + why.what());
    return nullptr;
  }
}

}  // namespace tepid::inline v0
