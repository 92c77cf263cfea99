// tepid/compare/table_side.hpp - one side of a comparison: a table of named columns, wherever they are kept.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include <tepid/compare/column_sample.hpp>
#include <tepid/core/keyed_hash.hpp>

namespace tepid::inline v0 {

/// Where a table has text, for messages.
struct text_example {
  std::uint64_t line = 0;  ///< From 1; 0: not known.
  std::string text{};      ///< Empty: not known.
};

/// A table as compare_sides() sees it. A derived class gives the names of the columns to the constructor and takes one
/// column at a time out of its store. The functions are called by one thread at a time, with names that has() knows.
class table_side {
 public:
  virtual ~table_side() = default;
  table_side(const table_side&) = delete;
  table_side& operator=(const table_side&) = delete;

  /// What messages call this side: a file's name.
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] std::uint64_t rows() const noexcept { return rows_; }
  /// The names of the columns, in their order.
  [[nodiscard]] const std::vector<std::string>& columns() const noexcept { return columns_; }
  [[nodiscard]] bool has(const std::string& column) const { return places_.contains(column); }
  /// Lines that were left out while this side was read, to be told with the verdict.
  [[nodiscard]] const std::vector<std::string>& remarks() const noexcept { return remarks_; }
  void remark(std::string text) { remarks_.push_back(std::move(text)); }
  /// Why this side is not fit to say "no drift", whatever its columns say; empty if it is.
  [[nodiscard]] const std::string& doubt() const noexcept { return doubt_; }
  void doubt(std::string why) { doubt_ = std::move(why); }

  [[nodiscard]] virtual column_type type_of(const std::string& column) const = 0;
  /// True if no row has a value.
  [[nodiscard]] virtual bool empty(const std::string& column) const = 0;
  /// Why a column cannot be judged, whatever it is compared with: a type that no test takes. Empty if it can.
  [[nodiscard]] virtual std::string problem_of(const std::string& column) const;
  /// Why the rows are not known one by one, and what to do; empty if they are. Then take() gives `numbers` or
  /// `row_categories` in the order of the rows.
  [[nodiscard]] virtual std::string without_rows() const;
  /// The first value of a categorical column that is no number.
  [[nodiscard]] virtual text_example first_text(const std::string& column) const;
  /// Called once, before columns are taken as categorical ones: a side that keeps numbers alone finds out how they were
  /// written. `columns` are all that will be taken so.
  virtual void read_texts(const std::vector<std::string>& columns);
  /// The column, taken as one of type `as`: its own type; numeric in place of boolean; categorical in place of any; or
  /// any type where it is empty.
  [[nodiscard]] virtual column_sample take(const std::string& column, column_type as) const = 0;

 protected:
  /// Throws error{bad_argument} when two columns share a name.
  table_side(std::string name, std::uint64_t rows, std::vector<std::string> columns);
  /// The position of a column in columns(). Throws std::out_of_range if there is no such column.
  [[nodiscard]] std::size_t place_of(const std::string& column) const { return places_.at(column); }

 private:
  std::string name_;
  std::uint64_t rows_;
  std::vector<std::string> columns_, remarks_;
  std::string doubt_;
  std::unordered_map<std::string, std::size_t, keyed_hash> places_;
};

}  // namespace tepid::inline v0
