// tepid/design/budget.hpp - how often a healthy system may raise an alarm: ways to say it, and conversions.
#pragma once

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>

namespace tepid::inline v0::design {

/// How a budget was stated. The others follow from it by the conversions below, which say what they assume.
enum class budget_kind : std::uint8_t {
  arl0,      ///< Mean number of observations between false alarms.
  alarm_by,  ///< Probability of any false alarm within a stated number of observations.
  anytime,   ///< Probability of any false alarm ever.
};

/// A false-alarm budget for one chart, or for a family of charts until it is split.
///
/// Throws error{bad_argument, field} for what cannot be a budget; `field` is the name of the argument.
class budget {
 public:
  /// A mean of `arl0` observations between false alarms; in [1, 2^53].
  [[nodiscard]] static budget mean_between_alarms(double arl0) {
    require(is_finite(arl0), "arl0", "must be a number of observations, not " + to_text(arl0));
    require(
        arl0 >= 1.0, "arl0",
        "is the mean number of observations between false alarms; it cannot be below 1, and " + to_text(arl0) + " is");
    require(arl0 <= max_observations, "arl0", "cannot be above 2^53 observations, and " + to_text(arl0) + " is");
    return {budget_kind::arl0, arl0, 0.0, 0.0};
  }

  /// `alarms` false alarms per `period` seconds on average, at `rate` observations a second; all positive.
  /// ARL0 = rate * period / alarms.
  [[nodiscard]] static budget per_time(double alarms, double period, double rate) {
    require(is_finite(alarms) && alarms > 0.0, "alarms",
            "must be positive, not " + to_text(alarms) + "; for no false alarm ever, state an anytime budget");
    require(is_finite(period) && period > 0.0, "period", "must be a positive time, not " + to_text(period));
    require(is_finite(rate) && rate > 0.0, "rate",
            "must be a positive number of observations a second, not " + to_text(rate));
    const double arl0 = rate * period / alarms;
    require(arl0 >= 1.0, "alarms",
            to_text(alarms) + " false alarms in " + to_text(rate * period) +
                " observations is more than one for each observation; allow fewer, or observe more often");
    return mean_between_alarms(arl0);
  }

  /// Probability at most `alpha`, in (0, 1), of any false alarm within the first `n` >= 1 observations.
  [[nodiscard]] static budget alarm_by(double alpha, double n) {
    require_probability(alpha);
    require(is_finite(n) && n >= 1.0, "n", "must be at least one observation, not " + to_text(n));
    require(n <= max_observations, "n", "cannot be above 2^53 observations, and " + to_text(n) + " is");
    budget b{budget_kind::alarm_by, 0.0, alpha, n};
    b.arl0_ = -n / std::log1p(-alpha);
    require(b.arl0_ >= 1.0, "alpha",
            to_text(alpha) + " within " + to_text(n) +
                " observations means more than one false alarm for each observation; lower alpha or raise n");
    require(
        b.arl0_ <= max_observations, "alpha",
        to_text(alpha) + " within " + to_text(n) + " observations needs an ARL0 above 2^53; raise alpha or lower n");
    return b;
  }

  /// Never a false alarm with probability at least 1 - `alpha`, alpha in (0, 1), however long the stream. Only
  /// charts with a guarantee can keep it (an e-process crosses 1 / alpha with probability at most alpha, Ville 1939).
  [[nodiscard]] static budget anytime(double alpha) {
    require_probability(alpha);
    return {budget_kind::anytime, 0.0, alpha, 0.0};
  }

  /// From text. A word in brackets may be left out; numbers may be written 90, 2.5 or 1e6; units are s, min, h, d, w.
  ///   "1 per 90 d at 50/s"     a rate per time and observations per time (the latter may come as `rate`, per second)
  ///   "1 per 1e6 observations" a rate per observations ("observations" or "obs")
  ///   "1e6"                    ARL0
  ///   "0.01 by 1e6"            alpha by n observations
  ///   "0.01 anytime"           alpha, ever
  /// @throws error{bad_argument, "budget"} that quotes the text and says what is wrong with it.
  [[nodiscard]] static budget parse(std::string_view text, std::optional<double> rate = std::nullopt);

  [[nodiscard]] budget_kind kind() const noexcept { return kind_; }

  /// Mean number of observations between false alarms. For alarm_by it is -n / log(1 - alpha): an approximation
  /// that takes the run length as exponential, P(alarm by n) = 1 - exp(-n / ARL0), which is close for n far above
  /// the chart's memory; for the exact relation use the chart's law with limit_for_alarm_by.
  /// @throws error{bad_argument, "budget"} for anytime, which has no mean: alarms may never come.
  [[nodiscard]] double arl0() const {
    require(kind_ != budget_kind::anytime, "budget",
            "an anytime budget (alpha = " + to_text(alpha_) +
                ") has no ARL0; use a guaranteed detector, or state a mean between alarms");
    return arl0_;
  }

