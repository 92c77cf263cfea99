// A table gives the same rows read row by row and by blocks, whatever its lines end with and wherever the bytes are cut.
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tepid/core/random.hpp>

#include "tables/block_reader.hpp"
#include "tables/boolean_cell.hpp"
#include "tables/byte_source.hpp"
#include "tables/open_rows.hpp"
#include "tables/table_error.hpp"
#include "support/catch.hpp"

namespace {

using namespace tepid::tables;

/// A file with these bytes, gone at the end.
class file {
 public:
  explicit file(std::string_view bytes) {
    const int handle = ::mkstemp(path_.data());
    REQUIRE(handle >= 0);
    REQUIRE(::write(handle, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
    ::close(handle);
  }
  file(const file&) = delete;
  file& operator=(const file&) = delete;
  ~file() { ::unlink(path_.c_str()); }
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  std::string path_ = "/tmp/tepid_readers.XXXXXX";
};

using row = std::vector<std::optional<std::string>>;

/// What a reader makes of a table; nothing if it refuses it.
struct reading {
  std::vector<std::string> columns;
  std::vector<row> rows;
  bool refused = false;
  std::uint64_t bad = 0, first_bad = 0;
  std::string cause{};
  friend bool operator==(const reading&, const reading&) = default;
};

std::unique_ptr<row_source> open(const file& table, const input_options& options, std::size_t piece) {
  auto bytes = std::make_unique<byte_source>(table.path());
  bytes->limit_pieces(piece);
  return open_rows(std::move(bytes), table.path(), options);
}

std::optional<std::string> text_in(const row_source& source, const cell& raw) {
  const cell c = source.rules().read(raw);
  return c.kind == cell_kind::missing || c.is_nested() ? std::nullopt : std::optional{text_of(c)};
}

reading by_row(const file& table, const input_options& options, std::size_t piece) {
  reading found;
  try {
    const auto source = open(table, options, piece);
    while (source->next()) {
      row& r = found.rows.emplace_back();
      for (const cell& c : source->cells()) r.push_back(text_in(*source, c));
    }
    found.columns = source->columns();
    found.bad = source->left_out().count;
    found.first_bad = source->left_out().first_line;
    found.cause = source->left_out().cause;
  } catch (const table_error&) {
    return {.columns = {}, .rows = {}, .refused = true};
  }
  for (row& r : found.rows) r.resize(found.columns.size());  // keys that came later
  return found;
}

reading by_block(const file& table, const input_options& options, std::size_t piece, std::size_t usual) {
  static workers one{1};
  reading found;
  try {
    const auto source = open(table, options, piece);
    found.columns = source->columns();
    bad_lines bad = source->left_out();
    block_reader reader{*source, found.columns, one, usual};
    for (;;) {
      const std::vector<cell_use> uses(found.columns.size(), cell_use::texts);
      if (!reader.next(uses)) break;
      for (const block_reader::block& b : reader.blocks()) {
        bad.add(b.rows.bad, b.first_line);
        std::vector<std::size_t> place;
        for (const std::string& name : *b.columns) {
          const auto at = std::find(found.columns.begin(), found.columns.end(), name);
          place.push_back(static_cast<std::size_t>(at - found.columns.begin()));
          if (at != found.columns.end()) continue;
          if (found.columns.size() >= options.max_columns) return {.columns = {}, .rows = {}, .refused = true};
          found.columns.push_back(name);
          reader.add_column(name);
        }
        const std::size_t first = found.rows.size();
        found.rows.resize(first + b.rows.rows, row(found.columns.size()));
        for (row& r : found.rows) r.resize(found.columns.size());
        for (std::size_t i = 0; i < b.rows.columns.size(); ++i) {
          const parsed_column& c = b.rows.columns[i];
          std::size_t at = first;
          const auto here = [&](std::size_t from, std::size_t count) {
            for (std::size_t k = from; k < from + count; ++k, ++at)
              if (c.use == cell_use::texts && c.texts[k].data() != nullptr) found.rows[at][place[i]] = c.texts[k];
              else if (c.use == cell_use::numbers && !tepid::is_nan(c.numbers[k]))
                // Of a column that came in this block, which is read for numbers at first.
                found.rows[at][place[i]] = c.booleans == c.values          ? text_of(boolean_cell(c.numbers[k] != 0))
                                           : std::isinf(c.numbers[k]) ? (c.numbers[k] > 0 ? "Infinity" : "-Infinity")
                                                                  : text_of({cell_kind::number, c.numbers[k], {}});
          };
          c.for_each_stretch(b.rows.rows, here, [&](std::uint64_t absent) { at += absent; });
          REQUIRE(at == found.rows.size());
          for (const auto& word : c.words) found.rows[first + word.row][place[i]] = word.text;
        }
      }
    }
    if (found.rows.empty()) source->refuse_no_rows(bad);
    found.bad = bad.count;
    found.first_bad = bad.first_line;
    found.cause = bad.cause;
  } catch (const table_error&) {
    return {.columns = {}, .rows = {}, .refused = true};
  }
  return found;
}

/// Both readers, with pieces and blocks of a few bytes and of many.
reading everywhere(const std::string& text, const input_options& options) {
  const file table{text};
  const reading expected = by_row(table, options, 1 << 16);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{7}}) {
    INFO("pieces of " << piece);
    CHECK(by_row(table, options, piece) == expected);
  }
  using sizes = std::pair<std::size_t, std::size_t>;
  for (const auto& [piece, usual] : {sizes{1, 1}, sizes{1, 5}, sizes{2, 2}, sizes{3, 11}, sizes{1 << 16, 1},
                                     sizes{1 << 16, 24}, sizes{1 << 16, 1 << 19}}) {
    INFO("pieces of " << piece << ", blocks of " << usual);
    CHECK(by_block(table, options, piece, usual) == expected);
  }
  return expected;
}

input_options of(const char* format, bool no_header = false, const char* delimiter = "") {
  input_options options;
  options.format = format;
  options.no_header = no_header;
  options.delimiter = delimiter;
  return options;
}

constexpr std::array<std::string_view, 3> endings{"\n", "\r\n", "\r"};

std::string shown(std::string_view text) {
  std::string out;
  for (const char c : text)
    out += c == '\n' ? "\\n" : c == '\r' ? "\\r" : c == '\t' ? "\\t" : std::string(1, c);
  return out;
}

}  // namespace

