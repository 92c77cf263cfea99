// tests/fuzz/settings.cpp - any text as a detector with parameters: "name parameter=value parameter=value ...".
#include <span>
#include <string_view>
#include <vector>

#include <tepid/registry.hpp>

#include "fuzz/require.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text{reinterpret_cast<const char*>(data), size};
  const auto word = [&text](char end) {
    const std::size_t at = text.find(end);
    const std::string_view found = text.substr(0, at);
    text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
    return found;
  };
  const std::string_view name = word(' ');
  std::vector<tepid::setting> settings;
  while (!text.empty() && settings.size() < 50) {
    const std::string_view parameter = word('=');
    settings.push_back({.name = parameter, .text = word(' ')});
  }
  try {
    const auto d = tepid::make_detector(name, settings);
    for (std::size_t i = 0; i < d->row().parameters.size(); ++i) {
      const auto& p = d->row().parameters[i];
      FUZZ_REQUIRE(p.range.contain(d->parameter(i)));
    }
    for (int i = 0; i < 50; ++i) d->update(i % 13 * 1e3 - 5e3);
    FUZZ_REQUIRE(tepid::is_finite(d->statistic()) && tepid::is_finite(d->change().effect));
  } catch (const tepid::error& e) {
    FUZZ_REQUIRE(e.code() == tepid::errc::bad_parameter || e.code() == tepid::errc::unknown_name);
  }
  return 0;
}
