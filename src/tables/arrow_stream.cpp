// src/tables/arrow_stream.cpp - an Arrow C stream read batch by batch.
#include <tepid/tables/arrow.hpp>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include <tepid/core/error.hpp>

#include "tables/arrow_column.hpp"

namespace tepid::inline v0 {

namespace {

/// Releases what the producer gave. T: ArrowSchema, ArrowArray or ArrowArrayStream.
template <class T>
class held {
 public:
  explicit held(T& what) noexcept : what_{what} {}
  held(const held&) = delete;
  held& operator=(const held&) = delete;
  ~held() {
    if (what_.release != nullptr) what_.release(&what_);
  }

 private:
  T& what_;
};

std::string name_of(const ArrowSchema& schema) { return schema.name == nullptr ? "" : schema.name; }

void check(ArrowArrayStream& stream, int code, errc kind) {
  if (code == 0) return;
  const char* const why = stream.get_last_error == nullptr ? nullptr : stream.get_last_error(&stream);
  throw error{kind, "", std::string{"an Arrow stream failed: "} + (why == nullptr ? "it does not say why" : why)};
}

}  // namespace

arrow_table read_arrow(ArrowArrayStream& stream, const arrow_options& options) {
  if (stream.release == nullptr) throw error{errc::bad_argument, "", "this Arrow stream was read before"};
  const held stream_held{stream};
  ArrowSchema schema{};
  check(stream, stream.get_schema(&stream, &schema), errc::bad_argument);
  const held schema_held{schema};
  arrow_table out;
  out.is_table = schema.dictionary == nullptr && std::string_view{schema.format} == "+s";
  std::vector<std::optional<tables::arrow_column>> columns;
  const auto wanted = [&](const std::string& name) {
    return options.columns.empty() ||
           std::find(options.columns.begin(), options.columns.end(), name) != options.columns.end();
  };
  if (out.is_table) {
    for (std::int64_t i = 0; i < schema.n_children; ++i) {
      auto& column = columns.emplace_back();
      if (std::string name = name_of(*schema.children[i]); wanted(name)) column.emplace(name, *schema.children[i]);
    }
  } else {
    columns.emplace_back().emplace(name_of(schema), schema);
  }
  while (true) {
    ArrowArray batch{};
    check(stream, stream.get_next(&stream, &batch), errc::bad_data);
    if (batch.release == nullptr) break;
    const held batch_held{batch};
    if (out.is_table) {
      if (batch.n_children != schema.n_children)
        throw error{errc::bad_data, "", "an Arrow batch has not as many columns as its schema"};
      for (std::size_t i = 0; i < columns.size(); ++i)
        if (columns[i]) columns[i]->add(*batch.children[i], {batch.offset, batch.length}, &batch);
    } else {
      columns[0]->add(batch, {0, batch.length}, nullptr);
    }
    out.rows += static_cast<std::uint64_t>(batch.length);
    if (options.on_batch) options.on_batch(out.rows);
  }
  for (auto& column : columns)
    if (column) out.columns.push_back(std::move(*column).finish());
  return out;
}

}  // namespace tepid::inline v0
