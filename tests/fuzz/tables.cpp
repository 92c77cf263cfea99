// tests/fuzz/tables.cpp - any bytes as a table: read row by row, by blocks and as a streamed profile, in tiny pieces,
// it has the same rows and cells, or all refuse it.
//
// Of the input the first byte says what options there are, the second how many bytes are read at a time, the third how
// long a block is.
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#include <bit>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tables/open_rows.hpp"
#include "tables/reading_sizes.hpp"
#include "tables/table_error.hpp"
#include "tables/table_stream.hpp"

#include "fuzz/require.hpp"

namespace {

namespace tables = tepid::tables;

struct column {
  std::vector<std::optional<std::string>> texts;  // as written
  std::vector<tables::cell> cells;                // without their texts
};

struct row_table {
  std::vector<std::string> names;
  std::map<std::string, column> columns;
  std::uint64_t rows = 0;
  tables::bad_lines bad;
};

/// Columns and cells above this are a matter of time and memory.
constexpr std::size_t most_columns = 12, most_all = 4096;

/// A file in memory, by a name that can be opened again.
class memory_file {
 public:
  explicit memory_file(std::string_view bytes) : file_{::memfd_create("table", MFD_CLOEXEC)} {
    FUZZ_REQUIRE(file_ >= 0 && ::write(file_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
    path_ = "/proc/self/fd/" + std::to_string(file_);
  }
  ~memory_file() { ::close(file_); }
  memory_file(const memory_file&) = delete;
  memory_file& operator=(const memory_file&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  int file_;
  std::string path_;
};

/// Two members of gzip, cut in the middle.
std::string gzip_of(std::string_view text) {
  std::string out;
  for (const std::string_view part : {text.substr(0, text.size() / 2), text.substr(text.size() / 2)}) {
    z_stream z{};
    FUZZ_REQUIRE(::deflateInit2(&z, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string made(::deflateBound(&z, static_cast<uLong>(part.size())), '\0');
    z.next_in = reinterpret_cast<unsigned char*>(const_cast<char*>(part.data()));
    z.avail_in = static_cast<unsigned>(part.size());
    z.next_out = reinterpret_cast<unsigned char*>(made.data());
    z.avail_out = static_cast<unsigned>(made.size());
    FUZZ_REQUIRE(::deflate(&z, Z_FINISH) == Z_STREAM_END);
    made.resize(made.size() - z.avail_out);
    ::deflateEnd(&z);
    out += made;
  }
  return out;
}

/// Nothing: it is refused.
std::optional<row_table> by_rows(const std::string& path, const tables::input_options& options) {
  try {
    const auto source = tables::open_rows(path, options);
    row_table t;
    std::set<std::string> nested, values;  // columns that are objects or arrays somewhere, and that have values
    while (source->next()) {
      const auto& names = source->columns();
      const auto cells = source->cells();
      FUZZ_REQUIRE(cells.size() == names.size());
      for (std::size_t i = 0; i < names.size(); ++i) {
        column& c = t.columns[names[i]];
        tables::cell known = source->rules().read(cells[i]);
        if (known.is_nested()) {
          nested.insert(names[i]);
          known = {};
        } else if (known.kind != tables::cell_kind::missing || known.word != 0) {
          values.insert(names[i]);
        }
        c.texts.resize(static_cast<std::size_t>(t.rows));
        c.cells.resize(static_cast<std::size_t>(t.rows));
        c.texts.push_back(known.kind == tables::cell_kind::missing ? std::nullopt
                                                                   : std::optional{tables::text_of(known)});
        known.text = {};
        c.cells.push_back(known);
      }
      ++t.rows;
    }
    for (const std::string& name : source->columns())
      if (values.contains(name) || !nested.contains(name)) t.names.push_back(name);
    if (t.names.empty()) return std::nullopt;
    t.bad = source->left_out();
    for (auto& [name, c] : t.columns) {
      c.texts.resize(static_cast<std::size_t>(t.rows));
      c.cells.resize(static_cast<std::size_t>(t.rows));
    }
    return t;
  } catch (const tables::table_error& why) {
    FUZZ_REQUIRE(why.what()[0] != '\0');
    return std::nullopt;
  }
}

std::optional<tables::table_or_profile> by_blocks(const std::string& path, const tables::input_options& options,
                                               tepid::stream_detail detail) {
  try {
    return tables::read_table(path, options, {}, detail);
  } catch (const tables::table_error& why) {
    FUZZ_REQUIRE(why.what()[0] != '\0');
    return std::nullopt;
  }
}

bool same_bad(const tables::bad_lines& a, const tables::bad_lines& b) {
  return a.count == b.count && a.first_line == b.first_line && a.cause == b.cause;
}

bool same_bits(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

void same_cells(const row_table& rows, tables::table_data& table) {
  FUZZ_REQUIRE(table.rows == rows.rows && table.columns.size() == rows.names.size());
  std::vector<tables::data_column*> all;
  for (tables::data_column& c : table.columns)
    if (!c.has_texts()) all.push_back(&c);
  if (!all.empty()) table.source.read_texts(all);
  for (std::size_t i = 0; i < rows.names.size(); ++i) {
    const tables::data_column& c = table.columns[i];
    FUZZ_REQUIRE(c.name() == rows.names[i] && c.rows() == rows.rows);
    const column& expected = rows.columns.at(c.name());
    std::size_t row = 0;
    c.for_each_text([&](std::optional<std::string_view> text) {
      FUZZ_REQUIRE(row < expected.texts.size() && text == expected.texts[row]);
      ++row;
    });
    FUZZ_REQUIRE(row == rows.rows);
    if (c.type() == tepid::column_type::categorical) continue;
    FUZZ_REQUIRE(c.numbers().size() == rows.rows);
    for (row = 0; row < rows.rows; ++row) {
      double x = expected.cells[row].number;
      if (expected.cells[row].kind == tables::cell_kind::text) x = c.typed().value_of(*expected.texts[row]);
      FUZZ_REQUIRE(same_bits(c.numbers()[row], x));
    }
  }
}

/// What a profile knows exactly, against the cells.
void same_summary(const row_table& rows, const tables::table_data& table, const tepid::profile& found) {
  FUZZ_REQUIRE(found.columns().size() == rows.names.size());
  for (std::size_t i = 0; i < rows.names.size(); ++i) {
    const tepid::column_profile& p = found.columns()[i];
    const tables::data_column& c = table.columns[i];
    FUZZ_REQUIRE(p.name == rows.names[i] && p.rows == rows.rows && p.type == c.type());
    if (p.is_text()) {
      std::map<std::string, std::uint64_t> counts;
      std::uint64_t missing = 0;
      for (const auto& t : rows.columns.at(p.name).texts) t ? ++counts[*t] : ++missing;
      FUZZ_REQUIRE(p.not_finite.total() == missing && p.distinct == counts.size());
      for (const tepid::category& one : p.top) FUZZ_REQUIRE(counts.at(one.value) == one.count);
      continue;
    }
    tepid::non_finite_counts others;
    std::uint64_t finite = 0;
    double least = std::numeric_limits<double>::infinity(), most = -least;
    for (const double x : c.numbers()) {
      if (!tepid::is_finite(x)) {
        others.add(x);
        continue;
      }
      ++finite;
      least = std::min(least, x);
      most = std::max(most, x);
    }
    FUZZ_REQUIRE(p.not_finite == others && p.values.count() == finite);
    if (finite > 0) FUZZ_REQUIRE(p.values.min() == least && p.values.max() == most);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3) return 0;
  const unsigned how = data[0];
  const tables::reading_sizes usual{.threads = 1};
  // Two bytes at least: those by which gzip is known.
  const std::size_t piece = 2 + data[1] % 64, block = 16 + data[2] % 128;
  std::string text{reinterpret_cast<const char*>(data) + 3, size - 3};
  tables::input_options options;
  if ((how & 3u) == 1) options.format = "csv";
  if ((how & 3u) == 2) options.format = "ndjson";
  if ((how & 4u) != 0) options.no_header = true;
  if ((how & 24u) == 8) options.delimiter = std::string{";"};  // a text alone makes gcc 12 warn (bug 105329)
  if ((how & 24u) == 16) options.delimiter = "tab";
  if ((data[1] & 128u) != 0) {
    options.decimal = std::string{","};
    options.thousands = std::string{"."};
  }
  if ((data[1] & 64u) != 0) options.bad_lines = "skip";
  options.day_first = (data[2] & 128u) != 0;
  if ((how & 32u) != 0) text = gzip_of(text);
  if ((how & 192u) == 192) text.resize(text.size() - std::min<std::size_t>(text.size(), 3));
  const memory_file file{text};

  tables::sizes_of_reading = usual;
  const auto rows = by_rows(file.path(), options);
  if (rows && rows->rows * rows->names.size() > most_all) return 0;

  tables::sizes_of_reading.piece = piece;
  const auto slow_rows = by_rows(file.path(), options);
  FUZZ_REQUIRE(rows.has_value() == slow_rows.has_value());
  if (rows) {
    FUZZ_REQUIRE(rows->names == slow_rows->names && rows->rows == slow_rows->rows);
    FUZZ_REQUIRE(same_bad(rows->bad, slow_rows->bad));
    for (const auto& name : rows->names)
      FUZZ_REQUIRE(rows->columns.at(name).texts == slow_rows->columns.at(name).texts);
  }

  tables::sizes_of_reading.block = block;
  auto table = by_blocks(file.path(), options, tepid::stream_detail::counted);
  FUZZ_REQUIRE(rows.has_value() == table.has_value());
  if (!rows) return 0;
  FUZZ_REQUIRE(table->table.has_value() && same_bad(rows->bad, table->bad));
  same_cells(*rows, *table->table);

  if (rows->names.size() > most_columns) return 0;
  tables::sizes_of_reading.most_cells = 1 + data[2] / 16;
  auto streamed = by_blocks(file.path(), options, tepid::stream_detail::counted);
  FUZZ_REQUIRE(streamed.has_value() && streamed->rows == rows->rows && same_bad(rows->bad, streamed->bad));
  if (streamed->summary)
    same_summary(*rows, *table->table, *streamed->summary);
  else
    same_cells(*rows, *streamed->table);
  return 0;
}
