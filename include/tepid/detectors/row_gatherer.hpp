// tepid/detectors/row_gatherer.hpp - rows behind the interface of one value a step.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <tepid/core/detector.hpp>

namespace tepid::inline v0 {

inline constexpr std::string_view dimension_doc = "values in a row; they are given one after another";

/// A detector of rows behind the interface of one value a step. The values of a row are given one after another, and
/// the row is judged at its last value. The detector D adds
///
///   state judge(std::span<const double> row) noexcept;   the verdict on a row
///
/// and initial(), clear(), sound(), state_io() as a scalar_detector, in which it calls those of this class.
///
/// A row with a value that is not finite is rejected as a whole: all its values count in rejected(), those that had
/// been taken before the bad one came too, and none in count(). So count() + rejected() tells the place in the row, and
/// columns never shift. Onsets count values: they are multiples of `dimension`.
template <class D, class P>
class row_gatherer : public scalar_detector<D, P> {
  using base = scalar_detector<D, P>;

 public:
  state update(double x) noexcept {
    const std::uint64_t place = (this->count_ + this->rejected_) % row_.size();
    if (!is_finite(x) || spoiled(place)) [[unlikely]] {
      if (!spoiled(place)) {  // the row's values so far are rejected with it
        this->count_ -= place;
        reject(place);
        std::fill(row_.begin(), row_.end(), 0.0);
      }
      reject(1);
      return this->verdict_;
    }
    if (this->count_ > counter_max - row_.size())
      return this->verdict_;  // the counter is full: nothing is taken any more
    row_[static_cast<std::size_t>(place)] = x;
    ++this->count_;
    if (place + 1 < row_.size()) return this->verdict_;
    const state now = static_cast<D&>(*this).judge(row_);
    std::fill(row_.begin(), row_.end(), 0.0);
    return raise(now);
  }

  std::size_t update(std::span<const double> xs) noexcept {
    const bool kept = this->verdict_ == state::drift;
    const std::size_t d = row_.size();
    for (std::size_t done = 0; done < xs.size();) {
      const std::span<const double> rest = xs.subspan(done);
      if (rest.size() >= d && this->count_ <= counter_max - 2 * d && (this->count_ + this->rejected_) % d == 0 &&
          std::all_of(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(d), is_finite)) {
        this->count_ += d;  // a whole row: as one by one, without the copy
        raise(static_cast<D&>(*this).judge(rest.first(d)));
        done += d;
      } else {
        update(rest[0]);
        ++done;
      }
      if (this->verdict_ == state::drift && !kept) return done;
    }
    return xs.size();
  }

  /// Rows judged or learned from.
  [[nodiscard]] std::uint64_t rows() const noexcept { return this->count_ / row_.size(); }

  friend bool operator==(const row_gatherer&, const row_gatherer&) = default;

 protected:
  explicit row_gatherer(const P& p) : base{p}, row_(static_cast<std::size_t>(p.dimension)) {}

  void clear_rows() noexcept { std::fill(row_.begin(), row_.end(), 0.0); }
  [[nodiscard]] bool rows_sound() const noexcept {
    const std::uint64_t d = row_.size(), taken = this->count_ % d, place = (this->count_ + this->rejected_) % d;
    if (taken != 0 && taken != place) return false;
    for (std::size_t j = 0; j < row_.size(); ++j)
      if (!is_finite(row_[j]) || (j >= taken && std::bit_cast<std::uint64_t>(row_[j]) != 0)) return false;  // -0.0 too
    return true;
  }
  template <class Self, class Io>
  static void rows_io(Self& self, Io& io) {
    for (auto& v : self.row_) io(v);
  }

  std::vector<double> row_;  // that is being filled; 0 beyond

 private:
  state raise(state s) noexcept { return this->verdict_ = this->verdict_ == state::drift ? state::drift : s; }
  /// A row that is being rejected has none of its values in count().
  [[nodiscard]] bool spoiled(std::uint64_t place) const noexcept {
    return place != 0 && this->count_ % row_.size() == 0;
  }
  void reject(std::uint64_t values) noexcept {
    this->rejected_ += values;
    while (this->rejected_ > counter_max) this->rejected_ -= row_.size();  // full, and the place in the row still right
  }
};

}  // namespace tepid::inline v0
