// tests/golden/tools/write_golden_monitors.cpp - writes golden states of monitors for which there are none.
//
//   write_golden_monitors VERSION      writes tests/golden/monitors/NAME/vVERSION.bin and .json where they are missing,
//                                      and a new monitor's configuration and reference
//
// The "shape" in the .json, how long the parts of the state are, is for its author to complete: decode_monitors.py says
// where it does not fit. A golden state is never replaced: a change of a state needs a new version.
#include <cstdio>
#include <cstring>
#include <span>

#include "support/golden_monitors.hpp"

#include <tepid/monitors/series_watch.hpp>

namespace golden = tepid_test::golden;

namespace {

void write(const std::filesystem::path& path, std::span<const std::byte> bytes) {
  std::ofstream{path, std::ios::binary}.write(reinterpret_cast<const char*>(bytes.data()),
                                              static_cast<std::streamsize>(bytes.size()));
  std::printf("written: %s\n", path.c_str());
}
void write(const std::filesystem::path& path, const std::string& text) {
  write(path, std::as_bytes(std::span{text.data(), text.size()}));
}

nlohmann::json shape_of(const tepid::monitor_config& config, const tepid::monitored_reference& reference) {
  nlohmann::json out;
  for (const tepid::signal_config& s : config.signals) {
    if (s.role == tepid::signal_role::segment) continue;
    const tepid::signal_reference& r = *reference.find(s.name);
    // Fewer windows are too few for every check of windows, which keep where windows lie.
    const bool windows = reference.windows >= tepid::series_watch::least_windows;
    out["signals"].push_back({{"slots", r.slots()}, {"dimensions", r.means.size()}, {"windows", windows}});
  }
  if (config.quality) {
    const auto& q = *config.quality;
    const std::size_t places = q.most_segments == 0 ? 1 : 2 + q.most_segments;
    out["quality"] = {{"kind", tepid::to_string(q.settings.kind)}, {"classes", q.settings.classes},
                      {"most segments", q.most_segments}, {"falls", q.references.size() * places},
                      {"floors", q.floors.size() * places}, {"audit", q.audit.has_value()}, 
                      {"cohorts", static_cast<std::uint64_t>(std::ceil(q.horizon_seconds / q.cohort_seconds)) + 2}};
  }
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: write_golden_monitors VERSION\n");
    return 2;
  }
  const std::string stem = std::string{"v"} + argv[1];
  for (const fuzz::monitor_setup& setup : fuzz::monitor_setups()) {
    const std::filesystem::path folder = golden::monitor_folder() / setup.config.name;
    if (!std::filesystem::exists(folder / "config.json")) {
      std::filesystem::create_directories(folder);
      write(folder / "config.json", tepid::config_to_json(setup.config));
      write(folder / "reference.tepid", setup.reference.save());
    }
    if (std::filesystem::exists(folder / (stem + ".bin"))) continue;
    const tepid::monitor_config config = tepid::config_from_json(golden::text_of(folder / "config.json"));
    const tepid::profile reference = tepid::profile::load(golden::bytes_of(folder / "reference.tepid"));
    tepid::monitor m{config, reference};
    tepid::random_source random{5};
    fuzz::feed(m, random, fuzz::begin, 400, 0.0);
    static_cast<void>(m.segment("a shop"));
    m.changed({fuzz::begin + 400, "deploy", "v2"});
    fuzz::feed(m, random, fuzz::begin + 400, 900, 3.0);
    write(folder / (stem + ".bin"), m.save(golden::monitor_saved));
    const tepid::monitored_reference known = reference.monitored() ? *reference.monitored()
                                                                   : tepid::reference_without_windows(config, reference);
    nlohmann::json said{{"shape", shape_of(config, known)}, {"says", golden::said_by(m, golden::monitor_saved)}};
    said["goes on"] = golden::goes_on(m, golden::monitor_saved);
    write(folder / (stem + ".json"), said.dump(1) + "\n");
  }
}
