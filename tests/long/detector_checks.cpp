// False alarms of detectors as checks, told over allowed, averaged over references.
#include "support/catch.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "support/monitored.hpp"

namespace {

constexpr double window = 60.0;
constexpr std::size_t rows = 60;

tepid::check_config detector(std::string name, std::vector<tepid::check_parameter> parameters = {},
                             tepid::check_input of = tepid::check_input::windows) {
  return {.detector = std::move(name), .of = of, .parameters = std::move(parameters)};
}

}  // namespace

TEST_CASE("detectors as checks keep the budget", "[statistics]") {
  tepid::monitor_config c{.name = "one", .budget = "1 per 4 h", .rate = 1.0};
  c.add({.name = "x", .margin = 0.0,
         .checks = {detector("shewhart"), detector("cusum"), detector("cusum", {{.name = "k", .number = 0.25}}), detector("ewma"),
                    detector("page_hinkley"), detector("ewma", {}, tepid::check_input::values)}});
  c.alarms.rearm_seconds = window;
  c.window_seconds = window;
  c.season_seconds = 0.0;
  struct world {
    std::size_t windows;
    double rho;
    int references;
  };
  for (const world& w : {world{400, 0.0, 24}, world{2000, 0.0, 12}, world{2000, 0.99, 12}, world{8000, 0.99, 6}}) {
    std::map<std::string, double> told, allowed;
    for (int r = 0; r < w.references; ++r) {
      tepid::random_source random{static_cast<std::uint64_t>(610'000 + r)};
      double last = 0.0;
      const auto next = [&] { return last = w.rho * last + std::sqrt(1.0 - w.rho * w.rho) * tepid::normal(random); };
      std::vector<double> times, xs;
      for (std::size_t i = 0; i < w.windows * rows; ++i) {
        times.push_back(static_cast<double>(i));
        xs.push_back(next());
      }
      const std::vector<tepid::signal_values> signals{{.numbers = xs}};
      const auto healthy = tepid::make_reference(c, times, signals);
      tepid::monitor m{c, healthy};
      constexpr std::size_t live = 12'000;
      const auto snapshot = m.snapshot(0.0);
      for (const auto& one : snapshot.signals[0].checks) allowed[one.name] += live * window / one.seconds;
      tepid::shard mine = m.shard();
      for (std::size_t i = 0; i < live * rows; ++i) {
        mine.observe(0, next(), static_cast<std::int64_t>(i) * 1'000'000'000);
        if (i % rows != rows - 1) continue;
        for (const auto& a : m.drain(static_cast<double>(i))) ++told[a.check];
        m.acknowledge("x");
      }
    }
    for (const auto& [name, n] : allowed) {
      const double ratio = told[name] / n;
      std::printf("%zu windows, rho %g: %-28s told %5.0f allowed %6.1f ratio %.2f\n", w.windows, w.rho, name.c_str(), told[name], n,
                  ratio);
      const bool of_detector = name.find("cusum") != name.npos || name.find("shewhart") != name.npos ||
                               name.find("ewma") != name.npos || name.find("page") != name.npos;
      if (of_detector && w.windows >= 2000) CHECK(ratio <= 1.5);
    }
    CHECK(allowed.count("ewma of values") == (w.rho == 0));  // no limit for single values that depend on each other
  }
}
