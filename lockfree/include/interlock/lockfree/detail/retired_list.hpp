// SPDX-License-Identifier: MIT
/// @file
/// Objects that wait to be reclaimed, chained through themselves: retiring never allocates.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include <cstddef>
#include <utility>

namespace interlock::detail {

/// What every retirable object carries. Plain members, so that the object stays copyable: only one
/// thread at a time owns the chain that holds it. The names are long because user types inherit
/// them.
struct retired_object {
  retired_object* next_retired = nullptr;
  void (*reclaim_retired)(retired_object*) noexcept = nullptr;
};

/// A chain that one thread owns. Every operation takes constant time.
class retired_list {
 public:
  constexpr retired_list() noexcept = default;
  constexpr retired_list(retired_list&& other) noexcept
      : first_{std::exchange(other.first_, nullptr)},
        last_{std::exchange(other.last_, nullptr)},
        size_{std::exchange(other.size_, 0)} {}
  retired_list& operator=(retired_list&&) = delete;

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  [[nodiscard]] retired_object* first() const noexcept { return first_; }
  [[nodiscard]] retired_object* last() const noexcept { return last_; }

  void push(retired_object& object) noexcept {
    object.next_retired = first_;
    if (last_ == nullptr) last_ = &object;
    first_ = &object;
    ++size_;
  }

  /// Null when empty.
  [[nodiscard]] retired_object* pop() noexcept {
    if (first_ == nullptr) return nullptr;
    retired_object* const object = first_;
    first_ = object->next_retired;
    if (first_ == nullptr) last_ = nullptr;
    --size_;
    return object;
  }

  void splice(retired_list other) noexcept {
    if (other.empty()) return;
    other.last_->next_retired = first_;
    if (last_ == nullptr) last_ = other.last_;
    first_ = other.first_;
    size_ += other.size_;
  }

 private:
  // Invariant: size_ objects from first_ to last_, both null when there are none.
  retired_object* first_ = nullptr;
  retired_object* last_ = nullptr;
  std::size_t size_ = 0;
};

/// A chain that any thread may add to, and take as a whole (so there is no ABA problem).
template <backend B>
class shared_retired_list {
 public:
  /// Objects in the list, or a little more while another thread is adding some.
  [[nodiscard]] std::size_t size() const noexcept {
    // relaxed: only decides when to reclaim.
    return size_.load(order::relaxed);
  }

  /// Progress: lock-free.
  void push(retired_list list) noexcept {
    if (list.empty()) return;
    // relaxed: counted before it can be taken, so the count never wraps below zero.
    size_.fetch_add(list.size(), order::relaxed);
    // relaxed: the old head is only linked, never followed, by this thread.
    retired_object* head = first_.load(order::relaxed);
    do {
      list.last()->next_retired = head;
      // (retired) release: publishes the links, and that the objects were unlinked before.
      // Pairs with (taken).
      // relaxed: as above.
    } while (!first_.compare_exchange_weak(head, list.first(), order::release, order::relaxed));
  }

  /// Progress: wait-free, plus a walk over what was taken.
  [[nodiscard]] retired_list take() noexcept {
    retired_list taken;
    if (size() == 0) return taken;
    // (taken) acquire: we follow the links and reclaim what others retired. Pairs with (retired).
    retired_object* object = first_.exchange(nullptr, order::acquire);
    while (object != nullptr) taken.push(*std::exchange(object, object->next_retired));
    // relaxed: as in push().
    size_.fetch_sub(taken.size(), order::relaxed);
    return taken;
  }

 private:
  // Invariant: size_ is never below the length of the chain at first_.
  typename B::template atomic<retired_object*> first_{nullptr};
  typename B::template atomic<std::size_t> size_{0};
};

}  // namespace interlock::detail
