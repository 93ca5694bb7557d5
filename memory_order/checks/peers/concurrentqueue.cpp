// SPDX-License-Identifier: MIT
/// @file
/// moodycamel::ConcurrentQueue. It keeps the order of each producer only.
#include "clients.hpp"

#include <concurrentqueue/concurrentqueue.h>
#include <memory>

namespace interlock::peers {
namespace {

/// Small blocks and tables: the less there is to set up, the shorter are the executions.
struct small_blocks : moodycamel::ConcurrentQueueDefaultTraits {
  static constexpr std::size_t BLOCK_SIZE = 2;
  static constexpr std::size_t EXPLICIT_INITIAL_INDEX_SIZE = 2;
  static constexpr std::size_t IMPLICIT_INITIAL_INDEX_SIZE = 2;
  static constexpr std::size_t INITIAL_IMPLICIT_PRODUCER_HASH_SIZE = 2;
};

struct queue {
  using type = moodycamel::ConcurrentQueue<value, small_blocks>;
  static constexpr const char* name = "moodycamel::ConcurrentQueue";
  static constexpr element_order order = element_order::fifo;
  static auto make() { return std::make_unique<type>(4); }
  static bool push(type& to, value element) { return to.enqueue(element); }
  static bool pop(type& from, value& element) { return from.try_dequeue(element); }
};

const peer library{"moodycamel::ConcurrentQueue",
                   INTERLOCK_PEER_VERSION,
                   {
                       with<transfer, queue>(),
                       with<two_producers, queue>(),
                       with<two_consumers, queue>(),
                       with<both_ways, queue>(stopped("stopped at the bound: no proof")),
                   }};

}  // namespace
}  // namespace interlock::peers
