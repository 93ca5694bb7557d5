// SPDX-License-Identifier: MIT
/// @file
/// Bounded single-producer single-consumer queue: a ring with cached indices [Lam83] [LBR10].
///
/// producers: 1 | consumers: 1 | bounded: any capacity >= 1, exact | order: FIFO, linearizable |
/// progress: wait-free | memory: slots for the next power of two of the capacity, allocated once
///
/// The cheapest way to hand values from one thread to another. Each side owns a cache line with its
/// index and a copy of the other side's index, which it refreshes only when the ring seems full or
/// empty. For several producers or consumers use `queue`.
#pragma once

#include <interlock/lockfree/detail/slot_array.hpp>
#include <interlock/memory_order/backend.hpp>
#include <interlock/memory_order/cache_line.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <optional>
#include <type_traits>
#include <utility>

namespace interlock {

template <class T, backend B = std_backend>
class basic_spsc_queue {
  static_assert(std::is_nothrow_destructible_v<T>);

 public:
  using value_type = T;

  /// A queue for `capacity` elements. Throws `std::invalid_argument` if it is 0,
  /// `std::length_error` if it is too large, and `std::bad_alloc`. `first_index` is where the
  /// counters start: for tests of their wrap-around.
  explicit basic_spsc_queue(std::size_t capacity, std::size_t first_index = 0)
      : slots_{"spsc_queue", capacity}, consumer_{first_index}, producer_{first_index, capacity} {}

  basic_spsc_queue(const basic_spsc_queue&) = delete;
  basic_spsc_queue& operator=(const basic_spsc_queue&) = delete;

  /// Destroys the elements that are left. Requires: nobody else uses the queue.
  ~basic_spsc_queue() {
    while (front() != nullptr) pop_front();
  }

  /// Appends a `T` made from `args`; false if the queue is full, and then `args` are untouched. If
  /// the constructor throws, the queue is as before. Producer only. Linearizes at (pushed).
  /// Progress: wait-free.
  template <class... Args>
  [[nodiscard]] bool try_emplace(Args&&... args) {
    // relaxed: only the producer writes tail.
    const std::size_t tail = producer_.tail.load(order::relaxed);
    if (!has_room(tail)) return false;
    slots_[tail].construct(std::forward<Args>(args)...);
    // (pushed) release: publishes the element. Pairs with (ready).
    producer_.tail.store(tail + 1, order::release);
    return true;
  }
  [[nodiscard]] bool try_push(const T& value) { return try_emplace(value); }
  [[nodiscard]] bool try_push(T&& value) { return try_emplace(std::move(value)); }

  /// Appends elements from [first, last) while there is room, publishing them together; returns the
  /// first one not taken. If a constructor throws, the elements before it have been appended.
  /// Producer only. Progress: wait-free.
  template <class Iterator>
  [[nodiscard]] Iterator try_push_range(Iterator first, Iterator last) {
    // relaxed: only the producer writes tail.
    publisher batch{producer_, producer_.tail.load(order::relaxed)};
    for (; first != last && has_room(batch.tail); ++first, ++batch.tail) {
      slots_[batch.tail].construct(*first);
    }
    return first;
  }

  /// The oldest element, or null if the queue is empty. It stays until `pop_front()`. Consumer
  /// only. Linearizes at (ready). Progress: wait-free.
  [[nodiscard]] T* front() noexcept {
    // relaxed: only the consumer writes head.
    const std::size_t head = consumer_.head.load(order::relaxed);
    return has_element(head) ? &slots_[head].exclusive() : nullptr;
  }

  /// Destroys the oldest element. Requires: `front()` has returned it. Consumer only. Progress:
  /// wait-free.
  void pop_front() noexcept {
    // relaxed: only the consumer writes head.
    const std::size_t head = consumer_.head.load(order::relaxed);
    INTERLOCK_ASSERT(B, head != consumer_.known_tail.read(),
                     "spsc_queue: pop_front() on an empty queue");
    remove(head);
  }

  /// Removes the oldest element; empty if there is none. Consumer only. Progress: wait-free.
  [[nodiscard]] std::optional<T> try_pop() noexcept(std::is_nothrow_move_constructible_v<T>) {
    // relaxed: only the consumer writes head.
    const std::size_t head = consumer_.head.load(order::relaxed);
    if (!has_element(head)) return std::nullopt;
    std::optional<T> value{std::move(slots_[head].exclusive())};
    remove(head);
    return value;
  }

