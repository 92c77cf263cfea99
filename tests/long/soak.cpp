// Very long streams: 1e9 equal values raise no alarm and leave every statistic finite; over 1e8 random values with
// resets after alarms, memory and the size of the saved state stay what they were.
// TEPID_SOAK=n in the environment makes both streams n times shorter, for a look.
#include "support/catch.hpp"
#include "support/conformance.hpp"
#include "support/own_new.hpp"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <thread>

using namespace tepid_test;

namespace {

std::uint64_t shortened(std::uint64_t n) {
  const char* by = std::getenv("TEPID_SOAK");
  const std::uint64_t factor = by == nullptr ? 1 : std::strtoull(by, nullptr, 10);
  return n / std::max<std::uint64_t>(1, factor);
}

/// Runs check(row) for every detector on so many threads; what check returns is what went wrong.
template <class Check>
void every_detector(const char* what, unsigned threads, Check&& check) {
  const auto rows = tepid::registered_detectors();
  std::atomic<std::size_t> next{0};
  std::mutex printing;
  std::vector<std::string> wrong;
  const auto work = [&] {
    for (std::size_t i; (i = next++) < rows.size();) {
      const std::string problem = check(*rows[i]);
      const std::lock_guard lock{printing};
      std::printf("%s: %-22s %s\n", what, std::string{rows[i]->about.name}.c_str(),
                  problem.empty() ? "well" : problem.c_str());
      std::fflush(stdout);
      if (!problem.empty()) wrong.push_back(std::string{rows[i]->about.name} + ": " + problem);
    }
  };
  std::vector<std::jthread> others;
  for (unsigned i = 1; i < threads; ++i) others.emplace_back(work);
  work();
  others.clear();
  for (const auto& problem : wrong) {
    INFO(problem);
    CHECK(problem.empty());
  }
}

}  // namespace

TEST_CASE("1e9 equal values are no drift") {
  const std::uint64_t n = shortened(1'000'000'000);
  every_detector("equal values", 2, [&](const tepid::registry_row& row) -> std::string {
    const bool has_mean =
        std::any_of(row.parameters.begin(), row.parameters.end(), [](const auto& p) { return p.name == "mean"; });
    // 0.1 has no exact binary form: sums of it round.
    const auto kind = row.about.input;
    const double level =
        kind == tepid::input_kind::real || kind == tepid::input_kind::unit ? 0.1 : 0.0;
    std::vector<tepid::setting> settings;
    if (has_mean) settings.push_back({.name = "mean", .value = level});
    const handle d = row.make(settings);
    const std::vector<double> xs(1 << 16, level);
    for (std::uint64_t seen = 0; seen < n; seen += xs.size()) {
      d->update(std::span<const double>{xs});
      if (d->status() == tepid::state::drift) return "an alarm by value " + std::to_string(seen + xs.size());
      if (!tepid::is_finite(d->statistic())) return "a statistic that is not finite";
    }
    return saved(*tepid::load_detector(saved(*d))) == saved(*d) ? "" : "its state cannot be read back";
  });
}

TEST_CASE("memory and saved state do not grow over 1e8 values") {
  const std::uint64_t n = shortened(100'000'000);
  every_detector("random values", 1, [&](const tepid::registry_row& row) -> std::string {
    const handle d = row.make({});
    const auto kind = row.about.input;
    const std::vector<double> xs = stream(kind, 5, 1 << 16, 0);
    d->update(std::span<const double>{xs});
    const std::size_t early = d->save({});
    std::size_t most = 0;
    const std::size_t allocated = allocations;
    for (std::uint64_t seen = 0; seen < n; seen += xs.size()) {
      for (std::size_t at = 0; at < xs.size();) {
        at += d->update(std::span<const double>{xs}.subspan(at));
        if (d->status() == tepid::state::drift) {
          // Both ways to go on after an alarm.
          if (seen / xs.size() % 2 == 0)
            d->reset();
          else
            d->rearm();
        }
      }
      most = std::max(most, d->save({}));
    }
    if (allocations != allocated) return "it allocated while it was updated";
    // Histograms of buckets grow with the logarithm of what they hold.
    if (most > 2 * early) return "its saved state grew from " + std::to_string(early) + " to " + std::to_string(most);
    return "";
  });
}
