// src/cli/monitor_report.cpp - what a monitor found, for people.
#include "cli/monitor_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include <tepid/core/numeric.hpp>

#include "cli/table.hpp"
#include "cli/text.hpp"

namespace tepid::cli {

namespace {

constexpr const char* layout = "{:<24} {:<10} {:<8} {:>10}  {:<19}  {:<19}  {:<4} {:>9} {:>10} {:>8}";

std::string interval(double low, double high) {
  return is_nan(low) && is_nan(high) ? "" : fmt::format("{:.3g} to {:.3g}", low, high);
}

std::string signal_table(const monitor_snapshot& s) {
  table rows{{{"signal"},
              {"values", true},
              {"missing", true},
              {"NaN", true},
              {"-infinity", true},
              {"+infinity", true},
              {"outside", true},
              {"alarms", true},
              {"distance", true},
              {"95%"},
              {"statistic", true},
              {"limit", true},
              {"slow drift"}}};
  for (const signal_snapshot& x : s.signals)
    rows.add({x.name, grouped(x.observed), grouped(x.not_finite.missing), grouped(x.not_finite.nan),
              grouped(x.not_finite.negative_infinity), grouped(x.not_finite.positive_infinity), grouped(x.outside),
              grouped(x.alarms), is_nan(x.distance) ? "-" : fmt::format("{:.3g}", x.distance),
              interval(x.distance_low, x.distance_high), brief(x.statistic), fmt::format("{:.3g}", x.limit),
              x.slow ? "watched" : "not watched"});
  return rows.text();
}

std::string quality_table(const monitor_snapshot& s) {
  table rows{{{"metric"}, {"segment"}, {"labels", true}, {"estimate", true}, {"bounds"}, {"floor", true}, {"alarm"}}};
  for (const quality_snapshot& q : s.quality)
    rows.add({q.metric, q.segment, grouped(q.labels), is_nan(q.estimate) ? "-" : fmt::format("{:.4g}", q.estimate),
              interval(q.low, q.high), is_nan(q.floor) ? "" : fmt::format("{:.4g}", q.floor),
              q.latched ? "stands" : ""});
  return rows.text();
}

/// Counts that are not 0, as "3 late rows, 2 dropped values".
std::string losses(const monitor_snapshot& s) {
  std::string out;
  const auto add = [&](std::uint64_t n, std::string_view noun) {
    if (n != 0) out += (out.empty() ? "" : ", ") + counted(n, noun);
  };
  add(s.late, "late row");
  add(s.dropped, "dropped value");
  add(s.rejected, "rejected record");
  add(s.texts_cut, "text that was too long and cut");
  add(s.names_not_kept, "segment named beyond the names that are kept");
  add(s.save_failures, "state that could not be saved");
  add(s.sink_failures, "alarm that could not be written");
  return out;
}

}  // namespace

std::string alarm_titles() {
  return fmt::format(layout, "signal", "kind", "severity", "row", "time", "onset", "", "effect", "statistic", "limit");
}

std::string alarm_line(const monitor_alarm& a) {
  const std::string name = a.segment.empty() ? a.signal : a.signal + " of " + a.segment;
  // Of an infinity its sign, with which the words about its share begin.
  const std::string_view kind =
      a.kind == alarm_kind::non_finite ? std::string_view{a.reference_text}.substr(0, 9) : to_string(a.kind);
  return fmt::format(layout, shortened(printable(name), 24), kind, to_string(a.severity), a.row,
                     time_text(a.time), time_text(a.onset),
                     a.direction > 0   ? "up"
                     : a.direction < 0 ? "down"
                                       : "",
                     is_nan(a.effect) ? "-" : fmt::format("{:+.3g}", a.effect), brief(a.statistic),
                     fmt::format("{:.3g}", a.limit));
}

std::string monitor_summary(const monitor_snapshot& s, const monitor_config& config,
                            std::span<const std::string> notes) {
  std::string out =
      fmt::format("\n{}, {} since the monitor began; in that time its budget, {}, allows {:.2g} false alarms\n{}",
                  counted(s.rows, "row"), counted(s.alarms, "alarm"), printable(config.budget), s.expected_false_alarms,
                  signal_table(s));
  if (config.quality)
    out += fmt::format("\nlabels: {} matched, {} unknown, {} duplicate; {} evicted unlabelled\n{}",
                       grouped(s.labels.matched), grouped(s.labels.unknown), grouped(s.labels.duplicate),
                       counted(s.labels.evicted, "prediction"), quality_table(s));
  if (const std::string lost = losses(s); !lost.empty()) out += fmt::format("\n{}\n", lost);
  constexpr std::size_t most = 20;
  if (!notes.empty()) out += "\n";
  for (const std::string& note : notes.first(std::min(notes.size(), most))) out += printable(note) + "\n";
  if (notes.size() > most) out += fmt::format("and {} more\n", notes.size() - most);
  return out;
}

}  // namespace tepid::cli
