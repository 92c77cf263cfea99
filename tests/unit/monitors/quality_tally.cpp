// Tallies of labelled predictions: what is left out, merging, bounds around estimates, saving.
#include "support/catch.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include <tepid/core/bytes.hpp>
#include <tepid/core/random.hpp>
#include <tepid/monitors/quality_tally.hpp>

using tepid::outcome_fate;
using tepid::quality_kind;
using tepid::quality_metric;
using tepid::quality_tally;

namespace {

void fill(quality_tally& t, std::uint64_t seed, int n) {
  tepid::random_source random{seed};
  for (int i = 0; i < n; ++i) {
    const double score = random.uniform(), truth = random.uniform() < score ? 1.0 : 0.0;
    const double p = t.settings().least_probability < 1 && truth == 0.0 ? 0.5 : 1.0;
    if (random.uniform() > p) continue;
    switch (t.settings().kind) {
      case quality_kind::binary:
        t.add(score > 0.4, score, truth, p);
        break;
      case quality_kind::multiclass:
        t.add(static_cast<std::int32_t>(random.below(3)), 0, static_cast<double>(random.below(3)), p);
        break;
      case quality_kind::regression:
        t.add(0, 3 * score, 3 * random.uniform(), p);
        break;
    }
  }
}

}  // namespace

TEST_CASE("bounds lie around every estimate, within the range, for every kind, sampled or not") {
  for (const auto kind : {quality_kind::binary, quality_kind::multiclass, quality_kind::regression})
    for (const double least : {1.0, 0.5}) {
      quality_tally t{{.kind = kind, .classes = 3, .most_error = 3.0, .least_probability = least}};
      for (const auto m : metrics_of(kind)) {
        CHECK(std::isnan(t.estimate(m)));
        const auto b = t.bounds(m, 0.05);
        CHECK(b.low <= b.high);
      }
      fill(t, 5, 3000);
      for (const auto m : metrics_of(kind)) {
        INFO(to_string(m) << " " << least);
        const auto b = t.bounds(m, 0.05);
        const double x = t.estimate(m);
        CHECK(b.low <= x);
        CHECK(x <= b.high);
        CHECK(b.high - b.low < 1.0);
        CHECK(b.high > b.low);
        const auto surer = t.bounds(m, 0.0001);
        CHECK(surer.low <= b.low);
        CHECK(surer.high >= b.high);
      }
    }
}

TEST_CASE("a merged tally is that of all cases") {
  for (const auto kind : {quality_kind::binary, quality_kind::multiclass, quality_kind::regression}) {
    quality_tally a{{.kind = kind, .classes = 3}}, b = a, both = a;
    fill(a, 1, 500);
    fill(b, 2, 300);
    fill(both, 1, 500);
    fill(both, 2, 300);
    a.merge(b);
    CHECK(a.count() == both.count());
    for (const auto m : metrics_of(kind)) {
      INFO(to_string(m));
      CHECK(a.estimate(m) == Approx(both.estimate(m)).epsilon(1e-12).margin(1e-12));
    }
    a.clear();
    CHECK(a == quality_tally{{.kind = kind, .classes = 3}});
  }
}

TEST_CASE("impossible outcomes are left out, improbable ones are held") {
  const double inf = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
  quality_tally binary;
  CHECK(binary.add(1, 0.5, 2.0) == outcome_fate::impossible);
  CHECK(binary.add(2, 0.5, 1.0) == outcome_fate::impossible);
  CHECK(binary.add(1, 1.5, 1.0) == outcome_fate::impossible);
  CHECK(binary.add(1, nan, 1.0) == outcome_fate::impossible);
  CHECK(binary.add(1, 0.5, nan) == outcome_fate::impossible);
  CHECK(binary.count() == 0);
  CHECK(binary.add(1, 0.0, 1.0) == outcome_fate::counted);  // surely 0, and it was 1: the loss is bounded
  CHECK(binary.estimate(quality_metric::log_loss) == Approx(std::log(1e6)).epsilon(1e-12));
  quality_tally classes{{.kind = quality_kind::multiclass, .classes = 3}};
  CHECK(classes.add(3, 0, 1) == outcome_fate::impossible);
  CHECK(classes.add(-1, 0, 1) == outcome_fate::impossible);
  CHECK(classes.add(1, 0, 1.5) == outcome_fate::impossible);
  CHECK(classes.add(1, 0, 3) == outcome_fate::impossible);
  quality_tally number{{.kind = quality_kind::regression, .most_error = 10}};
  CHECK(number.add(0, inf, 1) == outcome_fate::impossible);
  CHECK(number.add(0, 1, nan) == outcome_fate::impossible);
  CHECK(number.add(0, 100, 1) == outcome_fate::counted);
  CHECK(number.estimate(quality_metric::mae) == 10.0);
  quality_tally endless{{.kind = quality_kind::regression}};
  CHECK(endless.add(0, 1e200, -1e200) == outcome_fate::counted);
  CHECK(std::isinf(endless.bounds(quality_metric::mae, 0.1).high));  // nothing bounds the error
}

TEST_CASE("perfect, opposite and undefined") {
  quality_tally t;
  for (int i = 0; i < 100; ++i) t.add(i % 2, i % 2 ? 0.999 : 0.001, i % 2);
  CHECK(t.estimate(quality_metric::auc) == 1.0);
  CHECK(t.estimate(quality_metric::f1) == 1.0);
  CHECK(t.bounds(quality_metric::auc, 0.05).high == 1.0);
  CHECK(t.bounds(quality_metric::auc, 0.05).low > 0.8);
  quality_tally never;
  never.add(0, 0.2, 0.0);
  CHECK(std::isnan(never.estimate(quality_metric::precision)));
  CHECK(std::isnan(never.estimate(quality_metric::recall)));
  CHECK(std::isnan(never.estimate(quality_metric::auc)));
  CHECK(never.estimate(quality_metric::specificity) == 1.0);
  CHECK(std::isnan(never.estimate(quality_metric::mae)));
}

TEST_CASE("it is saved and restored with every bit, and damage is refused or harmless") {
  for (const auto kind : {quality_kind::binary, quality_kind::multiclass, quality_kind::regression}) {
    quality_tally t{{.kind = kind, .classes = 3}};
    fill(t, 9, 200);
    tepid::byte_writer size{{}};
    size(t);
    std::vector<std::byte> bytes(size.size());
    tepid::byte_writer io{bytes};
    io(t);
    quality_tally again{{.kind = kind, .classes = 3}};
    tepid::byte_reader in{bytes};
    in(again);
    CHECK_FALSE(in.failed());
    CHECK(in.remaining() == 0);
    CHECK(again == t);
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
      auto damaged = bytes;
      damaged[at] ^= std::byte{0x80};
      quality_tally loaded{{.kind = kind, .classes = 3}};
      tepid::byte_reader from{damaged};
      from(loaded);
      if (!from.failed())
        for (const auto m : metrics_of(kind)) static_cast<void>(loaded.estimate(m));
    }
  }
}

TEST_CASE("settings that cannot be are named") {
  CHECK_THROWS_WITH(quality_tally({.kind = quality_kind::multiclass, .classes = 1}), Catch::Contains("classes"));
  CHECK_THROWS_WITH(quality_tally({.most_error = -1}), Catch::Contains("most_error must be 0 or more, at most 1e70, not -1"));
  CHECK_THROWS_WITH(quality_tally({.least_probability = 0}), Catch::Contains("least_probability"));
}
