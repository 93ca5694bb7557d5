// SPDX-License-Identifier: MIT
/// @file
/// Direct system calls: futex, as std::atomic<T>::wait() uses it, and the harmless ones.
#include "locks.hpp"
#include "native.hpp"

#include <cerrno>
#include <climits>
#include <cstdarg>
#include <cstdint>
#include <linux/futex.h>
#include <string>
#include <sys/syscall.h>
#include <unistd.h>

using namespace interlock::checker;
using namespace interlock::checker::instrumented;

namespace {

native<long(long, long, long, long, long, long, long)> system_call{"syscall"};

int fail_with(int error) {
  errno = error;
  return -1;
}

long sleep(const lock_request& by, void* at, std::uint32_t expected, const timespec* timeout,
           bool absolute) {
  if (sleep_on_word(by, at, expected)) return 0;
  virtual_clock& clock = by.here.clock();
  absolute ? clock.sleep_until(by.here.thread(), *timeout)
           : clock.sleep(by.here.thread(), *timeout);
  return fail_with(ETIMEDOUT);
}

long futex(session& here, std::uintptr_t from, void* at, int request, std::uint32_t value,
           const timespec* timeout) {
  const lock_request by{here, from, timeout != nullptr};
  const int operation = request & FUTEX_CMD_MASK;
  switch (operation) {
    case FUTEX_WAIT:
    case FUTEX_WAIT_BITSET:
      return sleep(by, at, value, timeout, operation == FUTEX_WAIT_BITSET);
    case FUTEX_WAKE:
    case FUTEX_WAKE_BITSET:
      // How many there were is not known when the call is made: none, as far as the caller learns.
      wake_on_word({here, from}, at, value);
      return 0;
    default:
      here.fail_not_modelled("futex operation " + std::to_string(operation), from);
  }
}

}  // namespace

extern "C" long syscall(long number, ...) noexcept {
  std::va_list list;
  va_start(list, number);
  long a[6];
  for (long& each : a) each = va_arg(list, long);
  va_end(list);
  if (!runs_client_code()) return system_call(number, a[0], a[1], a[2], a[3], a[4], a[5]);
  const checker_code inside;
  session& here = session::here();
  switch (number) {
    case SYS_futex:
      return futex(here, caller(), reinterpret_cast<void*>(a[0]), static_cast<int>(a[1]),
                   static_cast<std::uint32_t>(a[2]), reinterpret_cast<const timespec*>(a[3]));
    case SYS_sched_yield:
      here.loops().round_ended();
      return 0;
    case SYS_gettid:
      return ::getpid() + here.thread();
    case SYS_getpid:
      return ::getpid();
    default:
      here.fail_not_modelled("system call " + std::to_string(number), caller());
  }
}
