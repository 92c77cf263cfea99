// src/cli/stoppable.hpp - what the commands that calculate for long share: the law of the values, a bar, being stopped.
#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <string>
#include <utility>

#include <tepid/design/control.hpp>

#include "cli/arguments.hpp"
#include "cli/progress.hpp"
#include "cli/stop_signal.hpp"

namespace tepid::cli {

/// Exit code of what SIGINT has stopped, as shells have it.
inline constexpr int stopped_by_signal = 130;

/// Shows progress on `bar` and stops on a signal; both must outlive it.
[[nodiscard]] inline design::design_control control_of(live_progress& bar, const stop_signal& stop) {
  return {.on_progress = [&bar](double done) { bar.share(done); }, .stop_requested = [&stop] { return stop.asked(); }};
}

/// The exit code of `command`, or what there is to say when a signal has stopped it: nothing was written then.
template <class Command>
[[nodiscard]] int unless_stopped(Command&& command) {
  try {
    return std::forward<Command>(command)();
  } catch (const design::stopped&) {
    fmt::print(stderr, "tepid: interrupted; nothing was written\n");
    return stopped_by_signal;
  }
}

inline void add_law(arguments& command, std::string& law) {
  command.option("--law", law,
                 "Healthy values are of this law: normal(mean, sd), uniform(low, high), bernoulli(p), binomial(n, p), "
                 "poisson(mean), beta(a, b), student(df), lognormal(sigma), exponential(mean), ar1(phi), pairs(p)");
}

/// Two lines of a report at most.
[[nodiscard]] inline std::string law_lines(const std::string& law, const std::string& note) {
  return fmt::format("values           {}\n", law) + (note.empty() ? "" : fmt::format("note             {}\n", note));
}

}  // namespace tepid::cli
