// SPDX-License-Identifier: MIT
/// @file
/// Boost.Lockfree, and the spinlock of Boost's smart pointers.
#include "clients.hpp"

#include <boost/lockfree/queue.hpp>
#include <boost/lockfree/spsc_queue.hpp>
#include <boost/lockfree/stack.hpp>
#include <boost/smart_ptr/detail/spinlock.hpp>
#include <memory>
#include <string>

namespace interlock::peers {
namespace {

using checker::failure;

template <class Container>
struct container {
  static constexpr element_order order = element_order::fifo;
  static auto make() { return std::make_unique<Container>(2); }
  static bool push(Container& to, value element) { return to.push(element); }
  static bool pop(Container& from, value& element) { return from.pop(element); }
};

struct spsc_queue : container<boost::lockfree::spsc_queue<value>> {
  static constexpr const char* name = "boost::lockfree::spsc_queue";
  static auto make() { return std::make_unique<boost::lockfree::spsc_queue<value>>(most_elements); }
};
struct queue : container<boost::lockfree::queue<value>> {
  static constexpr const char* name = "boost::lockfree::queue";
};
struct stack : container<boost::lockfree::stack<value>> {
  static constexpr const char* name = "boost::lockfree::stack";
  static constexpr element_order order = element_order::any;
};

struct spinlock {
  static constexpr const char* name = "boost::detail::spinlock";
  struct type {
    boost::detail::spinlock word = BOOST_DETAIL_SPINLOCK_INIT;
  };
  static void acquire(type& lock) { lock.word.lock(); }
  static void release(type& lock) { lock.word.unlock(); }
};

/// Both keep freed nodes in a list, linked by plain pointers in the memory of the nodes.
expectation reads_freed_node(const char* issue) {
  return fails(
      failure::data_race, "tagged_ptr_ptrcompression.hpp",
      std::string{"a thread reads the link of a node that another one has taken and freed, "
                  "and discards it ("} +
          issue + ")");
}
expectation queue_reads_freed_node() { return reads_freed_node("boostorg/lockfree issue 78"); }
expectation stack_reads_freed_node() { return reads_freed_node("boostorg/lockfree issue 22"); }

const peer boost_libraries{
    "Boost",
    INTERLOCK_PEER_VERSION,
    {
        with<transfer, spsc_queue>(),
        with<two_producers, spsc_queue>(
            fails(failure::requirement, "there is room for it",
                  "misuse: it is for one producer, and looks full to another one")),
        with<transfer, queue>(),
        with<two_producers, queue>(queue_reads_freed_node()),
        with<two_consumers, queue>(queue_reads_freed_node()),
        with<both_ways, queue>(queue_reads_freed_node()),
        with<transfer, stack>(),
        with<two_producers, stack>(stack_reads_freed_node()),
        with<two_consumers, stack>(stack_reads_freed_node()),
        with<both_ways, stack>(stack_reads_freed_node()),
        with<exclusion, spinlock>(),
    }};

}  // namespace
}  // namespace interlock::peers
