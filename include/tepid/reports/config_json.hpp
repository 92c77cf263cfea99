// tepid/reports/config_json.hpp - a monitor's configuration as one JSON document.
#pragma once

#include <string>
#include <string_view>

#include <tepid/monitors/config.hpp>

namespace tepid::inline v0 {

/// Reads and validates a configuration. All keys but "signals" may be left out; their defaults are monitor_config's.
///
///     {"name": "fraud", "budget": "1 per 90 d", "rate": 10, "reference": "healthy.tepid",
///      "signals": [{"name": "amount", "margin": 0.25, "share_margin": 0.01},
///                  {"name": "score", "role": "output", "threshold": 0.8},
///                  {"name": "embedding", "type": "vector", "dimensions": 768},
///                  {"name": "country", "role": "segment", "type": "categorical"}],
///      "quality": {"kind": "binary", "classes": 2, "most_error": 0, "least_probability": 0.02,
///                  "floors": [{"metric": "recall", "level": 0.85}],
///                  "references": [{"metric": "accuracy", "level": 0.93, "margin": 0.02}],
///                  "capacity": 1048576, "horizon_seconds": 2592000, "cohort_seconds": 86400,
///                  "mature_share": 0.9, "matures_after_seconds": 0, "segments": 0, "alpha": 0.01,
///                  "audit": {"reference": 0.002, "tolerance": 1.25, "alpha": 0.01}},
///      "alarms": {"rearm_seconds": 3600, "critical_margins": 3},
///      "window_seconds": 3600, "window_rows": 0, "season_seconds": 604800, "trailing_seconds": 604800,
///      "threads": 64, "ring_values": 65536,
///      "state": {"file": "fraud.state", "interval_seconds": 60}}
///
/// Without "quality" no labels are expected, without "audit" in it none is made. Two members have no key: quality's
/// alarms are the monitor's own, and its fall_cohorts follows from the budget; config_to_json leaves them out.
/// Throws error{bad_argument} whose field is the key, as "signals[2].margin": for a key that there is not (the message
/// lists those that there are) or that is there twice, a value of the wrong type, and an impossible value; for text
/// that is no JSON, with line and column.
[[nodiscard]] monitor_config config_from_json(std::string_view text);

/// The document, all keys written; config_from_json gives the same configuration.
[[nodiscard]] std::string config_to_json(const monitor_config& config);

}  // namespace tepid::inline v0
