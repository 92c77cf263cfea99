// src/tables/table_data_side.hpp - a table in memory as a side of a comparison.
#pragma once

#include <string>
#include <vector>

#include <tepid/compare/table_side.hpp>

#include "tables/table_data.hpp"

namespace tepid::inline v0::tables {

/// The columns of a table that was read whole.
class table_data_side final : public table_side {
 public:
  explicit table_data_side(table_data table);

  [[nodiscard]] column_type type_of(const std::string& column) const override { return at(column).type(); }
  [[nodiscard]] bool empty(const std::string& column) const override { return at(column).empty(); }
  [[nodiscard]] text_example first_text(const std::string& column) const override;
  void read_texts(const std::vector<std::string>& columns) override;
  [[nodiscard]] column_sample take(const std::string& column, column_type as) const override;

 private:
  [[nodiscard]] const data_column& at(const std::string& column) const { return table_.columns[place_of(column)]; }

  table_data table_;
};

}  // namespace tepid::inline v0::tables
