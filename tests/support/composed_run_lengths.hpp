// tests/support/composed_run_lengths.hpp - run lengths of the EWMA bank, plain, behind ranks, and behind whitening.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include <tepid/design/sampler.hpp>
#include <tepid/detectors/composed.hpp>
#include <tepid/detectors/ewma_bank.hpp>
#include <tepid/transforms/pit.hpp>
#include <tepid/transforms/sequential_rank.hpp>
#include <tepid/transforms/whiten.hpp>

namespace tepid_test {

struct mean_run_length {
  double mean = 0.0, error = 0.0;
};

/// `runs` run lengths of the EWMA bank with the parameters `bank`; each path first draws a reference.
class bank_runs {
 public:
  bank_runs(const tepid::ewma_bank_params& bank, std::uint64_t runs) : bank_{bank}, runs_{runs} {}

  [[nodiscard]] mean_run_length plain(const tepid::design::sampler& law, std::uint64_t seed) const {
    return each(law, 0, seed, [&](const auto&, std::uint64_t) { return tepid::ewma_bank{bank_}; });
  }
  [[nodiscard]] mean_run_length ranked(const tepid::design::sampler& law, std::size_t reference, std::uint64_t seed,
                                       std::uint64_t cap = 16384) const {
    return each(law, reference, seed, [&](const auto& past, std::uint64_t path) {
      return tepid::composed<tepid::sequential_rank, tepid::ewma_bank>{
          tepid::sequential_rank::fit(past, {.cap = cap, .seed = path}), bank_};
    });
  }
  [[nodiscard]] mean_run_length whitened(const tepid::design::sampler& law, std::size_t reference,
                                         std::uint64_t seed) const {
    return each(law, reference, seed, [&](const auto& past, std::uint64_t) {
      return tepid::composed<tepid::whiten, tepid::ewma_bank>{tepid::whiten::fit(past), bank_};
    });
  }
  [[nodiscard]] mean_run_length whitened_and_ranked(const tepid::design::sampler& law, std::size_t reference,
                                                    std::uint64_t seed) const {
    using both = tepid::chain<tepid::whiten, tepid::pit>;
    return each(law, reference, seed, [&](const auto& past, std::uint64_t) {
      return tepid::composed<both, tepid::ewma_bank>{both::fit(past), bank_};
    });
  }

 private:
  template <class Make>
  [[nodiscard]] mean_run_length each(const tepid::design::sampler& law, std::size_t reference, std::uint64_t seed,
                                     Make&& make) const {
    double sum = 0.0, squares = 0.0;
    for (std::uint64_t path = 0; path < runs_; ++path) {
      const auto stream = law(tepid::random_source{seed, path});
      std::vector<double> past(reference), next(256);
      stream->draw(past);
      auto detector = make(past, path);
      double length = 0.0;
      while (detector.status() != tepid::state::drift) {
        stream->draw(next);
        length += static_cast<double>(detector.update(next));
      }
      sum += length;
      squares += length * length;
    }
    const double n = static_cast<double>(runs_), mean = sum / n;
    return {mean, std::sqrt((squares / n - mean * mean) / n)};
  }

  tepid::ewma_bank_params bank_;
  std::uint64_t runs_;
};

}  // namespace tepid_test
