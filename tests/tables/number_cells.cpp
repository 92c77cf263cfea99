// Short numbers, many at once: every target has std::from_chars' bits or leaves the cell to others.
#include <bit>
#include <charconv>
#include <string>
#include <string_view>
#include <vector>

#include <tepid/core/random.hpp>

#include "tables/number_kernel.hpp"
#include "tables/plain_number.hpp"
#include "support/catch.hpp"

namespace {

using tepid::random_source;

/// [-]digits[.digits] of at most 16 characters without the sign, of which all digits together are at most 2^53.
bool plain(std::string_view cell) {
  if (cell.starts_with('-')) cell.remove_prefix(1);
  if (cell.size() > 16) return false;
  std::uint64_t digits = 0;
  std::size_t points = 0;
  for (const char c : cell) {
    if (c != '.' && (c < '0' || c > '9')) return false;
    points += c == '.';
    if (c != '.') digits = 10 * digits + static_cast<std::uint64_t>(c - '0');
  }
  return points <= 1 && cell.size() > points && digits <= std::uint64_t{1} << 53;
}

/// Points and `point` change places in the text, and the same numbers are read. As the last column of rows with `before` other columns.
void check(const std::vector<std::string>& cells, std::size_t before, std::string_view ending, char point = '.') {
  std::string text;
  std::vector<std::uint32_t> ends{~std::uint32_t{0}};
  for (const std::string& cell : cells) {
    for (std::size_t i = 0; i < before; ++i) {
      text += "x,";
      ends.push_back(static_cast<std::uint32_t>(text.size() - 1));
    }
    text += cell;
    if (point != '.')
      for (std::size_t i = text.size() - cell.size(); i < text.size(); ++i)
        text[i] = text[i] == '.' ? point : text[i] == point ? '.' : text[i];
    text += ending;
    ends.push_back(static_cast<std::uint32_t>(text.size() - 1));
  }
  text.append(tepid::tables::padding, '\0');
  for (const auto& target : tepid::kernels::available_targets()) {
    std::vector<double> out(cells.size());
    std::vector<std::uint32_t> others(cells.size());
    const std::size_t rest = tepid::tables::numbers_kernel(target)(
        {.text = text.data(), .ends = ends.data() + before, .stride = before + 1, .count = cells.size(), .point = point, .last = true},
        out.data(), others.data());
    std::size_t next = 0;
    for (std::uint32_t i = 0; i < cells.size(); ++i) {
      INFO("target " << target.name << ", cell '" << cells[i] << "'");
      const bool left = next < rest && others[next] == i;
      next += left;
      if (plain(cells[i])) CHECK_FALSE(left);
      if (left) continue;
      double expected = 0.0;
      const char* const last = cells[i].data() + cells[i].size();
      const auto [end, code] = std::from_chars(cells[i].data(), last, expected);
      CHECK((end == last && code == std::errc{}));
      CHECK(std::bit_cast<std::uint64_t>(out[i]) == std::bit_cast<std::uint64_t>(expected));
    }
    CHECK(next == rest);
  }
}

std::string number(random_source& random, std::size_t most_digits) {
  std::string cell = random.below(2) ? "-" : "";
  const std::size_t digits = 1 + random.below(most_digits), point = random.below(2 * digits + 1);
  for (std::size_t i = 0; i < digits; ++i) {
    if (i == point) cell += '.';
    cell += static_cast<char>('0' + random.below(10));
  }
  if (point == digits) cell += '.';
  return cell;
}

}  // namespace

TEST_CASE("number cells: numbers of every size and point") {
  random_source random{1};
  for (const std::string_view ending : {"\n", "\r\n"})
    for (const std::size_t before : {0u, 1u, 3u}) {
      std::vector<std::string> cells;
      for (int i = 0; i < 4000; ++i) cells.push_back(number(random, 18));
      check(cells, before, ending);
      check(cells, before, ending, ',');
    }
}

TEST_CASE("number cells: what is no short number is left to others, whatever stands around it") {
  std::vector<std::string> cells{"1",
                                 "",
                                 "-",
                                 ".",
                                 "-.",
                                 "--1",
                                 "1-",
                                 "+1",
                                 " 1",
                                 "1 ",
                                 "1..2",
                                 "1.2.3",
                                 "1e5",
                                 "1E-5",
                                 "inf",
                                 "nan",
                                 "NA",
                                 "0x1",
                                 "/",
                                 ":",
                                 "1/2",
                                 "1:2",
                                 "x",
                                 "1x",
                                 "x1",
                                 "1_000",
                                 "9007199254740992",
                                 "9007199254740993",
                                 "9999999999999999",
                                 "0000000000000001",
                                 "00000000000000001",
                                 "123456789.123456",
                                 "0.12345678901234",
                                 "-0",
                                 "-0.0",
                                 "-.5",
                                 "5.",
                                 "-1234567890123456",
                                 "1.234567890123456"};
  for (const std::string_view ending : {"\n", "\r\n"})
    for (const std::size_t before : {0u, 2u})
      for (const char point : {'.', ','}) check(cells, before, ending, point);
  // Any two characters in front of, within and behind a number.
  random_source random{2};
  std::vector<std::string> spoiled;
  for (int i = 0; i < 6000; ++i) {
    std::string cell = number(random, 14);
    for (std::uint64_t n = 1 + random.below(2); n > 0; --n) {
      char c = static_cast<char>(1 + random.below(255));
      if (c == '\n' || c == '\r') c = 'x';
      cell.insert(random.below(cell.size() + 1), 1, c);
    }
    spoiled.push_back(cell);
  }
  check(spoiled, 1, "\n");
  check(spoiled, 1, "\n", ',');
}
