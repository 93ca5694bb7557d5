// SPDX-License-Identifier: MIT
/// @file
/// The core of a lock with shared access: who is inside, who may enter, who waits.
///
/// Whoever cannot enter gets in line, and only the first in line waits for those inside, as in a
/// queued reader-writer lock [Cor14]. Threads that come later may still pass while somebody waits,
/// because a lock that is free should not wait for a thread that is asleep; but only so many of
/// them before the first in line has entered.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/detail/waiting_line.hpp>

#include <cstdint>

namespace interlock {

/// How many threads a lock with shared access lets in, and in front of others.
struct shared_mutex_options {
  /// How many may pass the first in line; at most 4095.
  std::uint32_t passes = 255;
  /// How many may be inside together; at most 65535. More wait.
  std::uint32_t readers = 65535;
  /// How many may wait in one batch of the line; at most 16383. More wait outside, in no order.
  std::uint32_t waiters = 16383;
};

namespace detail {

/// Exclusive access excludes everybody, upgrade access all but shared access, and shared access
/// nothing but exclusive access.
enum class access : std::uint8_t { shared, upgrade, exclusive };

template <shared_mutex_options Options, backend B>
class shared_core {
 public:
  constexpr shared_core() noexcept = default;
  shared_core(const shared_core&) = delete;
  shared_core& operator=(const shared_core&) = delete;

  /// Enters if those inside admit it and, while others wait, a pass is left.
  template <access A>
  [[nodiscard]] bool try_enter() noexcept {
    // relaxed: only a first guess for the compare-exchange.
    return enter_from<A>(state_.load(order::relaxed));
  }

  /// The same for one who expects nobody inside: that saves a look, which would only fetch the
  /// cache line twice.
  template <access A>
  [[nodiscard]] bool try_enter_idle() noexcept {
    return enter_from<A>(idle);
  }

  /// Enters when its turn has come: true. False if `limit` comes before that.
  template <access A>
  [[nodiscard, gnu::noinline, gnu::cold]] bool enter(deadline limit) noexcept {
    if (enter_from<A>(look<A>())) return true;
    if (!line_.join(limit)) return false;
    const bool entered = enter_as_first<A>(limit);
    line_.leave();
    return entered;
  }

  /// Ends access `A`, and wakes the first in line if that admits it. Afterwards only the address of
  /// the core is used, for the wake.
  template <access A>
  void leave() noexcept {
    change<entry<A>, 0>();
  }

  /// Turns access `From` into the weaker access `To`, and wakes the first in line if that admits
  /// it.
  template <access From, access To>
  void weaken() noexcept {
    static_assert(From > To);
    change<entry<From>, entry<To>>();
  }

  /// Turns access `From` into the stronger access `To` if those inside admit it at once.
  template <access From, access To>
  [[nodiscard]] bool try_strengthen() noexcept {
    static_assert(From < To);
    std::uint32_t seen = entry<From>;  // nobody else inside, nobody waiting
    while (admits<To>(seen - entry<From>)) {
      const std::uint32_t next = (seen & ~upgrading) - entry<From> + entry<To>;
      // (strengthened) acquire: what those did who excluded us is visible. Pairs with (left).
      // relaxed: a failure only updates the guess.
      if (state_.compare_exchange_weak(seen, next, order::acquire, order::relaxed)) return true;
    }
    return false;
  }

  /// Turns upgrade access into exclusive access when the last reader has left, letting no other
  /// one in: true. False if `limit` comes before that; then the access is what it was.
  [[nodiscard, gnu::noinline, gnu::cold]] bool upgrade(const deadline& limit) noexcept {
    // relaxed: atomicity closes the door; nothing is published or read.
    state_.fetch_or(upgrading, order::relaxed);
    while (!try_strengthen<access::upgrade, access::exclusive>()) {
      // relaxed: a hint; a compare-exchange decides and orders.
      const std::uint32_t seen = B::try_await(
          state_, order::relaxed, [](std::uint32_t state) { return readers(state) == 0; },
          looks_before_sleep);
      if (readers(seen) != 0 && B::futex_wait(state_, seen, limit) == wait_result::timed_out) {
        // relaxed: nothing was done that somebody else must see.
        state_.fetch_and(~(upgrading | asleep), order::relaxed);
        // It may come in now. And if it has no mark, we may have got its wake.
        wake_first();
        return false;
      }
    }
    return true;
  }

 private:
  // state_: bits 0..15 how many are inside with shared access; 16 whether one is with exclusive
  // access; 17 whether the first in line is asleep, to be woken by who admits it; 18 whether one is
  // inside with upgrade access, and 19 whether that one waits for the readers to leave; 20..31 how
  // many have passed the first in line. Passes are left over when nobody waits any more; they then
  // mean nothing.
  // Invariant: the first in line sleeps only with `asleep` set, and one with upgrade access only
  // with `upgrading` set, each in a state that does not admit it.
  static constexpr std::uint32_t idle = 0;
  static constexpr std::uint32_t all_readers = 0xffff;
  static constexpr std::uint32_t writer = 1U << 16;
  static constexpr std::uint32_t asleep = 1U << 17;
  static constexpr std::uint32_t upgrader = 1U << 18;
  static constexpr std::uint32_t upgrading = 1U << 19;
  static constexpr std::uint32_t one_pass = 1U << 20;
  static constexpr std::uint32_t all_passes = ~(one_pass - 1);
  static_assert(Options.passes <= all_passes / one_pass, "passes are counted in 12 bits");
  static_assert(Options.readers >= 1 && Options.readers <= all_readers,
                "readers are counted in 16 bits");

