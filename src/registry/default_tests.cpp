// registry/default_tests.cpp - which tests compare two samples when nobody has chosen.
#include <algorithm>
#include <cmath>

#include <tepid/registry.hpp>
#include <tepid/two_sample/categorical_divergences.hpp>
#include <tepid/two_sample/kolmogorov_smirnov.hpp>
#include <tepid/two_sample/mmd.hpp>
#include <tepid/two_sample/psi.hpp>
#include <tepid/two_sample/wasserstein.hpp>

namespace tepid::inline v0 {

namespace {

/// Up to so many values random divisions take a few milliseconds a test.
constexpr std::uint64_t small = 2000;

chosen_test choose(const test_descriptor& about, std::string_view why, std::vector<setting> settings = {}) {
  return {find_test(about.name), std::move(settings), why};
}

/// So many divisions that the smallest p-value is a quarter of the level.
setting enough_divisions(double level) {
  const double wanted = std::ceil(4.0 / std::max(level, 1e-12));
  return {.name = "permutations", .value = std::clamp(wanted, 9999.0, 1e6)};
}

/// So many bootstrap samples that the smallest p-value of an effect within the margin, 2 / (resamples + 1), reaches the level.
setting enough_resamples(double level) {
  const double wanted = std::ceil(2.0 / std::max(level, 1e-12)) - 1.0;
  return {.name = "resamples", .value = std::clamp(wanted, static_cast<double>(mmd_params{}.resamples), 1e5)};
}

}  // namespace

std::vector<chosen_test> default_tests(sample_kind kind, std::uint64_t reference, std::uint64_t current, double level) {
  const setting no_divisions{.name = "permutations", .value = 0};
  switch (kind) {
    case sample_kind::numbers:
      if (reference + current <= small)
        return {
            choose(kolmogorov_smirnov::about, "numbers: sees any change, by its exact law"),
            choose(psi::about,
                   "numbers: how stable; up to 2,000 values p by random divisions where a bin expects fewer than 100"),
            choose(wasserstein::about, "numbers: how far; up to 2,000 values p by random divisions")};
      return {choose(kolmogorov_smirnov::about,
                     "numbers: sees any change, by its exact law while that takes at most 5e7 steps"),
              choose(psi::about, "numbers: how stable; beyond 2,000 values p by the chi-squared law", {no_divisions}),
              choose(wasserstein::about, "numbers: how far; beyond 2,000 values without p", {no_divisions})};
    case sample_kind::counts:
      return {choose(categorical_psi::about,
                     "categories: p by random divisions where one expects fewer than 100 values in the smaller sample",
                     {{.name = "min_expected", .value = 100.0}, enough_divisions(level)})};
    case sample_kind::rows:
      return {choose(mmd::about, reference + current <= mmd_params{}.rows
                                     ? "rows: sees any change, by all pairs up to 1,000 rows"
                                     : "rows: sees any change, by random Fourier features beyond 1,000 rows",
                     {enough_resamples(level)})};
  }
  return {};
}

chosen_test with_margin(chosen_test test, double margin) {
  const auto has = [](const auto& list) {
    return std::any_of(list.begin(), list.end(), [](const auto& item) { return item.name == "margin"; });
  };
  if (margin > 0 && has(test.row->parameters) && !has(test.settings))
    test.settings.push_back({.name = "margin", .value = margin});
  return test;
}

}  // namespace tepid::inline v0
