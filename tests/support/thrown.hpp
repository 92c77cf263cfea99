// The error that a call throws.
#pragma once

#include <tepid/core/error.hpp>

/// errc::ok if f() throws none.
template <class F>
tepid::error thrown(F&& f) {
  try {
    f();
  } catch (const tepid::error& e) {
    return e;
  }
  return {tepid::errc::ok, "", ""};
}
