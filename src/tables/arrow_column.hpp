// src/tables/arrow_column.hpp - one column of an Arrow stream, batch after batch.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <tepid/compare/memory_side.hpp>
#include <tepid/tables/arrow.hpp>

#include "tables/arrow_type.hpp"

namespace tepid::inline v0::tables {

/// Rows of an array: `first` counts from its own offset.
struct arrow_rows {
  std::int64_t first = 0, count = 0;
};

class arrow_column {
 public:
  /// The schema is read and not kept.
  arrow_column(std::string name, const ArrowSchema& schema);

  /// Adds rows of a batch; null where `parent`, a struct that has as many, is null. Throws error{bad_data} for an array
  /// that lacks what its type needs.
  void add(const ArrowArray& array, arrow_rows rows, const ArrowArray* parent);
  [[nodiscard]] memory_column finish() &&;

 private:
  void add_numbers(const ArrowArray& array, arrow_rows rows, const ArrowArray* parent);
  void add_texts(const ArrowArray& array, arrow_rows rows, const ArrowArray* parent);
  void add_categories(const ArrowArray& array, arrow_rows rows, const ArrowArray* parent);
  [[nodiscard]] std::function<std::string(std::int64_t)> dictionary_texts(const ArrowArray& dictionary) const;
  [[noreturn]] void broken(const char* what) const;

  std::string name_;
  arrow_type type_;
  bool dictionary_ = false;
  arrow_type values_;  // of the dictionary
  std::uint64_t rows_ = 0;
  std::vector<double> numbers_;
  text_column_builder texts_;
};

}  // namespace tepid::inline v0::tables
