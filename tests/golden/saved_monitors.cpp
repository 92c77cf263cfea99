// States of monitors that were saved before are restored, say what they said, and go on as they would have.
#include "support/catch.hpp"
#include "support/golden_monitors.hpp"

#include <algorithm>

namespace golden = tepid_test::golden;

namespace {

std::vector<std::filesystem::path> golden_states() {
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(golden::monitor_folder()))
    if (entry.path().extension() == ".bin") found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

tepid::monitor monitor_of(const std::filesystem::path& state) {
  const auto folder = state.parent_path();
  return {tepid::config_from_json(golden::text_of(folder / "config.json")),
          tepid::profile::load(golden::bytes_of(folder / "reference.tepid"))};
}

}  // namespace

TEST_CASE("there is a golden state of each kind of monitor") { CHECK(golden_states().size() >= 4); }

TEST_CASE("a golden state is restored, says what it said, and is saved to the same bytes") {
  for (const auto& path : golden_states()) {
    INFO(path);
    tepid::monitor m = monitor_of(path);
    const auto bytes = golden::bytes_of(path);
    m.restore(bytes);
    const auto said = nlohmann::json::parse(golden::text_of(std::filesystem::path{path}.replace_extension(".json")));
    CHECK(golden::said_by(m, golden::monitor_saved) == said.at("says"));
    CHECK(m.restored().saved == golden::monitor_saved);
    if (m.restored().lost.empty()) CHECK(m.save(golden::monitor_saved) == bytes);
  }
}

TEST_CASE("a golden state of before a check was there is restored but for it, tells so, and is saved whole") {
  for (const auto& path : golden_states()) {
    INFO(path);
    tepid::monitor m = monitor_of(path);
    m.restore(golden::bytes_of(path));
    if (path.stem() != "v4") CHECK(m.restored().lost.empty());
    for (const std::string& lost : m.restored().lost)
      CHECK(lost.find(": nothing was saved of the check 'outlier'; it starts anew") != std::string::npos);
    const auto bytes = m.save(golden::monitor_saved);
    tepid::monitor again = monitor_of(path);
    again.restore(bytes);
    CHECK(again.restored().lost.empty());
    CHECK(again.save(golden::monitor_saved) == bytes);
  }
}

TEST_CASE("a monitor that goes on from a golden state finds what the one found that had saved it") {
  for (const auto& path : golden_states()) {
    INFO(path);
    tepid::monitor m = monitor_of(path);
    m.restore(golden::bytes_of(path));
    const auto said = nlohmann::json::parse(golden::text_of(std::filesystem::path{path}.replace_extension(".json")));
    // What a check tells now and the one that saved the state did not: outliers (the rows have values of -1e300), and a
    // second value of new_atom while the alarm of the first stands (the last rows are shifted the other way).
    std::vector<tepid::monitor_alarm> since;
    if (!m.restored().lost.empty())
      m.on_alarm([&](const tepid::monitor_alarm& a) {
        if (a.check == "outlier" || a.check == "new_atom") since.push_back(a);
      });
    nlohmann::json found = golden::goes_on(m, golden::monitor_saved);
    for (const tepid::monitor_alarm& a : since) {
      if (a.check == "outlier") CHECK(a.value == -1e300);
      if (a.check == "new_atom") CHECK(a.onset_low >= golden::monitor_saved);
      found["alarms"] = found["alarms"].get<int>() - 1;
      for (auto& signal : found["signals"])
        if (signal["name"] == a.signal) signal["alarms"] = signal["alarms"].get<int>() - 1;
    }
    CHECK(found == said.at("goes on"));
  }
}
