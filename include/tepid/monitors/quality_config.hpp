// tepid/monitors/quality_config.hpp - what quality is measured, for how long labels are waited for, what may not be.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/monitors/alarm_config.hpp>
#include <tepid/monitors/audit.hpp>
#include <tepid/monitors/quality_metric.hpp>

namespace tepid::inline v0 {

/// What is predicted, and what labels may weigh.
struct quality_settings {
  quality_kind kind = quality_kind::binary;
  std::uint32_t classes = 2;  ///< Of multiclass. [2, 1024]
  /// Of regression: the largest possible error; larger errors count as this one. Bounds need it; 0: no bounds. At most
  /// 1e70.
  double most_error = 0.0;
  /// The least probability with which a case is chosen to be labelled; 1: every case is. A label with a smaller
  /// probability counts as one with this, and such labels are counted. [1e-9, 1]
  double least_probability = 1.0;

  /// Throws error{bad_argument} that names the member.
  void validate() const {
    const auto must = [](bool holds, const char* what, const std::string& why) {
      if (!holds) throw error{errc::bad_argument, what, std::string{"quality: "} + what + " " + why};
    };
    must(kind <= quality_kind::regression, "kind", "must be binary, multiclass or regression");
    must(classes >= 2 && classes <= 1024, "classes", "must be in [2, 1024], not " + std::to_string(classes));
    must(most_error >= 0 && most_error <= 1e70, "most_error",
         "must be 0 or more, at most 1e70, not " + to_text(most_error));
    must(least_probability >= 1e-9 && least_probability <= 1, "least_probability",
         "must be in [1e-9, 1], not " + to_text(least_probability));
  }
  friend bool operator==(const quality_settings&, const quality_settings&) = default;
};

/// A level that a quality metric must not fall below, and for errors (mae, rmse) not rise above.
struct quality_floor {
  std::string metric{};
  double level = 0.0;

  friend bool operator==(const quality_floor&, const quality_floor&) = default;
};

/// What a metric was on the reference; less than that by more than the margin is a fall.
struct quality_reference {
  std::string metric{};  ///< accuracy, precision, recall or specificity.
  double level = 0.0;
  double margin = 0.0;

  friend bool operator==(const quality_reference&, const quality_reference&) = default;
};

/// What is watched, for how long predictions wait, and how often it may be wrong.
struct quality_watch_config {
  quality_settings settings{};
  std::vector<quality_floor> floors{};
  std::vector<quality_reference> references{};
  std::size_t capacity = std::size_t{1} << 20;  ///< Predictions kept. [1, 2^30]
  double horizon_seconds = 30 * 86'400.0;       ///< Labels later than that are unknown. (0, inf)
  double cohort_seconds = 86'400.0;             ///< Predictions of so long mature together. [horizon / 4096, horizon]
  double mature_share = 0.9;                    ///< Of the labels that will come. (0, 1]
  double matures_after_seconds = 0.0;           ///< This age instead; 0: it is learnt. [0, horizon]
  std::uint32_t most_segments = 0;              ///< With numbers of their own; all other segments are one. [0, 4096]
  double alpha = 0.01;                          ///< Of all floors together, for ever. (0, 1)
  double fall_cohorts = 3650.0;  ///< Cohorts between false alarms of falls, all references together. [1, 1e9]
  /// None: sampled labels are not audited. Of binary models: labels with a probability below 1 of predictions of class 0
  /// are its cases (see audit).
  std::optional<audit_params> audit = std::nullopt;
  alarm_config alarms{};

  friend bool operator==(const quality_watch_config&, const quality_watch_config&) = default;

  /// Throws error{bad_argument} that names the member.
  void validate() const;
};

inline void quality_watch_config::validate() const {
  const auto must = [](bool holds, const std::string& what, const std::string& why) {
    if (!holds) throw error{errc::bad_argument, what, "quality: " + what + " " + why};
  };
  settings.validate();
  must(is_finite(horizon_seconds) && horizon_seconds > 0, "horizon_seconds",
       "must be positive, not " + to_text(horizon_seconds));
  must(is_finite(cohort_seconds) && cohort_seconds >= horizon_seconds / 4096 && cohort_seconds <= horizon_seconds,
       "cohort_seconds", "must be from horizon / 4096 to the horizon, not " + to_text(cohort_seconds));
  must(mature_share > 0 && mature_share <= 1, "mature_share", "must be in (0, 1], not " + to_text(mature_share));
  must(matures_after_seconds >= 0 && matures_after_seconds <= horizon_seconds, "matures_after_seconds",
       "must be from 0 to the horizon, not " + to_text(matures_after_seconds));
  must(most_segments <= 4096, "most_segments", "must be at most 4096, not " + std::to_string(most_segments));
  must(alpha > 0 && alpha < 1, "alpha", "must be in (0, 1), not " + to_text(alpha));
  must(fall_cohorts >= 1 && fall_cohorts <= 1e9, "fall_cohorts", "must be in [1, 1e9], not " + to_text(fall_cohorts));
  must(!audit || settings.kind == quality_kind::binary, "audit", "is of binary models");
  if (audit) audit->validate();
  const auto known = [&](std::string_view name) {
    const auto m = quality_metric_called(name);
    const auto all = metrics_of(settings.kind);
    return m && std::find(all.begin(), all.end(), *m) != all.end();
  };
  const auto list = [&] {
    std::string names;
    for (const quality_metric m : metrics_of(settings.kind)) {
      if (!names.empty()) names.append(", ");
      names.append(to_string(m));
    }
    return names;
  };
  for (std::size_t i = 0; i < floors.size(); ++i) {
    std::string key{"floors["};
    key.append(std::to_string(i)).append("]");
    must(known(floors[i].metric), key, "'" + floors[i].metric + "' is not measured here; there are " + list());
    must(is_finite(floors[i].level), key, "has no finite level");
    must(*quality_metric_called(floors[i].metric) != quality_metric::bias, key, "bias has no better or worse end");
    const auto m = *quality_metric_called(floors[i].metric);
    must(settings.kind != quality_kind::regression || settings.most_error > 0, "most_error",
         "must be given for a floor of " + std::string{to_string(m)} + ": without it nothing bounds the error");
  }
  for (std::size_t i = 0; i < references.size(); ++i) {
    std::string key{"references["};
    key.append(std::to_string(i)).append("]");
    const auto m = quality_metric_called(references[i].metric);
    must(known(references[i].metric) && (*m == quality_metric::accuracy || *m == quality_metric::precision ||
                                         *m == quality_metric::recall || *m == quality_metric::specificity),
         key, "'" + references[i].metric + "' is not a share of labelled predictions");
    must(references[i].level > 0 && references[i].level <= 1 && references[i].margin >= 0 &&
             references[i].margin < references[i].level,
         key, "must have a level in (0, 1] and a margin in [0, level)");
  }
}

}  // namespace tepid::inline v0
