// src/cli/monitor_profile.cpp - two passes of a table through reference_builder.
#include "cli/monitor_profile.hpp"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <span>
#include <utility>

#include <tepid/monitors/monitor_reference.hpp>

#include "cli/problem.hpp"
#include "cli/progress.hpp"
#include "cli/text.hpp"
#include "tables/open_rows.hpp"

namespace tepid::cli {

namespace {

constexpr std::size_t block_rows = 8192;

/// Some rows, signal by signal.
class row_block {
 public:
  explicit row_block(const monitor_config& config) : config_{config}, signals_(config.signals.size()) {}

  void add(monitor_rows& rows) {
    if (rows.timed()) times_.push_back(rows.time());
    for (std::size_t i = 0; i < signals_.size(); ++i) {
      const signal_config& s = config_.signals[i];
      if (s.role == signal_role::segment) continue;
      if (s.type == signal_type::categorical) {
        add_text(signals_[i], rows.text(i, made_));
      } else {
        for (std::uint32_t d = 0; d < s.dimensions; ++d) signals_[i].numbers.push_back(rows.number(i, d));
      }
    }
    ++size_;
  }

  /// Gives the rows to f(times, signals) and forgets them.
  template <class F>
  void give(F&& f) {
    if (size_ == 0) return;
    std::vector<signal_values> values;
    for (column& c : signals_) {
      for (const auto& [begin, length] : c.ends)
        c.texts.push_back(begin == missing ? std::nullopt
                                           : std::optional{std::string_view{c.chars}.substr(begin, length)});
      values.push_back({.numbers = c.numbers, .texts = c.texts});
    }
    f(std::span<const double>{times_}, std::span<const signal_values>{values});
    for (column& c : signals_) {
      c.numbers.clear();
      c.texts.clear();
      c.ends.clear();
      c.chars.clear();
    }
    times_.clear();
    size_ = 0;
  }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }

 private:
  static constexpr std::size_t missing = ~std::size_t{0};
  struct column {
    std::vector<double> numbers;
    std::string chars;                                      // the texts, one after the other
    std::vector<std::pair<std::size_t, std::size_t>> ends;  // where each begins, and its length
    std::vector<std::optional<std::string_view>> texts;
  };

  static void add_text(column& c, std::optional<std::string_view> text) {
    c.ends.emplace_back(text ? c.chars.size() : missing, text ? text->size() : 0);
    if (text) c.chars.append(*text);
  }

  const monitor_config& config_;
  std::vector<column> signals_;
  std::vector<double> times_;
  std::string made_;
  std::size_t size_ = 0;
};

/// Throws for a time before that of the row before.
void must_not_fall(monitor_rows& rows, double before, const column_names& names) {
  if (rows.time() >= before) return;
  const std::string column = names.time.value_or("time");
  throw problem_at(rows.source().name(), rows.source().line(), &column,
                   "the time is before that of the row before; a reference needs rows in the order in which they came");
}

}  // namespace

monitor_profile make_monitor_profile(const monitor_config& config, const column_names& names, const std::string& path,
                                     const tables::input_options& input) {
  reference_builder builder{config};
  row_block block{config};
  auto bytes = std::make_unique<tables::byte_source>(path);
  bytes->keep();
  const auto source = tables::open_rows(std::move(bytes), path, input);
  monitor_rows first{config, names, *source, false};
  monitor_profile found{.name = source->name(), .timed = first.timed(), .made = profile{{}}};
  const auto named = [&](auto&& f) {
    try {
      f();
    } catch (const error& why) {
      throw problem_at(found.name, 0, nullptr, why.what());
    }
  };

  std::optional<progress> bar{std::in_place, source->bytes()};
  const auto take_first = [&](auto times, auto signals) { builder.first_pass(times, signals); };
  while (first.next()) {
    bar->tick(source->bytes().taken());
    if (!first.is_row()) continue;
    if (found.timed) {
      if (found.rows == 0)
        found.first = first.time();
      else
        must_not_fall(first, found.last, names);
      found.last = first.time();
    }
    block.add(first);
    ++found.rows;
    if (block.size() == block_rows) named([&] { block.give(take_first); });
  }
  first.finish();
  found.bad = source->left_out();
  if (!found.timed) found.last = static_cast<double>(found.rows) / config.rate;

  named([&] {
    block.give(take_first);
    builder.begin_second_pass();
  });
  tables::input_options quiet = input;
  quiet.on_note = {};  // all is noted
  const auto again = tables::open_rows(source->bytes().again(), path, quiet);
  monitor_rows second{config, names, *again, false};
  bar.emplace(again->bytes());
  std::uint64_t read_again = 0;
  const auto take_second = [&](auto times, auto signals) { builder.second_pass(times, signals); };
  while (second.next()) {
    bar->tick(again->bytes().taken());
    if (!second.is_row()) continue;
    ++read_again;
    block.add(second);
    if (block.size() == block_rows) named([&] { block.give(take_second); });
  }
  if (read_again != found.rows)
    throw problem_at(found.name, 0, nullptr,
                     fmt::format("has changed while it was read: {} the first time, {} the second",
                                 counted(found.rows, "row"), counted(read_again, "row")));
  named([&] {
    block.give(take_second);
    found.made = builder.finish();
  });
  return found;
}

}  // namespace tepid::cli
