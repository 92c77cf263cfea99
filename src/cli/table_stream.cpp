// src/cli/table_stream.cpp - a table of any size in bounded memory.
#include "cli/table_stream.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <thread>
#include <utility>

#include <tepid/monitors/column_stream.hpp>

#include "cli/block_reader.hpp"
#include "cli/problem.hpp"
#include "cli/progress.hpp"
#include "cli/text.hpp"

namespace tepid::cli {

namespace {

/// Values that are counted at once. A profile's last digits depend on it: moments are summed by such chunks.
constexpr std::size_t chunk = 8192;
constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// Blocks hold some memory for each thread, and reading the bytes keeps no more than a few busy.
unsigned useful_threads() { return std::clamp(std::thread::hardware_concurrency(), 1u, 8u); }

/// One column while it is streamed. One thread at a time.
class streamed {
 public:
  std::string name;
  cell_types types;
  std::optional<column_stream> numbers;
  std::optional<text_stream> text;

  streamed(std::string n, stream_detail detail)
      : name{std::move(n)}, numbers{std::in_place, name, column_type::numeric, detail} {}

  /// The rows before those that are streamed.
  void head(const data_column& c) {
    types = c.types();
    if (types.numbers()) return numbers->first_pass(c.numbers());
    numbers.reset();
    text.emplace(name);
    for (const auto& t : c.texts()) text->add(t);
  }

  /// Rows before the column came; the last `waiting` of them are in the chunk that is being filled.
  void first_missing(std::uint64_t rows, std::size_t waiting) {
    types.add_missing(rows);
    for (std::uint64_t left = rows - waiting; left > 0;) {
      const std::size_t now = static_cast<std::size_t>(std::min<std::uint64_t>(left, chunk));
      numbers->first_pass(std::vector<double>(now, missing));
      left -= now;
    }
    filling_.assign(waiting, missing);
  }

  /// What its cells are to be read for in the first pass. Those of a column that was numbers and has become text are
  /// only counted, until it is read from the start again.
  [[nodiscard]] cell_use first_use() const noexcept {
    return text ? cell_use::texts : numbers ? cell_use::numbers : cell_use::count;
  }

  void first_pass(const parsed_column& cells, std::uint64_t rows, std::uint64_t first_line) {
    if (cells.use == cell_use::count || cells.use == cell_use::texts) {
      types.add_texts(cells.values, cells.values - cells.texts_met, rows - cells.values);
      if (text) add_texts(cells, rows);
    } else {
      const bool all_known = text || types.values() == 0;
      const std::uint64_t missing_before = types.missing();
      add_numbers(cells, rows, first_line);
      if (!types.numbers()) {
        numbers.reset();
        // How a number was written is not known here.
        if (!all_known || cells.words.size() != cells.values) return text.reset();
        if (!text) text.emplace(name).add_missing(missing_before);
        text->add_missing(rows - cells.values);
        for (const auto& word : cells.words) text->add(word.text);
      }
    }
  }
  /// Rows of a block that has no such column.
  void first_absent(std::uint64_t rows) {
    types.add_missing(rows);
    if (text) text->add_missing(rows);
    for (std::uint64_t left = numbers ? rows : 0; left > 0;) {
      absent_.assign(static_cast<std::size_t>(std::min<std::uint64_t>(left, chunk)), missing);
      push(absent_);
      left -= absent_.size();
    }
  }
  void end_first_pass() {
    if (numbers) numbers->first_pass(filling_);
    filling_ = {};
  }

  /// What the cells are to be read for in a second pass.
  [[nodiscard]] cell_use second_use(stream_detail detail) const noexcept {
    if (!text && !numbers) return cell_use::texts;
    return numbers && detail != stream_detail::sketched ? cell_use::numbers : cell_use::none;
  }
  void begin_second_pass(cell_use use) {
    if (use == cell_use::numbers) numbers->begin_second_pass();
    if (use == cell_use::texts) text.emplace(name);
  }
  void second_pass(parsed_column& cells, std::uint64_t rows) {
    if (cells.use == cell_use::texts) return add_texts(cells, rows);
    for (const auto& word : cells.words) cells.numbers[word.row] = time_of(word.text).value_or(missing);
    numbers->second_pass({cells.numbers.data(), static_cast<std::size_t>(rows)});
  }
  /// Missing numbers count for nothing in the second pass but their number, which the first one knows.
  void second_absent(cell_use use, std::uint64_t rows) {
    if (use == cell_use::texts) text->add_missing(rows);
  }

