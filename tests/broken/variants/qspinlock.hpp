// SPDX-License-Identifier: MIT
/// @file
/// A queue spinlock of four bytes [Cor14] that is right with `qspinlock_flaw::none` and wrong in
/// one line otherwise.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/detail/queue_places.hpp>

#include "broken/choice.hpp"

#include <cstdint>

namespace interlock::broken {

enum class qspinlock_flaw {
  none,
  relaxed_release,
  relaxed_pass,
  passes_too_early,
  enters_beside_the_first,
  forgets_the_one_behind,
  keeps_the_old_link,
};

template <qspinlock_flaw Flaw, backend B>
class qspinlock {
 public:
  constexpr qspinlock() noexcept = default;
  qspinlock(const qspinlock&) = delete;
  qspinlock& operator=(const qspinlock&) = delete;

  void lock() noexcept {
    std::uint32_t seen = 0;
    if (word_.compare_exchange_strong(seen, held, order::acquire, order::relaxed)) return;
    if (seen == held && wait_first()) return;
    wait_in_line(places::mine());
  }

  [[nodiscard]] bool try_lock() noexcept {
    std::uint32_t free = 0;
    return word_.compare_exchange_strong(free, held, order::acquire, order::relaxed);
  }

  void unlock() noexcept {
    // defect: relaxed_release does not publish the critical section.
    word_.fetch_sub(held,
                    has<Flaw>(qspinlock_flaw::relaxed_release) ? order::relaxed : order::release);
  }

 private:
  using places = detail::queue_places<(B::checked ? 4 : 4095), B>;
  using node = typename places::node;

  static constexpr std::uint32_t held = 1;
  static constexpr std::uint32_t first_waits = 1 << 8;
  static constexpr std::uint32_t last = 1 << 16;
  static constexpr std::uint32_t last_mask = 0xffffU * last;

  bool wait_first() noexcept {
    std::uint32_t seen = held;
    if (!word_.compare_exchange_strong(seen, held | first_waits, order::relaxed, order::relaxed))
      return false;
    B::await(word_, order::acquire, [](std::uint32_t now) { return (now & held) == 0; });
    word_.fetch_sub(first_waits - held, order::relaxed);
    return true;
  }

  void wait_in_line(std::uint32_t place) noexcept {
    node& self = places::at(place);
    // defect: keeps_the_old_link takes who was behind us the last time for who is now.
    if (!has<Flaw>(qspinlock_flaw::keeps_the_old_link)) self.next.store(nullptr, order::relaxed);
    self.admitted.store(false, order::relaxed);
    if (const std::uint32_t before = get_in_line(place); before != 0) {
      places::at(before).next.store(&self, order::release);
      B::await(self.admitted, order::acquire, [](bool admitted) { return admitted; });
    }
    // defect: enters_beside_the_first does not wait for the one who waits without a place.
    const std::uint32_t others =
        has<Flaw>(qspinlock_flaw::enters_beside_the_first) ? held : held | first_waits;
    // defect: passes_too_early admits the one behind us to the lock before we hold it.
    if (has<Flaw>(qspinlock_flaw::passes_too_early)) pass(self);
    std::uint32_t seen = B::await(word_, order::acquire,
                                  [others](std::uint32_t now) { return (now & others) == 0; });
    if (has<Flaw>(qspinlock_flaw::forgets_the_one_behind)) {
      // defect: whoever has got in line meanwhile waits for ever.
      return word_.store(held, order::relaxed);
    }
    if (seen == place * last &&
        word_.compare_exchange_strong(seen, held, order::relaxed, order::relaxed))
      return;
    word_.fetch_add(held, order::relaxed);
    if (!has<Flaw>(qspinlock_flaw::passes_too_early)) {
      B::await(self.next, order::acquire, [](node* behind) { return behind != nullptr; });
      pass(self);
    }
  }

  static void pass(node& self) noexcept {
    node* const next = self.next.load(order::acquire);
    if (next == nullptr) return;
    // defect: relaxed_pass lets the next in line see the lock as it was before we took it.
    next->admitted.store(true,
                         has<Flaw>(qspinlock_flaw::relaxed_pass) ? order::relaxed : order::release);
  }

  std::uint32_t get_in_line(std::uint32_t place) noexcept {
    std::uint32_t seen = word_.load(order::relaxed);
    std::uint32_t joined = 0;
    do {
      joined = (seen & ~last_mask) | place * last;
    } while (!word_.compare_exchange_weak(seen, joined, order::acq_rel, order::relaxed));
    return (seen & last_mask) / last;
  }

  typename B::template atomic<std::uint32_t> word_{0};
};

}  // namespace interlock::broken
