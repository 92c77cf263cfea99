// tepid/monitors/column_watch.hpp - one column of live values against its reference profile.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <tepid/core/non_finite.hpp>
#include <tepid/core/schema.hpp>
#include <tepid/design/ewma_bank_limit.hpp>
#include <tepid/detectors/ewma_bank.hpp>
#include <tepid/monitors/alarm.hpp>
#include <tepid/monitors/infinity_watch.hpp>
#include <tepid/monitors/profile.hpp>
#include <tepid/monitors/share_watch.hpp>
#include <tepid/numerics/elementary.hpp>
#include <tepid/transforms/pit.hpp>

namespace tepid::inline v0 {

/// Parameters of column_watch.
struct watch_params {
  double arl0 = 1e6;
  std::uint64_t seed = 1;
  std::uint64_t recent = 4096;

  friend bool operator==(const watch_params&, const watch_params&) = default;
};

/// An alarm of one column. Rows are those that the caller gave.
struct watch_alarm {
  alarm_kind kind = alarm_kind::values;  ///< values, missing (empty cells and NaN) or non_finite.
  non_finite which = non_finite::missing;  ///< Of non_finite: which infinity.
  std::uint64_t row = 0;         ///< At this row the statistic exceeded its limit.
  std::uint64_t onset = 0;       ///< First changed row, if the change was abrupt.
  std::uint64_t onset_ramp = 0;  ///< The same, if the change was gradual.
  int direction = 0;             ///< +1 the ranks or the share rose, -1 they fell.
  /// Mean of the values since `onset` (of the newest `recent` of them) less the reference's mean, in reference
  /// standard deviations; NaN when the reference has no spread. Of shares the share since then less the reference's.
  double effect = 0.0;
  double statistic = 0.0;  ///< Nats.
  double limit = 0.0;
  /// The change of the alarm before goes on: the same direction again, within ten times as many values as the
  /// evidence for it took. A change that stays keeps raising alarms; all but the first have `continues`.
  bool continues = false;
};

/// Where a watch's limit comes from.
enum class limit_origin : std::uint8_t {
  independent,  ///< The budget, on independent data.
  replay,       ///< The reference itself strays further than independent data would.
};

/// Watches one numeric column: values become normal scores of their randomized rank in the reference (pit),
/// then pass an ewma_bank. After an alarm the bank starts anew.
///
/// Rates: those of replay_grid (0.75 / 3^j) that are at least max(20 / arl0, 50 / m), m the number of
///        reference values, and the fastest in any case. A slower chart would see the estimation error of the
///        reference itself: the mean score of all later values has a standard deviation of 1 / sqrt(m), the
///        chart's own is sqrt(rate / 2), so at rate 50 / m the error is a fifth of it.
/// Limit: the larger of the independent-data limit for the budget (limit_of_ewma_bank, conservative) and 1.1
///        times the largest statistic that the reference, replayed in its own order, reaches: real traffic is
///        not independent. With the first, independent data raise a false alarm no more often than every arl0
///        values, about: simulated with arl0 = 1e5, every 1.27e5 with 10,000 reference values, every 0.88e5 with
///        1,000, the first one later still. With the second there is no number to promise, only that the
///        reference itself would not alarm. origin() tells which it is.
/// Input: any numbers. Values that are not finite do not enter the chart; their shares are watched separately:
///        infinities (infinity_watch, margin 0.01, share_range::around what the reference has), and, where the reference
///        has none, missing values and NaN together (share_watch, up to 0.01 is tolerated). Where it has some nothing is
///        known of how they cluster, and their share is not watched (watches_missing()).
/// Budget: the chart has 98% of the false alarms that arl0 allows, the two watches of shares 1% each.
/// Cost:  about 65 ns a value with 10,000 reference values; noexcept, no allocation after construction. 16 bytes for
///        each of `recent` values and 2 KiB; the reference's distribution is shared with the profile. Construction
///        takes some ms (the limit), an alarm some 0.2 ms (the onset).
class column_watch {
 public:
  using params = watch_params;
  static constexpr std::string_view name = "watch";
  static constexpr std::tuple schema{
      field{"arl0", &watch_params::arl0, {10, 1e10}, "observations", "mean number of values between false alarms"},
      field{"seed", &watch_params::seed, {0, count_max}, "", "of the random ranks; each column draws its own stream"},
      field{"recent", &watch_params::recent, {1, 1e7}, "observations", "newest values kept to measure an effect"}};

