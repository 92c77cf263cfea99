// A bank's feature is bit for bit a detector fed with its column: random rows, values that are not finite, alarms,
// resets, any chunking, every target.
#include "support/catch.hpp"

#include <algorithm>
#include <limits>
#include <vector>

#include <tepid/banks/cusum.hpp>
#include <tepid/banks/ewma.hpp>
#include <tepid/banks/ewma_bank.hpp>
#include <tepid/banks/page_hinkley.hpp>
#include <tepid/banks/shewhart.hpp>
#include <tepid/core/random.hpp>
#include <tepid/numerics/normal.hpp>

namespace {

using tepid::random_source;
using tepid::state;

constexpr std::size_t row_count = 600;

/// Normal rows with a shift that comes and goes; one value in `one_strange_in` is not finite (0: none).
std::vector<double> random_rows(random_source& random, std::size_t features, std::size_t one_strange_in) {
  std::vector<double> rows(row_count * features);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool shifted = (i / features) % 300 > 250 && i % 3 == 0;
    rows[i] = tepid::normal(random) + (shifted ? 1.5 : 0.0);
    if (one_strange_in != 0 && random.below(one_strange_in) == 0)
      rows[i] = random.below(2) ? std::numeric_limits<double>::quiet_NaN() : -std::numeric_limits<double>::infinity();
  }
  return rows;
}

/// What the bank must do, by single detectors: one row, and whether it raised a new alarm.
template <class D>
bool feed_row(std::vector<D>& singles, const double* row) {
  bool raised = false;
  for (std::size_t f = 0; f < singles.size(); ++f) {
    const bool before = singles[f].status() == state::drift;
    raised |= singles[f].update(row[f]) == state::drift && !before;
  }
  return raised;
}

template <class D>
std::size_t different_features(const tepid::feature_bank<D>& bank, const std::vector<D>& singles) {
  std::size_t different = 0;
  for (std::size_t f = 0; f < singles.size(); ++f) {
    const D& single = singles[f];
    const bool same = tepid::save(bank.detector(f)) == tepid::save(single) && bank.status(f) == single.status() &&
                      bank.statistic(f) == single.statistic() && bank.count(f) == single.count() &&
                      bank.rejected(f) == single.rejected();
    different += !same;
  }
  return different;
}

template <class D>
void compare(const std::vector<typename D::params>& settings) {
  for (const auto& target : tepid::kernels::available_targets()) {
    random_source random{3, 5};
    for (const auto& p : settings) {
      for (const std::size_t features : {1u, 3u, 16u, 37u}) {
        for (const std::size_t one_strange_in : {0u, 30u}) {
          std::vector<double> mean(features), sd(features);
          std::vector<D> singles;
          for (std::size_t f = 0; f < features; ++f) {
            mean[f] = 0.1 * random.uniform();
            sd[f] = 0.8 + 0.4 * random.uniform();
            typename D::params own = p;
            own.mean = mean[f];
            own.sd = sd[f];
            singles.emplace_back(own);
          }
          tepid::feature_bank<D> bank{features, p, mean, sd, target};
          const std::vector<double> rows = random_rows(random, features, one_strange_in);
          std::size_t alarms = 0, wrong_counts = 0, different = 0;
          for (std::size_t at = 0; at < row_count;) {
            const std::size_t chunk = std::min<std::size_t>(row_count - at, 1 + random.below(60));
            const std::size_t taken = bank.update(std::span{rows}.subspan(at * features, chunk * features));
            std::size_t expected = 0;
            bool raised = false;
            while (expected < chunk && !raised) raised = feed_row(singles, rows.data() + (at + expected++) * features);
            wrong_counts += taken != expected;
            at += taken;
            alarms += raised;
            if (raised) {
              different += different_features(bank, singles);
              const std::size_t f = bank.alarms().back();
              switch (random.below(4)) {
                case 0:
                  bank.reset(f), singles[f].reset();
                  break;
                case 1:
                  bank.rearm(f), singles[f].rearm();
                  break;
                case 2:
                  bank.rearm();
                  for (D& d : singles) d.rearm();
                  break;
                default:
                  break;  // the alarm is kept
              }
            }
          }
          INFO("target " << target.name << ", " << features << " features, strange " << one_strange_in << ", "
                         << tepid::to_text(static_cast<double>(alarms)) << " alarms");
          CHECK(wrong_counts == 0);
          CHECK(different == 0);
          CHECK(different_features(bank, singles) == 0);
          CHECK(bank.rows() == row_count);
          if (features >= 8) CHECK(alarms > 0);
        }
      }
    }
  }
}

}  // namespace

TEST_CASE("a bank of cusum equals single detectors") {
  compare<tepid::cusum>({{.k = 0.5, .h = 4.0},
                         {.k = 0.25, .h = 6.0, .side = tepid::side::up, .head_start = 2.0},
                         {.k = 0.5, .h = 5.0, .side = tepid::side::down}});
}

TEST_CASE("a bank of page_hinkley equals single detectors") {
  compare<tepid::page_hinkley>({{.delta = 0.05, .threshold = 15.0},
                                {.delta = 0.0, .threshold = 12.0, .alpha = 0.99, .min_samples = 1},
                                {.threshold = 12.0, .min_samples = 40, .side = tepid::side::up},
                                {.threshold = 8.0, .alpha = 0.95, .min_samples = 17, .side = tepid::side::down}});
}

TEST_CASE("a bank of ewma_bank equals single detectors") {
  compare<tepid::ewma_bank>({{.limit = 8.0}, {.rates = 5, .limit = 7.0}, {.rates = 1, .max_rate = 0.2, .limit = 6.0}});
}

TEST_CASE("a bank of ewma equals single detectors") {
  compare<tepid::ewma>({{.L = 2.8},
                        {.lambda = 0.3, .L = 3.0, .head_start = -1.5},
                        {.lambda = 0.2, .L = 2.5, .side = tepid::side::up, .head_start = 0.5, .barrier = 0.0},
                        {.lambda = 1.0, .L = 3.2, .side = tepid::side::down, .barrier = -0.5}});
}

TEST_CASE("a bank of shewhart equals single detectors") {
  compare<tepid::shewhart>({{.L = 3.2}, {.L = 4.0}});
  // A value at the mean has no deviation, whatever the sign of zero.
  tepid::feature_bank<tepid::shewhart> bank{2};
  tepid::shewhart single;
  const double rows[] = {1.0, 0.0, -0.0, -0.0};
  CHECK(bank.update(rows) == 2);
  single.update(1.0);
  single.update(-0.0);
  CHECK(tepid::save(bank.detector(0)) == tepid::save(single));
}
