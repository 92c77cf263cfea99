// Nothing that belongs to streaming allocates, neither by operator new nor by malloc.
#include "support/catch.hpp"
#include "support/conformance.hpp"
#include "support/own_new.hpp"

// The sanitizers bring their own malloc; elsewhere glibc lets a program put itself in front.
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define OWN_MALLOC 1
#endif
#endif
#if !defined(OWN_MALLOC)
extern "C" {
void* __libc_malloc(std::size_t);
void* malloc(std::size_t size) {
  ++tepid_test::allocations;
  return __libc_malloc(size);
}
}
#endif
#endif

using namespace tepid_test;

TEST_CASE("the counter counts") {
  const std::size_t before = allocations;
  const auto kept = std::make_unique<double>(1.0);
  CHECK(allocations > before);
  CHECK(*kept == 1.0);
}

TEST_CASE("update, reset, rearm and what a detector says allocate nothing") {
  for (const auto& c : all_configurations()) {
    const auto xs = spoiled(stream(c.row->about.input, 2, 1500, 500), 2, 100);
    const handle d = c.make();
    double sink = 0.0;
    bytes buffer(d->save({}));
    const std::size_t before = allocations;
    for (int round = 0; round < 3; ++round) {
      for (const double x : xs) d->update(x);
      d->rearm();
      for (std::size_t at = 0; at < xs.size();) {
        at += d->update(std::span{xs}.subspan(at));
        sink += d->change().effect + d->statistic() + static_cast<double>(d->count() + d->rejected());
        d->rearm();
        if (sink > 1e30) break;
      }
      d->reset();
    }
    d->save(buffer);
    const std::size_t during = allocations - before;
    INFO(c.name);
    CHECK(during == 0);
  }
}