  /// Throws error{bad_parameter}, error{bad_argument} for a column of text or time, error{bad_data} when the
  /// reference has no finite value.
  explicit column_watch(const column_profile& reference, const watch_params& p = {})
      : column_watch{reference, p, independent_limit(reference, p)} {}

  /// The same, with the limit of a column that has as many usable_rates under the same budget: finding it is nearly all
  /// that construction costs.
  column_watch(const column_profile& reference, const watch_params& p, double independent_limit)
      : params_{checked(reference, p)},
        score_{reference.distribution, random_source{p.seed, hash(reference.name)}},
        independent_limit_{independent_limit},
        bank_{designed(reference, p, independent_limit_)},
        mean_{reference.values.mean()},
        sd_{spread_of(reference.values)},
        infinities_known_{reference.kinds_known || reference.not_finite.infinite() == 0},
        watches_missing_{reference.not_finite.no_value() == 0},
        infinities_before_{infinities_of(reference)},
        infinity_watch_{infinities_before_, share_margin, p.arl0 / share_part},
        missing_watch_{share_margin, p.arl0 / share_part},
        recent_(static_cast<std::size_t>(p.recent)) {}

  /// Takes the value of row `row`; rows only grow. The alarm, if it raises one.
  std::optional<watch_alarm> update(double x, std::uint64_t row) noexcept {
    std::optional<watch_alarm> share = update_shares(x, row);
    if (!is_finite(x)) [[unlikely]] {
      not_finite_.add(x);
      return share;
    }
    if (share) [[unlikely]]
      return share;  // the value is lost to the chart, which sees the next one
    if (bank_.count() == 0) first_row_ = row;
    recent_[next_] = {x, row};
    next_ = next_ + 1 == recent_.size() ? 0 : next_ + 1;
    if (bank_.update(score_(x)) != state::drift) [[likely]]
      return std::nullopt;
    const change_estimate change = bank_.change();
    watch_alarm found = describe_alarm(row, change);
    const std::uint64_t evidence = bank_.count() - std::min(change.onset, bank_.count() - 1);
    found.continues =
        alarms_ > 0 && found.direction == direction_ && bank_.count() <= 10 * std::max(evidence, evidence_);
    evidence_ = found.continues ? std::max(evidence, evidence_) : evidence;
    direction_ = found.direction;
    ++alarms_;
    accepted_ += bank_.count();
    bank_.reset();
    next_ = 0;
    return found;
  }

  [[nodiscard]] double limit() const noexcept { return bank_.parameters().limit; }
  [[nodiscard]] limit_origin origin() const noexcept {
    return limit() > independent_limit_ ? limit_origin::replay : limit_origin::independent;
  }
  /// The number of rates; rate(0) is the fastest.
  [[nodiscard]] std::size_t rates() const noexcept { return bank_.size(); }
  [[nodiscard]] double rate(std::size_t j) const noexcept { return bank_.rate(j); }
  [[nodiscard]] double statistic() const noexcept { return bank_.statistic(); }
  [[nodiscard]] const watch_params& parameters() const noexcept { return params_; }
  /// Finite values taken, and values that were skipped.
  [[nodiscard]] std::uint64_t accepted() const noexcept { return accepted_ + bank_.count(); }
  [[nodiscard]] const non_finite_counts& not_finite() const noexcept { return not_finite_; }
  /// Of all kinds.
  [[nodiscard]] std::uint64_t alarms() const noexcept { return alarms_ + share_alarms_; }
  /// Is the share of missing values and NaN watched, and that of infinities?
  [[nodiscard]] bool watches_missing() const noexcept { return watches_missing_; }
  [[nodiscard]] bool watches_infinities() const noexcept { return infinities_known_; }
  /// The part of the budget that the chart has.
  [[nodiscard]] static double chart_arl0(const watch_params& p) noexcept {
    return std::min(1e10, p.arl0 / (1.0 - 2.0 * share_part));
  }

