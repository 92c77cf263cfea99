// src/tables/table_stream.cpp - a table of any size in bounded memory.
#include "tables/table_stream.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>
#include <unordered_map>
#include <utility>

#include <tepid/design/control.hpp>

#include "tables/block_reader.hpp"
#include "tables/column_picker.hpp"
#include "tables/column_types.hpp"
#include "tables/reading_sizes.hpp"
#include "tables/table_error.hpp"
#include "tables/table_limits.hpp"
#include "tables/workers.hpp"
#include "text/counted.hpp"
#include "text/names.hpp"
#include "text/printable.hpp"

namespace tepid::inline v0::tables {

namespace {

/// Blocks hold some memory for each thread, and reading the bytes keeps no more than a few busy.
unsigned useful_threads() {
  return sizes_of_reading.threads != 0 ? sizes_of_reading.threads
                                       : std::clamp(std::thread::hardware_concurrency(), 1u, 8u);
}

/// What is made of a column that is too long to be kept: a sink of typed_column. One thread at a time.
class streamed {
 public:
  streamed(const data_column& kept, stream_detail detail)
      : name_{kept.name()}, numbers_{std::in_place, name_, column_type::numeric, detail} {
    if (kept.typed().numbers()) {
      take_numbers(kept.numbers());
      return;
    }
    numbers_.reset();
    if (kept.typed().texts_lost()) return;
    text_.emplace(name_);
    kept.for_each_text([&](const auto& t) { take_text(t); });
  }

  void take_numbers(std::span<const double> xs) {
    while (!xs.empty()) {
      const auto part = xs.first(std::min(xs.size(), chunk - row_));
      if (part.size() == chunk) {
        numbers_->first_pass(part);
      } else {
        if (stretches_.empty() || stretches_.back().first + filling_.size() - stretches_.back().second != row_)
          stretches_.emplace_back(row_, filling_.size());
        filling_.insert(filling_.end(), part.begin(), part.end());
        go_on(part.size());
      }
      xs = xs.subspan(part.size());
    }
  }
  void take_missing(std::uint64_t rows) {
    while (rows > 0) {
      const std::uint64_t part = row_ == 0 ? rows - rows % chunk : 0;
      if (part > 0) {
        numbers_->add_missing(part);
        rows -= part;
      } else {
        const std::size_t some = std::min(static_cast<std::size_t>(rows), chunk - row_);
        go_on(some);
        rows -= some;
      }
    }
  }
  void take_missing_texts(std::uint64_t rows) { text_->add_missing(rows); }
  void take_text(std::optional<std::string_view> t) { text_->add(t); }
  void become_text(std::uint64_t missing) {
    numbers_.reset();
    text_.emplace(name_).add_missing(missing);
  }
  void lose_texts() {
    numbers_.reset();
    text_.reset();
  }
  bool swap_days() {
    lose_texts();
    return false;
  }
  void end_pass() {
    if (numbers_) flush();
    filling_ = {};
    stretches_ = {};
  }

  void begin_second_pass(cell_use use) {
    anew_ = use == cell_use::numbers && !numbers_;
    row_ = 0;
    if (anew_)
      numbers_.emplace(name_, column_type::numeric, stream_detail::sketched);  // times, which nobody watches
    else if (use == cell_use::numbers)
      numbers_->begin_second_pass();
    if (use == cell_use::texts) text_.emplace(name_);
  }
  void second_pass(parsed_column& cells, std::uint64_t rows, const typed_column& typed) {
    if (cells.use == cell_use::texts) {
      cells.for_each_stretch(
          rows,
          [&](std::size_t first, std::size_t count) {
            for (const std::string_view t : std::span{cells.texts}.subspan(first, count))
              text_->add(t.data() == nullptr ? std::nullopt : std::optional{t});
          },
          [&](std::uint64_t absent) { text_->add_missing(absent); });
      return;
    }
    for (const auto& word : cells.words) cells.numbers[word.place] = typed.value_of(word.text);
    if (anew_)
      return cells.for_each_stretch(
          rows, [&](std::size_t first, std::size_t count) { take_numbers(std::span{cells.numbers}.subspan(first, count)); },
          [&](std::uint64_t absent) { take_missing(absent); });
    numbers_->second_pass({cells.numbers.data(), cells.cells(rows)});
  }
  /// Missing numbers count for nothing in the second pass but their number, which the first one knows.
  void second_absent(cell_use use, std::uint64_t rows) {
    if (use == cell_use::texts) text_->add_missing(rows);
    if (anew_) take_missing(rows);
  }

