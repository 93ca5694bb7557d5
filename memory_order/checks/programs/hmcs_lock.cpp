// SPDX-License-Identifier: MIT
/// @file
/// The hierarchical MCS lock [CFM15]: a tree of MCS locks, each handed on a few times before the
/// one above it is.
#include "lock_client.hpp"
#include "table.hpp"

#include <limits>

namespace interlock::programs {
namespace {

struct waiter {
  B::atomic<waiter*> next{nullptr};
  B::atomic<std::uint64_t> status{0};
};

/// Of a waiter: how often its level has been handed on, or one of these.
constexpr std::uint64_t waits = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t must_take_parent = waits - 1;
constexpr std::uint64_t threshold = 1;
/// Of a waiter at the root.
constexpr std::uint64_t root_unlocked = 0;
constexpr std::uint64_t root_locked = 1;

class level {
 public:
  level() = default;
  explicit level(level* parent) : parent_{parent} {}

  void lock(waiter& mine) {
    const bool root = parent_ == nullptr;
    mine.status.store(root ? root_locked : waits, order::relaxed);
    mine.next.store(nullptr, order::relaxed);
    waiter* const before = tail_.exchange(&mine, order::seq_cst);
    if (before != nullptr) {
      before->next.store(&mine, order::release);
      const std::uint64_t status =
          await_other_than(mine.status, root ? root_locked : waits, order::acquire);
      if (root || status < must_take_parent) return;
    }
    mine.status.store(root ? root_unlocked : 1, order::relaxed);
    if (!root) parent_->lock(in_parent_);
  }

  void unlock(waiter& mine) {
    if (parent_ == nullptr) return hand_on(mine, root_unlocked);
    const std::uint64_t handed = mine.status.load(order::relaxed);
    if (handed < threshold) {
      waiter* const next = mine.next.load(order::acquire);
      if (next != nullptr) return next->status.store(handed + 1, order::release);
    }
    parent_->unlock(in_parent_);
    hand_on(mine, must_take_parent);
  }

 private:
  void hand_on(waiter& mine, std::uint64_t status) {
    waiter* next = mine.next.load(order::acquire);
    if (next == nullptr) {
      if (compare_exchange<waiter*>(tail_, &mine, nullptr, order::seq_cst) == &mine) return;
      next = await_other_than<waiter*>(mine.next, nullptr, order::relaxed);
    }
    next->status.store(status, order::release);
  }

  level* parent_ = nullptr;
  B::atomic<waiter*> tail_{nullptr};
  waiter in_parent_;
};

/// Three levels; threads 0 and 1 share a leaf, thread 2 has another one under the same parent.
struct hmcs_lock {
  level root;
  level middle{&root};
  std::array<level, 2> leaves{level{&middle}, level{&middle}};
  std::array<waiter, 3> waiters;

  [[nodiscard]] level& leaf_of(int self) { return leaves[self < 2 ? 0 : 1]; }
  void lock(int self) { leaf_of(self).lock(waiters[static_cast<std::size_t>(self)]); }
  void unlock(int self) { leaf_of(self).unlock(waiters[static_cast<std::size_t>(self)]); }
};

}  // namespace

std::vector<program> hmcs_locks() {
  return {{"libvsync/hmcslock", 360, 1.4, run_locked<hmcs_lock, 3, true>}};
}

}  // namespace interlock::programs
