// src/cli/monitor_rows.cpp - the lines of a table as a monitor sees them.
#include "cli/monitor_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

#include <tepid/core/hash.hpp>
#include <tepid/monitors/state_file.hpp>
#include <tepid/reports/config_json.hpp>

#include "cli/problem.hpp"
#include "cli/text.hpp"

namespace tepid::cli {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t largest_config = std::size_t{1} << 24;
// A monitor counts nanoseconds in 64 bits.
constexpr double latest_time = 9.2e9;
// Whole numbers beyond it are not told apart by a double.
constexpr double most_exact = 9'007'199'254'740'992.0;

}  // namespace

void add_column_names(arguments& command, column_names& names) {
  command.option("--id", names.id, "With --config: column of a prediction's id [id]");
  command.option("--score", names.score, "Column of what was predicted: a probability, a number [score]");
  command.option("--predicted", names.predicted, "Column of the predicted class [predicted]");
  command.option("--outcome", names.outcome, "Column of the true class or number, on a later line of the id [outcome]");
  command.option("--probability", names.probability,
                 "Column of the probability with which a case was chosen to be labelled [probability]; 1 without it");
  command.option("--event", names.event, "Column of change events, 'deploy' and others, on lines of their own [event]");
  command.option("--event-id", names.event_id, "Column of which one it was [event_id]");
}

std::string line_help() {
  return "With a configuration columns are found by the signals' names, those of a vector as NAME[0], NAME[1], ...\n"
         "Times are seconds since 1970 or ISO 8601; where a line has none it has that of the line before.\n"
         "If the configuration has \"quality\", a line with an id and a score or a class is a prediction too, and a "
         "line\n"
         "with an id and an outcome a label, which comes later and needs no signal's value. Ids that are no whole\n"
         "numbers are hashed to 64 bits. Without a class a binary model's is 1 from the threshold of the signal that\n"
         "the score column belongs to, else from 0.5.\n"
         "A line with an event and no signal's value tells of a change: "
         "{\"time\":...,\"event\":\"deploy\",\"event_id\":\"v12\"}.\n";
}

