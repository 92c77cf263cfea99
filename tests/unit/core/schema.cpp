// Parameters by name: bounds, kinds, texts, messages.
#include "support/catch.hpp"

#include <limits>

#include <tepid/core/schema.hpp>

namespace {

using tepid::errc;
using tepid::field;
using tepid::setting;

enum class flavour : std::uint8_t { sweet = 0, sour = 1, salty = 2 };
constexpr std::string_view flavour_names[] = {"sweet", "sour", "salty"};

struct recipe {
  double heat = 0.5;
  std::uint64_t eggs = 2;
  bool salted = false;
  flavour taste = flavour::sour;
};

constexpr std::tuple schema{field{"heat", &recipe::heat, {0, 1, true, true}, "kW", "how hot"},
                            field{"eggs", &recipe::eggs, {1, 12}, "", "how many"},
                            field{"salted", &recipe::salted, tepid::boolean_bounds, "", "with salt"},
                            field{"taste", &recipe::taste, tepid::choice_of(3), "", "which way", flavour_names}};
static_assert(tepid::covers<recipe>(schema));
static_assert(!tepid::covers<recipe>(std::tuple{field{"eggs", &recipe::eggs, {1, 12}, "", ""}}),
              "a schema that forgets a member must not pass");
static_assert(tepid::detail::arity<recipe>() == 4);

recipe from(std::vector<setting> settings) { return tepid::from_settings("pancake", settings, schema); }

tepid::error refusal(std::vector<setting> settings) {
  try {
    from(std::move(settings));
  } catch (const tepid::error& e) {
    return e;
  }
  return {errc::ok, "", "nothing was refused"};
}

void refused(const setting& s, errc code, std::string_view message) {
  const tepid::error e = refusal({s});
  CHECK(e.code() == code);
  CHECK(e.field() == s.name);
  CHECK(e.what() == std::string{message});
}

}  // namespace

TEST_CASE("bounds contain what they say, and never NaN") {
  constexpr tepid::bounds closed{0, 1}, open{0, 1, true, true};
  CHECK(closed.contain(0));
  CHECK(closed.contain(1));
  CHECK_FALSE(closed.contain(-std::numeric_limits<double>::denorm_min()));
  CHECK_FALSE(open.contain(0));
  CHECK_FALSE(open.contain(1));
  CHECK(open.contain(0.5));
  CHECK_FALSE(closed.contain(std::numeric_limits<double>::quiet_NaN()));
  CHECK_FALSE(closed.contain(std::numeric_limits<double>::infinity()));
}

TEST_CASE("a schema describes itself") {
  constexpr auto infos = tepid::describe(schema);
  STATIC_REQUIRE(infos.size() == 4);
  CHECK(infos[0].kind == tepid::value_kind::real);
  CHECK(infos[0].default_value == 0.5);
  CHECK(infos[0].unit == "kW");
  CHECK(infos[1].kind == tepid::value_kind::count);
  CHECK(infos[2].kind == tepid::value_kind::boolean);
  CHECK(infos[3].kind == tepid::value_kind::choice);
  CHECK(infos[3].default_value == 1);
  CHECK(infos[3].choices.size() == 3);
  CHECK(tepid::allowed_text(infos[0]) == "in (0, 1)");
  CHECK(tepid::allowed_text(infos[1]) == "a whole number in [1, 12]");
  CHECK(tepid::allowed_text(infos[2]) == "0 or 1");
  CHECK(tepid::allowed_text(infos[3]) == "one of sweet, sour, salty");
}

TEST_CASE("settings by value and by text, the rest by default") {
  const recipe r = from({{"eggs", 3}, {"taste", 0, "salty"}, {"heat", 0, "2.5e-1"}, {"salted", 0, "true"}});
  CHECK(r.eggs == 3);
  CHECK(r.taste == flavour::salty);
  CHECK(r.heat == 0.25);
  CHECK(r.salted);
  CHECK(from({{"taste", 0.0}}).taste == flavour::sweet);
  CHECK(from({{"salted", 1}}).salted);
  CHECK_FALSE(from({{"salted", 0, "false"}}).salted);
  CHECK(from({{"salted", 0, "1"}}).salted);
  CHECK(from({}).eggs == 2);
  CHECK(tepid::value_at(r, schema, 1) == 3);
  CHECK(tepid::value_at(r, schema, 3) == 2);
}

TEST_CASE("what cannot be is refused with a sentence that names it") {
  refused({"heat", 0.0}, errc::bad_parameter, "pancake: parameter 'heat' is 0; it must be in (0, 1)");
  refused({"heat", std::numeric_limits<double>::quiet_NaN()}, errc::bad_parameter,
          "pancake: parameter 'heat' is nan; it must be in (0, 1)");
  refused({"eggs", 13}, errc::bad_parameter, "pancake: parameter 'eggs' is 13; it must be a whole number in [1, 12]");
  refused({"eggs", 2.5}, errc::bad_parameter, "pancake: parameter 'eggs' is 2.5; it must be a whole number in [1, 12]");
  refused({"eggs", 1e300}, errc::bad_parameter,
          "pancake: parameter 'eggs' is 1e+300; it must be a whole number in [1, 12]");
  refused({"eggs", 0, "two"}, errc::bad_parameter,
          "pancake: parameter 'eggs' is 'two'; it must be a whole number in [1, 12]");
  refused({"salted", 0.5}, errc::bad_parameter, "pancake: parameter 'salted' is 0.5; it must be 0 or 1");
  refused({"salted", 0, "yes"}, errc::bad_parameter, "pancake: parameter 'salted' is 'yes'; it must be 0 or 1");
  refused({"taste", 3}, errc::bad_parameter, "pancake: parameter 'taste' is 3; it must be one of sweet, sour, salty");
  refused({"taste", 0, "Sour"}, errc::bad_parameter,
          "pancake: parameter 'taste' is 'Sour'; it must be one of sweet, sour, salty");
  refused({"egg", 1}, errc::unknown_name, "pancake has no parameter 'egg'; it has heat, eggs, salted, taste");
  const auto twice = refusal({{"eggs", 1}, {"heat", 0.1}, {"eggs", 2}});
  CHECK(twice.code() == errc::bad_parameter);
  CHECK(twice.what() == std::string{"pancake: parameter 'eggs' is given twice"});
}

TEST_CASE("a struct filled by hand is checked the same way") {
  CHECK_NOTHROW(tepid::validate("pancake", recipe{}, schema));
  CHECK_THROWS_AS(tepid::validate("pancake", recipe{.eggs = 99}, schema), tepid::error);
  CHECK_THROWS_AS(tepid::validate("pancake", recipe{.heat = 1.0}, schema), tepid::error);
  CHECK_THROWS_AS(tepid::validate("pancake", recipe{.taste = static_cast<flavour>(9)}, schema), tepid::error);
}
