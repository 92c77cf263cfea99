// tests/fuzz/c_calls.cpp - any sequence of calls of the C interface: statuses and nothing else, and after an error
// every object is as it was.
#include <array>
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include <tepid/tepid.h>

#include "fuzz/require.hpp"

namespace {

constexpr double odd_numbers[] = {0.0, -0.0, 1.0, -1.0, 0.5, 2.0, 10.0,
                                  1e3, 1e-300, 1e140, 1e300, -1e300, 9007199254740993.0};

/// Takes the fuzzer's bytes apart; noughts at their end.
class source {
 public:
  explicit source(std::span<const std::uint8_t> given) : bytes_{given} {}
  [[nodiscard]] bool empty() const { return bytes_.empty(); }
  std::uint8_t byte() {
    if (bytes_.empty()) return 0;
    const std::uint8_t b = bytes_[0];
    bytes_ = bytes_.subspan(1);
    return b;
  }
  std::size_t below(std::size_t n) { return (byte() + 256u * (n > 256 ? byte() : 0u)) % n; }
  bool one_in(std::size_t n) { return below(n) == n - 1; }
  std::span<const std::uint8_t> take(std::size_t n) {
    const auto some = bytes_.first(std::min(n, bytes_.size()));
    bytes_ = bytes_.subspan(some.size());
    return some;
  }
  std::string text(std::size_t most) {
    const auto some = take(below(most));
    return {some.begin(), some.end()};
  }
  double number() {
    switch (byte() % 4) {
      case 0: return odd_numbers[below(std::size(odd_numbers))];
      case 1: return static_cast<double>(byte());
      case 2: return static_cast<double>(byte()) / 64.0 - 2.0;
      default: {
        double x = 0.0;
        const auto some = take(sizeof x);
        if (!some.empty()) std::memcpy(&x, some.data(), some.size());
        return x;
      }
    }
  }

 private:
  std::span<const std::uint8_t> bytes_;
};

bool is_status(tepid_status s) { return std::strcmp(tepid_status_name(s), "unknown") != 0 && s != TEPID_INTERNAL; }

/// What a call came to: a status, with an error struct that says the same.
tepid_status checked(tepid_status s, const tepid_error* error) {
  FUZZ_REQUIRE(is_status(s));
  if (error != nullptr && error->struct_size == sizeof(tepid_error)) {
    FUZZ_REQUIRE(error->code == s);
    FUZZ_REQUIRE((error->message[0] == '\0') == (s == TEPID_OK));
    FUZZ_REQUIRE(std::memchr(error->message, 0, sizeof error->message) != nullptr);
    FUZZ_REQUIRE(std::memchr(error->field, 0, sizeof error->field) != nullptr);
  }
  return s;
}

std::vector<unsigned char> saved(const tepid_detector* d) {
  std::size_t size = 0;
  FUZZ_REQUIRE(tepid_detector_save(d, nullptr, 0, &size, nullptr) == TEPID_OK);
  std::vector<unsigned char> bytes(size);
  FUZZ_REQUIRE(tepid_detector_save(d, bytes.data(), bytes.size(), &size, nullptr) == TEPID_OK && size == bytes.size());
  return bytes;
}

class calls {
 public:
  explicit calls(source in) : in_{in} {}
  ~calls() {
    for (tepid_detector* d : held_) tepid_detector_destroy(d);
  }
  calls(const calls&) = delete;
  calls& operator=(const calls&) = delete;

  void run() {
    for (int i = 0; i < 60 && !in_.empty(); ++i) one();
    for (tepid_detector* d : held_)
      if (d != nullptr) usable(d);
  }

 private:
  void usable(tepid_detector* d) {
    const double xs[] = {0, 1, 0, 1, 1, 0, 0.5};
    std::size_t taken = 0;
    tepid_state state = TEPID_WARMING;
    FUZZ_REQUIRE(tepid_detector_update(d, xs, std::size(xs), &taken, &state, nullptr) == TEPID_OK);
    FUZZ_REQUIRE(taken >= 1 && taken <= std::size(xs) && state <= TEPID_DRIFT);
    double statistic = 0;
    FUZZ_REQUIRE(tepid_detector_statistic(d, &statistic, nullptr) == TEPID_OK && statistic - statistic == 0);
  }

