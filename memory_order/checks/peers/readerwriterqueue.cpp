// SPDX-License-Identifier: MIT
/// @file
/// moodycamel::ReaderWriterQueue and its circular buffer.
#include "clients.hpp"

#include <memory>
#include <readerwriterqueue/readerwriterqueue.h>

namespace interlock::peers {
namespace {

using checker::failure;

template <std::size_t Size>
struct container {
  using type = moodycamel::ReaderWriterQueue<value, 2>;
  static constexpr element_order order = element_order::fifo;
  static auto make() { return std::make_unique<type>(Size); }
  static bool push(type& to, value element) { return to.enqueue(element); }
  static bool pop(type& from, value& element) { return from.try_dequeue(element); }
};

struct roomy : container<3> {
  static constexpr const char* name = "moodycamel::ReaderWriterQueue";
};
/// Allocates a block at the second push.
struct growing : container<1> {
  static constexpr const char* name = "moodycamel::ReaderWriterQueue (growing)";
};

const peer library{"moodycamel::ReaderWriterQueue",
                   INTERLOCK_PEER_VERSION,
                   {
                       with<transfer, roomy>(),
                       with<transfer, growing>(),
                       with<two_producers, roomy>(fails(failure::data_race, "readerwriterqueue.h",
                                                        "misuse: it is for one producer")),
                   }};

}  // namespace
}  // namespace interlock::peers
