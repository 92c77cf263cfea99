// Golden states: what was saved once is read for ever, and goes on as it went on then.
//
// Red here means that states in the field would be misread or would behave differently. Do not replace the
// files: give the detector a new state_version and keep reading the old one. tools/write_golden.cpp makes
// the files of a new detector or version.
#include "support/catch.hpp"
#include "support/golden.hpp"

namespace golden = tepid_test::golden;
using tepid_test::saved;

namespace {

/// f(row, recipe name, version, path without .bin) for every golden state that is there.
template <class F>
void for_each_golden(F&& f) {
  for (const auto* row : tepid::registered_detectors())
    for (const auto& entry : std::filesystem::directory_iterator{golden::folder(*row)}) {
      if (entry.path().extension() != ".bin") continue;
      const std::string stem = entry.path().stem().string();
      const auto dot = stem.find(".v");
      REQUIRE(dot != std::string::npos);
      f(*row, stem.substr(0, dot), static_cast<unsigned>(std::stoul(stem.substr(dot + 2))),
        entry.path().parent_path() / stem);
    }
}

}  // namespace

TEST_CASE("every registered detector has its golden states") {
  for (const auto* row : tepid::registered_detectors())
    for (const auto& recipe : golden::recipes())
      for (const char* extension : {".bin", ".txt"}) {
        const auto path = golden::folder(*row) / (golden::stem(recipe.name, row->about.state_version) + extension);
        INFO(path << " (write_golden --write makes it)");
        CHECK(std::filesystem::exists(path));
      }
}

TEST_CASE("golden states load, and those of the current version are saved as the same bytes") {
  int seen = 0;
  for_each_golden([&](const auto& row, const std::string&, unsigned version, const std::filesystem::path& path) {
    INFO(path);
    const auto bytes = golden::read(path.string() + ".bin");
    const auto d = tepid::load_detector(bytes);
    CHECK(&d->row() == &row);
    if (version == row.about.state_version) CHECK(saved(*d) == bytes);
    ++seen;
  });
  CHECK(seen >= 15);
}

TEST_CASE("golden states go on as recorded: the next 10,000 decisions") {
  for_each_golden([&](const auto& row, const std::string& name, unsigned, const std::filesystem::path& path) {
    INFO(path);
    const auto d = tepid::load_detector(golden::read(path.string() + ".bin"));
    std::string text;
    for (const auto& recipe : golden::recipes())
      if (recipe.name == name) text = golden::description(row, recipe, *d);
    CHECK(text == golden::read_text(path.string() + ".txt"));
  });
}

TEST_CASE("the recipes still give the golden states") {
  for (const auto* row : tepid::registered_detectors())
    for (const auto& recipe : golden::recipes()) {
      const auto path = golden::folder(*row) / golden::stem(recipe.name, row->about.state_version);
      INFO(path);
      CHECK(saved(*golden::make(*row, recipe)) == golden::read(path.string() + ".bin"));
    }
}
