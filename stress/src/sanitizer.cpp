// SPDX-License-Identifier: MIT
/// @file
/// Tells sanitizers apart, and listens to the reports of ThreadSanitizer.
#include "sanitizer.hpp"

#include <atomic>

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define INTERLOCK_STRESS_TSAN 1
#elif __has_feature(address_sanitizer)
#define INTERLOCK_STRESS_ASAN 1
#endif
#endif
#if defined(__SANITIZE_THREAD__)
#define INTERLOCK_STRESS_TSAN 1
#elif defined(__SANITIZE_ADDRESS__)
#define INTERLOCK_STRESS_ASAN 1
#endif

#if defined(INTERLOCK_STRESS_ASAN)
#include <sanitizer/lsan_interface.h>
#endif

namespace {
std::atomic<std::uint64_t> reports{0};
}  // namespace

#if defined(INTERLOCK_STRESS_TSAN)
// Called by the runtime of ThreadSanitizer for every report. Not instrumented: the runtime calls it
// while it holds its own locks.
extern "C" __attribute__((no_sanitize("thread"))) void __tsan_on_report(void* /*report*/) {
  reports.fetch_add(1, std::memory_order_relaxed);
}
#endif

namespace interlock::stress {

sanitizer built_with() {
#if defined(INTERLOCK_STRESS_TSAN)
  return sanitizer::thread;
#elif defined(INTERLOCK_STRESS_ASAN)
  return sanitizer::address;
#else
  return sanitizer::none;
#endif
}

std::string_view to_string(sanitizer which) {
  switch (which) {
    case sanitizer::none:
      return "none";
    case sanitizer::address:
      return "address";
    case sanitizer::thread:
      return "thread";
  }
  return "?";
}

bool memory_leaked() {
#if defined(INTERLOCK_STRESS_ASAN)
  return __lsan_do_recoverable_leak_check() != 0;
#else
  return false;
#endif
}

std::uint64_t sanitizer_reports() { return reports.load(std::memory_order_relaxed); }

}  // namespace interlock::stress
