// Change points of the Turing Change Point Dataset's open univariate series, scored as its benchmark scores them.
//
// Source: G. J. J. van den Burg, C. K. I. Williams, arXiv:2003.06222 (2020), section 5: covering averaged over annotators;
// F1 with a margin of 5, 0 in every set, precision against the union of annotators, recall averaged over them.
#include "support/catch.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <tepid/two_sample/segmentation.hpp>

#include "support/shared_data.hpp"

namespace {

using points = std::set<std::size_t>;

std::vector<std::pair<double, double>> segments(points starts, std::size_t n) {
  starts.insert(0);
  starts.insert(n);
  std::vector<std::pair<double, double>> out;
  for (auto at = starts.begin(); std::next(at) != starts.end(); ++at)
    out.emplace_back(static_cast<double>(*at), static_cast<double>(*std::next(at)));
  return out;
}

/// Each segment of the truth counts with its best Jaccard index.
double covering(const points& truth, const points& found, std::size_t n) {
  double sum = 0.0;
  for (const auto& a : segments(truth, n)) {
    double best = 0.0;
    for (const auto& b : segments(found, n)) {
      const double both = std::min(a.second, b.second) - std::max(a.first, b.first);
      best = std::max(best, both / (std::max(a.second, b.second) - std::min(a.first, b.first)));
    }
    sum += (a.second - a.first) * best;
  }
  return sum / static_cast<double>(n);
}

/// How many true points have a found one within 5, each found one used once.
double matched(const points& truth, points found) {
  double count = 0.0;
  for (const std::size_t t : truth) {
    auto best = found.end();
    std::size_t least = 6;
    for (auto f = found.begin(); f != found.end(); ++f)
      if (const std::size_t d = *f > t ? *f - t : t - *f; d < least) {
        least = d;
        best = f;
      }
    if (best == found.end()) continue;
    found.erase(best);
    count += 1.0;
  }
  return count;
}

struct score {
  double cover = 0.0, f1 = 0.0;
};

score judge(const std::vector<points>& annotators, points found, std::size_t n) {
  score s;
  points all{0};
  double recall = 0.0;
  const double count = static_cast<double>(annotators.size());
  for (const points& a : annotators) s.cover += covering(a, found, n) / count;
  found.insert(0);
  for (points a : annotators) {
    a.insert(0);
    all.insert(a.begin(), a.end());
    recall += matched(a, found) / static_cast<double>(a.size()) / count;
  }
  const double precision = matched(all, found) / static_cast<double>(found.size());
  s.f1 = 2.0 * precision * recall / (precision + recall);
  return s;
}

}  // namespace

TEST_CASE("the measures give what was published for a detector that finds nothing") {
  if (!tepid_test::have_shared("data/tcpd_open/annotations.json")) return;
  const auto truth = nlohmann::json::parse(std::ifstream{tepid_test::shared_path("data/tcpd_open/annotations.json")});
  std::vector<points> nile;
  for (const auto& a : truth.at("nile")) nile.push_back(a.get<points>());
  const score s = judge(nile, {}, 100);
  CHECK(s.cover == Approx(0.7581).margin(1e-4));
  CHECK(s.f1 == Approx(0.8235).margin(1e-4));
}

TEST_CASE("covering and F1 over the univariate series, with defaults") {
  if (!tepid_test::have_shared("data/tcpd_open/annotations.json")) return;
  const auto truth = nlohmann::json::parse(std::ifstream{tepid_test::shared_path("data/tcpd_open/annotations.json")});
  score sum;
  double series = 0.0;
  for (const auto& [name, annotations] : truth.items()) {
    std::ifstream file{tepid_test::shared_path("data/tcpd_open/" + name + ".json")};
    if (!file) continue;
    const auto data = nlohmann::json::parse(file);
    if (data.at("n_dim") != 1) continue;
    std::vector<double> xs;
    for (const auto& x : data.at("series").at(0).at("raw"))
      xs.push_back(x.is_null() ? std::numeric_limits<double>::quiet_NaN() : x.get<double>());
    std::vector<points> annotators;
    for (const auto& a : annotations) annotators.push_back(a.get<points>());
    points found;
    for (const auto& p : tepid::segment_series(xs).points) found.insert(p.index);
    const score s = judge(annotators, found, xs.size());
    std::printf("%-20s %4zu values %2zu points  cover %.3f  F1 %.3f\n", name.c_str(), xs.size(), found.size(), s.cover,
                s.f1);
    sum.cover += s.cover;
    sum.f1 += s.f1;
    series += 1.0;
  }
  std::printf("%.0f series  cover %.3f  F1 %.3f\n", series, sum.cover / series, sum.f1 / series);
  CHECK(series == 17.0);
  CHECK(sum.cover / series >= 0.69);
  CHECK(sum.f1 / series >= 0.74);
}
