// A process that is forked after a monitor was made is told so, and never waits for a lock that nobody gives back.
#include "support/catch.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "support/monitored.hpp"

namespace {

template <class Call>
bool refused(Call&& call) {
  try {
    call();
  } catch (const tepid::error& why) {
    return why.field() == "fork" && std::string{why.what()}.find("forked") != std::string::npos;
  }
  return false;
}

/// What the child says; 0: all is as it should be.
int in_child(std::unique_ptr<tepid::monitor>& m, tepid::shard& mine, std::unique_ptr<tepid::collector>& all,
             std::unique_ptr<tepid::shard>& loose) {
  if (!mine.forked() || mine.observe(0, 1.0)) return 1;
  if (mine.observe(tepid::prediction_event{}) || mine.observe(std::vector<double>(6, 1.0))) return 2;
  if (!refused([&] { static_cast<void>(m->drain(1.0)); })) return 3;
  if (!refused([&] { static_cast<void>(m->snapshot(1.0)); })) return 4;
  if (!refused([&] { static_cast<void>(m->save(1.0)); })) return 5;
  if (!refused([&] { static_cast<void>(m->shard()); })) return 6;
  if (!refused([&] { static_cast<void>(m->segment("a")); })) return 7;
  if (!refused([&] { m->changed({1.0, "deploy", "2"}); })) return 8;
  if (!refused([&] { static_cast<void>(m->notes()); })) return 9;
  if (!refused([&] { static_cast<void>(all->counts()); })) return 10;
  if (m->code("country", "de") != 0.0) return 11;  // needs no lock
  loose.reset();
  m.reset();
  all.reset();
  tepid::collector fresh{1, 64};  // what is made here works here
  tepid::shard own = fresh.shard();
  if (own.forked() || !own.observe(0, 1.0) || fresh.counts().accepted != 1) return 12;
  return 0;
}

}  // namespace

TEST_CASE("fifty forks while other threads drain, look and register: no child hangs, each is told") {
  const auto config = tepid_test::service_config();
  auto m = std::make_unique<tepid::monitor>(config, tepid_test::service_reference(config, 5000));
  auto all = std::make_unique<tepid::collector>(4096, 64);
  auto loose = std::make_unique<tepid::shard>(all->shard());
  tepid::shard mine = m->shard();
  std::atomic<bool> stop{false};
  std::thread drains{[&] {
    tepid::shard theirs = m->shard();
    for (double now = 0.0; !stop; now += 1.0) {
      theirs.observe(0, now);
      static_cast<void>(m->drain(now));
    }
  }};
  std::thread looks{[&] {
    while (!stop) {
      static_cast<void>(m->snapshot(0.0));
      const tepid::shard one = all->shard();
    }
  }};
  int wrong = 0;
  for (int i = 0; i < 50; ++i) {
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      alarm(5);
      _exit(in_child(m, mine, all, loose));
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
      ++wrong;
      CAPTURE(i, WIFSIGNALED(status), WEXITSTATUS(status));
      CHECK(wrong == 0);
    }
  }
  CHECK(mine.observe(0, 1.0));  // the parent goes on
  CHECK_FALSE(mine.forked());
  stop = true;
  drains.join();
  looks.join();
  CHECK(m->snapshot(0.0).rejected == 0);
}