TEST_CASE("every mix of line ends gives the rows that were written") {
  // Four lines, each with each end, the last also with none.
  for (const std::size_t columns : {std::size_t{1}, std::size_t{2}}) {
    for (unsigned mix = 0; mix < 3 * 3 * 3 * 4; ++mix) {
      const std::array<unsigned, 4> end{mix % 3, mix / 3 % 3, mix / 9 % 3, mix / 27};
      std::string text;
      for (unsigned i = 0; i < 4; ++i) {
        text += i == 0 ? (columns == 1 ? "h" : "h,k") : columns == 1 ? std::to_string(10 * i) : std::to_string(10 * i) + ",x";
        if (end[i] < 3) text += endings[end[i]];
      }
      INFO(shown(text));
      const reading found = everywhere(text, of("csv"));
      REQUIRE(!found.refused);
      REQUIRE(found.rows.size() == 3);
      for (std::size_t i = 0; i < 3; ++i) CHECK(found.rows[i][0] == std::to_string(10 * (i + 1)));

      std::string json;
      for (unsigned i = 0; i < 4; ++i) {
        json += "{\"h\":" + std::to_string(i) + (columns == 1 ? "}" : ",\"k\":\"x\"}");
        if (end[i] < 3) json += endings[end[i]];
      }
      INFO(shown(json));
      CHECK(everywhere(json, of("ndjson")).rows.size() == 4);
    }
  }
}

TEST_CASE("a line feed at the start of a piece belongs to the return before it alone") {
  // A header that ends with a return, in a piece of its own; then a line feed begins a piece between two rows.
  for (std::size_t size = 1; size < 12; ++size) {
    std::string text = "h\r";
    for (int i = 0; i < 6; ++i) text += "5\n";
    const file table{text};
    CHECK(by_block(table, of("csv"), size, 1 << 19).rows.size() == 6);
  }
}

