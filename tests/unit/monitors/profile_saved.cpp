// Saved profiles: read back bit for bit; every truncation and every changed byte is refused or harmless.
#include "support/catch.hpp"

#include <cmath>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include <tepid/monitors/column_watch.hpp>
#include <tepid/monitors/profile_builder.hpp>

namespace {

using bytes = std::vector<std::byte>;

tepid::profile small() {
  tepid::random_source random{1};
  std::vector<double> xs(30), ys(25);
  for (double& x : xs) x = tepid::normal(random);
  for (double& y : ys) y = std::floor(3 * tepid::normal(random));
  ys[3] = NAN;
  ys[4] = INFINITY;
  const std::vector<std::optional<std::string_view>> words{"red", "blue", std::nullopt, "red"};
  tepid::profile_builder builder;
  builder.add_numeric("x", xs);
  builder.add_numeric("y", ys);
  builder.add_text("colour", words);
  auto p = builder.finish();
  p.limits().add({.inputs = "made up", .limit = 3.5, .arl = 1e4, .error = 120.0});
  return p;
}

void seal(bytes& all) {
  const std::uint32_t crc = tepid::detail::frame_crc(all);
  for (std::size_t i = 0; i < 4; ++i) all[tepid::detail::crc_at + i] = static_cast<std::byte>((crc >> (8 * i)) & 0xffu);
}

/// Empty when refused; else the profile, which must then be as good as any.
std::optional<tepid::profile> attempt(const bytes& all) {
  try {
    return tepid::profile::load(all);
  } catch (const tepid::error& e) {
    if (std::string_view{e.what()}.empty()) throw std::logic_error{"an error that says nothing"};
    return std::nullopt;
  }
}

bool usable(const tepid::profile& p, bool watch_it) {
  if (tepid::profile::load(p.save()) != p) return false;
  for (const auto& c : p.columns()) {
    if (!c.sound()) return false;
    if (!watch_it) continue;
    if (c.type != tepid::column_type::numeric || c.values.count() == 0) continue;
    tepid::column_watch watch{c, {.arl0 = 100}};
    for (std::uint64_t row = 0; row < 50; ++row)
      if (const auto alarm = watch.update(static_cast<double>(row), row); alarm && alarm->onset > alarm->row)
        return false;
  }
  return true;
}

}  // namespace

TEST_CASE("a saved profile is read back bit for bit") {
  const auto p = small();
  const auto saved = p.save();
  const auto back = tepid::profile::load(saved);
  CHECK(back == p);
  CHECK(back.save() == saved);
}

TEST_CASE("every truncation and every changed byte is refused") {
  const auto saved = small().save();
  for (std::size_t n = 0; n < saved.size(); ++n) {
    bytes cut(saved.begin(), saved.begin() + static_cast<std::ptrdiff_t>(n));
    if (attempt(cut)) FAIL("cut to " << n << " bytes it loads");
  }
  for (std::size_t i = 0; i < saved.size(); ++i)
    for (const unsigned flip : {0x01u, 0x80u, 0xffu}) {
      bytes changed = saved;
      changed[i] ^= static_cast<std::byte>(flip);
      if (attempt(changed)) FAIL("with byte " << i << " changed it loads");
    }
}

TEST_CASE("with a checksum made to fit, changed bytes are refused or give a profile that works") {
  const auto saved = small().save();
  std::size_t refused = 0, harmless = 0;
  const auto check = [&](bytes changed, std::size_t at) {
    seal(changed);
    const auto loaded = attempt(changed);
    ++(loaded ? harmless : refused);
    if (loaded && !usable(*loaded, harmless % 6 == 0)) FAIL("byte " << at << " changed: it loads and does not work");
  };
  for (std::size_t i = tepid::frame_size; i < saved.size(); ++i)
    for (const unsigned flip : {0x01u, 0xc0u}) {
      bytes changed = saved;
      changed[i] ^= static_cast<std::byte>(flip);
      check(changed, i);
    }
  CHECK(refused > 500);
  CHECK(harmless > 100);  // names, the lowest bits of a mean
  // Cut, with the length and the checksum made to fit: still too short inside.
  for (std::size_t n = tepid::frame_size; n < saved.size(); n += 7) {
    bytes cut(saved.begin(), saved.begin() + static_cast<std::ptrdiff_t>(n));
    const std::uint64_t length = n - tepid::frame_size;
    for (std::size_t i = 0; i < 8; ++i) cut[16 + i] = static_cast<std::byte>((length >> (8 * i)) & 0xffu);
    seal(cut);
    if (attempt(cut)) FAIL("cut to " << n << " bytes and sealed it loads");
  }
}

TEST_CASE("a detector's state is not a profile") {
  const auto detector = tepid::save(tepid::ewma_bank{});
  CHECK_THROWS_AS(tepid::profile::load(detector), tepid::error);
  auto newer = small().save();
  newer[10] = std::byte{9};
  seal(newer);
  CHECK_THROWS_AS(tepid::profile::load(newer), tepid::error);
}
