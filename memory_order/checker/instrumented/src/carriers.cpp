// SPDX-License-Identifier: MIT
/// @file
/// See carriers.hpp.
#include "carriers.hpp"

#include "native.hpp"
#include "thread_pointer.hpp"

#include <atomic>
#include <signal.h>
#include <system_error>
#include <unistd.h>

namespace interlock::checker::instrumented {
namespace {

native<int(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*)> create{"pthread_create"};
native<int(pthread_t)> detach{"pthread_detach"};
native<int()> sleep_for_ever{"pause"};

}  // namespace

/// Says where its thread-local objects are, and is never heard of again: it ends with the process,
/// so that what it lends stays valid.
void* carriers::live(void* self) {
  auto& place = *static_cast<std::atomic<void*>*>(self);
  // (alive) release: all that was set up for this thread. Pairs with (met).
  place.store(thread_pointer(), std::memory_order::release);
  place.notify_one();
  for (;;) (void)sleep_for_ever();
}

void carriers::start(carrier& wanted) {
  const int error = create(&wanted.handle, nullptr, &carriers::live, &wanted.thread_pointer);
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
