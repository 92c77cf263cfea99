// src/cli/table_stream.cpp - a table of any size in bounded memory.
#include "cli/table_stream.hpp"

#include <fmt/format.h>

#include <condition_variable>
#include <exception>
#include <functional>
#include <limits>
#include <mutex>
#include <thread>
#include <utility>

#include <tepid/monitors/column_stream.hpp>

#include "cli/problem.hpp"
#include "cli/progress.hpp"
#include "cli/text.hpp"

namespace tepid::cli {

namespace {

constexpr std::size_t block_rows = 8192;
constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// One task at a time on a thread of its own.
class background {
 public:
  background() : thread_{[this](const std::stop_token& stop) { work(stop); }} {}

  /// Waits for the task before, throws what it threw, and begins this one.
  void run(std::function<void()> task) {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [&] { return !task_; });
    if (failed_) std::rethrow_exception(std::exchange(failed_, nullptr));
    task_ = std::move(task);
    changed_.notify_all();
  }
  void wait() {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [&] { return !task_; });
    if (failed_) std::rethrow_exception(std::exchange(failed_, nullptr));
  }

 private:
  void work(const std::stop_token& stop) {
    std::unique_lock lock{mutex_};
    while (changed_.wait(lock, stop, [&] { return static_cast<bool>(task_); })) {
      lock.unlock();
      std::exception_ptr failed;
      try {
        task_();
      } catch (...) {
        failed = std::current_exception();
      }
      lock.lock();
      task_ = nullptr;
      if (failed) failed_ = failed;
      changed_.notify_all();
    }
  }

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::function<void()> task_;
  std::exception_ptr failed_;
  std::jthread thread_;  // the last member: it ends before what it uses
};

/// One column while it is streamed. Values wait in blocks: one is filled while the other is counted.
struct streamed {
  std::string name;
  cell_types types;
  std::optional<column_stream> numbers;
  std::optional<text_stream> text;
  std::vector<double> filling, counting;

  streamed(std::string n, bool with_replay)
      : name{std::move(n)}, numbers{std::in_place, name, column_type::numeric, with_replay} {}

  void first_missing(std::uint64_t rows) {
    types.add_missing(rows);
    for (std::uint64_t done = 0; done < rows; done += block_rows)
      numbers->first_pass(
          std::vector<double>(static_cast<std::size_t>(std::min<std::uint64_t>(rows - done, block_rows)), missing));
  }
};

/// The cell's text where it was written, or in `made`.
std::string_view text_in(const cell& c, std::string& made) {
  if (c.kind == cell_kind::missing) return {};
  if (!c.text.empty()) return c.text;
  made = text_of(c);
  return made;
}

class table_streamer {
 public:
  table_streamer(table_data&& head, bool with_replay) : rows_{head.rows}, with_replay_{with_replay} {
    for (data_column& c : head.columns) {
      streamed& s = columns_.emplace_back(c.name(), with_replay);
      s.types = c.types();
      if (s.types.numbers())
        s.numbers->first_pass(c.numbers());
      else
        s.numbers.reset();
      c = data_column{""};
    }
  }

  void first_pass(row_source& source, column_picker& picker, progress& bar) {
    background counter;
    std::string made;
    std::size_t waiting = 0;
    const auto hand_over = [&] {
      counter.wait();
      for (streamed& s : columns_) {
        std::swap(s.filling, s.counting);
        s.filling.clear();
        if (!s.types.numbers()) s.numbers.reset();
      }
      counter.run([this] {
        for (streamed& s : columns_)
          if (s.numbers) s.numbers->first_pass(s.counting);
      });
      waiting = 0;
    };
    // The row that made the table too large has been taken already.
    while (source.next()) {
      picker.for_each_new([&](const std::string& name) {
        counter.wait();
        columns_.emplace_back(name, with_replay_).first_missing(rows_ - waiting);
        columns_.back().filling.assign(waiting, missing);
        columns_.back().types.add_missing(waiting);
      });
      picker.for_each_cell([&](std::size_t place, const cell& given) {
        streamed& s = columns_[place];
        const cell c = read_cell(given);
        if (const auto x = s.types.add(c, text_in(c, made), source.line()); x && s.numbers) s.filling.push_back(*x);
      });
      ++rows_;
      if (++waiting == block_rows) hand_over();
      bar.tick(source.bytes().taken());
    }
    hand_over();
    counter.wait();
    for (streamed& s : columns_) s.filling.clear();
  }

