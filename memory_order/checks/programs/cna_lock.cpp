// SPDX-License-Identifier: MIT
/// @file
/// The compact NUMA-aware lock [DK19]: a queue lock whose holder moves waiters of other nodes of
/// the machine to a second queue.
#include "lock_client.hpp"
#include "table.hpp"

namespace interlock::programs {
namespace {

template <int Threads>
class cna_lock {
 public:
  void lock(int self) {
    waiter* const mine = &waiters_[static_cast<std::size_t>(self)];
    mine->handed.store(nullptr, order::relaxed);
    mine->next.store(nullptr, order::relaxed);
    mine->home.store(unknown, order::relaxed);
    waiter* const before = tail_.exchange(mine, order::seq_cst);
    if (before == nullptr) return mine->handed.store(&nobody_, order::relaxed);
    mine->home.store(home_of(self), order::relaxed);
    before->next.store(mine, order::release);
    (void)await_other_than<waiter*>(mine->handed, nullptr, order::acquire);
  }

  void unlock(int self) {
    waiter* const mine = &waiters_[static_cast<std::size_t>(self)];
    waiter* next = mine->next.load(order::acquire);
    waiter* others = mine->handed.load(order::relaxed);
    if (next == nullptr) {
      if (has_left_to_others(mine, others)) return;
      next = await_other_than<waiter*>(mine->next, nullptr, order::acquire);
    }
    waiter* local = nullptr;
    if (prefer_local_.load(order::relaxed) != 0) {
      local = find_local(mine, home_of(self));
      others = mine->handed.load(order::relaxed);
    }
    if (local != nullptr) return local->handed.store(others, order::release);
    waiter* const first = others == &nobody_ ? next : others->next.exchange(next, order::relaxed);
    first->handed.store(&nobody_, order::release);
  }

  /// From now on waiters of the holder's own node come first.
  void prefer_local() { prefer_local_.store(1, order::relaxed); }

 private:
  struct waiter {
    /// Null while it waits. Then the tail of the second queue, whose `next` is its head; or
    /// `nobody_`.
    B::atomic<waiter*> handed{nullptr};
    B::atomic<waiter*> next{nullptr};
    B::atomic<int> home{0};
  };
  static constexpr int unknown = -1;

  static int home_of(int self) noexcept { return self < Threads / 2 ? 1 : 0; }

  /// Nobody waits behind `mine`, it seems: whether the lock could be left to the head of the second
  /// queue, or to nobody.
  bool has_left_to_others(waiter* mine, waiter* others) {
    if (others == &nobody_) return leaves(mine, nullptr);
    waiter* const head = others->next.exchange(nullptr, order::relaxed);
    if (leaves(mine, others)) {
      head->handed.store(&nobody_, order::release);
      return true;
    }
    others->next.store(head, order::relaxed);
    return false;
  }
  bool leaves(waiter* mine, waiter* tail) {
    return compare_exchange<waiter*>(tail_, mine, tail, order::release) == mine;
  }

  /// The first waiter of the same home, or null; those before it join the second queue.
  waiter* find_local(waiter* mine, int own_home) {
    waiter* const next = mine->next.load(order::relaxed);
    int home = mine->home.load(order::relaxed);
    if (home == unknown) home = own_home;
    waiter* last_skipped = next;
    waiter* found = next;
    while (found != nullptr && found->home.load(order::relaxed) != home) {
      last_skipped = found;
      found = found->next.load(order::acquire);
    }
    if (found == nullptr || found == next) return found;
    waiter* const others = mine->handed.load(order::relaxed);
    waiter* const head = others == &nobody_ ? next : others->next.exchange(next, order::relaxed);
    last_skipped->next.store(head, order::relaxed);
    mine->handed.store(last_skipped, order::relaxed);
    return found;
  }

  waiter nobody_;
  std::array<waiter, std::size_t{Threads}> waiters_;
  B::atomic<waiter*> tail_{nullptr};
  B::atomic<int> prefer_local_{0};
};

/// While the threads take the lock in turn, it changes its preference.
template <int Threads>
void run_cna() {
  lock_client<cna_lock<Threads>, Threads> client;
  crew all;
  for (int i = 0; i < Threads; ++i) all.start([&client, i] { client.thread(i); });
  client.lock.prefer_local();
  all.join();
  client.after();
}

}  // namespace

std::vector<program> cna_locks() {
  return {{"libvsync/cnalock (QUICK)", 4232, 0, run_cna<4>},
          {"libvsync/cnalock", 128136, 94, run_cna<5>}};
}

}  // namespace interlock::programs