  /// Moves the oldest element into `value`; false, and `value` untouched, if there is none. If the
  /// assignment throws, the element stays. Consumer only. Progress: wait-free.
  [[nodiscard]] bool try_pop(T& value) noexcept(std::is_nothrow_move_assignable_v<T>) {
    // relaxed: only the consumer writes head.
    const std::size_t head = consumer_.head.load(order::relaxed);
    if (!has_element(head)) return false;
    value = std::move(slots_[head].exclusive());
    remove(head);
    return true;
  }

  /// Calls `use(T&&)` for up to `limit` elements and removes them; returns how many. If `use`
  /// throws, the elements before that one are removed. Consumer only. Progress: wait-free but for
  /// `use`.
  template <class Use>
  std::size_t consume(Use use, std::size_t limit = static_cast<std::size_t>(-1)) {
    std::size_t used = 0;
    for (T* oldest; used < limit && (oldest = front()) != nullptr; ++used) {
      use(std::move(*oldest));
      pop_front();
    }
    return used;
  }

  /// Whether there was no element at some instant during the call. Any thread.
  [[nodiscard]] bool empty() const noexcept { return size_approx() == 0; }

  /// How many elements there were, exact when neither side is active; never more than `capacity()`.
  /// Any thread.
  [[nodiscard]] std::size_t size_approx() const noexcept {
    // relaxed: a snapshot of two counters that may both move on; nothing is read through it.
    const std::size_t head = consumer_.head.load(order::relaxed);
    // relaxed: as above.
    const std::size_t tail = producer_.tail.load(order::relaxed);
    const std::size_t size = tail - head;
    return size <= capacity() ? size : 0;
  }

  [[nodiscard]] std::size_t capacity() const noexcept { return slots_.capacity(); }

 private:
  template <class U>
  using atomic = typename B::template atomic<U>;
  template <class U>
  using plain = typename B::template plain<U>;

  // Invariant: head <= known_tail <= tail <= limit <= head + capacity (mod 2^64), and the slots in
  // [head, tail) hold elements. An index has a cache line of its own, which the
  // other side takes away whenever it looks; the copy next to it would be taken along.
  struct consumer_side {
    explicit consumer_side(std::size_t first) noexcept : head{first}, known_tail{first} {}
    alignas(cache_line) atomic<std::size_t> head;
    alignas(cache_line) plain<std::size_t> known_tail;
  };
  struct producer_side {
    producer_side(std::size_t first, std::size_t capacity) noexcept
        : tail{first}, limit{first + capacity} {}
    alignas(cache_line) atomic<std::size_t> tail;
    alignas(cache_line) plain<std::size_t> limit;
  };

  /// Publishes what a batch has constructed so far, whether it ends or throws.
  struct publisher {
    producer_side& side;
    std::size_t tail;
    // (pushed_range) release: publishes the elements. Pairs with (ready).
    ~publisher() { side.tail.store(tail, order::release); }
  };

  [[nodiscard]] bool has_room(std::size_t tail) noexcept {
    if (tail != producer_.limit.read()) [[likely]]
      return true;
    // (vacant) acquire: the consumer is done with the slot. Pairs with (popped).
    const std::size_t limit = consumer_.head.load(order::acquire) + capacity();
    if (tail == limit) return false;
    producer_.limit.write(limit);
    return true;
  }

  [[nodiscard]] bool has_element(std::size_t head) noexcept {
    std::size_t tail = consumer_.known_tail.read();
    if (head == tail) {
      // (ready) acquire: the element is constructed. Pairs with (pushed), (pushed_range).
      tail = producer_.tail.load(order::acquire);
      if (head == tail) return false;
      consumer_.known_tail.write(tail);
    }
    return true;
  }

  void remove(std::size_t head) noexcept {
    slots_[head].destroy();
    // (popped) release: we are done with the slot, which the producer may fill again. Pairs with
    // (vacant).
    consumer_.head.store(head + 1, order::release);
  }

  detail::slot_array<T, B> slots_;
  consumer_side consumer_;
  producer_side producer_;
};

template <class T>
using spsc_queue = basic_spsc_queue<T>;

}  // namespace interlock
