// Simulated healthy counts follow the law that the detector's parameters state.
#include "support/catch.hpp"

#include <vector>

#include <tepid/design/input_law.hpp>
#include <tepid/numerics/moments.hpp>
#include <tepid/registry.hpp>

using tepid::setting;

namespace {

tepid::moments drawn(std::string_view name, std::vector<setting> settings, double step = 0.0) {
  const auto detector = tepid::make_detector(name, settings);
  std::vector<double> xs(40000);
  tepid::design::input_of(*detector, {.step = step})(tepid::random_source{5})->draw(xs);
  tepid::moments m;
  m.add(xs);
  return m;
}

}  // namespace

TEST_CASE("counts have the mean and the spread of the detector's own law") {
  const auto poisson = drawn("ewma_counts", {{"mean", 4}});
  CHECK(poisson.mean() == Approx(4).margin(0.04));
  CHECK(poisson.sd() == Approx(2).epsilon(0.02));
  CHECK(poisson.min() == 0);
  const auto binomial = drawn("ewma_counts", {{"law", 0, "binomial"}, {"n", 50}, {"p", 0.2}});
  CHECK(binomial.mean() == Approx(10).margin(0.06));
  CHECK(binomial.sd() == Approx(2.8284).epsilon(0.02));
  const auto trials = drawn("cusum_binomial", {{"n", 20}, {"p", 0.05}});
  CHECK(trials.mean() == Approx(1).margin(0.03));
  const auto shares = drawn("shewhart_attributes", {{"kind", 0, "p"}, {"center", 0.1}, {"n", 100}});
  CHECK(shares.mean() == Approx(0.1).margin(0.001));
  CHECK(shares.sd() == Approx(0.03).epsilon(0.02));
  const auto rates = drawn("shewhart_attributes", {{"kind", 0, "u"}, {"center", 2}, {"n", 10}});
  CHECK(rates.mean() == Approx(2).margin(0.02));
  CHECK(rates.sd() == Approx(0.4472).epsilon(0.02));
}

TEST_CASE("values have the mean and the spread that their law says") {
  using namespace tepid::design;
  for (const char* text : {"normal(3, 2)", "student(5)", "lognormal(0.5)", "exponential(2)", "uniform(-1, 3)", "beta(2, 5)", "beta(0.5, 0.5)",
                           "bernoulli(0.3)", "binomial(40, 0.3) / 40", "poisson(7)", "ar1(0.5)"}) {
    INFO(text);
    const tepid::healthy_law law = parse_law(text);
    for (const double step : {0.0, 0.5}) {
      std::vector<double> xs(40000);
      sampler_of(law, {.step = step})(tepid::random_source{8})->draw(xs);
      tepid::moments m;
      m.add(xs);
      CHECK(m.mean() == Approx(mean_of(law) + step * sd_of(law)).margin(0.025 * sd_of(law)));
      if (step == 0.0) CHECK(m.sd() == Approx(sd_of(law)).epsilon(0.04));
    }
  }
}

TEST_CASE("a change moves the mean by standard deviations") {
  CHECK(drawn("cusum_poisson", {{"mean", 9}}, 2.0).mean() == Approx(15).margin(0.1));
}
