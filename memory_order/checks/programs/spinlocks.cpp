// SPDX-License-Identifier: MIT
/// @file
/// Locks, and locks for readers and writers, that spin on one word or two.
#include "lock_client.hpp"
#include "table.hpp"

namespace interlock::programs {
namespace {

/// Waits until `word` is 0, then tries to make it 1, until it has.
void wait_and_take(B::atomic<int>& word, std::memory_order how) {
  do {
    await_equal(word, 0, order::relaxed);
  } while (compare_exchange(word, 0, 1, how) != 0);
}

/// The third thread only tries, again and again.
struct compare_exchange_lock {
  B::atomic<int> word{0};

  void lock(int self) {
    if (self != 2) return wait_and_take(word, order::acquire);
    word.await_compare_exchange(0, 1, order::acquire);
  }
  void unlock(int) { word.store(0, order::release); }
};

/// Test and test-and-set. An exchange that finds the lock taken writes what was there already:
/// GenMC takes the round for one that has changed nothing, unless it is told to leave loops alone.
template <bool EndsFruitlessRounds>
struct ttas_lock {
  B::atomic<int> word{0};

  void lock(int) {
    for (;;) {
      await_equal(word, 0, order::relaxed);
      if (word.exchange(1, order::acquire) == 0) return;
      if (EndsFruitlessRounds) end_fruitless_round();
    }
  }
  void unlock(int) { word.store(0, order::release); }
};

struct ticket_lock {
  B::atomic<int> next{0};
  B::atomic<int> serving{0};

  void lock(int) {
    const int ticket = next.fetch_add(1, order::relaxed);
    await_equal(serving, ticket, order::acquire);
  }
  void unlock(int) { serving.store(serving.load(order::relaxed) + 1, order::release); }
};

class semaphore {
 public:
  explicit semaphore(unsigned units) { left_.store(units, order::seq_cst); }

  void acquire(unsigned units) {
    unsigned seen = left_.load(order::relaxed);
    for (;;) {
      while (seen < units) seen = await_other_than(left_, seen, order::relaxed);
      const unsigned before = compare_exchange(left_, seen, seen - units, order::acquire);
      if (before == seen) return;
      seen = before;
    }
  }
  void release(unsigned units) { left_.fetch_add(units, order::release); }

 private:
  B::atomic<unsigned> left_{0};
};

/// Readers take one unit, writers all.
struct semaphore_client {
  static constexpr int writers = 2;
  static constexpr unsigned all = 4;
  semaphore units{all};
  B::plain<int> data{0};

  void thread(int self) {
    const unsigned mine = self < writers ? all : 1;
    units.acquire(mine);
    self < writers ? data.write(data.read() + 1) : (void)data.read();
    units.release(mine);
  }
};

/// A writer first keeps new readers and writers out, then waits for the readers inside.
struct writer_preference_client {
  static constexpr int writers = 2;
  static constexpr unsigned all = 1U << 30U;
  B::atomic<int> writer{0};
  semaphore units{all};
  B::plain<int> data{0};

  void thread(int self) { self < writers ? write() : read(); }
  void write() {
    wait_and_take(writer, order::relaxed);
    units.acquire(all);
    data.write(data.read() + 1);
    writer.store(0, order::relaxed);
    units.release(all);
  }
  void read() {
    await_equal(writer, 0, order::relaxed);
    units.acquire(1);
    (void)data.read();
    units.release(1);
  }
};

}  // namespace

std::vector<program> spinlocks() {
  return {{"genmc/ttaslock/2", 4, 0, run_locked<ttas_lock<true>, 2>},
          {"genmc/ttaslock/3", 36, 0, run_locked<ttas_lock<true>, 3>},
          {"genmc/ticketlock/2", 2, 0, run_locked<ticket_lock, 2>},
          {"genmc/ticketlock/3", 6, 0, run_locked<ticket_lock, 3>},
          {"libvsync/caslock", 368, 0, run_locked<compare_exchange_lock, 3, true>},
          {"libvsync/ttaslock", 162, 0, run_locked<ttas_lock<false>, 3>},
          {"libvsync/semaphore", 85088, 15, [] { run<semaphore_client>(4); }},
          {"libvsync/rwlock (QUICK)", 1872, 0, [] { run<writer_preference_client>(3); }}};
}

}  // namespace interlock::programs
