// src/c_api/comparison.cpp - the C interface: has a table drifted from a reference?
#include <tepid/compare/comparison.hpp>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <tepid/compare/memory_side.hpp>
#include <tepid/reports/comparison_json.hpp>

#include "c_api/guard.hpp"
#include "c_api/table.hpp"
#include "text/names.hpp"
#include "text/printable.hpp"

using namespace tepid_c;

struct tepid_comparison {
  tepid::comparison found;
  std::string json;
  std::vector<std::string> first_tests;  ///< One a column; empty where none was run.
};

namespace {

using tepid::verdict;

static_assert(same(TEPID_VERDICT_NO_DRIFT, verdict::no_drift) && same(TEPID_VERDICT_DRIFT, verdict::drift) &&
              same(TEPID_VERDICT_INCONCLUSIVE, verdict::inconclusive) &&
              same(TEPID_VERDICT_LEFT_OUT, verdict::left_out) && same(TEPID_VERDICT_NOT_JUDGED, verdict::not_judged));
static_assert(sizeof(tepid_verdict) == 4);
constexpr std::size_t first_compare_options_size = sizeof(void*) == 8 ? 152 : sizeof(tepid_compare_options),
                      first_column_comparison_size = sizeof(void*) == 8 ? 176 : sizeof(tepid_column_comparison);
static_assert(sizeof(tepid_compare_options) == first_compare_options_size &&
              sizeof(tepid_column_comparison) == first_column_comparison_size);
static_assert(offsetof(tepid_compare_options, alpha) == 8 && offsetof(tepid_compare_options, correction) == 32 &&
              offsetof(tepid_column_comparison, name) == 16);
static_assert(sizeof(void*) != 8 ||
              (offsetof(tepid_compare_options, block) == 48 && offsetof(tepid_compare_options, margins) == 120 &&
               offsetof(tepid_compare_options, keep_going) == 136 && offsetof(tepid_column_comparison, moved) == 64 &&
               offsetof(tepid_column_comparison, small) == 104 && offsetof(tepid_column_comparison, test) == 144));
static_assert(sizeof(void*) != 8 || sizeof(tepid_column_margin) == 16);

/// The caller's options as far as both sides know them.
tepid_compare_options options_from(const tepid_compare_options* given) {
  tepid_compare_options o = TEPID_COMPARE_OPTIONS_INIT;
  if (given == nullptr) return o;
  require_size(given->struct_size, first_compare_options_size, "options");
  std::memcpy(&o, given, std::min<std::size_t>(given->struct_size, sizeof o));
  return o;
}

/// The columns of either table that `exclude` leaves out, with their fields. Where all columns are compared, a name that
/// leaves none out is a mistake.
std::vector<std::string> left_out(const tepid::table_side& before, const tepid::table_side& now,
                                  const std::vector<std::string>& exclude, bool are_named) {
  std::vector<std::string> all = before.columns();
  for (const std::string& name : now.columns())
    if (!before.has(name)) all.push_back(name);
  for (const std::string& name : exclude)
    if (!are_named && std::none_of(all.begin(), all.end(), [&](const auto& c) { return tepid::is_among({&name, 1}, c); }))
      throw tepid::error{tepid::errc::bad_data, name,
                         "compare: exclude: neither table has a column " + tepid::in_quotes(name)};
  std::erase_if(all, [&](const std::string& column) { return !tepid::is_among(exclude, column); });
  return all;
}

std::vector<std::string> names_from(const char* const* names, std::size_t count, const char* argument) {
  if (count != 0) needed(names, argument);
  std::vector<std::string> out;
  for (const char* const name : std::span{names, count}) out.emplace_back(&needed(name, argument));
  return out;
}

tepid::comparison_options rule_from(const tepid_compare_options& o) {
  tepid::comparison_options rule{.alpha = o.alpha, .margin = o.margin};
  rule.small.ratio_margin = o.ratio_margin;
  if (o.correction != nullptr) rule.correction = o.correction;
  if (o.cluster != nullptr) rule.cluster = o.cluster;
  rule.block = o.block;
  rule.threads = o.threads;
  rule.left_out = names_from(o.exclude, o.exclude_count, "exclude");
  rule.judge = names_from(o.judge, o.judge_count, "judge");
  rule.tests = names_from(o.tests, o.test_count, "tests");
  if (o.margin_count != 0) needed(o.margins, "margins");
  for (const tepid_column_margin& own : std::span{o.margins, o.margin_count})
    if (const std::string column = &needed(own.column, "margins"); !rule.margins.emplace(column, own.margin).second)
      refuse("margins", "has '" + column + "' twice");
  if (o.keep_going != nullptr)
    rule.on_progress = [ask = o.keep_going, context = o.context](std::size_t done, std::size_t total) {
      return ask(context, static_cast<double>(done) / static_cast<double>(total)) != 0;
    };
  return rule;
}

}  // namespace

