// A detector behind a transform: batches, alarms within a block, values that are not finite, saving, damage, memory.
#include "support/own_new.hpp"

#include "support/catch.hpp"
#include "support/paths.hpp"

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>
#include <vector>

#include <tepid/detectors/composed.hpp>
#include <tepid/detectors/cusum.hpp>
#include <tepid/detectors/ewma_bank.hpp>
#include <tepid/detectors/page_hinkley.hpp>
#include <tepid/transforms/deseason.hpp>
#include <tepid/transforms/pit.hpp>
#include <tepid/transforms/sequential_rank.hpp>
#include <tepid/transforms/standardizer.hpp>
#include <tepid/transforms/whiten.hpp>

namespace {

using namespace tepid;

/// Sums of twelve uniforms: about normal, and the same on every machine without any function of the library.
class generator {
 public:
  explicit generator(std::uint64_t seed) : state_{seed} {}
  double operator()() {
    std::uint64_t sum = 0;
    for (int i = 0; i < 12; ++i) sum += (state_ = state_ * 6364136223846793005u + 1442695040888963407u) >> 48;
    return static_cast<double>(sum) / 65536.0 - 6.0;
  }
  std::vector<double> many(std::size_t n, double shift = 0.0) {
    std::vector<double> xs;
    for (std::size_t i = 0; i < n; ++i) xs.push_back((*this)() + shift);
    return xs;
  }

 private:
  std::uint64_t state_;
};

const std::vector<double>& reference() {
  static const auto xs = generator{1}.many(400);
  return xs;
}

/// Healthy, then changed, with values that are not finite in between.
std::vector<double> stream(std::uint64_t seed) {
  generator g{seed};
  auto xs = g.many(300);
  for (const double x : g.many(200, 1.5)) xs.push_back(x);
  for (std::size_t i = 7; i < xs.size(); i += 41)
    xs[i] = i % 2 ? std::nan("") : -std::numeric_limits<double>::infinity();
  return xs;
}

/// f(composed detector, name) for every transform, chains, and detectors with and without a fast path.
template <class F>
void for_each_composed(F&& f) {
  const auto& r = reference();
  f(composed<standardizer, cusum>{standardizer::fit(r), {.h = 4.0}}, "standardize cusum");
  f(composed<pit, cusum>{pit::fit(r), {.h = 4.0}}, "pit cusum");
  f(composed<sequential_rank, ewma_bank>{sequential_rank::fit(r, {.cap = 600}),
                                         {.rates = 8, .limit = 8.0, .tilt = 1.0}},
    "sequential_rank ewma_bank");
  f(composed<whiten, page_hinkley>{whiten::fit(r), {.threshold = 8.0}}, "whiten page_hinkley");
  f(composed<deseason, cusum>{deseason::fit(r, {.buckets = 24}), {.h = 4.0}}, "deseason cusum");
  using three = chain<deseason, whiten, sequential_rank>;
  f(composed<three, ewma_bank>{{deseason::fit(r, {.buckets = 7}), whiten::fit(r),
                                sequential_rank::fit({}, {.cap = 500})},
                               {.rates = 8, .limit = 8.0, .tilt = 1.0}},
    "deseason whiten sequential_rank ewma_bank");
  f(composed<chain<whiten, pit>, cusum>{chain<whiten, pit>::fit(r), {.h = 4.0}}, "whiten pit cusum");
}

template <class C>
bool loads(const std::vector<std::byte>& bytes) {
  try {
    C c = load<C>(bytes);
    c.update(std::vector<double>(100, 1.0));
    return is_finite(c.statistic());
  } catch (const error& e) {
    CHECK(e.code() != errc::ok);
    return true;
  }
}

void seal(std::vector<std::byte>& state) {
  const std::uint32_t crc = detail::frame_crc(state);
  for (std::size_t i = 0; i < 4; ++i) state[detail::crc_at + i] = static_cast<std::byte>((crc >> (8 * i)) & 0xffu);
}

}  // namespace

