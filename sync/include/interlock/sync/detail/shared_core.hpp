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

/// Exclusive access excludes everybody; shared access excludes exclusive access alone.
enum class access : std::uint8_t { shared, exclusive };

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
    std::uint32_t seen = entry<A>;  // nobody else inside, nobody waiting
    bool wake;
    std::uint32_t next;
    do {
      next = seen - entry<A>;
      wake = (seen & asleep) != 0 && (A == access::exclusive || readers(next) == 0 || full(seen));
      if (wake) next -= asleep;
      // (left) release: publishes what was done inside. Pairs with (entered), (admitted).
      // relaxed: a failure only updates the guess.
    } while (!state_.compare_exchange_weak(seen, next, order::release, order::relaxed));
    if (wake) [[unlikely]] {
      wake_first();
    }
  }

 private:
  // state_: bits 0..15 how many are inside with shared access; 16 whether one is with exclusive
  // access; 17 whether the first in line is asleep, to be woken by who admits it; 20..31 how many
  // have passed the first in line. Passes are left over when nobody waits any more; they then mean
  // nothing.
  // Invariant: the first in line sleeps only with `asleep` set, in a state that does not admit it.
  static constexpr std::uint32_t idle = 0;
  static constexpr std::uint32_t all_readers = 0xffff;
  static constexpr std::uint32_t writer = 1U << 16;
  static constexpr std::uint32_t asleep = 1U << 17;
  static constexpr std::uint32_t one_pass = 1U << 20;
  static constexpr std::uint32_t all_passes = ~(one_pass - 1);
  static_assert(Options.passes <= all_passes / one_pass, "passes are counted in 12 bits");
  static_assert(Options.readers >= 1 && Options.readers <= all_readers,
                "readers are counted in 16 bits");

  // About the time that a handover between running threads takes.
  static constexpr int looks_before_sleep = 100;

  template <access A>
  static constexpr std::uint32_t entry = A == access::shared ? 1 : writer;

  [[nodiscard]] static constexpr std::uint32_t readers(std::uint32_t state) noexcept {
    return state & all_readers;
  }
  [[nodiscard]] static constexpr bool full(std::uint32_t state) noexcept {
    return readers(state) == Options.readers;
  }
  [[nodiscard]] static constexpr std::uint32_t passes(std::uint32_t state) noexcept {
    return state / one_pass;
  }

  template <access A>
  [[nodiscard]] static constexpr bool admits(std::uint32_t state) noexcept {
    if constexpr (A == access::shared) return (state & writer) == 0 && !full(state);
    return (state & (writer | all_readers)) == 0;
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

  typename B::template atomic<std::uint32_t> state_{idle};
  waiting_line<Options.waiters, B> line_;
};

}  // namespace detail
}  // namespace interlock