const char* tepid_verdict_name(int given) noexcept {
  return given < TEPID_VERDICT_NO_DRIFT || given > TEPID_VERDICT_NOT_JUDGED
             ? "invalid"
             : c_text(to_string(static_cast<verdict>(given)));
}

tepid_status tepid_compare(const tepid_table* reference, const tepid_table* current,
                           const tepid_compare_options* options, tepid_comparison** comparison,
                           tepid_error* error) noexcept {
  if (comparison != nullptr) *comparison = nullptr;
  return guard(error, [&] {
    tepid::memory_side before{"reference", needed(reference, "reference").columns},
        now{"current", needed(current, "current").columns};
    const tepid_compare_options o = options_from(options);
    needed(comparison, "comparison");
    tepid::comparison_options rule = rule_from(o);
    std::optional<std::vector<std::string>> named;
    if (o.column_count != 0) named = names_from(o.columns, o.column_count, "columns");
    rule.left_out = left_out(before, now, rule.left_out, named.has_value());
    auto made = std::make_unique<tepid_comparison>();
    try {
      made->found = tepid::compare_sides(before, now, columns_to_compare(before, now, named, rule), rule);
    } catch (const tepid::design::stopped&) {
      throw tepid::error{stopped, "keep_going", "the comparison was stopped by 'keep_going'"};
    }
    made->json = to_json(made->found, before.name(), now.name(), rule);
    for (const tepid::column_comparison& c : made->found.columns)
      made->first_tests.emplace_back(c.tests.empty() ? "" : c.tests.front().name);
    *comparison = made.release();
  });
}

void tepid_comparison_destroy(tepid_comparison* comparison) noexcept { delete comparison; }

tepid_status tepid_comparison_verdict(const tepid_comparison* comparison, tepid_verdict* given,
                                      tepid_error* error) noexcept {
  return guard(error, [&] {
    needed(given, "verdict") = static_cast<tepid_verdict>(needed(comparison, "comparison").found.overall());
  });
}

tepid_status tepid_comparison_size(const tepid_comparison* comparison, std::size_t* columns,
                                   tepid_error* error) noexcept {
  return guard(error,
               [&] { needed(columns, "columns") = needed(comparison, "comparison").found.columns.size(); });
}

tepid_status tepid_comparison_column(const tepid_comparison* comparison, std::size_t index,
                                     tepid_column_comparison* column, tepid_error* error) noexcept {
  return guard(error, [&] {
    const std::span all{needed(comparison, "comparison").found.columns};
    const tepid::column_comparison& c = at(all, index, "index");
    const tepid::test_result first = c.tests.empty() ? tepid::test_result{} : c.tests.front();
    fill(column, "column", first_column_comparison_size,
         {0,
          static_cast<tepid_verdict>(c.result),
          static_cast<tepid_column_type>(c.type),
          0,
          c.name.c_str(),
          c.note.c_str(),
          c.reference,
          c.current,
          c.reference_rows,
          c.current_rows,
          c.moved.estimate,
          c.moved.low,
          c.moved.high,
          c.p_adjusted,
          c.moved.n_needed,
          c.small.what.c_str(),
          c.small.rate.reference,
          c.small.rate.current,
          c.small.rate.ratio,
          c.small.p_adjusted,
          comparison->first_tests[index].c_str(),
          first.effect,
          first.effect_low,
          first.effect_high});
  });
}

tepid_status tepid_comparison_json(const tepid_comparison* comparison, char* text, std::size_t capacity,
                                   std::size_t* size, tepid_error* error) noexcept {
  return guard(error, [&] {
    const std::string& json = needed(comparison, "comparison").json;
    require_buffer(text, "text", capacity, size);
    const std::size_t total = json.size() + 1;
    if (size != nullptr) *size = total;
    if (text == nullptr) return;
    require_capacity(capacity, total, "text");
    std::memcpy(text, json.c_str(), total);
  });
}
