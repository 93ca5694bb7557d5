// SPDX-License-Identifier: MIT
/// @file
/// A phase-fair lock [BA10] that is right with `phase_flaw::none` and wrong in one line otherwise.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include "broken/choice.hpp"

#include <cstdint>

namespace interlock::broken {

enum class phase_flaw {
  none,
  relaxed_leave,
  relaxed_open,
  opens_first,
  closes_a_closed_lock,
  ordered_counts,
  forgets_its_turn,
};

template <phase_flaw Flaw, backend B>
class phase_fair_lock {
 public:
  constexpr phase_fair_lock() noexcept = default;
  constexpr explicit phase_fair_lock(std::uint32_t first) noexcept
      : entered_{first & readers},
        left_{first & readers},
        next_writer_{first},
        admitted_writer_{first} {}
  phase_fair_lock(const phase_fair_lock&) = delete;
  phase_fair_lock& operator=(const phase_fair_lock&) = delete;

  void lock() noexcept {
    const std::uint32_t ticket = next_writer_.fetch_add(1, order::relaxed);
    B::await(admitted_writer_, order::acquire, [=](std::uint32_t now) { return now == ticket; });
    // defect: closes_a_closed_lock adds to the bits of the last writer, and so to the readers.
    if (!has<Flaw>(phase_flaw::closes_a_closed_lock)) {
      B::await(entered_, order::acquire, [](std::uint32_t word) { return (word & ~readers) == 0; });
    }
    const std::uint32_t before = entered_.fetch_add(closed_by(ticket), order::relaxed);
    B::await(left_, order::acquire, [=](std::uint32_t left) {
      // defect: ordered_counts fails when the count of those who entered has wrapped around.
      return has<Flaw>(phase_flaw::ordered_counts) ? left >= before : left == before;
    });
  }

  [[nodiscard]] bool try_lock() noexcept {
    const std::uint32_t ticket = admitted_writer_.load(order::relaxed);
    std::uint32_t word = left_.load(order::acquire);
    if (entered_.load(order::relaxed) != word) return false;
    std::uint32_t drawn = ticket;
    if (!next_writer_.compare_exchange_strong(drawn, ticket + 1, order::relaxed, order::relaxed)) {
      return false;
    }
    if (entered_.compare_exchange_strong(word, word + closed_by(ticket), order::acquire,
                                         order::relaxed)) {
      return true;
    }
    // defect: forgets_its_turn leaves a ticket that nobody gives back.
    if (!has<Flaw>(phase_flaw::forgets_its_turn)) admit_next_writer();
    return false;
  }

  void unlock() noexcept {
    // defect: relaxed_open does not publish the critical section to readers.
    const auto opened = has<Flaw>(phase_flaw::relaxed_open) ? order::relaxed : order::release;
    if (has<Flaw>(phase_flaw::opens_first)) {
      // defect: a reader who is the last user may destroy the lock before the second step.
      entered_.fetch_and(readers, opened);
      admit_next_writer();
    } else {
      admit_next_writer();
      entered_.fetch_and(readers, opened);
    }
  }

  void lock_shared() noexcept {
    const std::uint32_t phase = entered_.fetch_add(one_reader, order::acquire) & ~readers;
    if (phase == 0) return;
    B::await(entered_, order::acquire,
             [=](std::uint32_t word) { return (word & ~readers) != phase; });
  }

  [[nodiscard]] bool try_lock_shared() noexcept {
    std::uint32_t word = entered_.load(order::relaxed);
    while ((word & ~readers) == 0) {
      if (entered_.compare_exchange_weak(word, word + one_reader, order::acquire, order::relaxed)) {
        return true;
      }
    }
    return false;
  }

  void unlock_shared() noexcept {
    // defect: relaxed_leave lets a writer overtake the reads.
    left_.fetch_add(one_reader,
                    has<Flaw>(phase_flaw::relaxed_leave) ? order::relaxed : order::release);
  }

 private:
  static constexpr std::uint32_t one_reader = 4;
  static constexpr std::uint32_t readers = ~std::uint32_t{3};

  static constexpr std::uint32_t closed_by(std::uint32_t ticket) noexcept {
    return 2 | (ticket & 1);
  }

  void admit_next_writer() noexcept {
    admitted_writer_.store(admitted_writer_.load(order::relaxed) + 1, order::release);
  }

  template <class T>
  using atomic = typename B::template atomic<T>;

  atomic<std::uint32_t> entered_{0};
  atomic<std::uint32_t> left_{0};
  atomic<std::uint32_t> next_writer_{0};
  atomic<std::uint32_t> admitted_writer_{0};
};

}  // namespace interlock::broken
