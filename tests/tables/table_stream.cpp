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

#include "tables/column_types.hpp"
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
  const tables::input_options options{.on_note = [&](std::string_view text, const tables::advice&) { notes.emplace_back(text); }};
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

TEST_CASE("types may be given, and why a column has its type is told") {
  const file f{"n,w,m,t,b,c\n1,a,1,2026-01-01,true,1\n2,b,x,2026-01-02,False,2\n,c,3,,true,\n"};
  const auto reasons = [&](const tables::input_options& options) {
    std::vector<std::string> all;
    for (const auto& c : read(f, options).facts) all.push_back(std::string{tepid::to_string(c.type)} + ": " + c.type_reason);
    return all;
  };
  const auto usual = reasons({});
  CHECK(usual[0] == "numeric: every value is a number");
  CHECK(usual[1] == "categorical: every value is text");
  CHECK(usual[2] == "categorical: 1 of 3 values are words, the first 'x' in line 3");
  CHECK(usual[3] == "time: every value is a time");
  for (const std::uint64_t most : {1'000'000u, 1u}) {
    const small_blocks sizes{most};
    const auto given = reasons({.types = {"n=categorical,b=boolean", "c=time"}});
    CHECK(given[0] == "categorical: it was given");
    CHECK(given[4] == "boolean: it was given");
    CHECK(given[5] == "time: it was given");
    try {
      static_cast<void>(reasons({.types = {"w=time,m=numeric"}}));
      FAIL("'a' is no time");
    } catch (const tables::table_error& why) {
      CHECK(why.what() == f.path.string() + ":2: column 'w': 'a' is not a time, which is the type that it was given");
    }
    CHECK_THROWS_WITH(reasons({.types = {"m=numeric"}}), Catch::Matchers::Contains(":3: column 'm': 'x' is not a number"));
    CHECK_THROWS_WITH(reasons({.types = {"m=boolean"}}), Catch::Matchers::Contains("column 'm': '3' is not true or false"));
  }
  const auto texts = read(f, {.types = {"n=categorical"}});
  std::vector<std::string> words;
  texts.table->columns[0].for_each_text([&](const auto& t) { words.emplace_back(t.value_or("-")); });
  CHECK(words == std::vector<std::string>{"1", "2", "-"});
  CHECK_THROWS_WITH(reasons({.types = {"z=numeric"}}), Catch::Matchers::Contains("there is no column 'z'"));
  CHECK_THROWS_WITH(reasons({.types = {"n=number"}}), Catch::Matchers::Contains("'number' for column 'n' is no type"));
  CHECK_THROWS_WITH(reasons({.types = {"n"}}), Catch::Matchers::Contains("must be COLUMN=TYPE"));
  CHECK_THROWS_WITH(reasons({.types = {"n=time,n=numeric"}}), Catch::Matchers::Contains("has two types"));
  CHECK_NOTHROW(tables::column_types{std::vector<std::string>{"a,b=c=numeric"}}.of("a,b=c").value());
}

TEST_CASE("types hold for keys of NDJSON that come late") {
  std::string text;
  for (int i = 0; i < 300; ++i)
    text += "{\"x\":" + std::to_string(i) + (i > 200 ? ",\"code\":" + std::to_string(i % 4) : "") + "}\n";
  const file f{text};
  for (const std::uint64_t most : {1'000'000u, 100u}) {
    const small_blocks sizes{most};
    const auto found = read(f, {.format = "ndjson", .types = {"code=categorical"}});
    CHECK(found.facts[1].type == tepid::column_type::categorical);
    if (found.summary) CHECK(found.summary->find("code")->distinct == 4);
  }
  CHECK_THROWS_WITH(read(f, {.format = "ndjson", .types = {"z=time"}}), Catch::Matchers::Contains("there is no column 'z'"));
}

