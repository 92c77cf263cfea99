// src/tables/byte_source.cpp - reading, inflating, unpacking.
#include "tables/byte_source.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#if TEPID_ZSTD
#include <zstd.h>
#endif

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "tables/reading_sizes.hpp"
#include "tables/table_error.hpp"

namespace tepid::inline v0::tables {

byte_source::file_version::file_version(const struct stat& s)
    : device{s.st_dev}, file{s.st_ino}, bytes{s.st_size}, seconds{s.st_mtim.tv_sec}, nanoseconds{s.st_mtim.tv_nsec} {}

byte_source::byte_source(const std::string& path)
    : path_{path}, name_{path == "-" ? "standard input" : path}, in_(sizes_of_reading.piece) {
  if (path == "-") {
    file_ = STDIN_FILENO;
    return;
  }
  file_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat about {};
  if (file_ < 0 || ::fstat(file_, &about) != 0) {
    const int why = errno;
    if (file_ >= 0) ::close(file_);
    throw table_error{errc::io, name_, 0, fmt::format("cannot be opened: {}", std::strerror(why))};
  }
  if (S_ISDIR(about.st_mode)) {
    ::close(file_);
    throw table_error{errc::io, name_, 0, "is a directory, not a file"};
  }
  regular_ = S_ISREG(about.st_mode);
  if (regular_) size_ = static_cast<std::uint64_t>(about.st_size);
  version_ = file_version{about};
}

byte_source::byte_source(int file, std::string name)
    : name_{std::move(name)}, file_{file}, in_(sizes_of_reading.piece) {
  struct stat about {};
  regular_ = ::fstat(file_, &about) == 0;
  if (regular_) size_ = static_cast<std::uint64_t>(about.st_size);
  version_ = file_version{about};
}

byte_source::~byte_source() {
  if (gzip_) ::inflateEnd(gzip_.get());
  if (file_ > STDIN_FILENO) ::close(file_);
  if (kept_ >= 0) ::close(kept_);
}

void byte_source::keep() {
  if (regular_) return;
  const char* folder = std::getenv("TMPDIR");
  std::string name = std::string{folder != nullptr && *folder != '\0' ? folder : "/tmp"} + "/tepid.XXXXXX";
  kept_ = ::mkostemp(name.data(), O_CLOEXEC);
  if (kept_ < 0)
    throw table_error{errc::io, name, 0,
                      fmt::format("{} must be read twice and cannot be kept here: {}", name_, std::strerror(errno))};
  ::unlink(name.c_str());
}

std::unique_ptr<byte_source> byte_source::again() const {
  if (regular_) {
    auto same = std::make_unique<byte_source>(path_);
    if (!(same->version_ == version_)) has_changed();
    same->checked_ = true;
    return same;
  }
  if (kept_ < 0) throw table_error{errc::io, name_, 0, "cannot be read again"};
  const int copy = ::fcntl(kept_, F_DUPFD_CLOEXEC, 3);
  if (copy < 0 || ::lseek(copy, 0, SEEK_SET) != 0)
    throw table_error{errc::io, name_, 0, fmt::format("cannot be read again: {}", std::strerror(errno))};
  return std::unique_ptr<byte_source>{new byte_source{copy, name_}};
}

void byte_source::has_changed() const {
  throw table_error{errc::io, name_, 0,
                    "has changed while it was read, and it must be read twice; give a copy of it that nobody "
                    "writes to"};
}

void byte_source::store(std::string_view bytes) {
  while (kept_ >= 0 && !bytes.empty()) {
    const ssize_t put = ::write(kept_, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0)
      throw table_error{errc::io, name_, 0,
                        fmt::format("must be read twice and cannot be kept: {}; TMPDIR may name a larger disk",
                                    std::strerror(errno))};
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
}

bool byte_source::fill() {
  if (at_end_) return false;
  if (before_wait) before_wait(file_);
  for (;;) {
    const ssize_t got = ::read(file_, in_.data(), in_.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw table_error{errc::io, name_, 0, fmt::format("cannot be read: {}", std::strerror(errno))};
    at_end_ = got == 0;
    if (struct stat now {}; at_end_ && checked_)
      if (::fstat(file_, &now) != 0 || !(file_version{now} == version_)) has_changed();
    taken_ += static_cast<std::uint64_t>(got);
    rest_ = {in_.data(), static_cast<std::size_t>(got)};
    store(rest_);
    return got != 0;
  }
}

std::string_view byte_source::next() {
  if (!started_) {
    started_ = true;
    if (!fill()) return {};
    see_compression();
  } else if (!gzip_ && !zstd_ && !fill()) {
    return {};
  }
  if (gzip_) return inflate_some();
  if (zstd_) return unpack_some();
  return std::exchange(rest_, {});
}

/// At the start.
void byte_source::see_compression() {
  // A frame, or one of sixteen that are skipped, which may come in front of it.
  const auto zstd_begins = [](std::string_view start) {
    constexpr std::string_view frame = "\x28\xb5\x2f\xfd", skipped = "\x2a\x4d\x18";
    if (start.size() > 4) start = start.substr(0, 4);
    return frame.starts_with(start) || ((static_cast<unsigned char>(start[0]) & 0xf0u) == 0x50 && skipped.starts_with(start.substr(1)));
  };
  // A pipe may deliver the first bytes one by one; wait for those that tell.
  while ((rest_.size() == 1 && rest_[0] == '\x1f') || (rest_.size() < 4 && zstd_begins(rest_))) {
    const ssize_t more = ::read(file_, in_.data() + rest_.size(), in_.size() - rest_.size());
    if (more < 0 && errno == EINTR) continue;
    if (more <= 0) break;
    taken_ += static_cast<std::uint64_t>(more);
    store({in_.data() + rest_.size(), static_cast<std::size_t>(more)});
    rest_ = {in_.data(), rest_.size() + static_cast<std::size_t>(more)};
  }
  if (rest_.starts_with("\x1f\x8b")) {
    gzip_ = std::make_unique<z_stream>();
    *gzip_ = {};
    if (::inflateInit2(gzip_.get(), 15 + 16) != Z_OK) {
      gzip_.reset();
      throw table_error{errc::out_of_memory, name_, 0, "gzip cannot be started: out of memory"};
    }
  } else if (rest_.size() >= 4 && zstd_begins(rest_)) {
#if TEPID_ZSTD
    zstd_.reset(::ZSTD_createDCtx());
    if (!zstd_) throw table_error{errc::out_of_memory, name_, 0, "zstd cannot be started: out of memory"};
#else
    throw table_error{errc::bad_data, name_, 0,
                      "this is compressed with zstd, and this tepid was built without it: build it where libzstd is "
                      "(Debian: libzstd-dev), or give what 'zstd -dc' makes of the file"};
#endif
  } else {
    return;
  }
  out_.resize(4 * in_.size());
  member_open_ = true;
}

#if TEPID_ZSTD

bool reads_zstd() noexcept { return true; }

void byte_source::zstd_end::operator()(ZSTD_DCtx_s* context) const noexcept { ::ZSTD_freeDCtx(context); }

std::string_view byte_source::unpack_some() {
  for (;;) {
    if (rest_.empty() && !held_back_ && !fill()) {
      if (member_open_)
        throw table_error{errc::bad_data, name_, 0, "the zstd data ends too early: the file is cut off"};
      zstd_.reset();  // its window is large, and another reading of the file has its own
      return {};
    }
    ::ZSTD_inBuffer in{rest_.data(), rest_.size(), 0};
    ::ZSTD_outBuffer out{out_.data(), out_.size(), 0};
    const std::size_t left = ::ZSTD_decompressStream(zstd_.get(), &out, &in);
    if (::ZSTD_isError(left) != 0)
      throw table_error{errc::bad_data, name_, 0, fmt::format("broken zstd data: {}", ::ZSTD_getErrorName(left))};
    rest_.remove_prefix(in.pos);
    // Behind a frame another one may begin.
    member_open_ = left != 0;
    held_back_ = member_open_ && out.pos == out.size;
    if (out.pos != 0) return {out_.data(), out.pos};
  }
}

#else

bool reads_zstd() noexcept { return false; }

void byte_source::zstd_end::operator()(ZSTD_DCtx_s*) const noexcept {}

std::string_view byte_source::unpack_some() { return {}; }

#endif

std::string_view byte_source::inflate_some() {
  for (;;) {
    if (rest_.empty() && !held_back_ && !fill()) {
      if (member_open_)
        throw table_error{errc::bad_data, name_, 0, "the gzip data ends too early: the file is cut off"};
      return {};
    }
    if (!member_open_) {
      held_back_ = false;
      // After a member: another one, or padding with zeros, as tar and tapes leave it.
      const std::size_t zeros = std::min(rest_.find_first_not_of('\0'), rest_.size());
      rest_.remove_prefix(zeros);
      if (rest_.empty()) continue;
      ::inflateReset(gzip_.get());
      member_open_ = true;
    }
    gzip_->next_in = reinterpret_cast<unsigned char*>(const_cast<char*>(rest_.data()));
    gzip_->avail_in = static_cast<unsigned>(rest_.size());
    gzip_->next_out = reinterpret_cast<unsigned char*>(out_.data());
    gzip_->avail_out = static_cast<unsigned>(out_.size());
    const int result = ::inflate(gzip_.get(), Z_NO_FLUSH);
    rest_.remove_prefix(rest_.size() - gzip_->avail_in);
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
      throw table_error{errc::bad_data, name_, 0,
                        fmt::format("broken gzip data: {}", gzip_->msg != nullptr ? gzip_->msg : "no details")};
    if (result == Z_STREAM_END) member_open_ = false;
    held_back_ = gzip_->avail_out == 0;
    const std::size_t made = out_.size() - gzip_->avail_out;
    if (made != 0) return {out_.data(), made};
  }
}

}  // namespace tepid::inline v0::tables
