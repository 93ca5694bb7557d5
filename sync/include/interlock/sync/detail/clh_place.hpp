// SPDX-License-Identifier: MIT
/// @file
/// The places in the line of a `clh_lock`, and those that a thread keeps for the next time.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/memory_order/cache_line.hpp>

#include <cstddef>
#include <new>

namespace interlock::detail {

template <backend B>
struct clh_place {
  /// Whether the owner of this place has left; the one behind waits for it.
  typename B::template atomic<bool> left{false};
};

/// One that its owner leaves to the one behind: it comes from one thread and stays with another.
template <backend B>
struct alignas(cache_line) clh_loose_place : clh_place<B> {
  clh_loose_place* next = nullptr;  ///< in the list of spare ones
};

/// A thread's spare places.
template <backend B>
class [[gnu::visibility("default")]] clh_spares {
 public:
  using place = clh_loose_place<B>;

  clh_spares() noexcept = default;
  clh_spares(const clh_spares&) = delete;
  clh_spares& operator=(const clh_spares&) = delete;
  ~clh_spares() {
    while (first_ != nullptr) destroy<B>(pop());
  }

  /// A place that nobody has left yet; null if there is no memory for one.
  [[nodiscard]] static place* take() noexcept {
    clh_spares* const mine = B::template per_thread<clh_spares>::get();
    try {
      if (mine == nullptr || mine->first_ == nullptr) return create<B, place>();
    } catch (const std::bad_alloc&) {
      return nullptr;
    }
    place* const spare = mine->pop();
    // relaxed: nobody else knows it yet; getting in line publishes it.
    spare->left.store(false, order::relaxed);
    return spare;
  }

  /// Keeps what nobody else knows any more, or frees it. The thread's own destructors may call it
  /// when its spares are gone.
  static void give(place * unused) noexcept {
    clh_spares* const mine = B::template per_thread<clh_spares>::get();
    if (mine == nullptr || mine->count_ == most) return destroy<B>(unused);
    unused->next = mine->first_;
    mine->first_ = unused;
    ++mine->count_;
  }

 private:
  // Whoever is last in line comes out with one place more than it went in with, whoever is first
  // with one less. So many such ends in a row go without the heap.
  static constexpr std::size_t most = B::checked ? 1 : 4;

  place* pop() noexcept {
    place* const taken = first_;
    first_ = taken->next;
    --count_;
    return taken;
  }

  place* first_ = nullptr;
  std::size_t count_ = 0;
};

}  // namespace interlock::detail