TEST_CASE("blank lines are missing cells where there is one column, and nothing elsewhere") {
  const std::array<std::string_view, 3> blanks{"", "  ", " \t"};
  for (const std::string_view end : endings) {
    for (const std::string_view blank : blanks) {
      for (const bool no_header : {false, true}) {
        const auto lines = [&](std::initializer_list<std::string_view> all) {
          std::string text;
          for (const std::string_view line : all) text.append(line).append(end);
          return text;
        };
        const input_options options = of("csv", no_header);
        const std::string one = lines(no_header ? std::initializer_list<std::string_view>{blank, "1", blank, "2", blank}
                                                : std::initializer_list<std::string_view>{blank, "h", "1", blank, "2", blank});
        INFO(shown(one) << ", no header: " << no_header);
        const reading found = everywhere(one, options);
        std::vector<row> expected{{"1"}, {std::nullopt}, {"2"}, {std::nullopt}};
        if (no_header) expected.insert(expected.begin(), row{std::nullopt});
        CHECK(found.rows == expected);

        const std::string two = lines({blank, "h,k", blank, "1,2", blank, blank, "3,4", blank});
        INFO(shown(two));
        CHECK(everywhere(two, options).rows.size() == (no_header ? 3 : 2));
      }
      std::string json;
      for (const std::string_view line : {blank, std::string_view{"{\"h\":1}"}, blank, std::string_view{"{\"h\":2}"}, blank})
        json.append(line).append(end);
      INFO(shown(json));
      CHECK(everywhere(json, of("ndjson")).rows.size() == 2);
    }
  }
  // A tab that delimits makes cells.
  CHECK(everywhere("a\tb\n\t\n1\t2\n", of("csv", false, "tab")).rows.size() == 2);
  CHECK(everywhere("a\n\t\n", of("csv", false, "tab")).refused);
}

TEST_CASE("any text is read the same by rows and by blocks, or refused by both") {
  tepid::random_source random{11};
  const auto drawn = [&](std::string_view of, std::size_t most) {
    std::string text;
    for (std::size_t size = random.below(most); text.size() < size;) text += of[random.below(of.size())];
    return text;
  };
  for (int i = 0; i < 400; ++i) {
    const input_options options = of("csv", i % 2 == 1);
    const std::string text = (i % 3 == 0 ? "" : i % 3 == 1 ? "a,b\r" : "a\n") + drawn("x,\"\r\n \ty", 24);
    INFO(shown(text) << ", no header: " << options.no_header);
    everywhere(text, options);
  }
  for (int i = 0; i < 200; ++i) {
    std::string text;
    for (std::size_t line = 0; line < 6; ++line) {
      text += '{';
      for (std::size_t key = 0; key < 4; ++key)
        if (random.below(3) == 0)
          text.append(text.back() == '{' ? "" : ",")
              .append("\"").append(1, static_cast<char>('a' + key)).append(random.below(20) == 0 ? "\\u0061" : "")
              .append("\": ").append(random.below(4) == 0 ? "null" : random.below(4) == 0 ? "\"w\"" : "1.5");
      text.append("}").append(endings[random.below(3)]);
    }
    INFO(shown(text));
    everywhere(text, of("ndjson"));
  }
  // Objects and arrays in any depth, what JSON does not have, and now and then what nobody can read.
  const std::array<std::string_view, 12> values{"1.5", "\"w\"", "null", "NaN", "Infinity", "-Infinity", "[]", "[1, \"]\", [null, NaN]]",
                                                "[{\"a\": 1, \"a\": 2}]", "{}", "{ }", "-7"};
  const std::array<std::string_view, 6> wrong{"nan", "1NaN", "-NaN", "[1,]", "Infinity0", "{]"};
  int refused = 0;
  for (int i = 0; i < 150; ++i) {
    std::string text;
    const auto object = [&](const auto& self, int depth) -> void {
      text += '{';
      bool first = true;
      for (char key = 'a'; key < 'e'; ++key) {
        if (random.below(3) == 0) continue;
        text.append(std::exchange(first, false) ? "" : ", ").append("\"").append(1, key).append(random.below(20) == 0 ? ".a" : "").append("\": ");
        if (depth < 3 && random.below(3) == 0)
          self(self, depth + 1);
        else
          text += random.below(400) == 0 ? wrong[random.below(wrong.size())] : values[random.below(values.size())];
      }
      text += '}';
    };
    for (int line = 0; line < 6; ++line) {
      object(object, 0);
      text += endings[random.below(3)];
    }
    INFO(shown(text));
    refused += everywhere(text, of("ndjson")).refused ? 1 : 0;
  }
  CHECK((refused > 10 && refused < 140));
}