  [[nodiscard]] column_profile finish() {
    column_profile made = numbers ? numbers->finish() : text->finish();
    made.type = types.type();
    return made;
  }

 private:
  void add_texts(const parsed_column& cells, std::uint64_t rows) {
    for (const std::string_view t : std::span{cells.texts}.first(static_cast<std::size_t>(rows)))
      text->add(t.data() == nullptr ? std::nullopt : std::optional{t});
  }
  void add_numbers(const parsed_column& cells, std::uint64_t rows, std::uint64_t first_line) {
    if (cells.words.empty()) {
      types.add_numbers(cells.values, cells.booleans, rows - cells.values);
      return push({cells.numbers.data(), static_cast<std::size_t>(rows)});
    }
    auto word = cells.words.begin();
    read_.clear();
    for (std::uint64_t row = 0; row < rows; ++row) {
      const double x = cells.numbers[row];
      cell c{is_nan(x) ? cell_kind::missing : cell_kind::number, x, {}};
      std::uint64_t line = 0;
      if (word != cells.words.end() && word->row == row) {
        c = {cell_kind::text, missing, word->text};
        line = first_line + word++->line;
      }
      if (const auto number = types.add(c, c.text, line)) read_.push_back(*number);
    }
    if (types.numbers()) push(read_);
  }
  void push(std::span<const double> xs) {
    while (numbers && !xs.empty()) {
      const auto part = xs.first(std::min(xs.size(), chunk - filling_.size()));
      if (part.size() == chunk) {
        numbers->first_pass(part);
      } else {
        filling_.insert(filling_.end(), part.begin(), part.end());
        if (filling_.size() == chunk) {
          numbers->first_pass(filling_);
          filling_.clear();
        }
      }
      xs = xs.subspan(part.size());
    }
  }

  std::vector<double> filling_, read_, absent_;
};

class table_streamer {
 public:
  table_streamer(table_data&& head, stream_detail detail) : rows_{head.rows}, head_rows_{head.rows}, detail_{detail} {
    for (data_column& c : head.columns) {
      columns_.emplace_back(c.name(), detail).head(c);
      c = data_column{""};
    }
  }

  /// The rows behind the source's current one; columns that are met are added to it.
  void first_pass(row_source& source, column_picker& picker, progress& bar) {
    block_reader reader{source, source.columns(), threads_};
    const auto use = [&](std::size_t place) { return columns_[place].first_use(); };
    while (reader.next(uses(source, picker, use))) {
      const auto blocks = reader.blocks();
      std::vector<std::vector<std::size_t>> there;  // for each block and column, its place among the block's
      std::vector<std::size_t> first_block(columns_.size(), 0);
      for (std::size_t b = 0; b < blocks.size(); ++b) {
        for (std::size_t i = 0; i < blocks[b].rows.columns.size(); ++i) {
          const std::string& name = (*blocks[b].columns)[i];
          if (find(source, name, i) != row_source::npos) continue;
          source.add_column(name);
          reader.add_column(name);
          picker.for_each_new([&](const std::string& wanted) {
            columns_.emplace_back(wanted, detail_)
                .first_missing(rows_, static_cast<std::size_t>((rows_ - head_rows_) % chunk));
            first_block.push_back(b);
          });
        }
        there.push_back(places(blocks[b], source, picker));
        rows_ += blocks[b].rows.rows;
      }
      for (auto& t : there) t.resize(columns_.size(), row_source::npos);
      threads_.for_each(columns_.size(), [&](std::size_t i) {
        for (std::size_t b = first_block[i]; b < blocks.size(); ++b) {
          const parsed_block& rows = blocks[b].rows;
          if (there[b][i] == row_source::npos)
            columns_[i].first_absent(rows.rows);
          else
            columns_[i].first_pass(rows.columns[there[b][i]], rows.rows, blocks[b].first_line);
        }
      });
      bar.show(reader.taken());
    }
    for (streamed& s : columns_) s.end_first_pass();
  }

  /// Is there a column that a second pass must read?
  [[nodiscard]] bool second_pass_needed() const {
    return std::any_of(columns_.begin(), columns_.end(),
                       [&](const streamed& c) { return c.second_use(detail_) != cell_use::none; });
  }