  /// False once the counts of its texts are bounds.
  [[nodiscard]] bool exact() const noexcept { return !text_ || text_->exact(); }
  [[nodiscard]] column_profile finish(column_type type) {
    if (anew_) end_pass();
    column_profile made = numbers_ ? numbers_->finish() : text_->finish();
    made.type = type;
    return made;
  }

 private:
  /// Values that are counted at once. A profile's last digits depend on it: moments are summed by such chunks.
  static constexpr std::size_t chunk = 8192;

  /// So many rows further in the chunk.
  void go_on(std::size_t rows) {
    row_ += rows;
    if (row_ == chunk) flush();
  }
  void flush() {
    if (stretches_.size() == 1 && filling_.size() == row_) {
      numbers_->first_pass(filling_);
    } else if (filling_.empty()) {
      numbers_->add_missing(row_);
    } else {
      std::vector<double> whole(row_, missing_value);
      for (std::size_t i = 0; i < stretches_.size(); ++i) {
        const std::size_t end = i + 1 < stretches_.size() ? stretches_[i + 1].second : filling_.size();
        std::copy(filling_.begin() + static_cast<std::ptrdiff_t>(stretches_[i].second),
                  filling_.begin() + static_cast<std::ptrdiff_t>(end),
                  whole.begin() + static_cast<std::ptrdiff_t>(stretches_[i].first));
      }
      numbers_->first_pass(whole);
    }
    filling_.clear();
    stretches_.clear();
    row_ = 0;
  }

  std::string name_;
  std::optional<column_stream> numbers_;
  std::optional<text_stream> text_;
  bool anew_ = false;  // the second pass is as a first one: in that the numbers were not known yet
  // The chunk that is not full: its rows so far, their cells, and where stretches of these begin: row and place.
  std::size_t row_ = 0;
  std::vector<double> filling_;
  std::vector<std::pair<std::size_t, std::size_t>> stretches_;
};

/// A column while its table is read: kept until that becomes too much.
struct read_column {
  data_column kept;
  std::optional<streamed> stream{};

  void stream_on(stream_detail detail) {
    stream.emplace(kept, detail);
    kept.forget();
  }
  /// Calls f(sink).
  template <class F>
  void with_sink(F&& f) {
    stream ? f(*stream) : f(kept);
  }
  /// What a second pass reads the cells for.
  [[nodiscard]] cell_use second_use(stream_detail detail) const noexcept {
    if (kept.typed().texts_lost()) return cell_use::texts;
    if (kept.typed().times_lost()) return cell_use::numbers;
    return kept.typed().numbers() && detail != stream_detail::sketched ? cell_use::numbers : cell_use::none;
  }
};

class table_reading {
 public:
  table_reading(row_source& source, const std::vector<std::string>& chosen, stream_detail detail,
                const input_options& options)
      : source_{source}, picker_{source, chosen, options.exclude}, types_{options.types}, detail_{detail}, options_{options} {
    for (const std::string& name : source.columns()) places_.emplace(name, places_.size());
    picker_.for_each_new([&](const std::string& name) { columns_.push_back({.kept = data_column{name, types_.of(name), options_.day_first}}); });
    bad_ = source.left_out();
  }

  void first_pass() {
    block_reader reader{source_, source_.columns(), threads_};
    told(source_.bytes(), 0);
    const auto use = [&](std::size_t place) { return columns_[place].kept.typed().use(); };
    while (reader.next(uses(use))) {
      first_count(reader);
      told(source_.bytes(), reader.taken());
      if (streaming_) continue;
      kept_bytes_ += reader.text_bytes();
      for (std::size_t b = 0; b < reader.blocks().size(); ++b)
        kept_.blocks.push_back({reader.take_text(b), reader.blocks()[b].first_line});
    }
    if (rows_ == 0) source_.refuse_no_rows(bad_);
    excluded_ = picker_.finish();
    for (read_column& c : columns_) {
      c.with_sink([&](auto& sink) { c.kept.typed().settle(sink); });
      if (c.stream) c.stream->end_pass();
    }
  }

