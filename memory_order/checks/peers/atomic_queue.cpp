// SPDX-License-Identifier: MIT
/// @file
/// atomic_queue: queues of atomic elements (AtomicQueue) and of any (AtomicQueue2).
#include "clients.hpp"

#include <atomic_queue/atomic_queue.h>
#include <memory>

namespace interlock::peers {
namespace {

using checker::failure;

template <class Queue>
struct container {
  static constexpr element_order order = element_order::fifo;
  static auto make() { return std::make_unique<Queue>(); }
  static bool push(Queue& to, value element) { return to.try_push(element); }
  static bool pop(Queue& from, value& element) { return from.try_pop(element); }
};

struct atomic_elements : container<atomic_queue::AtomicQueue<value, 2>> {
  static constexpr const char* name = "atomic_queue::AtomicQueue";
};
struct atomic_elements_spsc
    : container<atomic_queue::AtomicQueue<value, 2, 0, true, true, false, true>> {
  static constexpr const char* name = "atomic_queue::AtomicQueue (SPSC)";
};
struct any_elements : container<atomic_queue::AtomicQueue2<value, 2>> {
  static constexpr const char* name = "atomic_queue::AtomicQueue2";
};
struct any_elements_spsc
    : container<atomic_queue::AtomicQueue2<value, 2, true, true, false, true>> {
  static constexpr const char* name = "atomic_queue::AtomicQueue2 (SPSC)";
};

/// `exchange(NIL, release)`, or a relaxed load.
expectation pops_without_acquire() {
  return fails(
      failure::data_race, "clients.hpp",
      "pop does not acquire, so what was written before the push need not be visible after "
      "it (later versions acquire)");
}

const peer library{"atomic_queue",
                   INTERLOCK_PEER_VERSION,
                   {
                       with<transfer, atomic_elements>(pops_without_acquire()),
                       with<transfer, atomic_elements_spsc>(pops_without_acquire()),
                       with<transfer, any_elements>(),
                       with<two_producers, any_elements>(),
                       with<two_consumers, any_elements>(),
                       with<both_ways, any_elements>(),
                       with<transfer, any_elements_spsc>(),
                   }};

}  // namespace
}  // namespace interlock::peers
