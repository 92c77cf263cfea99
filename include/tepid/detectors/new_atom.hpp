// tepid/detectors/new_atom.hpp - one value suddenly carries mass.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <tuple>
#include <vector>

#include <tepid/core/detector.hpp>
#include <tepid/core/healthy_law.hpp>
#include <tepid/core/lanes.hpp>
#include <tepid/core/prefix.hpp>
#include <tepid/numerics/elementary.hpp>

namespace tepid::inline v0 {

/// Parameters of new_atom.
struct new_atom_params {
  double limit = 11.5;
  std::uint64_t warm_up = 500;
  std::uint64_t values = 256;

  friend bool operator==(const new_atom_params&, const new_atom_params&) = default;
};

/// Finds a value whose share has risen: lengths cut off at 4096, a sensor stuck at 0, a default filled in.
///
/// Statistic: the first `warm_up` values are the reference: a count for each of at most `values` frequent ones
///            (Space-Saving: counts are never too small). Then for each of them, and for as many recent other ones,
///            three CUSUMs of the log-likelihood ratio that its share is p + (1 - p) / 64, / 16 or / 4 instead of p,
///            its share in the reference with two standard errors added. The statistic is the largest of them less
///            its allowance, in nats: log(6 / share in the reference) for a frequent value, log(6 values) for any
///            other. Alarm when it exceeds `limit`. A value without a place counts from its second appearance on.
/// Input:     counts and other values that repeat; compared exactly. Values that never repeat raise no alarm.
/// Limit:     exp(limit) is a lower bound of the mean run length after the reference for values whose shares, given
///            the values before, are at most those p: the allowances make the sum of all places an e-detector,
///            however many values pass through them. The default 11.5 stands for 100,000. The shares are estimates: a longer warm_up makes
///            them, and so the detector, sharper.
/// Change:    onset is the first appearance since its CUSUMs all last were at zero; effect is the rise of the value's
///            share since; direction is +1. value() tells which it is.
/// Cost:      O(values) a value at worst: 45 ns when 40 values repeat, 160 ns when nearly all differ; 60 KiB for 256 values,
///            all allocated by the constructor. Batch and one-by-one give the same bits.
/// Errors:    the constructor throws error{bad_parameter}; nothing else throws.
/// Source:    E. S. Page, Biometrika 41 (1954) 100-115; A. Metwally, D. Agrawal, A. El Abbadi, ICDT 2005,
///            398-412 (Space-Saving); mixtures of e-detectors: J. Shin, A. Ramdas, A. Rinaldo, NEJSDS 2 (2024) 229-260.
class new_atom : public scalar_detector<new_atom, new_atom_params> {
 public:
  static constexpr descriptor about{.id = 96,
                                    .name = "new_atom",
                                    .class_name = "NewAtom",
                                    .title = "One value suddenly carries mass",
                                    .source = "Page 1954, Biometrika 41; Metwally, Agrawal and El Abbadi 2005, ICDT",
                                    .limit = "limit",
                                    .input = input_kind::count};
  static constexpr std::tuple schema{
      field{"limit", &new_atom_params::limit, {0, 1e9, true}, "nats", "alarm when the statistic exceeds it"},
      field{"warm_up", &new_atom_params::warm_up, {1, 1e9}, "observations", "length of the reference"},
      field{"values", &new_atom_params::values, {1, 1024}, "", "places for frequent values, and for other ones"}};

  [[nodiscard]] static healthy_law healthy(const new_atom_params&) noexcept { return healthy_law::poisson(25.0).as_assumed(); }

  explicit new_atom(const new_atom_params& p = {}) : scalar_detector{p}, key_(2 * places()), slot_(2 * places()) {
    for (std::size_t k = 0; k < shapes; ++k) loss_[k] = -portable_log(1.0 - rise(k));
    reset();
  }