TEST_CASE("few different whole numbers are noted, columns are left out by name") {
  std::string text = "code,flag,many,x\n";
  for (int i = 0; i < 200; ++i)
    text += std::to_string(i % 5) + "," + std::to_string(i % 2) + "," + std::to_string(i) + "," + std::to_string(i % 3) + ".5\n";
  const file f{text};
  std::vector<std::string> notes;
  tables::advice help;
  tables::input_options options{.on_note = [&](std::string_view told, const tables::advice& with) { notes.emplace_back(told), help = with; }};
  CHECK(read(f, options).excluded.empty());
  REQUIRE(notes.size() == 1);
  CHECK(notes[0] == f.path.string() + ": few different whole numbers, perhaps codes, taken as numbers: column 'code' (5)");
  CHECK(help.what == tables::remedy::types);
  CHECK(help.about == "code=categorical");
  options.types = {"code=categorical"};
  options.exclude = {"x,flag", "nowhere"};
  const auto found = read(f, options);
  CHECK(notes.size() == 1);
  CHECK(found.excluded == std::vector<std::string>{"flag", "x"});
  REQUIRE(found.facts.size() == 2);
  CHECK(found.facts[1].name == "many");
  options.exclude = {"code,flag,many,x"};
  CHECK_THROWS_WITH(read(f, options), Catch::Matchers::Contains("all columns are excluded"));
}

TEST_CASE("which words made cells missing is told, of tables kept whole and not") {
  std::string text = "x,w,z\n";
  for (int i = 0; i < 600; ++i)
    text += (i % 50 == 3 ? "NULL" : i % 100 == 4 ? "NaN" : std::to_string(i)) + (i % 60 == 1 ? ",NaN," : i % 60 == 2 ? ",None," : ",a,") + "1\n";
  const file f{text};
  for (const std::uint64_t most : {1'000'000u, 100u}) {
    const small_blocks sizes{most};
    std::vector<std::string> notes;
    const auto found = read(f, {.on_note = [&](std::string_view told, const tables::advice&) { notes.emplace_back(told); }});
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

TEST_CASE("times and codes are the same of tables kept whole and not") {
  // The day is known to be first only in the last row; numbers only grow, with equal ones; codes have zeros in front.
  std::string csv = "when,mixed,ts,falls,zip\n", json;
  for (int i = 0; i < 400; ++i) {
    const std::string day = i < 399 ? std::to_string(i % 12 + 1) : "31", zip = std::to_string(100'000 + i * 7 % 997).substr(1);
    const std::string when = day + "/12/2025", ts = std::to_string(1'735'689'600 + i / 2), falls = std::to_string(1'735'689'600 + (i == 399 ? 0 : i + 1));
    const std::string mixed = i % 2 ? when : "2025-12-01";
    csv += when + "," + mixed + "," + ts + "," + falls + "," + zip + "\n";
    json += R"({"when":")" + when + R"(","mixed":")" + mixed + R"(","ts":)" + ts + R"(,"falls":)" + falls + R"(,"zip":")" + zip + "\"}\n";
  }
  const auto december = [](int day) { return 1'764'547'200.0 + 86'400.0 * (day - 1); };
  for (const std::string& text : {csv, json}) {
    const file f{text};
    for (const std::uint64_t most : {1'000'000u, 500u, 10u}) {
      for (const tepid::stream_detail detail : {tepid::stream_detail::sketched, tepid::stream_detail::replayed}) {
        const small_blocks sizes{most};
        const auto found = tables::read_table(f.path.string(), {.format = text[0] == '{' ? "ndjson" : "csv"}, {}, detail);
        std::vector<tepid::column_type> types;
        for (const auto& c : found.facts) types.push_back(c.type);
        using enum tepid::column_type;
        // Among times with the year first the dates before cannot be mended.
        CHECK(types == std::vector{time, categorical, time, numeric, categorical});
        CHECK(found.facts[0].type_reason == "every value is a date with the day first");
        if (found.table) {
          CHECK(found.table->columns[0].numbers()[1] == december(2));
          CHECK(found.table->columns[0].numbers()[399] == december(31));
        } else {
          const tepid::column_profile& c = *found.summary->find("when");
          CHECK(c.type == time);
          CHECK(c.rows == 400);
          CHECK(c.values.min() == december(1));
          CHECK(c.values.max() == december(31));
          CHECK(c.values.count() == 400);
          CHECK(found.summary->find("zip")->distinct == 400);
        }
      }
    }
  }
  const file either{"when\n01/02/2025\n03/04/2025\n"};
  CHECK(read(either).table->columns[0].numbers()[0] == 1'735'776'000.0);  // 2 January
  CHECK(read(either, {.day_first = true}).table->columns[0].numbers()[0] == 1'738'368'000.0);
}
