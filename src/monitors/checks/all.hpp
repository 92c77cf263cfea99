// src/monitors/checks/all.hpp - the checks that there are: a new one has its header and its line here.
#pragma once

#include <tuple>

#include "monitors/checks/infinities.hpp"
#include "monitors/checks/missing.hpp"
#include "monitors/checks/new_atom.hpp"
#include "monitors/checks/outlier.hpp"
#include "monitors/checks/outside.hpp"
#include "monitors/checks/recent.hpp"
#include "monitors/checks/series.hpp"

namespace tepid::inline v0 {

/// In the order in which findings of one row are told.
using all_checks = std::tuple<missing_check, infinities_check, outlier_check, outside_check, new_atom_check, recent_check,
                              level_check, trailing_check, shape_check, decision_check, confidence_check, entropy_check>;

}  // namespace tepid::inline v0
