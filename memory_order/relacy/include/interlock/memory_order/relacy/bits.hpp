// SPDX-License-Identifier: MIT
/// @file
/// `bits`: the one type in which the model keeps the values of all atomics, and the way there and
/// back. Numbers, enums, `bool` and pointers are numbers in `low`; another trivially copyable type
/// of up to 16 bytes is copied byte by byte.
#pragma once

#include <cstdint>
#include <cstring>
#include <type_traits>

namespace interlock::relacy {

struct bits {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  friend bool operator==(const bits&, const bits&) = default;
};

template <class T>
concept representable = std::is_trivially_copyable_v<T> && sizeof(T) <= sizeof(bits);

template <representable T>
[[nodiscard]] bits encode(T value) noexcept {
  bits result;
  if constexpr (std::is_same_v<T, bool>) {
    result.low = value ? 1 : 0;
  } else if constexpr (std::is_enum_v<T>) {
    result = encode(static_cast<std::underlying_type_t<T>>(value));
  } else if constexpr (std::is_integral_v<T>) {
    result.low = static_cast<std::make_unsigned_t<T>>(value);
  } else if constexpr (std::is_pointer_v<T>) {
    result.low = reinterpret_cast<std::uintptr_t>(value);
  } else {
    std::memcpy(static_cast<void*>(&result), &value, sizeof(T));
  }
  return result;
}

template <representable T>
[[nodiscard]] T decode(const bits& value) noexcept {
  if constexpr (std::is_same_v<T, bool>) {
    return value.low != 0;
  } else if constexpr (std::is_enum_v<T> || std::is_integral_v<T>) {
    return static_cast<T>(value.low);
  } else if constexpr (std::is_pointer_v<T>) {
    return reinterpret_cast<T>(static_cast<std::uintptr_t>(value.low));
  } else {
    T result;
    std::memcpy(static_cast<void*>(&result), &value, sizeof(T));
    return result;
  }
}

/// The bits that a number of type `T` has: arithmetic wraps at its width.
template <class T>
inline constexpr std::uint64_t mask_of = ~std::uint64_t{0} >> (64 - 8 * sizeof(T));

}  // namespace interlock::relacy
