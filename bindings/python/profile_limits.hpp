// profile_limits.hpp - the one thing that changes in a profile, while other threads read it: the limits that it keeps.
#pragma once

#include <mutex>
#include <shared_mutex>
#include <vector>

#include <tepid/monitors/profile.hpp>

namespace tepid_python {

/// The limits of a profile change with the GIL and with this held alone: whoever reads a profile has the GIL or shares this.
inline std::shared_mutex profiles_are_read;

/// Shares it without the GIL, for as long as it lives.
class reading_profiles {
  pybind11::gil_scoped_release others_may_run_;
  std::shared_lock<std::shared_mutex> lock_{profiles_are_read};
};

/// Keeps what another cache has more; written like what saves one.
struct adds_limits {
  static constexpr bool is_loading = false;
  tepid::design::limit_cache& to;
  void operator()(const std::vector<tepid::design::remembered_limit>& all) const {
    for (const auto& limit : all)
      if (!to.find(limit.inputs)) to.add(limit);
  }
};

/// With the GIL: the profile keeps what a copy of its limits has more.
inline void remember(tepid::profile& profile, const tepid::design::limit_cache& more) {
  const std::lock_guard alone{profiles_are_read};  // readers end without the GIL
  const adds_limits adds{profile.limits()};
  tepid::design::limit_cache::state_io(more, adds);
}

}  // namespace tepid_python
