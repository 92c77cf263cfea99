// src/tables/byte_source.hpp - the bytes of a file or of standard input, gzip and zstd undone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct stat;
struct z_stream_s;
struct ZSTD_DCtx_s;

namespace tepid::inline v0::tables {

/// Was it built with libzstd?
[[nodiscard]] bool reads_zstd() noexcept;

/// Reads a file, or standard input for "-". Gzip is recognized by its first two bytes and zstd by its first four, several
/// members or frames in a row are read as one. Of zstd frames those are refused that want more than 128 MiB to be read.
/// What is there is delivered at once: a live pipe is never waited on for a full buffer,
/// which is why this does not use gzread.
class byte_source {
 public:
  /// Throws table_error if the file cannot be opened or is a directory.
  explicit byte_source(const std::string& path);
  ~byte_source();
  byte_source(const byte_source&) = delete;
  byte_source& operator=(const byte_source&) = delete;

  /// Keeps what is read from a pipe in a file without a name (in TMPDIR), so that it can be read again. To be called
  /// before the first next(); a regular file needs none and is left alone. Throws table_error if it cannot be made.
  void keep();
  /// The same bytes from their start: the file opened again, or what was kept. Throws table_error when nothing was kept, or
  /// the file is another one by now or was written to (by its size and time of change); so does next() at its end.
  [[nodiscard]] std::unique_ptr<byte_source> again() const;

  /// The next piece, empty at the end; valid until the next call. Throws table_error if the file cannot be read
  /// or is broken gzip or zstd, or zstd
  /// where this was built without it.
  std::string_view next();

  /// From now on the system is asked for so many bytes at a time at most: for tests of where pieces end.
  void limit_pieces(std::size_t bytes) { in_.resize(bytes); }

  /// Called each time before the system is asked for more bytes, which may wait.
  std::function<void(int file)> before_wait;

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  /// A regular file: recorded, not live.
  [[nodiscard]] bool recorded() const noexcept { return regular_; }
  /// Bytes of a regular file, else 0.
  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  /// Bytes read so far, as they are in the file.
  [[nodiscard]] std::uint64_t taken() const noexcept { return taken_; }

 private:
  byte_source(int file, std::string name);
  /// Which file, and since when it is as it is.
  struct file_version {
    file_version() = default;
    explicit file_version(const struct stat& s);
    std::uint64_t device = 0, file = 0;
    std::int64_t bytes = 0, seconds = 0, nanoseconds = 0;
    friend bool operator==(const file_version&, const file_version&) = default;
  };
  [[noreturn]] void has_changed() const;
  bool fill();
  void see_compression();
  std::string_view unpack_some();
  void store(std::string_view bytes);
  std::string_view inflate_some();

  std::string path_, name_;
  int file_ = -1, kept_ = -1;
  std::uint64_t size_ = 0, taken_ = 0;
  std::vector<char> in_, out_;
  std::string_view rest_;  // of in_, not yet used
  bool regular_ = false, started_ = false, at_end_ = false;
  bool member_open_ = false;  // within a gzip member or a zstd frame
  bool held_back_ = false;    // the last piece was full: zlib or libzstd may hold more
  std::unique_ptr<z_stream_s> gzip_;
  struct zstd_end {
    void operator()(ZSTD_DCtx_s* context) const noexcept;
  };
  std::unique_ptr<ZSTD_DCtx_s, zstd_end> zstd_;
  file_version version_;
  bool checked_ = false;  // at its end it must be what it was when it was read first
};

}  // namespace tepid::inline v0::tables
