// SPDX-License-Identifier: MIT
/// @file
/// The storage of a bounded ring: a power of two of slots for `T`, addressed by ever-growing
/// indices.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include <bit>
#include <cstddef>
#include <limits>
#include <stdexcept>
#include <string>

namespace interlock::detail {

template <class T, backend B>
class slot_array {
 public:
  using slot = typename B::template slot<T>;

  /// Room for `capacity` elements of the container `owner`, which error messages name.
  slot_array(const char* owner, std::size_t capacity)
      : capacity_{checked(owner, capacity)},
        mask_{std::bit_ceil(capacity) - 1},
        slots_{static_cast<slot*>(B::allocate(bytes(), alignof(slot)))} {
    for (std::size_t i = 0; i <= mask_; ++i) ::new (static_cast<void*>(slots_ + i)) slot;
  }

  slot_array(const slot_array&) = delete;
  slot_array& operator=(const slot_array&) = delete;

  /// Requires: no slot holds an element.
  ~slot_array() {
    for (std::size_t i = 0; i <= mask_; ++i) slots_[i].~slot();
    B::deallocate(slots_, bytes(), alignof(slot));
  }

  [[nodiscard]] slot& operator[](std::size_t index) noexcept { return slots_[index & mask_]; }
  [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }

 private:
  static std::size_t checked(const char* owner, std::size_t capacity) {
    constexpr std::size_t largest = std::numeric_limits<std::size_t>::max() / 4 / sizeof(slot);
    if (capacity == 0) {
      throw std::invalid_argument{std::string{owner} + ": capacity must be at least 1"};
    }
    if (capacity > largest) {
      throw std::length_error{std::string{owner} + ": capacity must be at most " +
                              std::to_string(largest)};
    }
    return capacity;
  }

  [[nodiscard]] std::size_t bytes() const noexcept { return (mask_ + 1) * sizeof(slot); }

  std::size_t capacity_;
  std::size_t mask_;
  slot* slots_;
};

}  // namespace interlock::detail
