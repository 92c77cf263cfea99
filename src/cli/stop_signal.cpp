// src/cli/stop_signal.cpp - a pipe that the handler writes to: poll() sees it, however busy the input is.
#include "cli/stop_signal.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "cli/problem.hpp"

namespace tepid::cli {

namespace {

int ends[2]{-1, -1};  // read here, written by the handler

extern "C" void ask(int) {
  const int kept = errno;
  const char one = 1;
  // Full: it has been asked to already.
  [[maybe_unused]] const ssize_t put = ::write(ends[1], &one, 1);
  errno = kept;
}

}  // namespace

stop_signal::stop_signal() {
  if (::pipe(ends) != 0) throw problem{std::string{"cannot wait for signals: "} + std::strerror(errno)};
  for (const int end : ends) {
    ::fcntl(end, F_SETFD, FD_CLOEXEC);
    ::fcntl(end, F_SETFL, O_NONBLOCK);
  }
  struct sigaction action {};
  action.sa_handler = ask;
  action.sa_flags = static_cast<int>(SA_RESTART | SA_RESETHAND);
  ::sigaction(SIGINT, &action, &interrupt_before_);
  ::sigaction(SIGTERM, &action, &terminate_before_);
}

stop_signal::~stop_signal() {
  ::sigaction(SIGINT, &interrupt_before_, nullptr);
  ::sigaction(SIGTERM, &terminate_before_, nullptr);
  for (int& end : ends) {
    ::close(end);
    end = -1;
  }
}

void stop_signal::wait(int file) const {
  struct pollfd both[]{{.fd = file, .events = POLLIN, .revents = 0}, {.fd = ends[0], .events = POLLIN, .revents = 0}};
  while (::poll(both, 2, -1) < 0)
    if (errno != EINTR) throw problem{std::string{"cannot wait for input: "} + std::strerror(errno)};
  if (both[1].revents != 0) throw asked_to_stop{};
}

bool stop_signal::asked() const noexcept {
  struct pollfd end{.fd = ends[0], .events = POLLIN, .revents = 0};
  return ::poll(&end, 1, 0) > 0;
}

}  // namespace tepid::cli
