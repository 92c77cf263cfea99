// design/fit.hpp - whether the parameters of a chart or detector fit each other and the law of the values.
#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <tepid/core/detector.hpp>
#include <tepid/core/error.hpp>
#include <tepid/core/healthy_law.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/core/schema.hpp>
#include <tepid/core/side.hpp>
#include <tepid/design/input_law.hpp>
#include <tepid/design/law_text.hpp>
#include <tepid/design/reference_value.hpp>

namespace tepid::inline v0::design {

/// The parameters that a chart or detector has, and those that were given.
struct given_parameters {
  std::string_view owner;
  std::span<const parameter_info> known;
  std::span<const setting> settings;

  [[nodiscard]] const parameter_info* find(std::string_view name) const {
    const auto at = std::find_if(known.begin(), known.end(), [&](const parameter_info& p) { return p.name == name; });
    return at == known.end() ? nullptr : &*at;
  }
  /// Its value, a choice by its position; none where there is no such parameter.
  [[nodiscard]] std::optional<double> value(std::string_view name) const {
    const parameter_info* const p = find(name);
    if (p == nullptr) return std::nullopt;
    double found = p->default_value;
    for (const setting& s : settings)
      if (s.name == name) found = s.text.empty() ? s.value : tepid::detail::parse_value(owner, *p, s.text);
    return found;
  }
  /// -1 for what looks down alone, 0 for both sides where that is asked, else 1.
  [[nodiscard]] int side() const {
    const auto asked = value("side");
    return !asked || *asked == static_cast<double>(tepid::side::up) ? 1 : *asked == static_cast<double>(tepid::side::down) ? -1 : 0;
  }
  /// Does it take its mean from the values, so that no parameter says it?
  [[nodiscard]] bool learns_mean() const {
    const parameter_info* const warm_up = find("warm_up");
    return owner == "page_hinkley" || owner == "bocpd" || value("baseline").value_or(0.0) != 0.0 ||
           (warm_up != nullptr && warm_up->range.low == 0.0 && value("warm_up").value_or(0.0) > 0.0);
  }
};

/// In six digits, as 3.16228.
[[nodiscard]] inline std::string brief_text(double x) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), x, std::chars_format::general, 6).ptr;
  return {text.data(), end};
}

/// Where a reference value k counts from in control, if it does not count from the mean in standard deviations.
[[nodiscard]] inline std::optional<double> centre_of_k(const given_parameters& given, const healthy_law& law) {
  if (!given.find("k")) return std::nullopt;
  if (law.spread_changes) return 1.0;
  if (law.kind == law_kind::poisson || law.kind == law_kind::binomial) return mean_of(law);
  return std::nullopt;
}

/// Refuses a chart that rises without any change under the law that its parameters name. Error: bad_argument naming k.
inline void check_reference_value(const given_parameters& given, const healthy_law& law) {
  const auto centre = centre_of_k(given, law);
  if (!centre || given.side() == 0) return;
  const bool variance = law.spread_changes;
  check_reference_value(*given.value("k"), *centre, given.side() > 0, variance ? "the in-control variance" : "the mean",
                        variance ? "the variance" : "the mean");
}

/// The values that a law has: between these.
[[nodiscard]] inline std::pair<double, double> range_of(const healthy_law& law) noexcept {
  constexpr double far = std::numeric_limits<double>::infinity();
  switch (law.kind) {
    case law_kind::normal:
    case law_kind::student:
    case law_kind::ar1:
      break;
    case law_kind::lognormal:
    case law_kind::exponential:
    case law_kind::poisson:
      return {0.0, far};
    case law_kind::uniform:
      return {law.a, law.b};
    case law_kind::beta:
    case law_kind::bernoulli:
      return {0.0, law.scale};
    case law_kind::binomial:
      return {0.0, law.a * law.scale};
    case law_kind::pairs:
      return {0.0, 3.0};
  }
  return {-far, far};
}