  /// The same table from its start; `picker` is that of the first pass, `first` its source.
  void second_pass(row_source& source, const row_source& first, const column_picker& picker, progress& bar) {
    std::vector<cell_use> use;
    for (streamed& s : columns_) {
      use.push_back(s.second_use(detail_));
      s.begin_second_pass(use.back());
    }
    if (!source.next()) changed(source);
    const std::vector<cell_use> wanted = uses(first, picker, [&](std::size_t place) { return use[place]; });
    // The first row has been parsed already where it tells the columns.
    block_reader::block head;
    head.columns = &source.columns();
    if (source.columns().size() > wanted.size()) changed(source);
    head.rows.begin(std::span{wanted}.first(source.columns().size()));
    head.rows.begin_row();
    for (std::size_t i = 0; i < source.cells().size(); ++i)
      if (wanted[i] != cell_use::none) head.rows.put(i, read_cell(source.cells()[i]), source.line(), false);
    head.rows.end_row();
    std::uint64_t rows = second_count({&head, 1}, first, picker, use);
    block_reader reader{source, first.columns(), threads_};
    while (reader.next(wanted)) {
      rows += second_count(reader.blocks(), first, picker, use);
      bar.show(reader.taken());
    }
    if (rows != rows_) changed(source);
  }

  /// After the last pass.
  [[nodiscard]] profile finish(const std::string& table) {
    std::vector<column_profile> made;
    for (streamed& s : columns_) {
      note_mixed(table, s.name, s.types);
      if (s.text && !s.text->exact())
        note(fmt::format(
            "{}: column {} has very many different values; the counts of its most frequent are lower bounds", table,
            in_quotes(s.name)));
      made.push_back(s.finish());
    }
    return profile{std::move(made)};
  }

  [[nodiscard]] std::uint64_t rows() const noexcept { return rows_; }

 private:
  [[noreturn]] static void changed(const row_source& source) {
    throw problem_at(source.name(), 0, nullptr, "has changed while it was read");
  }

  /// What the source's columns are to be read for.
  template <class Use>
  [[nodiscard]] std::vector<cell_use> uses(const row_source& source, const column_picker& picker, Use&& use) const {
    std::vector<cell_use> found;
    for (std::size_t i = 0; i < source.columns().size(); ++i) {
      const std::size_t place = picker.place(i);
      found.push_back(place == row_source::npos ? cell_use::none : use(place));
    }
    return found;
  }

  /// Where the source has a column, most likely at `guess`; npos if it has not.
  [[nodiscard]] static std::size_t find(const row_source& source, const std::string& name, std::size_t guess) {
    const auto& all = source.columns();
    if (guess < all.size() && all[guess] == name) return guess;
    const auto at = std::find(all.begin(), all.end(), name);
    return at == all.end() ? row_source::npos : static_cast<std::size_t>(at - all.begin());
  }

  /// For each streamed column its place among the block's, npos if the block has none.
  [[nodiscard]] std::vector<std::size_t> places(const block_reader::block& block, const row_source& source,
                                                const column_picker& picker) const {
    std::vector<std::size_t> found(columns_.size(), row_source::npos);
    for (std::size_t i = 0; i < block.rows.columns.size(); ++i) {
      const std::size_t at = find(source, (*block.columns)[i], i);
      if (at == row_source::npos) changed(source);
      if (picker.place(at) != row_source::npos) found[picker.place(at)] = i;
    }
    return found;
  }

  std::uint64_t second_count(std::span<block_reader::block> blocks, const row_source& first,
                             const column_picker& picker, std::span<const cell_use> use) {
    std::vector<std::vector<std::size_t>> there;
    std::uint64_t rows = 0;
    for (const block_reader::block& b : blocks) {
      there.push_back(places(b, first, picker));
      rows += b.rows.rows;
    }
    threads_.for_each(columns_.size(), [&](std::size_t i) {
      for (std::size_t b = 0; use[i] != cell_use::none && b < blocks.size(); ++b) {
        parsed_block& block = blocks[b].rows;
        if (there[b][i] == row_source::npos)
          columns_[i].second_absent(use[i], block.rows);
        else
          columns_[i].second_pass(block.columns[there[b][i]], block.rows);
      }
    });
    return rows;
  }

  std::vector<streamed> columns_;
  std::uint64_t rows_, head_rows_;
  stream_detail detail_;
  workers threads_{useful_threads()};
};

}  // namespace

table_or_profile read_table(const std::string& path, const input_options& options,
                            const std::vector<std::string>& chosen, stream_detail detail) {
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
  table_streamer streamer{std::move(table), detail};
  streamer.first_pass(*source, picker, *bar);
  picker.finish();
  if (streamer.second_pass_needed()) {
    const auto second = open_rows(source->bytes().again(), path, options);
    bar.emplace(second->bytes());
    streamer.second_pass(*second, *source, picker, *bar);
  }
  found.summary = streamer.finish(found.name);
  found.rows = streamer.rows();
  return found;
}

}  // namespace tepid::cli