TEST_CASE("numbers with a decimal comma are the same to both readers") {
  input_options options = of("csv");
  options.decimal = ",";
  options.thousands = ".";
  tepid::random_source random{13};
  for (int i = 0; i < 60; ++i) {
    std::string text = "k;x\n";
    for (int line = 0; line < 8; ++line) {
      text += "a;";
      for (std::size_t size = random.below(7); size > 0; --size) text += "01234,.-e"[random.below(9)];
      text += endings[random.below(3)];
    }
    INFO(shown(text));
    CHECK(!everywhere(text, options).refused);
  }
  // Which sign separates cells is in the first line.
  const auto columns = [&](const std::string& text, bool no_header) {
    options.no_header = no_header;
    return everywhere(text, options).columns.size();
  };
  CHECK(columns("\n \na;b\n1;2\n", false) == 2);
  CHECK(columns("a,b\n\"1,5\",\"2\"\n", false) == 2);
  CHECK(columns("\"a,b\";c\n1;2\n", false) == 2);
  CHECK(columns("x\n1,5\n", false) == 1);
  CHECK(columns("1,5;2,5\n1;2\n", true) == 2);
  for (const bool no_header : {false, true}) {
    const file table{no_header ? "1,5\n" : "a,b;c\n1;2\n"};
    options.no_header = no_header;
    CHECK_THROWS_WITH(open(table, options, 1), Catch::Matchers::Contains("and the decimal sign is a comma"));
  }
}

TEST_CASE("bad lines are left out and counted by both readers, and nothing of them remains") {
  input_options options = of("csv");
  CHECK(everywhere("a,b\n1,2\n3\n4,5,6\n7,8\n", options).refused);
  options.bad_lines = "skip";
  using rows = std::vector<row>;
  const reading csv = everywhere("a,b\n1,2\n3\n\n4,\"5\n6\",6\n7,8\n\"x\ny\"", options);
  CHECK(csv.rows == rows{{"1", "2"}, {"7", "8"}});
  CHECK((csv.bad == 3 && csv.first_bad == 3 && csv.cause == "the row has 1 cell, the header 2"));
  CHECK(everywhere("a\n1,2\n\n3\n", options).rows == rows{{std::nullopt}, {"3"}});
  CHECK(everywhere("a,b\n1\n2\n", options).refused);           // all bad
  CHECK(everywhere("a,b\n1,2\n3,x\"y\"\n4,5\n", options).refused);  // broken quotes may hold any number of rows

  options.format = "ndjson";
  const reading json = everywhere("oops\n{\"a\":1}\n{\"new\":1,\"o\":{\"p\":2},\"a\":}\n\n[1]\n{\"a\":2,\"a\":3}\n{\"late\":1,\"a\":4}\n7\n{\"a\":1e999}\n", options);
  CHECK(json.columns == std::vector<std::string>{"a", "late"});
  CHECK(json.rows == rows{{"1", std::nullopt}, {"4", "1"}});
  CHECK((json.bad == 6 && json.first_bad == 1 && json.cause == "invalid JSON at character 1"));
  CHECK(everywhere("{\"a\":1}\n{\"a\":2,\"a\":3}\n", options).cause == "column 'a': the object has this key twice");
  CHECK(everywhere("{\"a\":1\n[]\n", options).refused);
  // Columns of bad lines count for nothing.
  options.max_columns = 3;
  CHECK(everywhere("{\"a\":1}\n{\"b\":1,\"c\":1\n{\"d\":1,\"e\":1\n{\"f\":1}\n", options).columns == std::vector<std::string>{"a", "f"});
  options.max_columns = usual_columns;

  tepid::random_source random{12};
  const auto drawn = [&](std::string_view letters, std::size_t most) {
    std::string text;
    for (std::size_t size = random.below(most); text.size() < size;) text += letters[random.below(letters.size())];
    return text;
  };
  std::uint64_t bad = 0;
  for (int i = 0; i < 150; ++i) {
    options.format = "csv";
    std::string text = (i % 3 == 0 ? "" : i % 3 == 1 ? "a,b\r" : "a\n") + drawn("xx,,\r\n \ty\"", 28);
    INFO(shown(text));
    bad += everywhere(text, options).bad;
    options.format = "ndjson";
    text.clear();
    for (int line = 0; line < 6; ++line) {
      std::string good = "{\"";
      good.append(1, static_cast<char>('a' + random.below(4))).append("\":{\"").append(1, static_cast<char>('a' + random.below(4))).append("\":[1,NaN]},\"z\":\"w\"}");
      if (random.below(3) == 0) good.resize(random.below(good.size()));
      text.append(good).append(endings[random.below(3)]);
    }
    INFO(shown(text));
    bad += everywhere(text, options).bad;
  }
  CHECK(bad > 100);
}