static_assert(!Detector<composed<pit, cusum>> && Composed<composed<pit, cusum>> && !Composed<cusum>);
static_assert(Transform<chain<whiten, pit>> && !TimedTransform<chain<whiten, pit>> &&
              TimedTransform<chain<deseason, pit>>);

TEST_CASE("the detector sees what the transform gives, value by value") {
  auto c = composed<chain<whiten, pit>, cusum>{chain<whiten, pit>::fit(reference()), {.h = 4.0}};
  auto w = whiten::fit(reference());
  auto pre = w;
  std::vector<double> whitened(reference().size());
  pre(reference(), whitened);
  auto p = pit::fit(whitened);
  cusum d{{.h = 4.0}};
  for (const double x : stream(3)) {
    if (!is_finite(x)) continue;
    CHECK(c.update(x) == d.update(p(w(x))));
    CHECK(c.statistic() == d.statistic());
  }
  CHECK(c.status() == state::drift);
  CHECK(c.change().onset == d.change().onset);
  CHECK(c.level() == 4.0);
}

TEST_CASE("batches of any length are one by one, to the alarm and beyond") {
  for_each_composed([&](const auto& fresh, const char* name) {
    INFO(name);
    const auto xs = stream(2);
    for (const std::size_t length : {1u, 3u, 16u, 64u, 65u, 500u}) {
      auto one = fresh, batch = fresh;
      std::size_t alarms = 0;
      for (std::size_t at = 0; at < xs.size();) {
        const auto part = std::span{xs}.subspan(at).first(std::min(length, xs.size() - at));
        const bool kept = batch.status() == state::drift;
        const std::size_t taken = batch.update(part);
        for (std::size_t i = 0; i < taken; ++i) one.update(part[i]);
        REQUIRE(one == batch);
        REQUIRE((kept || taken == part.size() || batch.status() == state::drift));
        if (kept) REQUIRE(taken == part.size());
        at += taken;
        if (batch.status() == state::drift && alarms++ % 3 != 2) {
          if (alarms % 2)
            one.rearm(), batch.rearm();
          else
            one.restart(), batch.restart();
        }
      }
      CHECK(alarms > 0);
    }
  });
}

TEST_CASE("values that are not finite are counted; reset is a new one; restart keeps the transform") {
  for_each_composed([&](const auto& fresh, const char* name) {
    INFO(name);
    auto c = fresh;
    const auto xs = stream(4);
    std::size_t bad = 0, used = 0;
    for (const double x : xs) {
      c.update(x);
      ++(is_finite(x) ? used : bad);
    }
    CHECK(c.rejected() == bad);
    CHECK(c.count() == used);
    auto again = c;
    again.restart();
    CHECK(again.count() == 0);
    CHECK(again.rejected() == 0);
    CHECK(again.transform() == c.transform());
    c.reset();
    CHECK(c == fresh);
  });
}

TEST_CASE("saved and loaded, it goes on with the same bits") {
  for_each_composed([&]<class C>(const C& fresh, const char* name) {
    INFO(name);
    auto c = fresh;
    const auto xs = stream(5);
    CHECK(load<C>(save(c)) == c);
    c.update(std::span{xs}.first(320));
    const auto bytes = save(c);
    auto d = load<C>(bytes);
    CHECK(d == c);
    CHECK(save(d) == bytes);
    for (std::size_t i = 320; i < xs.size(); ++i) {
      CHECK(c.update(xs[i]) == d.update(xs[i]));
      REQUIRE(c.statistic() == d.statistic());
    }
    d.reset();
    CHECK(d == fresh);
  });
}

