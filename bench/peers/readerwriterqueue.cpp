// SPDX-License-Identifier: MIT
/// @file
/// moodycamel::ReaderWriterQueue.
#include "src/queue_scenarios.hpp"

#include <memory>
#include <readerwriterqueue/readerwriterqueue.h>

namespace interlock::bench {
namespace {

struct reader_writer_queue {
  static constexpr std::string_view name = "moodycamel::ReaderWriterQueue";
  static constexpr std::string_view family = "SPSC";
  static constexpr std::size_t producers = 1;
  static constexpr std::size_t consumers = 1;
  static constexpr bool bounded = true;
  using type = moodycamel::ReaderWriterQueue<std::uint64_t>;
  static auto make(std::size_t capacity) { return std::make_unique<type>(capacity); }
  static bool try_push(type& queue, std::uint64_t value) { return queue.try_enqueue(value); }
  static bool try_pop(type& queue, std::uint64_t& value) { return queue.try_dequeue(value); }
};

const contribution reader_writer{"moodycamel::ReaderWriterQueue",
                                 [](catalog& all) { add_queue<reader_writer_queue>(all); }};

}  // namespace
}  // namespace interlock::bench
