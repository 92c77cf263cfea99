// src/cli/profile_file.cpp - .tepid files.
#include "cli/profile_file.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <vector>

#include <tepid/monitors/replace_file.hpp>

#include "cli/problem.hpp"
#include "tables/byte_source.hpp"

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

}  // namespace

bool is_saved(const std::string& path) {
  std::error_code none;
  if (path == "-" || !std::filesystem::is_regular_file(path, none)) return false;
  std::array<char, 4> start{};
  return std::ifstream{path, std::ios::binary}.read(start.data(), start.size()) &&
         std::string_view{start.data(), start.size()} == magic;
}

profile load_profile(const std::string& path) {
  // A profile is read whole, and opening a FIFO would wait for whoever writes it.
  std::error_code none;
  if (const auto about = std::filesystem::status(path, none);
      path != "-" && std::filesystem::exists(about) && !std::filesystem::is_regular_file(about) &&
      !std::filesystem::is_directory(about))
    throw problem_at(path, 0, nullptr, "is no file but a device, a FIFO or a socket; a profile is read from a file");
  tables::byte_source source{path};
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
  const output_kind out = output_kind_of(path, option);
  if (out != output_kind::file) return out;
  path_kind kind;
  try {
    kind = require_regular(path);
  } catch (const error& why) {
    throw problem{why.what()};
  }
  if (kind == path_kind::regular && !is_saved(path))
    throw problem_at(path, 0, nullptr, "is there already and is not a .tepid file; it is not overwritten");
  if (::access(directory_of(path).c_str(), W_OK | X_OK) != 0) throw cannot(path, "written", errno);
  return out;
}

std::size_t save_profile(const profile& saved, const std::string& path, const char* option) {
  const output_kind kind = check_target(path, option);
  const std::vector<std::byte> bytes = saved.save();
  try {
    // What two readings of an input that was written to meanwhile gave can contradict itself.
    static_cast<void>(profile::load(bytes));
  } catch (const error& why) {
    throw problem_at(path, 0, nullptr,
                     fmt::format("is not written: {}. Did the input change while it was read?", why.what()));
  }
  if (kind != output_kind::file) {
    write_stream(path, bytes, true);
    return bytes.size();
  }
  try {
    replace_file(path, bytes);
  } catch (const error& why) {
    throw problem{why.what()};
  }
  return bytes.size();
}

}  // namespace tepid::cli
