// SPDX-License-Identifier: MIT
/// @file
/// A ticket lock [MCS91] that is right with `ticket_flaw::none` and wrong in one line otherwise.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include "broken/choice.hpp"

#include <cstdint>

namespace interlock::broken {

enum class ticket_flaw {
  none,
  relaxed_release,
  relaxed_await,
  split_draw,
  ordered_tickets,
  waits_first,
};

template <ticket_flaw Flaw, backend B>
class ticket_lock {
 public:
  constexpr ticket_lock() noexcept = default;
  constexpr explicit ticket_lock(std::uint32_t first) noexcept : next_{first}, serving_{first} {}
  ticket_lock(const ticket_lock&) = delete;
  ticket_lock& operator=(const ticket_lock&) = delete;

  void lock() noexcept {
    // defect: waits_first draws a ticket when its turn has come, and it is anybody's.
    if (has<Flaw>(ticket_flaw::waits_first)) return lock_late();
    const std::uint32_t ticket = draw();
    // defect: relaxed_await does not see the last critical section.
    const auto called = has<Flaw>(ticket_flaw::relaxed_await) ? order::relaxed : order::acquire;
    B::await(serving_, called, [ticket](std::uint32_t now) {
      // defect: ordered_tickets lets ticket 0 in while ticket 2^32 - 1 is served.
      if (has<Flaw>(ticket_flaw::ordered_tickets)) return now >= ticket;
      return now == ticket;
    });
  }

  [[nodiscard]] bool try_lock() noexcept {
    std::uint32_t ticket = serving_.load(order::acquire);
    return next_.compare_exchange_strong(ticket, ticket + 1, order::relaxed, order::relaxed);
  }

  void unlock() noexcept {
    // defect: relaxed_release does not publish the critical section.
    const auto call = has<Flaw>(ticket_flaw::relaxed_release) ? order::relaxed : order::release;
    serving_.store(serving_.load(order::relaxed) + 1, call);
  }

 private:
  void lock_late() noexcept {
    for (;;) {
      const std::uint32_t served = serving_.load(order::acquire);
      std::uint32_t ticket = served;
      if (next_.compare_exchange_strong(ticket, ticket + 1, order::relaxed, order::relaxed)) return;
      B::await(serving_, order::relaxed, [served](std::uint32_t now) { return now != served; });
    }
  }

  std::uint32_t draw() noexcept {
    if (has<Flaw>(ticket_flaw::split_draw)) {
      // defect: two threads may draw the same ticket between the load and the store.
      const std::uint32_t ticket = next_.load(order::relaxed);
      next_.store(ticket + 1, order::relaxed);
      return ticket;
    }
    return next_.fetch_add(1, order::relaxed);
  }

  typename B::template atomic<std::uint32_t> next_{0};
  typename B::template atomic<std::uint32_t> serving_{0};
};

}  // namespace interlock::broken
