// SPDX-License-Identifier: MIT
/// @file
/// Objects that wait to be reclaimed, chained through themselves: retiring never allocates.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include <cstddef>
#include <utility>

namespace interlock::detail {

/// `plain` that is as copyable as a bare `T`. A checker watches the accesses; under it nobody
/// copies.
template <backend B, class T>
class copyable_plain : public B::template plain<T> {};

template <backend B, class T>
requires(!B::checked) class copyable_plain<B, T> {
 public:
  [[nodiscard]] constexpr T read() const noexcept { return value_; }
  constexpr void write(T value) noexcept { value_ = value; }

 private:
  T value_{};
};

/// What every retirable object carries, and stays copyable with. Only one thread at a time owns the
/// chain that holds it. The names are long because user types inherit them.
template <backend B>
struct retired_object {
  copyable_plain<B, retired_object*> next_retired;
  copyable_plain<B, void (*)(retired_object*) noexcept> reclaim_retired;
};

/// A chain that one thread owns. Every operation takes constant time.
template <backend B>
class retired_list {
  using object = retired_object<B>;

 public:
  constexpr retired_list() noexcept = default;
  constexpr retired_list(retired_list&& other) noexcept
      : first_{std::exchange(other.first_, nullptr)},
        last_{std::exchange(other.last_, nullptr)},
        size_{std::exchange(other.size_, 0)} {}
  retired_list& operator=(retired_list&&) = delete;

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  [[nodiscard]] object* first() const noexcept { return first_; }
  [[nodiscard]] object* last() const noexcept { return last_; }

  void push(object& added) noexcept {
    added.next_retired.write(first_);
    if (last_ == nullptr) last_ = &added;
    first_ = &added;
    ++size_;
  }

  /// Null when empty.
  [[nodiscard]] object* pop() noexcept {
    if (first_ == nullptr) return nullptr;
    object* const popped = first_;
    first_ = popped->next_retired.read();
    if (first_ == nullptr) last_ = nullptr;
    --size_;
    return popped;
  }

  void splice(retired_list other) noexcept {
    if (other.empty()) return;
    other.last_->next_retired.write(first_);
    if (last_ == nullptr) last_ = other.last_;
    first_ = other.first_;
    size_ += other.size_;
  }

 private:
  // Invariant: size_ objects from first_ to last_, both null when there are none.
  object* first_ = nullptr;
  object* last_ = nullptr;
  std::size_t size_ = 0;
};

/// A chain that any thread may add to, and take as a whole (so there is no ABA problem).
template <backend B>
class shared_retired_list {
  using object = retired_object<B>;

 public:
  /// Objects in the list, or a little more while another thread is adding some.
  [[nodiscard]] std::size_t size() const noexcept {
    // relaxed: only decides when to reclaim.
    return size_.load(order::relaxed);
  }

  /// Progress: lock-free.
  void push(retired_list<B> list) noexcept {
    if (list.empty()) return;
    // relaxed: counted before it can be taken, so the count never wraps below zero.
    size_.fetch_add(list.size(), order::relaxed);
    // relaxed: the old head is only linked, never followed, by this thread.
    object* head = first_.load(order::relaxed);
    do {
      list.last()->next_retired.write(head);
      // (retired) release: publishes the links, and that the objects were unlinked before.
      // Pairs with (taken).
      // relaxed: as above.
    } while (!first_.compare_exchange_weak(head, list.first(), order::release, order::relaxed));
  }

  /// Progress: wait-free, plus a walk over what was taken.
  [[nodiscard]] retired_list<B> take() noexcept {
    retired_list<B> taken;
    if (size() == 0) return taken;
    // (taken) acquire: we follow the links and reclaim what others retired. Pairs with (retired).
    object* each = first_.exchange(nullptr, order::acquire);
    while (each != nullptr) taken.push(*std::exchange(each, each->next_retired.read()));
    // relaxed: as in push().
    size_.fetch_sub(taken.size(), order::relaxed);
    return taken;
  }

 private:
  // Invariant: size_ is never below the length of the chain at first_.
  typename B::template atomic<object*> first_{nullptr};
  typename B::template atomic<std::size_t> size_{0};
};

}  // namespace interlock::detail
