// SPDX-License-Identifier: MIT
/// @file
/// `call_site`: where in the source a function is called, and how guards tell locks.
#pragma once

#include <interlock/sync/thread_annotations.hpp>

#include <cstring>

namespace interlock {

/// As `std::source_location`, which Clang 14 does not have. As a default argument it costs nothing
/// until it is used. If `std::lock_guard` makes the call, it names the header of that.
struct call_site {
  const char* file = nullptr;
  const char* function = nullptr;
  int line = 0;

  [[nodiscard]] static constexpr call_site current(const char* file = __builtin_FILE(),
                                                   const char* function = __builtin_FUNCTION(),
                                                   int line = __builtin_LINE()) noexcept {
    return {file, function, line};
  }

  /// Whether a header of the C++ library makes the call, so that its caller is the one to know.
  [[nodiscard]] bool in_the_library() const noexcept {
    return file != nullptr && std::strstr(file, "/c++/") != nullptr;
  }
};

/// Locks that want to know where they are taken.
template <class L>
concept locatable = requires(L& lock, call_site where) {
  lock.lock(where);
};
template <class L>
concept locatable_shared = requires(L& lock, call_site where) {
  lock.lock_shared(where);
};

namespace detail {

/// Takes `lock`, and says where if it wants to know.
template <class L>
void lock_at(L& lock, call_site where) INTERLOCK_ACQUIRE(lock) {
  if constexpr (locatable<L>) {
    lock.lock(where);
  } else {
    lock.lock();
  }
}
template <class L>
void lock_shared_at(L& lock, call_site where) INTERLOCK_ACQUIRE_SHARED(lock) {
  if constexpr (locatable_shared<L>) {
    lock.lock_shared(where);
  } else {
    lock.lock_shared();
  }
}

}  // namespace detail
}  // namespace interlock
