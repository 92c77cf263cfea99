// Where the cells of CSV end: every target finds what a walk from character to character finds.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <tepid/core/random.hpp>

#include "tables/cell_marks.hpp"
#include "tables/plain_number.hpp"
#include "support/catch.hpp"

namespace {

struct marks {
  std::vector<std::uint32_t> cells{~std::uint32_t{0}}, rows, quotes;
  bool strange = false;
};

marks walk(std::string_view text, char delimiter) {
  marks found;
  bool inside = false;
  for (std::uint32_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') {
      inside = !inside;
      found.quotes.push_back(i);
    }
    found.strange |= c == '\0' || (c == '\r' && !inside && (i + 1 == text.size() || text[i + 1] != '\n'));
    if (inside || (c != delimiter && c != '\n')) continue;
    if (c == '\n') found.rows.push_back(static_cast<std::uint32_t>(found.cells.size()));
    found.cells.push_back(i);
  }
  return found;
}

void check(std::string_view text, char delimiter) {
  std::string padded{text};
  padded.append(tepid::tables::padding, '\0');
  const marks expected = walk(text, delimiter);
  for (const auto& target : tepid::kernels::available_targets()) {
    INFO("target " << target.name << ", text " << text);
    tepid::tables::cell_marks found;
    for (int again = 0; again < 2; ++again) {  // its memory is used again
      const bool plain = found.find(std::string_view{padded}.substr(0, text.size()), delimiter, target);
      REQUIRE(plain == !expected.strange);
      if (!plain) continue;  // what it has found until then is of no use
      CHECK(std::equal(found.cells().begin(), found.cells().end(), expected.cells.begin(), expected.cells.end()));
      CHECK(std::equal(found.rows().begin(), found.rows().end(), expected.rows.begin(), expected.rows.end()));
      CHECK(std::equal(found.quotes().begin(), found.quotes().end(), expected.quotes.begin(), expected.quotes.end()));
    }
  }
}

/// Characters drawn from `of`, one after the other.
std::string drawn(tepid::random_source& random, std::string_view of, std::size_t size) {
  std::string text;
  while (text.size() < size) text += of[random.below(of.size())];
  return text;
}

}  // namespace

TEST_CASE("cell marks: texts of every length around a stretch and many of them") {
  tepid::random_source random{1};
  for (std::size_t size = 0; size <= 200; ++size) check(drawn(random, "12.,,\n", size), ',');
  for (const std::size_t size : {4095u, 4096u, 4097u, 9000u, 20000u}) check(drawn(random, "1234567.,\n", size), ',');
}

TEST_CASE("cell marks: quotes hide delimiters, line feeds and carriage returns") {
  tepid::random_source random{2};
  for (int i = 0; i < 300; ++i) check(drawn(random, "ab,,\n\"\"", 1 + random.below(300)), ',');
  std::string long_cell{'"'};
  long_cell.append(500, ',').append("\"\n");
  check(long_cell, ',');
  std::string at_the_end;
  at_the_end.append(63, 'x').append("\"\r\",\n");
  check(at_the_end, ',');
}

TEST_CASE("cell marks: a carriage return is strange unless a line feed follows, at stretches' ends too") {
  tepid::random_source random{3};
  for (std::size_t before = 0; before < 140; ++before) {
    const std::string text = drawn(random, "1,", before);
    check(text + "\r\n", ',');
    check(text + "\r\n1\n", ',');
    check(text + "\r1\n", ',');
    check(text + "\r", ',');
  }
}

TEST_CASE("cell marks: NUL is strange anywhere, quoted or not, and any delimiter may be chosen") {
  tepid::random_source random{4};
  for (int i = 0; i < 200; ++i)
    check(drawn(random, std::string_view{"ab,\n\"\0cdefghijklmnopqrst", 25}, 1 + random.below(200)), ',');
  for (const char delimiter : {';', '\t', '|', '\xff'})
    for (int i = 0; i < 50; ++i)
      check(drawn(random, std::string{"ab,\n"} + delimiter, 1 + random.below(200)), delimiter);
}
