// src/c_api/change_points.cpp - the C interface: change points of a recorded series.
#include <tepid/tepid.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <span>
#include <string>

#include <tepid/two_sample/change_points.hpp>
#include <tepid/two_sample/segmentation.hpp>

#include "c_api/guard.hpp"

using namespace tepid_c;

namespace {

static_assert(same(TEPID_CHANGE_MEAN, tepid::change_kind::mean) &&
              same(TEPID_CHANGE_MEAN_VARIANCE, tepid::change_kind::mean_variance));
static_assert(same(TEPID_CHANGE_FOUND, tepid::segmentation_verdict::changed) &&
              same(TEPID_CHANGE_NONE, tepid::segmentation_verdict::none) &&
              same(TEPID_CHANGE_TOO_SHORT, tepid::segmentation_verdict::too_short) &&
              same(TEPID_CHANGE_WANDERS, tepid::segmentation_verdict::wanders));
constexpr std::size_t first_points_options_size = 48, first_points_summary_size = 72;
static_assert(sizeof(tepid_change_points_options) == first_points_options_size &&
              sizeof(tepid_change_points_summary) == first_points_summary_size && sizeof(tepid_change_point) == 88);

/// The caller's options as far as both sides know them.
tepid_change_points_options options_from(const tepid_change_points_options* given) {
  tepid_change_points_options o = TEPID_CHANGE_POINTS_OPTIONS_INIT;
  if (given == nullptr) return o;
  require_size(given->struct_size, first_points_options_size, "options");
  std::memcpy(&o, given, std::min<std::size_t>(given->struct_size, sizeof o));
  if (o.method != TEPID_CHANGE_PELT && o.method != TEPID_CHANGE_OTAVA)
    refuse("method", "is " + std::to_string(static_cast<int>(o.method)) + "; it must be 0 (pelt) or 1 (otava)");
  if (o.kind != TEPID_CHANGE_MEAN && (o.kind != TEPID_CHANGE_MEAN_VARIANCE || o.method == TEPID_CHANGE_OTAVA))
    refuse("kind", "is " + std::to_string(static_cast<int>(o.kind)) + "; it must be 0 (mean), or with pelt 1 (variance too)");
  return o;
}

/// A point of either method, in the members that both have under one name.
tepid_change_point to_c(const tepid::series_change& p, bool placed) {
  return {p.index,
          placed ? p.earliest : TEPID_NO_INDEX,
          placed ? p.latest : TEPID_NO_INDEX,
          p.mean_before,
          p.mean_after,
          p.sd_before,
          p.sd_after,
          p.effect,
          p.statistic,
          p.p_value,
          p.direction,
          0};
}

}  // namespace

tepid_status tepid_change_points(const double* values, std::size_t count, const tepid_change_points_options* options,
                                 tepid_change_point* points, std::size_t capacity, tepid_change_points_summary* summary,
                                 tepid_error* error) noexcept {
  return guard(error, [&] {
    if (count != 0) needed(values, "values");
    if (capacity != 0) needed(points, "points");
    const tepid_change_points_options o = options_from(options);
    require_size(needed(summary, "summary").struct_size, first_points_summary_size, "summary");
    const std::span<const double> series{values, count};
    const bool pelt = o.method == TEPID_CHANGE_PELT;
    const tepid::segmentation found =
        pelt ? tepid::segment_series(series, {.kind = static_cast<tepid::change_kind>(o.kind),
                                              .p = o.p,
                                              .min_segment = static_cast<std::size_t>(o.min_segment)})
             : tepid::to_segmentation(series, tepid::find_change_points(series, {.window = static_cast<std::size_t>(o.window),
                                                                                 .max_pvalue = o.p,
                                                                                 .min_magnitude = o.min_magnitude}));
    for (std::size_t i = 0; i < found.points.size() && i < capacity; ++i) points[i] = to_c(found.points[i], pelt);
    fill(summary, "summary", first_points_summary_size,
         {0, static_cast<tepid_change_verdict>(found.verdict), found.points.size(), found.values, found.missing, found.held,
          found.ar_order, found.noise_sd, found.long_run, found.limit});
  });
}
