// SPDX-License-Identifier: MIT
/// @file
/// Event count: makes a lock-free structure a blocking one, at little cost to those who need not
/// block [RK79].
///
/// wakes: one thread or all | timed: yes | waits by: a spin, then sleeping in the kernel |
/// spurious wakeups: yes | size: 8 bytes | constant-initialised: yes
///
/// Whoever changes the structure notifies afterwards; with nobody waiting that is a fence and a
/// load. Whoever finds that it must wait announces so, looks again, and then commits to the wait or
/// cancels it. `light_event_count` makes a notification cheaper still, and a wait dearer.
///
///     queue.push(value);  ready.notify_one();
///     ready.wait([&] { return (value = queue.try_pop()).has_value(); });
///
/// The condition must be something that other threads may look at without a lock; where a mutex
/// protects it, choose `condition_variable`.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include <chrono>
#include <cstdint>
#include <type_traits>

namespace interlock {

/// Which of the two sides of an event count pays for the fence between them.
enum class event_count_fences {
  symmetric,  ///< both: a notification is a full fence and a load
  light,      ///< who waits: a notification is a load, `prepare_wait` takes microseconds or more
};

template <event_count_fences Fences = event_count_fences::symmetric, backend B = std_backend>
class basic_event_count {
 public:
  /// What a wait was prepared with.
  class key {
   private:
    friend basic_event_count;
    explicit key(std::uint32_t epoch) noexcept : epoch_{epoch} {}
    std::uint32_t epoch_;
  };

  constexpr basic_event_count() noexcept = default;

  /// An event count whose first epoch is `epoch`: for tests of the counter's wrap-around.
  constexpr explicit basic_event_count(std::uint32_t epoch) noexcept : state_{epoch} {}

  basic_event_count(const basic_event_count&) = delete;
  basic_event_count& operator=(const basic_event_count&) = delete;

  /// Unblocks at least one thread, if there are any that wait. To be called after a change of the
  /// condition: a thread W that has prepared its wait either sees the change when it then looks, or
  /// counts as waiting. Which thread is unblocked is not defined, so all of them should wait for
  /// the same condition; otherwise use `notify_all()`. Requires: the event count exists until this
  /// returns; that W has seen the change does not mean that it has. Progress: lock-free.
  void notify_one() noexcept {
    if (someone_waits()) [[unlikely]] {
      notify(1);
    }
  }

  /// The same for all threads that wait.
  void notify_all() noexcept {
    if (someone_waits()) [[unlikely]] {
      notify(wake_all);
    }
  }

  /// Announces a wait; to be followed by a look at the condition, and then by `cancel_wait()` or
  /// `commit_wait` with the key. Progress: wait-free.
  [[nodiscard]] key prepare_wait() noexcept {
    // relaxed: the fences order what follows.
    const std::uint64_t before = state_.fetch_add(one_waiter, order::relaxed);
    if constexpr (Fences == event_count_fences::light) {
      // (announced) seq_cst: one of us sees the other. Pairs with (changed).
      //
      //   waiter                  notifier
      //   state_ += one_waiter    change the condition
      //   fence                   fence
      //   look at the condition   load state_
      B::heavy_fence();
    } else {
      // (announced too) seq_cst: the same, where one of us sees the other. Pairs with (changed
      // too).
      B::fence(order::seq_cst, state_);
    }
    return key{epoch_of(before)};
  }

  /// Takes the announcement back: the condition holds already. Progress: wait-free.
  void cancel_wait() noexcept {
    // relaxed: only a notifier's hint whether anybody waits.
    state_.fetch_sub(one_waiter, order::relaxed);
  }

  /// Blocks until a notification that comes after the `prepare_wait()` which returned `prepared`,
  /// and now and then for no reason. Ends the announcement.
  void commit_wait(key prepared) noexcept { (void)commit(prepared, deadline::never()); }

  /// The same for at most `length` on the steady clock; returns false if the time is up and no
  /// notification has come. A length that is zero, negative or NaN does not block.
  template <class Rep, class Period>
  [[nodiscard]] bool commit_wait_for(key prepared,
                                     const std::chrono::duration<Rep, Period>& length) {
    return commit(prepared, deadline::after(length));
  }

  /// The same until `when` has passed on its clock.
  template <class Clock, class Duration>
  [[nodiscard]] bool commit_wait_until(key prepared,
                                       const std::chrono::time_point<Clock, Duration>& when) {
    const announcement mine{*this};
    return detail::attempt_until(when,
                                 [&](const deadline& limit) { return sleep(prepared, limit); });
  }

  /// Blocks until `ready()` holds. It is called without any lock, not again once it holds, and may
  /// throw.
  template <class Predicate>
  void wait(Predicate ready) {
    if (!ready()) (void)wait_repeatedly(ready, deadline::never());
  }

