// SPDX-License-Identifier: MIT
/// @file
/// A machine of many nodes: a thread is on the one that the test says. It tells how many waits have
/// begun, so that a test can let threads get in line one by one.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include "support/worker.hpp"

#include <atomic>
#include <cstddef>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace interlock::support {

struct simulated_machine : std_backend {
  static inline thread_local unsigned node = 0;
  static inline std::atomic<std::size_t> waits{0};

  [[nodiscard]] static unsigned numa_node() noexcept { return node; }

  template <class T, class Predicate, class... Pace>
  static T await(const atomic<T>& location, std::memory_order order, Predicate ready,
                 Pace&&... pace) noexcept {
    waits.fetch_add(1);
    return std_backend::await(location, order, ready, std::forward<Pace>(pace)...);
  }
  template <class T, class Predicate>
  [[nodiscard]] static T try_await(const atomic<T>& location, std::memory_order order,
                                   Predicate ready, int looks) noexcept {
    waits.fetch_add(1);
    return std_backend::try_await(location, order, ready, looks);
  }
};

static_assert(backend<simulated_machine>);

/// The nodes of threads that come from each of the nodes by turns.
[[nodiscard]] inline std::vector<unsigned> by_turns(unsigned nodes, unsigned each) {
  std::vector<unsigned> all;
  for (unsigned i = 0; i < nodes * each; ++i) all.push_back(i % nodes);
  return all;
}

/// Threads of the given nodes get in line, in this order, at a lock that a thread of the node
/// `owner` holds, and then enter. Returns the order in which they do; less than all of them if one
/// did not get in line.
template <class Lock>
[[nodiscard]] std::vector<std::size_t> order_of_entry(unsigned owner,
                                                      const std::vector<unsigned>& nodes) {
  Lock lock;
  std::vector<std::size_t> entered;
  crew line;
  simulated_machine::node = owner;
  lock.lock();
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const std::size_t before = simulated_machine::waits.load();
    line.add("waiter " + std::to_string(i), [&, i] {
      simulated_machine::node = nodes[i];
      const std::lock_guard guard{lock};
      entered.push_back(i);
    });
    if (!eventually([&] { return simulated_machine::waits.load() != before; })) break;
  }
  lock.unlock();
  line.join();
  return entered;
}

/// How many entered before the waiter `one` that had got in line after it.
[[nodiscard]] inline std::size_t passed(const std::vector<std::size_t>& entered, std::size_t one) {
  std::size_t count = 0;
  for (const std::size_t each : entered) {
    if (each == one) break;
    count += each > one ? 1 : 0;
  }
  return count;
}

}  // namespace interlock::support
