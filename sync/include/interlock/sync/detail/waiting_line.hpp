// SPDX-License-Identifier: MIT
/// @file
/// A line in four bytes in which threads wait for their turn, asleep, and which any of them may
/// leave when its time is up.
///
/// Nobody is overtaken for ever, in whatever order the kernel wakes: whoever comes while others
/// wait joins the next batch, and a batch has its turn when the one before it is through [Mor79].
/// So each other thread goes first at most twice: in the batch before, and, if it comes back in
/// time, in the same one.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include <cstdint>

namespace interlock::detail {

/// `Most` threads fit in a batch. Who finds the next one full waits outside, where this order does
/// not hold, until that one has its turn.
template <std::uint32_t Most, backend B>
class waiting_line {
 public:
  constexpr waiting_line() noexcept = default;
  waiting_line(const waiting_line&) = delete;
  waiting_line& operator=(const waiting_line&) = delete;

  /// Whether nobody is in line, the first one included.
  [[nodiscard]] bool empty() const noexcept {
    // relaxed: who cares decides by a compare-exchange what to do with the answer.
    return word_.load(order::relaxed) == nobody;
  }

  /// Waits until the calling thread is the first in line: true. False if `limit` comes before that.
  /// What those did who were the first before it is visible then.
  [[nodiscard]] bool join(const deadline& limit) noexcept {
    // relaxed: only a first guess for the compare-exchange.
    std::uint32_t seen = word_.load(order::relaxed);
    for (bool woken = false;;) {
      if (is_full(seen)) {
        if (!sleep(seen, woken, limit)) return false;
        continue;
      }
      const std::uint32_t joined = seen == nobody       ? first
                                   : current(seen) == 0 ? seen + one_current
                                                        : seen + one_next;
      // (alone) acquire: the first one of all sees what those before it did. Pairs with (left).
      // relaxed: a failure only updates the guess.
      if (!word_.compare_exchange_weak(seen, joined, order::acquire, order::relaxed)) continue;
      if (seen == nobody) return true;
      return wait(current(seen) == 0 ? turn(seen) : !turn(seen), joined, woken, limit);
    }
  }

  /// Lets the next one be the first. Requires: the calling thread is the first in line.
  void leave() noexcept {
    // (left) release: the next one sees what we did as the first. Pairs with (alone), (called).
    if (current(word_.fetch_sub(first, order::release)) != 0) B::futex_wake(word_, 1);
  }

 private:
  // word_: bit 0: there is a first one; bit 1: which batch has its turn; bit 2: all of that batch
  // are awake; bits 3..16: how many wait in that batch; bits 17..30: how many wait in the other
  // one. Invariant: nobody waits in the other batch unless somebody waits in the current one, and a
  // line without anybody is 0. Whenever there is no first one but somebody waits in the current
  // batch, a thread of that batch is awake, or a wake is on its way to the sleepers; and a sleeper
  // whom it reaches without being of that batch wakes all of them, unless bit 2 says that this has
  // been done.
  static constexpr std::uint32_t nobody = 0;
  static constexpr std::uint32_t first = 1;
  static constexpr std::uint32_t second_batch = 1U << 1;
  static constexpr std::uint32_t roused = 1U << 2;
  static constexpr std::uint32_t one_current = 1U << 3;
  static constexpr std::uint32_t one_next = 1U << 17;
  static constexpr std::uint32_t all_current = one_next - one_current;
  static_assert(Most >= 1 && Most <= all_current / one_current, "a batch is counted in 14 bits");

  [[nodiscard]] static constexpr bool turn(std::uint32_t word) noexcept {
    return (word & second_batch) != 0;
  }
  [[nodiscard]] static constexpr std::uint32_t current(std::uint32_t word) noexcept {
    return (word & all_current) / one_current;
  }
  [[nodiscard]] static constexpr std::uint32_t next(std::uint32_t word) noexcept {
    return word / one_next;
  }
  [[nodiscard]] static constexpr bool is_full(std::uint32_t word) noexcept {
    return next(word) == Most;
  }

  /// The word with one thread less in batch `mine`; the other batch has its turn if that was the
  /// last one.
  [[nodiscard]] static constexpr std::uint32_t without(std::uint32_t word, bool mine) noexcept {
    if (turn(word) != mine) return word - one_next;
    if (current(word) != 1) return word - one_current;
    const std::uint32_t others = next(word);
    if (others == 0) return word & first;
    return (word & first) | (mine ? 0 : second_batch) | others * one_current;
  }

  bool wait(bool mine, std::uint32_t seen, bool woken, const deadline& limit) noexcept {
    for (;;) {
      if ((seen & first) == 0 && turn(seen) == mine) {
        const std::uint32_t taken = (without(seen, mine) & ~roused) | first;
        // (called) acquire: we see what those did who were the first before. Pairs with (left).
        // relaxed: a failure only updates the guess.
        if (!word_.compare_exchange_weak(seen, taken, order::acquire, order::relaxed)) continue;
        if (is_full(seen) && !is_full(taken)) B::futex_wake(word_, wake_all);
        return true;
      }
      if (!sleep(seen, woken, limit)) {
        give_up(mine);
        return false;
      }
    }
  }

  /// Sleeps until `word_` is no more `seen`, and looks again. A wake that has come out of turn goes
  /// to those whose turn it is before anything else. False if `limit` comes before a wake.
  bool sleep(std::uint32_t& seen, bool& woken, const deadline& limit) noexcept {
    if (woken && (seen & (first | roused)) == 0) {
      // relaxed: atomicity alone tells the others; nothing is published or read.
      if (word_.compare_exchange_weak(seen, seen | roused, order::relaxed, order::relaxed)) {
        B::futex_wake(word_, wake_all);
        seen |= roused;
      }
      return true;
    }
    if (B::futex_wait(word_, seen, limit) == wait_result::timed_out) return false;
    woken = true;
    // relaxed: only a guess for the compare-exchange.
    seen = word_.load(order::relaxed);
    return true;
  }

  void give_up(bool mine) noexcept {
    // relaxed: only a first guess for the compare-exchange.
    std::uint32_t seen = word_.load(order::relaxed);
    std::uint32_t left;
    do {
      left = without(seen, mine);
      // relaxed: who leaves like this was never the first.
    } while (!word_.compare_exchange_weak(seen, left, order::relaxed, order::relaxed));
    if (is_full(seen) && !is_full(left)) {
      B::futex_wake(word_, wake_all);
    } else if ((left & first) == 0 && current(left) != 0) {
      // The turn may have come to the other batch just now.
      B::futex_wake(word_, 1);
    }
  }

  typename B::template atomic<std::uint32_t> word_{nobody};
};

}  // namespace interlock::detail
