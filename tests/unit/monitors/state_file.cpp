// A state file is always whole, whenever its writer is killed; errors name the file.
#include "support/catch.hpp"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include <tepid/core/error.hpp>
#include <tepid/core/random.hpp>
#include <tepid/core/saved.hpp>
#include <tepid/monitors/state_file.hpp>

namespace {

namespace fs = std::filesystem;

struct folder {
  fs::path path = fs::temp_directory_path() / ("tepid_state_" + std::to_string(::getpid()));
  folder() { fs::create_directories(path); }
  ~folder() { fs::remove_all(path); }
  [[nodiscard]] std::string file(const char* name) const { return (path / name).string(); }
};

/// A frame that holds the number and many bytes that depend on it.
std::vector<std::byte> state_of(std::uint64_t number) {
  return tepid::write_frame(tepid::saved_kind::profile, 0, 1, [&](tepid::byte_writer& io) {
    io(number);
    tepid::random_source random{number};
    for (std::uint64_t i = 0; i < 2000 + number % 1000; ++i) io(random.bits());
  });
}
std::uint64_t number_in(const std::string& path) {
  const auto bytes = tepid::read_state_file(path);
  const tepid::frame f = tepid::read_frame(bytes);  // throws unless it is whole
  std::uint64_t number = 0;
  std::memcpy(&number, f.payload.data(), sizeof number);
  return number;
}

}  // namespace

TEST_CASE("what was written is read, and replaced by the next write") {
  const folder f;
  tepid::write_state_file(f.file("a"), state_of(1));
  CHECK(number_in(f.file("a")) == 1);
  tepid::write_state_file(f.file("a"), state_of(2));
  CHECK(number_in(f.file("a")) == 2);
  tepid::write_state_file(f.file("empty"), {});
  CHECK(tepid::read_state_file(f.file("empty")).empty());
}

TEST_CASE("errors name the file and leave the old one") {
  const folder f;
  const auto refused = [](auto&& act) -> std::string {
    try {
      act();
    } catch (const tepid::error& why) {
      CHECK(why.code() == tepid::errc::io);
      return why.what();
    }
    return "done";
  };
  using Catch::Matchers::Contains;
  CHECK_THAT(refused([&] { static_cast<void>(tepid::read_state_file(f.file("none"))); }),
             Contains("none' cannot be read: No such file"));
  CHECK_THAT(refused([&] { static_cast<void>(tepid::read_state_file(f.path.string())); }), Contains("directory"));
  CHECK_THAT(refused([&] { tepid::write_state_file(f.file("no/where"), state_of(1)); }), Contains("no/where"));
  tepid::write_state_file(f.file("a"), state_of(1));
  CHECK_THAT(refused([&] { static_cast<void>(tepid::read_state_file(f.file("a"), 10)); }), Contains("too large"));
  fs::create_directory(f.file("d"));
  fs::create_symlink(f.file("a"), f.file("link"));
  fs::create_symlink(f.file("planted"), f.file("dangling"));
  REQUIRE(::mkfifo(f.file("fifo").c_str(), 0600) == 0);
  using namespace std::string_literals;
  const std::pair<std::string, const char*> others[] = {
      {f.file("d"), "is a directory"},          {f.file("link"), "is a symbolic link to"},
      {f.file("dangling"), "symbolic link"},    {f.file("fifo"), "no regular file"},
      {f.file("a/below"), "Not a directory"},   {f.file(std::string(300, 'n').c_str()), "too long"},
      {f.file("a") + "\0x"s, "followed by a NUL"}, {"", "is empty"}};
  for (const auto& other : others) {
    CHECK_THAT(refused([&] { tepid::write_state_file(other.first, state_of(2)); }), Contains(other.second));
    CHECK_THROWS_AS(tepid::state_lock{other.first}, tepid::error);
  }
  CHECK(number_in(f.file("a")) == 1);
  CHECK_FALSE(fs::exists(f.file("planted")));
  for (const auto& entry : fs::directory_iterator{f.path}) CHECK(entry.path().string().find(".new") == std::string::npos);
}

TEST_CASE("a new state is its owner's alone, one that is there keeps its mode") {
  const folder f;
  const auto mode = [&] { return fs::status(f.file("a")).permissions(); };
  tepid::write_state_file(f.file("a"), state_of(1));
  CHECK(mode() == (fs::perms::owner_read | fs::perms::owner_write));
  const fs::perms wider = fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read;
  fs::permissions(f.file("a"), wider);
  tepid::write_state_file(f.file("a"), state_of(2));
  CHECK(mode() == wider);
}

TEST_CASE("a state has one writer, and the lock ends with it, even when it is killed") {
  const folder f;
  const auto locked = [&] { return tepid::state_lock{f.file("a")}; };
  {
    const tepid::state_lock mine = locked();
    CHECK_THROWS_WITH(locked(), Catch::Matchers::Contains("another monitor of this process"));
    CHECK_NOTHROW(mine.require_own_process());
  }
  int told[2];
  REQUIRE(::pipe(told) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const tepid::state_lock theirs = locked();
    if (::write(told[1], "x", 1) != 1) ::_exit(1);
    for (;;) ::pause();
  }
  char ready = 0;
  REQUIRE(::read(told[0], &ready, 1) == 1);
  CHECK_THROWS_WITH(locked(), Catch::Matchers::Contains("is in use by process " + std::to_string(child)));
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  ::close(told[0]);
  ::close(told[1]);
  CHECK_NOTHROW(locked());
}

TEST_CASE("killed at 200 random moments while saving, the file is whole and no older than the last save") {
  const folder f;
  const std::string path = f.file("a");
  tepid::write_state_file(path, state_of(0));
  tepid::random_source random{1};
  std::uint64_t before = 0, saves = 0;
  for (int kill = 0; kill < 200; ++kill) {
    int told[2];
    REQUIRE(::pipe(told) == 0);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      ::close(told[0]);
      for (std::uint64_t n = before + 1;; ++n) {
        try {
          tepid::write_state_file(path, state_of(n));
        } catch (...) {
          ::_exit(1);
        }
        if (::write(told[1], &n, sizeof n) != sizeof n) ::_exit(1);
      }
    }
    ::close(told[1]);
    ::usleep(static_cast<useconds_t>(random.uniform() * 8000));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    CHECK(WIFSIGNALED(status));
    std::uint64_t last = before, n = 0;
    while (::read(told[0], &n, sizeof n) == sizeof n) last = n;
    ::close(told[0]);
    const std::uint64_t found = number_in(path);
    CHECK(found >= last);      // what was said to be saved is there,
    CHECK(found <= last + 1);  // or the one that was being saved
    saves += found - before;
    before = found;
  }
  CHECK(saves > 0);
}
