// src/tables/arrow_type.cpp - Arrow's format strings.
#include "tables/arrow_type.hpp"

#include <charconv>
#include <string_view>

namespace tepid::inline v0::tables {

namespace {

/// The units in a second of the letter behind "ts" or "tD".
double units(char letter) noexcept { return letter == 's' ? 1.0 : letter == 'm' ? 1e3 : letter == 'u' ? 1e6 : 1e9; }

/// "d:P,S" or "d:P,S,BITS".
arrow_type decimal_of(std::string_view rest) {
  int numbers[] = {0, 0, 128};
  const char* at = rest.data();
  const char* const end = at + rest.size();
  for (int& number : numbers) {
    if (at == end) break;
    const auto [next, code] = std::from_chars(at, end, number);
    if (code != std::errc{}) return {.name = "decimal"};
    at = next == end ? next : next + 1;
  }
  if (numbers[2] != 32 && numbers[2] != 64 && numbers[2] != 128 && numbers[2] != 256) return {.name = "decimal"};
  return {.kind = arrow_kind::decimal, .scale = numbers[1], .bytes = numbers[2] / 8, .name = "decimal"};
}

std::string unusable_name(std::string_view f) {
  const auto begins = [&](std::string_view with) { return f.substr(0, with.size()) == with; };
  if (begins("+l") || begins("+L") || begins("+vl") || begins("+vL")) return "list";
  if (begins("+w")) return "list of a fixed size";
  if (begins("+s")) return "struct";
  if (begins("+m")) return "map";
  if (begins("+u")) return "union";
  if (begins("+r")) return "run-end encoded";
  if (begins("z") || begins("Z") || begins("vz") || begins("w:")) return "binary";
  if (begins("tt")) return "time of day";
  if (begins("ti")) return "interval";
  return std::string{f};
}

}  // namespace

arrow_type type_of(const ArrowSchema& schema) {
  const std::string_view f = schema.format == nullptr ? "" : schema.format;
  using k = arrow_kind;
  if (f.size() == 1) {
    constexpr std::string_view letters = "nbcCsSiIlLefguU";
    constexpr k kinds[] = {k::null,   k::boolean, k::int8, k::uint8,   k::int16,   k::uint16, k::int32,     k::uint32,
                           k::int64,  k::uint64,  k::half, k::float32, k::float64, k::text,   k::large_text};
    constexpr const char* names[] = {"null",   "bool",  "int8",    "uint8",   "int16",   "uint16", "int32",     "uint32",
                                     "int64",  "uint64", "float16", "float32", "float64", "text",   "large text"};
    if (const auto at = letters.find(f[0]); at != letters.npos) return {.kind = kinds[at], .name = names[at]};
  }
  if (f == "vu") return {.kind = k::text_view, .name = "text view"};
  if (f == "tdD") return {.kind = k::date32, .per_second = 1.0 / 86400.0, .name = "date32"};
  if (f == "tdm") return {.kind = k::date64, .per_second = 1e3, .name = "date64"};
  if (f.size() >= 4 && f.substr(0, 2) == "ts" && f[3] == ':')
    return {.kind = k::timestamp, .per_second = units(f[2]), .name = "timestamp"};
  if (f.size() == 3 && f.substr(0, 2) == "tD") return {.kind = k::duration, .per_second = units(f[2]), .name = "duration"};
  if (f.substr(0, 2) == "d:") return decimal_of(f.substr(2));
  return {.name = unusable_name(f)};
}

}  // namespace tepid::inline v0::tables
