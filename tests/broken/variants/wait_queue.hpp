// SPDX-License-Identifier: MIT
/// @file
/// A condition variable on a list of waiters that is right with `wait_queue_flaw::none` and wrong
/// in one line otherwise.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/detail/stoppable_token.hpp>
#include <interlock/sync/mutex.hpp>

#include "broken/choice.hpp"

#include <cstdint>
#include <mutex>

namespace interlock::broken {

enum class wait_queue_flaw {
  none,
  timeout_swallows_notification,
  wakes_without_detaching,
  node_dies_too_early,
  reads_node_after_waking,
  trusts_wake,
  last_in_first_out,
  latecomer_keeps_the_turn,
  watches_before_joining,
  stopped_keeps_its_place,
};

/// `wait` releases the guard's mutex, waits, and takes it again; it returns whether it was
/// notified. `patience(doze)` calls `doze(deadline)`, as often as it takes, until it returns true
/// or time is up, and returns which. If `InTurn`, notify_all wakes one waiter, and each wakes the
/// next when it has the mutex.
template <wait_queue_flaw Flaw, bool InTurn, backend B>
class wait_queue {
 public:
  static constexpr bool stoppable = true;

  constexpr wait_queue() noexcept = default;
  wait_queue(const wait_queue&) = delete;
  wait_queue& operator=(const wait_queue&) = delete;

  template <class Guard, class Patience>
  bool wait(Guard& guard, Patience patience) {
    waiter self;
    join(self);
    guard.unlock();
    const bool in_time = sleep(self, patience);
    guard.lock();
    if (InTurn) wake_next(self, in_time);
    return in_time;
  }

  /// The same, but a stop of `token` ends the wait as well.
  template <class Guard, class Token, class Patience>
  bool wait(Guard& guard, const Token& token, Patience patience) {
    waiter self;
    const auto stop_self = [this, &self] { stop(self); };
    bool in_time = false;
    if (!has<Flaw>(wait_queue_flaw::watches_before_joining)) join(self);
    {
      const interlock::detail::stop_callback_for<Token, decltype(stop_self)> watch{token,
                                                                                   stop_self};
      // defect: a stop that has come before this finds nobody in line, and is lost.
      if (has<Flaw>(wait_queue_flaw::watches_before_joining)) join(self);
      guard.unlock();
      in_time = sleep(self, patience);
    }
    if (has<Flaw>(wait_queue_flaw::stopped_keeps_its_place)) await_notifier(self);
    guard.lock();
    if (InTurn) wake_next(self, in_time);
    return in_time;
  }

  void notify_one() noexcept {
    if (has<Flaw>(wait_queue_flaw::wakes_without_detaching)) {
      // defect: until the waiter runs and leaves, further notifications go to it again.
      const lock hold{guard_};
      if (first_.read() != nullptr) wake(*first_.read());
    } else {
      notify(detach(1));
    }
  }

  void notify_all() noexcept {
    waiter* const first = detach(static_cast<std::uint32_t>(-1));
    if (!InTurn) {
      notify(first);
    } else if (first != nullptr) {
      wake(*first);
    }
  }

 private:
  static constexpr std::uint32_t waiting = 0;
  static constexpr std::uint32_t notified = 1;
  static constexpr std::uint32_t stopped = 2;

  struct waiter {
    typename B::template atomic<std::uint32_t> state{waiting};
    typename B::template plain<waiter*> next{nullptr};
    typename B::template plain<bool> linked{false};
    typename B::template plain<bool> detached{false};
    typename B::template plain<bool> late{false};
  };
  template <class T>
  using plain = typename B::template plain<T>;
  using lock = std::lock_guard<basic_mutex<B>>;

  void join(waiter& self) noexcept {
    const lock hold{guard_};
    self.linked.write(true);
    // defect: last_in_first_out puts the newcomer at the front.
    plain<waiter*>* place = &first_;
    while (!has<Flaw>(wait_queue_flaw::last_in_first_out) && place->read() != nullptr) {
      place = &place->read()->next;
    }
    self.next.write(place->read());
    place->write(&self);
  }