  /// Any, perhaps none.
  tepid_detector*& any() { return held_[in_.below(held_.size())]; }

  tepid_error* error() {
    error_ = TEPID_ERROR_INIT;
    if (in_.one_in(16)) error_.struct_size = static_cast<std::uint32_t>(in_.below(2 * sizeof error_));
    if (error_.struct_size > sizeof error_) error_.struct_size = sizeof error_;
    return in_.one_in(8) ? nullptr : &error_;
  }

  void create() {
    tepid_detector*& to = any();
    tepid_detector_destroy(to);
    to = nullptr;
    const std::size_t index = in_.below(tepid_registry_size());
    tepid_detector_info info = TEPID_DETECTOR_INFO_INIT;
    FUZZ_REQUIRE(tepid_registry_detector(index, &info, nullptr) == TEPID_OK);
    const std::string odd_name = in_.text(8);
    std::vector<std::string> texts(8);
    std::vector<tepid_setting> settings;
    const std::size_t count = in_.below(5);
    for (std::size_t i = 0; i < count; ++i) {
      tepid_parameter_info p = TEPID_PARAMETER_INFO_INIT;
      if (info.parameter_count != 0)
        FUZZ_REQUIRE(tepid_registry_parameter(index, in_.below(info.parameter_count), &p, nullptr) == TEPID_OK);
      tepid_setting s{p.name, p.default_value, nullptr};
      switch (in_.byte() % 6) {
        case 0: s.name = nullptr; break;
        case 1:
          texts[i] = in_.text(12);
          s.text = texts[i].c_str();
          break;
        case 2: s.value = p.low; break;
        case 3: s.value = p.default_value * 1.5; break;
        case 4: s.value = in_.number(); break;
        default: break;
      }
      // Windows of millions of values are a matter of memory.
      if (p.kind == TEPID_COUNT && s.text == nullptr && s.value > 5000) s.value = 5000;
      if (p.kind == TEPID_COUNT && texts[i].size() > 3) s.text = nullptr;
      settings.push_back(s);
    }
    tepid_error* const why = error();
    const bool none = in_.one_in(32);
    checked(tepid_detector_create(in_.one_in(8) ? odd_name.c_str() : none ? nullptr : info.name,
                                  in_.one_in(16) ? nullptr : settings.data(), settings.size(),
                                  in_.one_in(32) ? nullptr : &to, why),
            why);
  }

  void update() {
    tepid_detector* const d = any();
    std::vector<double> xs(in_.below(200));
    const double a = in_.number(), b = in_.number();
    const std::size_t period = 1 + in_.below(9);
    for (std::size_t i = 0; i < xs.size(); ++i)
      xs[i] = i % period == 0 ? a : i % 5 == 3 ? b : static_cast<double>(i % 2);
    const bool null = in_.one_in(16);
    std::size_t taken = 777;
    tepid_state state = TEPID_WARMING;
    tepid_error* const why = error();
    const tepid_status s =
        checked(tepid_detector_update(d, null ? nullptr : xs.data(), xs.size(), &taken, &state, why), why);
    if (s == TEPID_OK)
      FUZZ_REQUIRE(taken <= xs.size() && state <= TEPID_DRIFT && (xs.empty() || taken > 0));
    else
      FUZZ_REQUIRE(taken == 777);
  }

