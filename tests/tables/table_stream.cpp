// What reading a whole table tells meanwhile, and how it names what is wrong.
#include "support/catch.hpp"

#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tepid/design/control.hpp>

#include "tables/reading_sizes.hpp"
#include "tables/table_data_side.hpp"
#include "tables/table_error.hpp"
#include "tables/table_stream.hpp"

namespace {

namespace tables = tepid::tables;

struct file {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("tepid_table_stream_" + std::to_string(::getpid()) + ".csv");
  explicit file(const std::string& text) { std::ofstream{path, std::ios::binary} << text; }
  ~file() { std::filesystem::remove(path); }
};

/// Small blocks while there is one.
struct small_blocks {
  tables::reading_sizes before = tables::sizes_of_reading;
  explicit small_blocks(std::uint64_t most_cells) {
    tables::sizes_of_reading = {.piece = 512, .block = 1024, .most_cells = most_cells, .threads = 1};
  }
  ~small_blocks() { tables::sizes_of_reading = before; }
};

std::string table(int rows) {
  std::string text = "x,y\n";
  for (int i = 0; i < rows; ++i) text += std::to_string(i) + "," + std::to_string(i % 7) + "\n";
  return text;
}

tepid::tables::table_or_profile read(const file& f, const tables::input_options& options = {}) {
  return tables::read_table(f.path.string(), options, {}, tepid::stream_detail::counted);
}

}  // namespace

TEST_CASE("progress begins at 0 in each pass, and can stop the reading") {
  const file f{table(5000)};
  std::vector<std::pair<std::uint64_t, std::uint64_t>> told;
  std::size_t most = 1000;
  const tables::input_options options{.on_progress = [&](std::uint64_t done, std::uint64_t total) {
    told.emplace_back(done, total);
    return told.size() < most;
  }};
  const auto starts = [&] {
    std::size_t count = 0;
    for (std::size_t i = 0; i < told.size(); ++i) {
      CHECK(told[i].second == std::filesystem::file_size(f.path));
      CHECK(told[i].first <= told[i].second);
      if (told[i].first == 0)
        ++count;
      else
        CHECK(told[i].first >= told[i - 1].first);
    }
    return count;
  };
  {
    const small_blocks sizes{1'000'000};
    CHECK(read(f, options).table.has_value());
    CHECK(starts() == 1);
    CHECK(told.back().first == told.back().second);
  }
  told.clear();
  const small_blocks sizes{100};
  CHECK(read(f, options).summary.has_value());
  CHECK(starts() == 2);
  told.clear();
  most = 3;
  CHECK_THROWS_AS(read(f, options), tepid::design::stopped);
  CHECK(told.size() == 3);
}

TEST_CASE("what may not be meant is noted, and read on") {
  std::vector<std::string> notes;
  const tables::input_options options{.on_note = [&](std::string_view text) { notes.emplace_back(text); }};
  const file f{table(50) + "oops,1\n"};
  static_cast<void>(read(f, options));
  REQUIRE(notes.size() == 1);
  CHECK_THAT(notes[0], Catch::Matchers::Contains(":52: column 'x' is taken as categorical because of 'oops'"));
  CHECK_NOTHROW(read(f));  // nobody listens

  notes.clear();
  const file numbers{"1,2\n3,4\n"};
  static_cast<void>(read(numbers, options));
  REQUIRE(notes.size() == 1);
  CHECK_THAT(notes[0], Catch::Matchers::Contains(":1: the header holds only numbers"));
}

