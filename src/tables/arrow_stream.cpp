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

/// The names and formats of the columns, and of their dictionaries.
std::vector<std::string> shape_of(const ArrowSchema& schema) {
  std::vector<std::string> shape;
  const auto add = [&](const ArrowSchema& column) {
    shape.push_back(name_of(column));
    for (const ArrowSchema* at : {&column, static_cast<const ArrowSchema*>(column.dictionary)})
      shape.emplace_back(at == nullptr || at->format == nullptr ? "" : at->format);
  };
  add(schema);
  for (std::int64_t i = 0; i < schema.n_children; ++i) add(*schema.children[i]);
  return shape;
}

}  // namespace

struct arrow_reader::state {
  arrow_options options;
  bool is_table = true;
  std::uint64_t rows = 0;
  std::vector<std::string> shape;  // empty before the first stream
  std::vector<std::optional<tables::arrow_column>> columns;

  void begin(const ArrowSchema& schema) {
    std::vector<std::string> now = shape_of(schema);
    if (!shape.empty() && now != shape)
      throw error{errc::bad_data, "", "an Arrow stream has other columns than the one before it"};
    if (!std::exchange(shape, std::move(now)).empty()) return;
    is_table = schema.dictionary == nullptr && shape[1] == "+s";
    if (!is_table) {
      columns.emplace_back().emplace(name_of(schema), schema);
      return;
    }
    const auto& wanted = options.columns;
    for (std::int64_t i = 0; i < schema.n_children; ++i) {
      auto& column = columns.emplace_back();
      const std::string name = name_of(*schema.children[i]);
      if (wanted.empty() || std::find(wanted.begin(), wanted.end(), name) != wanted.end())
        column.emplace(name, *schema.children[i]);
    }
  }
  void add(const ArrowArray& batch) {
    if (!is_table) {
      columns[0]->add(batch, {0, batch.length}, nullptr);
    } else {
      if (batch.n_children != static_cast<std::int64_t>(columns.size()))
        throw error{errc::bad_data, "", "an Arrow batch has not as many columns as its schema"};
      for (std::size_t i = 0; i < columns.size(); ++i)
        if (columns[i]) columns[i]->add(*batch.children[i], {batch.offset, batch.length}, &batch);
    }
    rows += static_cast<std::uint64_t>(batch.length);
    if (options.on_batch) options.on_batch(rows);
  }
};

arrow_reader::arrow_reader(arrow_options options) : state_{std::make_unique<state>()} {
  state_->options = std::move(options);
}
arrow_reader::~arrow_reader() = default;
arrow_reader::arrow_reader(arrow_reader&&) noexcept = default;
arrow_reader& arrow_reader::operator=(arrow_reader&&) noexcept = default;

bool arrow_reader::begun() const noexcept { return !state_->shape.empty(); }

void arrow_reader::read(ArrowArrayStream& stream) {
  if (stream.release == nullptr) throw error{errc::bad_argument, "", "this Arrow stream was read before"};
  const held stream_held{stream};
  ArrowSchema schema{};
  check(stream, stream.get_schema(&stream, &schema), errc::bad_argument);
  if (schema.release == nullptr) throw error{errc::bad_argument, "", "this Arrow array was read before"};
  const held schema_held{schema};
  state_->begin(schema);
  while (true) {
    ArrowArray batch{};
    check(stream, stream.get_next(&stream, &batch), errc::bad_data);
    if (batch.release == nullptr) return;
    const held batch_held{batch};
    state_->add(batch);
  }
}

arrow_table arrow_reader::finish() && {
  arrow_table out{.is_table = state_->is_table, .rows = state_->rows, .columns = {}};
  for (auto& column : state_->columns)
    if (column) out.columns.push_back(std::move(*column).finish());
  return out;
}

arrow_table read_arrow(ArrowArrayStream& stream, const arrow_options& options) {
  arrow_reader reader{options};
  reader.read(stream);
  return std::move(reader).finish();
}

}  // namespace tepid::inline v0