  /// The limit of the chart on independent data.
  [[nodiscard]] static double independent_limit(const column_profile& reference, const watch_params& p) {
    const watch_params& sound = checked(reference, p);
    return design::limit_of_ewma_bank(chart_arl0(sound), rates_for(reference, sound)).limit;
  }

  /// How many rates of replay_grid a budget and a reference of `m` values allow.
  [[nodiscard]] static std::size_t usable_rates(double arl0, std::uint64_t m) noexcept {
    const double slowest = std::max(20.0 / arl0, 50.0 / static_cast<double>(m));
    std::size_t n = 1;
    while (n < replay_grid::size && replay_grid::rates[n] >= slowest) ++n;
    return n;
  }

 private:
  static constexpr double share_part = 0.01, share_margin = 0.01;

  struct seen {
    double value = 0.0;
    std::uint64_t row = 0;
  };

  static const watch_params& checked(const column_profile& reference, const watch_params& p) {
    validate(name, p, schema);
    if (reference.type == column_type::categorical || reference.type == column_type::time)
      throw error{errc::bad_argument, reference.name,
                  "watch: column '" + reference.name + "' is " + std::string{to_string(reference.type)} +
                      "; only columns of numbers can be watched"};
    if (reference.values.count() == 0)
      throw error{errc::bad_data, reference.name,
                  "watch: column '" + reference.name + "' has no finite value in the reference"};
    return p;
  }
  /// The standard deviation; where squares leave the range of a double half the range, which it is no larger than.
  static double spread_of(const moments& values) noexcept {
    const double sd = values.sd();
    return is_finite(sd) ? sd : 0.5 * values.max() - 0.5 * values.min();
  }
  static std::span<const double> rates_for(const column_profile& reference, const watch_params& p) noexcept {
    return std::span{replay_grid::rates}.first(usable_rates(p.arl0, reference.values.count()));
  }
  static ewma_bank_params designed(const column_profile& reference, const watch_params& p, double limit) {
    const auto rates = rates_for(reference, p);
    for (std::size_t j = 0; j < rates.size(); ++j)
      limit = std::max(limit, 1.1 * (reference.replay[j] - portable_log(rates[j])));
    return {.rates = rates.size(), .max_rate = replay_grid::max_rate, .ratio = replay_grid::ratio, .limit = limit, .tilt = 1.0};
  }
  /// FNV-1a: which random stream a column draws from.
  static std::uint64_t hash(std::string_view text) noexcept {
    std::uint64_t h = 0xcbf29ce484222325;
    for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return h;
  }

  /// Accepted values that are still in the ring: those from this one on.
  [[nodiscard]] std::uint64_t oldest_kept() const noexcept {
    return bank_.count() - std::min<std::uint64_t>(bank_.count(), recent_.size());
  }
  [[nodiscard]] const seen& kept(std::uint64_t accepted) const noexcept {
    return recent_[static_cast<std::size_t>(accepted % recent_.size())];  // the start is at place 0
  }
  /// The row of an accepted value since the last start: exact while it is kept, between known rows before that.
  [[nodiscard]] std::uint64_t row_of(std::uint64_t accepted) const noexcept {
    const std::uint64_t oldest = oldest_kept();
    if (accepted >= oldest) return kept(accepted).row;
    const double share = static_cast<double>(accepted) / static_cast<double>(oldest);
    return first_row_ + static_cast<std::uint64_t>(share * static_cast<double>(kept(oldest).row - first_row_));
  }

