// SPDX-License-Identifier: MIT
/// @file
/// What each of the two shared objects offers.
#pragma once

#include <interlock/sync/bravo.hpp>
#include <interlock/sync/byte_lock.hpp>
#include <interlock/sync/event_count.hpp>
#include <interlock/sync/lock_order.hpp>
#include <interlock/sync/recursive_mutex.hpp>

#include <atomic>

namespace interlock::test {

struct document;

/// The services of one shared object, whose code for the primitives is its own.
struct shared_object {
  /// A new document, in `place`; it counts its end in `ended`.
  void (*publish)(std::atomic<document*>& place, int& ended);
  /// Calls `meanwhile` while the document is protected by a hazard pointer.
  void (*read)(const std::atomic<document*>& place, void (*meanwhile)(void*), void* argument);
  /// Takes the document out, retires it, and reclaims what can be reclaimed.
  void (*withdraw)(std::atomic<document*>& place);
  /// Reclaims what can be reclaimed.
  void (*clean_up)();

  void (*lock)(byte_lock& lock);
  void (*unlock)(byte_lock& lock);
  void (*lock_recursively)(recursive_mutex& mutex);
  void (*unlock_recursively)(recursive_mutex& mutex);
  /// Waits until `turn` is `mine`, and gives it to `next`.
  void (*take_turn)(light_event_count& changed, std::atomic<int>& turn, int mine, int next);
  /// Shares a lock with biased readers, gives the share back, and tries to write.
  void (*share)(bravo<>& lock);
  void (*unshare)(bravo<>& lock);
  bool (*write)(bravo<>& lock);
  /// Takes and frees a lock whose order is checked.
  void (*lock_in_order)(lock_order<mutex>& lock);
  void (*unlock_in_order)(lock_order<mutex>& lock);
};

}  // namespace interlock::test
