// SPDX-License-Identifier: MIT
/// @file
/// A line of threads, the part that queue locks have in common, in the K42 form [Sco13] of the MCS
/// lock [MCS91]: those who wait have places on their stacks, and whoever is in front has the line's
/// own place, so that it can leave with nothing but the line.
#pragma once

#include <interlock/memory_order/backend.hpp>

namespace interlock::detail {

template <backend B>
class queue_line {
  template <class T>
  using atomic = typename B::template atomic<T>;

 public:
  /// A place in line. What it is part of must be complete when it gets in line.
  struct place {
    atomic<place*> next{nullptr};
  };

  constexpr queue_line() noexcept = default;
  queue_line(const queue_line&) = delete;
  queue_line& operator=(const queue_line&) = delete;

  /// Whether nobody is in line, as far as a thread knows that only looks.
  [[nodiscard]] bool seems_empty() const noexcept {
    // relaxed: a hint; whoever believes it tries, and who does not gets in line.
    return last_.load(order::relaxed) == nullptr;
  }

  /// Goes to the front of an empty line. Everything before the `leave()` that has emptied it is
  /// then visible. Progress: wait-free.
  [[nodiscard]] bool try_enter() noexcept {
    place* last = nullptr;
    // (taken) acquire: what the last one in front did is visible. Pairs with (freed), (emptied).
    // relaxed: a failure reads nothing.
    return last_.compare_exchange_strong(last, &front_, order::acquire, order::relaxed);
  }

  /// Gets in line with `self`; whether the line was empty, so that `self` is in front. Progress:
  /// wait-free.
  [[nodiscard]] bool join(place& self) noexcept {
    // (queued) acq_rel: our place is complete for the one behind us, the one before us is for us,
    // and so is what the last one in front did, if the line was empty. Pairs with (queued),
    // (freed), (left), (emptied).
    place* const before = last_.exchange(&self, order::acq_rel);
    if (before == nullptr) return true;
    // (linked) release: our place is complete. Pairs with (seen), (awaited), (behind), (next),
    // (found).
    before->next.store(&self, order::release);
    return false;
  }

  /// Moves the one in front from `self`, whose storage may end then, to the line's own place.
  void move_to_front(place& self) noexcept {
    // (behind) acquire: who is behind us is complete for us. Pairs with (linked).
    place* const next = self.next.load(order::acquire);
    // relaxed: (left) publishes it if somebody else is to write it; otherwise only we read it.
    front_.next.store(next, order::relaxed);
    if (next != nullptr) return;
    place* last = &self;
    // (left) release: front_.next is empty before the next in line writes to it. Pairs with
    // (queued). relaxed: a failure says that somebody is getting in line.
    if (last_.compare_exchange_strong(last, &front_, order::release, order::relaxed)) return;
    // relaxed: only we read it.
    front_.next.store(successor_of(self), order::relaxed);
  }

  /// The first behind the front, for the one in front to leave it to. If there is none, null, and
  /// the line now ends with `last`, to which the same holds, or is empty if that is null. Progress:
  /// blocking while a thread is between the two steps of getting in line.
  [[nodiscard]] place* leave(place* last = nullptr) noexcept {
    // (seen) acquire: the place of the first behind us is complete. Pairs with (linked).
    place* const first = front_.next.load(order::acquire);
    if (first != nullptr) return first;
    place* self = &front_;
    // (freed) release: publishes what we did in front, and the place `last`. Pairs with (taken),
    // (queued). relaxed: a failure says that somebody is getting in line; (awaited) will see who.
    if (last_.compare_exchange_strong(self, last, order::release, order::relaxed)) return nullptr;
    return successor_of(front_);
  }

  /// The same for one that has stayed in front in its own place, `self`.
  [[nodiscard]] place* leave_from(place& self) noexcept {
    // (found) acquire: the place of the first behind us is complete. Pairs with (linked).
    place* const first = self.next.load(order::acquire);
    if (first != nullptr) return first;
    // It may still name one who was behind the line's own place, long ago.
    // relaxed: (emptied) publishes it, and nobody uses it while the line does not lead there.
    front_.next.store(nullptr, order::relaxed);
    place* last = &self;
    // (emptied) release: publishes what we did in front, and that front_.next is empty. Pairs with
    // (taken), (queued). relaxed: a failure says that somebody is getting in line.
    if (last_.compare_exchange_strong(last, nullptr, order::release, order::relaxed)) {
      return nullptr;
    }
    return successor_of(self);
  }

  /// The one behind `one`, or null if nobody has come, or not yet said who it is. Requires: the
  /// caller is in front.
  [[nodiscard]] static place* next_of(const place& one) noexcept {
    // (next) acquire: the place is complete. Pairs with (linked).
    return one.next.load(order::acquire);
  }

  /// Lets `next` come behind `one`. Requires: the caller is in front, and `one` is not the last in
  /// line.
  static void set_next(place& one, place* next) noexcept {
    // relaxed: published with the front, or by (freed).
    one.next.store(next, order::relaxed);
  }

 private:
  /// The one behind `one`, who has come but perhaps not yet said who it is.
  static place* successor_of(place& one) noexcept {
    // (awaited) acquire: the place is complete. Pairs with (linked).
    return B::await(one.next, order::acquire, [](place* next) { return next != nullptr; });
  }

  // Invariant: last_ is null if the line is empty, front_ if nobody is behind the one in front,
  // else the last in line; front_.next is null while last_ is front_ or null, unless the next in
  // line has just written it.
  place front_;
  atomic<place*> last_{nullptr};
};

}  // namespace interlock::detail
