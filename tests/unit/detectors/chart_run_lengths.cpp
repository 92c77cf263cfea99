// Charts as detectors: simulated run lengths agree with the exact ones that design computes for the chart.
#include <string_view>
#include <vector>

#include <tepid/design/charts.hpp>
#include <tepid/design/runs_rules.hpp>
#include <tepid/detectors/cusum_binomial.hpp>
#include <tepid/detectors/cusum_crosier.hpp>
#include <tepid/detectors/cusum_poisson.hpp>
#include <tepid/detectors/ewma.hpp>
#include <tepid/detectors/ewma_counts.hpp>
#include <tepid/detectors/hotelling_t2.hpp>
#include <tepid/detectors/mcusum.hpp>
#include <tepid/detectors/mewma.hpp>
#include <tepid/detectors/shewhart.hpp>
#include <tepid/detectors/variance_cusum.hpp>
#include <tepid/detectors/variance_ewma.hpp>

#include "support/catch.hpp"
#include "support/run_lengths.hpp"

namespace {

using namespace tepid;
using namespace tepid_test;

/// Of the chart of this name, in its own unit (values, samples or vectors).
double exact_run_length(std::string_view chart, const std::vector<setting>& settings,
                        const design::mean_change& change = {}) {
  const auto* row = design::find_chart(chart);
  REQUIRE(row != nullptr);
  return row->arl(settings, change).arl;
}

design::runs_rules_chart nelson(unsigned number, double scale) {
  return design::runs_rules_chart{{design::nelson_rule(number)}, scale};
}

}  // namespace

TEST_CASE("Shewhart's run lengths are the exact ones") {
  CHECK_RUN_LENGTH(simulated_run_length(shewhart{{.L = 2.5}}, normal_draw(), 3000),
                   exact_run_length("shewhart", {{"L", 2.5}}));
  CHECK_RUN_LENGTH(simulated_run_length(shewhart{}, normal_draw(1), 3000),
                   exact_run_length("shewhart", {}, {.step = 1}));
  const std::vector<setting> all{{"rule2", 1}, {"rule3", 1}, {"rule4", 1}};
  const shewhart western{{.rule2 = true, .rule3 = true, .rule4 = true}};
  CHECK_RUN_LENGTH(simulated_run_length(western, normal_draw(), 3000), exact_run_length("shewhart", all));
  CHECK_RUN_LENGTH(simulated_run_length(western, normal_draw(-1), 3000),
                   exact_run_length("shewhart", all, {.step = 1}));
  const shewhart wide{{.L = 3.3, .rule2 = true, .rule3 = true}};
  CHECK_RUN_LENGTH(simulated_run_length(wide, normal_draw(), 3000),
                   exact_run_length("shewhart", {{"L", 3.3}, {"rule2", 1}, {"rule3", 1}}));
}

TEST_CASE("Shewhart's run lengths of Nelson's tests are the exact ones") {
  CHECK_RUN_LENGTH(simulated_run_length(shewhart{{.rule1 = false, .nelson2 = true}}, normal_draw(), 2000),
                   nelson(2, 1).arl().arl);
  CHECK_RUN_LENGTH(simulated_run_length(shewhart{{.rule1 = false, .nelson7 = true}}, normal_draw(), 2000),
                   nelson(7, 1).arl().arl);
  CHECK_RUN_LENGTH(simulated_run_length(shewhart{{.L = 2.0, .rule1 = false, .nelson8 = true}}, normal_draw(), 2000),
                   nelson(8, 2.0 / 3).arl().arl);
}

