// Confidence sequences over whole streams of 1e5 labels, and audits: how often they are wrong, how soon they find.
#include "support/catch.hpp"

#include <algorithm>
#include <cstdio>
#include <vector>

#include <tepid/core/random.hpp>
#include <tepid/monitors/audit.hpp>
#include <tepid/monitors/quality_tally.hpp>

using tepid::quality_metric;

TEST_CASE("sequences for accuracy, precision and recall cover the truth at every moment in 95% of 2,000 streams") {
  // Bounds are looked at after every label up to 100, then each time 2% more have come: between these they could only
  // be broken and mended again.
  constexpr int runs = 2000, labels = 100'000;
  constexpr double alpha = 0.05, prevalence = 0.3, recall = 0.85, false_alarms = 0.1;
  const double precision = prevalence * recall / (prevalence * recall + (1 - prevalence) * false_alarms);
  const double accuracy = prevalence * recall + (1 - prevalence) * (1 - false_alarms);
  const std::pair<quality_metric, double> truths[] = {
      {quality_metric::accuracy, accuracy}, {quality_metric::precision, precision}, {quality_metric::recall, recall}};
  std::array<int, 3> wrong{};
  std::array<double, 3> width{};
  for (int run = 0; run < runs; ++run) {
    tepid::random_source random{static_cast<std::uint64_t>(run), 17};
    std::array<tepid::weighted_sums, 3> sums{};
    std::array<bool, 3> out{};
    int next = 1;
    for (int i = 1; i <= labels; ++i) {
      const bool truth = random.uniform() < prevalence, said = random.uniform() < (truth ? recall : false_alarms);
      sums[0].add(truth == said);
      if (said) sums[1].add(truth);
      if (truth) sums[2].add(said);
      if (i < next) continue;
      next = i < 100 ? i + 1 : static_cast<int>(i * 1.02) + 1;
      for (std::size_t m = 0; m < 3; ++m) {
        if (out[m]) continue;
        const auto b = tepid::share_bounds(sums[m], 1.0, alpha);
        out[m] = truths[m].second < b.low || truths[m].second > b.high;
      }
    }
    for (std::size_t m = 0; m < 3; ++m) {
      wrong[m] += out[m];
      const auto b = tepid::share_bounds(sums[m], 1.0, alpha);
      width[m] += (b.high - b.low) / runs;
    }
  }
  for (std::size_t m = 0; m < 3; ++m) {
    std::printf("%-10s true %.4f: left its sequence in %d of %d streams; width at the end %.5f\n",
                std::string{tepid::to_string(truths[m].first)}.c_str(), truths[m].second, wrong[m], runs, width[m]);
    CHECK(wrong[m] <= runs / 20);
  }
}

TEST_CASE("audits find misses that triple, and healthy ones stay quiet") {
  const tepid::audit_params p{.reference = 0.00204};
  std::vector<std::uint64_t> needed;
  int healthy = 0, tolerated = 0;
  for (std::uint64_t run = 1; run <= 1000; ++run) {
    const auto labels_at = [&](double rate, std::uint64_t stream) {
      tepid::random_source random{run, stream};
      tepid::audit a{p};
      while (a.count() < 50'000 && !a.update(random.uniform() < rate)) {
      }
      return a;
    };
    needed.push_back(labels_at(0.00609, 1).count());
    healthy += labels_at(0.00204, 2).alarmed_at() != 0;
    tolerated += labels_at(0.00255, 3).alarmed_at() != 0;
  }
  std::sort(needed.begin(), needed.end());
  std::printf(
      "labels to the alarm: median %llu, 90%% %llu; of 1,000 healthy audits of 50,000 labels %d alarm, at the "
      "tolerated rate %d\n",
      static_cast<unsigned long long>(needed[500]), static_cast<unsigned long long>(needed[900]), healthy, tolerated);
  CHECK(needed[500] < 3000);
  CHECK(needed[900] < 6300);
  CHECK(healthy <= 3);  // the guarantee allows 10
  CHECK(tolerated <= 10);
}
