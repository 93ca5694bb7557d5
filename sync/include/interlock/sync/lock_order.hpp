// SPDX-License-Identifier: MIT
/// @file
/// `lock_order<Lock>`: any lock, and a report when threads take locks in orders that may deadlock,
/// whether they did or not.
///
/// fair: as the lock | recursive: as the lock | shared: as the lock | timed: as the lock | waits
/// by: as the lock | size: 32 to 36 bytes more than the lock | constant-initialised: as the lock
///
/// A thread that asks for a lock while it holds others adds to a graph of orders, one for the
/// process. If that closes a cycle, the report names the locks, and where each of the threads took
/// the one and asked for the other; each step that closes a cycle is reported once, before the
/// thread blocks. So are locks taken again that are not recursive, freed by who does not hold them,
/// and destroyed while held.
///
/// Only waiting without a limit makes deadlocks: `try_lock()` and timed attempts add no order
/// before them, but what they took counts as held; so `std::lock` is right in any order. Shares
/// count like exclusive access, because a writer between two readers makes one wait for the other.
///
/// Off, changeable at run time, an operation costs a load and a branch, or two. On, a lock and
/// unlock cost some 40 ns, and a few more for each lock held, without anything shared: each thread
/// knows the 256 orders that it took last. A new order takes one mutex and, if it contradicts those
/// so far, a search. A guard of `std` says no place, so its calls cost a stack of callers, 1 or 2
/// us; the guards of this library pass theirs on.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/concepts.hpp>
#include <interlock/sync/detail/held_locks.hpp>
#include <interlock/sync/detail/lock_order_process.hpp>
#include <interlock/sync/lock_order_report.hpp>
#include <interlock/sync/mutex.hpp>
#include <interlock/sync/recursive_mutex.hpp>
#include <interlock/sync/thread_annotations.hpp>

#include <chrono>
#include <cstdint>
#include <mutex>

namespace interlock {

/// Changes what is done, at any time. At first it is what the environment variable
/// INTERLOCK_LOCK_ORDER says, `off`, `report` or `abort`, or else `report`. Locks taken before
/// checks are turned on or off are not known to be held afterwards.
template <backend B = std_backend>
void set_lock_order_mode(lock_order_mode mode) noexcept {
  detail::lock_order_process<B>::get().set_mode(mode);
}
template <backend B = std_backend>
[[nodiscard]] lock_order_mode current_lock_order_mode() noexcept {
  return detail::lock_order_process<B>::get().mode();
}
/// Who receives reports from now on; returns who did before. Null prints them to stderr.
template <backend B = std_backend>
lock_order_handler set_lock_order_handler(lock_order_handler handler) {
  return detail::lock_order_process<B>::get().set_handler(handler);
}

/// Whether a thread may take again what it holds.
template <class L>
inline constexpr bool is_recursive_lock = false;
template <>
inline constexpr bool is_recursive_lock<std::recursive_mutex> = true;
template <>
inline constexpr bool is_recursive_lock<std::recursive_timed_mutex> = true;
template <std::uint32_t Levels, backend B>
inline constexpr bool is_recursive_lock<basic_recursive_mutex<Levels, B>> = true;

/// May a thread hold several locks of one class?
enum class same_class {
  one_at_a_time,  ///< two of them at once are reported
  ordered,        ///< yes: the program sees to their order, which is not checked
};

/// One node of the graph for many locks, such as those in all nodes of a tree. It must outlive
/// them, and `name` must outlive it.
template <backend B>
class basic_lock_class {
 public:
  constexpr explicit basic_lock_class(const char* name,
                                      same_class together = same_class::one_at_a_time) noexcept
      : name_{name}, together_{together} {}
  basic_lock_class(const basic_lock_class&) = delete;
  basic_lock_class& operator=(const basic_lock_class&) = delete;
  ~basic_lock_class() {
    // relaxed: a number; all use of the class is over.
    if (const std::uint64_t number = number_.load(order::relaxed); number != 0) {
      detail::lock_order_process<B>::get().remove(number);
    }
  }

 private:
  template <basic_lockable L, backend C>
  friend class basic_lock_order;

  const char* name_;
  same_class together_;
  typename B::template atomic<std::uint64_t> number_{0};
};
using lock_class = basic_lock_class<std_backend>;

/// Arguments `where` are for guards, which pass on their callers'.
template <basic_lockable L, backend B = std_backend>
class INTERLOCK_CAPABILITY("mutex") basic_lock_order {
  using process = detail::lock_order_process<B>;
  using held_locks = detail::held_locks<B>;

