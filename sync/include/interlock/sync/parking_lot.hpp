// SPDX-License-Identifier: MIT
/// @file
/// A place where threads sleep at an address and others wake them: what a lock of one byte, or a
/// user's own primitive, needs beyond its state [Piz16].
///
/// wakes: in the order of arrival at an address | timed: yes | spurious wakeups: none | size: none
/// in the primitive; a table of 256 buckets for the process | constant-initialised: yes
///
/// A futex compares four bytes and wakes; this runs the caller's code while the queue stands still,
/// so that the primitive's state and its queue change together, and moves sleepers from one address
/// to another. Choose it to build a primitive; to use one, choose that.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/detail/parking_bucket.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace interlock {

enum class park_result : std::uint8_t {
  unparked,   ///< another thread has woken us
  invalid,    ///< the condition for sleeping did not hold
  timed_out,  ///< our time was up
};

/// How a call of `park()` ended, with what the waking thread handed over.
struct parked {
  park_result result = park_result::invalid;
  std::uintptr_t token = 0;
};

/// What happened, and is told to the callback of the thread that did it.
struct unparked {
  bool one = false;   ///< there was a sleeper, who is taken out of line
  bool more = false;  ///< others sleep at the address still
};

/// Which sleepers `requeue()` wakes and which it moves.
struct requeue_plan {
  static constexpr std::size_t all = std::numeric_limits<std::size_t>::max();
  std::size_t wake = 1;
  std::size_t move = all;
};

struct requeued {
  std::size_t woken = 0;
  std::size_t moved = 0;
};

/// For any threads X and Y: everything X did before it unparks Y is visible to Y when its `park()`
/// returns. Callbacks run with queues locked: they must be short, must not throw, and must not use
/// a parking lot. An address is only compared, so the object there may be gone when a thread that
/// was unparked returns. Progress: blocking.
///
/// `Buckets`: a power of two; addresses that share one disturb each other, no more.
template <backend B = std_backend, std::size_t Buckets = B::checked ? 2 : 256>
class basic_parking_lot {
 public:
  basic_parking_lot() = delete;

  /// Sleeps at `address` if `valid()`, behind those who sleep there already, until another thread
  /// wakes us or `limit` comes. In the latter case `on_timeout(last)` is called when we have left
  /// the line; `last`: nobody else sleeps there. Between `valid()` and our being in line nobody can
  /// look for us, nor between our leaving it and the end of `on_timeout`.
  template <class Valid, class OnTimeout>
  [[nodiscard]] static parked park(const void* address, Valid valid, OnTimeout on_timeout,
                                   const deadline& limit = deadline::never()) {
    return sleep_at(address, false, valid, on_timeout, limit);
  }

  /// The same, before those who sleep there already: for a thread that has been woken in vain.
  template <class Valid, class OnTimeout>
  [[nodiscard]] static parked park_in_front(const void* address, Valid valid, OnTimeout on_timeout,
                                            const deadline& limit = deadline::never()) {
    return sleep_at(address, true, valid, on_timeout, limit);
  }

  /// Wakes the first sleeper at `address`. `on_unpark(unparked)` is called before, also if there is
  /// none, while nobody can get in line there; the token that it returns goes to the sleeper.
  template <class OnUnpark>
  static unparked unpark_one(const void* address, OnUnpark on_unpark) {
    bucket& here = bucket_of(address);
    here.lock();
    thread* const first = here.first(address);
    const unparked done{first != nullptr, first != nullptr && here.behind(first) != nullptr};
    if (first != nullptr) here.remove(first);
    const std::uintptr_t token = on_unpark(done);
    here.unlock();
    if (first != nullptr) wake(first, token);
    return done;
  }

  /// Wakes all who sleep at `address`, each with `token`; returns how many.
  static std::size_t unpark_all(const void* address, std::uintptr_t token = 0) {
    bucket& here = bucket_of(address);
    chain woken;
    here.lock();
    take(here, address, requeue_plan::all, woken);
    here.unlock();
    return wake_each(woken, token);
  }

  /// Wakes the first sleepers at `from` and moves the next ones to `to`, behind those who sleep
  /// there. `plan()` is called while nobody can get in line at either address, and returns how many
  /// to wake and how many to move, as a `requeue_plan`; then `on_requeue(requeued)`, whose token
  /// goes to those who are woken. Thus a condition variable spares its waiters to wake up only to
  /// wait for the mutex. Requires: `from` and `to` differ.
  template <class Plan, class OnRequeue>
  static requeued requeue(const void* from, const void* to, Plan plan, OnRequeue on_requeue) {
    INTERLOCK_ASSERT(B, from != to, "parking_lot: requeue() from one address to another one");
    bucket& here = bucket_of(from);
    bucket& there = bucket_of(to);
    lock_both(here, there);
    const requeue_plan wanted = plan();
    chain woken;
    requeued done;
    done.woken = take(here, from, wanted.wake, woken);
    done.moved = move(here, from, there, to, wanted.move);
    const std::uintptr_t token = on_requeue(done);
    here.unlock();
    if (&there != &here) there.unlock();
    wake_each(woken, token);
    return done;
  }

