// src/c_api/table.cpp - the C interface: tables out of plain arrays and of Arrow streams.
#include "c_api/table.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <tepid/core/numeric.hpp>
#include <tepid/tables/arrow.hpp>

#include "c_api/guard.hpp"
#include "text/printable.hpp"

using namespace tepid_c;

namespace {

using tepid::column_type;

static_assert(same(TEPID_COLUMN_NUMERIC, column_type::numeric) &&
              same(TEPID_COLUMN_CATEGORICAL, column_type::categorical) && same(TEPID_COLUMN_TIME, column_type::time) &&
              same(TEPID_COLUMN_BOOLEAN, column_type::boolean));
static_assert(sizeof(tepid_column_type) == 4);

[[noreturn]] void refuse_column(const std::string& name, const std::string& why) {
  throw tepid::error{errc::bad_data, name, "column " + tepid::in_quotes(name) + " " + why};
}

/// May the table get this column? Asked before values are copied.
void require_room(const tepid_table& table, const std::string& name, std::uint64_t rows) {
  if (table.names.contains(name)) refuse_column(name, "is there twice");
  if (!table.columns.empty() && rows != table.rows)
    refuse_column(name, "has " + std::to_string(rows) + " rows; the columns before it have " + std::to_string(table.rows));
}

/// All of it or nothing.
void add(tepid_table& table, tepid::memory_column column) {
  require_room(table, column.name(), column.rows());
  const std::uint64_t rows = column.rows();
  const auto name = table.names.insert(column.name()).first;
  try {
    table.columns.push_back(std::move(column));
  } catch (...) {
    table.names.erase(name);
    throw;
  }
  table.rows = rows;
}

/// Releases a stream that nobody has released.
class consumed {
 public:
  explicit consumed(ArrowArrayStream* stream) noexcept : stream_{stream} {}
  consumed(const consumed&) = delete;
  consumed& operator=(const consumed&) = delete;
  ~consumed() {
    if (stream_ != nullptr && stream_->release != nullptr) stream_->release(stream_);
  }

 private:
  ArrowArrayStream* stream_;
};

}  // namespace

tepid_status tepid_table_create(tepid_table** table, tepid_error* error) noexcept {
  if (table != nullptr) *table = nullptr;
  return guard(error, [&] {
    needed(table, "table");
    *table = new tepid_table;
  });
}

tepid_status tepid_table_add_numbers(tepid_table* table, const char* name, tepid_column_type type, const double* values,
                                     const std::uint8_t* given, std::size_t count, tepid_error* error) noexcept {
  return guard(error, [&] {
    needed(table, "table");
    const std::string named = &needed(name, "name");
    if (type != TEPID_COLUMN_NUMERIC && type != TEPID_COLUMN_TIME && type != TEPID_COLUMN_BOOLEAN)
      refuse("type", "is " + std::to_string(static_cast<int>(type)) + "; it must be 0 (numeric), 2 (time) or 3 (boolean)");
    if (count != 0) needed(values, "values");
    require_room(*table, named, count);
    std::vector<double> copy(values, values + count);
    for (std::size_t i = 0; i < count; ++i) {
      if (given != nullptr && given[i] == 0)
        copy[i] = tepid::missing_value;
      else if (type == TEPID_COLUMN_BOOLEAN && copy[i] != 0 && copy[i] != 1 && !tepid::is_nan(copy[i]))
        refuse_column(named, "is boolean; row " + std::to_string(i) + " is neither 0 nor 1");
    }
    add(*table, tepid::memory_column::of_numbers(named, static_cast<column_type>(type), std::move(copy)));
  });
}

tepid_status tepid_table_add_texts(tepid_table* table, const char* name, const char* const* texts, std::size_t count,
                                   tepid_error* error) noexcept {
  return guard(error, [&] {
    needed(table, "table");
    const std::string named = &needed(name, "name");
    if (count != 0) needed(texts, "texts");
    require_room(*table, named, count);
    tepid::text_column_builder builder;
    for (const char* const text : std::span{texts, count}) {
      if (text == nullptr)
        builder.add_missing();
      else
        builder.add(text);
    }
    add(*table, builder.finish(named));
  });
}

tepid_status tepid_table_from_arrow(ArrowArrayStream* stream, tepid_table** table, tepid_error* error) noexcept {
  const consumed whatever_happens{stream};
  if (table != nullptr) *table = nullptr;
  return guard(error, [&] {
    if (needed(stream, "stream").release == nullptr) refuse("stream", "was released before");
    if (stream->get_schema == nullptr || stream->get_next == nullptr) refuse("stream", "lacks a function");
    needed(table, "table");
    tepid::arrow_table read = tepid::read_arrow(*stream);
    if (!read.is_table)
      throw tepid::error{errc::bad_data, "stream", "argument 'stream' is no table: its schema is not of a struct"};
    auto made = std::make_unique<tepid_table>();
    for (tepid::memory_column& column : read.columns) add(*made, std::move(column));
    *table = made.release();
  });
}

void tepid_table_destroy(tepid_table* table) noexcept { delete table; }
