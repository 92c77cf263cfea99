// src/tables/ndjson_block.hpp - many rows of NDJSON at once.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "tables/json_row.hpp"
#include "tables/parsed_block.hpp"

namespace tepid::inline v0::tables {

/// Lines whose keys are known and whose values are numbers, true, false, null, strings without \u, arrays of these and objects
/// are walked here: a key is first compared with the one that stood there in the line before, which no general parser does.
/// Every other line goes to json_row, which alone decides what is an error.
class ndjson_block final : public block_parser {
 public:
  ndjson_block(std::string name, std::uint64_t most_columns, std::shared_ptr<const cell_rules> rules,
               bool skips_bad_lines);

  void set_columns(const std::vector<std::string>& columns) override;
  [[nodiscard]] const std::vector<std::string>& columns() const noexcept override { return columns_; }
  void parse(std::string_view text, std::uint64_t line, std::span<const cell_use> uses, parsed_block& out) override;

 private:
  [[nodiscard]] const char* plain_row(const char* at);
  /// An object whose fields are read, or the row.
  struct open_object {
    std::size_t column = ~std::size_t{0};  ///< Where it is itself.
    std::size_t prefix = 0;                ///< How long its name and the dot are in those of its fields.
  };
  [[nodiscard]] const char* plain_key(const char* at, std::size_t place, const open_object& in, std::size_t& column);
  [[nodiscard]] const char* plain_array(const char* at);
  [[nodiscard]] const char* plain_value(const char* at, cell& c);
  [[nodiscard]] const char* plain_string(const char* at, std::string_view& text);

  std::shared_ptr<const cell_rules> rules_;
  std::string name_, key_;
  std::string decoded_;  // the block's strings that had escapes
  std::vector<std::string> columns_;
  std::vector<cell> cells_;
  json_row row_;
  bool skips_bad_lines_;
  std::vector<std::size_t> order_;     // the column at each place of the line before,
  std::vector<std::size_t> parents_;   // and that of the object that it is in
  std::array<open_object, json_row::deepest> outer_;
  std::size_t places_ = 0;             // of the plain row
  std::vector<std::uint64_t> met_in_;  // for each column, the last plain row that had it
  std::uint64_t plain_rows_ = 0;
};

}  // namespace tepid::inline v0::tables
