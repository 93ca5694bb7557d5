// SPDX-License-Identifier: MIT
/// @file
/// One bucket of a parking lot: the sleeping threads whose addresses fall into it, first come,
/// first served for each address.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/memory_order/cache_line.hpp>
#include <interlock/sync/mutex.hpp>

#include <cstdint>

namespace interlock::detail {

/// A thread that sleeps, on its own stack.
template <backend B>
struct parked_thread {
  static constexpr std::uint32_t parked = 0;
  static constexpr std::uint32_t unparked = 1;

  // parked -> unparked, by the thread that took it out of line, when it is done with the node.
  typename B::template atomic<std::uint32_t> state{parked};
  // Written with the mutexes held of the bucket that it names and of the one that it named before:
  // who holds the mutex of the bucket that it names is in the right bucket.
  typename B::template atomic<const void*> address{nullptr};
  // These belong to the holder of that mutex while the thread is in line, and then to the thread
  // that took it out.
  typename B::template plain<bool> in_line{false};
  typename B::template plain<parked_thread*> next{nullptr};
  typename B::template plain<parked_thread*> previous{nullptr};
  // Written by the thread that took it out; read by ours when it is awake.
  typename B::template plain<std::uintptr_t> token{0};
};

template <backend B>
class alignas(cache_line) parking_bucket {
 public:
  using thread = parked_thread<B>;

  constexpr parking_bucket() noexcept = default;
  parking_bucket(const parking_bucket&) = delete;
  parking_bucket& operator=(const parking_bucket&) = delete;

  void lock() noexcept { mutex_.lock(); }
  void unlock() noexcept { mutex_.unlock(); }

  // All of these require that the bucket is locked.

  /// Puts `one`, parked at `address`, behind all others or before them.
  void insert(thread* one, const void* address, bool in_front) noexcept {
    // relaxed: whoever acts on it holds the mutex of the bucket that it names.
    one->address.store(address, order::relaxed);
    one->in_line.write(true);
    thread* const previous = in_front ? nullptr : last_.read();
    thread* const next = in_front ? first_.read() : nullptr;
    one->previous.write(previous);
    one->next.write(next);
    set_next(previous, one);
    set_previous(next, one);
  }

  /// Takes `one` out. Requires: it is in line here.
  void remove(thread* one) noexcept {
    one->in_line.write(false);
    set_next(one->previous.read(), one->next.read());
    set_previous(one->next.read(), one->previous.read());
  }

  /// Who is first in line at `address`; null if nobody is.
  [[nodiscard]] thread* first(const void* address) const noexcept {
    return find(first_.read(), address);
  }

  /// Who is behind `one` at its address; null if nobody is.
  [[nodiscard]] thread* behind(const thread* one) const noexcept {
    return find(one->next.read(), address_of(one));
  }

 private:
  [[nodiscard]] static const void* address_of(const thread* one) noexcept {
    // relaxed: the mutex of the bucket, which the caller holds, orders it.
    return one->address.load(order::relaxed);
  }

  [[nodiscard]] static thread* find(thread* from, const void* address) noexcept {
    while (from != nullptr && address_of(from) != address) from = from->next.read();
    return from;
  }

  void set_next(thread* of, thread* to) noexcept {
    if (of == nullptr) {
      first_.write(to);
    } else {
      of->next.write(to);
    }
  }

  void set_previous(thread* of, thread* to) noexcept {
    if (of == nullptr) {
      last_.write(to);
    } else {
      of->previous.write(to);
    }
  }

  // Invariant: a list linked both ways of the threads in line; mutex_ protects it.
  basic_mutex<B> mutex_;
  typename B::template plain<thread*> first_{nullptr};
  typename B::template plain<thread*> last_{nullptr};
};

}  // namespace interlock::detail
