// tests/fuzz/replay.cpp - runs a fuzz target over the files of a folder, where there is no libFuzzer.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int argc, char** argv) {
  int files = 0;
  for (int i = 1; i < argc; ++i) {
    if (!std::filesystem::exists(argv[i])) continue;  // no seeds were kept yet
    for (const auto& entry : std::filesystem::directory_iterator{argv[i]}) {
      std::ifstream in{entry.path(), std::ios::binary};
      const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
      // Whole, cut short, and with a byte changed in several places.
      const auto run = [](const std::string& b) {
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(b.data()), b.size());
      };
      run(bytes);
      run(bytes.substr(0, bytes.size() / 2));
      for (std::size_t at = 0; at < bytes.size(); at += 1 + bytes.size() / 97) {
        std::string changed = bytes;
        changed[at] = static_cast<char>(changed[at] ^ 0x41);
        run(changed);
      }
      ++files;
    }
  }
  std::printf("%d seeds replayed\n", files);
  return files == 0;
}
