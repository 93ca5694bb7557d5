// SPDX-License-Identifier: MIT
/// @file
/// The way into a lock for readers, who sleep while a writer keeps it closed: phases of readers and
/// of one writer take turns, as in a phase-fair lock [BA10].
///
/// There may be several doors, so that readers do not meet at one cache line. A reader writes to
/// the door of its thread alone, and a writer closes all of them. Whoever comes to a closed door
/// has entered when it is opened, even if the next writer closes it at once: that one waits for it.
/// So a reader waits for one writer.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/memory_order/cache_line.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>

namespace interlock::detail {

/// For one writer at a time; who that is, is for others to decide.
template <unsigned Doors, backend B>
class phase_gate {
  static_assert(std::has_single_bit(Doors), "the number of doors is a power of two");

 public:
  constexpr phase_gate() noexcept = default;

  /// A gate in its phase `first` (modulo 2^30), to test the wrap-around. Requires: one door.
  constexpr explicit phase_gate(std::uint32_t first) noexcept requires(Doors == 1)
      : doors_{{std::uint64_t{first << phase_shift}}} {}

  phase_gate(const phase_gate&) = delete;
  phase_gate& operator=(const phase_gate&) = delete;

  /// Enters as a reader, when the writer that is there has gone: true. False if `limit` comes
  /// before that.
  bool enter(const deadline& limit) noexcept {
    word& mine = own_door();
    // (entered) acquire: if the door is open, the last writer's section is visible. Pairs with
    // (opened).
    const std::uint64_t seen = mine.fetch_add(one_reader, order::acquire);
    if (!is_closed(seen)) [[likely]]
      return true;
    return sleep_while_closed(mine, phase_of(seen), limit) || admitted_at_last(mine, seen);
  }

  /// Enters as a reader if the door is open.
  [[nodiscard]] bool try_enter() noexcept {
    word& mine = own_door();
    // relaxed: only a first guess for the compare-exchange.
    std::uint64_t seen = mine.load(order::relaxed);
    while (!is_closed(seen)) {
      // (shared) acquire: the last writer's section is visible. Pairs with (opened).
      // relaxed: a failure only updates the guess.
      if (mine.compare_exchange_weak(seen, seen + one_reader, order::acquire, order::relaxed)) {
        return true;
      }
    }
    return false;
  }

  /// A reader leaves, through the door of whichever thread this is. Afterwards only an address is
  /// used, for the wake.
  void leave() noexcept {
    word& mine = own_door();
    // relaxed: only a first guess for the compare-exchange.
    std::uint64_t seen = mine.load(order::relaxed);
    while (!is_closed(seen)) {
      // (left) release: our reads are over before a writer enters. Pairs with (gathered).
      // relaxed: a failure only updates the guess.
      if (mine.compare_exchange_weak(seen, seen - one_reader, order::release, order::relaxed)) {
        return;
      }
    }
    // A writer has closed the door, or is about to take back that it has, and has us in its count.
    // (left late) release: our reads are over before a writer enters. Pairs with (drained),
    // (counted), (woken), (saved).
    if (awaited_.fetch_sub(one_awaited, order::release) == one_awaited + announced) {
      B::futex_wake(awaited_, 1);
    }
  }

  /// Keeps readers out, and waits until those inside have left: true. False if `limit` comes before
  /// that; then the gate is open. Requires: no other writer uses the gate but to open it.
  [[nodiscard]] bool close(const deadline& limit) noexcept {
    if (!wait_for_last_writer(limit)) return false;
    const std::uint32_t inside = shut_all();
    return has_drained(inside, looks_before_sleep) || sleep_until_drained(inside, limit);
  }

  /// Keeps readers out if none is inside; never blocks. Fails also while the last writer has not
  /// opened the gate. Readers that come meanwhile may fail to enter at once.
  [[nodiscard]] bool try_close() noexcept {
    if (seems_occupied()) return false;
    const std::uint32_t inside = shut_all();
    if (has_drained(inside, 1)) return true;
    // relaxed: only the next writer must see it, and we let it in.
    awaited_.fetch_add(inside, order::relaxed);
    open();
    return false;
  }

