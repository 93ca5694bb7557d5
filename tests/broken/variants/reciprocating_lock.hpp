// SPDX-License-Identifier: MIT
/// @file
/// A reciprocating lock [DK25] that is right with `reciprocating_flaw::none` and wrong in one line
/// otherwise.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include "broken/choice.hpp"

#include <cstdint>

namespace interlock::broken {

enum class reciprocating_flaw {
  none,
  relaxed_grant,
  frees_without_looking,
  opens_while_taking,
  forgets_the_bottom,
  keeps_the_stack,
};

template <reciprocating_flaw Flaw, backend B>
class reciprocating_lock {
 public:
  constexpr reciprocating_lock() noexcept = default;
  reciprocating_lock(const reciprocating_lock&) = delete;
  reciprocating_lock& operator=(const reciprocating_lock&) = delete;

  void lock() noexcept {
    if (try_lock()) return;
    waiter self;
    const auto here = reinterpret_cast<place>(&self);
    const place before = arrivals_.exchange(here, order::acq_rel);
    if (before == nobody) return own(nobody, here);
    const place bottom =
        B::await(self.bottom, order::acquire, [](place now) { return now != nobody; });
    // defect: forgets_the_bottom admits one who has long been admitted, or nobody at all.
    if (before == bottom && !has<Flaw>(reciprocating_flaw::forgets_the_bottom)) {
      return own(nobody, held);
    }
    own(before, bottom);
  }

  [[nodiscard]] bool try_lock() noexcept {
    place free = nobody;
    if (!arrivals_.compare_exchange_strong(free, held, order::acquire, order::relaxed))
      return false;
    own(nobody, held);
    return true;
  }

  void unlock() noexcept {
    place next = next_.load(order::relaxed);
    const place bottom = bottom_.load(order::relaxed);
    if (next == nobody) {
      if (has<Flaw>(reciprocating_flaw::frees_without_looking)) {
        // defect: whoever came meanwhile is forgotten.
        return arrivals_.store(nobody, order::release);
      }
      place last = bottom;
      if (arrivals_.compare_exchange_strong(last, nobody, order::release, order::relaxed)) return;
      // defect: keeps_the_stack admits the last who came, and will admit it again.
      // defect: opens_while_taking lets another thread in beside the one that is admitted.
      next = has<Flaw>(reciprocating_flaw::keeps_the_stack) ? arrivals_.load(order::acquire)
             : has<Flaw>(reciprocating_flaw::opens_while_taking)
                 ? arrivals_.exchange(nobody, order::acquire)
                 : arrivals_.exchange(held, order::acquire);
    }
    // defect: relaxed_grant does not publish the critical section.
    const auto granted =
        has<Flaw>(reciprocating_flaw::relaxed_grant) ? order::relaxed : order::release;
    reinterpret_cast<waiter*>(next)->bottom.store(bottom, granted);
  }

 private:
  using place = std::uintptr_t;
  static constexpr place nobody = 0;
  static constexpr place held = 1;

  struct waiter {
    typename B::template atomic<place> bottom{nobody};
  };

  void own(place next, place bottom) noexcept {
    next_.store(next, order::relaxed);
    bottom_.store(bottom, order::relaxed);
  }

  typename B::template atomic<place> arrivals_{nobody};
  typename B::template atomic<place> next_{nobody};
  typename B::template atomic<place> bottom_{held};
};

}  // namespace interlock::broken
