// src/tables/column_types.hpp - types of columns that the user knows better.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tepid/monitors/profile.hpp>

namespace tepid::inline v0::tables {

/// Types that columns were given.
class column_types {
 public:
  /// Each word "COLUMN=TYPE", or several with commas between; the type is numeric, categorical, time or boolean. A name
  /// may have commas and signs of equality: the last one counts. Throws error{bad_argument, "types"}.
  explicit column_types(std::span<const std::string> words = {});

  [[nodiscard]] std::optional<column_type> of(const std::string& column) const;
  [[nodiscard]] bool none() const noexcept { return types_.empty(); }
  [[nodiscard]] const std::vector<std::pair<std::string, column_type>>& all() const noexcept { return types_; }

 private:
  std::vector<std::pair<std::string, column_type>> types_;
};

/// "'abc' is not a number, which is the type that it was given", perhaps with what it looks like.
[[nodiscard]] std::string misfit_text(std::string_view text, column_type given);

}  // namespace tepid::inline v0::tables