  /// Lets readers in. After the last door has been opened only its address is used, for the wake.
  void open() noexcept {
    for (door& each : doors_) {
      // (opened) release: publishes the writer's section. Pairs with (entered), (shared), (passed),
      // (late), (finished).
      const std::uint64_t seen = each.state.fetch_and(~(closed | asleep), order::release);
      if ((seen & asleep) != 0) B::futex_wake(each.state, wake_all);
    }
  }

  /// Waits until a writer that has begun to open the doors has opened all of them.
  void finish_opening() noexcept {
    // relaxed: whoever has come in by another door sees that the first one was opened before.
    if (is_closed(doors_[0].state.load(order::relaxed))) return;
    (void)wait_for_last_writer(deadline::never());
  }

 private:
  using word = typename B::template atomic<std::uint64_t>;

  // A door: bit 0: a writer has closed it; bit 1: somebody sleeps until it is opened; bits 2..31:
  // how often it has been closed; bits 32..63 the readers that have come through it, less those
  // that have gone, since a writer last counted them; while it is closed, those that wait there.
  // One that waits would have to miss 2^30 writers that give up to mistake one phase for another.
  static constexpr std::uint64_t closed = 1;
  static constexpr std::uint64_t asleep = 2;
  static constexpr int phase_shift = 2;
  static constexpr std::uint64_t one_reader = std::uint64_t{1} << 32;

  // awaited_: bit 0: the writer waits for the rest of the word to become 0, and may sleep; bits
  // 1..31 the readers that writers have counted, less those that have gone when the doors were
  // closed. Invariant: this and what the open doors count is how many readers are inside (modulo
  // 2^31), of whom each has gone in and out by any door.
  static constexpr std::uint32_t announced = 1;
  static constexpr std::uint32_t one_awaited = 2;

  // About the time that a handover between running threads takes.
  static constexpr int looks_before_sleep = 100;

  struct door {
    alignas(Doors == 1 ? alignof(word) : cache_line) word state{0};
  };

  [[nodiscard]] static constexpr bool is_closed(std::uint64_t seen) noexcept {
    return (seen & closed) != 0;
  }
  /// What changes when the door is opened or closed.
  [[nodiscard]] static constexpr std::uint32_t phase_of(std::uint64_t seen) noexcept {
    return static_cast<std::uint32_t>(seen & ~asleep);
  }
  [[nodiscard]] static constexpr std::uint32_t readers_of(std::uint64_t seen) noexcept {
    return static_cast<std::uint32_t>(seen / one_reader);
  }

