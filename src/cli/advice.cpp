// src/cli/advice.cpp - the command's words for what would help.
#include "cli/advice.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tepid::cli {

namespace {

std::string style_options(std::string_view signs) {
  const char thousands = signs[1];
  std::string text = signs[0] == ',' ? "--decimal ," : "";
  if (thousands == '\0') return text;
  if (!text.empty()) text += ' ';
  return text + (thousands == ' ' ? "--thousands space" : thousands == '\'' ? "--thousands \\'" : fmt::format("--thousands {}", thousands));
}

}  // namespace

std::string in_words(const tables::advice& help) {
  switch (help.what) {
    case tables::remedy::none: return {};
    case tables::remedy::max_columns: return "; --max-columns allows more, each of which takes memory";
    case tables::remedy::no_header: return "; if it is data, say --no-header";
    case tables::remedy::delimiter: return "; --delimiter says what separates cells";
    case tables::remedy::number_style: return fmt::format("; {} reads them", style_options(help.about));
    case tables::remedy::comma_style: return "; --decimal , or --thousands , reads them";
    case tables::remedy::types: return fmt::format("; --types {} says otherwise", help.about);
    case tables::remedy::day_first: return "; if it is the day, say --day-first";
  }
  return {};
}

std::string option_of(std::string_view field) {
  std::string option{"--"};
  option += field;
  std::replace(option.begin(), option.end(), '_', '-');
  return option;
}

problem option_problem(const error& why) {
  std::string_view what{why.what()};
  const std::string option = option_of(why.field());
  if (!what.starts_with(std::string{why.field()} + ' ')) return problem{fmt::format("{}: {}", option, what)};
  what.remove_prefix(why.field().size());
  return problem{option + std::string{what}};
}

void note_with_help(std::string_view text, const tables::advice& help) { note(std::string{text} + in_words(help)); }

}  // namespace tepid::cli