  [[nodiscard]] double statistic() const noexcept {
    if (!(bound_ > 0)) return 0.0;
    const std::size_t at = leading();
    return at == none ? 0.0 : std::clamp(evidence(at), 0.0, evidence_max);
  }

  /// The value with most evidence; 0 if there is none.
  [[nodiscard]] double value() const noexcept {
    const std::size_t at = leading();
    return at == none ? 0.0 : key_[at];
  }

  [[nodiscard]] change_estimate change() const noexcept {
    const std::size_t at = leading();
    if (at == none || !(evidence(at) > 0)) return {};
    const slot& s = slot_[at];
    const double seen = static_cast<double>(s.hits) / static_cast<double>(count_ - s.since);
    return {.onset = s.since, .effect = seen - static_cast<double>(in_reference(at)) / static_cast<double>(params_.warm_up),
            .direction = 1};
  }

  state step(double x) noexcept {
    if (count_ <= params_.warm_up) {
      learn(x);
      return count_ < params_.warm_up ? state::warming : state::stable;
    }
    std::size_t at = find(x, 0, frequent_);
    if (at == none) at = find(x, places(), places() + others_);
    if (at == none) open(x);
    else hit(at);
    if (bound_ > params_.limit || count_ % 64 == 0) bound_ = statistic();
    return bound_ > params_.limit ? state::drift : state::stable;
  }

  /// A value comes whose rise was told already: it counts, and it is evidence of nothing but that no other came.
  void pass() noexcept {
    count_ += count_ < counter_max;
    if (count_ % 64 == 0) bound_ = statistic();
  }

  /// The rise of x was told: what was evidence of it is forgotten. The alarm is over.
  void forget(double x) noexcept {
    std::size_t at = find(x, 0, frequent_);
    if (at == none) at = find(x, places(), places() + others_);
    if (at != none) {
      slot& s = slot_[at];
      s.evidence = {};
      if (s.last > 0) s.since = s.last - 1, s.hits = 1;
    }
    bound_ = statistic();
    rearm();
  }

  void clear() noexcept {
    frequent_ = others_ = 0;
    missed_ = hand_ = 0;
    bound_ = 0.0;
    other_ = {};
    std::fill(key_.begin(), key_.end(), 0.0);
    std::fill(slot_.begin(), slot_.end(), slot{});
  }

  [[nodiscard]] state initial() const noexcept { return state::warming; }

  [[nodiscard]] bool sound() const noexcept {
    const bool watching = count_ > params_.warm_up;
    if (missed_ > params_.warm_up || hand_ >= places() || (!watching && (others_ > 0 || hand_ > 0))) return false;
    std::uint64_t counted = 0;
    bool good = true;
    for_each_used([&](std::size_t i) {
      const slot& s = slot_[i];
      const bool other = i >= places();
      good &= is_finite(key_[i]) && (other ? s.number == 0 : s.number >= 1 && s.number <= params_.warm_up);
      if (!other) counted += s.number;
      if (s.last == 0) good &= !other && s.since == 0 && s.hits == 0;
      else good &= s.last > params_.warm_up && s.last <= count_ && s.since < s.last && s.hits >= 1 && s.hits <= s.last - s.since;
      for (const double e : s.evidence) good &= e >= 0.0 && e <= (s.last == 0 ? 0.0 : evidence_max);
    });
    return good && counted == std::min(count_, params_.warm_up);
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.missed_, self.hand_);
    const auto part = [&](std::size_t from, std::size_t& used) {
      const auto column = [&](auto&& get) {
        struct {
          decltype(get)& at;
          decltype(auto) operator[](std::size_t i) { return at(i); }
        } values{get};
        prefix_io(io, values, used);
      };
      struct {
        Self& owner;
        std::size_t from;
        auto& operator[](std::size_t i) { return owner.key_[from + i]; }
      } keys{self, from};
      prefix_io(io, keys, used, 0, self.places());
      if (from == 0) column([&](std::size_t i) -> auto& { return self.slot_[from + i].number; });
      column([&](std::size_t i) -> auto& { return self.slot_[from + i].last; });
      column([&](std::size_t i) -> auto& { return self.slot_[from + i].since; });
      column([&](std::size_t i) -> auto& { return self.slot_[from + i].hits; });
      column([&](std::size_t i) -> auto& { return self.slot_[from + i].evidence; });
    };
    std::size_t frequent = self.frequent_, others = self.others_;
    part(0, frequent);
    part(self.places(), others);
    if constexpr (Io::is_loading) {
      self.frequent_ = frequent;
      self.others_ = others;
      if (self.count_ >= self.params_.warm_up) {
        self.conclude();
        for (std::size_t i = 0; i < others; ++i) self.slot_[self.places() + i].against = self.other_;
      }
      self.bound_ = evidence_max;  // not known
      self.bound_ = self.statistic();
    }
  }

