// Which instruction sets there are, how one is forced, and what a wrong name says.
#include "support/catch.hpp"

#include <cstdlib>
#include <set>
#include <string>

#include <tepid/core/error.hpp>
#include <tepid/kernels/target.hpp>

namespace kernels = tepid::kernels;

namespace {

/// Sets TEPID_TARGET for one scope; null unsets it.
struct forced {
  explicit forced(const char* name) { name ? setenv("TEPID_TARGET", name, 1) : unsetenv("TEPID_TARGET"); }
  ~forced() { had.empty() ? unsetenv("TEPID_TARGET") : setenv("TEPID_TARGET", had.c_str(), 1); }
  const std::string had = std::getenv("TEPID_TARGET") ? std::getenv("TEPID_TARGET") : "";
};

}  // namespace

TEST_CASE("the targets have different names and end with the scalar reference") {
  const auto all = kernels::available_targets();
  REQUIRE(!all.empty());
  CHECK(all.back() == kernels::scalar_target);
  CHECK(all.back().name == "SCALAR");
  std::set<std::string> names;
  std::set<std::int64_t> ids;
  for (const auto& t : all) {
    names.emplace(t.name);
    ids.insert(t.id);
    CHECK(kernels::find_target(t.name) == t);
  }
  CHECK(names.size() == all.size());
  CHECK(ids.size() == all.size());
}

TEST_CASE("without TEPID_TARGET, or with an empty one, the best target is active") {
  const forced none{nullptr};
  CHECK(kernels::active_target() == kernels::available_targets().front());
  const forced empty{""};
  CHECK(kernels::active_target() == kernels::available_targets().front());
}

TEST_CASE("TEPID_TARGET forces each available target") {
  for (const auto& t : kernels::available_targets()) {
    const forced one{std::string{t.name}.c_str()};
    CHECK(kernels::active_target() == t);
  }
}

TEST_CASE("a name that is not available is an error that names it and what there is") {
  const forced wrong{"MMX"};
  try {
    (void)kernels::active_target();
    FAIL("no error");
  } catch (const tepid::error& e) {
    CHECK(e.code() == tepid::errc::unknown_name);
    CHECK(e.field() == "TEPID_TARGET");
    CHECK_THAT(e.what(), Catch::Matchers::Contains("'MMX'") && Catch::Matchers::Contains("SCALAR"));
  }
  CHECK_THROWS_AS(kernels::find_target("scalar"), tepid::error);
}
