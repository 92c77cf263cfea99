// tepid/tables/arrow.hpp - tables from anything that gives an Arrow C stream, without Arrow's library.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <tepid/compare/memory_side.hpp>

// The Arrow C data and stream interfaces, as their specification has them: the guards let any other copy stand for them.
#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE
#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4
extern "C" {
struct ArrowSchema {
  const char* format;
  const char* name;
  const char* metadata;
  int64_t flags;
  int64_t n_children;
  struct ArrowSchema** children;
  struct ArrowSchema* dictionary;
  void (*release)(struct ArrowSchema*);
  void* private_data;
};
struct ArrowArray {
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void** buffers;
  struct ArrowArray** children;
  struct ArrowArray* dictionary;
  void (*release)(struct ArrowArray*);
  void* private_data;
};
}
#endif
#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE
extern "C" {
struct ArrowArrayStream {
  int (*get_schema)(struct ArrowArrayStream*, struct ArrowSchema* out);
  int (*get_next)(struct ArrowArrayStream*, struct ArrowArray* out);
  const char* (*get_last_error)(struct ArrowArrayStream*);
  void (*release)(struct ArrowArrayStream*);
  void* private_data;
};
}
#endif

namespace tepid::inline v0 {

/// What is read of a stream, and who is told.
struct arrow_options {
  /// Only these columns, where they are there; empty: all.
  std::vector<std::string> columns{};
  /// Called after each batch with the rows so far; it may throw, which ends the reading.
  std::function<void(std::uint64_t rows)> on_batch{};
};

/// A table, or the one column that a stream of anything else than structs is.
struct arrow_table {
  bool is_table = true;
  std::uint64_t rows = 0;
  std::vector<memory_column> columns;
};

/// Reads streams batch by batch, each of which is released before the next; the streams are released too, also when this
/// throws. Each value is copied once.
///
/// Integers, floats of 16, 32 and 64 bits and decimals become the nearest double; dates and timestamps times, in seconds
/// since 1970 (a zone only says how they are shown); durations numbers, in seconds; texts and dictionaries of anything
/// categories. A null is a missing value, NaN in a column of floats is NaN. A column of any other type (binary, list,
/// struct, map, union, time of day, interval, run-end encoded) is unusable, with its type as the reason.
///
/// The producer is trusted as the interface has it: lengths, offsets and buffers are what its specification says.
/// Throws error{bad_data} with the producer's words where it fails; error{bad_argument} for a stream that was released
/// or whose schema cannot be read.
class arrow_reader {
 public:
  explicit arrow_reader(arrow_options options = {});
  ~arrow_reader();
  arrow_reader(arrow_reader&&) noexcept;
  arrow_reader& operator=(arrow_reader&&) noexcept;

  /// All of a stream. Those after the first add rows, and must have the same columns: error{bad_data}.
  void read(ArrowArrayStream& stream);
  /// Has a stream been read?
  [[nodiscard]] bool begun() const noexcept;
  [[nodiscard]] arrow_table finish() &&;

 private:
  struct state;
  std::unique_ptr<state> state_;
};

/// One stream.
[[nodiscard]] arrow_table read_arrow(ArrowArrayStream& stream, const arrow_options& options = {});

}  // namespace tepid::inline v0
