// Every registered sketch states its error and its bytes, and the bytes are those that it holds.
#include "support/catch.hpp"
#include "support/golden_sketches.hpp"
#include "support/own_new.hpp"

#include <concepts>

namespace golden = tepid_test::golden;

namespace {

/// What a sketch that `make` gives holds, its own object included.
template <class Sketch, class Make>
void must_hold_its_bytes(const std::string& what, Make&& make) {
  const std::size_t before = tepid_test::live_bytes;
  const Sketch s = make();
  const std::size_t held = tepid_test::live_bytes - before;
  INFO(Sketch::about.name << ", " << what);
  CHECK(s.bytes() == sizeof(Sketch) + held);
  const double error = static_cast<double>(s.error());
  CHECK((tepid::is_finite(error) && error >= 0.0));
}

}  // namespace

TEST_CASE("every sketch can be asked for its error and its bytes, and says what they are of") {
  tepid::for_each_type(tepid::sketches{}, []<class Sketch>() {
    static_assert(requires(const Sketch& s) {
      { s.error() } -> std::convertible_to<double>;
      { s.bytes() }
      noexcept->std::same_as<std::size_t>;
    });
    INFO(Sketch::about.name);
    CHECK_FALSE(Sketch::about.error.empty());
    if (Sketch::about.error == "none") CHECK(static_cast<double>(Sketch{}.error()) == 0.0);
  });
}

TEST_CASE("the bytes are those that a sketch holds: empty, after values, merging, loading and copying") {
  tepid::for_each_type(tepid::sketches{}, []<class Sketch>() {
    must_hold_its_bytes<Sketch>("by default", [] { return Sketch{}; });
    for (const auto& recipe : golden::sketch_recipes()) {
      must_hold_its_bytes<Sketch>(recipe.name, [&] { return golden::make<Sketch>(recipe); });
      const auto saved = tepid::save_sketch(golden::make<Sketch>(recipe));
      must_hold_its_bytes<Sketch>(recipe.name + ", loaded", [&] { return tepid::load_sketch<Sketch>(saved); });
      const Sketch original = golden::make<Sketch>(recipe);
      must_hold_its_bytes<Sketch>(recipe.name + ", copied", [&] { return original; });
    }
  });
}

TEST_CASE("the bytes of sketches of other sizes, and of names that are long") {
  must_hold_its_bytes<tepid::kll<double>>("k = 1000", [] { return tepid::kll<double>{1000}; });
  must_hold_its_bytes<tepid::kll<float>>("k = 8", [] { return tepid::kll<float>{8}; });
  must_hold_its_bytes<tepid::frequent_items>("3", [] { return tepid::frequent_items{3}; });
  must_hold_its_bytes<tepid::distinct>("lg_k = 4", [] { return tepid::distinct{4}; });
  must_hold_its_bytes<tepid::reservoir>("size 5000", [] { return tepid::reservoir{5000}; });
  must_hold_its_bytes<tepid::bins>("500 bins", [] {
    std::vector<double> sorted(2000);
    for (std::size_t i = 0; i < sorted.size(); ++i) sorted[i] = static_cast<double>(i);
    return tepid::bins::on_quantiles(sorted, 500);
  });
  must_hold_its_bytes<tepid::category_counts>("long names", [] {
    std::vector<std::string> names;
    std::vector<tepid::category_counts::category> reference;
    for (std::size_t i = 0; i < 300; ++i) names.push_back(std::to_string(i) + std::string(i % 40, '.'));
    for (const std::string& name : names) reference.push_back({name, name.size()});
    return tepid::category_counts{reference, 100};
  });
}