TEST_CASE("fields of objects in NDJSON are columns with dots in their names, arrays none") {
  using rows = std::vector<row>;
  const auto none = std::nullopt;
  const reading found = everywhere("{\"user\":{\"age\":3,\"at\":{\"x\":1.0}},\"tags\":[1,[2,\"}\"]],\"v\":1}\n"
                                   "{\"user\":{\"age\":4,\"at\":{}},\"tags\":[],\"v\":2}\n"
                                   "{\"user\":{\"age\":5},\"age\":6,\"v\":3,\"user.at.x\":7}\n"
                                   "{\"user\":8,\"tags\":9}\n", of("ndjson"));
  CHECK(found.columns == std::vector<std::string>{"user", "user.age", "user.at", "user.at.x", "tags", "v", "age"});
  CHECK(found.rows == rows{{none, "3", none, "1.0", none, "1", none},
                           {none, "4", none, none, none, "2", none},
                           {none, "5", none, "7", none, "3", "6"},
                           {"8", none, none, none, "9", none, none}});
  // One name, two values.
  CHECK(everywhere("{\"a\":{\"b\":1},\"a.b\":2}\n", of("ndjson")).refused);
  CHECK(everywhere("{\"a\":{\"b\":1},\"a\":{\"c\":2}}\n", of("ndjson")).refused);
  CHECK(everywhere("{\"a\":1}\n{\"a\":{\"b\":1},\"a\":{\"c\":2}}\n", of("ndjson")).refused);

  // Deep ones end somewhere, and are no error.
  for (const int depth : {31, 32, 33, 34, 2000}) {
    std::string line, last = "x";
    for (int i = 0; i < depth; ++i) line += "{\"x\":";
    for (int i = 1; i < depth && i <= 32; ++i) last += ".x";
    const std::string text = line + "1" + std::string(static_cast<std::size_t>(depth), '}') + "\n";
    const reading deep = everywhere(text + text, of("ndjson"));
    INFO(depth);
    REQUIRE(deep.rows.size() == 2);
    CHECK(deep.columns.back() == last);
    CHECK(deep.rows[1].back().has_value() == (depth <= 33));
  }
}

