// tests/surfaces/stream_bits.cpp - the lines of tests/c/stream_bits.c, through the typed C++ classes.
//
//   stream_bits DETECTOR [name=value ...] < numbers, one a line
#include <cinttypes>
#include <cstdio>
#include <iostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tepid/registered.hpp>

namespace {

template <tepid::Detector D>
void feed(std::span<const tepid::setting> settings, std::span<const double> values) {
  D detector{tepid::from_settings(D::about.name, settings, D::schema)};
  const auto state = [&] { return std::string{to_string(detector.status())}; };
  std::size_t at = 0;
  while (at < values.size()) {
    at += detector.update(values.subspan(at));
    if (detector.status() != tepid::state::drift) continue;
    const tepid::change_estimate change = detector.change();
    const std::string onset = change.onset == tepid::no_index ? "-" : std::to_string(change.onset);
    std::printf("alarm %zu %s %a %s %a\n", at - 1, state().c_str(), detector.statistic(), onset.c_str(), change.effect);
    detector.reset();
  }
  std::printf("end %zu %" PRIu64 " %" PRIu64 " %s %a\nstate ", values.size(), detector.count(), detector.rejected(),
              state().c_str(), detector.statistic());
  for (const std::byte b : save(detector)) std::printf("%02x", std::to_integer<unsigned>(b));
  std::printf("\n");
}

}  // namespace

int main(int count, char** words) {
  if (count < 2) return 2;
  std::vector<tepid::setting> settings;
  for (int i = 2; i < count; ++i) {
    const std::string_view word{words[i]};
    const std::size_t equals = word.find('=');
    if (equals == std::string_view::npos) return 2;
    settings.push_back({.name = word.substr(0, equals), .text = word.substr(equals + 1)});
  }
  std::vector<double> values;
  for (std::string line; std::getline(std::cin, line);) values.push_back(std::stod(line));
  bool found = false;
  tepid::for_each_type(tepid::detectors{}, [&]<class D>() {
    if (D::about.name != words[1]) return;
    found = true;
    feed<D>(settings, values);
  });
  return found ? 0 : 2;
}
