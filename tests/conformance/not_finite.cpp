// NaN and infinities are counted and change nothing else, however many there are.
#include "support/catch.hpp"
#include "support/conformance.hpp"

using namespace tepid_test;

namespace {

/// How many values are one observation: what is wrong with one of them is wrong with all.
std::size_t row_length(const configuration& c) {
  const handle d = c.make();
  for (std::size_t i = 0; i < c.row->parameters.size(); ++i)
    if (c.row->parameters[i].name == "dimension") return static_cast<std::size_t>(d->parameter(i));
  return 1;
}

void compare(const configuration& c, std::uint64_t every) {
  INFO(c.name << ", one in " << every);
  const auto dirty = spoiled(stream(c.row->about.input, 9, 1500, 500), 9, every);
  const handle with = c.make(), without = c.make();
  const std::size_t length = row_length(c);
  std::uint64_t left_out = 0;
  for (std::size_t at = 0; at < dirty.size(); at += length) {
    const auto row = std::span{dirty}.subspan(at, std::min(length, dirty.size() - at));
    for (const double x : row) {
      const auto before = with->status();
      const auto now = with->update(x);
      REQUIRE((tepid::is_finite(x) || now == before));
    }
    if (std::all_of(row.begin(), row.end(), [](double x) { return tepid::is_finite(x); }))
      for (const double x : row) without->update(x);
    else
      left_out += row.size();
    if ((at + length) / 500 > at / 500) with->rearm(), without->rearm();
  }
  CHECK(with->rejected() == left_out);
  CHECK(without->rejected() == 0);
  CHECK(with->count() + left_out == dirty.size());
  CHECK(with->statistic() == without->statistic());

  // All saved bytes but the counter of rejected values and the checksum are the same.
  bytes a = saved(*with), b = saved(*without);
  const std::size_t rejected_at = tepid::frame_size + 2 + 8 * c.row->parameters.size() + 8;
  for (bytes* state : {&a, &b}) {
    for (std::size_t i = 0; i < 8; ++i) (*state)[rejected_at + i] = std::byte{0};
    for (std::size_t i = 0; i < 4; ++i) (*state)[tepid::detail::crc_at + i] = std::byte{0};
  }
  CHECK(a == b);
}

}  // namespace

TEST_CASE("values that are not finite leave the state alone") {
  for (const auto& c : all_configurations())
    for (const std::uint64_t every : {100u, 2u, 1u}) compare(c, every);
}

TEST_CASE("a batch rejects as one by one does") {
  for (const auto& c : all_configurations()) {
    INFO(c.name);
    const auto xs = spoiled(stream(c.row->about.input, 10, 1000, 0), 10, 3);
    const handle batch = c.make(), scalar = c.make();
    for (std::size_t at = 0; at < xs.size();) {
      at += batch->update(std::span{xs}.subspan(at));
      batch->rearm();
    }
    for (const double x : xs) {
      scalar->update(x);
      scalar->rearm();
    }
    CHECK(batch->rejected() == scalar->rejected());
    CHECK(batch->rejected() > 250);
    CHECK(saved(*batch) == saved(*scalar));
  }
}
