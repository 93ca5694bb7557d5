// SPDX-License-Identifier: MIT
/// @file
/// A program that uses one primitive of each module.
#include <interlock/lockfree/spsc_queue.hpp>
#include <interlock/memory_order/fence.hpp>
#include <interlock/sync/lock_guard.hpp>
#include <interlock/sync/mutex.hpp>

#include <cstdio>
#include <thread>

int main() {
  interlock::mutex guard;
  interlock::spsc_queue<int> numbers{16};
  long sum = 0;

  std::thread producer{[&] {
    for (int i = 1; i <= 1000;) {
      if (numbers.try_push(i)) {
        ++i;
      } else {
        std::this_thread::yield();
      }
    }
  }};
  for (int received = 0; received < 1000;) {
    if (const auto number = numbers.try_pop()) {
      const interlock::lock_guard lock{guard};
      sum += *number;
      ++received;
    }
  }
  producer.join();
  interlock::fence_full();
  std::printf("sum %ld\n", sum);
  return sum == 500500 ? 0 : 1;
}
