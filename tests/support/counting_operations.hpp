// SPDX-License-Identifier: MIT
/// @file
/// `counting_operations`: the real machine, counting the calling thread's read-modify-write
/// operations.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include <atomic>
#include <concepts>

namespace interlock::support {

/// Of the calling thread, since the program began.
inline thread_local unsigned read_modify_writes = 0;

template <class T>
class counted_atomic : public std::atomic<T> {
 public:
  using std::atomic<T>::atomic;
  using std::atomic<T>::operator=;

  T exchange(T desired, std::memory_order order) noexcept {
    ++read_modify_writes;
    return std::atomic<T>::exchange(desired, order);
  }
  bool compare_exchange_strong(T& expected, T desired, std::memory_order success,
                               std::memory_order failure) noexcept {
    ++read_modify_writes;
    return std::atomic<T>::compare_exchange_strong(expected, desired, success, failure);
  }
  bool compare_exchange_weak(T& expected, T desired, std::memory_order success,
                             std::memory_order failure) noexcept {
    ++read_modify_writes;
    return std::atomic<T>::compare_exchange_weak(expected, desired, success, failure);
  }
  T fetch_add(T operand, std::memory_order order) noexcept requires std::integral<T> {
    ++read_modify_writes;
    return std::atomic<T>::fetch_add(operand, order);
  }
  T fetch_sub(T operand, std::memory_order order) noexcept requires std::integral<T> {
    ++read_modify_writes;
    return std::atomic<T>::fetch_sub(operand, order);
  }
  T fetch_and(T operand, std::memory_order order) noexcept requires std::integral<T> {
    ++read_modify_writes;
    return std::atomic<T>::fetch_and(operand, order);
  }
  T fetch_or(T operand, std::memory_order order) noexcept requires std::integral<T> {
    ++read_modify_writes;
    return std::atomic<T>::fetch_or(operand, order);
  }
  T fetch_xor(T operand, std::memory_order order) noexcept requires std::integral<T> {
    ++read_modify_writes;
    return std::atomic<T>::fetch_xor(operand, order);
  }
};

struct counting_operations : std_backend {
  template <class T>
  using atomic = counted_atomic<T>;
};
static_assert(backend<counting_operations>);

/// How many of them `run()` needs.
template <class Run>
[[nodiscard]] unsigned read_modify_writes_of(Run run) {
  const unsigned before = read_modify_writes;
  run();
  return read_modify_writes - before;
}

}  // namespace interlock::support