  /// The stated probability, of alarm_by and anytime. @throws error for arl0: ask probability_of_alarm_by(n).
  [[nodiscard]] double alpha() const {
    require(kind_ != budget_kind::arl0, "budget",
            "a mean between alarms has no alpha; ask for the probability by some n");
    return alpha_;
  }

  /// The horizon of alarm_by in observations, 0 for the other kinds.
  [[nodiscard]] double horizon() const noexcept { return n_; }

  /// False alarms per `period` seconds at `rate` observations a second, on average: rate * period / ARL0.
  [[nodiscard]] double alarms_per(double period, double rate) const {
    require(is_finite(period) && period > 0.0, "period", "must be a positive time, not " + to_text(period));
    require(is_finite(rate) && rate > 0.0, "rate",
            "must be a positive number of observations a second, not " + to_text(rate));
    return rate * period / arl0();
  }

  /// P(any false alarm by n), taking the run length as exponential: 1 - exp(-n / ARL0). Approximate, but for
  /// anytime, where it is the bound alpha.
  [[nodiscard]] double probability_of_alarm_by(double n) const {
    require(!is_nan(n) && n >= 0.0, "n", "must be a number of observations, not " + to_text(n));
    return kind_ == budget_kind::anytime ? alpha_ : -std::expm1(-n / arl0_);
  }

  /// The same from a chart's own law: `survival(n)` is P(run length > n), as the exact chains give it.
  template <class Survival>
  [[nodiscard]] static double probability_of_alarm_by(double n, Survival&& survival) {
    require(is_finite(n) && n >= 1.0 && n <= max_observations, "n",
            "must be at least one observation, not " + to_text(n));
    return 1.0 - static_cast<double>(std::forward<Survival>(survival)(static_cast<std::uint64_t>(n)));
  }

  /// The budget of each of `signals` charts that share this one. ARL0 is multiplied by their number, so that the
  /// rate of false alarms over all of them is as stated under any dependence; alpha is divided (Bonferroni, likewise).
  [[nodiscard]] budget split(std::uint64_t signals) const {
    require(signals >= 1, "signals", "there must be at least one signal to share a budget");
    const auto k = static_cast<double>(signals);
    switch (kind_) {
      case budget_kind::arl0:
        require(arl0_ * k <= max_observations, "signals",
                to_text(k) + " signals would each need an ARL0 above 2^53; watch fewer or allow more false alarms");
        return mean_between_alarms(arl0_ * k);
      case budget_kind::alarm_by:
        return alarm_by(alpha_ / k, n_);
      case budget_kind::anytime:
        break;
    }
    return anytime(alpha_ / k);
  }

  /// "ARL0 1e+06", "alpha 0.01 by 1e+06", "alpha 0.01 anytime".
  [[nodiscard]] std::string text() const {
    switch (kind_) {
      case budget_kind::arl0:
        return "ARL0 " + to_text(arl0_);
      case budget_kind::alarm_by:
        return "alpha " + to_text(alpha_) + " by " + to_text(n_);
      case budget_kind::anytime:
        break;
    }
    return "alpha " + to_text(alpha_) + " anytime";
  }

  static constexpr double max_observations = 0x1p53;

 private:
  budget(budget_kind kind, double arl0, double alpha, double n) noexcept
      : kind_{kind}, arl0_{arl0}, alpha_{alpha}, n_{n} {}

  static void require(bool holds, std::string_view field, const std::string& message) {
    if (!holds) throw error{errc::bad_argument, field, std::string{field} + ": " + message};
  }
  static void require_probability(double alpha) {
    require(alpha > 0.0 && alpha < 1.0, "alpha", "must be a probability in (0, 1), not " + to_text(alpha));
  }

  budget_kind kind_;
  double arl0_;
  double alpha_;
  double n_;
};

/// The limit whose exact probability of an alarm by the budget's horizon is alpha. `probability(limit)` gives it
/// (say 1 - chain(limit).survival(n)) and must fall as the limit rises; [low, high] must hold the answer. Bisection:
/// about 45 calls. @throws error{bad_argument} when the budget is not alarm_by or the interval does not hold the
/// answer.
template <class Probability>
[[nodiscard]] double limit_for_alarm_by(const budget& b, Probability&& probability, double low, double high) {
  if (b.kind() != budget_kind::alarm_by)
    throw error{errc::bad_argument, "budget", "budget: state alpha by n observations; this one is " + b.text()};
  if (!(is_finite(low) && is_finite(high) && low < high))
    throw error{errc::bad_argument, "low", "low: low and high must be two limits in ascending order"};
  if (!(probability(low) >= b.alpha() && probability(high) <= b.alpha()))
    throw error{errc::bad_argument, "high",
                "high: no limit between " + to_text(low) + " and " + to_text(high) + " gives " + b.text()};
  for (int i = 0; i < 200 && high - low > 1e-12 * (1.0 + std::fabs(high)); ++i) {
    const double middle = 0.5 * (low + high);
    (probability(middle) > b.alpha() ? low : high) = middle;
  }
  return high;
}

namespace detail {

/// Reads a budget's text word by word; every failure quotes the whole text.
class budget_reader {
 public:
  explicit budget_reader(std::string_view text) noexcept : text_{text}, rest_{text} {}