  /// Must the table be read again?
  [[nodiscard]] bool second_pass_needed() const {
    return streaming_ && std::any_of(columns_.begin(), columns_.end(),
                                     [&](const read_column& c) { return c.second_use(detail_) != cell_use::none; });
  }
  /// The same table from its start.
  void second_pass(row_source& again) {
    std::vector<cell_use> use;
    for (read_column& c : columns_) {
      use.push_back(c.second_use(detail_));
      c.stream->begin_second_pass(use.back());
    }
    const std::vector<cell_use> wanted = uses([&](std::size_t place) { return use[place]; });
    std::uint64_t rows = 0;
    block_reader reader{again, source_.columns(), threads_};
    told(again.bytes(), 0);
    while (reader.next(wanted)) {
      rows += second_count(reader.blocks(), use);
      told(again.bytes(), reader.taken());
    }
    if (rows != rows_) changed();
  }

  /// After the last pass.
  [[nodiscard]] table_or_profile finish() {
    table_or_profile found{.name = source_.name(), .rows = rows_, .facts = {}, .excluded = std::move(excluded_), .arrays = {}, .bad = bad_, .table = {}, .summary = {}};
    for (const auto& [column, type] : types_.all()) static_cast<void>(source_.find_at_end(column));
    if (bad_.count != 0) note(fmt::format("{}: {}", source_.name(), bad_lines_text(bad_)));
    leave_out_nested(found.arrays);
    std::vector<std::string> missing;
    for (const read_column& c : columns_) {
      note_mixed(c.kept);
      const typed_column& typed = c.kept.typed();
      found.facts.push_back({.name = c.kept.name(),
                             .type = typed.type(),
                             .type_reason = typed.reason(),
                             .help = help_with(typed.styles()),
                             .missing_words = source_.rules().named(typed.missing_words(), !typed.numbers())});
      if (const auto& words = found.facts.back().missing_words; !words.empty())
        missing.push_back(missing_text(c.kept.name(), words));
    }
    note(missing_note(source_.name(), missing));
    note_looks();
    if (!streaming_) {
      kept_.parser = source_.parser();
      kept_.parser->set_columns(source_.columns());
      std::vector<data_column*> lost;
      for (read_column& c : columns_)
        if (c.kept.typed().texts_lost()) lost.push_back(&c.kept);
      kept_.read_texts(lost);
      found.table = table_data{found.name, rows_, {}, std::move(kept_)};
      for (read_column& c : columns_) found.table->columns.push_back(std::move(c.kept));
      return found;
    }
    for (const read_column& c : columns_)
      if (!c.stream->exact())
        note(fmt::format(
            "{}: column {} has very many different values; the counts of its most frequent are lower bounds",
            source_.name(), in_quotes(c.kept.name())));
    std::vector<column_profile> made(columns_.size());
    threads_.for_each(columns_.size(), [&](std::size_t i) {
      made[i] = columns_[i].stream->finish(columns_[i].kept.type());
      columns_[i].stream.reset();
    });
    found.summary = profile{std::move(made)};
    return found;
  }

 private:
  [[noreturn]] void changed() const {
    throw table_error{errc::io, source_.name(), 0, "has changed while it was read"};
  }

  /// Throws when the caller wants no more.
  void told(const byte_source& bytes, std::uint64_t done) const {
    if (options_.on_progress && !options_.on_progress(done, bytes.recorded() ? bytes.size() : 0))
      throw design::stopped{};
  }
  void note(const std::string& text, const advice& help = {}) const {
    if (options_.on_note && !text.empty()) options_.on_note(text, help);
  }
  /// A few words among numbers are worth a look: they are why a column is not compared as numbers.
  void note_mixed(const data_column& c) const {
    const typed_column& typed = c.typed();
    if (!typed.given() && typed.zeros() == 0 && typed.type() == column_type::categorical && 2 * typed.number_count() > typed.values())
      note(fmt::format(
          "{}:{}: column {} is taken as categorical because of {}, although most of its values are numbers",
          source_.name(), typed.text_line(), in_quotes(c.name()), in_quotes(typed.text_example())));
  }

