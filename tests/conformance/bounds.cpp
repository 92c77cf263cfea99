// Every parameter outside its bounds or of the wrong kind is refused with an error that names it.
#include "support/catch.hpp"
#include "support/conformance.hpp"

using namespace tepid_test;
using tepid::errc;
using tepid::setting;

namespace {

void refused(const tepid::registry_row& row, const std::vector<setting>& settings, errc code, std::string_view field) {
  INFO(row.about.name << ", " << settings.back().name << " = " << settings.back().value << " '" << settings.back().text
                      << "'");
  try {
    static_cast<void>(row.make(settings));
    FAIL("accepted");
  } catch (const tepid::error& e) {
    CHECK(e.code() == code);
    CHECK(e.field() == field);
    CHECK(std::string{e.what()}.find(field) != std::string::npos);
    CHECK(std::string{e.what()}.find(row.about.name) != std::string::npos);
  }
}

}  // namespace

TEST_CASE("values outside the bounds are refused by name") {
  for (const auto* row : tepid::registered_detectors())
    for (const auto& p : row->parameters) {
      const auto& [low, high, low_open, high_open] = p.range;
      std::vector<double> bad{
          not_a_number, infinity, -infinity, std::nextafter(low, -infinity), std::nextafter(high, infinity), low - 1,
          high * 2 + 1, -largest, largest};
      if (low_open) bad.push_back(low);
      if (high_open) bad.push_back(high);
      if (p.kind != tepid::value_kind::real) bad.push_back(std::min(low + 0.5, high - 0.5));
      for (const double value : bad) {
        // Not by bounds::contain: this is what it is tested with. (low - 1 may round to low.)
        const bool inside =
            (value > low || (value == low && !low_open)) && (value < high || (value == high && !high_open));
        if (inside && (p.kind == tepid::value_kind::real || value == std::floor(value))) continue;
        refused(*row, {{.name = p.name, .value = value}}, errc::bad_parameter, p.name);
      }
    }
}

TEST_CASE("text of the wrong kind is refused by name") {
  for (const auto* row : tepid::registered_detectors())
    for (const auto& p : row->parameters) {
      std::vector<std::string_view> bad{"banana", " 1", "1 ",  "1,5", "nan",   "-nan",
                                        "inf",    "0x", "--1", "+",   "1e999", "1..2"};
      if (p.kind == tepid::value_kind::choice) bad.insert(bad.end(), {"0", "1", "Both", "BOTH"});
      if (p.kind != tepid::value_kind::boolean) bad.insert(bad.end(), {"true", "false"});
      if (p.kind == tepid::value_kind::count) bad.insert(bad.end(), {"2.5", "-1", "1e300"});
      for (const auto text : bad) refused(*row, {{.name = p.name, .text = text}}, errc::bad_parameter, p.name);
    }
}

TEST_CASE("unknown names and names given twice are refused") {
  for (const auto* row : tepid::registered_detectors()) {
    refused(*row, {{.name = "no_such_parameter", .value = 1}}, errc::unknown_name, "no_such_parameter");
    refused(*row, {{.name = "", .value = 1}}, errc::unknown_name, "");
    for (const auto& p : row->parameters) {
      const setting once{.name = p.name, .value = p.default_value};
      refused(*row, {once, once}, errc::bad_parameter, p.name);
    }
  }
}

TEST_CASE("defaults are within their bounds, and given as value or as text give the default detector") {
  for (const auto* row : tepid::registered_detectors()) {
    std::vector<setting> by_value, by_text;
    std::vector<std::string> texts;
    texts.reserve(row->parameters.size());
    for (const auto& p : row->parameters) {
      INFO(row->about.name << "." << p.name);
      CHECK(p.range.contain(p.default_value));
      CHECK_FALSE(p.name.empty());
      CHECK_FALSE(p.doc.empty());
      by_value.push_back({.name = p.name, .value = p.default_value});
      texts.push_back(p.kind == tepid::value_kind::choice
                          ? std::string{p.choices[static_cast<std::size_t>(p.default_value)]}
                          : tepid::to_text(p.default_value));
      by_text.push_back({.name = p.name, .text = texts.back()});
    }
    CHECK(saved(*row->make(by_value)) == saved(*row->make({})));
    CHECK(saved(*row->make(by_text)) == saved(*row->make({})));
  }
}

TEST_CASE("an unknown detector is refused with the names that there are") {
  try {
    static_cast<void>(tepid::make_detector("no_such_detector"));
    FAIL("made");
  } catch (const tepid::error& e) {
    CHECK(e.code() == errc::unknown_name);
    CHECK(e.field() == "no_such_detector");
    for (const auto* row : tepid::registered_detectors())
      CHECK(std::string{e.what()}.find(row->about.name) != std::string::npos);
  }
}