  [[noreturn]] void fail(const std::string& what) const {
    throw error{errc::bad_argument, "budget",
                "budget: \"" + std::string{text_} + "\" " + what +
                    "; write for instance \"1 per 90 d at 50/s\", \"1e6\", \"0.01 by 1e6\" or \"0.01 anytime\""};
  }

  [[nodiscard]] bool done() noexcept {
    skip_spaces();
    return rest_.empty();
  }

  [[nodiscard]] std::optional<double> number() noexcept {
    skip_spaces();
    double value = 0.0;
    const auto [end, code] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (code != std::errc{}) return std::nullopt;
    // "inf" and "nan" are words here.
    if (!is_finite(value)) return std::nullopt;
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return value;
  }

  /// The next run of letters, possibly empty.
  [[nodiscard]] std::string_view word() noexcept {
    skip_spaces();
    std::size_t n = 0;
    while (n < rest_.size() && ((rest_[n] | 0x20) >= 'a' && (rest_[n] | 0x20) <= 'z')) ++n;
    const auto found = rest_.substr(0, n);
    rest_.remove_prefix(n);
    return found;
  }

  [[nodiscard]] bool slash() noexcept {
    skip_spaces();
    if (rest_.empty() || rest_.front() != '/') return false;
    rest_.remove_prefix(1);
    return true;
  }

  /// Seconds in the unit.
  [[nodiscard]] double seconds(std::string_view unit) const {
    constexpr std::array<std::pair<std::string_view, double>, 5> units{
        {{"s", 1.0}, {"min", 60.0}, {"h", 3600.0}, {"d", 86400.0}, {"w", 604800.0}}};
    for (const auto& [name, value] : units)
      if (name == unit) return value;
    if (unit.empty()) fail("lacks a unit of time; the units are s, min, h, d, w");
    fail("has \"" + std::string{unit} + "\" where a unit of time should be; the units are s, min, h, d, w");
  }

  [[nodiscard]] std::string rest() const { return std::string{rest_}; }

 private:
  void skip_spaces() noexcept {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\t')) rest_.remove_prefix(1);
  }

  std::string_view text_;
  std::string_view rest_;
};

}  // namespace detail

inline budget budget::parse(std::string_view text, std::optional<double> rate) {
  detail::budget_reader in{text};
  if (in.done()) in.fail("is empty");
  const auto first = in.number();
  if (!first) in.fail("does not start with a number");
  if (in.done()) return mean_between_alarms(*first);

  const auto relation = in.word();
  if (relation == "anytime") {
    if (!in.done()) in.fail("goes on after \"anytime\" with \"" + in.rest() + "\"");
    return anytime(*first);
  }
  if (relation == "by") {
    const auto n = in.number();
    if (!n) in.fail("lacks a number of observations after \"by\"");
    const auto unit = in.word();
    if (!unit.empty() && unit != "obs" && unit != "observations")
      in.fail("counts \"" + std::string{unit} + "\" after \"by\", where only observations are possible");
    if (!in.done()) in.fail("goes on with \"" + in.rest() + "\" after the number of observations");
    return alarm_by(*first, *n);
  }
  if (relation != "per") in.fail("has no \"per\", \"by\" or \"anytime\" after its first number");

  const double amount = in.number().value_or(1.0);
  const auto unit = in.word();
  if (unit == "obs" || unit == "observations") {
    if (!in.done()) in.fail("goes on with \"" + in.rest() + "\" after the number of observations");
    return per_time(*first, amount, 1.0);
  }
  const double period = amount * in.seconds(unit);
  if (!in.done()) {
    if (in.word() != "at") in.fail("should go on with \"at\" and an observation rate");
    const auto count = in.number();
    if (!count) in.fail("lacks a number of observations after \"at\"");
    if (!in.slash()) in.fail("lacks the \"/\" of an observation rate");
    const double stated = *count / in.seconds(in.word());
    if (!in.done()) in.fail("goes on with \"" + in.rest() + "\" after the observation rate");
    if (rate && std::fabs(*rate - stated) > 1e-9 * stated)
      in.fail("states another observation rate than the " + to_text(*rate) + "/s given beside it");
    rate = stated;
  }
  if (!rate) in.fail("needs an observation rate to become a number of observations");
  return per_time(*first, period, *rate);
}

}  // namespace tepid::inline v0::design