  friend bool operator==(const new_atom& a, const new_atom& b) noexcept {
    return static_cast<const scalar_detector&>(a) == static_cast<const scalar_detector&>(b) &&
           a.frequent_ == b.frequent_ && a.others_ == b.others_ && a.missed_ == b.missed_ && a.hand_ == b.hand_ &&
           a.key_ == b.key_ && a.slot_ == b.slot_;
  }

 private:
  static constexpr std::size_t shapes = 3, none = ~std::size_t{0};
  static constexpr double evidence_max = 1e300;

  /// What a value's evidence is taken against: what an appearance adds to its CUSUMs, and the allowance.
  struct null {
    std::array<double, shapes> gain{};
    double allowance = 0.0;
    friend bool operator==(const null&, const null&) = default;
  };

  struct slot {
    std::uint64_t number = 0;  // of a frequent value: appearances in the reference
    std::uint64_t last = 0;    // how many values had been accepted with its last appearance after the reference
    std::uint64_t since = 0;   // index of the first appearance since all its CUSUMs last were zero
    std::uint64_t hits = 0;    // appearances since then
    std::array<double, shapes> evidence{};  // the CUSUMs after the last appearance
    null against{};                         // follows from number
    friend bool operator==(const slot&, const slot&) = default;
  };

  /// By how much of what is missing to 1 a share rises: 1/64, 1/16, 1/4.
  [[nodiscard]] static constexpr double rise(std::size_t k) noexcept { return k == 0 ? 0x1p-6 : k == 1 ? 0x1p-4 : 0x1p-2; }

  [[nodiscard]] std::size_t places() const noexcept { return static_cast<std::size_t>(params_.values); }
  [[nodiscard]] std::uint64_t in_reference(std::size_t i) const noexcept { return i < places() ? slot_[i].number : missed_; }

  template <class F>
  void for_each_used(F&& f) const {
    for (std::size_t i = 0; i < frequent_; ++i) f(i);
    for (std::size_t i = 0; i < others_; ++i) f(places() + i);
  }

  [[nodiscard]] std::size_t find(double x, std::size_t from, std::size_t to) const noexcept {
    const lane_pair wanted{x, x};
    for (; from + 8 <= to; from += 8) {  // pairs: most often none is equal
      lane_pair_index equal{};
      for (std::size_t i = from; i < from + 8; i += 2) {
        lane_pair keys;
        std::memcpy(&keys, key_.data() + i, sizeof keys);
        equal |= keys == wanted;
      }
      if ((equal[0] | equal[1]) != 0) break;
    }
    for (; from < to; ++from)
      if (key_[from] == x) return from;
    return none;
  }

  /// A value of the reference. A value without a place takes that of the least frequent one, and its count.
  void learn(double x) noexcept {
    std::size_t at = find(x, 0, frequent_);
    if (at == none && frequent_ < places()) at = frequent_++;
    if (at == none) {
      at = 0;
      for (std::size_t i = 1; i < frequent_; ++i)
        if (slot_[i].number < slot_[at].number) at = i;
      missed_ = slot_[at].number;
    }
    key_[at] = x;
    ++slot_[at].number;
    if (count_ == params_.warm_up) conclude();
  }

