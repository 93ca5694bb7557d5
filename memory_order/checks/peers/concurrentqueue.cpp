// SPDX-License-Identifier: MIT
/// @file
/// moodycamel::ConcurrentQueue. It keeps the order of each producer only.
#include "clients.hpp"

#include <array>
#include <concurrentqueue/concurrentqueue.h>
#include <cstddef>
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

/// With tokens, which make the producers: without, the queue finds them by the addresses of
/// thread-local objects, and the search would differ from run to run.
template <std::size_t Tokens>
struct container {
  struct type {
    moodycamel::ConcurrentQueue<value, small_blocks> queue{4};
    std::array<moodycamel::ProducerToken, Tokens> tokens = tokens_of(queue);
  };
  static auto make() { return std::make_unique<type>(); }
  /// Each token is for one thread, and so are the elements of the clients with two producers.
  static bool push(type& to, value element) {
    return to.queue.enqueue(to.tokens[element % Tokens], element);
  }
  static bool pop(type& from, value& element) { return from.queue.try_dequeue(element); }

 private:
  static std::array<moodycamel::ProducerToken, Tokens> tokens_of(auto& queue) {
    if constexpr (Tokens == 1) {
      return {moodycamel::ProducerToken{queue}};
    } else {
      return {moodycamel::ProducerToken{queue}, moodycamel::ProducerToken{queue}};
    }
  }
};

struct one_token : container<1> {
  static constexpr const char* name = "moodycamel::ConcurrentQueue (1 token)";
  static constexpr element_order order = element_order::fifo;
};
struct two_tokens : container<2> {
  static constexpr const char* name = "moodycamel::ConcurrentQueue (2 tokens)";
  static constexpr element_order order = element_order::any;
};

const peer library{"moodycamel::ConcurrentQueue",
                   INTERLOCK_PEER_VERSION,
                   {
                       with<transfer, one_token>(),
                       with<two_consumers, one_token>(),
                       with<transfer, two_tokens>(),
                       with<two_producers, two_tokens>(),
                       with<two_consumers, two_tokens>(),
                       with<both_ways, two_tokens>(),
                   }};

}  // namespace
}  // namespace interlock::peers
