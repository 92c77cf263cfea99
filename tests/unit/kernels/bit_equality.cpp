// Every kernel on every target gives the bits of the scalar reference, whatever the number of features and rows.
#include "support/catch.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <vector>

#include <tepid/banks/columns.hpp>
#include <tepid/core/random.hpp>
#include <tepid/kernels/reference.hpp>

namespace kernels = tepid::kernels;

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double hard[] = {infinite, -infinite, std::numeric_limits<double>::quiet_NaN(), 0.0, -0.0, 5e-324, -5e-324,
                           1e308,    -1e308};

/// A state of `columns` columns for f features, and rows to feed it.
struct bench {
  std::size_t features, rows, columns, stride;
  tepid::detail::columns mean, inverse_sd, limit, before, after;
  std::vector<double> xs;

  bench(tepid::random_source& random, std::size_t f, std::size_t r, std::size_t c)
      : features{f}, rows{r}, columns{c}, stride{(f + 15) / 16 * 16} {
    mean.assign(stride, 0.0);
    inverse_sd.assign(stride, 1.0);
    limit.assign(stride, infinite);
    before.assign(stride * columns, 0.0);
    after = before;
    xs.assign(f * r, 0.0);
    for (std::size_t i = 0; i < f; ++i) {
      mean[i] = random.uniform() - 0.5;
      inverse_sd[i] = 0.5 + random.uniform();
      limit[i] = random.below(4) == 0 ? infinite : 20.0 * random.uniform();
    }
  }

  void fill(tepid::random_source& random, bool with_hard) {
    for (double& x : xs) x = 4.0 * random.uniform() - 2.0;
    if (with_hard)
      for (double& x : xs)
        if (random.below(20) == 0) x = hard[random.below(std::size(hard))];
  }

  template <class C>
  bool run(kernels::kernel<C> kernel, const C& c) {
    return kernel(
        {xs.data(), rows, features, stride, mean.data(), inverse_sd.data(), limit.data(), before.data(), after.data()},
        c);
  }

  /// The states after a run, without the padding.
  std::vector<double> result() const {
    std::vector<double> all;
    for (std::size_t c = 0; c < columns; ++c)
      all.insert(all.end(), after.begin() + static_cast<std::ptrdiff_t>(c * stride),
                 after.begin() + static_cast<std::ptrdiff_t>(c * stride + features));
    return all;
  }
};

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

/// Feeds the same blocks to the reference and to `kernel` on each target, state after state.
template <class C, class Find>
void compare(const Find& find, kernels::kernel<C> reference, const std::vector<C>& constants,
             std::size_t (*columns)(const C&)) {
  for (const auto& target : kernels::available_targets()) {
    const kernels::kernel<C> kernel = find(target);
    tepid::random_source random{7, 11};
    std::size_t differences = 0, above = 0, runs = 0;
    for (std::size_t features = 1; features <= 41; ++features) {
      for (const std::size_t rows : {1u, 2u, 7u, 16u}) {
        const C& c = constants[random.below(constants.size())];
        bench truth{random, features, rows, columns(c)};
        bench other = truth;
        for (int block = 0; block < 6; ++block) {
          truth.fill(random, block % 2 == 1);
          other.xs = truth.xs;
          const bool expected = truth.run(reference, c), found = other.run(kernel, c);
          above += expected;
          ++runs;
          differences += expected != found;
          // Above the limit, `after` need not be complete: the reference's state goes on.
          if (!expected || rows == 1) differences += !same_bits(truth.result(), other.result());
          truth.before.swap(truth.after);
          other.before = truth.before;
        }
      }
    }
    INFO("target " << target.name);
    CHECK(differences == 0);
    CHECK(above > runs / 20);  // both outcomes were seen
    CHECK(above < runs - runs / 20);
  }
}

}  // namespace

TEST_CASE("cusum: every target has the reference's bits") {
  compare<kernels::cusum_constants>(
      kernels::cusum_kernel, kernels::reference::cusum, {{0.5, 0.5}, {0.1, infinite}, {infinite, 0.25}, {0.0, 0.0}},
      [](const kernels::cusum_constants&) { return std::size_t{kernels::cusum_columns}; });
}

TEST_CASE("page_hinkley: every target has the reference's bits") {
  compare<kernels::page_hinkley_constants>(
      kernels::page_hinkley_kernel, kernels::reference::page_hinkley,
      {{.delta = 0.0, .alpha = 1.0, .min_samples = 1.0},
       {.delta = 0.005, .alpha = 0.99, .min_samples = 10.0},
       {.delta = 0.05, .alpha = 1.0, .min_samples = 30.0, .up = true, .down = false},
       {.delta = 0.005, .alpha = 0.3, .min_samples = 3.0, .up = false, .down = true}},
      [](const kernels::page_hinkley_constants&) { return std::size_t{kernels::page_hinkley_columns}; });
}

TEST_CASE("ewma: every target has the reference's bits") {
  compare<kernels::ewma_constants>(
      kernels::ewma_kernel, kernels::reference::ewma,
      {{.keep = 0.9, .weight = 0.1, .per_sd = 4.4},
       {.keep = 0.0, .weight = 1.0},
       {.keep = 0.75, .weight = 0.25, .per_sd = 2.6, .lowest = 0.0, .one_sided = true},
       {.keep = 0.75, .weight = -0.25, .per_sd = 2.6, .lowest = -0.0, .one_sided = true},
       {.keep = 0.5, .weight = -0.5, .per_sd = 1.7, .lowest = -0.3, .one_sided = true}},
      [](const kernels::ewma_constants&) { return std::size_t{kernels::ewma_columns}; });
}

TEST_CASE("shewhart: every target has the reference's bits") {
  compare<kernels::shewhart_constants>(
      kernels::shewhart_kernel, kernels::reference::shewhart, {{}},
      [](const kernels::shewhart_constants&) { return std::size_t{kernels::shewhart_columns}; });
}

TEST_CASE("ewma_bank: every target has the reference's bits") {
  std::vector<kernels::ewma_bank_constants> constants;
  for (const std::size_t rates : {1u, 2u, 3u, 4u, 5u, 8u, 11u, 32u}) {
    kernels::ewma_bank_constants c;
    c.rates = rates;
    double rate = 0.75;
    for (std::size_t j = 0; j < rates; ++j, rate /= 1.9) {
      c.rate[j] = rate;
      c.decay[j] = 1.0 - rate;
      c.scale[j] = (2.0 - rate) / (2.0 * rate);
      c.offset[j] = static_cast<double>(j) * 0.6;
    }
    constants.push_back(c);
  }
  compare<kernels::ewma_bank_constants>(kernels::ewma_bank_kernel, kernels::reference::ewma_bank, constants,
                                        [](const kernels::ewma_bank_constants& c) { return 1 + c.rates; });
}
