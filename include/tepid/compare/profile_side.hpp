// tepid/compare/profile_side.hpp - a saved profile as a side of a comparison.
#pragma once

#include <string>

#include <tepid/compare/table_side.hpp>
#include <tepid/monitors/profile.hpp>

namespace tepid::inline v0 {

/// The columns of a profile. A column of at most 1,000,000 rows whose distribution is exact gives its values back; any
/// other gives its distribution.
class profile_side final : public table_side {
 public:
  /// `name` is what messages call the profile. rows() is the largest number of rows of a column. `without_rows`: why there
  /// is a profile and no table, and what to do where rows are needed; empty: that it is a saved one.
  profile_side(std::string name, profile summary, std::string without_rows = {});

  [[nodiscard]] column_type type_of(const std::string& column) const override;
  [[nodiscard]] std::string without_rows() const override;
  [[nodiscard]] bool empty(const std::string& column) const override;
  [[nodiscard]] column_sample take(const std::string& column, column_type as) const override;

 private:
  [[nodiscard]] const column_profile& at(const std::string& column) const {
    return profile_.columns()[place_of(column)];
  }

  profile profile_;
  std::string without_rows_;
};

}  // namespace tepid::inline v0
