// tests/fuzz/monitor_state.cpp - saved states of monitors, changed field by field, with a checksum that fits.
//
// A state has tens of thousands of bytes, most of them counts that may be anything, and a mutator of bytes would seldom
// meet the others. So an input says what is changed: its first byte which monitor, the second which of its states, and
// then patches: a byte says how, one or two which field, and what follows has as many bytes as that takes. An input
// that begins with 255 is a state itself, of the monitor that the second byte says.
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "fuzz/frame.hpp"
#include "fuzz/monitor_setups.hpp"
#include "fuzz/require.hpp"
#include "monitors/monitor_core.hpp"

namespace {

using bytes = std::vector<std::byte>;

/// Where a number of a payload begins, and how long it is.
struct field {
  std::size_t at = 0, size = 0;
};

/// The numbers of a payload: all, and without those in the middle of long lists.
struct field_list {
  std::vector<field> all, chosen;
};

/// An archive as byte_writer is one, which writes down where each number would go.
class field_finder {
 public:
  static constexpr bool is_loading = false;
  field_list fields;

  template <class... T>
  void operator()(const T&... values) { (put(values), ...); }
  /// What says nothing of its numbers has one each eight bytes; those in the middle are within a long list.
  void raw(std::span<const std::byte> some) {
    const bool outer = within_list_;
    const std::size_t end = at_ + some.size(), words = some.size() / 8;
    for (std::size_t i = 0; i < words; ++i) {
      within_list_ = outer || (i >= 8 * long_list && i + long_list < words);
      number(8);
    }
    within_list_ = outer;
    at_ = end;
  }
  template <class Write>
  void section(Write&& write) {
    number(8);
    write(*this);
  }

 private:
  static constexpr std::size_t long_list = 8;

  void number(std::size_t size) {
    fields.all.push_back({at_, size});
    if (!within_list_) fields.chosen.push_back({at_, size});
    at_ += size;
  }
  template <class T>
  void put(const T& value) {
    if constexpr (std::is_same_v<T, bool>) number(1);
    else if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>) number(sizeof(T));
    else T::state_io(value, *this);
  }
  template <class List>
  void list(const List& values) {
    const bool outer = within_list_;
    for (std::size_t i = 0; i < values.size(); ++i) {
      within_list_ = outer || (i >= long_list / 2 && i + long_list / 2 < values.size());
      put(values[i]);
    }
    within_list_ = outer;
  }
  template <class T, std::size_t N>
  void put(const std::array<T, N>& values) {
    list(values);
  }
  template <class T>
  void put(const std::vector<T>& values) {
    number(8);
    list(values);
  }
  void put(const std::string& text) {
    number(8);
    at_ += text.size();
  }

  std::size_t at_ = 0;
  bool within_list_ = false;
};

field_list fields_of(const fuzz::monitor_setup& setup, std::span<const std::byte> state) {
  const tepid::frame saved = tepid::read_frame(state, tepid::saved_kind::monitor);
  const tepid::monitored_reference reference = tepid::reference_of(setup.config, setup.reference);
  tepid::monitor_core core{setup.config, reference};
  tepid::byte_reader in{saved.payload, saved.version};
  double time = 0.0;
  std::uint64_t rows = 0;
  std::vector<std::string> lost;
  in(time, rows);
  FUZZ_REQUIRE(core.load(in, lost) && lost.empty() && !in.failed() && in.remaining() == 0);
  field_finder out;
  out(time, rows);
  core.save(out);
  return std::move(out.fields);
}

/// A setup's states and two monitors of it.
struct subject {
  std::vector<bytes> states;
  std::vector<field_list> fields;
  tepid::monitor used, other;
  explicit subject(const fuzz::monitor_setup& s)
      : states{fuzz::states_of(s)}, used{s.config, s.reference}, other{s.config, s.reference} {
    for (const bytes& state : states) fields.push_back(fields_of(s, state));
  }
};

std::vector<subject>& subjects() {
  static std::vector<subject> all = [] {
    std::vector<subject> made;
    for (const auto& s : fuzz::monitor_setups()) made.emplace_back(s);
    return made;
  }();
  return all;
}

