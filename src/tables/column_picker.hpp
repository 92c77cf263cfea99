// src/tables/column_picker.hpp - the columns of a table that are wanted, as they are met.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tables/row_source.hpp"

namespace tepid::inline v0::tables {

/// The names that the words of a --columns option mean among `columns`; a word that is no column is cut at its
/// commas. A name that is still no column is kept: the caller knows what to say. Throws error{bad_argument, "columns"}
/// for an empty name (or the option that is named).
[[nodiscard]] std::vector<std::string> chosen_names(const std::vector<std::string>& words,
                                                    std::span<const std::string> columns,
                                                    const char* option = "columns");

/// The columns that the words of an --exclude option leave out: those named and their fields (is_among). Throws
/// wrong_option for a name that leaves none out.
[[nodiscard]] std::vector<std::string> left_out_columns(const std::vector<std::string>& words,
                                                        std::span<const std::string> columns);

/// Which columns of a source are wanted, and the place of each among those: as they are met, for columns may be added.
class column_picker {
 public:
  /// `chosen` are words of a --columns option, each a column or several with commas between; all columns if there are
  /// none. `excluded`, words too, are not wanted, nor are their fields; they need not be there. Throws table_error for a
  /// chosen column that is not there, error{bad_argument, "exclude"} for one that is excluded too.
  column_picker(const row_source& source, const std::vector<std::string>& chosen,
                const std::vector<std::string>& excluded = {});

  /// Calls f(name) for each wanted column that has come since the last call: its place is the next one.
  template <class F>
  void for_each_new(F&& f) {
    for (std::size_t i = places_.size(); i < source_->columns().size(); ++i) {
      places_.push_back(wanted(source_->columns()[i]) ? picked_++ : row_source::npos);
      if (places_.back() != row_source::npos) f(source_->columns()[i]);
    }
  }
  /// Somebody has chosen the columns.
  [[nodiscard]] bool chosen() const noexcept { return !all_; }
  /// The place of a column of the source that for_each_new has come to; row_source::npos if it is not wanted.
  [[nodiscard]] std::size_t place(std::size_t column) const { return places_[column]; }
  /// At the end of the table: the columns that were there and excluded. Throws table_error for a chosen column that never
  /// came, or when no column is left.
  [[nodiscard]] std::vector<std::string> finish() const;

 private:
  [[nodiscard]] bool wanted(const std::string& name) const;

  const row_source* source_;
  std::vector<std::string> names_, excluded_;
  bool all_;
  std::vector<std::size_t> places_;
  std::size_t picked_ = 0;
};

}  // namespace tepid::inline v0::tables
