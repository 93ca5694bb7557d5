// SPDX-License-Identifier: MIT
/// @file
/// Locks whose waiters form a queue.
#include "lock_client.hpp"
#include "table.hpp"

namespace interlock::programs {
namespace {

/// [MCS91], as Linux has it.
struct linux_mcs_lock {
  struct node {
    B::atomic<node*> next{nullptr};
    B::atomic<int> locked{0};
  };
  std::array<node, 3> nodes;
  B::atomic<node*> tail{nullptr};

  void lock(int self) {
    node* const mine = &nodes[static_cast<std::size_t>(self)];
    mine->locked.store(0, order::relaxed);
    mine->next.store(nullptr, order::relaxed);
    node* const before = tail.exchange(mine, order::acq_rel);
    if (before == nullptr) return;
    before->next.store(mine, order::release);
    (void)await_other_than(mine->locked, 0, order::acquire);
  }
  void unlock(int self) {
    node* const mine = &nodes[static_cast<std::size_t>(self)];
    node* next = mine->next.load(order::acquire);
    if (next == nullptr) {
      if (compare_exchange<node*>(tail, mine, nullptr, order::release) == mine) return;
      next = await_other_than<node*>(mine->next, nullptr, order::acquire);
    }
    next->locked.store(1, order::release);
  }
};

/// [MCS91]; the last thread only tries, again and again.
struct mcs_lock {
  struct node {
    B::atomic<node*> next{nullptr};
    B::atomic<int> locked{0};
  };
  std::array<node, 3> nodes;
  B::atomic<node*> tail{nullptr};

  void lock(int self) {
    node* const mine = &nodes[static_cast<std::size_t>(self)];
    mine->next.store(nullptr, order::relaxed);
    mine->locked.store(1, order::relaxed);
    if (self == 2) return tail.await_compare_exchange(nullptr, mine, order::seq_cst);
    node* const before = tail.exchange(mine, order::seq_cst);
    if (before == nullptr) return;
    before->next.store(mine, order::release);
    await_equal(mine->locked, 0, order::acquire);
  }
  void unlock(int self) {
    node* const mine = &nodes[static_cast<std::size_t>(self)];
    if (mine->next.load(order::relaxed) == nullptr) {
      if (compare_exchange<node*>(tail, mine, nullptr, order::release) == mine) return;
      (void)await_other_than<node*>(mine->next, nullptr, order::relaxed);
    }
    mine->next.load(order::acquire)->locked.store(0, order::release);
  }
};

/// Craig's and Landin's and Hagersten's lock [Cra93]: who leaves takes the node of the one before.
struct clh_lock {
  static constexpr std::size_t threads = 3;
  using node = B::atomic<int>;
  std::array<node, threads + 1> nodes;
  std::array<node*, threads> mine{&nodes[0], &nodes[1], &nodes[2]};
  std::array<node*, threads> before{};
  B::atomic<node*> tail{&nodes[threads]};

  void lock(int self) {
    const auto i = static_cast<std::size_t>(self);
    mine[i]->store(1, order::relaxed);
    before[i] = tail.exchange(mine[i], order::seq_cst);
    await_equal(*before[i], 0, order::acquire);
  }
  void unlock(int self) {
    const auto i = static_cast<std::size_t>(self);
    mine[i]->store(0, order::release);
    mine[i] = before[i];
  }
};

/// [DK21]; the last thread only tries, again and again.
struct hemlock {
  using node = B::atomic<bool>;  // whether the lock is handed to the one behind
  static constexpr int threads = 4;
  std::array<node, threads> nodes;
  B::atomic<node*> tail{nullptr};

  void lock(int self) {
    node* const mine = &nodes[static_cast<std::size_t>(self)];
    mine->store(false, order::relaxed);
    if (self == threads - 1) return tail.await_compare_exchange(nullptr, mine, order::acquire);
    node* const before = tail.exchange(mine, order::seq_cst);
    if (before == nullptr) return;
    await_equal(*before, true, order::acquire);
    before->store(false, order::relaxed);
  }
  void unlock(int self) {
    node* const mine = &nodes[static_cast<std::size_t>(self)];
    if (tail.load(order::relaxed) == mine &&
        compare_exchange<node*>(tail, mine, nullptr, order::release) == mine) {
      return;
    }
    mine->store(true, order::release);
    await_equal(*mine, false, order::relaxed);
  }
};

}  // namespace

std::vector<program> queue_locks() {
  return {{"genmc/mcs_spinlock/2", 6, 0, run_locked<linux_mcs_lock, 2>},
          {"genmc/mcs_spinlock/3", 66, 0, run_locked<linux_mcs_lock, 3>},
          {"libvsync/mcslock", 114, 0, run_locked<mcs_lock, 3, true>},
          {"libvsync/clhlock", 12, 0, run_locked<clh_lock, 3, true>},
          {"libvsync/hemlock", 2272, 3.0, run_locked<hemlock, 4, true>}};
}

}  // namespace interlock::programs