/// What there is to say of values of a law that was asked for beside the one that the parameters name; empty: nothing.
/// Error: bad_argument naming law where they contradict each other, and, for a limit, where every run would end soon, or
/// never, for the parameters alone.
[[nodiscard]] inline std::string note_on_fit(const given_parameters& given, input_kind input, bool guaranteed,
                                             const healthy_law& named, const healthy_law& asked, bool for_limit) {
  std::string notes;
  const auto note = [&](const std::string& text) { notes.append(notes.empty() ? "" : "; ").append(text); };
  const std::string who = "values of " + text_of(asked);
  const auto [low, high] = range_of(asked);
  const auto [least, most] = range_of(named);
  const bool family = given.find("family") != nullptr;
  if ((input == input_kind::real && !family) || named.kind == law_kind::normal) {
    // any number will do
  } else if (named.kind == law_kind::poisson || named.kind == law_kind::binomial) {
    if (low < least || high > most * (1.0 + 1e-9))
      note(who + " lie beyond what counts of " + text_of(named) + " can be");
  } else if (low < least || high > most * (1.0 + 1e-9)) {
    throw error{errc::bad_argument, "law",
                "law: " + who + " lie beyond [" + to_text(least) + ", " + to_text(most) + "], and " + std::string{given.owner} +
                    (family ? " with this family" : "") + " takes values within it, as of " + text_of(named)};
  }
  std::string_view mean_name;
  for (const std::string_view name : {"center", "p", "mean"})
    if (given.find(name) && !(name == "mean" && named.kind == law_kind::binomial)) mean_name = name;
  if (mean_name.empty() || named.assumed || given.learns_mean()) return notes;
  const double mean = mean_of(named), sd = sd_of(named), other = mean_of(asked), other_sd = sd_of(asked);
  const auto k = given.value("k"), centre = centre_of_k(given, named),
             scale = named.kind == law_kind::normal ? given.value("sd") : std::nullopt;
  const auto refuse_or_note = [&](const std::string& text, const std::string& what_would_do) {
    if (for_limit) throw error{errc::bad_argument, "law", "law: " + text + "; " + what_would_do};
    note(text);
  };
  if (named.spread_changes) {
    const double away = given.value("own_mean").value_or(0.0) != 0.0 ? 0.0 : other - mean;
    const double variance = (other_sd * other_sd + away * away) / (sd * sd);
    const std::string text = who + " have a variance about the mean of " + brief_text(variance) + " in units of sd^2";
    if (k && given.side() != 0 && (given.side() > 0 ? variance >= *k : variance <= *k))
      refuse_or_note(text + ", not 1, which k = " + brief_text(*k) + " is to keep apart from a change: the chart rises without any",
                     "give the mean and sd of these values");
    else if (std::fabs(variance - 1.0) > 0.05)
      note(text + ", not 1");
    return notes;
  }
  // A difference that the chart lets pass.
  const double band = guaranteed ? given.value("tolerance").value_or(0.0) : centre ? std::fabs(*k - *centre) : k ? *k * sd : 0.5 * sd;
  const double difference = std::fabs(other - mean);
  const std::string text = who + " have a mean of " + brief_text(other) + ", where the parameters say " + brief_text(mean);
  if (difference > band + 1e-9 * (std::fabs(mean) + sd)) {
    std::string remedy = "give parameters that fit: ";
    if (scale)
      remedy += "mean=" + brief_text(other) + " and sd=" + brief_text(other_sd);
    else if (mean_name == "mean")
      remedy += "mean=" + brief_text(other);
    else
      remedy += std::string{mean_name} + " for a mean of " + brief_text(other);
    refuse_or_note(text + (guaranteed ? ", and nothing is guaranteed for another mean"
                                      : ": such values are a change to it from the start") ,
                   remedy);
  } else if (difference > 0.02 * sd) {
    note(text + ": the limit allows for the difference");
  }
  if (!scale || !(other_sd > 0.0)) return notes;
  const double ratio = other_sd / sd;
  const std::string spread = who + " have a standard deviation of " + brief_text(other_sd) + ", where the parameters say " + brief_text(sd);
  if (guaranteed && ratio > 1.0 + 1e-9)
    refuse_or_note(spread + ", and nothing is guaranteed for a larger one", "give sd=" + brief_text(other_sd));
  else if (!guaranteed && (ratio > 1.25 || ratio < 0.8))
    note(spread + ": all that is in units of it is of another size");
  return notes;
}

}  // namespace tepid::inline v0::design