TEST_CASE("NaN and infinities as Python writes them are values of NDJSON") {
  for (const bool plain : {true, false}) {
    const std::string more = plain ? "" : ",\"u\":\"\\u0061 NaN, Infinity\"";
    const file table{"{\"x\":NaN" + more + "}\n{\"x\": Infinity" + more + "}\n{\"x\":-Infinity ,\"y\":0e0" + more +
                     ",\"z\":NaN}\n{\"x\":0e000000" + more + "}\n"};
    const auto source = open(table, of("ndjson"), 1 << 16);
    constexpr double infinity = std::numeric_limits<double>::infinity();
    REQUIRE(source->next());
    CHECK(std::isnan(source->number(0)));
    CHECK(!tepid::is_missing(source->number(0)));
    for (const double x : {infinity, -infinity, 0.0}) {
      REQUIRE(source->next());
      CHECK(source->number(0) == x);
      CHECK(text_in(*source, source->cells()[0]) == (x > 0 ? "Infinity" : x < 0 ? "-Infinity" : "0e000000"));
      if (x == -infinity) CHECK(source->number(source->find("y")) == 0.0);
      if (x == -infinity) CHECK(std::isnan(source->number(source->find("z"))));
    }
  }
  for (const char* const wrong : {"NaN0", "0NaN", "1NaN", "-NaN", "+Infinity", "Infinity1", "nan", "inf", "_NaN", "NaN NaN", "0e0NaN"})
    CHECK(everywhere("{\"x\":1}\n{\"x\":" + std::string{wrong} + "}\n", of("ndjson")).refused);
}

TEST_CASE("columns of which few rows have a cell keep them where they were") {
  // Gaps that are filled and gaps that are not, and keys that come late.
  std::string text;
  for (int i = 0; i < 60; ++i) {
    text += "{\"x\":" + std::to_string(i);
    if (i % 2 == 1) text += ",\"two\":1";
    if (i % 5 == 4) text += ",\"five\":\"w\"";
    if (i % 13 == 12) text += ",\"late\":true";
    if (i == 30) text += ",\"once\":2";
    text += "}\n";
  }
  const reading found = everywhere(text, of("ndjson"));
  REQUIRE(found.rows.size() == 60);
  REQUIRE(found.columns == std::vector<std::string>{"x", "two", "five", "late", "once"});
  for (std::size_t i = 0; i < 60; ++i) {
    CHECK(found.rows[i][1].has_value() == (i % 2 == 1));
    CHECK(found.rows[i][2].has_value() == (i % 5 == 4));
    CHECK(found.rows[i][3].has_value() == (i % 13 == 12));
    CHECK(found.rows[i][4].has_value() == (i == 30));
  }
}

TEST_CASE("a row has no more cells than a table columns, wherever it is cut") {
  input_options options = of("csv");
  options.max_columns = 3;
  CHECK(!everywhere("a,b,c\n1,2,3\n", options).refused);
  CHECK(everywhere("a,b,c,d\n1,2,3,4\n", options).refused);
  CHECK(everywhere("a,b,c\n1,2,3\n" + std::string(2000, ',') + "\n", options).refused);
  options.format = "ndjson";
  CHECK(!everywhere("{\"a\":1,\"b\":2}\n{\"c\":3}\n", options).refused);
  CHECK(everywhere("{\"a\":1,\"b\":2}\n{\"c\":3}\n{\"d\":3}\n", options).refused);
}