  /// Blocks until `ready()` holds or `length` has passed on the steady clock; returns whether it
  /// holds. A length that is zero, negative or NaN looks once or twice.
  template <class Rep, class Period, class Predicate>
  [[nodiscard]] bool wait_for(const std::chrono::duration<Rep, Period>& length, Predicate ready) {
    return ready() || wait_repeatedly(ready, deadline::after(length));
  }

  /// The same until `when` has passed on its clock.
  template <class Clock, class Duration, class Predicate>
  [[nodiscard]] bool wait_until(const std::chrono::time_point<Clock, Duration>& when,
                                Predicate ready) {
    return ready() || detail::attempt_until(when, [&](const deadline& limit) {
             return wait_repeatedly(ready, limit);
           });
  }

 private:
  // state_: bits 0..31 the epoch, which a notification changes if anybody waits, and on which
  // waiters sleep; bits 32..63 the waiters. A waiter would have to be on its way to sleep for 2^32
  // such notifications in order to miss them.
  static constexpr std::uint64_t one_waiter = std::uint64_t{1} << 32;
  static constexpr int looks_before_sleep = 300;

  enum class outcome { ready, notified, timed_out };

  /// Ends with the scope in which a thread counts as waiting.
  class announcement {
   public:
    explicit announcement(basic_event_count& count) noexcept : count_{count} {}
    announcement(const announcement&) = delete;
    announcement& operator=(const announcement&) = delete;
    ~announcement() { count_.cancel_wait(); }

   private:
    basic_event_count& count_;
  };

  [[nodiscard]] static constexpr std::uint32_t epoch_of(std::uint64_t state) noexcept {
    return static_cast<std::uint32_t>(state % one_waiter);
  }

  [[nodiscard]] bool someone_waits() const noexcept {
    if constexpr (Fences == event_count_fences::light) {
      // (changed) seq_cst: one of us sees the other: if we miss the waiter, it sees the change.
      // Pairs with (announced).
      B::light_fence();
    } else {
      // (changed too) seq_cst: the same, where one of us sees the other. Pairs with (announced
      // too).
      B::fence(order::seq_cst, state_);
    }
    // relaxed: the fence orders it after the change.
    return state_.load(order::relaxed) / one_waiter != 0;
  }

  [[gnu::noinline, gnu::cold]] void notify(int sleepers) noexcept {
    // relaxed: only a first guess for the compare-exchange.
    std::uint64_t seen = state_.load(order::relaxed);
    std::uint64_t next = 0;
    do {
      // Not an addition: the epoch must not carry into the waiters when it wraps around.
      next = seen - epoch_of(seen) + static_cast<std::uint32_t>(epoch_of(seen) + 1);
      // relaxed: a waiter that comes later, with the new epoch, sees the change because of the
      // fences between the change and this, and between its announcement and its look.
    } while (!state_.compare_exchange_weak(seen, next, order::relaxed, order::relaxed));
    B::futex_wake(state_, sleepers);
  }

  bool commit(key prepared, const deadline& limit) noexcept {
    const announcement mine{*this};
    return sleep(prepared, limit);
  }

  /// Whether a notification has come, or perhaps one has.
  [[gnu::noinline]] bool sleep(key prepared, const deadline& limit) noexcept {
    const std::uint32_t epoch = prepared.epoch_;
    // relaxed: what the waiter then finds is ordered by its own look at the condition.
    const std::uint64_t seen = B::try_await(
        state_, order::relaxed, [epoch](std::uint64_t state) { return epoch_of(state) != epoch; },
        looks_before_sleep);
    if (epoch_of(seen) != epoch) return true;
    // A thread that is woken returns, though the epoch may be its own: the wake may have been meant
    // for another one, which then sleeps on.
    if (B::futex_wait(state_, epoch, limit) != wait_result::timed_out) return true;
    // relaxed: as above.
    return epoch_of(state_.load(order::relaxed)) != epoch;
  }

  template <class Predicate>
  outcome wait_limited(Predicate& ready, const deadline& limit) {
    const key prepared = prepare_wait();
    const announcement mine{*this};
    if (ready()) return outcome::ready;
    return sleep(prepared, limit) ? outcome::notified : outcome::timed_out;
  }

  template <class Predicate>
  bool wait_repeatedly(Predicate& ready, const deadline& limit) {
    for (;;) {
      const outcome how = wait_limited(ready, limit);
      if (how == outcome::ready || ready()) return true;
      if (how == outcome::timed_out) return false;
    }
  }

  typename B::template atomic<std::uint64_t> state_{0};
};

using event_count = basic_event_count<>;
/// For notifications that outnumber waits by far.
using light_event_count = basic_event_count<event_count_fences::light>;

static_assert(sizeof(event_count) == 8);
static_assert(std::is_trivially_destructible_v<event_count>);

}  // namespace interlock