TEST_CASE("damaged and forged states give an error or a detector that works") {
  for_each_composed([&]<class C>(const C& fresh, const char* name) {
    INFO(name);
    auto c = fresh;
    const auto xs = stream(6);
    c.update(std::span{xs}.first(100));
    const auto good = save(c);
    for (std::size_t n = 0; n < good.size(); n += n < 200 ? 1 : 97)
      CHECK_THROWS_AS(load<C>(std::span{good}.first(n)), error);
    for (std::size_t at = 0; at < good.size(); at += at < 400 ? 1 : 13)
      for (const int to : {0x00, 0x7f, 0xff, 0x80}) {
        auto bad = good;
        if (bad[at] == std::byte(to)) continue;
        bad[at] = std::byte(to);
        CHECK_THROWS_AS(load<C>(bad), error);
        seal(bad);
        CHECK(loads<C>(bad));
      }
  });
  const auto other = save(composed<pit, cusum>{pit::fit(reference())});
  CHECK_THROWS_AS((load<composed<standardizer, cusum>>(other)), error);
  CHECK_THROWS_AS((load<composed<pit, ewma_bank>>(other)), error);
  CHECK_THROWS_AS((load<composed<chain<pit, pit>, cusum>>(other)), error);
  CHECK_THROWS_AS(load<cusum>(other), error);
}

TEST_CASE("nothing allocates after construction") {
  for_each_composed([&](const auto& fresh, const char* name) {
    INFO(name);
    auto c = fresh;
    const auto xs = stream(7);
    const auto before = tepid_test::allocations.load();
    for (const double x : xs) c.update(x);
    c.rearm();
    c.update(xs);
    c.restart();
    c.update(xs);
    c.reset();
    CHECK(tepid_test::allocations.load() == before);
  });
}

TEST_CASE("a timed transform takes the time of each value") {
  using hours = composed<chain<deseason, pit>, cusum>;
  std::vector<std::int64_t> times;
  std::vector<double> xs;
  generator g{8};
  for (int i = 0; i < 2000; ++i) {
    times.push_back(1'700'000'000 + 3600 * static_cast<std::int64_t>(i));
    xs.push_back(5.0 * ((times.back() / 3600) % 24 == 9) + g());
  }
  auto d = deseason::fit(xs, times);
  std::vector<double> z;
  auto used = d;
  for (std::size_t i = 0; i < xs.size(); ++i) z.push_back(used(xs[i], times[i]));
  hours c{{d, pit::fit(z)}, {.h = 8.0}};
  for (std::int64_t t = times.back(), i = 0; i < 400; ++i) {
    t += 1800 + 7 * i;
    c.update(5.0 * ((t / 3600) % 24 == 9) + g(), t);
  }
  CHECK(c.status() == state::stable);
  for (std::int64_t i = 0; i < 10; ++i) c.update(5.0 + g(), times.back());  // nine o'clock's value at another hour
  CHECK(c.status() == state::drift);
}

// v1, v2, ...: a part that saves itself in a new way (its state_version) brings files beside the old ones.
TEST_CASE("golden states load for ever, the newest is saved as the same bytes, and all go on as they did") {
  const std::filesystem::path folder = tepid_test::source_folder() / "tests/golden/composed";
  for_each_composed([&]<class C>(const C& fresh, std::string name) {
    for (char& letter : name) letter = letter == ' ' ? '-' : letter;
    auto made = fresh;
    const auto xs = stream(11);
    made.update(std::span{xs}.first(350));
    made.rearm();
    const auto bytes = save(made);
    bool newest = false;
    int version = 1;
    for (;; ++version) {
      const auto path = folder / ("v" + std::to_string(version)) / (name + ".bin");
      if (!std::filesystem::exists(path)) break;
      INFO(path);
      std::ifstream in{path, std::ios::binary};
      std::vector<std::byte> golden;
      for (std::istreambuf_iterator<char> at{in}, end; at != end; ++at) golden.push_back(static_cast<std::byte>(*at));
      auto old = load<C>(golden);
      newest = golden == bytes;
      CHECK(save(old) == bytes);
      auto c = made;
      CHECK(old == c);
      const auto next = stream(12);
      CHECK(old.update(next) == c.update(next));
      CHECK(old == c);
    }
    const auto path = folder / ("v" + std::to_string(version)) / (name + ".bin");
    if (!newest && std::getenv("TEPID_WRITE_GOLDEN")) {  // files that are there stay
      std::filesystem::create_directories(path.parent_path());
      std::ofstream{path, std::ios::binary}.write(reinterpret_cast<const char*>(bytes.data()),
                                                  static_cast<std::streamsize>(bytes.size()));
      newest = true;
    }
    INFO(path);
    CHECK(newest);
  });
}