  [[nodiscard]] word& own_door() noexcept {
    if constexpr (Doors == 1) {
      return doors_[0].state;
    } else {
      // Multiplication by the golden ratio spreads thread numbers of any sort.
      const std::uint64_t spread = B::thread_id() * std::uint64_t{0x9E37'79B9'7F4A'7C15};
      return doors_[static_cast<std::size_t>(spread >> (64 - std::bit_width(Doors - 1)))].state;
    }
  }

  /// Sleeps while the door is as in `phase`: true. False if `limit` comes before it is not.
  [[gnu::noinline, gnu::cold]] static bool sleep_while_closed(word& door, std::uint32_t phase,
                                                              const deadline& limit) noexcept {
    for (;;) {
      // (passed) acquire: the section of the writer that was there is visible. Pairs with (opened).
      std::uint64_t seen = B::try_await(
          door, order::acquire, [phase](std::uint64_t now) { return phase_of(now) != phase; },
          looks_before_sleep);
      if (phase_of(seen) != phase) return true;
      // relaxed: the mark is for the opener, who takes it away; nothing is published.
      if ((seen & asleep) == 0 &&
          !door.compare_exchange_weak(seen, seen | asleep, order::relaxed, order::relaxed)) {
        continue;
      }
      const auto sleeping = static_cast<std::uint32_t>(phase | asleep);
      if (B::futex_wait(door, sleeping, limit) == wait_result::timed_out) return false;
    }
  }

  /// The time is up: takes back that we have come through the door that was closed as `before`,
  /// unless it has been opened since.
  [[nodiscard]] static bool admitted_at_last(word& door, std::uint64_t before) noexcept {
    for (;;) {
      // (late) acquire: the section of the writer that was there is visible. Pairs with (opened).
      std::uint64_t seen = door.load(order::acquire);
      if (phase_of(seen) != phase_of(before)) return true;
      // relaxed: no writer has counted us, and nothing is published.
      if (door.compare_exchange_weak(seen, seen - one_reader, order::relaxed, order::relaxed)) {
        return false;
      }
    }
  }

  /// The last writer may open the doors when it has let the next one in. It has done so when it has
  /// opened the last door.
  [[nodiscard]] bool wait_for_last_writer(const deadline& limit) noexcept {
    word& last = doors_[Doors - 1].state;
    // (finished) acquire: the last writer has made its last access, so that we may destroy the
    // gate. Pairs with (opened).
    const std::uint64_t seen = last.load(order::acquire);
    return !is_closed(seen) || sleep_while_closed(last, phase_of(seen), limit);
  }

  /// Whether somebody is inside, as far as one can tell without closing the doors.
  [[nodiscard]] bool seems_occupied() const noexcept {
    // relaxed: only a look, before anything is written.
    std::uint32_t inside = awaited_.load(order::relaxed);
    for (const door& each : doors_) {
      // relaxed: as above.
      const std::uint64_t seen = each.state.load(order::relaxed);
      if (is_closed(seen)) return true;
      inside += readers_of(seen) * one_awaited;
    }
    return inside != 0;
  }

  /// Closes all doors, and returns how many have come through them, in units of `awaited_`.
  /// Requires: they are open.
  [[nodiscard]] std::uint32_t shut_all() noexcept {
    std::uint32_t inside = 0;
    for (door& each : doors_) {
      // relaxed: of the phase, which writers alone change; the last one did so before our turn.
      const std::uint64_t seen = each.state.load(order::relaxed);
      const std::uint32_t next = static_cast<std::uint32_t>(seen) + (1U << phase_shift);
      // (gathered) acquire: those who have left through this door are done. Pairs with (left).
      const std::uint64_t last = each.state.exchange(next | closed, order::acquire);
      inside += readers_of(last) * one_awaited;
    }
    return inside;
  }

  /// Whether the readers that are `inside`, and those who were counted before, leave within so many
  /// looks.
  [[nodiscard]] bool has_drained(std::uint32_t inside, int looks) noexcept {
    // (drained) acquire: those who have left through closed doors are done. Pairs with (left late).
    const std::uint32_t gone = B::try_await(
        awaited_, order::acquire, [inside](std::uint32_t now) { return now + inside == 0; }, looks);
    if (gone + inside != 0) return false;
    // relaxed: nobody is inside, so we alone use it.
    if (inside != 0) awaited_.store(0, order::relaxed);
    return true;
  }

  [[nodiscard, gnu::noinline, gnu::cold]] bool sleep_until_drained(std::uint32_t inside,
                                                                   const deadline& limit) noexcept {
    const std::uint32_t added = inside + announced;
    // (counted) acquire: those who have left are done, if all have. Pairs with (left late).
    std::uint32_t left = awaited_.fetch_add(added, order::acquire) + added;
    while (left != announced) {
      if (B::futex_wait(awaited_, left, limit) == wait_result::timed_out) {
        // (saved) acquire: the last one may have left as the time ran out. Pairs with (left late).
        if (awaited_.fetch_sub(announced, order::acquire) == announced) return true;
        open();
        return false;
      }
      // (woken) acquire: the readers are done. Pairs with (left late).
      left = awaited_.load(order::acquire);
    }
    // relaxed: nobody is inside, so we alone use it.
    awaited_.store(0, order::relaxed);
    return true;
  }

  door doors_[Doors] = {};
  typename B::template atomic<std::uint32_t> awaited_{0};
};

}  // namespace interlock::detail
