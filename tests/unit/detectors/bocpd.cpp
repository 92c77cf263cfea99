// BOCPD: the whole posterior by numpy and scipy, frouros' alarm, what dropping runs costs.
#include "support/catch.hpp"
#include "support/paths.hpp"
#include "support/run_lengths.hpp"
#include "support/window_oracle.hpp"

#include <cmath>
#include <fstream>

#include <tepid/detectors/bocpd.hpp>

using namespace tepid_test;
using tepid::bocpd;
using tepid::bocpd_evidence;
using tepid::bocpd_model;
using tepid::bocpd_params;
using tepid::state;

namespace {

nlohmann::json oracle() {
  const std::string path = tepid_test::source_folder() / "tests/oracle/detectors_classics.json";
  return nlohmann::json::parse(std::ifstream{path}).at("bocpd");
}

/// The script's values.
std::vector<double> values(std::uint64_t seed) {
  std::vector<double> xs;
  for (int i = 0; i < 240; ++i) {
    double z = -6;
    for (int k = 0; k < 12; ++k) {
      seed = seed * 6364136223846793005u + 1442695040888963407u;
      z += static_cast<double>(seed >> 48) / 65536.0;
    }
    xs.push_back(z * (i >= 160 ? 3 : 1) + (i >= 80 && i < 160 ? 2 : 0));
  }
  return xs;
}

double worst(const bocpd_params& p, const nlohmann::json& exact, const std::vector<double>& xs) {
  bocpd d{p};
  double most = 0;
  for (std::size_t i = 0; i < xs.size(); ++i) {
    d.update(xs[i]);
    d.rearm();
    if (i % 5 == 4) most = std::max(most, std::fabs(d.statistic() - std::max(0.0, exact.at(i / 5).get<double>())));
  }
  return most;
}

}  // namespace

TEST_CASE("bocpd's odds are those of the whole posterior") {
  const auto all = oracle();
  const auto xs = values(all.at("seed"));
  for (const bocpd_model m : {bocpd_model::unknown_variance, bocpd_model::known_variance})
    for (const bocpd_evidence e : {bocpd_evidence::recent, bocpd_evidence::longest}) {
      const auto& exact = all.at(std::string{tepid::bocpd_model_names[static_cast<std::size_t>(m)]})
                              .at(std::string{tepid::bocpd_evidence_names[static_cast<std::size_t>(e)]});
      CHECK(exact.size() == 48);
      INFO("model " << static_cast<int>(m) << ", evidence " << static_cast<int>(e));
      CHECK(worst({.max_runs = 256, .warm_up = 1, .model = m, .evidence = e}, exact, xs) < 1e-9);
      // Fewer runs, in nats of about 10.
      const bool merged = e == bocpd_evidence::recent;
      CHECK(worst({.max_runs = 100, .warm_up = 1, .model = m, .evidence = e}, exact, xs) < 0.011);
      CHECK(worst({.warm_up = 1, .model = m, .evidence = e}, exact, xs) < (merged ? 0.06 : 0.11));
    }
}

TEST_CASE("bocpd alarms where frouros does") {
  const auto xs = published_stream("normal_02_then_08");
  bocpd_params p{.limit = 0, .max_runs = 1024, .model = bocpd_model::known_variance, .evidence = bocpd_evidence::longest};
  CHECK(alarms_of<bocpd>(p, xs, after_alarm::reset).front() == 1031);
  // A prior a hundred times too wide leaves every run length as likely as the next: fewer of them are late.
  p.max_runs = 100;
  CHECK(alarms_of<bocpd>(p, xs, after_alarm::reset).front() == 1036);
}

TEST_CASE("bocpd's posterior does not change with offset and scale that the prior knows of") {
  const auto xs = values(3);
  bocpd a, b{{.mean = 1e6, .sd = 1024}};
  for (const double x : xs) {
    a.update(x);
    b.update(1e6 + 1024 * x);
    REQUIRE(b.statistic() == Catch::Approx(a.statistic()).epsilon(1e-6).margin(1e-6));
  }
}

TEST_CASE("bocpd tells where the mean changed, and by how much") {
  bocpd d;
  const auto xs = values(4);
  std::vector<double> step{xs.begin(), xs.begin() + 80};
  for (int i = 0; i < 60; ++i) step.push_back(xs[static_cast<std::size_t>(i)] + 4);
  d.update(std::span{step});
  CHECK(d.status() == state::drift);
  CHECK(d.count() > 80);
  CHECK(d.count() < 86);
  CHECK(d.change().direction == 1);
  CHECK(d.change().onset >= 78);
  CHECK(d.change().onset <= 82);
  for (std::size_t i = d.count(); i < 97; ++i) d.update(step[i]);
  CHECK(d.change().effect == Catch::Approx(4).margin(1.5));
}

TEST_CASE("bocpd finds a change of the variance alone") {
  bocpd d;
  tepid::random_source random{6};
  for (int i = 0; i < 300; ++i) d.update(0.3 * tepid::normal(random));
  d.rearm();
  std::size_t more = 0;
  while (d.status() != state::drift && more++ < 200) d.update(2.0 * tepid::normal(random));
  CHECK(more < 20);
}

TEST_CASE("bocpd stays finite after values of any size, and after a state of any count") {
  for (const bocpd_model m : {bocpd_model::unknown_variance, bocpd_model::known_variance}) {
    bocpd d{{.max_runs = 8, .model = m}};
    tepid::random_source random{5};
    for (int i = 0; i < 20000; ++i) {
      d.update(std::ldexp(tepid::normal(random), static_cast<int>(random.below(2000)) - 1000));
      REQUIRE(tepid::is_finite(d.statistic()));
      d.rearm();
    }
    REQUIRE(tepid::load<bocpd>(tepid::save(d)) == d);
    d.reset();
    CHECK(d == bocpd{{.max_runs = 8, .model = m}});
  }
}
