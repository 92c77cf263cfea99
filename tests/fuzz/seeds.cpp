// tests/fuzz/seeds.cpp - writes the seeds that are made of what the library knows: golden states, small profiles, KLL
// sketches for DataSketches, settings, states of monitors.
//
//   fuzz_seeds GOLDEN_FOLDER SEED_FOLDER
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include <tepid/monitors/profile_builder.hpp>
#include <tepid/registered.hpp>
#include <tepid/registry.hpp>

namespace fs = std::filesystem;

namespace {

std::vector<std::byte> small_profile(bool numbers, bool text) {
  tepid::profile_builder builder;
  std::vector<double> values;
  for (int i = 0; i < 60; ++i) values.push_back(i % 17 - 0.25 * (i % 5));
  values[3] = std::numeric_limits<double>::quiet_NaN();
  values[9] = std::numeric_limits<double>::infinity();
  values[10] = -values[9];
  values[11] = tepid::missing_value;
  if (numbers) builder.add_numeric("latency", values);
  if (numbers) builder.add_numeric("constant", std::vector<double>(20, 2.5));
  const std::vector<std::optional<std::string_view>> words{"a", "b", std::nullopt, "a", "long value", ""};
  if (text) builder.add_text("reason", words);
  return builder.finish().save();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const fs::path out{argv[2]};
  for (const char* target : {"load_detector", "load_profile", "load_sketch", "settings", "monitor_state"})
    fs::create_directories(out / target);
  std::vector<std::string> sketches;
  for (const auto& about : tepid::registered_sketches()) sketches.emplace_back(about.name);
  for (const auto& entry : fs::recursive_directory_iterator{argv[1]}) {
    if (entry.path().extension() != ".bin") continue;
    const std::string folder = entry.path().parent_path().filename().string();
    const bool sketch = std::find(sketches.begin(), sketches.end(), folder) != sketches.end();
    if (sketch && entry.file_size() > 8192) continue;  // longer than the fuzzer makes them
    fs::copy_file(entry.path(),
                  out / (sketch ? "load_sketch" : "load_detector") / (folder + "." + entry.path().filename().string()),
                  fs::copy_options::overwrite_existing);
  }
  for (const int n : {0, 1, 2, 9, 500}) {
    tepid::kll<double> doubles{8};
    tepid::kll<float> floats{8};
    for (int i = 0; i < n; ++i) doubles.update(i % 77), floats.update(static_cast<float>(i % 77));
    for (const bool is_double : {false, true}) {
      const auto bytes = is_double ? doubles.to_datasketches() : floats.to_datasketches();
      std::ofstream{out / "load_sketch" / ((is_double ? "double." : "float.") + std::to_string(n) + ".sk"), std::ios::binary}
          .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    }
  }
  for (const int kind : {0, 1, 2, 3}) {
    const auto bytes = small_profile(kind % 2 != 0, kind / 2 != 0);
    std::ofstream{out / "load_profile" / (std::to_string(kind) + ".tepid"), std::ios::binary}.write(
        reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  }
  fs::copy_file(fs::path{argv[1]} / "profiles" / "v4.tepid", out / "load_profile" / "v4.tepid",
                fs::copy_options::overwrite_existing);
  for (const auto* row : tepid::registered_detectors()) {
    std::ofstream file{out / "settings" / std::string{row->about.name}, std::ios::binary};
    file << row->about.name;
    for (const auto& p : row->parameters)
      file << ' ' << p.name << '='
           << (p.kind == tepid::value_kind::choice ? std::string{p.choices[static_cast<std::size_t>(p.default_value)]}
                                                   : tepid::to_text(p.default_value));
  }
  // Of a few monitors and states, each with a few of its fields changed: see monitor_state.cpp.
  for (unsigned n = 0; n < 24; ++n) {
    std::ofstream file{out / "monitor_state" / std::to_string(n), std::ios::binary};
    file.put(static_cast<char>(n % 4)).put(static_cast<char>(n / 4 % 3));
    for (unsigned patch = 0; patch < n / 6; ++patch)
      for (unsigned i = 0; i < 4; ++i) file.put(static_cast<char>(n * 37 + patch * 101 + i * 59));
  }
  return 0;
}
