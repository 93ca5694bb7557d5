// SPDX-License-Identifier: MIT
/// @file
/// What parks on a futex, over a futex made of one counter of wake-ups, which wakes everyone.
#include "lock_client.hpp"
#include "table.hpp"

namespace interlock::programs {
namespace {

struct counting_futex {
  B::atomic<unsigned> wakes{0};

  void wait(const B::atomic<unsigned>& word, unsigned expected) {
    const unsigned before = wakes.load(order::acquire);
    if (word.load(order::relaxed) != expected) return;
    (void)await_other_than(wakes, before, order::relaxed);
  }
  void wake() { wakes.fetch_add(1, order::release); }
};

/// The mutexes of [Dre11]: 0 is free, 1 is held, 2 is held with waiters.
struct exchanging_mutex {
  B::atomic<unsigned> state{0};
  counting_futex futex;

  void lock(int) {
    if (compare_exchange(state, 0U, 1U, order::acquire) == 0) return;
    while (state.exchange(2, order::acquire) != 0) futex.wait(state, 2);
  }
  void unlock(int) {
    if (state.exchange(0, order::release) != 1) futex.wake();
  }
};

struct comparing_mutex {
  B::atomic<unsigned> state{0};
  counting_futex futex;

  void lock(int) {
    if (compare_exchange(state, 0U, 1U, order::acquire) == 0) return;
    do {
      (void)compare_exchange(state, 1U, 2U, order::relaxed);
      futex.wait(state, 2);
    } while (compare_exchange(state, 0U, 2U, order::acquire) != 0);
  }
  void unlock(int) {
    if (compare_exchange(state, 1U, 0U, order::release) == 1) return;
    state.store(0, order::release);
    futex.wake();
  }
};

struct once {
  static constexpr unsigned running = 1;
  static constexpr unsigned done = 2;
  B::atomic<unsigned> state{0};
  counting_futex futex;
  B::plain<int> winner{-1};

  void thread(int self) {
    if (state.load(order::acquire) == done) return see_other(self);
    unsigned seen = compare_exchange(state, 0U, running, order::acquire);
    if (seen == 0) {
      winner.write(self);
      state.store(done, order::release);
      return futex.wake();
    }
    while (seen == running) {
      futex.wait(state, running);
      seen = state.load(order::acquire);
    }
    see_other(self);
  }
  void see_other(int self) const {
    checker::require(winner.read() >= 0 && winner.read() != self, "somebody else has run it");
  }
};

/// A mutex whose `lock` is one event.
struct model_mutex {
  B::atomic<int> word{0};

  void lock() { word.await_compare_exchange(0, 1, order::acquire); }
  void unlock() { word.store(0, order::release); }
};

struct condition {
  B::atomic<unsigned> signals{0};
  counting_futex futex;

  void wait(model_mutex& mutex) {
    const unsigned before = signals.load(order::relaxed);
    mutex.unlock();
    futex.wait(signals, before);
    mutex.lock();
  }
  void signal() {
    signals.fetch_add(1, order::relaxed);
    futex.wake();
  }
};

/// Thread 0, or everyone, waits until all have come.
template <int Threads, bool AllWait>
struct meeting {
  model_mutex mutex;
  condition changed;
  B::plain<int> there{0};

  void thread(int self) {
    mutex.lock();
    there.write(there.read() + 1);
    while ((AllWait || self == 0) && there.read() != Threads) changed.wait(mutex);
    mutex.unlock();
    changed.signal();
  }
};

}  // namespace

std::vector<program> futexes() {
  return {{"libvsync/mutex_slim", 6834, 1.2, run_locked<exchanging_mutex, 3>},
          {"libvsync/mutex_tristate", 28932, 4.0, run_locked<comparing_mutex, 3>},
          {"libvsync/once", 5324, 0, [] { run<once>(4); }},
          {"libvsync/cond_test1", 864, 0, [] { run<meeting<3, true>>(3); }},
          {"libvsync/cond_test2", 150624, 33, [] { run<meeting<4, false>>(4); }}};
}

}  // namespace interlock::programs