  void save_and_load() {
    tepid_detector* const d = any();
    if (d == nullptr) {
      tepid_error* const why = error();
      FUZZ_REQUIRE(checked(tepid_detector_save(nullptr, nullptr, 0, nullptr, why), why) == TEPID_BAD_ARGUMENT);
      return;
    }
    std::vector<unsigned char> bytes = saved(d);
    const std::vector<unsigned char> before = bytes;
    std::size_t size = 0;
    std::vector<unsigned char> small(in_.below(bytes.size()), 0x5a);
    if (!small.empty())
      FUZZ_REQUIRE(tepid_detector_save(d, small.data(), small.size(), &size, nullptr) == TEPID_BAD_ARGUMENT &&
                   size == bytes.size() && small[0] == 0x5a);
    if (in_.one_in(2)) bytes[in_.below(bytes.size())] ^= in_.byte();
    if (in_.one_in(8)) bytes.resize(in_.below(bytes.size()));
    tepid_detector*& to = held_[in_.below(held_.size())];
    tepid_detector* loaded = nullptr;
    tepid_error* const why = error();
    if (checked(tepid_detector_load(bytes.data(), bytes.size(), &loaded, why), why) == TEPID_OK) {
      FUZZ_REQUIRE(loaded != nullptr && bytes == before && saved(loaded) == before);
      tepid_detector_destroy(to);
      to = loaded;
    } else {
      FUZZ_REQUIRE(loaded == nullptr && saved(d) == before);
    }
  }

  void ask() {
    const tepid_detector* const d = any();
    tepid_error* const why = error();
    const bool null = in_.one_in(16);
    double number = 0.0;
    std::uint64_t count = 0;
    std::size_t index = 0;
    tepid_state state = TEPID_WARMING;
    tepid_change change = TEPID_CHANGE_INIT;
    const std::string name = in_.text(10);
    const char* some = "limit";
    switch (in_.byte() % 10) {
      case 0: checked(tepid_detector_index(d, null ? nullptr : &index, why), why); break;
      case 1: checked(tepid_detector_state(d, null ? nullptr : &state, why), why); break;
      case 2: checked(tepid_detector_statistic(d, null ? nullptr : &number, why), why); break;
      case 3: checked(tepid_detector_count(d, null ? nullptr : &count, why), why); break;
      case 4: checked(tepid_detector_rejected(d, null ? nullptr : &count, why), why); break;
      case 5:
        if (in_.one_in(4)) change.struct_size = static_cast<std::uint32_t>(in_.below(sizeof change + 1));
        checked(tepid_detector_change(d, null ? nullptr : &change, why), why);
        break;
      case 6: checked(tepid_detector_parameter(d, null ? nullptr : name.c_str(), &number, why), why); break;
      case 7: checked(tepid_registry_find(null ? nullptr : name.c_str(), &index, why), why); break;
      case 8:
        checked(tepid_registry_choice(in_.below(60), in_.below(20), in_.below(6), null ? nullptr : &some, why), why);
        break;
      default: {
        tepid_parameter_info p = TEPID_PARAMETER_INFO_INIT;
        if (in_.one_in(4)) p.struct_size = static_cast<std::uint32_t>(in_.below(sizeof p + 1));
        checked(tepid_registry_parameter(in_.below(60), in_.below(20), null ? nullptr : &p, why), why);
      }
    }
  }

  void one() {
    switch (in_.byte() % 8) {
      case 0: create(); break;
      case 1:
      case 2: update(); break;
      case 3: save_and_load(); break;
      case 4: {
        tepid_detector* const d = any();
        tepid_error* const why = error();
        checked(in_.one_in(2) ? tepid_detector_reset(d, why) : tepid_detector_rearm(d, why), why);
        break;
      }
      case 5: {
        tepid_detector* const d = any();
        tepid_detector* copy = nullptr;
        tepid_error* const why = error();
        if (checked(tepid_detector_clone(d, in_.one_in(16) ? nullptr : &copy, why), why) == TEPID_OK) {
          FUZZ_REQUIRE(saved(copy) == saved(d));
          tepid_detector*& to = any();
          tepid_detector_destroy(to);
          to = copy;
        }
        break;
      }
      case 6:
        if (in_.one_in(4)) {
          tepid_detector*& d = any();
          tepid_detector_destroy(d);
          d = nullptr;
          break;
        }
        [[fallthrough]];
      default: ask();
    }
  }

  source in_;
  std::array<tepid_detector*, 4> held_{};
  tepid_error error_ = TEPID_ERROR_INIT;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  calls{source{{data, size}}}.run();
  return 0;
}