  /// Would the rows of this round, and their texts in columns of text, make it more than is kept?
  [[nodiscard]] bool too_many_bytes(const block_reader& reader) const {
    std::uint64_t bytes = kept_bytes_ + 2 * reader.text_bytes();
    for (const read_column& c : columns_) bytes += c.kept.text_bytes();
    return bytes >= sizes_of_reading.most_bytes;
  }

  void stream_on() {
    threads_.for_each(columns_.size(), [&](std::size_t i) { columns_[i].stream_on(detail_); });
    kept_.blocks.clear();
    streaming_ = true;
  }

  /// What the source's columns are to be read for: use(place) of those that are wanted.
  template <class Use>
  [[nodiscard]] std::vector<cell_use> uses(Use&& use) const {
    std::vector<cell_use> found;
    for (std::size_t i = 0; i < source_.columns().size(); ++i) {
      const std::size_t place = picker_.place(i);
      found.push_back(place == row_source::npos ? cell_use::none : use(place));
    }
    return found;
  }

  /// Where the source has a column, most likely at `guess`; npos if it has not.
  [[nodiscard]] std::size_t find(const std::string& name, std::size_t guess) const {
    const auto& all = source_.columns();
    if (guess < all.size() && all[guess] == name) return guess;
    const auto at = places_.find(name);
    return at == places_.end() ? row_source::npos : at->second;
  }

  /// For each column its place among the block's, npos if the block has none.
  [[nodiscard]] std::vector<std::size_t> places(const block_reader::block& block) const {
    std::vector<std::size_t> found(columns_.size(), row_source::npos);
    for (std::size_t i = 0; i < block.rows.columns.size(); ++i) {
      const std::size_t at = find((*block.columns)[i], i);
      if (at == row_source::npos) changed();
      if (picker_.place(at) != row_source::npos) found[picker_.place(at)] = i;
    }
    return found;
  }

  /// Columns that are met are added to the source.
  void first_count(block_reader& reader) {
    const auto blocks = reader.blocks();
    std::vector<std::vector<std::size_t>> there;  // for each block and column, its place among the block's
    std::vector<std::size_t> first_block(columns_.size(), 0);
    std::vector<std::uint64_t> absent;  // for each column that is new, rows before its first block
    const std::size_t known = columns_.size();
    for (std::size_t b = 0; b < blocks.size(); ++b) {
      for (std::size_t i = 0; i < blocks[b].rows.columns.size(); ++i) {
        const std::string& name = (*blocks[b].columns)[i];
        if (find(name, i) != row_source::npos) continue;
        if (source_.columns().size() >= options_.max_columns)
          throw too_many_columns(source_.name(), blocks[b].first_line + blocks[b].rows.columns[i].met_in,
                                 options_.max_columns);
        places_.emplace(name, source_.columns().size());
        source_.add_column(name);
        reader.add_column(name);
        picker_.for_each_new([&](const std::string& wanted) {
          columns_.push_back({.kept = data_column{wanted, types_.of(wanted), options_.day_first}});
          absent.push_back(rows_);
          first_block.push_back(b);
        });
      }
      there.push_back(places(blocks[b]));
      rows_ += blocks[b].rows.rows;
      bad_.add(blocks[b].rows.bad, blocks[b].first_line);
    }
    for (auto& t : there) t.resize(columns_.size(), row_source::npos);
    // Before the cells are taken: a column that is kept has a place for each row, whether it has a cell there or not.
    if (!streaming_ && (rows_ * columns_.size() >= sizes_of_reading.most_cells || too_many_bytes(reader))) stream_on();
    for (std::size_t i = known; i < columns_.size(); ++i) {
      read_column& c = columns_[i];
      if (streaming_ && !c.stream) c.stream_on(detail_);
      c.with_sink([&](auto& sink) { c.kept.typed().take_absent(absent[i - known], sink); });
    }
    threads_.for_each(columns_.size(), [&](std::size_t i) {
      columns_[i].with_sink([&](auto& sink) {
        typed_column& typed = columns_[i].kept.typed();
        for (std::size_t b = first_block[i]; b < blocks.size(); ++b) {
          const parsed_block& rows = blocks[b].rows;
          if (there[b][i] == row_source::npos)
            typed.take_absent(rows.rows, sink);
          else
            typed.take(rows.columns[there[b][i]], rows.rows, blocks[b].first_line, sink);
        }
      });
    });
    if (!types_.all().empty()) refuse_misfits();
    if (picker_.chosen() || !types_.all().empty()) refuse_nested();
  }

