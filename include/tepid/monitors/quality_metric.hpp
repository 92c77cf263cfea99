// tepid/monitors/quality_metric.hpp - the names of what quality is measured by.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include <tepid/core/version.hpp>

namespace tepid::inline v0 {

/// What a model predicts. The numbers are frozen (saved monitors).
enum class quality_kind : std::uint8_t {
  binary = 0,      ///< Classes 0 and 1; the score is the probability of 1.
  multiclass = 1,  ///< Classes 0, 1, ..., classes - 1.
  regression = 2,  ///< A number: the score.
};
inline constexpr std::string_view quality_kind_names[] = {"binary", "multiclass", "regression"};
[[nodiscard]] constexpr std::string_view to_string(quality_kind k) noexcept {
  return quality_kind_names[static_cast<std::size_t>(k)];
}

/// Measures of quality. The numbers are frozen (saved monitors).
enum class quality_metric : std::uint8_t {
  accuracy = 0,
  precision = 1,
  recall = 2,
  specificity = 3,
  f1 = 4,
  auc = 5,
  log_loss = 6,  ///< Probabilities below 1e-6 count as that.
  brier = 7,
  calibration_error = 8,  ///< Root mean square over 20 bins of the score, the sampling error taken off.
  macro_f1 = 9,           ///< The mean of the classes' F1; micro F1 is accuracy.
  mae = 10,
  rmse = 11,
  bias = 12,  ///< Mean of predicted less true.
};
inline constexpr std::string_view quality_metric_names[] = {
    "accuracy", "precision",         "recall",   "specificity", "f1",   "auc", "log_loss",
    "brier",    "calibration_error", "macro_f1", "mae",         "rmse", "bias"};
[[nodiscard]] constexpr std::string_view to_string(quality_metric m) noexcept {
  return quality_metric_names[static_cast<std::size_t>(m)];
}
[[nodiscard]] constexpr std::optional<quality_metric> quality_metric_called(std::string_view name) noexcept {
  for (std::size_t i = 0; i < std::size(quality_metric_names); ++i)
    if (quality_metric_names[i] == name) return static_cast<quality_metric>(i);
  return std::nullopt;
}

/// A small value is a good one.
[[nodiscard]] constexpr bool is_loss(quality_metric m) noexcept {
  return m == quality_metric::log_loss || m == quality_metric::brier || m == quality_metric::calibration_error ||
         m == quality_metric::mae || m == quality_metric::rmse;
}

namespace detail {

inline constexpr quality_metric binary_metrics[] = {
    quality_metric::accuracy,    quality_metric::precision, quality_metric::recall,
    quality_metric::specificity, quality_metric::f1,        quality_metric::auc,
    quality_metric::log_loss,    quality_metric::brier,     quality_metric::calibration_error};
inline constexpr quality_metric multiclass_metrics[] = {quality_metric::accuracy, quality_metric::macro_f1};
inline constexpr quality_metric regression_metrics[] = {quality_metric::mae, quality_metric::rmse,
                                                        quality_metric::bias};

}  // namespace detail

/// The measures of a kind of model.
[[nodiscard]] constexpr std::span<const quality_metric> metrics_of(quality_kind k) noexcept {
  if (k == quality_kind::binary) return detail::binary_metrics;
  if (k == quality_kind::multiclass) return detail::multiclass_metrics;
  return detail::regression_metrics;
}

}  // namespace tepid::inline v0
