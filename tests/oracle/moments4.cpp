// moments4 against scipy.stats and against exact sums of fractions; moments4_scipy.py made the numbers.
#include "support/catch.hpp"
#include "support/paths.hpp"

#include <fstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include <tepid/sketches/moments4.hpp>

namespace {

std::vector<double> stream(std::size_t n, double offset, double scale) {
  std::uint64_t state = 7;
  std::vector<double> out;
  for (std::size_t i = 0; i < n; ++i) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    const double u = static_cast<double>(state >> 44) / 0x1p20;
    out.push_back(offset + scale * (u * u));
  }
  return out;
}

void compare(const tepid::moments4& m, const nlohmann::json& truth, double tolerance) {
  CHECK(m.mean() == Approx(truth["mean"].get<double>()).epsilon(1e-15));
  CHECK(m.variance() == Approx(truth["variance"].get<double>()).epsilon(tolerance));
  CHECK(m.skewness() == Approx(truth["skewness"].get<double>()).epsilon(tolerance).margin(tolerance));
  CHECK(m.excess_kurtosis() == Approx(truth["excess_kurtosis"].get<double>()).epsilon(tolerance).margin(tolerance));
}

}  // namespace

TEST_CASE("moments are those of exact sums, at any offset and scale, and those of scipy") {
  const auto all = nlohmann::json::parse(std::ifstream{tepid_test::source_folder() / "tests/oracle/moments4_scipy.json"});
  int seen = 0;
  for (const auto& c : all["cases"]) {
    INFO(c.dump());
    const auto xs = stream(c["n"], c["offset"], c["scale"]);
    tepid::moments4 whole, parts, piece;
    whole.update(xs);
    compare(whole, c["exact"], 1e-13);
    if (c.contains("scipy")) compare(whole, c["scipy"], 1e-10);
    for (std::size_t i = 0; i < xs.size(); ++i) {
      piece.update(xs[i]);
      if (i % 301 == 300 || i + 1 == xs.size()) {
        parts.merge(piece);
        piece.clear();
      }
    }
    compare(parts, c["exact"], 1e-13);
    ++seen;
  }
  CHECK(seen == 12);
}