  /// The first object or array of a column that somebody wants.
  void refuse_nested() const {
    const read_column* first = nullptr;
    for (const read_column& c : columns_)
      if (const auto& n = c.kept.typed().nested(); n.total() != 0 && (picker_.chosen() || c.kept.typed().given()))
        if (first == nullptr || n.line < first->kept.typed().nested().line) first = &c;
    if (first == nullptr) return;
    const auto& n = first->kept.typed().nested();
    throw no_value(source_.name(), n.line, first->kept.name(), n.first_is_array, source_.columns());
  }
  /// Drops what is no column and tells of it, unless it is an object, whose fields are there.
  void leave_out_nested(std::vector<std::string>& arrays) {
    std::vector<std::string> mixed;
    for (const read_column& c : columns_) {
      const auto& n = c.kept.typed().nested();
      if (n.total() == 0) continue;
      if (c.kept.typed().only_nested()) {
        if (n.arrays != 0) arrays.push_back(c.kept.name());
        continue;
      }
      const auto cells = [](std::uint64_t count, const char* what) { return fmt::format("{} {}{}", grouped(count), what, count == 1 ? "" : "s"); };
      mixed.push_back(fmt::format("column {}: {}{}{}, the first in line {}", in_quotes(c.kept.name()),
                                  n.objects != 0 ? cells(n.objects, "object") : "", n.objects != 0 && n.arrays != 0 ? ", " : "",
                                  n.arrays != 0 ? cells(n.arrays, "array") : "", n.line));
    }
    std::erase_if(columns_, [](const read_column& c) { return c.kept.typed().only_nested(); });
    if (columns_.empty())
      throw table_error{errc::bad_data, source_.name(), 0, "there is no column: no key has a number, text, true or false"};
    if (!arrays.empty()) note(fmt::format("{}: left out, for their values are arrays: {}", source_.name(), list_of(arrays)));
    if (mixed.empty()) return;
    constexpr std::size_t most = 5;
    std::string text = fmt::format("{}: among values, counted as missing: ", source_.name());
    for (std::size_t i = 0; i < std::min(most, mixed.size()); ++i) text += (i == 0 ? "" : "; ") + mixed[i];
    if (mixed.size() > most) text += fmt::format("; and {}", counted(mixed.size() - most, "more column"));
    note(text);
  }

