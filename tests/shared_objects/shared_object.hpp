// SPDX-License-Identifier: MIT
/// @file
/// What each of the two shared objects offers.
#pragma once

#include <interlock/sync/lock_order.hpp>

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
  /// Takes and frees a lock whose order is checked.
  void (*lock)(lock_order<mutex>& lock);
  void (*unlock)(lock_order<mutex>& lock);
};

}  // namespace interlock::test
