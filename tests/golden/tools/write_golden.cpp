// tests/golden/tools/write_golden.cpp - writes golden states of detectors and sketches that have none.
//
//   write_golden                       says what is missing
//   write_golden --write               writes what is missing; never touches a file that is there
//   write_golden --replace NAME        replaces the states of this detector or sketch of the current version
//
// A released golden state is never replaced: a change of a state needs a new state_version.
#include <cstring>

#include "support/golden_sketches.hpp"

namespace golden = tepid_test::golden;

int main(int argc, char** argv) {
  const bool write = argc == 2 && std::strcmp(argv[1], "--write") == 0;
  const bool replace = argc == 3 && std::strcmp(argv[1], "--replace") == 0;
  if (argc != 1 && !write && !replace) {
    std::fprintf(stderr, "usage: write_golden [--write | --replace NAME]\n");
    return 2;
  }
  int missing = 0, written = 0;
  for (const auto* row : tepid::registered_detectors())
    for (const auto& recipe : golden::recipes()) {
      const auto path = golden::folder(*row) / golden::stem(recipe.name, row->about.state_version);
      const std::string bin = path.string() + ".bin", txt = path.string() + ".txt";
      const bool there = std::filesystem::exists(bin) && std::filesystem::exists(txt);
      const bool wanted = replace && row->about.name == argv[2];
      if (there && !wanted) continue;
      if (!write && !wanted) {
        ++missing;
        std::printf("missing: %s\n", bin.c_str());
        continue;
      }
      const auto state = golden::make(*row, recipe);
      const auto saved = tepid_test::saved(*state);
      std::filesystem::create_directories(golden::folder(*row));
      std::ofstream{bin, std::ios::binary}.write(reinterpret_cast<const char*>(saved.data()),
                                                 static_cast<std::streamsize>(saved.size()));
      std::ofstream{txt, std::ios::binary} << golden::description(*row, recipe, *state);
      std::printf("written: %s\n", bin.c_str());
      ++written;
    }
  golden::for_each_golden_sketch([&]<class Sketch>(const auto& recipe, const std::filesystem::path& path) {
    const std::string bin = path.string() + ".bin", txt = path.string() + ".txt";
    const bool there = std::filesystem::exists(bin) && std::filesystem::exists(txt);
    const bool wanted = replace && Sketch::about.name == argv[2];
    if (there && !wanted) return;
    if (!write && !wanted) {
      ++missing;
      std::printf("missing: %s\n", bin.c_str());
      return;
    }
    const auto state = golden::make<Sketch>(recipe);
    const auto saved = tepid::save_sketch(state);
    std::filesystem::create_directories(path.parent_path());
    std::ofstream{bin, std::ios::binary}.write(reinterpret_cast<const char*>(saved.data()),
                                               static_cast<std::streamsize>(saved.size()));
    std::ofstream{txt, std::ios::binary} << golden::description(recipe, state);
    std::printf("written: %s\n", bin.c_str());
    ++written;
  });
  std::printf("%d missing, %d written\n", missing, written);
  return missing != 0;
}