  static infinity_shares infinities_of(const column_profile& c) noexcept {
    const double rows = static_cast<double>(std::max<std::uint64_t>(1, c.rows));
    infinity_shares s;
    s.negative = share_range::around(static_cast<double>(c.not_finite.negative_infinity) / rows);
    s.positive = share_range::around(static_cast<double>(c.not_finite.positive_infinity) / rows);
    return s;
  }
  std::optional<watch_alarm> update_shares(double x, std::uint64_t row) noexcept {
    ++rows_;
    std::optional<watch_alarm> found;
    const double at = static_cast<double>(row);
    // Of several at once the first new one is reported. The others are found again within a block.
    const auto join = [&](const watch_alarm& a) {
      if (!found || (found->continues && !a.continues)) found = a;
    };
    if (const auto all = infinity_watch_.update(x, at); !all.empty() && infinities_known_) [[unlikely]]
      for (const infinity_watch::finding& f : all) {
        if (found && !found->continues) break;
        const share_range& before = f.positive ? infinities_before_.positive : infinities_before_.negative;
        watch_alarm a = share_alarm(alarm_kind::non_finite, f.index(), infinity_watch_.watch(f), !f.rise, before.share, row);
        a.which = f.positive ? non_finite::positive_infinity : non_finite::negative_infinity;
        infinity_watch_.restart(f);
        join(a);
      }
    if (watches_missing_ && missing_watch_.update(is_nan(x), at) && (!found || found->continues)) [[unlikely]] {
      join(share_alarm(alarm_kind::missing, 4, missing_watch_, false, 0.0, row));
      missing_watch_.restart();
    }
    return found;
  }
  /// The share of values for which the watch is there or, `good`, of all others.
  watch_alarm share_alarm(alarm_kind kind, std::size_t index, const share_watch& watch, bool good, double before, std::uint64_t row) noexcept {
    watch_alarm a;
    a.kind = kind;
    a.row = row;
    a.onset = a.onset_ramp = is_nan(watch.since()) ? row : static_cast<std::uint64_t>(watch.since());
    a.direction = good ? -1 : 1;
    const double n = static_cast<double>(std::max<std::uint64_t>(1, watch.values()));
    const double bads = static_cast<double>(watch.bads());
    a.effect = (good ? n - bads : bads) / n - before;
    a.statistic = watch.statistic();
    a.limit = watch.limit();
    share_news& last = shares_[index];
    a.continues = last.row != 0 && rows_ - last.row <= 10 * std::max(watch.values(), last.evidence);
    last.evidence = a.continues ? std::max(watch.values(), last.evidence) : watch.values();
    last.row = rows_;
    ++share_alarms_;
    return a;
  }
  [[nodiscard]] watch_alarm describe_alarm(std::uint64_t row, const change_estimate& change) const noexcept {
    const std::uint64_t last = bank_.count() - 1;
    const std::uint64_t from = std::min(change.onset, last);
    watch_alarm found;
    found.row = row;
    found.onset = row_of(from);
    found.onset_ramp = row_of(std::min(change.ramp_onset, last));
    found.direction = change.direction;
    found.statistic = bank_.statistic();
    found.limit = limit();
    double mean = 0.0, n = 0.0;
    for (std::uint64_t i = std::max(from, oldest_kept()); i <= last; ++i) {
      n += 1.0;
      mean += kept(i).value / n - mean / n;  // no sum that could overflow
    }
    const double difference = mean - mean_;
    found.effect = !(sd_ > 0)              ? std::numeric_limits<double>::quiet_NaN()
                   : is_finite(difference) ? difference / sd_
                                           : mean / sd_ - mean_ / sd_;
    return found;
  }

  watch_params params_;
  pit score_;
  double independent_limit_;
  ewma_bank bank_;
  double mean_, sd_;
  bool infinities_known_, watches_missing_;
  infinity_shares infinities_before_;
  infinity_watch infinity_watch_;
  share_watch missing_watch_;
  /// The newest alarm of a share: a change that goes on raises more of them.
  struct share_news {
    std::uint64_t row = 0, evidence = 0;  // row: of all that came, from 1; 0: none yet
  };
  std::array<share_news, 5> shares_{};  // of the four watches of infinities, of missing values
  std::uint64_t rows_ = 0, share_alarms_ = 0;
  std::vector<seen> recent_;  // accepted value i since the last start at place i mod size
  std::size_t next_ = 0;      // place of the next one
  std::uint64_t first_row_ = 0;
  std::uint64_t accepted_ = 0, alarms_ = 0;
  non_finite_counts not_finite_;
  std::uint64_t evidence_ = 0;  // values between onset and alarm of the change before
  int direction_ = 0;
};

}  // namespace tepid::inline v0
