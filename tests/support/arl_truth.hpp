// tests/support/arl_truth.hpp - the truth table of exact run lengths, and comparing with it.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/truth.hpp"

namespace tepid_test {

constexpr const char* arl_truth_file = "arl_truth.csv";

struct arl_truth_row {
  std::string chart, params, shift_type, coarse;
  double shift = 0.0;
  double arl = 0.0;

  /// The number after "name=" in the parameters.
  [[nodiscard]] double value(const std::string& name) const { return std::stod(text(name)); }

  /// What stands after "name=", up to the next semicolon.
  [[nodiscard]] std::string text(const std::string& name) const {
    const std::string all = ";" + params + ";";
    const auto at = all.find(";" + name + "=");
    INFO(params);
    REQUIRE(at != std::string::npos);
    const auto from = at + name.size() + 2;
    return all.substr(from, all.find(';', from) - from);
  }
};

/// The converged rows of the charts whose name `wanted` accepts.
template <class Wanted>
std::vector<arl_truth_row> arl_truth_where(Wanted&& wanted) {
  std::ifstream in{truth_path(arl_truth_file)};
  std::string line;
  std::vector<arl_truth_row> rows;
  while (std::getline(in, line)) {
    std::vector<std::string> cells{""};
    bool quoted = false;
    for (const char c : line) {
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        cells.emplace_back();
      } else {
        cells.back() += c;
      }
    }
    if (cells.size() > 7 && wanted(cells[0]) && cells[7] == "yes") {
      rows.push_back({cells[0], cells[1], cells[2], cells[5], std::stod(cells[3]), std::stod(cells[4])});
    }
  }
  return rows;
}

/// The converged rows of exactly this chart.
inline std::vector<arl_truth_row> arl_truth(const std::string& chart) {
  return arl_truth_where([&](const std::string& name) { return name == chart; });
}

/// Compares numbers and prints, at its end, how many there were and the worst relative deviation.
class worst_deviation {
 public:
  explicit worst_deviation(std::string what) : what_{std::move(what)} {}
  worst_deviation(const worst_deviation&) = delete;
  worst_deviation& operator=(const worst_deviation&) = delete;
  ~worst_deviation() {
    std::printf("%-32s %3zu numbers, worst relative deviation %.1e\n", what_.c_str(), count_, worst_);
  }

  void check(double found, double wanted, double tolerance) {
    const double off = std::fabs(found / wanted - 1.0);
    worst_ = std::fmax(worst_, off);
    ++count_;
    INFO("found " << found << ", wanted " << wanted << ", off by " << off);
    CHECK(off <= tolerance);
  }
  void check(const arl_truth_row& row, double arl) {
    INFO(row.chart << " " << row.params << " " << row.shift_type << " " << row.shift);
    check(arl, row.arl, 1e-5);
  }
  [[nodiscard]] std::size_t count() const noexcept { return count_; }

 private:
  std::string what_;
  std::size_t count_ = 0;
  double worst_ = 0.0;
};

}  // namespace tepid_test
