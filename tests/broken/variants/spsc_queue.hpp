// SPDX-License-Identifier: MIT
/// @file
/// A single-producer single-consumer ring [Lam83] that is right with `spsc_flaw::none` and wrong in
/// one line otherwise.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/memory_order/cache_line.hpp>

#include "broken/choice.hpp"

#include <bit>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <utility>

namespace interlock::broken {

enum class spsc_flaw {
  none,
  publishes_before_constructing,
  relaxed_push,
  relaxed_front,
  relaxed_pop,
  relaxed_room,
  one_too_many,
  ordered_indices,
  failed_push_consumes,
  pops_before_moving,
};

template <spsc_flaw Flaw, class T, backend B>
class spsc_queue {
 public:
  explicit spsc_queue(std::size_t capacity, std::size_t first_index)
      : capacity_{capacity != 0 ? capacity : throw std::invalid_argument{"the capacity is 0"}},
        mask_{std::bit_ceil(capacity) - 1},
        slots_{static_cast<slot*>(B::allocate(bytes(), alignof(slot)))},
        head_{first_index},
        tail_{first_index} {
    for (std::size_t i = 0; i <= mask_; ++i) ::new (static_cast<void*>(slots_ + i)) slot;
  }
  spsc_queue(const spsc_queue&) = delete;
  spsc_queue& operator=(const spsc_queue&) = delete;
  ~spsc_queue() {
    while (try_pop()) {
    }
    for (std::size_t i = 0; i <= mask_; ++i) slots_[i].~slot();
    B::deallocate(slots_, bytes(), alignof(slot));
  }

  [[nodiscard]] bool try_push(T&& value) {
    // defect: failed_push_consumes takes the value away from a caller who is then refused.
    std::optional<T> taken;
    if (has<Flaw>(spsc_flaw::failed_push_consumes)) taken = std::move(value);
    T& source = taken ? *taken : value;

    const std::size_t tail = tail_.load(order::relaxed);
    // defect: relaxed_room fills a slot whose old element may still be in use.
    const std::size_t head =
        head_.load(has<Flaw>(spsc_flaw::relaxed_room) ? order::relaxed : order::acquire);
    // defect: one_too_many overwrites the oldest element of a full ring.
    const std::size_t room = capacity_ + (has<Flaw>(spsc_flaw::one_too_many) ? 1 : 0);
    if (tail - head >= room) return false;
    // defect: publishes_before_constructing hands out a slot that holds no element yet.
    if (has<Flaw>(spsc_flaw::publishes_before_constructing)) tail_.store(tail + 1, order::release);
    at(tail).construct(std::move(source));
    // defect: relaxed_push publishes the index, not the element.
    tail_.store(tail + 1, has<Flaw>(spsc_flaw::relaxed_push) ? order::relaxed : order::release);
    return true;
  }

  [[nodiscard]] std::optional<T> try_pop() {
    const std::size_t head = head_.load(order::relaxed);
    // defect: relaxed_front sees the index, not the element.
    const std::size_t tail =
        tail_.load(has<Flaw>(spsc_flaw::relaxed_front) ? order::relaxed : order::acquire);
    // defect: with ordered_indices the elements pushed before the wrap-around are lost behind it.
    if (has<Flaw>(spsc_flaw::ordered_indices) ? head >= tail : head == tail) return std::nullopt;
    // defect: pops_before_moving gives the slot back while it is still being read.
    if (has<Flaw>(spsc_flaw::pops_before_moving)) head_.store(head + 1, order::release);
    std::optional<T> value{std::move(at(head).exclusive())};
    at(head).destroy();
    // defect: relaxed_pop gives the slot back before the element has left it.
    head_.store(head + 1, has<Flaw>(spsc_flaw::relaxed_pop) ? order::relaxed : order::release);
    return value;
  }

 private:
  using slot = typename B::template slot<T>;

  slot& at(std::size_t index) noexcept { return slots_[index & mask_]; }
  std::size_t bytes() const noexcept { return (mask_ + 1) * sizeof(slot); }

  const std::size_t capacity_;
  const std::size_t mask_;
  slot* const slots_;
  alignas(cache_line) typename B::template atomic<std::size_t> head_;
  alignas(cache_line) typename B::template atomic<std::size_t> tail_;
};

}  // namespace interlock::broken
