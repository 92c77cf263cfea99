// tepid/design/law_text.hpp - laws of healthy values in words: "normal(0, 10)", "poisson(4)".
#pragma once

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>

#include <tepid/core/error.hpp>
#include <tepid/core/healthy_law.hpp>
#include <tepid/core/numeric.hpp>

namespace tepid::inline v0::design {

namespace detail {

struct law_word {
  std::string_view name;
  law_kind kind;
  std::size_t numbers;                ///< That it takes.
  std::array<double, 2> usual;        ///< Those taken where the word stands alone.
  bool alone;                         ///< May it stand alone?
};

inline constexpr std::array<law_word, 11> law_words{{{"normal", law_kind::normal, 2, {0, 1}, true},
                                                     {"student", law_kind::student, 1, {5, 0}, false},
                                                     {"lognormal", law_kind::lognormal, 1, {1, 0}, true},
                                                     {"exponential", law_kind::exponential, 1, {1, 0}, true},
                                                     {"uniform", law_kind::uniform, 2, {0, 1}, true},
                                                     {"beta", law_kind::beta, 2, {1, 1}, false},
                                                     {"bernoulli", law_kind::bernoulli, 1, {0.5, 0}, false},
                                                     {"binomial", law_kind::binomial, 2, {1, 0.5}, false},
                                                     {"poisson", law_kind::poisson, 1, {1, 0}, false},
                                                     {"pairs", law_kind::pairs, 1, {0.1, 0}, false},
                                                     {"ar1", law_kind::ar1, 1, {0.5, 0}, false}}};

}  // namespace detail

/// Why there is no such law, as "its sd must be above 0"; empty: there is one.
[[nodiscard]] inline std::string_view fault_of(const healthy_law& law) noexcept {
  const double a = law.a, b = law.b;
  if (!(is_finite(a) && is_finite(b) && std::fabs(a) <= 1e100 && std::fabs(b) <= 1e100)) return "its numbers must be finite";
  const bool share = a >= 0.0 && a <= 1.0;
  switch (law.kind) {
    case law_kind::normal:
      return b > 0.0 ? "" : "its standard deviation, the second number, must be above 0";
    case law_kind::student:
      return a > 2.0 ? "" : "its degrees of freedom must be above 2";
    case law_kind::lognormal:
      return a > 0.0 && a <= 10.0 ? "" : "its number must be in (0, 10]";
    case law_kind::exponential:
      return a > 0.0 ? "" : "its mean must be above 0";
    case law_kind::uniform:
      return a < b ? "" : "its first number must be below its second";
    case law_kind::beta:
      return a > 0.0 && b > 0.0 && a <= 1e9 && b <= 1e9 ? "" : "its numbers must be above 0 and at most 1e9";
    case law_kind::bernoulli:
    case law_kind::pairs:
      return share ? "" : "its probability must be in [0, 1]";
    case law_kind::binomial:
      return a >= 1.0 && a <= 1e9 && a == std::floor(a) && b >= 0.0 && b <= 1.0
                 ? ""
                 : "it takes a number of trials, a whole one up to 1e9, and a probability in [0, 1]";
    case law_kind::poisson:
      return a >= 0.0 && a <= 1e15 ? "" : "its mean must be in [0, 1e15]";
    case law_kind::ar1:
      return a > -1.0 && a < 1.0 ? "" : "its coefficient must be in (-1, 1)";
  }
  return "it is unknown";
}

/// "normal(0, 1)", "binomial(50, 0.1) / 50", "normal(0, 1) in rows of 3 values".
[[nodiscard]] inline std::string text_of(const healthy_law& law) {
  const detail::law_word& word = detail::law_words[static_cast<std::size_t>(law.kind)];
  std::string text = std::string{word.name} + "(" + to_text(law.a) + (word.numbers == 2 ? ", " + to_text(law.b) : "") + ")";
  if (law.scale < 1.0) text += " / " + to_text(std::round(1.0 / law.scale));
  if (law.values > 1)
    text += (law.spread_changes ? " in samples of " : " in rows of ") + std::to_string(law.values) + " values";
  return text;
}

/// The law that a text names: a word of detail::law_words with its numbers in brackets; `normal`, `uniform`, `lognormal` and
/// `exponential` alone are (0, 1), (0, 1), (1) and (1). Throws error{bad_argument, "law"}.
[[nodiscard]] inline healthy_law parse_law(std::string_view text) {
  std::string plain;
  for (const char c : text)
    if (c != ' ') plain += c;
  const auto refuse = [&](const std::string& why) {
    throw error{errc::bad_argument, "law", "law '" + std::string{text} + "': " + why};
  };
  const std::size_t open = plain.find('('), close = plain.find(')');
  const std::string_view name = std::string_view{plain}.substr(0, open);
  const detail::law_word* word = nullptr;
  std::string known;
  for (const detail::law_word& w : detail::law_words) {
    if (w.name == name) word = &w;
    known.append(known.empty() ? "" : ", ").append(w.name).append(w.numbers == 2 ? "(a, b)" : "(a)");
  }
  if (word == nullptr) refuse("there is no such law; there are " + known);
  healthy_law law{.kind = word->kind, .a = word->usual[0], .b = word->usual[1]};
  if (open == std::string::npos) {
    if (!word->alone) refuse("it needs " + std::string{word->numbers == 2 ? "two numbers" : "a number"} + " in brackets");
    return law;
  }
  if (close == std::string::npos || close < open) refuse("a bracket is not closed");
  const char *at = plain.data() + open + 1, *const end = plain.data() + close;
  for (std::size_t i = 0; i < word->numbers; ++i) {
    const auto [after, code] = std::from_chars(at, end, i == 0 ? law.a : law.b);
    if (code != std::errc{} || (i + 1 < word->numbers ? after == end || *after != ',' : after != end))
      refuse("it takes " + std::string{word->numbers == 2 ? "two numbers" : "one number"} + " in its brackets");
    at = after + 1;
  }
  if (close + 1 < plain.size()) {
    double divisor = 0.0;
    const char *const from = plain.data() + close + 2, *const to = plain.data() + plain.size();
    const auto [after, code] =
        plain[close + 1] == '/' ? std::from_chars(from, to, divisor) : std::from_chars_result{from, std::errc::invalid_argument};
    if (code != std::errc{} || after != to || !(divisor >= 1.0 && divisor <= 1e9))
      refuse("after its brackets only / and a number, which counts are divided by");
    law.scale = 1.0 / divisor;
  }
  if (const std::string_view fault = fault_of(law); !fault.empty()) refuse(std::string{fault});
  return law;
}

/// What a reader of a limit has to know of this law; empty: nothing. `chosen`: the law was asked for, not taken from the
/// parameters.
[[nodiscard]] inline std::string note_of(const healthy_law& law, bool chosen) {
  std::string note;
  if (!law.holds.empty() && !chosen) note = "holds for " + std::string{law.holds};
  if (law.assumed && !chosen) {
    const char* what = law.kind == law_kind::bernoulli ? "the rate of errors"
                       : law.kind == law_kind::pairs   ? "the shares of labels and of errors"
                                                       : "the scale and the law of the values";
    note += (note.empty() ? "" : "; ") + std::string{"depends on "} + what + "; " + text_of(law) +
            " is assumed: give their law, or a reference";
  }
  return note;
}

}  // namespace tepid::inline v0::design
