// Golden states of sketches: what was saved once is read for ever, and goes on as it went on then.
//
// Red here means that sketches in the field would be misread. Do not replace the files: give the sketch a new
// state_version and keep reading the old one. tools/write_golden.cpp makes the files of a new sketch or version.
#include "support/catch.hpp"
#include "support/golden_sketches.hpp"

namespace golden = tepid_test::golden;

TEST_CASE("every registered sketch has an id of its own and its golden states") {
  std::vector<unsigned> ids;
  tepid::for_each_type(tepid::sketches{}, [&]<class Sketch>() {
    CHECK(Sketch::about.id != 0);
    CHECK(std::find(ids.begin(), ids.end(), Sketch::about.id) == ids.end());
    ids.push_back(Sketch::about.id);
  });
  golden::for_each_golden_sketch([]<class Sketch>(const auto&, const std::filesystem::path& path) {
    INFO(path << " (write_golden --write makes it)");
    CHECK(std::filesystem::exists(path.string() + ".bin"));
    CHECK(std::filesystem::exists(path.string() + ".txt"));
  });
}

TEST_CASE("golden sketches load, are saved as the same bytes and go on as recorded; the recipes still give them") {
  int seen = 0;
  golden::for_each_golden_sketch([&]<class Sketch>(const auto& recipe, const std::filesystem::path& path) {
    INFO(path);
    const auto bytes = golden::read(path.string() + ".bin");
    const Sketch loaded = tepid::load_sketch<Sketch>(bytes);
    CHECK(tepid::save_sketch(loaded) == bytes);
    CHECK(golden::description(recipe, loaded) == golden::read_text(path.string() + ".txt"));
    CHECK(tepid::save_sketch(golden::make<Sketch>(recipe)) == bytes);
    ++seen;
  });
  CHECK(seen == 46);
}

TEST_CASE("golden sketches of earlier versions are those of today: what they took for missing is missing") {
  int seen = 0;
  golden::for_each_golden_sketch([&]<class Sketch>(const auto& recipe, const std::filesystem::path& path) {
    for (unsigned version = 1; version < Sketch::about.state_version && !recipe.not_finite; ++version) {
      const auto old = path.parent_path() / (golden::stem(recipe.name, version) + ".bin");
      INFO(old);
      const Sketch loaded = tepid::load_sketch<Sketch>(golden::read(old));
      Sketch expected = tepid::load_sketch<Sketch>(golden::read(path.string() + ".bin"));
      if constexpr (std::is_same_v<Sketch, tepid::kll<float>>) {
        // Floats that are NaN are no longer taken for missing ones; nothing else of it is different.
        CHECK(loaded.not_finite().missing == expected.not_finite().nan);
        if (recipe.missing) continue;
      }
      CHECK(loaded == expected);
      ++seen;
    }
  });
  CHECK(seen == 23);
}