TEST_CASE("long cells are kept only up to so many bytes, however few they are") {
  std::string text = "k,long\n";
  for (int i = 0; i < 40; ++i) text += std::to_string(i) + "," + std::string(5000, static_cast<char>('a' + i % 3)) + "\n";
  const file f{text};
  const small_blocks sizes{1'000'000};
  CHECK(read(f).table.has_value());
  tables::sizes_of_reading.most_bytes = 100'000;
  for (const std::size_t round : {std::size_t{1}, std::size_t{20'000}, std::size_t{1} << 25}) {
    tables::sizes_of_reading.round = round;
    const auto found = read(f);
    REQUIRE(found.summary.has_value());
    CHECK(found.rows == 40);
    CHECK(found.summary->find("k")->values.max() == 39);
    CHECK(found.summary->find("long")->distinct == 3);
  }
  // Rounds change nothing of a table that is kept whole.
  tables::sizes_of_reading.most_bytes = 10'000'000;
  tables::sizes_of_reading.round = 1;
  CHECK(read(f).table->columns[0].numbers()[39] == 39);
}

TEST_CASE("a file that changes between its two readings, or in the second one, is an error") {
  const small_blocks sizes{100};
  const std::string first = table(3000);
  const auto changing = [&](std::size_t call, auto&& change) {
    const file f{first};
    std::size_t starts = 0;
    const tables::input_options options{.on_progress = [&](std::uint64_t done, std::uint64_t) {
      starts += done == 0 ? 1 : 0;
      if (starts == call && done == (call == 2 ? 0 : std::filesystem::file_size(f.path))) change(f.path);
      return true;
    }};
    try {
      static_cast<void>(read(f, options));
    } catch (const tables::table_error& why) {
      CHECK(why.code() == tepid::errc::io);
      CHECK_THAT(why.what(), Catch::Matchers::Contains("has changed while it was read"));
      return true;
    }
    return false;
  };
  const auto rewrite = [](const std::filesystem::path& path) { std::ofstream{path, std::ios::binary} << table(2999); };
  const auto append = [](const std::filesystem::path& path) {
    std::ofstream{path, std::ios::binary | std::ios::app} << "1,1\n";
  };
  const auto replace = [&](const std::filesystem::path& path) {
    const std::filesystem::path other{path.string() + ".new"};
    std::ofstream{other, std::ios::binary} << first;
    std::filesystem::rename(other, path);
  };
  const auto touch = [&](const std::filesystem::path& path) {
    std::filesystem::last_write_time(path, std::filesystem::last_write_time(path) - std::chrono::seconds{5});
  };
  const auto nothing = [](const std::filesystem::path&) {};
  CHECK_FALSE(changing(1, nothing));
  CHECK(changing(1, rewrite));
  CHECK(changing(1, append));
  CHECK(changing(1, replace));
  CHECK(changing(1, touch));
  CHECK_FALSE(changing(2, nothing));
  CHECK(changing(2, append));
  CHECK(changing(2, touch));
}

TEST_CASE("which words made cells missing is told, of tables kept whole and not") {
  std::string text = "x,w,z\n";
  for (int i = 0; i < 600; ++i)
    text += (i % 50 == 3 ? "NULL" : i % 100 == 4 ? "NaN" : std::to_string(i)) + (i % 60 == 1 ? ",NaN," : i % 60 == 2 ? ",None," : ",a,") + "1\n";
  const file f{text};
  for (const std::uint64_t most : {1'000'000u, 100u}) {
    const small_blocks sizes{most};
    std::vector<std::string> notes;
    const auto found = read(f, {.on_note = [&](std::string_view told) { notes.emplace_back(told); }});
    REQUIRE(found.facts.size() == 3);
    using words = std::vector<tables::counted_word>;
    CHECK(found.facts[0].type == tepid::column_type::numeric);
    CHECK(found.facts[0].missing_words == words{{"NULL", 12}});
    CHECK(found.facts[1].missing_words == words{{"NaN", 10}, {"None", 10}});
    CHECK(found.facts[2].missing_words.empty());
    REQUIRE(notes.size() == 1);
    CHECK(notes[0] == f.path.string() + ": words that count as missing: column 'x': 12 cells say 'NULL'; "
                      "column 'w': 10 cells say 'NaN', 10 'None'");
  }
}

TEST_CASE("an error says where in members, as in its text") {
  const auto error_of = [](const std::string& text, const tables::input_options& options = {}) {
    const file f{text};
    try {
      static_cast<void>(read(f, options));
    } catch (const tables::table_error& why) {
      CHECK(why.file() == f.path.string());
      CHECK_THAT(why.what(), Catch::Matchers::StartsWith(why.file() + ":"));
      CHECK(why.field() == why.column().value_or(why.file()));
      return why;
    }
    FAIL("nothing is wrong");
    return tables::table_error{tepid::errc::ok, "", 0, ""};
  };
  const auto ragged = error_of("a,b\n1,2\n3\n");
  CHECK(ragged.line() == 3);
  CHECK_FALSE(ragged.column().has_value());
  CHECK(ragged.code() == tepid::errc::bad_data);
  const auto twice = error_of("a,a\n1,2\n");
  CHECK(twice.line() == 1);
  CHECK(twice.column() == "a");
  CHECK(error_of("").line() == 0);
  CHECK(error_of("{\"a\":1}\n", {.format = "ndjson", .no_header = true}).code() == tepid::errc::bad_argument);

  try {
    static_cast<void>(tables::read_table("/nowhere/at/all.csv", {}, {}, tepid::stream_detail::counted));
    FAIL("it is not there");
  } catch (const tables::table_error& why) {
    CHECK(why.code() == tepid::errc::io);
    CHECK(why.field() == "/nowhere/at/all.csv");
  }
}

TEST_CASE("a table is a side of a comparison, its numbers texts where they are asked for") {
  const file f{"x,w\n01,a\n2,\n2,b\n"};
  tables::table_data_side side{*read(f).table};
  CHECK(side.name() == f.path.string());
  CHECK(side.rows() == 3);
  CHECK(side.columns() == std::vector<std::string>{"x", "w"});
  CHECK(side.type_of("x") == tepid::column_type::numeric);
  CHECK(side.take("x", tepid::column_type::numeric).numbers == std::vector<double>{1, 2, 2});
  const auto words = side.take("w", tepid::column_type::categorical);
  CHECK(words.not_finite.missing == 1);
  CHECK(words.values() == 2);
  CHECK(side.first_text("w").line == 2);
  CHECK(side.first_text("w").text == "a");
  side.read_texts({"x"});
  CHECK(side.take("x", tepid::column_type::categorical).categories ==
        std::map<std::string, std::uint64_t>{{"01", 1}, {"2", 2}});
}
