// tepid/design/limit_cache.hpp - limits that were simulated before, by what they were asked with.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tepid/core/numeric.hpp>

namespace tepid::inline v0::design {

/// A simulated limit and what is known of it. The numbers of the reference are 0 where there was none.
struct remembered_limit {
  std::string inputs{};  ///< Everything that the result depends on, as text: the same text, the same result.
  double limit = 0.0;
  double arl = 0.0, error = 0.0;
  std::uint64_t size = 0;
  double correlation_time = 0.0, effective_size = 0.0, low = 0.0, high = 0.0, unwidened_limit = 0.0, share_lost = 0.0;

  [[nodiscard]] bool sound() const {
    // Beyond every number here; `high` and `error` are infinite where the paths could not tell.
    const auto sane = [](double x) { return !is_nan(x) && x >= -1e300; };
    return !inputs.empty() && is_finite(limit) && is_finite(arl) && arl > 0 && sane(error) && sane(correlation_time) &&
           sane(effective_size) && sane(low) && sane(high) && is_finite(unwidened_limit) && is_finite(share_lost);
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.inputs, self.limit, self.arl, self.error, self.size, self.correlation_time, self.effective_size, self.low,
       self.high, self.unwidened_limit, self.share_lost);
  }
  friend bool operator==(const remembered_limit&, const remembered_limit&) = default;
};

/// The last limits that were simulated, at most 256. A profile keeps one, so that a simulation of minutes is made
/// once for all who share the profile.
class limit_cache {
 public:
  static constexpr std::size_t capacity = 256;

  /// The result for these inputs, or null.
  [[nodiscard]] const remembered_limit* find(std::string_view inputs) const noexcept {
    const auto at = std::find_if(all_.begin(), all_.end(), [&](const auto& r) { return r.inputs == inputs; });
    return at == all_.end() ? nullptr : &*at;
  }
  /// Keeps a result; the oldest goes when there are too many.
  void add(remembered_limit result) {
    std::erase_if(all_, [&](const auto& r) { return r.inputs == result.inputs; });
    if (all_.size() >= capacity) all_.erase(all_.begin());
    all_.push_back(std::move(result));
  }
  [[nodiscard]] std::size_t size() const noexcept { return all_.size(); }

  [[nodiscard]] bool sound() const {
    if (all_.size() > capacity) return false;
    for (std::size_t i = 0; i < all_.size(); ++i)
      if (!all_[i].sound() || find(all_[i].inputs) != &all_[i]) return false;
    return true;
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.all_);
  }
  friend bool operator==(const limit_cache&, const limit_cache&) = default;

 private:
  std::vector<remembered_limit> all_;
};

}  // namespace tepid::inline v0::design
