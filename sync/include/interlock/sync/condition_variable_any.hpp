// SPDX-License-Identifier: MIT
/// @file
/// Condition variable for any lock: a drop-in for `std::condition_variable_any` without a mutex
/// between it and its lock [BH73].
///
/// wakes: in the order of arrival, notify_all() all at once | timed: yes | stop tokens: yes |
/// spurious wakeups: none | size: 24 bytes | constant-initialised: yes
///
/// A wait takes anything with `lock()` and `unlock()`: a guard of std or of this library, a shared
/// one too, a lock itself, or a type of your own. A wait that is stopped takes no notification from
/// another: it either was notified or is no longer in the queue. Whoever requests the stop wakes
/// the waiters of that token alone, and takes no lock for it.
///
/// For `mutex`, `condition_variable` is the better one, as its notify_all() wakes one at a time.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/concepts.hpp>
#include <interlock/sync/detail/condition.hpp>

namespace interlock {
namespace detail {

struct any_locks {
  static constexpr bool one_mutex = false;
  template <class Lock>
  static constexpr bool accepts = basic_lockable<Lock>;
};

}  // namespace detail

/// The operations, with their contracts, are those of detail/condition.hpp. Requires: the calling
/// thread holds the lock that it waits with.
template <backend B = std_backend>
class basic_condition_variable_any : public detail::condition<detail::any_locks, B> {};

using condition_variable_any = basic_condition_variable_any<>;

static_assert(sizeof(condition_variable_any) == 24);

}  // namespace interlock