  profile second_pass(row_source& source, column_picker& picker, progress& bar) {
    for (streamed& s : columns_) {
      if (s.numbers)
        s.numbers->begin_second_pass();
      else
        s.text.emplace(s.name);
    }
    background counter;
    std::string made;
    std::size_t waiting = 0;
    std::uint64_t rows = 0, known = 0;
    const auto hand_over = [&] {
      counter.wait();
      for (streamed& s : columns_) {
        std::swap(s.filling, s.counting);
        s.filling.clear();
      }
      counter.run([this] {
        for (streamed& s : columns_)
          if (s.numbers) s.numbers->second_pass(s.counting);
      });
      waiting = 0;
    };
    while (source.next()) {
      picker.for_each_new([&](const std::string& name) {
        if (known >= columns_.size() || columns_[known].name != name) changed(source);
        streamed& s = columns_[known++];
        if (s.text) s.text->add_missing(rows);
        // The missing values before it count for nothing here but their number, which the first pass knows.
      });
      picker.for_each_cell([&](std::size_t place, const cell& given) {
        streamed& s = columns_[place];
        const cell c = read_cell(given);
        const std::string_view text = text_in(c, made);
        if (s.text)
          s.text->add(c.kind == cell_kind::missing ? std::nullopt : std::optional{text});
        else if (c.kind != cell_kind::missing)
          s.filling.push_back(s.types.type() == column_type::time ? time_of(text).value_or(missing) : c.number);
      });
      ++rows;
      if (++waiting == block_rows) hand_over();
      bar.tick(source.bytes().taken());
    }
    hand_over();
    counter.wait();
    if (rows != rows_) changed(source);
    std::vector<column_profile> made_columns;
    for (streamed& s : columns_) {
      note_mixed(source.name(), s.name, s.types);
      if (s.text && !s.text->exact())
        note(fmt::format(
            "{}: column {} has very many different values; the counts of its most frequent are lower bounds",
            source.name(), in_quotes(s.name)));
      made_columns.push_back(s.numbers ? s.numbers->finish() : s.text->finish());
      made_columns.back().type = s.types.type();
    }
    return profile{std::move(made_columns)};
  }

  [[nodiscard]] std::uint64_t rows() const noexcept { return rows_; }

 private:
  [[noreturn]] static void changed(const row_source& source) {
    throw problem_at(source.name(), 0, nullptr, "has changed while it was read");
  }

  std::vector<streamed> columns_;
  std::uint64_t rows_;
  bool with_replay_;
};

}  // namespace

table_or_profile read_table(const std::string& path, const input_options& options,
                            const std::vector<std::string>& chosen, bool with_replay) {
  auto bytes = std::make_unique<byte_source>(path);
  bytes->keep();
  const auto source = open_rows(std::move(bytes), path, options);
  table_data table{.name = source->name(), .rows = 0, .columns = {}};
  column_picker picker{*source, chosen};
  std::optional<progress> bar{std::in_place, source->bytes()};
  bool ended = true;
  while (source->next()) {
    picker.for_each_new([&](const std::string& name) { table.columns.emplace_back(name).add_missing(table.rows); });
    picker.for_each_cell([&](std::size_t place, const cell& c) { table.columns[place].add(c, source->line()); });
    ++table.rows;
    bar->tick(source->bytes().taken());
    if (table.rows * table.columns.size() >= most_cells) {
      ended = false;
      break;
    }
  }
  table_or_profile found{.name = source->name(), .rows = table.rows, .table = {}, .summary = {}};
  if (ended) {
    picker.finish();
    for (const data_column& c : table.columns) note_mixed(table.name, c.name(), c.types());
    found.table = std::move(table);
    return found;
  }
  table_streamer streamer{std::move(table), with_replay};
  streamer.first_pass(*source, picker, *bar);
  picker.finish();
  const auto second = open_rows(source->bytes().again(), path, options);
  column_picker same{*second, chosen};
  bar.emplace(second->bytes());
  found.summary = streamer.second_pass(*second, same, *bar);
  found.rows = streamer.rows();
  return found;
}

}  // namespace tepid::cli
