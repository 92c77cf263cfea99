// src/text/counted.cpp - digits in groups of three.
#include "text/counted.hpp"

namespace tepid::inline v0 {

std::string grouped(std::uint64_t number) {
  const std::string digits = std::to_string(number);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i != 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

std::string counted(std::uint64_t number, std::string_view noun) {
  std::string text = grouped(number) + " ";
  text.append(noun);
  return number == 1 ? text : text + "s";
}

}  // namespace tepid::inline v0