 private:
  static_assert(Buckets != 0 && (Buckets & (Buckets - 1)) == 0, "a power of two");

  using bucket = detail::parking_bucket<B>;
  using thread = detail::parked_thread<B>;

  /// Visible, so that shared objects that hide their symbols share one table.
  struct [[gnu::visibility("default")]] table {
    std::array<bucket, Buckets> buckets{};
  };

  /// Threads out of line, linked by `next` in their order.
  struct chain {
    thread* first = nullptr;
    thread* last = nullptr;
  };

  [[nodiscard]] static bucket& bucket_of(const void* address) noexcept {
    // The upper bits of a product with the golden ratio depend on all bits of the address.
    constexpr std::uint64_t golden_ratio = 0x9e37'79b9'7f4a'7c15;
    const auto key = static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(address));
    const std::uint64_t mixed = (key * golden_ratio) >> 32U;
    return B::template global<table>().buckets[mixed % Buckets];
  }

  /// In one order, whichever thread moves sleepers in which direction.
  static void lock_both(bucket& one, bucket& other) noexcept {
    bucket* const first = &one < &other ? &one : &other;
    bucket* const second = &one < &other ? &other : &one;
    first->lock();
    if (first != second) second->lock();
  }

  /// The locked bucket that `self` is in, which others may change by moving it.
  [[nodiscard]] static bucket& locked_bucket_of(const thread& self) noexcept {
    for (;;) {
      // relaxed: looked at again when the bucket is locked.
      const void* const address = self.address.load(order::relaxed);
      bucket& here = bucket_of(address);
      here.lock();
      // relaxed: the bucket's mutex orders it.
      if (self.address.load(order::relaxed) == address) return here;
      here.unlock();
    }
  }

  template <class Valid, class OnTimeout>
  static parked sleep_at(const void* address, bool in_front, Valid& valid, OnTimeout& on_timeout,
                         const deadline& limit) {
    thread self;
    bucket& here = bucket_of(address);
    here.lock();
    if (!valid()) {
      here.unlock();
      return {park_result::invalid, 0};
    }
    here.insert(&self, address, in_front);
    here.unlock();
    if (!sleep(self, limit) && leave(self, on_timeout)) return {park_result::timed_out, 0};
    return {park_result::unparked, self.token.read()};
  }

  /// Whether we were woken; false: `limit` has come.
  static bool sleep(thread& self, const deadline& limit) noexcept {
    for (;;) {
      // (awake) acquire: who woke us is done with our node, and what it did before is visible.
      // Pairs with (woken).
      if (self.state.load(order::acquire) == thread::unparked) return true;
      if (B::futex_wait(self.state, thread::parked, limit) == wait_result::timed_out) return false;
    }
  }

  /// Takes ourselves out of line; false if somebody has done so to wake us.
  template <class OnTimeout>
  static bool leave(thread& self, OnTimeout& on_timeout) {
    bucket& here = locked_bucket_of(self);
    if (!self.in_line.read()) {
      here.unlock();
      return !sleep(self, deadline::never());
    }
    here.remove(&self);
    // relaxed: the bucket's mutex orders it.
    on_timeout(here.first(self.address.load(order::relaxed)) == nullptr);
    here.unlock();
    return true;
  }

  /// Takes up to `count` threads at `address` out of `from`. Requires: it is locked.
  static std::size_t take(bucket& from, const void* address, std::size_t count, chain& to) {
    std::size_t taken = 0;
    for (thread* each = from.first(address); each != nullptr && taken != count; ++taken) {
      thread* const next = from.behind(each);
      from.remove(each);
      each->next.write(nullptr);
      if (to.last == nullptr) {
        to.first = each;
      } else {
        to.last->next.write(each);
      }
      to.last = each;
      each = next;
    }
    return taken;
  }

  /// Requires: both buckets are locked.
  static std::size_t move(bucket& here, const void* from, bucket& there, const void* to,
                          std::size_t count) {
    std::size_t moved = 0;
    for (thread* each = here.first(from); each != nullptr && moved != count; ++moved) {
      thread* const next = here.behind(each);
      here.remove(each);
      there.insert(each, to, false);
      each = next;
    }
    return moved;
  }

  static void wake(thread* one, std::uintptr_t token) noexcept {
    one->token.write(token);
    auto& state = one->state;
    // (woken) release: we are done with the node, which its thread may now destroy, and what we did
    // is visible to it. Pairs with (awake).
    state.store(thread::unparked, order::release);
    B::futex_wake(state, 1);
  }

  static std::size_t wake_each(const chain& all, std::uintptr_t token) noexcept {
    std::size_t woken = 0;
    for (thread* each = all.first; each != nullptr; ++woken) {
      thread* const next = each->next.read();
      wake(each, token);
      each = next;
    }
    return woken;
  }
};

using parking_lot = basic_parking_lot<>;

}  // namespace interlock
