// SPDX-License-Identifier: MIT
/// @file
/// `relacy_backend`: algorithms executed by Relacy Race Detector [Vyu10], which searches
/// interleavings and the reorderings of a vector-clock memory model. See
/// memory_order/relacy/README.md for what it can and cannot see.
///
/// Usable only inside `relacy::run<Client>()` (relacy/suite.hpp); no atomic may have static storage
/// duration.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/memory_order/relacy/atomic.hpp>
#include <interlock/memory_order/relacy/location.hpp>
#include <interlock/memory_order/relacy/model.hpp>
#include <interlock/memory_order/relacy/objects.hpp>
#include <interlock/memory_order/relacy/plain.hpp>
#include <interlock/memory_order/relacy/slot.hpp>
#include <interlock/memory_order/relacy/thread.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace interlock {

/// See `backend` for the meaning of each member.
struct relacy_backend {
  using location = relacy::location;

  static constexpr bool checked = true;

  template <class T>
  using atomic = relacy::atomic<T>;
  template <class T>
  using plain = relacy::plain<T>;
  template <class T>
  using slot = relacy::slot<T>;

  template <class... Atomics>
  static void fence(relacy::placed_order fence, const Atomics&...) noexcept {
    relacy::fence(fence.order, fence.where);
  }
  static void light_fence(location where = location::current()) noexcept {
    relacy::light_fence(where);
  }
  static void enable_light_fences() noexcept {}
  static void heavy_fence(location where = location::current()) noexcept {
    relacy::heavy_fence(where);
  }

  /// Looks, and lets the others run after every look in vain.
  template <class T, class Predicate>
  static T await(const atomic<T>& watched, std::memory_order order, Predicate ready,
                 location where = location::current()) noexcept {
    for (;;) {
      const T value = watched.load(order, where);
      if (ready(value)) return value;
      relacy::yield(where);
    }
  }

  template <class T, class Predicate, class Pace>
  requires backoff::pace_for<std::remove_reference_t<Pace>, T>
  static T await(const atomic<T>& watched, std::memory_order order, Predicate ready, Pace&&,
                 location where = location::current()) noexcept {
    return await(watched, order, ready, where);
  }

  /// Looks once: more looks give nothing that an earlier or later single look does not.
  template <class T, class Predicate>
  [[nodiscard]] static T try_await(const atomic<T>& watched, std::memory_order order, Predicate,
                                   int, location where = location::current()) noexcept {
    return watched.load(order, where);
  }

  template <class T>
  [[nodiscard]] static wait_result futex_wait(const atomic<T>& word, std::uint32_t expected,
                                              const deadline& when = deadline::never(),
                                              sharing = sharing::process_private,
                                              location where = location::current()) noexcept {
    return relacy::park(word.model(), expected, when, where);
  }

  template <class T>
  static void futex_wake(const atomic<T>& word, int count, sharing = sharing::process_private,
                         location where = location::current()) noexcept {
    relacy::unpark(word.model(), count, where);
  }

  template <class T>
  using per_thread = relacy::per_thread<T>;

  template <class T>
  [[nodiscard]] static T& global() {
    return *static_cast<T*>(relacy::global_object(relacy::kind_of<T>));
  }

  using thread = relacy::thread;
  static void yield(location where = location::current()) noexcept { relacy::yield(where); }
  [[nodiscard]] static std::uintptr_t thread_id() noexcept { return relacy::current_thread() + 1U; }
  /// A machine of two nodes, on which the threads run by turns.
  [[nodiscard]] static unsigned numa_node() noexcept { return relacy::current_thread() % 2U; }

  [[nodiscard]] static void* allocate(std::size_t bytes, std::size_t alignment,
                                      location where = location::current()) {
    return relacy::allocate(bytes, alignment, where);
  }
  static void deallocate(void* memory, std::size_t bytes, std::size_t alignment,
                         location where = location::current()) noexcept {
    relacy::deallocate(memory, bytes, alignment, where);
  }

  [[noreturn]] static void fail(const char* rule, const char* file, int line) noexcept {
    relacy::fail(rule, location{file, line});
  }
};

static_assert(backend<relacy_backend>);

}  // namespace interlock
