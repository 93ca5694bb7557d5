// SPDX-License-Identifier: MIT
/// @file
/// In which order threads enter that have got in line: how many that come later may pass the first.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include "check.hpp"

#include <cstdint>
#include <utility>

namespace interlock::checks {

/// Where it is noted that a thread is in line: when its `lock()` begins to wait, because whoever
/// has no more to do than that has its place, or when it is over.
template <backend B>
class arrival {
 public:
  /// Thread 1 of the client is here.
  void note() {
    if (B::thread_id() != 2 || noted_) return;
    noted_ = true;
    // (here) release: whoever sees it comes later. Pairs with (there).
    here_.store(true, order::release);
  }
  [[nodiscard]] bool happened() const { return here_.load(order::acquire); }
  void await() const {
    B::await(here_, order::acquire, [](bool here) { return here; });
  }

 private:
  typename B::template atomic<bool> here_{false};
  bool noted_ = false;  ///< of thread 1 alone
};

/// A machine that notes when a thread begins to wait.
template <backend B>
struct noting : B {
  template <class T>
  using atomic = typename B::template atomic<T>;

  template <class T, class Predicate, class... Pace>
  static T await(const atomic<T>& location, std::memory_order order, Predicate ready,
                 Pace&&... pace) {
    B::template global<arrival<B>>().note();
    return B::await(location, order, ready, std::forward<Pace>(pace)...);
  }
  template <class T, class Predicate>
  [[nodiscard]] static T try_await(const atomic<T>& location, std::memory_order order,
                                   Predicate ready, int looks) {
    B::template global<arrival<B>>().note();
    return B::try_await(location, order, ready, looks);
  }
};

/// While thread 0 has the lock, thread 1 gets in line. No more than `Passes` of those who come
/// later enter before it; if some may, thread 0 comes again, and thread 2 twice.
template <backend B, class Lock, std::uint32_t Passes>
requires sees_all_executions<B>
struct arrivals {
  static constexpr unsigned threads = 3;

  void before() { lock.lock(); }
  void thread(unsigned index) {
    if (index == 1) return arrive();
    if (index == 0) {
      first.await();
      lock.unlock();
      if (Passes != 0) enter();
      return;
    }
    if (Passes == 0) first.await();
    enter();
    if (Passes != 0) enter();
  }
  void after() {
    reachable<B>("as many pass as may", passed.read() == Passes);
    check<B>(entered.read(), "the first in line gets in");
  }

  void arrive() {
    lock.lock();
    first.note();
    entered.write(true);
    lock.unlock();
  }
  void enter() {
    const bool later = first.happened();
    lock.lock();
    if (later && !entered.read()) {
      passed.write(passed.read() + 1);
      check<B>(passed.read() <= Passes, "no more pass the first in line than may");
    }
    lock.unlock();
  }

  Lock lock;
  arrival<B>& first = B::template global<arrival<B>>();
  typename B::template plain<bool> entered{false};
  typename B::template plain<std::uint32_t> passed{0};
};

}  // namespace interlock::checks
