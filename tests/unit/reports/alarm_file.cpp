// Alarms in a file: a line each, at once, appended; what cannot be written throws.
#include "support/catch.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <tepid/core/error.hpp>
#include <tepid/reports/alarm_file.hpp>
#include <tepid/reports/alarm_json.hpp>

namespace {

struct folder {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("tepid_alarm_file_" + std::to_string(getpid()));
  folder() { std::filesystem::create_directory(path); }
  ~folder() { std::filesystem::remove_all(path); }
};

std::string content(const std::filesystem::path& path) {
  std::ifstream in{path};
  return {std::istreambuf_iterator<char>{in}, {}};
}

std::string failure(auto&& f) {
  try {
    f();
  } catch (const tepid::error& why) {
    CHECK(why.code() == tepid::errc::io);
    CHECK(why.field() == "path");
    return why.what();
  }
  return "none";
}

}  // namespace

TEST_CASE("each alarm is a line that is there at once, after those before") {
  const folder in;
  const auto path = in.path / "alarms.ndjson";
  tepid::monitor_alarm a;
  a.signal = "score";
  const std::string line = tepid::to_json_line(a, "fraud") + "\n";
  {
    const tepid::alarm_file sink{path.string(), "fraud"};
    CHECK(content(path).empty());
    sink(a);
    CHECK(content(path) == line);
    const auto copy = sink;
    copy(a);
    sink(a);
    CHECK(content(path) == line + line + line);
  }
  tepid::alarm_file{path.string(), "fraud"}(a);
  CHECK(content(path) == line + line + line + line);
}

TEST_CASE("what cannot be opened or written throws and names the file") {
  using Catch::Matchers::Contains;
  const folder in;
  const std::string nowhere = (in.path / "no" / "alarms").string();
  CHECK_THAT(failure([&] { tepid::alarm_file{nowhere, "fraud"}; }), Contains(nowhere) && Contains("No such file"));
  CHECK_THAT(failure([&] { tepid::alarm_file{in.path.string(), "fraud"}; }), Contains("directory"));
  if (std::filesystem::exists("/dev/full")) {
    const tepid::alarm_file full{"/dev/full", "fraud"};
    CHECK_THAT(failure([&] { full({}); }), Contains("/dev/full: cannot be written: No space left"));
    CHECK_THAT(failure([&] { full({}); }), Contains("No space left"));
  }
}