 public:
  constexpr basic_lock_order() = default;
  /// `name`, for reports, must outlive the lock.
  constexpr explicit basic_lock_order(const char* name) noexcept : name_{name} {}
  constexpr explicit basic_lock_order(basic_lock_class<B>& of) noexcept : class_{&of} {}
  basic_lock_order(const basic_lock_order&) = delete;
  basic_lock_order& operator=(const basic_lock_order&) = delete;
  ~basic_lock_order() {
    // relaxed: a number; all use of the lock is over.
    if (number_.load(order::relaxed) != 0) forget();
  }

  /// As the lock's.
  void lock(call_site where = call_site::current()) INTERLOCK_ACQUIRE() {
    if (process::get().off()) {
      lock_.lock();
      return;
    }
    ask_and(false, where, [this]() INTERLOCK_NO_THREAD_SAFETY_ANALYSIS { lock_.lock(); });
  }
  template <lockable M = L>
  [[nodiscard]] bool try_lock(call_site where = call_site::current()) INTERLOCK_TRY_ACQUIRE(true) {
    return attempt(false, where, [this] { return lock_.try_lock(); });
  }
  template <class Rep, class Period, timed_lockable M = L>
  [[nodiscard]] bool try_lock_for(const std::chrono::duration<Rep, Period>& length,
                                  call_site where = call_site::current())
      INTERLOCK_TRY_ACQUIRE(true) {
    return attempt(false, where, [&] { return lock_.try_lock_for(length); });
  }
  template <class Clock, class Duration, timed_lockable M = L>
  [[nodiscard]] bool try_lock_until(const std::chrono::time_point<Clock, Duration>& when,
                                    call_site where = call_site::current())
      INTERLOCK_TRY_ACQUIRE(true) {
    return attempt(false, where, [&] { return lock_.try_lock_until(when); });
  }
  void unlock(call_site where = call_site::current()) INTERLOCK_RELEASE() {
    // relaxed: ours, if we hold the lock; else what we see is a hint for a report.
    if (holder_.load(order::relaxed) != 0 || !process::get().off()) before_unlock(where);
    lock_.unlock();
  }

  /// As the lock's, if it has shared access.
  template <shared_lockable M = L>
  void lock_shared(call_site where = call_site::current()) INTERLOCK_ACQUIRE_SHARED() {
    if (process::get().off()) {
      lock_.lock_shared();
      return;
    }
    ask_and(true, where, [this]() INTERLOCK_NO_THREAD_SAFETY_ANALYSIS { lock_.lock_shared(); });
  }
  template <shared_lockable M = L>
  [[nodiscard]] bool try_lock_shared(call_site where = call_site::current())
      INTERLOCK_TRY_ACQUIRE_SHARED(true) {
    return attempt(true, where, [this] { return lock_.try_lock_shared(); });
  }
  template <class Rep, class Period, shared_timed_lockable M = L>
  [[nodiscard]] bool try_lock_shared_for(const std::chrono::duration<Rep, Period>& length,
                                         call_site where = call_site::current())
      INTERLOCK_TRY_ACQUIRE_SHARED(true) {
    return attempt(true, where, [&] { return lock_.try_lock_shared_for(length); });
  }
  template <class Clock, class Duration, shared_timed_lockable M = L>
  [[nodiscard]] bool try_lock_shared_until(const std::chrono::time_point<Clock, Duration>& when,
                                           call_site where = call_site::current())
      INTERLOCK_TRY_ACQUIRE_SHARED(true) {
    return attempt(true, where, [&] { return lock_.try_lock_shared_until(when); });
  }
  template <shared_lockable M = L>
  void unlock_shared(call_site where = call_site::current()) INTERLOCK_RELEASE_SHARED() {
    if (!process::get().off()) before_unlock_shared(where);
    lock_.unlock_shared();
  }

 private:
  [[nodiscard]] detail::lock_instance instance(bool shared) noexcept {
    detail::lock_instance me;
    me.number = process::get().number(number_);
    me.identity = {me.number, name_, this};
    if (class_ != nullptr) {
      me.identity = {process::get().number(class_->number_), class_->name_, class_};
    }
    me.shared = shared;
    me.again = is_recursive_lock<L>;
    me.with_others = class_ == nullptr || class_->together_ == same_class::ordered;
    return me;
  }

