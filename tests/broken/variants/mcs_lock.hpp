// SPDX-License-Identifier: MIT
/// @file
/// An MCS lock in the K42 form [Sco13] that is right with `mcs_flaw::none` and wrong in one line
/// otherwise.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include "broken/choice.hpp"

namespace interlock::broken {

enum class mcs_flaw {
  none,
  relaxed_link,
  relaxed_grant,
  does_not_wait_for_successor,
  frees_without_looking,
  keeps_its_node,
  touches_after_grant,
  names_a_past_waiter,
};

template <mcs_flaw Flaw, backend B>
class mcs_lock {
 public:
  constexpr mcs_lock() noexcept = default;
  mcs_lock(const mcs_lock&) = delete;
  mcs_lock& operator=(const mcs_lock&) = delete;

  void lock() noexcept {
    if (try_lock()) return;
    waiter self;
    wait_in_line(self);
    leave_line(self);
  }

  [[nodiscard]] bool try_lock() noexcept {
    node* last = nullptr;
    return last_.compare_exchange_strong(last, &owner_, order::acquire, order::relaxed);
  }

  void unlock() noexcept {
    node* first = owner_.next.load(order::acquire);
    if (first == nullptr) {
      if (has<Flaw>(mcs_flaw::frees_without_looking)) {
        // defect: whoever got in line since the load is forgotten.
        return last_.store(nullptr, order::release);
      }
      node* last = &owner_;
      if (last_.compare_exchange_strong(last, nullptr, order::release, order::relaxed)) return;
      // defect: one who is between the two steps of getting in line waits for ever.
      if (has<Flaw>(mcs_flaw::does_not_wait_for_successor)) return;
      first = successor_of(owner_);
    }
    admit(first);
    if (has<Flaw>(mcs_flaw::touches_after_grant)) {
      // defect: the next owner may already have destroyed the lock.
      owner_.next.store(nullptr, order::relaxed);
    }
  }

  class scoped_lock;

 private:
  template <class T>
  using atomic = typename B::template atomic<T>;

  struct node {
    atomic<node*> next{nullptr};
  };
  struct waiter : node {
    atomic<bool> admitted{false};
  };

  void wait_in_line(waiter& self) noexcept {
    node* const before = last_.exchange(&self, order::acq_rel);
    if (before == nullptr) return;
    // defect: relaxed_link shows a node that is not complete yet.
    const auto linked = has<Flaw>(mcs_flaw::relaxed_link) ? order::relaxed : order::release;
    before->next.store(&self, linked);
    B::await(self.admitted, order::acquire, [](bool admitted) { return admitted; });
  }

  static void admit(node* first) noexcept {
    // defect: relaxed_grant does not publish the critical section.
    const auto granted = has<Flaw>(mcs_flaw::relaxed_grant) ? order::relaxed : order::release;
    static_cast<waiter*>(first)->admitted.store(true, granted);
  }

  void leave_line(waiter& self) noexcept {
    node* next = self.next.load(order::acquire);
    owner_.next.store(next, order::relaxed);
    // defect: keeps_its_node lets the next in line write to a node that is gone.
    if (next != nullptr || has<Flaw>(mcs_flaw::keeps_its_node)) return;
    node* last = &self;
    if (last_.compare_exchange_strong(last, &owner_, order::release, order::relaxed)) return;
    owner_.next.store(successor_of(self), order::relaxed);
  }

  void release_from(waiter& self) noexcept {
    node* first = self.next.load(order::acquire);
    if (first == nullptr) {
      // defect: the next owner without a node admits one who was in line long ago.
      if (!has<Flaw>(mcs_flaw::names_a_past_waiter)) owner_.next.store(nullptr, order::relaxed);
      node* last = &self;
      if (last_.compare_exchange_strong(last, nullptr, order::release, order::relaxed)) return;
      first = successor_of(self);
    }
    admit(first);
  }

  static node* successor_of(node& place) noexcept {
    return B::await(place.next, order::acquire, [](node* next) { return next != nullptr; });
  }

  node owner_;
  atomic<node*> last_{nullptr};
};

template <mcs_flaw Flaw, backend B>
class mcs_lock<Flaw, B>::scoped_lock {
 public:
  explicit scoped_lock(mcs_lock& lock) noexcept : lock_{lock} { lock_.wait_in_line(self_); }
  scoped_lock(const scoped_lock&) = delete;
  scoped_lock& operator=(const scoped_lock&) = delete;
  ~scoped_lock() { lock_.release_from(self_); }

 private:
  mcs_lock& lock_;
  waiter self_;
};

}  // namespace interlock::broken
