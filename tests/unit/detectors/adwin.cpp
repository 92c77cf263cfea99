// ADWIN against river, MOA and scikit-multiflow, against its definition, and where programs of it went wrong.
#include "support/window_oracle.hpp"
#include "support/catch.hpp"

#include <deque>
#include <limits>

#include <tepid/detectors/adwin.hpp>
#include <tepid/numerics/normal.hpp>

using namespace tepid_test;
using tepid::adwin;
using tepid::adwin_form;
using tepid::adwin_params;
using tepid::state;

namespace {

using indices = std::vector<std::size_t>;

indices published(const std::string& name, adwin_form form, after_alarm then, double delta = 0.002) {
  return alarms_of<adwin>({.delta = delta, .form = form}, published_stream(name), then);
}

/// The definition: rows of buckets of explicit values, every cut tried in long double.
struct plain_adwin {
  adwin_params p;
  std::vector<std::deque<std::vector<long double>>> rows{64};
  std::uint64_t seen = 0;

  std::vector<long double> all() const {
    std::vector<long double> xs;
    for (std::size_t r = rows.size(); r-- > 0;)
      for (const auto& b : rows[r]) xs.insert(xs.end(), b.begin(), b.end());
    return xs;
  }
  void add(double x) {
    ++seen;
    std::vector<long double> coming{x};
    for (auto& row : rows) {
      row.push_back(coming);
      if (row.size() <= p.max_buckets) break;
      coming = row[0];
      coming.insert(coming.end(), row[1].begin(), row[1].end());
      row.pop_front();
      row.pop_front();
    }
  }
  void drop_oldest() {
    for (std::size_t r = rows.size(); r-- > 0;)
      if (!rows[r].empty()) {
        rows[r].pop_front();
        return;
      }
  }
  /// The statistic, from the quadratic |d| = sqrt(2 v t / m) + (2 / 3) t / m.
  double statistic() const {
    const auto xs = all();
    const long double W = static_cast<long double>(xs.size());
    long double mean = 0, variance = 0, best = 0;
    for (const auto x : xs) mean += x / W;
    for (const auto x : xs) variance += (x - mean) * (x - mean) / W;
    const long double k = static_cast<long double>(p.min_window);
    const bool is_long = p.form == adwin_form::long_parts, plain = p.form == adwin_form::plain_bound;
    long double n0 = 0, before = 0;
    for (std::size_t r = rows.size(); r-- > 0;)
      for (std::size_t i = 0; i < rows[r].size(); ++i) {
        if (p.form == adwin_form::last_skipped && i + 1 == rows[r].size()) continue;
        for (const auto x : rows[r][i]) before += x;
        n0 += static_cast<long double>(rows[r][i].size());
        const long double n1 = W - n0, least = is_long ? k + 2 : k;
        if (n0 < least || n1 < least) continue;
        const long double d = (mean * W - before) / n1 - before / n0;
        if ((p.side == tepid::side::up && d < 0) || (p.side == tepid::side::down && d > 0)) continue;
        const long double q = plain ? 1 / n0 + 1 / n1 : 1 / (n0 - k + 1) + 1 / (n1 - k + 1);
        const long double b = std::sqrt(2 * q * variance), a = 2 * q / 3;
        const long double root = (-b + std::sqrt(b * b + 4 * a * std::fabs(d))) / (2 * a);
        best = std::max(best, root * root);
      }
    return static_cast<double>(std::max(0.0L, best - std::log(std::log(W))));
  }
};

}  // namespace

TEST_CASE("adwin alarms where river, MOA, CapyMOA and scikit-multiflow do") {
  const auto reset = after_alarm::reset, rearm = after_alarm::rearm;
  CHECK(published("uniform_0_1_then_0_7", adwin_form::all_cuts, reset) == indices{1023});
  CHECK(published("coin_then_4_to_7", adwin_form::all_cuts, reset) == indices{1023});
  CHECK(published("coin_then_4_to_7_twice", adwin_form::all_cuts, reset) == indices{1023, 2015, 3007});
  CHECK(published("uniform_0_1_then_0_7", adwin_form::last_skipped, reset) == indices{1055});
  CHECK(published("coin_then_4_to_7_twice", adwin_form::last_skipped, reset) == indices{1023, 2047, 3039});
  CHECK(published("uniform_0_1_then_0_7", adwin_form::last_skipped, rearm) == indices{1055, 1087, 1215});
  CHECK(published("coin_then_4_to_7", adwin_form::last_skipped, rearm) == indices{1023, 1055, 1087});
  CHECK(published("normal_02_then_08", adwin_form::last_skipped, reset).front() == 1055);
  CHECK(published("uniform_0_1_then_0_7", adwin_form::long_parts, rearm) == indices{1023, 1055});
  CHECK(published("coin_then_4_to_7", adwin_form::long_parts, rearm) == indices{1023});
  CHECK(published("coin_then_4_to_7_twice", adwin_form::long_parts, rearm) ==
        indices{1023, 1119, 2015, 2047, 2111, 3007, 3039, 3263});
  CHECK(published("coin_then_4_to_7_capymoa", adwin_form::long_parts, rearm, 0.001) == indices{1023, 1055});
}

