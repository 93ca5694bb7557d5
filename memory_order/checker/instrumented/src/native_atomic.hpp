// SPDX-License-Identifier: MIT
/// @file
/// Atomic operations on the real machine, of any size up to 16 bytes: what instrumented code does
/// outside of explorations. All are sequentially consistent.
#pragma once

#include <interlock/checker/operation.hpp>

namespace interlock::checker::instrumented {

/// The value before; `object` then holds `desired` if that was `expected`.
template <class T>
T native_compare_exchange(volatile T* object, T expected, T desired) noexcept {
  return __sync_val_compare_and_swap(object, expected, desired);
}

template <class T>
[[nodiscard]] T native_load(const volatile T* object) noexcept {
  if constexpr (sizeof(T) <= 8) {
    return __atomic_load_n(object, __ATOMIC_SEQ_CST);
  } else {
    return native_compare_exchange(const_cast<volatile T*>(object), T{0}, T{0});
  }
}

/// Replaces the value by what `change` makes of it, and returns the value before.
template <class T, class Change>
T native_modify(volatile T* object, Change change) noexcept {
  for (T seen = native_load(object);;) {
    const T before = native_compare_exchange(object, seen, static_cast<T>(change(seen)));
    if (before == seen) return before;
    seen = before;
  }
}

template <class T>
T native_modify(modification how, volatile T* object, T operand) noexcept {
  return native_modify(object, [how, operand](T value) {
    switch (how) {
      case modification::add:
        return static_cast<T>(value + operand);
      case modification::bit_and:
        return static_cast<T>(value & operand);
      case modification::bit_or:
        return static_cast<T>(value | operand);
      case modification::bit_xor:
        return static_cast<T>(value ^ operand);
      case modification::none:
      case modification::exchange:
      case modification::compare_exchange:
        break;
    }
    return operand;
  });
}

}  // namespace interlock::checker::instrumented