  template <class Lock>
  [[gnu::noinline]] void ask_and(bool shared, call_site where, Lock lock) {
    held_locks* const mine = held_locks::looking();
    if (mine == nullptr) return lock();
    const detail::lock_instance wanted = instance(shared);
    lock_acquisition taken{where, {}};
    const void* const caller = __builtin_return_address(0);
    if (!B::checked && where.in_the_library()) taken.stack.capture(caller);
    mine->make_room();
    mine->ask(wanted, taken, caller);
    lock();
    take(*mine, wanted, taken);
  }

  template <class Attempt>
  [[nodiscard]] bool attempt(bool shared, call_site where, Attempt once) {
    if (process::get().off()) return once();
    return attempt_looked_at(shared, where, once);
  }
  template <class Attempt>
  [[gnu::noinline]] bool attempt_looked_at(bool shared, call_site where, Attempt once) {
    held_locks* const mine = held_locks::looking();
    if (mine != nullptr) mine->make_room();
    if (!once()) return false;
    if (mine == nullptr) return true;
    lock_acquisition taken{where, {}};
    if (!B::checked && where.in_the_library()) taken.stack.capture(__builtin_return_address(0));
    take(*mine, instance(shared), taken);
    return true;
  }

  void take(held_locks& mine, const detail::lock_instance& taken,
            const lock_acquisition& how) noexcept {
    mine.push(taken, how);
    // relaxed: for ourselves, and as a hint for reports of others.
    if (!taken.shared) holder_.store(B::thread_id(), order::relaxed);
  }

  [[gnu::noinline]] void before_unlock(call_site where) {
    // relaxed: a number.
    const std::uint64_t number = number_.load(order::relaxed);
    held_locks* const mine = held_locks::existing();
    const bool held = mine != nullptr && mine->drop(number, false);
    // relaxed: see unlock().
    const std::uintptr_t holder = holder_.load(order::relaxed);
    if (!held && holder != B::thread_id()) return report_not_held(where, holder);
    const auto* const again = mine == nullptr ? nullptr : mine->find(number);
    // relaxed: we hold the lock.
    if (again == nullptr) holder_.store(0, order::relaxed);
  }
  [[gnu::noinline]] void before_unlock_shared(call_site where) {
    held_locks* const mine = held_locks::existing();
    // relaxed: a number.
    if (mine == nullptr || mine->drop(number_.load(order::relaxed), true)) return;
    report_not_held(where, 0);
  }

  /// If nobody is known to hold the lock, somebody may since before checks were turned on.
  void report_not_held(call_site where, std::uintptr_t holder) {
    held_locks* const mine = held_locks::looking();
    if (mine == nullptr || (holder == 0 && process::get().switches() != 0)) return;
    lock_order_report found;
    found.what = lock_order_defect::not_held;
    found.lock = instance(false).identity.text();
    found.thread = mine->self();
    found.holder.id = holder;
    found.where.where = where;
    if (!B::checked) found.where.stack.capture(__builtin_return_address(0));
    mine->report(found);
  }

  [[gnu::noinline, gnu::cold]] void forget() noexcept {
    // relaxed: all use of the lock should be over.
    const std::uint64_t number = number_.load(order::relaxed);
    // relaxed: the same.
    const std::uintptr_t holder = holder_.load(order::relaxed);
    if (held_locks* const mine = held_locks::looking()) {
      const auto* const entry = mine->find(number);
      if (entry != nullptr || holder != 0) {
        lock_order_report found;
        found.what = lock_order_defect::destroyed_held;
        found.lock = instance(false).identity.text();
        found.thread = mine->self();
        found.holder = entry != nullptr ? found.thread : lock_order_thread{0, holder};
        if (entry != nullptr) found.held_since = entry->taken;
        while (mine->drop(number, true) || mine->drop(number, false)) continue;
        mine->report(found);
      }
    }
    if (class_ == nullptr) process::get().remove(number);
  }

  L lock_;
  const char* name_ = nullptr;
  basic_lock_class<B>* class_ = nullptr;
  typename B::template atomic<std::uint64_t> number_{0};
  // The thread that holds the lock exclusively, if checks were on when it took it. It may be out of
  // date for a thread that does not hold the lock.
  typename B::template atomic<std::uintptr_t> holder_{0};
};

template <basic_lockable L = mutex>
using lock_order = basic_lock_order<L>;

static_assert(timed_lockable<lock_order<mutex>>);
static_assert(sizeof(lock_order<mutex>) == sizeof(mutex) + 36);

}  // namespace interlock
