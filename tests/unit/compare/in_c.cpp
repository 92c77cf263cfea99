// Comparisons through the C interface: the JSON of compare_sides(), byte for byte, under every option.
#include "support/catch.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <tepid/compare/comparison.hpp>
#include <tepid/compare/memory_side.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/core/random.hpp>
#include <tepid/numerics/normal.hpp>
#include <tepid/reports/comparison_json.hpp>
#include <tepid/tepid.h>

namespace {

using tepid::column_type;
using tepid::memory_column;

struct numbers {
  std::string name;
  column_type type = column_type::numeric;
  std::vector<double> values{};  // missing_value where none is given
};
struct texts {
  std::string name;
  std::vector<std::optional<std::string>> values{};
};
struct table {
  std::vector<numbers> of_numbers;
  std::vector<texts> of_texts;
};

/// Columns of every kind: normal, heavy tails with NaN and infinities, few whole numbers, booleans, times, a counter, texts
/// with missing ones, identifiers, one without a value, and one whose name is not plain.
table mixed(std::uint64_t seed, double shift, std::size_t rows) {
  tepid::random_source random{seed};
  const auto uniform = [&] { return random.uniform(); };
  table t;
  t.of_numbers = {{"normal"}, {"wild"}, {"few"}, {"flag", column_type::boolean}, {"at", column_type::time},
                  {"counter"}, {"none"}, {"user"}};
  t.of_texts = {{"country"}, {"id"}, {"\"na\u00efve\"\n"}};
  for (std::size_t i = 0; i < rows; ++i) {
    const double u = uniform(), row = static_cast<double>(i);
    t.of_numbers[0].values.push_back(u < 0.03 ? tepid::missing_value : tepid::normal(random) + shift);
    t.of_numbers[1].values.push_back(u < 0.01   ? std::numeric_limits<double>::quiet_NaN()
                                     : u < 0.02 ? std::numeric_limits<double>::infinity()
                                     : u < 0.03 ? -std::numeric_limits<double>::infinity()
                                                : 1.0 / (1.03 - u));
    t.of_numbers[2].values.push_back(std::floor(5.0 * uniform()));
    t.of_numbers[3].values.push_back(uniform() < 0.3 + 0.2 * shift ? 1.0 : 0.0);
    t.of_numbers[4].values.push_back(1.7e9 + row);
    t.of_numbers[5].values.push_back(row);
    t.of_numbers[6].values.push_back(tepid::missing_value);
    t.of_numbers[7].values.push_back(std::floor(row / 8.0));
    const double v = uniform();
    t.of_texts[0].values.push_back(v < 0.05 ? std::nullopt : std::optional{std::string{"country "} + std::to_string(static_cast<int>(9 * v))});
    t.of_texts[1].values.push_back("id " + std::to_string(i + seed * 100'000));
    t.of_texts[2].values.push_back(v < 0.5 - 0.1 * shift ? "" : "\u00e9\t\"");
  }
  return t;
}

tepid::memory_side side_of(std::string name, const table& t) {
  std::vector<memory_column> columns;
  for (const numbers& c : t.of_numbers) columns.push_back(memory_column::of_numbers(c.name, c.type, c.values));
  for (const texts& c : t.of_texts) {
    tepid::text_column_builder builder;
    for (const auto& text : c.values) text ? builder.add(*text) : builder.add_missing();
    columns.push_back(builder.finish(c.name));
  }
  return {std::move(name), std::move(columns)};
}

tepid_table* in_c(const table& t) {
  tepid_table* out = nullptr;
  REQUIRE(tepid_table_create(&out, nullptr) == TEPID_OK);
  for (const numbers& c : t.of_numbers) {
    std::vector<std::uint8_t> given;
    std::vector<double> values = c.values;
    for (double& x : values) {
      given.push_back(!tepid::is_missing(x));
      if (given.back() == 0) x = 5.0;  // nobody looks at it
    }
    REQUIRE(tepid_table_add_numbers(out, c.name.c_str(), static_cast<tepid_column_type>(c.type), values.data(),
                                    given.data(), values.size(), nullptr) == TEPID_OK);
  }
  for (const texts& c : t.of_texts) {
    std::vector<const char*> values;
    for (const auto& text : c.values) values.push_back(text ? text->c_str() : nullptr);
    REQUIRE(tepid_table_add_texts(out, c.name.c_str(), values.data(), values.size(), nullptr) == TEPID_OK);
  }
  return out;
}

/// What C finds, with all its columns held against the JSON's source.
void same_in_c(const tepid::comparison& expected, const std::string& json, const tepid_table* a, const tepid_table* b,
               const tepid_compare_options& options) {
  tepid_error why = TEPID_ERROR_INIT;
  tepid_comparison* found = nullptr;
  tepid_compare(a, b, &options, &found, &why);
  INFO(why.message);
  REQUIRE(found != nullptr);
  std::size_t size = 0;
  REQUIRE(tepid_comparison_json(found, nullptr, 0, &size, nullptr) == TEPID_OK);
  std::vector<char> text(size);
  REQUIRE(tepid_comparison_json(found, text.data(), size, &size, nullptr) == TEPID_OK);
  CHECK(std::string{text.data()} == json);
  tepid_verdict verdict = TEPID_VERDICT_LEFT_OUT;
  CHECK(tepid_comparison_verdict(found, &verdict, nullptr) == TEPID_OK);
  CHECK(static_cast<int>(verdict) == static_cast<int>(expected.overall()));
  REQUIRE(tepid_comparison_size(found, &size, nullptr) == TEPID_OK);
  REQUIRE(size == expected.columns.size());
  const auto same = [](double x, double y) { return x == y || (tepid::is_nan(x) && tepid::is_nan(y)); };
  for (std::size_t i = 0; i < size; ++i) {
    const tepid::column_comparison& e = expected.columns[i];
    tepid_column_comparison c = TEPID_COLUMN_COMPARISON_INIT;
    REQUIRE(tepid_comparison_column(found, i, &c, nullptr) == TEPID_OK);
    CHECK((c.name == e.name && c.note == e.note && c.small == e.small.what));
    CHECK(static_cast<int>(c.verdict) == static_cast<int>(e.result));
    CHECK(static_cast<int>(c.type) == static_cast<int>(e.type));
    CHECK((c.reference == e.reference && c.current == e.current));
    CHECK((c.reference_rows == e.reference_rows && c.current_rows == e.current_rows));
    CHECK((same(c.moved, e.moved.estimate) && same(c.low, e.moved.low) && same(c.high, e.moved.high)));
    CHECK((same(c.p_adjusted, e.p_adjusted) && same(c.n_needed, e.moved.n_needed)));
    CHECK((same(c.small_ratio, e.small.rate.ratio) && same(c.small_p_adjusted, e.small.p_adjusted)));
    CHECK(c.test == std::string{e.tests.empty() ? "" : e.tests.front().name});
    CHECK(c.test_effect == e.effect());
  }
  tepid_comparison_destroy(found);
}

}  // namespace

TEST_CASE("C finds what C++ finds, byte for byte") {
  const table reference = mixed(1, 0.0, 2000), current = mixed(2, 0.4, 1500);
  tepid::memory_side before = side_of("reference", reference), now = side_of("current", current);
  tepid_table *a = in_c(reference), *b = in_c(current);
  struct asked {
    tepid::comparison_options rule{};
    std::vector<std::string> columns{};
  };
  std::vector<asked> all(10);
  all[1].rule.alpha = 0.2;
  all[1].rule.margin = 0.02;
  all[1].rule.small.ratio_margin = 3.0;
  all[2].rule.correction = "by";
  all[3].rule.margins = {{"normal", 0.5}, {"country", 0.01}};
  all[4].rule.tests = {"wasserstein", "chi_square"};
  all[5].rule.judge = {"counter", "at"};
  all[6].rule.left_out = {"at", "id"};
  all[7].rule.cluster = "user";
  all[8].rule.block = 25;
  all[9].columns = {"country", "normal", "country"};
  all[9].rule.cluster = "user";
  for (const asked& one : all) {
    const tepid::comparison_options& rule = one.rule;
    const std::optional<std::vector<std::string>> named =
        one.columns.empty() ? std::nullopt : std::optional{one.columns};
    const tepid::comparison expected =
        tepid::compare_sides(before, now, tepid::columns_to_compare(before, now, named, rule), rule);

    const auto names = [](const std::vector<std::string>& from) {
      std::vector<const char*> out;
      for (const std::string& name : from) out.push_back(name.c_str());
      return out;
    };
    const auto columns = names(one.columns), exclude = names(rule.left_out), judge = names(rule.judge),
               tests = names(rule.tests);
    std::vector<tepid_column_margin> margins;
    for (const auto& [column, margin] : rule.margins) margins.push_back({column.c_str(), margin});
    tepid_compare_options options = TEPID_COMPARE_OPTIONS_INIT;
    options.alpha = rule.alpha;
    options.margin = rule.margin;
    options.ratio_margin = rule.small.ratio_margin;
    options.correction = rule.correction.c_str();
    options.cluster = rule.cluster.c_str();
    options.block = rule.block;
    options.columns = columns.data(), options.column_count = columns.size();
    options.exclude = exclude.data(), options.exclude_count = exclude.size();
    options.judge = judge.data(), options.judge_count = judge.size();
    options.tests = tests.data(), options.test_count = tests.size();
    options.margins = margins.data(), options.margin_count = margins.size();
    same_in_c(expected, to_json(expected, "reference", "current", rule), a, b, options);
  }
  tepid_table_destroy(a);
  tepid_table_destroy(b);
}

TEST_CASE("the defaults in C are those in C++") {
  const tepid_compare_options c = TEPID_COMPARE_OPTIONS_INIT;
  const tepid::comparison_options cpp;
  CHECK((c.alpha == cpp.alpha && c.margin == cpp.margin && c.ratio_margin == cpp.small.ratio_margin));
  CHECK((c.correction == nullptr && cpp.correction == "bonferroni" && c.block == cpp.block));
}

TEST_CASE("which columns are compared") {
  const tepid::memory_side before{"reference", {memory_column::of_numbers("a", column_type::numeric, {1.0}),
                                                memory_column::of_numbers("b", column_type::numeric, {1.0})}},
      now{"current", {memory_column::of_numbers("b", column_type::numeric, {1.0}),
                      memory_column::of_numbers("a", column_type::numeric, {1.0}),
                      memory_column::of_numbers("c", column_type::numeric, {1.0})}};
  using names = std::vector<std::string>;
  tepid::comparison_options rule;
  CHECK(tepid::columns_to_compare(before, now, names{"b", "a", "b"}, rule) == names{"b", "a"});
  CHECK(tepid::columns_to_compare(before, now, names{}, rule).empty());
  rule.cluster = "a";
  CHECK(tepid::columns_to_compare(before, now, names{"b"}, rule) == names{"b", "a"});
  rule.left_out = {"c", "not there"};
  CHECK(tepid::columns_to_compare(before, now, std::nullopt, rule) == names{"a", "b"});
  const auto refusal = [&](const std::optional<names>& named) {
    try {
      static_cast<void>(tepid::columns_to_compare(before, now, named, rule));
    } catch (const tepid::error& why) {
      return why.field() + ": " + why.what();
    }
    return std::string{};
  };
  CHECK(refusal(names{"c", "d"}) == "d: compare: the reference table has no column 'd'");
  rule.left_out = {};
  CHECK(refusal(std::nullopt) ==
        "c: compare: the reference table has no column 'c'; choose with columns, or leave it out with exclude");
  rule.left_out = {"a"};
  CHECK(refusal(std::nullopt) == "cluster: compare: cluster 'a' is left out by exclude");
}
