// SPDX-License-Identifier: MIT
/// @file
/// atomic_queue. Its capacity is a template argument.
#include "src/queue_scenarios.hpp"

#include <atomic_queue/atomic_queue.h>
#include <memory>

namespace interlock::bench {
namespace {

template <class Queue>
struct atomic_queue_row {
  static constexpr bool bounded = true;
  using type = Queue;
  static auto make(std::size_t) { return std::make_unique<type>(); }
  static bool try_push(type& queue, std::uint64_t value) { return queue.try_push(value); }
  static bool try_pop(type& queue, std::uint64_t& value) { return queue.try_pop(value); }
};

struct spsc
    : atomic_queue_row<
          atomic_queue::AtomicQueue2<std::uint64_t, queue_capacity, true, true, false, true>> {
  static constexpr std::string_view name = "atomic_queue::AtomicQueue2 (SPSC)";
  static constexpr std::string_view family = "SPSC";
  static constexpr std::size_t producers = 1;
  static constexpr std::size_t consumers = 1;
};

struct mpmc : atomic_queue_row<atomic_queue::AtomicQueue2<std::uint64_t, queue_capacity>> {
  static constexpr std::string_view name = "atomic_queue::AtomicQueue2";
  static constexpr std::string_view family = "MPMC, bounded";
  static constexpr std::size_t producers = any_number;
  static constexpr std::size_t consumers = any_number;
};

const contribution atomic_queues{"atomic_queue", [](catalog& all) {
                                   add_queue<spsc>(all);
                                   add_queue<mpmc>(all);
                                 }};

}  // namespace
}  // namespace interlock::bench