  /// The first value, in the order of lines, that is none of the type that its column was given.
  void refuse_misfits() const {
    const read_column* first = nullptr;
    for (const read_column& c : columns_) {
      const std::uint64_t line = c.kept.typed().first_misfit().line;
      if (line != 0 && (first == nullptr || line < first->kept.typed().first_misfit().line)) first = &c;
    }
    if (first == nullptr) return;
    const typed_column& typed = first->kept.typed();
    const auto& [line, text] = typed.first_misfit();
    throw table_error{errc::bad_data, source_.name(), line == ~std::uint64_t{0} ? 0 : line, first->kept.name(),
                      misfit_text(text, typed.type()),
                      typed.type() == column_type::numeric ? help_with(styles_of(text)) : advice{}};
  }
  /// Notes something of a few columns: text(column) tells what, empty of those that it is not of; the types that they might
  /// have otherwise are `types`.
  template <class F>
  void note_columns(const std::string& what, F&& text, advice help, std::string_view type = {}) const {
    constexpr std::size_t most = 5;
    std::string told;
    std::size_t found = 0;
    for (const read_column& c : columns_) {
      const std::string one = text(c.kept.typed());
      if (one.empty() || ++found > most) continue;
      told += (found == 1 ? "" : "; ") + one;
      if (!type.empty()) help.about += fmt::format("{}{}={}", found == 1 ? "" : ",", printable(c.kept.name()), type);
    }
    if (found == 0) return;
    if (found > most) told += fmt::format("; and {}", counted(found - most, "more column"));
    note(fmt::format("{}: {}: {}", source_.name(), what, told), help);
  }
  /// What the cells of columns look like and an option would take otherwise.
  void note_looks() const {
    style_bits styles = all_styles;
    for (const read_column& c : columns_)
      if (const style_bits of_one = c.kept.typed().styles(); of_one != 0) styles &= of_one;
    note_columns(
        "categorical because of how numbers are written",
        [](const typed_column& c) {
          return c.styles() == 0 ? "" : fmt::format("column {}, perhaps of numbers with {}", in_quotes(c.name()), describe(c.styles()));
        },
        help_with(styles));
    note_columns(
        "few different whole numbers, perhaps codes, taken as numbers",
        [](const typed_column& c) { return c.codes() == 0 ? "" : fmt::format("column {} ({})", in_quotes(c.name()), c.codes()); },
        {.what = remedy::types}, "categorical");
    const auto zeros = [](column_type type) {
      return [type](const typed_column& c) {
        return c.zeros() == 0 || c.type() != type ? "" : fmt::format("column {} ({})", in_quotes(c.name()), grouped(c.zeros()));
      };
    };
    note_columns("numbers with a 0 in front, taken as codes, for all have as many digits", zeros(column_type::categorical),
                 {.what = remedy::types}, "numeric");
    note_columns("numbers with a 0 in front, which they lose", zeros(column_type::numeric), {.what = remedy::types}, "categorical");
    note_columns(
        "dates that may have the day or the month first, taken with the month first",
        [](const typed_column& c) { return c.either_first() ? fmt::format("column {}", in_quotes(c.name())) : ""; },
        {.what = remedy::day_first});
  }

  std::uint64_t second_count(std::span<block_reader::block> blocks, std::span<const cell_use> use) {
    std::vector<std::vector<std::size_t>> there;
    std::uint64_t rows = 0;
    for (const block_reader::block& b : blocks) {
      there.push_back(places(b));
      rows += b.rows.rows;
    }
    threads_.for_each(columns_.size(), [&](std::size_t i) {
      for (std::size_t b = 0; use[i] != cell_use::none && b < blocks.size(); ++b) {
        parsed_block& block = blocks[b].rows;
        if (there[b][i] == row_source::npos)
          columns_[i].stream->second_absent(use[i], block.rows);
        else
          columns_[i].stream->second_pass(block.columns[there[b][i]], block.rows, columns_[i].kept.typed());
      }
    });
    return rows;
  }

  row_source& source_;
  column_picker picker_;
  column_types types_;
  std::vector<std::string> excluded_;
  stream_detail detail_;
  const input_options& options_;
  std::unordered_map<std::string, std::size_t> places_;  // of the source's columns, by name
  std::vector<read_column> columns_;
  std::uint64_t rows_ = 0;
  bad_lines bad_;
  kept_rows kept_;
  std::uint64_t kept_bytes_ = 0;
  bool streaming_ = false;
  workers threads_{useful_threads()};
};

}  // namespace

table_or_profile read_table(const std::string& path, const input_options& options,
                            const std::vector<std::string>& chosen, stream_detail detail) {
  auto bytes = std::make_unique<byte_source>(path);
  bytes->keep();
  const auto source = open_rows(std::move(bytes), path, options);
  table_reading reading{*source, chosen, detail, options};
  reading.first_pass();
  if (reading.second_pass_needed()) {
    input_options quiet = options;
    quiet.on_note = {};  // all is noted
    reading.second_pass(*open_rows(source->bytes().again(), path, quiet));
  }
  return reading.finish();
}

}  // namespace tepid::inline v0::tables
