// SPDX-License-Identifier: MIT
/// @file
/// The locks that a thread holds, and the orders in which it has taken locks before.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/detail/lock_graph.hpp>
#include <interlock/sync/detail/lock_order_process.hpp>
#include <interlock/sync/lock_order_report.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace interlock::detail {

/// A lock that is taken or freed. Those of a class have one identity and numbers of their own.
struct lock_instance {
  lock_identity identity;
  std::uint64_t number = 0;
  bool shared = false;      ///< the access
  bool again = false;       ///< a thread may take it again
  bool with_others = true;  ///< a thread may hold several locks of this identity
};

template <backend B>
class [[gnu::visibility("default")]] held_locks {
  using process = lock_order_process<B>;

 public:
  struct entry {
    lock_instance lock;
    lock_acquisition taken;
  };

  /// The calling thread's; null if nothing is to be looked at: checks are off, a handler runs, or
  /// the thread is about to end.
  [[nodiscard]] static held_locks* looking() {
    if (process::get().off()) return nullptr;
    held_locks* const mine = existing();
    return mine == nullptr || mine->reporting_ ? nullptr : mine;
  }
  /// The calling thread's; null if the thread is about to end.
  [[nodiscard]] static held_locks* existing() {
    held_locks* const mine = B::template per_thread<held_locks>::get();
    if (mine == nullptr) return nullptr;
    if (const std::uint32_t now = process::get().switches(); mine->switches_ != now) {
      mine->entries_.clear();
      mine->switches_ = now;
    }
    return mine;
  }

  /// Before the thread blocks for `wanted`: reports it if that may never end.
  void ask(const lock_instance& wanted, lock_acquisition& asked, const void* returns_to) {
    if (const entry* const mine = find(wanted.number)) {
      if (!wanted.again) report_recursion(wanted, asked, *mine);
      return;
    }
    // A handler may free locks.
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      const lock_identity& first = entries_[i].lock.identity;
      const lock_identity& second = wanted.identity;
      if (first.number == second.number && wanted.with_others) continue;
      if (knows(first.number, second.number)) continue;
      if (asked.stack.empty() && !B::checked) asked.stack.capture(returns_to);
      auto cycle = process::get().connect(first, second, {entries_[i].taken, asked, self()});
      learn(first.number, second.number);
      if (cycle.empty()) continue;
      lock_order_report found;
      found.thread = self();
      found.cycle = std::move(cycle);
      report(found);
    }
  }

  /// So that `push()` does not throw.
  void make_room() {
    if (entries_.size() == entries_.capacity()) entries_.reserve(2 * entries_.size() + 8);
  }
  void push(const lock_instance& lock, const lock_acquisition& taken) noexcept {
    entries_.push_back({lock, taken});
  }
  [[nodiscard]] const entry* find(std::uint64_t number) const noexcept {
    const auto found = std::find_if(entries_.rbegin(), entries_.rend(),
                                    [&](const entry& each) { return each.lock.number == number; });
    return found == entries_.rend() ? nullptr : &*found;
  }
  /// Whether the thread held the lock in this way, and now does so once less.
  [[nodiscard]] bool drop(std::uint64_t number, bool shared) noexcept {
    const auto found = std::find_if(entries_.rbegin(), entries_.rend(), [&](const entry& each) {
      return each.lock.number == number && each.lock.shared == shared;
    });
    if (found == entries_.rend()) return false;
    entries_.erase(std::next(found).base());
    return true;
  }

  /// The calling thread.
  [[nodiscard]] lock_order_thread self() noexcept {
    if (number_ == 0) number_ = process::get().next_thread();
    return {number_, B::thread_id()};
  }

  /// The handler may take locks, which are not looked at.
  void report(const lock_order_report& what) {
    struct scope {
      bool& reporting;
      ~scope() { reporting = false; }
    };
    reporting_ = true;
    const scope until_it_returns{reporting_};
    process::get().report(what);
  }

 private:
  struct known_order {
    std::uint64_t first = 0;
    std::uint64_t second = 0;
  };
  // A power of two. Orders that share a place displace each other, and then cost a look at the
  // graph.
  static constexpr std::size_t known_orders = 256;

  [[nodiscard]] static std::size_t place_of(std::uint64_t first, std::uint64_t second) noexcept {
    return (first * 0x9E37'79B9'7F4A'7C15U + second) % known_orders;
  }
  [[nodiscard]] bool knows(std::uint64_t first, std::uint64_t second) const noexcept {
    if (known_.empty()) return false;
    const known_order& order = known_[place_of(first, second)];
    return order.first == first && order.second == second;
  }
  void learn(std::uint64_t first, std::uint64_t second) {
    if (known_.empty()) known_.resize(known_orders);
    known_[place_of(first, second)] = {first, second};
  }

  void report_recursion(const lock_instance& wanted, const lock_acquisition& asked,
                        const entry& mine) {
    lock_order_report found;
    found.what = lock_order_defect::recursion;
    found.lock = wanted.identity.text();
    found.thread = found.holder = self();
    found.where = asked;
    found.held_since = mine.taken;
    report(found);
  }

  std::vector<entry> entries_;
  std::vector<known_order> known_;
  std::uint64_t number_ = 0;
  std::uint32_t switches_ = 0;
  bool reporting_ = false;
};

}  // namespace interlock::detail