/// What was accepted is as good as any: it saves to what restores to the same, and goes on. What is told of counts that
/// contradict each other is no matter of this: saved bytes are guarded against damage, not against forgery.
void drive(subject& m, std::span<const std::byte> state) {
  try {
    m.used.restore(state);
  } catch (const tepid::error& e) {
    FUZZ_REQUIRE(e.code() != tepid::errc::ok && e.what()[0] != '\0');
    return;
  }
  const double saved = m.used.restored().saved;
  const auto same = [&](double now) {
    const bytes again = m.used.save(now);
    m.other.restore(again);
    FUZZ_REQUIRE(m.other.save(now) == again);
  };
  same(saved);
  tepid::random_source random{tepid::crc32(state)};
  static_cast<void>(m.used.snapshot(saved));
  // The times of live rows are nanoseconds in 64 bits.
  const double from = std::abs(saved) < 9e9 ? saved : fuzz::begin;
  const double shift = random.uniform() < 0.5 ? 0.0 : 2.0;
  fuzz::feed(m.used, random, from, 40, shift);
  static_cast<void>(m.used.segment("new"));
  m.used.changed({from + 40, "deploy", "v3"});
  m.used.acknowledge(m.used.config().signals[0].name);
  if (random.uniform() < 0.2) m.used.restart_quality(from + 30);
  static_cast<void>(m.used.drain(from + 4000));
  const tepid::monitor_snapshot s = m.used.snapshot(from + 4000);
  FUZZ_REQUIRE(s.signals.size() >= 1 && s.save_failures == 0);
  same(from + 4000);
}

constexpr std::uint64_t some_counts[] = {0, 1, 2, 63, 255, 256, 1023, 65'535, std::uint64_t{1} << 31,
                                         (std::uint64_t{1} << 32) - 1, std::uint64_t{1} << 32,
                                         (std::uint64_t{1} << 53) - 1, (std::uint64_t{1} << 53) + 1,
                                         std::uint64_t{1} << 62, (std::uint64_t{1} << 63) - 1, std::uint64_t{1} << 63,
                                         ~std::uint64_t{0}, ~std::uint64_t{0} - 1};
constexpr double some_numbers[] = {0.0, -0.0, 1.0, -1.0, 0.5, 1e-300, 5e-324, 1e140, -1e140, 1e154, 1e300,
                                   std::numeric_limits<double>::max(), std::numeric_limits<double>::lowest(),
                                   std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity(),
                                   std::numeric_limits<double>::quiet_NaN(), 1e6, 1e6 + 1300, 9e15, 3e15, -3e15};

/// Takes the fuzzer's bytes apart; noughts at their end.
class source {
 public:
  explicit source(std::span<const std::uint8_t> given) : bytes_{given} {}
  [[nodiscard]] bool empty() const { return bytes_.empty(); }
  std::uint64_t number(std::size_t size) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size && !bytes_.empty(); ++i) {
      value |= static_cast<std::uint64_t>(bytes_[0]) << (8 * i);
      bytes_ = bytes_.subspan(1);
    }
    return value;
  }
  std::size_t below(std::size_t n) {
    return static_cast<std::size_t>(n > 256 ? number(2) * n / 65'536 : number(1) * n / 256);
  }

 private:
  std::span<const std::uint8_t> bytes_;
};

std::uint64_t get(const bytes& state, field f) {
  std::uint64_t value = 0;
  std::memcpy(&value, state.data() + tepid::frame_size + f.at, f.size);
  return value;
}

void patch(bytes& state, const field_list& fields, source& in) {
  const std::uint8_t how = static_cast<std::uint8_t>(in.number(1));
  const auto& from = how % 8 == 7 ? fields.all : fields.chosen;
  const field f = from[in.below(from.size())];
  std::uint64_t value = get(state, f);
  switch (how / 8 % 9) {
    case 0: value = some_counts[in.below(std::size(some_counts))]; break;
    case 1: value = std::bit_cast<std::uint64_t>(some_numbers[in.below(std::size(some_numbers))]); break;
    case 2: value += in.number(1); break;
    case 3: value -= in.number(1); break;
    case 4: value ^= std::uint64_t{1} << in.below(8 * f.size); break;
    case 5: value = get(state, fields.chosen[in.below(fields.chosen.size())]); break;
    case 6: value = std::bit_cast<std::uint64_t>(std::bit_cast<double>(value) * (in.below(2) == 0 ? 1.5 : -0.5)); break;
    case 7: value = in.number(f.size); break;
    default: value = std::bit_cast<std::uint64_t>(static_cast<double>(static_cast<std::int32_t>(in.number(4)))); break;
  }
  std::memcpy(state.data() + tepid::frame_size + f.at, &value, f.size);
}

}  // namespace

/// Limits are found before inputs are timed: with the sanitizers that takes some ten seconds.
extern "C" int LLVMFuzzerInitialize(int*, char***) {
  static_cast<void>(subjects());
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  source in{{data, size}};
  const std::size_t first = in.number(1), second = in.number(1);
  if (first == 255) {
    subject& m = subjects()[second % subjects().size()];
    drive(m, std::as_bytes(std::span{data + 2, size - 2}));
    return 0;
  }
  subject& m = subjects()[first % subjects().size()];
  const std::size_t which = second % m.states.size();
  bytes state = m.states[which];
  for (int patches = 0; patches < 16 && !in.empty(); ++patches) patch(state, m.fields[which], in);
  if (second >= 250) state.resize(state.size() - (second - 249));  // too short by a little
  repair_frame(state);
  drive(m, state);
  return 0;
}
