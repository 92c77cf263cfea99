// A wide table against a reference profile of the same width: Kolmogorov-Smirnov, Wasserstein-1 and PSI for every
// column.
//
//   bench_wide_table [ROWS] [COLUMNS]        3,000,000 and 1,000 unless given
//
// Columns come one by one from a generator, whose time is not counted, and are compared on two threads. Prints the
// time, the largest memory in use, and how many columns were found to have moved: every tenth has, by a tenth of its
// standard deviation. Exits with 1 if another number is found.
#include <sys/resource.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <tepid/kernels/sort.hpp>
#include <tepid/monitors/profile_builder.hpp>
#include <tepid/numerics/normal.hpp>
#include <tepid/two_sample/sketch_and_sample.hpp>
#include <tepid/two_sample/sketch_points.hpp>

namespace {

using seconds = std::chrono::duration<double>;

constexpr std::size_t reference_rows = 100'000;
constexpr unsigned workers = 2;

/// Standard normal values, shifted and scaled by the column's number: drawing 3e9 would take longer than comparing.
class generator {
 public:
  explicit generator(std::size_t rows) : base_(rows) {
    tepid::random_source random{1};
    for (double& x : base_) x = tepid::normal(random);
  }
  void column(std::size_t c, std::size_t rows, bool current, std::vector<double>& out) const {
    const double scale = 1.0 + static_cast<double>(c % 7), shift = current && c % 10 == 0 ? 0.1 * scale : 0.0;
    const std::size_t from = (c * 7919 + (current ? 0 : base_.size() / 2)) % base_.size();
    out.resize(rows);
    for (std::size_t i = 0, at = from; i < rows; ++i, at = at + 1 == base_.size() ? 0 : at + 1)
      out[i] = base_[at] * scale + shift;
  }

 private:
  std::vector<double> base_;
};

struct totals {
  double busy = 0.0;  // seconds of comparing, all threads
  std::uint64_t moved = 0;
};

}  // namespace

int main(int argc, char** argv) {
  const std::size_t rows = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 3'000'000;
  const std::size_t columns = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1'000;
  const generator made{rows + 1};
  tepid::profile_builder builder;
  std::vector<double> values;
  for (std::size_t c = 0; c < columns; ++c) {
    made.column(c, reference_rows, false, values);
    builder.add_numeric(std::string{"c"}.append(std::to_string(c)), values);
    if (c % 50 == 0) std::fprintf(stderr, "\rreference: column %zu of %zu", c, columns);
  }
  const tepid::profile reference = builder.finish();

  std::atomic<std::size_t> next{0};
  std::mutex adding;
  totals all;
  const auto work = [&] {
    std::vector<double> current, sorted;
    totals mine;
    for (std::size_t c; (c = next++) < columns;) {
      made.column(c, rows, true, current);
      const auto start = std::chrono::steady_clock::now();
      sorted.resize(current.size());
      sorted.resize(tepid::kernels::copy_finite(current, sorted.data()));
      tepid::kernels::sort(sorted);
      const auto before = tepid::sketch_points::of(*reference.columns()[c].distribution);
      const auto found = tepid::compare_with_sketch(before.view(), sorted);
      mine.moved += found.kolmogorov_smirnov.result.p_value < 1e-9 && found.wasserstein.statistic_low > 0.0 &&
                    found.psi.result.p_value < 1e-9;
      mine.busy += seconds{std::chrono::steady_clock::now() - start}.count();
      if (c % 10 == 0) std::fprintf(stderr, "\rcomparing: column %zu of %zu   ", c, columns);
    }
    const std::lock_guard lock{adding};
    all.busy += mine.busy;
    all.moved += mine.moved;
  };
  {
    std::vector<std::jthread> others;
    for (unsigned i = 1; i < workers; ++i) others.emplace_back(work);
    work();
  }
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  std::fprintf(stderr, "\r%40s\r", "");
  std::printf(
      "%zu rows x %zu columns, %u threads: %.1f s of comparing (%.2f ns a value and thread), peak memory %.0f MiB\n",
      rows, columns, workers, all.busy / workers, 1e9 * all.busy / static_cast<double>(rows * columns),
      static_cast<double>(used.ru_maxrss) / 1024.0);
  std::printf("%llu columns moved, of %zu that were\n", static_cast<unsigned long long>(all.moved), (columns + 9) / 10);
  return all.moved == (columns + 9) / 10 ? 0 : 1;
}
