// SPDX-License-Identifier: MIT
/// @file
/// What the movable guards have in common: a lock, whether they own it, and what is misuse.
#pragma once

#include <system_error>
#include <utility>

namespace interlock::detail {

template <class L>
struct guard_state {
  L* lock = nullptr;
  bool owns = false;

  /// All of it, for another guard; nothing is left.
  [[nodiscard]] guard_state hand_over() noexcept {
    return {std::exchange(lock, nullptr), std::exchange(owns, false)};
  }

  /// The lock, for the guard with this name to take or free. Throws `std::system_error` if it may
  /// not.
  [[nodiscard]] L& to_take(const char* guard) const {
    if (lock == nullptr) fail(std::errc::operation_not_permitted, guard);
    if (owns) fail(std::errc::resource_deadlock_would_occur, guard);
    return *lock;
  }
  [[nodiscard]] L& to_free(const char* guard) const {
    if (!owns) fail(std::errc::operation_not_permitted, guard);
    return *lock;
  }

  [[noreturn]] static void fail(std::errc error, const char* guard) {
    throw std::system_error{std::make_error_code(error), guard};
  }
};

}  // namespace interlock::detail