  /// The reference is complete.
  void conclude() noexcept {
    for (std::size_t i = 0; i < frequent_; ++i)
      slot_[i].against = null_of(slot_[i].number, static_cast<double>(params_.warm_up) / static_cast<double>(slot_[i].number));
    other_ = null_of(missed_, static_cast<double>(params_.values));
  }

  [[nodiscard]] null null_of(std::uint64_t appearances, double inverse_weight) const noexcept {
    const double seen = static_cast<double>(appearances) + 1.0;
    const double share = std::min(1.0, (seen + 2.0 * std::sqrt(seen)) / static_cast<double>(params_.warm_up));
    null found;
    for (std::size_t k = 0; k < shapes; ++k) found.gain[k] = portable_log((share + (1.0 - share) * rise(k)) / share);
    found.allowance = portable_log(2.0 * shapes * inverse_weight);
    return found;
  }

  /// A value without a place: it takes the next one whose value has no evidence left, or else just the next one.
  void open(double x) noexcept {
    std::size_t at = others_;
    if (others_ < places()) ++others_;
    else {
      for (std::size_t tries = 0; tries < places() && remaining(places() + hand_) > 0.0; ++tries) advance();
      at = static_cast<std::size_t>(hand_);
      advance();
    }
    key_[places() + at] = x;
    slot_[places() + at] = {.last = count_, .since = count_ - 1, .hits = 1, .against = other_};
  }

  void advance() noexcept { hand_ = hand_ + 1 < places() ? hand_ + 1 : 0; }

  void hit(std::size_t at) noexcept {
    slot& s = slot_[at];
    const double missed = s.last < count_ ? static_cast<double>(count_ - s.last - 1) : 0.0;
    bool zero = true;
    for (std::size_t k = 0; k < shapes; ++k) {
      s.evidence[k] = std::max(0.0, s.evidence[k] - loss_[k] * missed);
      zero &= s.evidence[k] == 0.0;
      s.evidence[k] += s.against.gain[k];
    }
    if (zero || s.last == 0) s.since = count_ - 1, s.hits = 0;
    s.last = count_;
    s.hits += s.hits < s.last - s.since;
    bound_ = std::max(bound_, evidence(at));
  }

  /// The largest CUSUM of one place now.
  [[nodiscard]] double remaining(std::size_t i) const noexcept {
    const slot& s = slot_[i];
    const double missed = static_cast<double>(count_ - s.last);
    double largest = 0.0;
    for (std::size_t k = 0; k < shapes; ++k) largest = std::max(largest, s.evidence[k] - loss_[k] * missed);
    return std::min(largest, evidence_max);
  }
  /// Negative while it is below its allowance.
  [[nodiscard]] double evidence(std::size_t i) const noexcept { return remaining(i) - slot_[i].against.allowance; }

  /// The place with most evidence, or `none` if nothing was seen after the reference.
  [[nodiscard]] std::size_t leading() const noexcept {
    std::size_t best = none;
    double most = 0.0;
    for_each_used([&](std::size_t i) {
      if (slot_[i].last == 0) return;
      const double e = evidence(i);
      if (best == none || e > most) most = e, best = i;
    });
    return best;
  }

  std::vector<double> key_;  // frequent values at 0, 1, ...; others at places(), places() + 1, ...
  std::vector<slot> slot_;
  std::size_t frequent_ = 0, others_ = 0;
  std::uint64_t missed_ = 0, hand_ = 0;  // most appearances of a value that was not counted; next place to give up
  double bound_ = 0.0;                     // no place has more evidence: to know when to look
  null other_{};  // for every value without a place
  std::array<double, shapes> loss_{};
};

static_assert(Detector<new_atom>);

}  // namespace tepid::inline v0
