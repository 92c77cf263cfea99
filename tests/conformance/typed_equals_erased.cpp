// The typed class and the erased handle are two faces of one behaviour: the same bits.
#include "support/catch.hpp"
#include "support/conformance.hpp"

#include <tepid/registered.hpp>

using namespace tepid_test;

namespace {

template <class D>
void compare(const configuration& c) {
  INFO(c.name);
  const auto xs = spoiled(stream(D::about.input, 5, 600, 300), 5, 100);
  D typed{tepid::from_settings(D::about.name, c.settings, D::schema)};
  const handle erased = c.make();
  bool same = typed.status() == erased->status();
  for (std::size_t i = 0; i < xs.size(); ++i) {
    if (i == 700) typed.rearm(), erased->rearm();
    same &= typed.update(xs[i]) == erased->update(xs[i]);
    same &= std::bit_cast<std::uint64_t>(typed.statistic()) == std::bit_cast<std::uint64_t>(erased->statistic());
  }
  CHECK(same);
  CHECK(typed.update(std::span<const double>{xs}) == erased->update(std::span<const double>{xs}));
  CHECK(typed.count() == erased->count());
  CHECK(typed.rejected() == erased->rejected());
  const tepid::change_estimate a = typed.change(), b = erased->change();
  CHECK((a.onset == b.onset && a.ramp_onset == b.ramp_onset && a.effect == b.effect && a.direction == b.direction &&
         a.earliest == b.earliest && a.latest == b.latest));
  CHECK(tepid::save(typed) == saved(*erased));
  CHECK(tepid::load<D>(saved(*erased)) == typed);
  typed.reset(), erased->reset();
  CHECK(tepid::save(typed) == saved(*erased));
  for (std::size_t i = 0; i < c.row->parameters.size(); ++i)
    CHECK(tepid::value_at(typed.parameters(), D::schema, i) == erased->parameter(i));
}

}  // namespace

TEST_CASE("the typed class and the erased handle give the same bits") {
  tepid::for_each_type(tepid::detectors{}, []<class D>() {
    const auto* row = tepid::find_detector(D::about.name);
    REQUIRE(row != nullptr);
    CHECK(row->about.id == D::about.id);
    for (const auto& c : configurations(*row)) compare<D>(c);
  });
}

TEST_CASE("a saved state is loaded as its own type only") {
  tepid::for_each_type(tepid::detectors{}, []<class D>() {
    for (const auto& c : default_configurations()) {
      if (c.row->about.id == D::about.id) continue;
      INFO(c.name << " as " << D::about.name);
      try {
        static_cast<void>(tepid::load<D>(saved(*c.make())));
        FAIL("loaded");
      } catch (const tepid::error& e) {
        CHECK(e.code() == tepid::errc::wrong_kind);
      }
    }
  });
}
