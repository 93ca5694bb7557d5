// SPDX-License-Identifier: MIT
/// @file
/// Which types meet which of the standard's requirements for locks, and which do not.
#include <interlock/sync/concepts.hpp>
#include <interlock/sync/lock_guard.hpp>
#include <interlock/sync/mutex.hpp>
#include <interlock/sync/spinlock.hpp>
#include <interlock/sync/ticket_lock.hpp>

#include <gtest/gtest.h>
#include <mutex>
#include <shared_mutex>

namespace interlock {
namespace {

struct without_unlock {
  void lock() {}
};
struct without_try {
  void lock() {}
  void unlock() {}
};
struct with_useless_try : without_try {
  void try_lock() {}
};
struct with_half_a_clock : std::mutex {
  template <class Duration>
  bool try_lock_for(Duration) {
    return false;
  }
};

static_assert(basic_lockable<without_try>);
static_assert(!basic_lockable<without_unlock>);
static_assert(!basic_lockable<int>);

static_assert(lockable<std::mutex>);
static_assert(lockable<mutex>);
static_assert(lockable<spinlock>);
static_assert(lockable<ticket_lock>);
static_assert(lockable<std::unique_lock<mutex>>);
static_assert(!lockable<without_try>);
static_assert(!lockable<with_useless_try>);

static_assert(timed_lockable<std::timed_mutex>);
static_assert(timed_lockable<mutex>);
static_assert(timed_lockable<timed_mutex>);
static_assert(!timed_lockable<std::mutex>);
static_assert(!timed_lockable<spinlock>);
static_assert(!timed_lockable<ticket_lock>);
static_assert(!timed_lockable<with_half_a_clock>);

static_assert(shared_lockable<std::shared_mutex>);
static_assert(!shared_lockable<mutex>);
static_assert(!shared_lockable<std::shared_lock<std::shared_mutex>>);

static_assert(shared_timed_lockable<std::shared_timed_mutex>);
static_assert(!shared_timed_lockable<std::shared_mutex>);

static_assert(guard_of<std::unique_lock<mutex>, mutex>);
static_assert(guard_of<unique_lock<mutex>, mutex>);
static_assert(!guard_of<unique_lock<spinlock>, mutex>);
static_assert(!guard_of<std::lock_guard<mutex>, mutex>);
static_assert(!guard_of<lock_guard<mutex>, mutex>);
static_assert(!guard_of<mutex, mutex>);

TEST(Concepts, HoldAtCompileTime) { SUCCEED() << "the assertions above are the test"; }

}  // namespace
}  // namespace interlock
