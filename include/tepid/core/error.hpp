// tepid/core/error.hpp - the one exception type.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <tepid/core/version.hpp>

namespace tepid::inline v0 {

/// What went wrong. Grouped by tens with gaps; the numbers are frozen (the C ABI returns them).
enum class errc : int {
  ok = 0,
  unknown_name = 10,   ///< No detector, test or parameter has that name.
  bad_parameter = 20,  ///< A parameter is out of its bounds, of the wrong kind or given twice.
  bad_argument = 21,   ///< An argument that is not a named parameter cannot be used.
  bad_data = 30,       ///< Input data cannot be used: empty, too short, not a number.
  truncated = 40,      ///< A saved state ends too early.
  bad_magic = 41,      ///< Not a saved state of tepid.
  bad_checksum = 42,   ///< A saved state was changed after it was written.
  bad_version = 43,    ///< A saved state is from a newer tepid.
  wrong_kind = 44,     ///< A saved state holds something else than what was asked for.
  bad_state = 45,      ///< A saved state contradicts itself.
  io = 60,             ///< A file cannot be opened, read or written.
  out_of_memory = 70,
  internal = 90,
};

/// Thrown by construction and by loading; streaming never throws.
/// `what()` is a sentence that names the culprit; `field()` is the culprit's name alone, possibly empty.
class error : public std::runtime_error {
 public:
  error(errc code, std::string_view field, const std::string& message)
      : std::runtime_error{message}, code_{code}, field_{field} {}

  [[nodiscard]] errc code() const noexcept { return code_; }
  [[nodiscard]] const std::string& field() const noexcept { return field_; }

 private:
  errc code_;
  std::string field_;
};

}  // namespace tepid::inline v0