TEST_CASE("words for missing values are missing to both readers, in CSV and NDJSON") {
  std::string csv = "k,x\n", json;
  const char* const words[] = {"",     "NA",  "N/A",      "n/a",  "NULL", "null", "None",   "\\N",
                               "#N/A", "#NA", "#N/A N/A", "<NA>", "NaT",  ".",    "1.#IND", "-nan"};
  for (const std::string word : words) {
    csv += "1," + word + "\n2,\"" + word + "\"\n";
    json += "{\"k\":1,\"x\":\"" + (word == "\\N" ? "\\\\N" : word) + "\"}\n";
  }
  csv += "3,7\n4,n.a.\n5,..\n6,.5\n7,-1.5\n8,#\n";
  const reading found = everywhere(csv, of("csv"));
  const std::size_t count = 2 * std::size(words);
  REQUIRE(found.rows.size() == count + 6);
  for (std::size_t i = 0; i < count; ++i) CHECK_FALSE(found.rows[i][1].has_value());
  for (std::size_t i = count; i < found.rows.size(); ++i) CHECK(found.rows[i][1].has_value());
  const reading of_json = everywhere(json, of("ndjson"));
  REQUIRE(of_json.rows.size() == std::size(words));
  for (const row& r : of_json.rows) CHECK_FALSE(r[1].has_value());

  input_options options = of("csv");
  options.missing = {"-999,nothing", "x"};
  using rows = std::vector<row>;
  CHECK(everywhere("k,v\n1,-999\n1,-999.0\n1,nothing\n1,x\n1,NA\n1,\n", options).rows ==
        rows{{"1", std::nullopt}, {"1", std::nullopt}, {"1", std::nullopt}, {"1", std::nullopt}, {"1", "NA"}, {"1", std::nullopt}});
  options.format = "ndjson";
  CHECK(everywhere("{\"v\":-999}\n{\"v\":\"x\"}\n{\"v\":-9.99e2}\n{\"v\":\"-999\"}\n{\"v\":1}\n", options).rows ==
        rows{{std::nullopt}, {std::nullopt}, {std::nullopt}, {std::nullopt}, {"1"}});
  options = of("csv");
  options.missing = {"none"};
  CHECK(everywhere("k,v\n1,NA\n1,none\n1,\n", options).rows == rows{{"1", "NA"}, {"1", "none"}, {"1", std::nullopt}});
  CHECK(cell_rules{std::vector<std::string>{"NaN"}}.read("nan").word != 0);
  CHECK_THROWS_AS(cell_rules{std::vector<std::string>{""}}, tepid::error);
}

TEST_CASE("booleans and numbers are the same cells and texts in CSV and NDJSON") {
  using rows = std::vector<row>;
  const rows expected{{"1.0", "true"}, {"-0", "false"}, {"1e3", "true"}, {"12345678901234567890123", "false"}};
  CHECK(everywhere("x,b\n1.0,true\n-0,False\n1e3,TRUE\n12345678901234567890123,\"false\"\n", of("csv")).rows == expected);
  rows of_json = expected;
  of_json[1][0] = "0";  // of JSON a whole number, which has no -0
  CHECK(everywhere("{\"x\":1.0,\"b\":true}\n{\"x\":-0,\"b\":false}\n{\"x\":1e3,\"b\":true}\n"
                   "{\"x\":12345678901234567890123,\"b\":false,\"late\":null}\n",
                   of("ndjson")).rows[3][0] == expected[3][0]);
  CHECK(everywhere("{\"x\":1.0,\"b\":true}\n{\"x\":-0,\"b\":false}\n{\"b\": true, \"x\": 1e3}\n"
                   "{\"x\":12345678901234567890123,\"b\":\"fals\\u0065\"}\n",
                   of("ndjson")).rows == of_json);
  const cell_rules rules;
  CHECK(rules.read("tRue").kind == cell_kind::text);
  CHECK(rules.read("True").kind == cell_kind::boolean);
  CHECK(rules.read("FALSE").number == 0.0);
  CHECK(rules.read_string("true").kind == cell_kind::text);
}

TEST_CASE("numbers of any length are read right") {
  const std::string zeros(505, '0');
  const auto number = [](const std::string& text) { return cell_rules{}.read(text).number; };
  constexpr double infinity = std::numeric_limits<double>::infinity();
  CHECK(number("1" + zeros + "e-100000") == 0.0);
  CHECK(number("1" + zeros + "e-505") == 1.0);
  CHECK(number("-1" + zeros) == -infinity);
  CHECK(number("0." + zeros + "1e506") == 1.0);
  CHECK(number("0." + zeros + "1") == 0.0);
  CHECK(number("0." + zeros + "1e2000") == infinity);
  CHECK(number("0." + zeros + zeros + "1e1100") == 1e89);
  CHECK(number("1e99999999999999999999999") == infinity);
  CHECK(number("1e-99999999999999999999999") == 0.0);
  CHECK(number("0e99999999999999999999999") == 0.0);
  CHECK(std::signbit(number("-1e-400")));
  CHECK(number("4.9e-324") == 4.9406564584124654e-324);
  CHECK(time_of("2024-05-01T00:00:00." + std::string(400, '3') + "Z") == 1714521600.0 + 1.0 / 3.0);
}
