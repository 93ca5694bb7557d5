// SPDX-License-Identifier: MIT
/// @file
/// The functions that compilers call instead of atomic operations.
#include "native_atomic.hpp"
#include "session.hpp"

#include <atomic>
#include <cstdint>
#include <utility>

namespace interlock::checker::instrumented {
namespace {

__extension__ using uint128 = unsigned __int128;

/// The order as compilers pass it: in the lower bits.
[[nodiscard]] std::memory_order order_of(int passed) noexcept {
  return static_cast<std::memory_order>(passed & 0x7fff);
}

template <class T>
outcome perform(const operation& wanted, const volatile T* object, std::uintptr_t from) {
  const checker_code inside;
  return session::here().perform(wanted, object, sizeof(T), from);
}

template <class T>
[[nodiscard]] T load(const volatile T* object, int order, std::uintptr_t from) {
  if (!runs_client_code()) return native_load(object);
  operation wanted;
  wanted.kind = event_kind::read;
  wanted.order = order_of(order);
  return static_cast<T>(perform(wanted, object, from).value);
}

template <class T>
void store(volatile T* object, T value, int order, std::uintptr_t from) {
  if (!runs_client_code()) {
    native_modify(modification::exchange, object, value);
    return;
  }
  operation wanted;
  wanted.kind = event_kind::write;
  wanted.order = order_of(order);
  wanted.operand = value;
  (void)perform(wanted, object, from);
}

template <class T>
T modify(modification how, volatile T* object, T operand, int order, std::uintptr_t from) {
  if (!runs_client_code()) return native_modify(how, object, operand);
  operation wanted;
  wanted.kind = event_kind::read;
  wanted.modify = how;
  wanted.order = order_of(order);
  wanted.operand = operand;
  return static_cast<T>(perform(wanted, object, from).value);
}

/// Whether it was exchanged; `expected` is then as it was, and else the value.
template <class T>
bool compare_exchange(volatile T* object, T& expected, T desired, int success, int failure,
                      bool weak, std::uintptr_t from) {
  if (!runs_client_code()) {
    const T before = native_compare_exchange(object, expected, desired);
    return std::exchange(expected, before) == before;
  }
  operation wanted;
  wanted.kind = event_kind::read;
  wanted.modify = modification::compare_exchange;
  wanted.weak = weak;
  wanted.order = order_of(success);
  wanted.failure = order_of(failure);
  wanted.operand = desired;
  wanted.expected = expected;
  const outcome got = perform(wanted, object, from);
  if (!got.modified) expected = static_cast<T>(got.value);
  return got.modified;
}

/// The value before.
template <class T>
T compare_exchange_value(volatile T* object, T expected, T desired, int success, int failure,
                         std::uintptr_t from) {
  (void)compare_exchange(object, expected, desired, success, failure, false, from);
  return expected;
}

/// No event stands for this one; it becomes what a program that lacks it would do.
template <class T>
T fetch_nand(volatile T* object, T operand, int order, std::uintptr_t from) {
  T seen = load(object, __ATOMIC_RELAXED, from);
  while (!compare_exchange(object, seen, static_cast<T>(~(seen & operand)), order, __ATOMIC_RELAXED,
                           false, from)) {
  }
  return seen;
}

}  // namespace
}  // namespace interlock::checker::instrumented

using namespace interlock::checker;
using namespace interlock::checker::instrumented;

// The names are those of the compilers' interface, which has a set of functions for each size.
#define INTERLOCK_ATOMIC_FUNCTIONS(bits, T)                                                      \
  extern "C" T __tsan_atomic##bits##_load(const volatile T* object, int order) {                 \
    return load(object, order, caller());                                                        \
  }                                                                                              \
  extern "C" void __tsan_atomic##bits##_store(volatile T* object, T value, int order) {          \
    store(object, value, order, caller());                                                       \
  }                                                                                              \
  extern "C" T __tsan_atomic##bits##_exchange(volatile T* object, T value, int order) {          \
    return modify(modification::exchange, object, value, order, caller());                       \
  }                                                                                              \
  extern "C" T __tsan_atomic##bits##_fetch_add(volatile T* object, T value, int order) {         \
    return modify(modification::add, object, value, order, caller());                            \
  }                                                                                              \
  extern "C" T __tsan_atomic##bits##_fetch_sub(volatile T* object, T value, int order) {         \
    return modify(modification::add, object, static_cast<T>(0 - value), order, caller());        \
  }                                                                                              \
  extern "C" T __tsan_atomic##bits##_fetch_and(volatile T* object, T value, int order) {         \
    return modify(modification::bit_and, object, value, order, caller());                        \
  }                                                                                              \
  extern "C" T __tsan_atomic##bits##_fetch_or(volatile T* object, T value, int order) {          \
    return modify(modification::bit_or, object, value, order, caller());                         \
  }                                                                                              \
  extern "C" T __tsan_atomic##bits##_fetch_xor(volatile T* object, T value, int order) {         \
    return modify(modification::bit_xor, object, value, order, caller());                        \
  }                                                                                              \
  extern "C" T __tsan_atomic##bits##_fetch_nand(volatile T* object, T value, int order) {        \
    return fetch_nand(object, value, order, caller());                                           \
  }                                                                                              \
  extern "C" int __tsan_atomic##bits##_compare_exchange_strong(                                  \
      volatile T* object, T* expected, T desired, int success, int failure) {                    \
    return compare_exchange(object, *expected, desired, success, failure, false, caller());      \
  }                                                                                              \
  extern "C" int __tsan_atomic##bits##_compare_exchange_weak(                                    \
      volatile T* object, T* expected, T desired, int success, int failure) {                    \
    return compare_exchange(object, *expected, desired, success, failure, true, caller());       \
  }                                                                                              \
  extern "C" T __tsan_atomic##bits##_compare_exchange_val(volatile T* object, T expected,        \
                                                          T desired, int success, int failure) { \
    return compare_exchange_value(object, expected, desired, success, failure, caller());        \
  }

INTERLOCK_ATOMIC_FUNCTIONS(8, std::uint8_t)
INTERLOCK_ATOMIC_FUNCTIONS(16, std::uint16_t)
INTERLOCK_ATOMIC_FUNCTIONS(32, std::uint32_t)
INTERLOCK_ATOMIC_FUNCTIONS(64, std::uint64_t)
INTERLOCK_ATOMIC_FUNCTIONS(128, uint128)
#undef INTERLOCK_ATOMIC_FUNCTIONS

extern "C" void __tsan_atomic_thread_fence(int order) {
  if (!runs_client_code()) {
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    return;
  }
  const checker_code inside;
  session::here().fence(order_of(order), caller());
}

/// Orders a thread with its own signal handlers only, of which there are none here.
extern "C" void __tsan_atomic_signal_fence(int) {}
