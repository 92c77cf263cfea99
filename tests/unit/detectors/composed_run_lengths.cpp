// A limit made for independent normal values keeps its run length behind ranks on other laws, and behind whitening on
// autocorrelated values. The long test is tests/long/transforms.cpp.
#include "support/composed_run_lengths.hpp"
#include "support/catch.hpp"

namespace {

using namespace tepid;
using tepid_test::mean_run_length;

const tepid_test::bank_runs runs{{.rates = 4, .limit = 8.0}, 2000};

void check_same(const mean_run_length& a, const mean_run_length& b) {
  INFO(a.mean << " +- " << a.error << " and " << b.mean << " +- " << b.error);
  CHECK(std::fabs(a.mean - b.mean) < 4.0 * std::hypot(a.error, b.error));
}

}  // namespace

TEST_CASE(
    "behind sequential ranks the run length is the normal one, whatever the law, without a reference and with one") {
  const auto normal = runs.plain(design::normal_sampler(), 1);
  CHECK(normal.error < 0.03 * normal.mean);
  check_same(runs.ranked(design::student_sampler(5), 0, 2), normal);
  check_same(runs.ranked(design::lognormal_sampler(), 0, 3), normal);
  check_same(runs.ranked(design::lognormal_sampler(), 200, 4), normal);
  check_same(runs.ranked(design::poisson_sampler(1), 50, 5), normal);
  CHECK(runs.plain(design::student_sampler(5), 6).mean < 0.5 * normal.mean);  // what the ranks are for
}

TEST_CASE("behind whitening an AR(1) of .5 has nearly the run length of independent values") {
  const auto normal = runs.plain(design::normal_sampler(), 1);
  const auto white = runs.whitened(design::autoregressive_sampler(0.5), 5000, 7);
  INFO(white.mean << " and " << normal.mean);
  CHECK(white.mean > 0.85 * normal.mean);  // the price of a fit from 5,000 values
  CHECK(white.mean < 1.10 * normal.mean);
  CHECK(runs.plain(design::autoregressive_sampler(0.5), 8).mean < 0.25 * normal.mean);
}
