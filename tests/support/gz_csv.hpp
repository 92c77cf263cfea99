// tests/support/gz_csv.hpp - columns of numbers out of a gzipped CSV file, for tests on recorded data.
#pragma once

#include <charconv>
#include <cstddef>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <zlib.h>

namespace tepid_test {

inline std::string gunzip(const std::filesystem::path& path) {
  const gzFile file = gzopen(path.c_str(), "rb");
  if (!file) throw std::runtime_error{"cannot open " + path.string()};
  std::string text;
  char buffer[1 << 16];
  for (int n; (n = gzread(file, buffer, sizeof buffer)) > 0;) text.append(buffer, static_cast<std::size_t>(n));
  gzclose(file);
  return text;
}

/// The values of the column called `name`; lines end in LF or CRLF, fields have no quotes.
inline std::vector<double> csv_column(const std::filesystem::path& path, std::string_view name) {
  const std::string text = gunzip(path);
  std::vector<double> values;
  std::size_t wanted = std::string::npos;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line{text.data() + at, end - at};
    if (line.ends_with('\r')) line.remove_suffix(1);
    at = end + 1;
    for (std::size_t column = 0; !line.empty(); ++column) {
      const std::size_t comma = std::min(line.find(','), line.size());
      const std::string_view field = line.substr(0, comma);
      line.remove_prefix(std::min(comma + 1, line.size()));
      if (wanted == std::string::npos && field == name) {
        wanted = column;
        break;
      }
      if (column == wanted) {
        double x = 0.0;
        if (std::from_chars(field.data(), field.data() + field.size(), x).ec != std::errc{})
          throw std::runtime_error{"not a number: " + std::string{field}};
        values.push_back(x);
        break;
      }
    }
  }
  return values;
}

}  // namespace tepid_test
