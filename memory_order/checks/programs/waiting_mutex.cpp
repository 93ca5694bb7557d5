// SPDX-License-Identifier: MIT
/// @file
/// A mutex that counts its waiters in its own word. They spin a little before they park.
#include "table.hpp"

namespace interlock::programs {
namespace {

class waiting_mutex {
 public:
  /// Whoever parks waits for `wakes` to change.
  explicit waiting_mutex(B::atomic<int>& wakes) : wakes_{wakes} {}

  void lock(int self) {
    checker::require(owner_.load(order::relaxed) != self, "does not hold the mutex yet");
    while (!takes_or_waits()) {
    }
    checker::require((state_.load(order::relaxed) & held) != 0, "the mutex is held");
    checker::require(owner_.load(order::relaxed) == nobody, "nobody else has it");
    owner_.store(self, order::relaxed);
  }

  void unlock(int self) {
    checker::require(owner_.load(order::relaxed) == self, "holds the mutex");
    int seen = state_.load(order::relaxed);
    int before = 0;
    do {
      before = seen;
      owner_.store(nobody, order::relaxed);
      seen = compare_exchange(state_, before, before & ~held, order::release);
    } while (seen != before);
    if ((seen & ~held) != 0) wakes_.fetch_add(1, order::release);
  }

  void end() {
    checker::require(state_.load(order::relaxed) == 0, "left free, without waiters");
    checker::require(owner_.load(order::relaxed) == nobody, "left without an owner");
  }

 private:
  static constexpr int held = 1;
  static constexpr int waiter = 2;  ///< one of them
  static constexpr int nobody = 0;
  static constexpr int looks = 50;

  /// One round: whether the mutex has been taken.
  bool takes_or_waits() {
    const int state = state_.load(order::relaxed);
    if ((state & held) != 0) {
      if (is_soon_free()) end_fruitless_round();
      park(state + waiter);
      return false;
    }
    if (compare_exchange(state_, state, state | held, order::acquire) != state) {
      end_fruitless_round();
    }
    return true;
  }

  [[nodiscard]] bool is_soon_free() const {
    for (int look = 0; look < looks; ++look) {
      if ((state_.load(order::relaxed) & held) == 0) return true;
    }
    return false;
  }

  void park(int expected) {
    state_.fetch_add(waiter, order::relaxed);
    while ((expected & held) != 0) {
      const int before = wakes_.load(order::acquire);
      if (state_.load(order::acquire) == expected) {
        (void)await_other_than(wakes_, before, order::acquire);
      }
      expected = state_.load(order::relaxed);
    }
    state_.fetch_sub(waiter, order::relaxed);
  }

  B::atomic<int>& wakes_;
  B::atomic<int> state_{0};
  B::atomic<int> owner_{nobody};
};

/// Two mutexes: one thread takes both, one the first only, and one, after that, the second only.
void two_mutexes() {
  B::atomic<int> wakes{0};
  waiting_mutex x{wakes};
  waiting_mutex y{wakes};
  B::plain<int> data{0};
  const auto visit = [&data](waiting_mutex& mutex, int self) {
    mutex.lock(self);
    data.write(self);
    mutex.unlock(self);
  };
  B::thread first{[&] { visit(x, 1); }};
  B::thread both{[&] {
    x.lock(2);
    visit(y, 2);
    x.unlock(2);
  }};
  first.join();
  B::thread second{[&] { visit(y, 3); }};
  both.join();
  second.join();
  x.end();
  y.end();
}

}  // namespace

std::vector<program> waiting_mutexes() { return {{"genmc/spin-fmutex", 1719, 4.88, two_mutexes}}; }

}  // namespace interlock::programs