  template <class Patience>
  bool sleep(waiter& self, Patience patience) {
    if (patience([&](const deadline& limit) { return sleep_while_waiting(self, limit); })) {
      const bool may_be_linked = has<Flaw>(wait_queue_flaw::wakes_without_detaching) ||
                                 has<Flaw>(wait_queue_flaw::trusts_wake);
      if (may_be_linked) (void)leave(self);
      return true;
    }
    if (leave(self)) return false;
    // defect: node_dies_too_early leaves while the notifier, who has the node, is about to use it.
    if (has<Flaw>(wait_queue_flaw::node_dies_too_early)) return false;
    (void)sleep_while_waiting(self, deadline::never());
    self.late.write(true);
    // defect: a notification was meant for us; reported as a timeout it is lost.
    return !has<Flaw>(wait_queue_flaw::timeout_swallows_notification);
  }

  /// True when notified, false when `limit` has passed first.
  static bool sleep_while_waiting(waiter& self, const deadline& limit) noexcept {
    while (self.state.load(order::acquire) == waiting) {
      if (B::futex_wait(self.state, waiting, limit) == wait_result::timed_out) return false;
      // defect: trusts_wake takes every return from the kernel for a notification.
      if (has<Flaw>(wait_queue_flaw::trusts_wake)) return true;
    }
    return true;
  }

  /// Takes the node out; false if somebody else has detached it before.
  bool leave(waiter& self) noexcept {
    const lock hold{guard_};
    if (!self.linked.read()) return false;
    plain<waiter*>* place = &first_;
    while (place->read() != &self) place = &place->read()->next;
    place->write(self.next.read());
    self.next.write(nullptr);
    self.linked.write(false);
    return true;
  }

  void stop(waiter& self) noexcept {
    // defect: stopped_keeps_its_place stays in line until it runs, and may be notified in vain.
    if (!has<Flaw>(wait_queue_flaw::stopped_keeps_its_place) && !leave(self)) return;
    std::uint32_t expected = waiting;
    if (self.state.compare_exchange_strong(expected, stopped, order::relaxed, order::relaxed)) {
      B::futex_wake(self.state, 1);
    }
  }

  /// Nobody has the node any more when this returns.
  void await_notifier(waiter& self) noexcept {
    (void)leave(self);
    if (!self.detached.read()) return;
    B::await(self.state, order::acquire, [](std::uint32_t now) { return now == notified; });
  }

  void wake_next(waiter& self, bool in_time) noexcept {
    // defect: who was notified as its time ran out forgets those behind it.
    if (has<Flaw>(wait_queue_flaw::latecomer_keeps_the_turn) && self.late.read()) return;
    if (in_time && self.next.read() != nullptr) wake(*self.next.read());
  }

  waiter* detach(std::uint32_t most) noexcept {
    const lock hold{guard_};
    waiter* const first = first_.read();
    waiter* last = nullptr;
    for (waiter* each = first; each != nullptr && most != 0; each = each->next.read(), --most) {
      each->linked.write(false);
      each->detached.write(true);
      last = each;
    }
    if (last == nullptr) return nullptr;
    first_.write(last->next.read());
    last->next.write(nullptr);
    return first;
  }

  static void notify(waiter* first) noexcept {
    while (first != nullptr) {
      waiter* next = nullptr;
      if (!has<Flaw>(wait_queue_flaw::reads_node_after_waking)) next = first->next.read();
      wake(*first);
      // defect: the waiter may already have returned, and the node with it.
      if (has<Flaw>(wait_queue_flaw::reads_node_after_waking)) next = first->next.read();
      first = next;
    }
  }

  static void wake(waiter& one) noexcept {
    auto& state = one.state;
    state.store(notified, order::release);
    B::futex_wake(state, 1);
  }

  // Invariant: the waiters from first_ on are linked; guard_ protects the list and `linked`.
  plain<waiter*> first_{nullptr};
  basic_mutex<B> guard_;
};

}  // namespace interlock::broken
