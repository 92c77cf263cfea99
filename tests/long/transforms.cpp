// The values between false alarms for normal data, and behind transforms for other data: what is left of them.
// Standard error of each mean: 1 / sqrt(2000) = 2.2%.
#include "support/catch.hpp"
#include "support/composed_run_lengths.hpp"

#include <cstdio>

namespace {

using namespace tepid;
using tepid_test::mean_run_length;

// About 11,000 values between false alarms on normal data.
const tepid_test::bank_runs runs{{.rates = 6, .limit = 10.946}, 2000};

double share(const char* what, const mean_run_length& found) {
  static const mean_run_length normal = runs.plain(design::normal_sampler(), 1);
  std::printf("%-52s %6.0f +- %4.0f, normal %6.0f +- %4.0f\n", what, found.mean, found.error, normal.mean,
              normal.error);
  return found.mean / normal.mean;
}

}  // namespace

TEST_CASE("sequential ranks: 10% of the normal run length, whatever the law") {
  CHECK(share("t5, no reference", runs.ranked(design::student_sampler(5), 0, 2)) == Approx(1.0).epsilon(0.1));
  CHECK(share("lognormal, no reference", runs.ranked(design::lognormal_sampler(), 0, 3)) == Approx(1.0).epsilon(0.1));
  CHECK(share("t5, reference of 1,000", runs.ranked(design::student_sampler(5), 1000, 4)) == Approx(1.0).epsilon(0.1));
  CHECK(share("lognormal, reference of 1,000", runs.ranked(design::lognormal_sampler(), 1000, 5)) ==
        Approx(1.0).epsilon(0.1));
  CHECK(share("Poisson 3, reference of 1,000", runs.ranked(design::poisson_sampler(3), 1000, 6)) ==
        Approx(1.0).epsilon(0.1));
}

TEST_CASE("beyond the cap the ranks share an error of 1 / sqrt(cap)") {
  CHECK(share("t5, no reference, cap 1,000", runs.ranked(design::student_sampler(5), 0, 7, 1000)) > 0.5);
  CHECK(share("t5, no reference, cap 4,096", runs.ranked(design::student_sampler(5), 0, 8, 4096)) > 0.8);
}

TEST_CASE("whitening an AR(1), coefficients from a reference") {
  CHECK(share("AR .5, plain", runs.plain(design::autoregressive_sampler(0.5), 9)) < 0.05);
  CHECK(share("AR .5, whitened by 1,000", runs.whitened(design::autoregressive_sampler(0.5), 1000, 10)) > 0.4);
  CHECK(share("AR .5, whitened by 10,000", runs.whitened(design::autoregressive_sampler(0.5), 10'000, 11)) > 0.85);
  CHECK(share("AR .9, whitened by 10,000", runs.whitened(design::autoregressive_sampler(0.9), 10'000, 12)) > 0.85);
  CHECK(share("AR .5, whitened and ranked by 10,000",
              runs.whitened_and_ranked(design::autoregressive_sampler(0.5), 10'000, 13)) > 0.7);
}
