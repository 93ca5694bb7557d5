// SPDX-License-Identifier: MIT
/// @file
/// `queue`: an unbounded first-in first-out queue for any number of producers and consumers.
///
/// producers: many | consumers: many | capacity: unbounded | order: FIFO, linearizable | progress:
/// lock-free | allocates: a node per element | reclamation: hazard pointers
///
/// Lock-free up to the allocator: a thread that stops anywhere, even inside the constructor of an
/// element, stops no other thread. Choose it when elements must never be refused and no thread may
/// block another. A bounded queue
/// (`spsc_queue.hpp` for one producer and one consumer) is faster and needs no memory management.
///
/// Memory: a node per element and one more, plus the nodes of popped elements that wait for
/// reclamation; their number is bounded, see hazard_pointer_domain.hpp. A node holds room for a
/// `T`: for a large `T`, push a `std::unique_ptr`.
///
/// Michael and Scott's queue [MS96] on hazard pointers [Mic04].
#pragma once

#include <interlock/lockfree/hazard_pointer.hpp>
#include <interlock/memory_order/backend.hpp>
#include <interlock/memory_order/cache_line.hpp>

#include <optional>
#include <type_traits>
#include <utility>

namespace interlock {

/// `T`: any type whose move constructor and destructor do not throw, so that a popped element
/// cannot be lost.
template <class T, backend B = std_backend>
class basic_queue {
 public:
  using value_type = T;

  /// Allocates one node.
  basic_queue() : basic_queue{create<B, node>()} {}
  basic_queue(const basic_queue&) = delete;
  basic_queue& operator=(const basic_queue&) = delete;

  /// Destroys the elements left. Requires: every other operation happened before.
  ~basic_queue() {
    // relaxed: nobody else uses the queue.
    node* dummy = head_.load(order::relaxed);
    // relaxed: as above.
    while (node* const first = dummy->next.load(order::relaxed)) {
      destroy<B>(dummy);
      first->value.destroy();
      dummy = first;
    }
    destroy<B>(dummy);
  }

  /// Adds an element at the end. For any threads X and Y, everything X does before it pushes an
  /// element is visible to Y after it pops that element. If it throws (no memory, or the element's
  /// constructor throws), nothing has changed.
  /// Progress: lock-free. Linearizes when the node is linked to the last one.
  void push(const T& value) { emplace(value); }
  void push(T&& value) { emplace(std::move(value)); }

  /// push() of an element made from `args`, in place and before any other thread can see it.
  template <class... Args>
  void emplace(Args&&... args) {
    auto guard = make_hazard_pointer<B>();
    node* const fresh = create<B, node>(std::in_place, std::forward<Args>(args)...);
    for (;;) {
      node* last = guard.protect(tail_);
      if (help_tail(*last)) continue;
      node* next = nullptr;
      // (linked) release: publishes the node and its element. Pairs with (found), (seen).
      // relaxed: another push came first, and help_tail() will look at its node.
      if (!last->next.compare_exchange_weak(next, fresh, order::release, order::relaxed)) continue;
      // (swung) release: publishes the node to those who find it through tail_.
      // Pairs with (validated in hazard_pointer.hpp).
      // relaxed: another thread has helped us.
      tail_.compare_exchange_strong(last, fresh, order::release, order::relaxed);
      return;
    }
  }

  /// Takes the first element; none if the queue is empty. Throws nothing, except std::bad_alloc
  /// before it has any effect, if there is no memory for more hazard pointers than ever before.
  /// Progress: lock-free. Linearizes when `head_` moves, or when the node at the head turns out to
  /// have no next one.
  [[nodiscard]] std::optional<T> try_pop() {
    std::optional<T> taken;
    take([&](T& first) { taken.emplace(std::move(first)); });
    return taken;
  }

  /// Takes the first element into `target`; false, and `target` untouched, if the queue is empty.
  /// Otherwise as above.
  [[nodiscard]] bool try_pop(T& target) requires std::is_nothrow_move_assignable_v<T> {
    return take([&](T& first) { target = std::move(first); });
  }

  /// Whether the queue was empty at some moment during the call. May throw like try_pop().
  /// Progress: lock-free. Linearizes where it reads `next` of the node at the head.
  [[nodiscard]] bool empty() const {
    auto guard = make_hazard_pointer<B>();
    // relaxed: nothing is read through the pointer.
    return guard.protect(head_)->next.load(order::relaxed) == nullptr;
  }

 private:
  struct node;
  struct reclaimer {
    void operator()(node* retired) const noexcept { destroy<B>(retired); }
  };

  struct node : basic_hazard_pointer_obj_base<node, reclaimer, B> {
    static_assert(std::is_nothrow_move_constructible_v<T>, "T's move constructor must not throw");
    static_assert(std::is_nothrow_destructible_v<T>, "T's destructor must not throw");

    node() noexcept = default;
    template <class... Args>
    explicit node(std::in_place_t, Args&&... args) {
      value.construct(std::forward<Args>(args)...);
    }

    typename B::template atomic<node*> next{nullptr};
    typename B::template slot<T> value;
  };

  explicit basic_queue(node* dummy) noexcept : head_{dummy}, tail_{dummy} {}

  /// If `last`, which `tail_` held, has a next node by now, makes sure that `tail_` has moved on.
  /// Requires: `last` is protected.
  bool help_tail(node& last) noexcept {
    // (seen) acquire: we publish the next node again, to those who find it through tail_. Pairs
    // with (linked).
    node* const next = last.next.load(order::acquire);
    if (next == nullptr) return false;
    node* expected = &last;
    // (helped) release: publishes the next node to those who find it through tail_.
    // Pairs with (validated in hazard_pointer.hpp).
    // relaxed: another thread was faster.
    tail_.compare_exchange_strong(expected, next, order::release, order::relaxed);
    return true;
  }

  /// Calls `use` with the first element, which ends then; false if the queue is empty.
  template <class Use>
  bool take(Use use) {
    auto guard = make_hazard_pointer<B>();
    auto next_guard = make_hazard_pointer<B>();
    for (;;) {
      node* dummy = guard.protect(head_);
      // (found) acquire: the element is visible. Pairs with (linked).
      node* const first = dummy->next.load(order::acquire);
      if (first == nullptr) return false;
      // Before the exchange below, so before `first` can be retired, if we are the ones to succeed.
      next_guard.reset_protection(first);
      // The tail moves before the head does, or it would be left pointing to a retired node.
      // relaxed: only compared. Not older than the dummy's arrival in tail_, which (popped) has
      // passed on with head_.
      if (tail_.load(order::relaxed) == dummy) help_tail(*dummy);
      // (popped) release: passes on our protection of `first`, and that the tail is past the dummy.
      // Pairs with (validated in hazard_pointer.hpp).
      // relaxed: another pop was faster. (The dummy is protected: its address cannot have come
      // back.)
      if (!head_.compare_exchange_weak(dummy, first, order::release, order::relaxed)) continue;
      // Alive because next_guard protects it, and ours alone because only one thread moves the head
      // there.
      use(first->value.exclusive());
      first->value.destroy();
      guard.reset_protection();
      dummy->retire();
      return true;
    }
  }

  // Invariant: head_ is the dummy, whose element is gone; the elements are in the nodes after it.
  // tail_ is the last node or, while a push is under way, the one before it; it is never behind
  // head_.
  alignas(cache_line) typename B::template atomic<node*> head_;
  alignas(cache_line) typename B::template atomic<node*> tail_;
};

template <class T>
using queue = basic_queue<T>;

}  // namespace interlock
