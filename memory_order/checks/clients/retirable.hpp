// SPDX-License-Identifier: MIT
/// @file
/// What the clients of reclaimers retire. Reading an object that has been reclaimed, reclaiming it
/// before a reader's access happens before that, reclaiming it twice and not at all: all are seen
/// by the backend.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include <cstddef>

namespace interlock::checks {

/// How often an object has come to its end, and whose deed the last time was.
template <backend B>
struct ends {
  unsigned count = 0;
  decltype(B::thread_id()) by{};
};

/// An object that can be retired.
template <backend B, class Row>
struct retirable : Row::template base<retirable<B, Row>, B> {
  explicit retirable(unsigned number_) : number{number_} {}
  ~retirable() {
    if (end != nullptr) *end = {end->count + 1, B::thread_id()};
  }

  // `delete` by the reclaimer goes through the backend, which sees it.
  static void* operator new(std::size_t bytes) { return B::allocate(bytes, alignof(retirable)); }
  static void operator delete(void* memory, std::size_t bytes) {
    B::deallocate(memory, bytes, alignof(retirable));
  }

  typename B::template plain<unsigned> number;
  ends<B>* end = nullptr;  ///< where to note the end, if anywhere
};

}  // namespace interlock::checks
