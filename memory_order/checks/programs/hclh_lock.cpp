// SPDX-License-Identifier: MIT
/// @file
/// The hierarchical CLH lock [LNS06]: a queue for each cluster, whose first waiter splices it onto
/// the global queue.
#include "lock_client.hpp"
#include "table.hpp"

namespace interlock::programs {
namespace {

class hclh_lock {
 public:
  hclh_lock() {
    for (std::size_t i = 0; i < threads; ++i) {
      nodes_[i].store(waiting | static_cast<unsigned>(i) % clusters, order::relaxed);
      mine_[i] = &nodes_[i];
    }
  }

  void lock(int self) {
    const auto i = static_cast<std::size_t>(self);
    const unsigned cluster = mine_[i]->load(order::relaxed) & cluster_bits;
    B::atomic<node*>& local = local_[cluster];
    node* const before = put(local, [this, i] { return mine_[i]; });
    if (before != nullptr && is_granted(*before, cluster)) {
      before_[i] = before;
      return;
    }
    node* last = nullptr;
    node* const global_before =
        put(global_, [&local, &last] { return last = local.load(order::acquire); });
    last->store(last->load(order::relaxed) | spliced, order::relaxed);
    unsigned state = global_before->load(order::acquire);
    while ((state & waiting) != 0) state = await_other_than(*global_before, state, order::acquire);
    before_[i] = global_before;
  }

  void unlock(int self) {
    const auto i = static_cast<std::size_t>(self);
    const unsigned state = mine_[i]->load(order::relaxed);
    mine_[i]->store(state & ~waiting, order::release);
    // The node of the one before is mine now.
    unsigned old = before_[i]->load(order::relaxed);
    for (;;) {
      const unsigned fresh = waiting | (state & cluster_bits);
      const unsigned found = compare_exchange(*before_[i], old, fresh, order::relaxed);
      if (found == old) break;
      old = found;
    }
    mine_[i] = before_[i];
  }

 private:
  using node = B::atomic<unsigned>;               ///< the cluster of whoever waits there, and:
  static constexpr unsigned spliced = 1U << 31U;  ///< the last one of what was spliced
  static constexpr unsigned waiting = 1U << 30U;  ///< the one behind has to wait
  static constexpr unsigned cluster_bits = waiting - 1;
  static constexpr std::size_t threads = 3;
  static constexpr unsigned clusters = 2;

  /// Makes `next()` the tail, and returns the tail before.
  template <class Next>
  static node* put(B::atomic<node*>& tail, Next next) {
    node* expected = nullptr;
    for (;;) {
      node* const found = compare_exchange(tail, expected, next(), order::seq_cst);
      if (found == expected) return found;
      expected = found;
    }
  }

  /// Waits: whether the lock is handed over within the cluster. If not, the caller comes first in
  /// its cluster.
  static bool is_granted(const node& before, unsigned cluster) {
    unsigned state = before.load(order::acquire);
    for (;;) {
      if (state == cluster) return true;
      if ((state & cluster_bits) != cluster || (state & spliced) != 0) return false;
      state = await_other_than(before, state, order::acquire);
    }
  }

  std::array<node, threads> nodes_;
  node first_{0};
  std::array<node*, threads> mine_{};
  std::array<node*, threads> before_{};
  std::array<B::atomic<node*>, clusters> local_;
  B::atomic<node*> global_{&first_};
};

}  // namespace

std::vector<program> hclh_locks() {
  return {{"libvsync/hclhlock", 59200, 42, run_locked<hclh_lock, 3, true>}};
}

}  // namespace interlock::programs
