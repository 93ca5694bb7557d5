// SPDX-License-Identifier: MIT
/// @file
/// `backend`: the machine that an algorithm runs on.
///
/// Every algorithm of this library is a template over a backend and touches shared state through it
/// alone: no `std::atomic`, pause, system call, `thread_local` or hand-written spin loop appears
/// outside a backend. So the header that a user compiles for the real machine is the one that a
/// checker executes.
///
/// | member | meaning |
/// |---|---|
/// | `atomic<T>` | the operations of `std::atomic<T>`; every call names its orders |
/// | `plain<T>` | non-atomic shared data: `read()`, `write(v)`; a checker proves the accesses race-free |
/// | `slot<T>` | raw storage: `construct(args...)`, `destroy()`, `exclusive()` (a write), `shared()` (a read) |
/// | `fence(order, atomics...)` | a fence, naming the atomics it publishes through or acquires from |
/// | `light_fence()`, `heavy_fence()` | an asymmetric pair of seq_cst fences: light ones are nearly free |
/// | `enable_light_fences()` | called off the hot path by whoever uses light fences: from then on they are cheap |
/// | `await(location, order, predicate)` | loads until the predicate holds for the value, and returns it; the only way to spin. The predicate depends on the value and captured copies alone |
/// | `await(location, order, predicate, pace)` | the same, doing what the pace says between looks (backoff.hpp); a checker takes no notice of it |
/// | `try_await(location, order, predicate, looks)` | the same, but may give up (after about `looks` loads); returns the last value |
/// | `futex_wait`, `futex_wake` | parking, see futex.hpp |
/// | `per_thread<T>::get()` | the calling thread's `T`, destroyed when the thread ends; null after that |
/// | `global<T>()` | the one `T` of the process (of the execution, under a checker); never destroyed. `T` has default visibility |
/// | `thread`, `yield()` | threads that a checker can control |
/// | `thread_id()` | a number that no other running thread has, in no module of the program; never 0 |
/// | `numa_node()` | the number, from 0, of the node of the machine on which the calling thread runs, or ran a moment ago |
/// | `allocate`, `deallocate` | memory whose use after free, double free and leak a checker sees |
/// | `checked`, `fail(rule, file, line)` | whether rules are always tested, and how a broken one is reported |
#pragma once

#include <interlock/memory_order/assert.hpp>
#include <interlock/memory_order/backoff.hpp>
#include <interlock/memory_order/deadline.hpp>
#include <interlock/memory_order/futex.hpp>
#include <interlock/memory_order/order.hpp>
#include <interlock/memory_order/std_backend.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <new>
#include <utility>

namespace interlock {

// clang-format off
template <class B>
concept backend = requires(typename B::template atomic<std::uint32_t>& word,
                           typename B::template plain<int>& data,
                           typename B::template slot<int>& storage,
                           bool (*ready)(std::uint32_t), const deadline& when, void* memory) {
  { word.load(order::acquire) } -> std::same_as<std::uint32_t>;
  word.store(1U, order::release);
  { word.exchange(1U, order::acq_rel) } -> std::same_as<std::uint32_t>;
  { word.fetch_add(1U, order::relaxed) } -> std::same_as<std::uint32_t>;
  { data.read() } -> std::convertible_to<int>;
  data.write(1);
  storage.construct(1);
  storage.destroy();
  { storage.exclusive() } -> std::same_as<int&>;
  { storage.shared() } -> std::same_as<const int&>;
  B::fence(order::seq_cst, word);
  B::light_fence();
  B::heavy_fence();
  B::enable_light_fences();
  { B::await(word, order::acquire, ready) } -> std::same_as<std::uint32_t>;
  { B::await(word, order::acquire, ready, backoff::usual()) } -> std::same_as<std::uint32_t>;
  { B::try_await(word, order::relaxed, ready, 1) } -> std::same_as<std::uint32_t>;
  { B::futex_wait(word, 0U, when, sharing::process_private) } -> std::same_as<wait_result>;
  B::futex_wake(word, 1, sharing::process_private);
  { B::template per_thread<int>::get() } -> std::same_as<int*>;
  { B::template global<int>() } -> std::same_as<int&>;
  typename B::thread;
  B::yield();
  { B::thread_id() } -> std::same_as<std::uintptr_t>;
  { B::numa_node() } -> std::same_as<unsigned>;
  { B::allocate(std::size_t{1}, std::size_t{1}) } -> std::same_as<void*>;
  B::deallocate(memory, std::size_t{1}, std::size_t{1});
  { B::checked } -> std::convertible_to<bool>;
  B::fail("rule", "file", 1);
};
// clang-format on

static_assert(backend<std_backend>);

/// A new `T` in the backend's memory. Strong exception guarantee.
template <backend B, class T, class... Args>
[[nodiscard]] T* create(Args&&... args) {
  void* const memory = B::allocate(sizeof(T), alignof(T));
  try {
    return ::new (memory) T(std::forward<Args>(args)...);
  } catch (...) {
    B::deallocate(memory, sizeof(T), alignof(T));
    throw;
  }
}

/// Ends what `create<B, T>` made.
template <backend B, class T>
void destroy(T* object) noexcept {
  object->~T();
  B::deallocate(object, sizeof(T), alignof(T));
}

}  // namespace interlock
