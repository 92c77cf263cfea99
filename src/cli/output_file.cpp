// src/cli/output_file.cpp - devices, FIFOs and descriptors as outputs.
#include "cli/output_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>

#include "cli/problem.hpp"

namespace tepid::cli {

namespace {

/// The open file of this process that a path names, as the shell writes it: opening the path anew would begin at the
/// file's start once more.
std::optional<int> descriptor_of(std::string_view path) {
  if (path == "-" || path == "/dev/stdout") return STDOUT_FILENO;
  if (path == "/dev/stderr") return STDERR_FILENO;
  for (const std::string_view folder : {"/dev/fd/", "/proc/self/fd/"}) {
    if (!path.starts_with(folder)) continue;
    const std::string_view number = path.substr(folder.size());
    int found = -1;
    const auto [end, code] = std::from_chars(number.data(), number.data() + number.size(), found);
    if (code == std::errc{} && end == number.data() + number.size() && found >= 0) return found;
  }
  return std::nullopt;
}

struct opened {
  int file;
  bool own;
  opened(int f, bool o) : file{f}, own{o} {}
  opened(const opened&) = delete;
  opened& operator=(const opened&) = delete;
  ~opened() {
    if (own && file >= 0) ::close(file);
  }
};

[[nodiscard]] problem cannot_write(const std::string& path, int why) {
  return problem_at(path, 0, nullptr,
                    fmt::format("cannot be written: {}", why == ENXIO ? "nobody reads it" : std::strerror(why)));
}

}  // namespace

output_kind output_kind_of(const std::string& path, const char* option) {
  if (const auto given = descriptor_of(path))
    return *given == STDOUT_FILENO ? output_kind::standard_output : output_kind::stream;
  const auto refuse = [&](std::string_view why) { throw problem{fmt::format("{} {}: {}", option, path, why)}; };
  if (path.empty()) refuse("the name is empty");
  struct stat itself {}, about {};
  if (::lstat(path.c_str(), &itself) != 0) {
    if (errno != ENOENT) refuse(std::strerror(errno));
    return output_kind::file;
  }
  const bool link = S_ISLNK(itself.st_mode);
  if (::stat(path.c_str(), &about) != 0) {
    refuse("it is a symbolic link that leads nowhere; name the file itself");
  }
  if (S_ISDIR(about.st_mode)) refuse("it is a directory, not a file");
  if (S_ISCHR(about.st_mode) || S_ISFIFO(about.st_mode)) return output_kind::stream;
  if (!S_ISREG(about.st_mode)) refuse("it is neither a file nor a device or pipe that can be written to");
  if (link) refuse("it is a symbolic link, which is neither replaced nor followed; name the file itself");
  return output_kind::file;
}

namespace {

/// Are both the same regular file, or will they be?
bool same_file(const std::string& a, const std::string& b) {
  struct stat x {}, y {};
  const bool there = ::stat(a.c_str(), &x) == 0, other_there = ::stat(b.c_str(), &y) == 0;
  if (there != other_there || (there && !(S_ISREG(x.st_mode) && S_ISREG(y.st_mode)))) return false;
  if (there) return x.st_dev == y.st_dev && x.st_ino == y.st_ino;
  std::error_code none;
  const auto place = [&none](const std::string& path) {
    return std::filesystem::weakly_canonical(std::filesystem::absolute(path, none), none);
  };
  const auto first = place(a);
  return !first.empty() && first == place(b);
}

}  // namespace

void require_distinct(std::span<const named_file> inputs, std::span<const named_file> outputs) {
  const auto named = [](const named_file& f) { return !f.path.empty() && f.path != "-"; };
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    if (!named(outputs[i])) continue;
    const auto refuse_same = [&](const named_file& other, std::string_view why) {
      if (named(other) && same_file(outputs[i].path, other.path))
        throw problem{fmt::format("{} and {} are both {}: {}", outputs[i].called, other.called, outputs[i].path, why)};
    };
    for (const named_file& input : inputs) refuse_same(input, "what is read would be overwritten");
    for (const named_file& other : outputs.first(i)) refuse_same(other, "each needs a file of its own");
  }
}

void write_stream(const std::string& path, std::span<const std::byte> bytes, bool wait) {
  const auto given = descriptor_of(path);
  if (given == STDOUT_FILENO) std::fflush(stdout);
  const opened out{given ? *given : ::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY | (wait ? 0 : O_NONBLOCK)),
                   !given};
  if (out.file < 0) throw cannot_write(path, errno);
  if (!given && !wait) ::fcntl(out.file, F_SETFL, 0);  // it is read: from here on waiting is right
  while (!bytes.empty()) {
    const ssize_t put = ::write(out.file, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) throw cannot_write(path, errno);
    bytes = bytes.subspan(static_cast<std::size_t>(put));
  }
}

}  // namespace tepid::cli
