// SPDX-License-Identifier: MIT
/// @file
/// moodycamel::ConcurrentQueue and its semaphore.
#include "src/queue_scenarios.hpp"
#include "src/semaphore_scenarios.hpp"

#include <concurrentqueue/concurrentqueue.h>
#include <concurrentqueue/lightweightsemaphore.h>
#include <memory>

namespace interlock::bench {
namespace {

struct concurrent_queue {
  static constexpr std::string_view name = "moodycamel::ConcurrentQueue";
  static constexpr std::string_view family = "MPMC, no order";
  static constexpr std::size_t producers = any_number;
  static constexpr std::size_t consumers = any_number;
  static constexpr bool bounded = false;
  using type = moodycamel::ConcurrentQueue<std::uint64_t>;
  static auto make(std::size_t) { return std::make_unique<type>(); }
  static bool try_push(type& queue, std::uint64_t value) { return queue.enqueue(value); }
  static bool try_pop(type& queue, std::uint64_t& value) { return queue.try_dequeue(value); }
};

struct concurrent_queue_with_tokens : concurrent_queue {
  static constexpr std::string_view name = "moodycamel::ConcurrentQueue (tokens)";
  class producer {
   public:
    explicit producer(type& queue) : queue_{queue}, token_{queue} {}
    [[nodiscard]] bool try_push(std::uint64_t value) { return queue_.enqueue(token_, value); }

   private:
    type& queue_;
    moodycamel::ProducerToken token_;
  };
  class consumer {
   public:
    explicit consumer(type& queue) : queue_{queue}, token_{queue} {}
    [[nodiscard]] bool try_pop(std::uint64_t& value) { return queue_.try_dequeue(token_, value); }

   private:
    type& queue_;
    moodycamel::ConsumerToken token_;
  };
};

struct lightweight_semaphore {
  static constexpr std::string_view name = "moodycamel::LightweightSemaphore";
  static constexpr std::string_view family = "semaphore";
  class type {
   public:
    explicit type(int initial) : semaphore_{initial} {}
    void release() { semaphore_.signal(); }
    void acquire() { semaphore_.wait(); }

   private:
    moodycamel::LightweightSemaphore semaphore_;
  };
};

const contribution moodycamel_library{"moodycamel::ConcurrentQueue", [](catalog& all) {
                                        add_queue<concurrent_queue>(all);
                                        add_queue<concurrent_queue_with_tokens>(all);
                                        add_semaphore<lightweight_semaphore>(all);
                                      }};

}  // namespace
}  // namespace interlock::bench
