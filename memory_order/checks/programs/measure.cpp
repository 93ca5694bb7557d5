// SPDX-License-Identifier: MIT
/// @file
/// Running the programs; the clients for speed and memory.
#include "measure.hpp"

#include <ctime>
#include <sys/resource.h>

namespace interlock::programs {
namespace {

/// Stores against loads of one location: the number of executions is that of the ways to merge
/// them.
void stores_against_loads(int each) {
  B::atomic<int> x{0};
  B::thread writer{[&x, each] {
    for (int value = 1; value <= each; ++value) x.store(value, order::relaxed);
  }};
  for (int i = 0; i < each; ++i) (void)x.load(order::relaxed);
  writer.join();
}

[[nodiscard]] double processor_seconds() {
  timespec now{};
  (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

constexpr unsigned repetitions = 50'000;
constexpr unsigned merges_of_3_and_3 = 20;
constexpr unsigned merges_of_13_and_13 = 10'400'600;

}  // namespace

double measurement::per_second() const noexcept {
  return static_cast<double>(found.complete) / seconds;
}

double measurement::speedup_of(const program& which) const noexcept {
  return which.genmc_seconds / seconds;
}

measurement measure(const program& which, const conditions& how) {
  checker::options wanted;
  wanted.max_seconds = how.seconds;
  wanted.jobs = how.jobs;
  wanted.detect_duplicates = how.duplicates;
  measurement taken;
  const double start = processor_seconds();
  taken.found = checker::explore(wanted, which.body);
  taken.seconds = how.jobs == 1 ? processor_seconds() - start : taken.found.seconds;
  taken.right = taken.found.passed() && taken.found.complete == which.due();
  return taken;
}

program short_client() {
  return {"two threads, six operations", std::uint64_t{repetitions} * merges_of_3_and_3, 0, [] {
            (void)checker::choose(repetitions);
            stores_against_loads(3);
          }};
}

program long_client() {
  return {"two threads, 26 operations", merges_of_13_and_13, 0, [] { stores_against_loads(13); }};
}

std::uint64_t peak_bytes() {
  rusage used{};
  (void)getrusage(RUSAGE_SELF, &used);
  return static_cast<std::uint64_t>(used.ru_maxrss) * 1024;
}

}  // namespace interlock::programs
