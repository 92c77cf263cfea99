// src/cli/profile_file.cpp - .tepid files.
#include "cli/profile_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <vector>

#include "cli/byte_source.hpp"
#include "cli/problem.hpp"

namespace tepid::cli {

namespace {

constexpr std::string_view magic = "TPID";
constexpr std::size_t largest = std::size_t{4} << 30;

[[nodiscard]] problem cannot(std::string_view path, std::string_view what, int why) {
  return problem_at(path, 0, nullptr, fmt::format("cannot be {}: {}", what, std::strerror(why)));
}

std::string directory_of(const std::string& path) {
  const std::string parent = std::filesystem::path{path}.parent_path().string();
  return parent.empty() ? "." : parent;
}

/// A file descriptor and a name, both gone at the end unless the name was kept.
struct temporary {
  std::string name;
  int file = -1;
  bool keep = false;
  ~temporary() {
    if (file >= 0) ::close(file);
    if (!keep && !name.empty()) ::unlink(name.c_str());
  }
};

}  // namespace

bool is_saved(const std::string& path) {
  std::error_code none;
  if (path == "-" || !std::filesystem::is_regular_file(path, none)) return false;
  std::array<char, 4> start{};
  return std::ifstream{path, std::ios::binary}.read(start.data(), start.size()) &&
         std::string_view{start.data(), start.size()} == magic;
}

profile load_profile(const std::string& path) {
  byte_source source{path};
  std::vector<std::byte> bytes;
  for (std::string_view piece; !(piece = source.next()).empty();) {
    if (bytes.empty() && !piece.starts_with(magic))
      throw problem_at(source.name(), 0, nullptr, "is not a profile; 'tepid profile FILE -o NAME.tepid' makes one");
    if (bytes.size() + piece.size() > largest)
      throw problem_at(source.name(), 0, nullptr, "is too large for a profile");
    const auto* first = reinterpret_cast<const std::byte*>(piece.data());
    bytes.insert(bytes.end(), first, first + piece.size());
  }
  if (bytes.empty()) throw problem_at(source.name(), 0, nullptr, "the file is empty");
  try {
    return profile::load(bytes);
  } catch (const error& why) {
    throw problem_at(source.name(), 0, nullptr, why.what());
  }
}

output_kind check_target(const std::string& path, const char* option) {
  std::error_code none;
  if (std::filesystem::is_directory(path, none))
    throw problem_at(path, 0, nullptr, "cannot be written: it is a directory");
  const output_kind kind = output_kind_of(path, option);
  if (kind != output_kind::file) return kind;
  if (std::filesystem::exists(path, none) && !is_saved(path))
    throw problem_at(path, 0, nullptr, "is there already and is not a .tepid file; it is not overwritten");
  if (::access(directory_of(path).c_str(), W_OK | X_OK) != 0) throw cannot(path, "written", errno);
  return kind;
}
std::size_t save_profile(const profile& saved, const std::string& path, const char* option) {
  const output_kind kind = check_target(path, option);
  const std::vector<std::byte> bytes = saved.save();
  if (kind != output_kind::file) {
    write_stream(path, bytes, true);
    return bytes.size();
  }
  temporary made{.name = path + ".XXXXXX"};
  made.file = ::mkstemp(made.name.data());
  if (made.file < 0) {
    const int why = errno;
    made.name.clear();
    throw cannot(path, "written", why);
  }
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t put = ::write(made.file, bytes.data() + done, bytes.size() - done);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) throw cannot(path, "written", errno);
    done += static_cast<std::size_t>(put);
  }
  const mode_t mask = ::umask(0);
  ::umask(mask);
  if (::fchmod(made.file, 0666 & ~mask) != 0 || ::fsync(made.file) != 0) throw cannot(path, "written", errno);
  if (::rename(made.name.c_str(), path.c_str()) != 0) throw cannot(path, "written", errno);
  made.keep = true;
  return bytes.size();
}

}  // namespace tepid::cli
