// A process with a monitor is killed 200 times at random moments, with SIGKILL, while it saves itself every 20
// simulated seconds. Each restart opens what is there: a whole state, no older than one interval, from which it goes on
// with the row after the last one that it has. In the end it knows what one knows that was never killed.
#include "support/catch.hpp"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <new>
#include <string>
#include <vector>

#include <tepid/monitors/state_file.hpp>

#include "support/monitored.hpp"

namespace {

constexpr double start = 1e6, interval = 20.0;  // seconds; a row each second

struct folder {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("tepid_monitor_killed_" + std::to_string(::getpid()));
  folder() { std::filesystem::create_directories(path); }
  ~folder() { std::filesystem::remove_all(path); }
};

/// How far the child has come: memory that both processes see.
class progress {
 public:
  progress()
      : rows_{new (::mmap(nullptr, sizeof(std::atomic<std::uint64_t>), PROT_READ | PROT_WRITE,
                          MAP_SHARED | MAP_ANONYMOUS, -1, 0)) std::atomic<std::uint64_t>{0}} {}
  progress(const progress&) = delete;
  progress& operator=(const progress&) = delete;
  ~progress() { ::munmap(rows_, sizeof *rows_); }
  std::atomic<std::uint64_t>& rows() { return *rows_; }

 private:
  std::atomic<std::uint64_t>* rows_;
};

double time_of(std::uint64_t row) { return start + static_cast<double>(row); }

/// Observes row number `i`, which is always the same, and drains it.
void serve(tepid::monitor& m, tepid::shard& mine, std::uint64_t i) {
  tepid_test::service live{1000 + i};
  const tepid_test::request r = live.next();
  const double row[]{
      r.amount,      i % 97 == 0 ? NAN : r.score, m.code("country", r.country), r.embedding[0], r.embedding[1],
      r.embedding[2]};
  const auto time = static_cast<std::int64_t>(time_of(i)) * 1'000'000'000;
  mine.observe(row, time);
  mine.observe(tepid::prediction_event{.id = i, .score = r.score, .label = r.score >= 0.5}, time);
  if (i >= 100) mine.observe(tepid::label_event{.id = i - 100, .outcome = i % 3 == 0 ? 1.0 : 0.0}, time);
  static_cast<void>(m.drain(time_of(i)));
}

tepid::monitor_config config_in(const folder& here) {
  tepid::monitor_config c = tepid_test::service_config();
  c.quality.emplace();
  c.quality->floors = {{"recall", 0.1}};
  c.quality->capacity = 1024;
  c.quality->horizon_seconds = 7200.0;
  c.quality->cohort_seconds = 600.0;
  c.reference = (here.path / "healthy.tepid").string();
  c.state_file = (here.path / "service.state").string();
  c.state_interval_seconds = interval;
  return c;
}

}  // namespace

TEST_CASE("killed at 200 random moments, a monitor loses at most one interval and nothing twice") {
  const folder here;
  const tepid::monitor_config c = config_in(here);
  tepid::write_state_file(c.reference, tepid_test::service_reference(c, 130 * 300).save());
  const auto opening = std::chrono::steady_clock::now();
  static_cast<void>(tepid::monitor::open(c));
  const double open_us = std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - opening).count();

  progress seen;
  tepid::random_source random{1};
  std::uint64_t restored = 0, most_lost = 0, moved = 0;  // rows
  int lost_any = 0;
  for (int kill = 0; kill < 200; ++kill) {
    seen.rows() = restored;
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      try {
        tepid::monitor m = tepid::monitor::open(c);
        tepid::shard mine = m.shard();
        for (std::uint64_t i = m.restored().rows;; ++i) {
          serve(m, mine, i);
          seen.rows().store(i + 1);
        }
      } catch (...) {
        ::_exit(1);
      }
    }
    // One in five while it opens; the others after some rows and a part of the time that a save takes, so that where it
    // dies does not depend on how busy the machine is.
    if (kill % 5 == 4) {
      ::usleep(static_cast<useconds_t>(random.uniform() * open_us));
    } else {
      const auto wanted = restored + static_cast<std::uint64_t>(random.uniform() * 100.0);
      while (seen.rows() < wanted && ::waitpid(child, nullptr, WNOHANG) == 0) ::usleep(50);
      ::usleep(static_cast<useconds_t>(random.uniform() * 3000.0));
    }
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    REQUIRE(WIFSIGNALED(status));  // it did not end by itself: no error, no exception

    const std::uint64_t told = seen.rows();
    const tepid::monitor m = tepid::monitor::open(c);
    const tepid::restored_state& found = m.restored();
    INFO("kill " << kill << ": " << told << " rows drained, " << found.rows << " restored");
    if (!found.found) {  // only before the first state was ever due
      CHECK(restored == 0);
      CHECK(told <= static_cast<std::uint64_t>(interval) + 1);
      continue;
    }
    CHECK(found.rows >= restored);
    CHECK(found.rows <= told + 1);                  // the drain that saved it may not have returned
    CHECK(found.saved == time_of(found.rows - 1));  // the rows are those that had come by then, no more and no fewer
    CHECK(m.snapshot(0).rows == found.rows);
    const std::uint64_t lost = told > found.rows ? told - found.rows : 0;
    CHECK(lost <= static_cast<std::uint64_t>(interval));
    most_lost = std::max(most_lost, lost);
    lost_any += lost > 0;
    moved += found.rows > restored;
    restored = found.rows;
  }
  std::printf(
      "%llu rows after 200 kills; %llu restarts went on from a newer state; at most %llu rows lost, by %d kills\n",
      static_cast<unsigned long long>(restored), static_cast<unsigned long long>(moved),
      static_cast<unsigned long long>(most_lost), lost_any);
  CHECK(moved >= 100);
  CHECK(lost_any >= 20);  // the moments were random

  // One that was never killed, over the same rows.
  tepid::monitor_config quiet = c;
  quiet.state_file.clear();
  tepid::monitor whole = tepid::monitor::open(quiet);
  tepid::shard mine = whole.shard();
  for (std::uint64_t i = 0; i < restored; ++i) serve(whole, mine, i);
  const tepid::monitor last = tepid::monitor::open(c);
  CHECK((last.save(0.0) == whole.save(0.0)));
}
