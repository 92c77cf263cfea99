// Numbers as they are written here and there: the same bits as the usual spelling, and what is no number stays text.
#include "support/catch.hpp"

#include <bit>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <tepid/core/error.hpp>
#include <tepid/core/random.hpp>

#include "tables/cell_rules.hpp"
#include "tables/number_style.hpp"

namespace {

using namespace tepid::tables;

/// A usual number as the style has it.
std::string written(std::string text, number_style style) {
  const std::size_t point = std::min(text.find_first_of(".e"), text.size());
  const std::size_t begin = text[0] == '-' ? 1 : 0;
  if (point < text.size() && text[point] == '.') text[point] = style.decimal;
  if (style.thousands != '\0')
    for (std::size_t at = point; at > begin + 3;) text.insert(at -= 3, 1, style.thousands);
  return text;
}

}  // namespace

TEST_CASE("numbers in other styles have the bits of the usual ones") {
  tepid::random_source random{3};
  for (const number_style style : {number_style{',', '\0'}, {',', '.'}, {'.', ','}, {'.', ' '}, {',', '\''}, {'.', '_'}}) {
    for (int i = 0; i < 2000; ++i) {
      std::string text = random.below(2) == 0 ? "-" : "";
      text += static_cast<char>('1' + random.below(9));
      for (std::size_t digits = random.below(i % 100 == 0 ? 300 : 12); digits > 0; --digits) text += static_cast<char>('0' + random.below(10));
      if (random.below(2) == 0) {
        text += '.';
        for (std::size_t digits = random.below(9); digits > 0; --digits) text += static_cast<char>('0' + random.below(10));
      }
      if (random.below(6) == 0) text += "e-3";
      const auto expected = usual_number(text);
      const std::string other = written(text, style);
      INFO(text << " as " << other);
      const auto found = styled_number(other, style);
      REQUIRE((expected && found));
      CHECK(std::bit_cast<std::uint64_t>(*found) == std::bit_cast<std::uint64_t>(*expected));
      const cell c = cell_rules{{}, style}.read(other);
      CHECK((c.kind == cell_kind::number && c.number == *expected && c.text == other));
    }
  }
}

TEST_CASE("what could be two numbers is none") {
  const auto read = [](const char* text, char decimal, char thousands) { return styled_number(text, {decimal, thousands}); };
  CHECK(read("1.234,56", ',', '.') == 1234.56);
  CHECK(read("+1.234", ',', '.') == 1234.0);
  CHECK(read("1.234.567", ',', '.') == 1234567.0);
  CHECK(read("-,5", ',', '.') == -0.5);
  CHECK(read("5,", ',', '\0') == 5.0);
  CHECK(read("1\xc2\xa0" "234,5", ',', ' ') == 1234.5);
  CHECK(read("1\xe2\x80\xaf" "234", '.', ' ') == 1234.0);
  CHECK(read("1\xe2\x80\x99" "234.5", '.', '\'') == 1234.5);
  CHECK(read("inf", ',', '.') == std::numeric_limits<double>::infinity());
  CHECK(std::isnan(read("NaN", ',', '.').value()));
  for (const char* const text : {"1.5", "12.34", "1.2345", "0.123", "00.123", "1234.567", "1.234.56", ".123", "1.,5", "1..234", "1.234,5.6",
                                 "1,2,3", "1,234.567", "", "-", ",", "+-1", "--1", "1.234e", "1 234", "e5", "1,5x"})
    CHECK_FALSE(read(text, ',', '.').has_value());
  CHECK_FALSE(read("1.5", ',', '\0').has_value());
  CHECK_FALSE(read("1.234", ',', '\0').has_value());
  CHECK_FALSE(read("1,5", '.', ',').has_value());
  CHECK_FALSE(read("1  234", '.', ' ').has_value());
  CHECK_FALSE(read(" 123", '.', ' ').has_value());

  CHECK_THROWS_AS(number_style_of(";", ""), tepid::error);
  CHECK_THROWS_AS(number_style_of(",", ","), tepid::error);
  CHECK_THROWS_AS(number_style_of(".", "x"), tepid::error);
  CHECK(number_style_of(",", "space").thousands == ' ');
  CHECK(number_style_of(".", "").usual());
}

TEST_CASE("a text says in which styles it is a number") {
  const auto described = [](std::vector<std::string> texts) {
    style_bits styles = all_styles;
    for (const std::string& t : texts) styles = styles_of(t, styles);
    return describe(styles);
  };
  CHECK(described({"1,5", "-3", "1,25e3"}) == "a decimal comma");
  CHECK(described({"1.234,5", "1,5"}) == "a decimal comma and points between thousands");
  CHECK(described({"1,234", "5"}) == "a decimal comma or commas between thousands");
  CHECK(described({"1,234", "5.5"}) == "commas between thousands");
  CHECK(described({"1 234", "5.5"}) == "spaces between thousands");
  CHECK(described({"1'234", "5,5"}) == "a decimal comma and apostrophes between thousands");
  CHECK(described({"1,5", "a"}).empty());
  CHECK(described({"2024-01-02"}).empty());
}
