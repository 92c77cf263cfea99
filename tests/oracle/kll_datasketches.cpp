// KLL bytes: what Apache DataSketches wrote is read, what tepid writes DataSketches has read, and both say the same.
//
// kll_datasketches.json is what its Python package said; kll_datasketches.py made it and says how.
#include "support/catch.hpp"
#include "support/paths.hpp"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include <tepid/sketches/kll.hpp>

namespace {

using nlohmann::json;
using bytes = std::vector<std::byte>;

bytes from_hex(const std::string& hex) {
  bytes out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    out.push_back(static_cast<std::byte>(std::stoi(hex.substr(i, 2), nullptr, 16)));
  return out;
}
std::string to_hex(const bytes& data) {
  std::string out;
  for (const std::byte b : data) {
    char two[3];
    std::snprintf(two, sizeof two, "%02x", std::to_integer<unsigned>(b));
    out += two;
  }
  return out;
}
double number(const json& text) { return std::strtod(text.get<std::string>().c_str(), nullptr); }

const json& said() {
  static const json all = json::parse(std::ifstream{tepid_test::source_folder() / "tests/oracle/kll_datasketches.json"});
  return all;
}

/// Sketches by integer recipes; the same bytes on every machine.
template <class T>
std::map<std::string, tepid::kll<T>> recipes(const std::string& type) {
  std::map<std::string, tepid::kll<T>> made;
  for (const std::uint64_t n : {0u, 1u, 2u, 100u, 200u, 201u, 1000u, 5000u, 100'000u})
    for (const auto k : std::vector<std::uint16_t>{8, 200, 1024}) {
      tepid::kll<T> sketch{k, n + k};
      for (std::uint64_t i = 0; i < n; ++i)
        sketch.update(static_cast<T>(i * 2654435761u % 1'000'003) / T{1024} - T{100});
      made.emplace(type + " k=" + std::to_string(k) + " n=" + std::to_string(n), sketch);
    }
  tepid::kll<T> merged{200, 1}, infinite{20, 2};
  for (const auto k : std::vector<std::uint16_t>{200, 50, 400}) {
    tepid::kll<T> part{k, k};
    for (int i = 0; i < 3000; ++i) part.update(static_cast<T>(i * 7919 % 3001));
    merged.merge(part);
  }
  for (int i = 0; i < 500; ++i)
    infinite.update(i % 5 == 0 ? (i % 2 == 0 ? -1 : 1) * std::numeric_limits<T>::infinity() : static_cast<T>(i));
  made.emplace(type + " merged", merged);
  made.emplace(type + " infinite", infinite);
  return made;
}

/// Everything that DataSketches said of these bytes, asked of a sketch that was read from them.
template <class T>
void agrees(const json& other, const tepid::kll<T>& sketch) {
  CHECK(sketch.k() == other["k"].get<int>());
  CHECK(sketch.n() == other["n"].get<std::uint64_t>());
  CHECK(sketch.retained() == other["retained"].get<std::size_t>());
  if (sketch.empty()) return;
  CHECK(static_cast<double>(sketch.min()) == number(other["min"]));
  CHECK(static_cast<double>(sketch.max()) == number(other["max"]));
  for (const auto& row : other["quantiles"]) {
    CHECK(static_cast<double>(sketch.quantile(number(row[0]), true)) == number(row[1]));
    CHECK(static_cast<double>(sketch.quantile(number(row[0]), false)) == number(row[2]));
  }
  for (const auto& row : other["ranks"]) {
    CHECK(sketch.rank(static_cast<T>(number(row[0])), true) == Approx(number(row[1])).epsilon(1e-14));
    CHECK(sketch.rank(static_cast<T>(number(row[0])), false) == Approx(number(row[2])).epsilon(1e-14).margin(1e-15));
  }
  if (sketch.estimating()) {
    CHECK(sketch.error() == Approx(number(other["error"][0])).epsilon(1e-14));
    CHECK(sketch.error(true) == Approx(number(other["error"][1])).epsilon(1e-14));
  }
}

template <class T>
void read_and_compare(const std::string& type, const json& all, int& seen) {
  for (const auto& [name, held] : all.items()) {
    const json& other = held;
    if (other["type"] != type) continue;
    INFO(name);
    const auto data = from_hex(other["bytes"]);
    auto sketch = tepid::kll<T>::from_datasketches(data);
    agrees(other, sketch);
    const auto again = tepid::kll<T>::from_datasketches(sketch.to_datasketches());
    CHECK(again.to_datasketches() == sketch.to_datasketches());
    for (int i = 0; i < 5000; ++i) sketch.update(static_cast<T>(i));
    CHECK(sketch.n() == other["n"].template get<std::uint64_t>() + 5000);
    ++seen;
  }
}

}  // namespace

TEST_CASE("sketches that DataSketches wrote give the same answers") {
  int seen = 0;
  read_and_compare<double>("double", said()["written"], seen);
  read_and_compare<float>("float", said()["written"], seen);
  CHECK(seen >= 56);
}

TEST_CASE("DataSketches reads what is written here, and gives the same answers") {
  int seen = 0;
  const auto check = [&](const auto& all) {
    for (const auto& [name, sketch] : all) {
      INFO(name);
      REQUIRE(said()["read"].contains(name));
      CHECK(to_hex(sketch.to_datasketches()) == said()["read"][name]["bytes"].template get<std::string>());
      CHECK(sketch.n() == said()["read"][name]["n"].template get<std::uint64_t>());
      ++seen;
    }
  };
  check(recipes<double>("double"));
  check(recipes<float>("float"));
  CHECK(seen == 58);
  read_and_compare<double>("double", said()["read"], seen);
  read_and_compare<float>("float", said()["read"], seen);
  CHECK(seen == 116);
}

TEST_CASE("bytes that are not such a sketch are refused") {
  const auto refused = [](const bytes& data, tepid::errc code) {
    try {
      static_cast<void>(tepid::kll<double>::from_datasketches(data));
    } catch (const tepid::error& e) {
      return e.code() == code;
    }
    return false;
  };
  const auto good = from_hex(said()["written"]["double normal k=200 n=5000"]["bytes"]);
  const auto changed = [&](std::size_t at, int value) {
    bytes b = good;
    b[at] = static_cast<std::byte>(value);
    return b;
  };
  CHECK(refused({}, tepid::errc::truncated));
  CHECK(refused({good.begin(), good.begin() + 7}, tepid::errc::truncated));
  CHECK(refused({good.begin(), good.end() - 1}, tepid::errc::truncated));
  CHECK(refused(changed(0, 2), tepid::errc::bad_state));
  CHECK(refused(changed(1, 3), tepid::errc::bad_version));
  CHECK(refused(changed(2, 7), tepid::errc::bad_magic));
  CHECK(refused(changed(4, 3), tepid::errc::bad_state));       // k: another capacity
  CHECK(refused(changed(6, 9), tepid::errc::bad_state));       // m
  CHECK(refused(changed(8, 0), tepid::errc::bad_state));       // n
  CHECK(refused(changed(16, 201), tepid::errc::bad_state));    // min k above k
  CHECK(refused(changed(18, 0), tepid::errc::bad_state));      // levels
  CHECK(refused(changed(18, 62), tepid::errc::bad_state));
  CHECK(refused(changed(23, 255), tepid::errc::bad_state));    // the first start
  bytes longer = good;
  longer.push_back(std::byte{0});
  CHECK(refused(longer, tepid::errc::bad_state));
  bytes nan = good;
  for (std::size_t i = 1; i <= 8; ++i) nan[nan.size() - i] = std::byte{0xff};
  CHECK(refused(nan, tepid::errc::bad_state));
  const auto floats = from_hex(said()["written"]["float normal k=200 n=5000"]["bytes"]);
  CHECK_THROWS_AS(tepid::kll<double>::from_datasketches(floats), tepid::error);
  CHECK_THROWS_AS(tepid::kll<float>::from_datasketches(good), tepid::error);
}

TEST_CASE("writes the sketches of the recipes for kll_datasketches.py", "[.write]") {
  json all;
  const auto add = [&](const auto& made, const char* type) {
    for (const auto& [name, sketch] : made)
      all[name] = {{"type", type}, {"n", sketch.n()}, {"bytes", to_hex(sketch.to_datasketches())}};
  };
  add(recipes<double>("double"), "double");
  add(recipes<float>("float"), "float");
  const char* path = std::getenv("TEPID_WRITE_KLL");
  REQUIRE(path != nullptr);
  std::ofstream{path} << all;
}