monitor_config load_config(const std::string& path) {
  try {
    const auto bytes = read_state_file(path, largest_config);
    return config_from_json({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  } catch (const error& why) {
    std::string_view what{why.what()};
    if (why.code() == errc::io) throw problem{std::string{what}};
    if (what.starts_with("monitor: ")) what.remove_prefix(9);
    throw problem_at(path, 0, nullptr, what);
  }
}

monitor_rows::monitor_rows(const monitor_config& config, const column_names& names, tables::row_source& source,
                           bool takes_predictions)
    : config_{config},
      source_{source},
      time_{names.time.value_or("time")},
      id_{names.id.value_or("id")},
      score_{names.score.value_or("score")},
      predicted_{names.predicted.value_or("predicted")},
      outcome_{names.outcome.value_or("outcome")},
      probability_{names.probability.value_or("probability")},
      event_{names.event.value_or("event")},
      event_id_{names.event_id.value_or("event_id")},
      segment_{config.signals.size()},
      newest_time_{nan},
      labels_{config.quality.has_value()},
      takes_predictions_{takes_predictions && labels_} {
  for (std::size_t i = 0; i < config.signals.size(); ++i) {
    const signal_config& s = config.signals[i];
    auto& places = signals_.emplace_back();
    for (std::uint32_t d = 0; d < s.dimensions; ++d)
      places.push_back({s.type == signal_type::vector ? fmt::format("{}[{}]", s.name, d) : s.name});
    if (s.role == signal_role::segment && segment_ == config.signals.size()) segment_ = i;
    if (s.name == score_.name && s.threshold) threshold_ = *s.threshold;
    // A signal that is called like a column of events is just a signal.
    if (s.name == event_.name) event_.name.clear();
  }
  look();
  if (names.time && !timed()) throw problem_at(source.name(), 1, nullptr, no_such_column(time_.name, source.columns()));
  if (!source.open_ended()) must_be_there();
}

void monitor_rows::look() {
  const auto& there = source_.columns();
  // Times are there from the start or not at all: half a table without would be at two places in time.
  const bool first = known_columns_ == 0;
  const auto find = [&](place& p) {
    if (p.at != tables::row_source::npos || p.name.empty()) return;
    const auto from = there.begin() + static_cast<std::ptrdiff_t>(known_columns_);
    const auto at = std::find(from, there.end(), p.name);
    if (at != there.end()) p.at = static_cast<std::size_t>(at - there.begin());
  };
  for (auto& places : signals_)
    for (place& p : places) find(p);
  if (first) find(time_);
  for (place* p : {&event_, &event_id_}) find(*p);
  if (labels_)
    for (place* p : {&id_, &score_, &predicted_, &outcome_, &probability_}) find(*p);
  known_columns_ = there.size();
}

void monitor_rows::must_be_there() const {
  std::vector<std::string> gone;
  for (std::size_t i = 0; i < signals_.size(); ++i) {
    if (config_.signals[i].role == signal_role::segment && !takes_predictions_) continue;
    for (const place& p : signals_[i])
      if (p.at == tables::row_source::npos) gone.push_back(p.name);
  }
  if (gone.size() == 1)
    throw problem_at(
        source_.name(), source_.open_ended() ? 0 : 1, nullptr,
        fmt::format("{}; it is a signal of the configuration", no_such_column(gone[0], source_.columns())));
  if (!gone.empty())
    throw problem_at(source_.name(), source_.open_ended() ? 0 : 1, nullptr,
                     fmt::format("there are no columns {}, which are signals of the configuration; there are {}",
                                 list_of(gone), list_of(source_.columns())));
}

bool monitor_rows::next() {
  if (!source_.next()) return false;
  if (source_.columns().size() != known_columns_) look();
  const bool other = has(event_) || (labels_ && has(id_) && has(outcome_));
  is_row_ = !other || any_signal();
  return true;
}

void monitor_rows::finish() const {
  if (source_.open_ended()) must_be_there();
}

bool monitor_rows::has(const place& p) const {
  return source_.value(p.at).kind != tables::cell_kind::missing;
}

bool monitor_rows::any_signal() const {
  for (std::size_t i = 0; i < signals_.size(); ++i)
    if (config_.signals[i].role != signal_role::segment &&
        std::any_of(signals_[i].begin(), signals_[i].end(), [this](const place& p) { return has(p); }))
      return true;
  return false;
}

void monitor_rows::refuse(const place& p, std::string_view what) const {
  throw problem_at(source_.name(), source_.line(), &p.name, what);
}

double monitor_rows::time() {
  if (has(time_)) {
    const tables::cell c = source_.value(time_.at);
    const auto seconds = c.kind == tables::cell_kind::text ? source_.rules().time(c.text) : std::optional{c.number};
    if (!seconds)
      refuse(time_, fmt::format("{} is no time: seconds since 1970 or ISO 8601{}", in_quotes(c.text),
                                tables::time_of(c.text, tables::date_order::day) ? "; --day-first reads a date that begins with the day" : ""));
    if (!(std::abs(*seconds) < latest_time))
      refuse(time_, fmt::format("{} is beyond the year 2261: times are in seconds", text_of(c)));
    newest_time_ = *seconds;
  }
  if (is_nan(newest_time_)) refuse(time_, "there is no time, and no line before that has one");
  return newest_time_;
}

std::optional<std::string_view> monitor_rows::text_at(const place& p, std::string& made) const {
  if (!has(p)) return std::nullopt;
  const tables::cell given = source_.value(p.at);
  if (!given.text.empty()) return given.text;
  made = text_of(given);
  return made;
}

std::uint64_t monitor_rows::id() {
  const tables::cell c = source_.value(id_.at);
  const std::string text = text_of(c);
  std::uint64_t whole = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (code == std::errc{} && end == text.data() + text.size()) return whole;
  // 7.0, in CSV or JSON, is 7.
  if (c.is_number() && c.number >= 0 && c.number < most_exact && c.number == std::floor(c.number))
    return static_cast<std::uint64_t>(c.number);
  if (!std::exchange(hashed_, true))
    note(fmt::format("{}:{}: {} is no whole number; such ids are hashed to 64 bits", source_.name(), source_.line(),
                     in_quotes(text)));
  return hash_of(std::string_view{text});
}

std::int32_t monitor_rows::class_of(double number, const place& p) const {
  const double classes = config_.quality->settings.kind == quality_kind::multiclass
                             ? static_cast<double>(config_.quality->settings.classes)
                             : 2.0;
  if (!(number >= 0 && number < classes && number == std::floor(number)))
    refuse(p, fmt::format("{} is no class: they are 0 to {}", number, classes - 1));
  return static_cast<std::int32_t>(number);
}

std::optional<monitor_rows::prediction> monitor_rows::find_prediction() {
  if (!labels_ || !has(id_) || !(has(score_) || has(predicted_))) return std::nullopt;
  prediction found;
  const double score = source_.number(score_.at), predicted = source_.number(predicted_.at);
  found.event.id = id();
  switch (config_.quality->settings.kind) {
    case quality_kind::binary:
      found.event.label = is_nan(predicted) ? std::int32_t{score >= threshold_} : class_of(predicted, predicted_);
      found.event.score = is_nan(score) ? static_cast<double>(found.event.label) : score;
      break;
    case quality_kind::multiclass:
      if (is_nan(predicted)) return std::nullopt;
      found.event.label = class_of(predicted, predicted_);
      found.event.score = is_nan(score) ? 0.0 : score;
      break;
    case quality_kind::regression:
      found.event.score = is_nan(score) ? predicted : score;
      break;
  }
  if (segment_ < signals_.size()) found.segment = text(segment_, segment_text_).value_or("(missing)");
  return found;
}

std::optional<label_event> monitor_rows::find_label() {
  if (!labels_ || !has(id_) || !has(outcome_)) return std::nullopt;
  label_event found{.id = id(), .outcome = source_.number(outcome_.at)};
  if (has(probability_)) found.probability = source_.number(probability_.at);
  return found;
}

std::optional<change_event> monitor_rows::find_event() {
  if (is_row_ || !has(event_)) return std::nullopt;
  std::string made;
  change_event found{.kind = std::string{*text_at(event_, made)}};
  if (const auto which = text_at(event_id_, made)) found.id = *which;
  return found;
}

}  // namespace tepid::cli
