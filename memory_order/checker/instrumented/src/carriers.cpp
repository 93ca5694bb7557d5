// SPDX-License-Identifier: MIT
/// @file
/// See carriers.hpp.
#include "carriers.hpp"

#include "native.hpp"
#include "thread_pointer.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <signal.h>
#include <system_error>
#include <unistd.h>

namespace interlock::checker::instrumented {
namespace {

native<int(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*)> create{"pthread_create"};
native<int(pthread_t)> detach{"pthread_detach"};
native<int()> sleep_for_ever{"pause"};

/// Those of the thread of the system that has them, for its worker processes.
thread_local carriers* own = nullptr;

/// Where the C library keeps the number of the calling thread: in its description of the thread,
/// which starts at the thread pointer.
[[nodiscard]] pid_t* place_of_number(pid_t number) noexcept {
  constexpr std::ptrdiff_t words = 512;
  auto* const first = static_cast<pid_t*>(thread_pointer());
  pid_t* const found = std::find(first, first + words, number);
  return found == first + words ? nullptr : found;
}

}  // namespace

/// Says where its thread-local objects are, and is never heard of again: it ends with the process,
/// so that what it lends stays valid.
void* carriers::live(void* self) {
  auto& mine = *static_cast<carrier*>(self);
  mine.number = ::gettid();
  mine.kept = place_of_number(mine.number);
  // (alive) release: all that was set up for this thread. Pairs with (met).
  mine.thread_pointer.store(thread_pointer(), std::memory_order::release);
  mine.thread_pointer.notify_one();
  for (;;) (void)sleep_for_ever();
}

/// In a child process the C library takes all threads but one for dead, and sets their numbers to
/// 0, which is also what its locks hold that nobody owns.
void carriers::restore_numbers() {
  if (own == nullptr) return;
  for (carrier& each : own->all_) {
    if (each.kept != nullptr) *each.kept = each.number;
  }
}

void carriers::start(carrier& wanted) {
  const int error = create(&wanted.handle, nullptr, &carriers::live, &wanted);
  if (error != 0) throw std::system_error{error, std::generic_category(), "a carrier thread"};
  (void)detach(wanted.handle);
  // relaxed: thread_pointer_of() reads it again.
  wanted.thread_pointer.wait(nullptr, std::memory_order::relaxed);
}

void carriers::start() {
  if (started_) return;
  sigset_t all;
  sigset_t before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);  // signals are for threads that do something
  for (carrier& each : all_) start(each);
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  started_ = true;
  own = this;
  static const int registered = ::pthread_atfork(nullptr, nullptr, &carriers::restore_numbers);
  (void)registered;
}

void* carriers::thread_pointer_of(int t) const noexcept {
  // (met) acquire: the thread is set up before anything uses what it lends. Pairs with (alive).
  return at(t).thread_pointer.load(std::memory_order::acquire);
}

int carriers::thread_of(pthread_t handle) const noexcept {
  for (int t = 0; t < static_cast<int>(max_threads); ++t) {
    if (::pthread_equal(at(t).handle, handle) != 0) return t;
  }
  return -1;
}

}  // namespace interlock::checker::instrumented