TEST_CASE("adwin alarms where river's does on streams of many shapes") {
  for (const auto& entry : window_oracle("adwin")) {
    const auto& p = entry.at("parameters");
    const adwin_params mine{.delta = p.at("delta"),
                            .clock = p.at("clock"),
                            .max_buckets = p.at("max_buckets"),
                            .min_window = p.at("min_window_length"),
                            .grace_period = p.at("grace_period")};
    CHECK(alarms_of<adwin>(mine, window_stream(entry), after_alarm::reset) == entry.at("alarms").get<indices>());
  }
}

TEST_CASE("adwin's statistic and window are those of the definition") {
  for (const auto form :
       {adwin_form::all_cuts, adwin_form::last_skipped, adwin_form::long_parts, adwin_form::plain_bound})
    for (const auto side : {tepid::side::both, tepid::side::up, tepid::side::down}) {
      const adwin_params p{
          .delta = 0.01, .clock = 5, .max_buckets = 3, .min_window = 3, .grace_period = 20, .side = side, .form = form};
      adwin d{p};
      plain_adwin plain{p};
      bool shrink = false;
      for (const double x : window_stream(3, {0, 1, -0.5}, false)) {
        if (shrink) do plain.drop_oldest();
          while (plain.statistic() > d.level());
        shrink = false;
        plain.add(x);
        const state said = d.update(x);
        if (plain.seen % p.clock == 0 && plain.all().size() > p.grace_period) {
          const double expected = plain.statistic();
          REQUIRE(d.statistic() == Catch::Approx(expected).epsilon(1e-9).margin(1e-9));
          REQUIRE((said == state::drift) == (expected > d.level()));
          shrink = said == state::drift;
          d.rearm();
        }
        REQUIRE(d.width() == plain.all().size());
      }
    }
}

TEST_CASE("adwin's level and delta are each other's inverse") {
  for (const double delta : {1e-12, 0.002, 0.3})
    CHECK(adwin::limit_for(adwin{{.delta = delta}}.level()) == Catch::Approx(delta).epsilon(1e-13));
}

TEST_CASE("adwin tells where the mean changed and by how much") {
  adwin d;
  const auto xs = window_stream(9, {0, 1.5}, false);
  d.update(std::span{xs});
  REQUIRE(d.status() == state::drift);
  CHECK(d.change().onset == 1000);
  CHECK(d.change().direction == 1);
  CHECK(d.change().effect == Catch::Approx(1.5).margin(0.5));
}

// A window of 2^21 values: products of two lengths pass 2^32 and were signed 32-bit elsewhere.
TEST_CASE("adwin's arithmetic stands windows far beyond 2^16") {
  adwin d{{.delta = 1e-4, .clock = 1024}};
  tepid::random_source random{5};
  for (int i = 0; i < (1 << 21); ++i) REQUIRE(d.update(random.below(2) ? 1.0 : 0.0) != state::drift);
  CHECK(d.width() == 1u << 21);
  for (int i = 0; i < 8192 && d.status() != state::drift; ++i) d.update(random.below(5) ? 1.0 : 0.0);
  CHECK(d.status() == state::drift);
  CHECK(d.change().onset > (1u << 21) - 4096);
}

// Elsewhere a negative sum, and a part of six values, end in an error or a division by zero.
TEST_CASE("adwin takes negative values and parts as short as allowed") {
  adwin d{{.clock = 1, .min_window = 6, .grace_period = 0, .form = adwin_form::long_parts}};
  for (int i = 0; i < 40; ++i) d.update(-5.0 + (i % 2 ? 0.1 : -0.1));
  CHECK(d.status() == state::stable);
  for (int i = 0; i < 40; ++i) d.update(-9.0);
  CHECK(d.status() == state::drift);
  CHECK(d.change().direction == -1);
}

TEST_CASE("adwin keeps its digits at an offset of 1e12, and after ten million values") {
  adwin near{{.delta = 1e-9, .clock = 997}}, far{{.delta = 1e-9, .clock = 997}};
  tepid::random_source random{8};
  for (int i = 0; i < 10'000'000; ++i) {
    const double x = std::floor(16.0 * random.uniform());  // exact at either offset
    near.update(x);
    far.update(1e12 + x);
  }
  CHECK(near.statistic() == far.statistic());
  CHECK(near.status() == state::stable);
}

TEST_CASE("adwin raises no alarm by rounding, whatever the level of a constant stream before and after a jump") {
  for (const double level : {1e15 / 3.0, 0.1, 1e-300, -1e300}) {
    adwin d;
    for (int i = 0; i < 20000; ++i) {  // until the zeros are gone
      d.update(i < 100 ? 0.0 : level);
      d.rearm();
    }
    std::vector<double> same(200000, level);
    CHECK(d.update(std::span<const double>{same}) == same.size());
    CHECK(d.status() != state::drift);
    CHECK(tepid::is_finite(d.statistic()));
  }
}

TEST_CASE("withdrawing an alarm keeps the window") {
  adwin d{{.clock = 1}}, twin{{.clock = 1}};
  const auto xs = window_stream(4, {0, 3}, false);
  d.update(std::span{xs});
  twin.update(std::span{xs});
  REQUIRE(d.status() == state::drift);
  const auto before = d.width();
  d.withdraw();
  d.update(3.0);
  twin.update(3.0);
  CHECK(d.width() == before + 1);
  CHECK(twin.width() < before);
}
