// SPDX-License-Identifier: MIT
/// @file
/// Time, sleep and yield: the clock is the execution's own, and to wait for a while is to end a
/// round of a loop.
#include "native.hpp"
#include "session.hpp"

#include <pthread.h>
#include <sched.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

using namespace interlock::checker;
using namespace interlock::checker::instrumented;

namespace {

native<int()> system_yield{"sched_yield"};
native<int(const timespec*, timespec*)> system_nanosleep{"nanosleep"};
native<int(clockid_t, int, const timespec*, timespec*)> system_clock_nanosleep{"clock_nanosleep"};
native<int(useconds_t)> system_usleep{"usleep"};
native<unsigned(unsigned)> system_sleep{"sleep"};
native<int(clockid_t, timespec*)> system_clock_gettime{"clock_gettime"};
native<int(timeval*, void*)> system_gettimeofday{"gettimeofday"};
native<time_t(time_t*)> system_time{"time"};

void sleep_for(const timespec& duration) {
  const checker_code inside;
  session& here = session::here();
  here.clock().sleep(here.thread(), duration);
  here.loops().round_ended();
}

[[nodiscard]] timespec now() {
  const checker_code inside;
  session& here = session::here();
  return here.clock().now(here.thread());
}

}  // namespace

extern "C" {

int sched_yield() noexcept {
  if (!runs_client_code()) return system_yield();
  const checker_code inside;
  session::here().loops().round_ended();
  return 0;
}

int nanosleep(const timespec* duration, timespec* left) {
  if (!runs_client_code()) return system_nanosleep(duration, left);
  sleep_for(*duration);
  return 0;
}

int clock_nanosleep(clockid_t clock, int flags, const timespec* time, timespec* left) {
  if (!runs_client_code()) return system_clock_nanosleep(clock, flags, time, left);
  if ((flags & TIMER_ABSTIME) == 0) {
    sleep_for(*time);
    return 0;
  }
  const checker_code inside;
  session& here = session::here();
  here.clock().sleep_until(here.thread(), *time);
  here.loops().round_ended();
  return 0;
}

int usleep(useconds_t microseconds) {
  if (!runs_client_code()) return system_usleep(microseconds);
  sleep_for({static_cast<time_t>(microseconds / 1'000'000),
             static_cast<long>(microseconds % 1'000'000) * 1000});
  return 0;
}

unsigned sleep(unsigned seconds) {
  if (!runs_client_code()) return system_sleep(seconds);
  sleep_for({static_cast<time_t>(seconds), 0});
  return 0;
}

int clock_gettime(clockid_t clock, timespec* time) noexcept {
  if (!runs_client_code()) return system_clock_gettime(clock, time);
  *time = now();
  return 0;
}

int gettimeofday(timeval* time, void* zone) noexcept {
  if (!runs_client_code()) return system_gettimeofday(time, zone);
  const timespec exact = now();
  *time = {exact.tv_sec, exact.tv_nsec / 1000};
  return 0;
}

time_t time(time_t* result) noexcept {
  if (!runs_client_code()) return system_time(result);
  const time_t seconds = now().tv_sec;
  if (result != nullptr) *result = seconds;
  return seconds;
}
}
