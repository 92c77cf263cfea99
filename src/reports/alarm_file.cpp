// src/reports/alarm_file.cpp - alarms in a file, a line of JSON each.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include <tepid/core/error.hpp>
#include <tepid/monitors/replace_file.hpp>
#include <tepid/reports/alarm_file.hpp>
#include <tepid/reports/alarm_json.hpp>

namespace tepid::inline v0 {

struct alarm_file::file {
  file(const std::string& p, std::string m)
      : path{p}, monitor{std::move(m)} {
    // A device or a FIFO may be written to, by a link too. What a link leads to otherwise is another's file, perhaps.
    struct stat target {};
    const bool device = path.find('\0') == std::string::npos && ::stat(path.c_str(), &target) == 0 && 
                        (S_ISCHR(target.st_mode) || S_ISFIFO(target.st_mode));
    const path_kind kind = device ? path_kind::other : kind_of(path);
    if (kind == path_kind::link || kind == path_kind::folder) static_cast<void>(require_regular(path));
    // A FIFO without a reader would block here for ever; later writes wait for its reader.
    handle = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | O_NONBLOCK | (device ? 0 : O_CREAT | O_NOFOLLOW), 0666);
    if (handle < 0 || ::fcntl(handle, F_SETFL, O_APPEND) != 0) fail("opened");
  }
  file(const file&) = delete;
  file& operator=(const file&) = delete;
  ~file() {
    if (handle >= 0) ::close(handle);
  }
  [[noreturn]] void fail(std::string_view what) const {
    throw error{errc::io, "path",
                path + ": cannot be " + std::string{what} + ": " +
                    (errno == ENXIO ? std::string{"nobody reads it"} : std::string{std::strerror(errno)})};
  }

  std::mutex mutex;
  std::string path, monitor;
  int handle = -1;
  bool torn = false;  // the last line has no end
};

alarm_file::alarm_file(const std::string& path, std::string monitor)
    : file_{std::make_shared<file>(path, std::move(monitor))} {}

void alarm_file::operator()(const monitor_alarm& alarm) const {
  const std::lock_guard lock{file_->mutex};
  std::string line{file_->torn ? "\n" : ""};
  line.append(to_json_line(alarm, file_->monitor)).append("\n");
  std::string_view rest = line;
  while (!rest.empty()) {
    const ssize_t put = ::write(file_->handle, rest.data(), rest.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) file_->fail("written");
    rest.remove_prefix(static_cast<std::size_t>(put));
    file_->torn = !rest.empty();
  }
}

}  // namespace tepid::inline v0