TEST_CASE("the EWMA chart's run lengths are the exact ones, with every kind of limits") {
  constexpr std::string_view names[]{"fix", "vacl", "fir", "both", "steiner"};
  for (int i = 0; i < 5; ++i) {
    const ewma_params p{.lambda = 0.2,
                        .L = 2.4,
                        .head_start = i == 2 || i == 3 ? 1.2 : 0.0,
                        .limits = static_cast<ewma_limits_form>(i)};
    INFO(names[i]);
    CHECK_RUN_LENGTH(
        simulated_run_length(ewma{p}, normal_draw(), 4000),
        exact_run_length("ewma", {{"lambda", .2}, {"L", 2.4}, {"head_start", p.head_start}, {"limits", 0, names[i]}}));
  }
  CHECK_RUN_LENGTH(simulated_run_length(ewma{{.lambda = 0.5, .L = 3.071}}, normal_draw(0.25), 2000),
                   254.784749);  // spc
  CHECK_RUN_LENGTH(simulated_run_length(ewma{{}}, normal_draw(), 1500), exact_run_length("ewma", {}));
  for (const auto which : {side::up, side::down})
    for (const auto limits : {ewma_limits_form::fix, ewma_limits_form::vacl}) {
      const ewma_params p{.L = 2.0, .side = which, .limits = limits, .barrier = -1};
      CHECK_RUN_LENGTH(
          simulated_run_length(ewma{p}, normal_draw(), 4000),
          exact_run_length("ewma",
                           {{"L", 2}, {"side", 0, "up"}, {"barrier", -1}, {"limits", static_cast<double>(limits)}}));
    }
}

TEST_CASE("Crosier's run lengths are the exact ones") {
  CHECK_RUN_LENGTH(simulated_run_length(cusum_crosier{}, normal_draw(), 3000), exact_run_length("cusum_crosier", {}));
  CHECK_RUN_LENGTH(simulated_run_length(cusum_crosier{}, normal_draw(0.25), 3000), 70.669486);  // spc, and Crosier 1986
  CHECK_RUN_LENGTH(simulated_run_length(cusum_crosier{}, normal_draw(-1), 3000), 7.915442);
  CHECK_RUN_LENGTH(simulated_run_length(cusum_crosier{{.head_start = 1.865}}, normal_draw(), 3000),
                   exact_run_length("cusum_crosier", {{"head_start", 1.865}}));
}

TEST_CASE("the run lengths of CUSUMs of counts are the exact ones") {
  const auto poisson = count_draw::poisson(4);
  CHECK_RUN_LENGTH(simulated_run_length(cusum_poisson{}, poisson, 1500), exact_run_length("cusum_poisson", {}));
  CHECK_RUN_LENGTH(simulated_run_length(cusum_poisson{{.head_start = 5}}, count_draw::poisson(6), 3000),
                   exact_run_length("cusum_poisson", {{"head_start", 5}}, {.step = 1}));
  // 0.7 is no binary fraction: sums on its lattice miss h = 5.6 by rounding if they are added up one by one.
  CHECK_RUN_LENGTH(simulated_run_length(cusum_poisson{{.k = 4.7, .h = 5.6}}, poisson, 3000),
                   exact_run_length("cusum_poisson", {{"k", 4.7}, {"h", 5.6}}));
  CHECK_RUN_LENGTH(simulated_run_length(cusum_poisson{{.k = 3.3, .h = 8.4, .side = side::down}}, poisson, 3000),
                   exact_run_length("cusum_poisson", {{"k", 3.3}, {"h", 8.4}, {"side", 0, "down"}}));
  CHECK_RUN_LENGTH(simulated_run_length(cusum_binomial{{.k = 17, .h = 14}}, count_draw::binomial(150, 0.1), 3000),
                   exact_run_length("cusum_binomial", {{"k", 17}, {"h", 14}}));
  // Bernoulli: 0 or 1.
  CHECK_RUN_LENGTH(
      simulated_run_length(cusum_binomial{{.n = 1, .p = 0.2, .k = 0.3, .h = 2.4}}, count_draw::binomial(1, 0.2), 3000),
      exact_run_length("cusum_binomial", {{"n", 1}, {"p", 0.2}, {"k", 0.3}, {"h", 2.4}}));
}

