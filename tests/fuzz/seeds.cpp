// tests/fuzz/seeds.cpp - writes the seeds: golden states, small profiles, settings.
//
//   fuzz_seeds GOLDEN_FOLDER SEED_FOLDER
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include <tepid/monitors/profile_builder.hpp>
#include <tepid/registry.hpp>

namespace fs = std::filesystem;

namespace {

std::vector<std::byte> small_profile(bool numbers, bool text) {
  tepid::profile_builder builder;
  std::vector<double> values;
  for (int i = 0; i < 60; ++i) values.push_back(i % 17 - 0.25 * (i % 5));
  values[3] = std::numeric_limits<double>::quiet_NaN();
  values[9] = std::numeric_limits<double>::infinity();
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
  for (const char* target : {"load_detector", "load_profile", "settings"}) fs::create_directories(out / target);
  for (const auto& entry : fs::recursive_directory_iterator{argv[1]})
    if (entry.path().extension() == ".bin")
      fs::copy_file(entry.path(),
                    out / "load_detector" /
                        (entry.path().parent_path().filename().string() + "." + entry.path().filename().string()),
                    fs::copy_options::overwrite_existing);
  for (const int kind : {0, 1, 2, 3}) {
    const auto bytes = small_profile(kind % 2 != 0, kind / 2 != 0);
    std::ofstream{out / "load_profile" / (std::to_string(kind) + ".tepid"), std::ios::binary}.write(
        reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  }
  for (const auto* row : tepid::registered_detectors()) {
    std::ofstream file{out / "settings" / std::string{row->about.name}, std::ios::binary};
    file << row->about.name;
    for (const auto& p : row->parameters)
      file << ' ' << p.name << '='
           << (p.kind == tepid::value_kind::choice ? std::string{p.choices[static_cast<std::size_t>(p.default_value)]}
                                                   : tepid::to_text(p.default_value));
  }
  return 0;
}