  // About the time that a handover between running threads takes.
  static constexpr int looks_before_sleep = 100;

  template <access A>
  static constexpr std::uint32_t entry = A == access::shared    ? 1
                                         : A == access::upgrade ? upgrader
                                                                : writer;

  [[nodiscard]] static constexpr std::uint32_t readers(std::uint32_t state) noexcept {
    return state & all_readers;
  }
  /// Upgrade access counts as a share, which it may become.
  [[nodiscard]] static constexpr bool full(std::uint32_t state) noexcept {
    return readers(state) + ((state & upgrader) != 0 ? 1 : 0) == Options.readers;
  }
  [[nodiscard]] static constexpr std::uint32_t passes(std::uint32_t state) noexcept {
    return state / one_pass;
  }

  template <access A>
  [[nodiscard]] static constexpr bool admits(std::uint32_t state) noexcept {
    if constexpr (A == access::shared) return (state & (writer | upgrading)) == 0 && !full(state);
    if constexpr (A == access::upgrade) return (state & (writer | upgrader)) == 0 && !full(state);
    return (state & (writer | upgrader | all_readers)) == 0;
  }

  /// Whether somebody is in line. While the first one sleeps, no look at the line can be too old.
  [[nodiscard]] bool others_wait(std::uint32_t state) const noexcept {
    return (state & asleep) != 0 || !line_.empty();
  }

  template <access A>
  bool enter_from(std::uint32_t seen) noexcept {
    while (admits<A>(seen)) {
      std::uint32_t next = (seen & ~all_passes) + entry<A>;
      if (others_wait(seen)) {
        if (passes(seen) >= Options.passes) return false;
        next += (passes(seen) + 1) * one_pass;
      }
      // (entered) acquire: what those did who excluded us is visible. Pairs with (left).
      // relaxed: a failure only updates the guess.
      if (state_.compare_exchange_weak(seen, next, order::acquire, order::relaxed)) return true;
    }
    return false;
  }

  /// Takes `Removed` out of the state and puts `Added` in.
  template <std::uint32_t Removed, std::uint32_t Added>
  void change() noexcept {
    std::uint32_t seen = Removed;  // nobody else inside, nobody waiting
    std::uint32_t next;
    bool admits_more;
    do {
      next = seen - Removed + Added;
      admits_more = Removed != entry<access::shared> || readers(next) == 0 || full(seen);
      if (admits_more) next &= ~asleep;
      // (left) release: publishes what was done inside. Pairs with (entered), (admitted),
      // (strengthened). relaxed: a failure only updates the guess.
    } while (!state_.compare_exchange_weak(seen, next, order::release, order::relaxed));
    if (admits_more && (seen & (asleep | upgrading)) != 0) [[unlikely]] {
      (seen & upgrading) != 0 ? wake_both() : wake_first();
    }
  }

  template <access A>
  std::uint32_t look() const noexcept {
    // relaxed: a hint; a compare-exchange decides and orders.
    return B::try_await(
        state_, order::relaxed, [](std::uint32_t state) { return admits<A>(state); },
        looks_before_sleep);
  }

  template <access A>
  bool enter_as_first(const deadline& limit) noexcept {
    for (std::uint32_t seen = look<A>();;) {
      if (admits<A>(seen)) {
        const std::uint32_t next = (seen & ~(all_passes | asleep)) + entry<A>;
        // (admitted) acquire: what those did who excluded us is visible. Pairs with (left).
        // relaxed: a failure only updates the guess.
        if (state_.compare_exchange_weak(seen, next, order::acquire, order::relaxed)) return true;
        continue;
      }
      // relaxed: atomicity puts us on record; nothing is published or read.
      if ((seen & asleep) == 0 &&
          !state_.compare_exchange_weak(seen, seen | asleep, order::relaxed, order::relaxed)) {
        continue;
      }
      if (B::futex_wait(state_, seen | asleep, limit) == wait_result::timed_out) {
        // relaxed: only the first in line sets the mark, and nobody reads anything into it.
        state_.fetch_and(~asleep, order::relaxed);
        return false;
      }
      seen = look<A>();
    }
  }

  [[gnu::noinline, gnu::cold]] void wake_first() noexcept { B::futex_wake(state_, 1); }
  /// The first in line and the one with upgrade access.
  [[gnu::noinline, gnu::cold]] void wake_both() noexcept { B::futex_wake(state_, wake_all); }

  typename B::template atomic<std::uint32_t> state_{idle};
  waiting_line<Options.waiters, B> line_;
};

}  // namespace detail
}  // namespace interlock