TEST_CASE("the run lengths of charts of variances are the exact ones, in samples") {
  CHECK_RUN_LENGTH(simulated_run_length(variance_cusum{}, normal_draw(), 3000), 260.7399);  // Knoth 2006, by simulation
  CHECK_RUN_LENGTH(simulated_run_length(variance_cusum{}, normal_draw(0, 1.3), 3000), 26.2929);
  CHECK_RUN_LENGTH(simulated_run_length(variance_cusum{{.k = 0.5, .h = 3, .side = side::down}}, normal_draw(), 3000),
                   exact_run_length("variance_cusum", {{"k", 0.5}, {"h", 3}, {"side", 0, "down"}}));
  CHECK_RUN_LENGTH(simulated_run_length(variance_ewma{}, normal_draw(), 3000), exact_run_length("variance_ewma", {}));
  CHECK_RUN_LENGTH(simulated_run_length(variance_ewma{}, normal_draw(0, 1.5), 3000),
                   exact_run_length("variance_ewma", {}, {.step = 0.5}));
  // Samples of 4 with their own mean taken off, at whatever mean: 3 degrees of freedom.
  CHECK_RUN_LENGTH(simulated_run_length(variance_ewma{{.df = 3, .own_mean = true}}, normal_draw(5), 2000),
                   4 * exact_run_length("variance_ewma", {{"df", 3}}));
  CHECK_RUN_LENGTH(simulated_run_length(variance_cusum{{.h = 2, .df = 3}}, normal_draw(), 2000),
                   3 * exact_run_length("variance_cusum", {{"h", 2}, {"df", 3}}));
}

TEST_CASE("the run lengths of EWMAs of counts are the exact ones") {
  CHECK_RUN_LENGTH(simulated_run_length(ewma_counts{}, count_draw::poisson(4), 2000),
                   exact_run_length("poisson_ewma", {}));
  CHECK_RUN_LENGTH(simulated_run_length(ewma_counts{{.A = 2}}, count_draw::poisson(4.5), 3000),
                   exact_run_length("poisson_ewma", {{"A", 2}}, {.step = 0.25}));
  // Gan 1990, rounded to whole counts: h = 18 is any limit between 18 and 19. R's spc gives the numbers.
  const double sd = std::sqrt(150 * 0.1 * 0.9 * 0.165 / (2 - 0.165));
  const ewma_counts gan{
      {.law = counts_law::binomial, .lambda = 0.165, .A = 3.5 / sd, .side = side::up, .z0 = 15, .resolution = 1}};
  CHECK_RUN_LENGTH(simulated_run_length(gan, count_draw::binomial(150, 0.1), 1000), 1372.465530);
  CHECK_RUN_LENGTH(simulated_run_length(gan, count_draw::binomial(150, 0.11), 3000), 77.648727);
  CHECK_RUN_LENGTH(simulated_run_length(gan, count_draw::binomial(150, 0.12), 3000), 19.485284);
}

TEST_CASE("the run lengths of multivariate charts are the exact ones, in rows") {
  CHECK_RUN_LENGTH(simulated_run_length(hotelling_t2{{.dimension = 3}}, normal_draw(), 3000),
                   3 * exact_run_length("hotelling", {{"p", 3}}));
  CHECK_RUN_LENGTH(simulated_run_length(hotelling_t2{{.dimension = 4, .limit = 12}}, normal_draw(0.5), 3000),
                   4 * exact_run_length("hotelling", {{"p", 4}, {"limit", 12}}, {.step = 1}));
  CHECK_RUN_LENGTH(simulated_run_length(mewma{}, normal_draw(), 3000), 2 * exact_run_length("mewma", {}));
  CHECK_RUN_LENGTH(simulated_run_length(mewma{{.dimension = 5, .h4 = 14.53637397}}, normal_draw(), 2000),
                   5 * 200.0);  // spc
  CHECK_RUN_LENGTH(simulated_run_length(mewma{{.dimension = 4, .h4 = 12.73}}, normal_draw(1), 3000),
                   4 * 5.176932);  // spc, length 2
  // In one dimension Crosier's is his univariate chart.
  CHECK_RUN_LENGTH(simulated_run_length(mcusum{{.dimension = 1, .h = 3.73}}, normal_draw(), 3000),
                   exact_run_length("cusum_crosier", {}));
  CHECK_RUN_LENGTH(simulated_run_length(mcusum{{.dimension = 1, .h = 3.73}}, normal_draw(0.5), 3000), 25.052821);
}
